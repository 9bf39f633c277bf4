//! AWS Health: what AWS plans to change during the event, and what is wrong now.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    event::{Event, Resource, ResourceKind, Window},
    names,
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject},
    snapshot::{AccountSnapshot, Fact, health::HealthEvent},
    source::Source,
};

/// Rules about AWS Health.
pub const RULES: &[&Rule] = &[&SCHEDULED_CHANGE, &OPEN_ISSUE];

const LOOK: &str = "https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html";

/// Whether AWS plans a change that meets the window. One without an end goes on.
pub fn is_planned_in(event: &HealthEvent, window: &Window) -> bool {
    let begins = event.start.unwrap_or(jiff::Timestamp::MIN);
    event.category == "scheduledChange"
        && event.status != "closed"
        && window.meets(begins, event.end.unwrap_or(jiff::Timestamp::MAX))
}

/// Whether a health event is about a region that the account's resources are in, or about all.
fn is_here(event: &Event, account: &str, of: &HealthEvent) -> bool {
    of.region == "global" || event.places().contains(&(account, of.region.as_str()))
}

const SCHEDULED_CHANGE: Rule = Rule {
    id: "health-scheduled-change-in-window",
    area: Area::Operations,
    title: "AWS plans no change of the workload's resources during the event",
    why: "AWS retires hardware, patches and reboots on days that it announces weeks ahead, and only here: nothing in \
          the resource itself shows it.",
    fix: "Read what AWS plans: `aws health describe-event-details --event-arns {event} --region us-east-1`. Move it \
          before the event, by a stop and start, a replacement, or a new date where AWS offers one; else ask AWS \
          Support to move it.",
    other_fixes: &[],
    references: &[LOOK, "https://docs.aws.amazon.com/health/latest/ug/getting-started-health-dashboard.html"],
    lead_days: 14,
    needs: &[Source::OpenHealthEvents, Source::HealthEntities],
    thresholds: &[],
    example: Example::Account(
        r#"{"health":{"affected":{"arn:aws:health:us-east-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/1":
            {"seen":["i-0a1b2c3d4e5f60001"]}}}}"#,
    ),
    check: |cx| {
        for (account, facts) in cx.accounts() {
            let subject = Subject::account(account);
            let Some(events) = cx.read(&subject, Source::OpenHealthEvents, &facts.health.open) else { continue };
            let Some(window) = cx.window(&subject) else { continue };
            let event = cx.event;
            let planned = |it: &&HealthEvent| is_planned_in(it, window) && is_here(event, account, it);
            let planned: Vec<_> = events.iter().filter(planned).collect();
            if planned.is_empty() {
                cx.green(&subject, "AWS plans no change that meets the event", Evidence::default());
            }
            for it in planned {
                let all = &facts.health.affected;
                let Some(affected) = cx.read_one(&subject, Source::HealthEntities, all, &it.arn) else { continue };
                judge(cx, account, facts, it, affected);
            }
        }
    },
};

/// Says which resources in scope a planned change is about.
fn judge<'a>(cx: &mut Cx<'a>, account: &str, facts: &AccountSnapshot, it: &HealthEvent, affected: &[String]) {
    let when = match (&cx.event.window, it.start) {
        (Some(window), Some(start)) => format!("from {}", window.show(start)),
        _ => "at a time that AWS does not give".to_owned(),
    };
    let evidence = |affected: &[&str]| {
        Evidence::from([
            ("event", json!(it.arn)),
            ("service", json!(it.service)),
            ("start", json!(it.start)),
            ("end", json!(it.end)),
            ("affected", json!(affected)),
        ])
    };
    let names: Vec<&str> = affected.iter().map(String::as_str).collect();
    let in_account = |resource: &&Resource| resource.account.as_deref() == Some(account);
    let mut met = BTreeSet::new();
    for resource in cx.event.resources.iter().filter(in_account) {
        let about: Vec<&str> = names.iter().copied().filter(|entity| is_about(entity, resource, facts)).collect();
        if about.is_empty() || !met.insert((resource.kind, resource.name.as_str(), resource.region.as_deref())) {
            continue;
        }
        let subject = Subject {
            kind: resource.kind.id(),
            id: resource.name.clone(),
            arn: None,
            account: resource.account.clone(),
            region: resource.region.clone(),
            line: Some(resource.line),
        };
        let summary = format!("AWS plans {} of {} {when}", it.code, about.join(", "));
        // A group replaces an instance that it loses.
        let light = if resource.kind == ResourceKind::AutoScalingGroup { Light::Yellow } else { Light::Red };
        cx.push_part(light, Area::Operations, &subject, &it.arn, summary, evidence(&about));
    }
    let subject = Subject::account(account);
    let names_resources = names.iter().any(|name| !matches!(*name, "UNKNOWN" | "AWS_ACCOUNT"));
    let (light, summary) = match (met.is_empty(), names_resources) {
        (false, _) => return,
        (true, true) => (Light::Green, format!("AWS plans {} {when}, of nothing in scope", it.code)),
        (true, false) => (Light::Yellow, format!("AWS plans {} {when}, and names no resource", it.code)),
    };
    cx.push_part(light, Area::Operations, &subject, &it.arn, summary, evidence(&names));
}

