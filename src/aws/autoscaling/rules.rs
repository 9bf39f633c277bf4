//! Auto Scaling groups as they stand today.

pub mod peak;
pub mod schedule;

use serde_json::json;

use super::facts::{Activity, Group, Outcome};
use crate::{
    aws::cloudwatch::facts::Alarm,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Place, Rule, Subject, Threshold, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about the state of Auto Scaling groups.
pub const RULES: &[&Rule] = &[
    &EXISTS,
    &AT_MAX_NOW,
    &SUSPENDED_PROCESSES,
    &MULTI_AZ,
    &SCALING_POLICY,
    &RECENT_LAUNCH_FAILURES,
    &ELB_HEALTH_CHECK,
    &GROUP_METRICS,
];

const EXISTS: Rule = Rule {
    id: "asg-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed Auto Scaling group exists",
    why: "A group that is missing, being deleted, or in another account or region than the workbook says will \
          not scale for the event, and nothing else about it can be judged.",
    fix: "Correct section 6 of the workbook, or create the group {resource} in {region}. `aws autoscaling \
          describe-auto-scaling-groups --region {region} --query 'AutoScalingGroups[].AutoScalingGroupName'` \
          lists those that exist.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html"],
    lead_days: 14,
    needs: &[Source::Groups],
    thresholds: &[],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":null}}}}"#),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::AutoScalingGroup) {
            let Answer::Group(group) = resource.answer else { continue };
            let name = &subject.id;
            match &group.status {
                Some(status) => {
                    cx.red(&subject, format!("{name}: {status}"), Evidence::from([("status", json!(status))]));
                }
                None => cx.green(&subject, format!("{name} exists"), Evidence::default()),
            }
        }
    },
};

/// Listed groups that exist. The others are the business of `asg-exists`.
pub(super) fn listed_groups<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a Group, Place<'a>)> {
    let groups = cx.resources(ResourceKind::AutoScalingGroup).into_iter();
    let group = |it: Listed<'a>| match it.resource.answer {
        Answer::Group(group) => Some((it.subject, group, it.place)),
        _ => None,
    };
    groups.filter_map(group).collect()
}

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.8,
    meaning: "desired capacity as a share of the maximum, from which the group is at risk",
};