/// Whether AWS means this resource by the name of an entity: itself, or an instance of a group.
fn is_about(entity: &str, resource: &Resource, facts: &AccountSnapshot) -> bool {
    let plain = |written: &str| names::plain_name(resource.kind, written).to_ascii_lowercase();
    if plain(entity) == plain(&resource.name) {
        return true;
    }
    let Some(here) = resource.region.as_deref().map(|region| facts.region(region)) else { return false };
    match resource.kind {
        ResourceKind::Instance => {
            let known = here.ec2.instances.seen();
            let found = known.map(|known| names::find_instances(known, &resource.name)).unwrap_or_default();
            found.iter().any(|(id, _)| *id == names::instance_id(entity))
        }
        ResourceKind::AutoScalingGroup => {
            let group = here.autoscaling.groups.seen().and_then(|all| all.get(names::group_name(&resource.name)));
            group.is_some_and(|group| group.instances.iter().any(|it| it.id == names::instance_id(entity)))
        }
        ResourceKind::LoadBalancer => {
            let known = here.elb.load_balancers.seen().into_iter().flatten();
            known
                .filter(|(arn, it)| names::is_load_balancer(&resource.name, arn, it))
                .any(|(arn, it)| names::is_load_balancer(entity, arn, it))
        }
        ResourceKind::Distribution => {
            let Fact::Seen(known) = &facts.cloudfront.distributions else { return false };
            let id = |written| names::find_distribution(known, written).map(|(id, _)| id);
            id(entity).is_some_and(|meant| id(&resource.name) == Some(meant))
        }
        _ => false,
    }
}

const OPEN_ISSUE: Rule = Rule {
    id: "health-open-issue",
    area: Area::Operations,
    title: "AWS reports no open issue where the workload runs",
    why: "An open issue of a service explains what no metric of the workload does, and nothing should be changed or \
          scaled into it without knowing.",
    fix: "Follow it on the AWS Health Dashboard, or with `aws health describe-event-details --event-arns {event} \
          --region us-east-1`; decide whether the plan of section 14 has to be used.",
    other_fixes: &[],
    references: &[LOOK, "https://docs.aws.amazon.com/health/latest/ug/health-api.html"],
    lead_days: 1,
    needs: &[Source::OpenHealthEvents],
    thresholds: &[],
    example: Example::Account(
        r#"{"health":{"open":{"seen":[{"arn":"arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/2",
            "service":"EC2","code":"AWS_EC2_OPERATIONAL_ISSUE","category":"issue","region":"us-east-1",
            "start":"2026-12-05T00:10:00Z","end":null,"status":"open"}]}}}"#,
    ),
    check: |cx| {
        for (account, facts) in cx.accounts() {
            let subject = Subject::account(account);
            let Some(events) = cx.read(&subject, Source::OpenHealthEvents, &facts.health.open) else { continue };
            let event = cx.event;
            let is_open = |it: &&HealthEvent| {
                matches!(it.category.as_str(), "issue" | "investigation")
                    && it.status == "open"
                    && is_here(event, account, it)
            };
            let issues: Vec<_> = events.iter().filter(is_open).collect();
            if issues.is_empty() {
                cx.green(&subject, "AWS reports no open issue in the regions of the workload", Evidence::default());
            }
            for it in issues {
                let is_used = |resource: &Resource| {
                    resource.account.as_deref() == Some(account)
                        && services(resource.kind).contains(&it.service.as_str())
                        && (it.region == "global"
                            || resource.region.as_deref().is_none_or(|region| region == it.region))
                };
                let evidence = Evidence::from([
                    ("event", json!(it.arn)),
                    ("service", json!(it.service)),
                    ("region", json!(it.region)),
                    ("start", json!(it.start)),
                ]);
                let what = format!("AWS reports {} in {}", it.code, it.region);
                let (light, summary) = match event.resources.iter().any(is_used) {
                    true => (Light::Red, format!("{what}, of {}, which the workload uses", it.service)),
                    false => (Light::Yellow, format!("{what}, of {}", it.service)),
                };
                cx.push_part(light, Area::Operations, &subject, &it.arn, summary, evidence);
            }
        }
    },
};

/// What AWS Health calls the services that a kind of resource stands on (`DescribeEventTypes`).
fn services(kind: ResourceKind) -> &'static [&'static str] {
    match kind {
        ResourceKind::Instance => &["EC2", "EBS", "VPC"],
        ResourceKind::LoadBalancer => &["ELASTICLOADBALANCING", "EC2", "VPC"],
        ResourceKind::AutoScalingGroup => &["AUTOSCALING", "EC2", "EBS", "VPC"],
        ResourceKind::Bucket => &["S3"],
        ResourceKind::Vpc => &["VPC", "EC2"],
        ResourceKind::DynamoDbTable => &["DYNAMODB"],
        ResourceKind::Database => &["RDS", "AURORA"],
        ResourceKind::Cache => &["ELASTICACHE"],
        ResourceKind::Function => &["LAMBDA"],
        ResourceKind::Api => &["APIGATEWAY"],
        ResourceKind::EcsService => &["ECS", "FARGATE"],
        ResourceKind::EksCluster => &["EKS", "EC2"],
        ResourceKind::Queue => &["SQS"],
        ResourceKind::Topic => &["SNS"],
        ResourceKind::Stack => &["CLOUDFORMATION"],
        ResourceKind::Distribution => &["CLOUDFRONT"],
        ResourceKind::HostedZone => &["ROUTE53"],
        ResourceKind::EmailIdentity => &["SES"],
        ResourceKind::Tag | ResourceKind::Other => &[],
    }
}