const AT_MAX_NOW: Rule = Rule {
    id: "asg-at-max-now",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "every group has room to grow today",
    why: "A group that already runs at its maximum, with an alarm that asks for more, is short of capacity \
          before the event has begun.",
    fix: "Raise the maximum: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {resource} \
          --max-size <new maximum> --region {region}`. How high it has to be for the peak stands at `asg-max-covers-peak` \
          of the same group, in the same result.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html"],
    lead_days: 7,
    needs: &[Source::Groups, Source::ScalingPolicies, Source::Alarms],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(
        r#"{"autoscaling":{"groups":{"seen":{"web":{"desired":120}}}},
            "cloudwatch":{"alarms":{"seen":{"TargetTracking-web-AlarmHigh":{"state":"ALARM"}}}}}"#,
    ),
    check: |cx| {
        for (subject, group, place) in listed_groups(cx) {
            let Some(policies) = cx.read(&subject, Source::ScalingPolicies, &place.facts.autoscaling.policies) else {
                continue;
            };
            let Some(alarms) = cx.read(&subject, Source::Alarms, &place.facts.cloudwatch.alarms) else {
                continue;
            };
            let asks_for_more = |alarm: &Alarm| {
                alarm.state == "ALARM" && alarm.comparison.as_deref().is_some_and(|word| word.starts_with("Greater"))
            };
            let names = policies.get(&subject.id).into_iter().flatten().flat_map(|policy| &policy.alarms);
            let pressing: Vec<_> = names.filter(|name| alarms.get(*name).is_some_and(asks_for_more)).collect();
            let evidence = Evidence::from([
                ("desired", json!(group.desired)),
                ("max_size", json!(group.max_size)),
                ("scale_out_alarms", json!(pressing)),
            ]);
            let summary = format!("desired capacity is {} of at most {}", group.desired, group.max_size);
            if group.desired >= group.max_size && !pressing.is_empty() {
                cx.red(&subject, format!("{summary}, and a scale-out alarm asks for more"), evidence);
            } else if f64::from(group.desired) >= cx.threshold(&YELLOW_SHARE) * f64::from(group.max_size) {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

const SUSPENDED_PROCESSES: Rule = Rule {
    id: "asg-suspended-processes",
    area: Area::Operations,
    topics: &[Topic::Capacity, Topic::Health],
    title: "no scaling process is suspended",
    why: "Processes are suspended during an incident and forgotten. Without Launch the group cannot grow, \
          without AlarmNotification it does not hear that it should, without AddToLoadBalancer new instances get no \
          traffic, without HealthCheck and ReplaceUnhealthy it keeps dead instances.",
    fix: "Resume them: `aws autoscaling resume-processes --auto-scaling-group-name {resource} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html"],
    lead_days: 7,
    needs: &[Source::Groups],
    thresholds: &[],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":{"suspended":["Launch"]}}}}}"#),
    check: |cx| {
        for (subject, group, _) in listed_groups(cx) {
            let evidence = Evidence::from([("suspended", json!(group.suspended))]);
            let broken = group.suspended.iter().map(|process| (without(process, group), process)).min();
            match broken {
                None => cx.green(&subject, "no process is suspended", evidence),
                Some(((light, breaks), _)) => {
                    let list = group.suspended.join(", ");
                    cx.push(light, &subject, format!("suspended: {list}; {breaks}"), evidence);
                }
            }
        }
    },
};

/// What a group lacks while a process is suspended ("Suspend and resume Amazon EC2 Auto Scaling processes").
fn without(process: &str, group: &Group) -> (Light, &'static str) {
    let is_behind_balancer = !group.target_groups.is_empty() || !group.classic_load_balancers.is_empty();
    match process {
        "Launch" => (Light::Red, "the group cannot grow"),
        "AlarmNotification" => (Light::Red, "the group does not hear that it should grow"),
        "AddToLoadBalancer" if is_behind_balancer => (Light::Red, "new instances get no traffic"),
        "HealthCheck" | "ReplaceUnhealthy" => (Light::Red, "dead instances are not replaced"),
        "ScheduledActions" => (Light::Yellow, "no scheduled action runs"),
        "AZRebalance" => (Light::Yellow, "zones are not balanced again after one of them had trouble"),
        "Terminate" => (Light::Yellow, "the group cannot shrink or replace instances"),
        "InstanceRefresh" => (Light::Yellow, "no instance refresh runs"),
        "AddToLoadBalancer" => (Light::Yellow, "instances are not registered should the group get a balancer"),
        _ => (Light::Gray, "iem does not know what that stops"),
    }
}

const MULTI_AZ: Rule = Rule {
    id: "asg-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "every group spans at least two Availability Zones",
    why: "When its only zone has trouble, or no capacity left of its instance type, the group cannot start \
          instances anywhere else.",
    fix: "Add subnets in other zones: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name \
          {resource} --vpc-zone-identifier \"<subnet>,<subnet>\" --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html"],
    lead_days: 14,
    needs: &[Source::Groups],
    thresholds: &[],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":{"zones":["us-east-1a"]}}}}}"#),
    check: |cx| {
        for (subject, group, _) in listed_groups(cx) {
            let evidence = Evidence::from([("zones", json!(group.zones))]);
            match group.zones.len() {
                0 => cx.gray(&subject, "AWS gives no Availability Zone for it", evidence),
                1 => cx.red(&subject, format!("runs in a single Availability Zone ({})", group.zones[0]), evidence),
                count => cx.green(&subject, format!("spans {count} Availability Zones"), evidence),
            }
        }
    },
};

/// `PolicyType` (API `PutScalingPolicy`).
const KNOWN_POLICIES: [&str; 4] = ["TargetTrackingScaling", "StepScaling", "SimpleScaling", "PredictiveScaling"];

const SCALING_POLICY: Rule = Rule {
    id: "asg-scaling-policy",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "every group scales by a policy that is switched on",
    why: "A group without a policy or a schedule stays at its size however high the load climbs.",
    fix: "Add target tracking: `aws autoscaling put-scaling-policy --auto-scaling-group-name {resource} \
          --policy-name cpu50 --policy-type TargetTrackingScaling --target-tracking-configuration \
          '{\"PredefinedMetricSpecification\":{\"PredefinedMetricType\":\"ASGAverageCPUUtilization\"},\
          \"TargetValue\":50}' --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html"],
    lead_days: 14,
    needs: &[Source::Groups, Source::ScalingPolicies, Source::ScheduledActions],
    thresholds: &[],
    example: Example::Region(
        r#"{"autoscaling":{"policies":{"seen":{"web":null}},"scheduled_actions":{"seen":{"web":null}}}}"#,
    ),
    check: |cx| {
        for (subject, _, place) in listed_groups(cx) {
            let scaling = &place.facts.autoscaling;
            let Some(policies) = cx.read(&subject, Source::ScalingPolicies, &scaling.policies) else {
                continue;
            };
            let Some(actions) = cx.read(&subject, Source::ScheduledActions, &scaling.scheduled_actions) else {
                continue;
            };
            let policies = policies.get(&subject.id).map(Vec::as_slice).unwrap_or_default();
            let scheduled = actions.get(&subject.id).map_or(0, Vec::len);
            let enabled: Vec<_> = policies.iter().filter(|policy| policy.enabled).collect();
            let evidence = Evidence::from([("policies", json!(policies)), ("scheduled_actions", json!(scheduled))]);
            if enabled.is_empty() && scheduled == 0 {
                cx.red(&subject, "no scaling policy is switched on, and no scheduled action exists", evidence);
            } else if enabled.len() < policies.len() {
                cx.yellow(&subject, "a scaling policy is switched off", evidence);
            } else if let Some(strange) =
                enabled.iter().find(|policy| !KNOWN_POLICIES.contains(&policy.policy_type.as_str()))
            {
                let summary = format!("scales by {}, of which iem does not know what it does", strange.policy_type);
                cx.gray(&subject, summary, evidence);
            } else if !enabled.is_empty() && enabled.iter().all(|policy| policy.policy_type == "SimpleScaling") {
                cx.yellow(
                    &subject,
                    "scales only by simple policies, which wait out a cooldown after each step",
                    evidence,
                );
            } else {
                let summary = format!("{} policies and {scheduled} scheduled actions", enabled.len());
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

const RECENT_LAUNCH_FAILURES: Rule = Rule {
    id: "asg-recent-launch-failures",
    area: Area::Service,
    topics: &[Topic::Health, Topic::Capacity],
    title: "no launch failed in the last 14 days",
    why: "A group that could not start instances at normal load will not start them at the peak. Missing \
          capacity, quotas and images are the usual causes, and none of them mends itself.",
    fix: "Read the messages with `aws autoscaling describe-scaling-activities --auto-scaling-group-name \
          {resource} --region {region}`; allow more instance types and zones, raise the quota, or repair the \
          launch template.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/CHAP_Troubleshooting.html"],
    lead_days: 7,
    needs: &[Source::Groups, Source::ScalingActivities],
    thresholds: &[],
    example: Example::Region(
        r#"{"autoscaling":{"activities":{"web":{"seen":[{"status":"Failed","start":"2026-12-01T00:00:00Z",
            "message":"InsufficientInstanceCapacity - no m5.large capacity in us-east-1a"}]}}}}"#,
    ),
    check: |cx| {
        for (subject, _, place) in listed_groups(cx) {
            let activities = &place.facts.autoscaling.activities;
            let activities = cx.read_one(&subject, Source::ScalingActivities, activities, &subject.id);
            if let Some(activities) = activities {
                launch_failures(cx, &subject, activities);
            }
        }
    },
};

/// Words of messages that come back until somebody acts: capacity, quotas, images, references, and keys that may not be
/// used, for which EC2 says `Client.InternalError` ("Troubleshoot instance launch issues").
const LASTING: [&str; 7] = [
    "InsufficientInstanceCapacity",
    "do not have sufficient",
    "VcpuLimitExceeded",
    "vCPU limit",
    "InvalidAMI",
    "does not exist",
    "Client.InternalError",
];

fn launch_failures(cx: &mut Cx<'_>, subject: &Subject, activities: &[Activity]) {
    let of = |outcome| activities.iter().filter(move |activity| activity.outcome() == outcome);
    let failed: Vec<_> = of(Outcome::Failed).chain(of(Outcome::Cancelled)).collect();
    let severe = failed.iter().find(|activity| LASTING.iter().any(|code| activity.message.contains(code)));
    if let Some(activity) = severe.or(failed.first()) {
        let evidence = Evidence::from([("failed", json!(failed.len())), ("message", json!(activity.message))]);
        let light = if severe.is_some() { Light::Red } else { Light::Yellow };
        let cause = if activity.message.is_empty() { "AWS gives no cause" } else { activity.message.trim() };
        let what =
            if failed.iter().all(|it| it.outcome() == Outcome::Failed) { "failed" } else { "failed or cancelled" };
        let summary = format!("{what} scaling activities: {}, such as: {cause}", failed.len());
        cx.push(light, subject, summary, evidence);
    } else if let Some(activity) = of(Outcome::Unknown).next() {
        let evidence = Evidence::from([("status", json!(activity.status))]);
        let status = &activity.status;
        cx.gray(subject, format!("a scaling activity is {status}, which iem cannot judge"), evidence);
    } else {
        cx.green(subject, "no scaling activity failed", Evidence::default());
    }
}

const ELB_HEALTH_CHECK: Rule = Rule {
    id: "asg-elb-health-check",
    area: Area::Operations,
    topics: &[Topic::Failover],
    title: "groups behind a load balancer use its health checks",
    why: "With only EC2 health checks the group keeps an instance whose application has died: the balancer \
          stops sending to it, and nothing replaces it.",
    fix: "Switch it on: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {resource} \
          --health-check-type ELB --health-check-grace-period 300 --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html"],
    lead_days: 7,
    needs: &[Source::Groups],
    thresholds: &[],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":{"health_check_type":"EC2"}}}}}"#),
    check: |cx| {
        for (subject, group, _) in listed_groups(cx) {
            if group.target_groups.is_empty() && group.classic_load_balancers.is_empty() {
                cx.not_applicable();
                continue;
            }
            let evidence = Evidence::from([("health_check_type", json!(group.health_check_type))]);
            if group.health_check_type.split(',').any(|kind| kind.trim() == "ELB") {
                cx.green(&subject, "uses the load balancer's health checks", evidence);
            } else {
                cx.yellow(&subject, "is behind a load balancer but uses only EC2 health checks", evidence);
            }
        }
    },
};

/// The metric from which the load of a group is known.
const IN_SERVICE: &str = "GroupInServiceInstances";

const GROUP_METRICS: Rule = Rule {
    id: "asg-group-metrics",
    area: Area::Operations,
    topics: &[Topic::Capacity],
    title: "groups publish how many instances are in service",
    why: "Without group metrics nobody sees how many instances the last days took, so that the peak cannot be compared \
          with the maximum, nor watched during the event.",
    fix: "Switch it on, at no charge: `aws autoscaling enable-metrics-collection --auto-scaling-group-name {resource} \
          --granularity 1Minute --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html"],
    lead_days: 14,
    needs: &[Source::Groups],
    thresholds: &[],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":{"metrics":[]}}}}}"#),
    check: |cx| {
        for (subject, group, _) in listed_groups(cx) {
            let evidence = Evidence::from([("metrics", json!(group.metrics))]);
            match group.metrics.iter().any(|metric| metric == IN_SERVICE) {
                true => cx.green(&subject, format!("publishes {IN_SERVICE}"), evidence),
                false => cx.yellow(&subject, format!("does not publish {IN_SERVICE}"), evidence),
            }
        }
    },
};
