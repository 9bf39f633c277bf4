//! Application Auto Scaling of ECS services, against the peak.

use serde_json::json;

use super::{evidence, listed_services};
use crate::{
    aws::{
        autoscaling::rules::peak::peak_factor,
        cloudwatch::{facts::Series, metrics::Metric},
        ecs::{
            capacity::most_tasks,
            facts::{ScalingTarget, Service},
        },
    },
    rule::{self, Area, Cx, Example, Place, Rule, Subject, Threshold, Topic},
    source::Source,
};

/// Rules about auto scaling of services.
pub const RULES: &[&Rule] = &[&SCALES, &MAX_COVERS_PEAK];

const SCALES: Rule = Rule {
    id: "ecs-auto-scaling",
    area: Area::Operations,
    topics: &[Topic::Capacity],
    title: "every service scales by itself, and nobody has suspended it",
    why: "A service without auto scaling stays at the size that somebody once typed. One whose scaling is suspended, \
          often since an incident that everybody has forgotten, looks as if it scaled and does not.",
    fix: "Register the service and give it a policy: `aws application-autoscaling register-scalable-target \
          --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/{resource} \
          --min-capacity <tasks> --max-capacity <tasks> --region {region}`, then `aws application-autoscaling \
          put-scaling-policy`. To resume a suspended one, give `register-scalable-target` the option \
          `--suspended-state DynamicScalingOutSuspended=false,ScheduledScalingSuspended=false`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html",
    ],
    lead_days: 7,
    needs: &[Source::EcsServices, Source::ServiceScaling, Source::ServicePolicies, Source::ServiceSchedules],
    thresholds: &[],
    example: Example::Region(r#"{"ecs":{"scaling_targets":{"seen":{"shop/checkout":{"scale_out_suspended":true}}}}}"#),
    check: |cx| {
        for (subject, service, place) in listed_services(cx) {
            let facts = &place.facts.ecs;
            let Some(targets) = cx.read(&subject, Source::ServiceScaling, &facts.scaling_targets) else { continue };
            // A daemon has one task on each instance: its instances scale.
            if service.scheduling.as_deref() == Some("DAEMON") {
                cx.not_applicable();
                continue;
            }
            let Some(target) = targets.get(&subject.id) else {
                let summary = format!("nothing scales it: it stays at {} tasks", service.desired);
                cx.yellow(&subject, summary, evidence(&subject, [("desired", json!(service.desired))]));
                continue;
            };
            let Some(policies) = cx.read_one(&subject, Source::ServicePolicies, &facts.scaling_policies, &subject.id)
            else {
                continue;
            };
            let Some(actions) = cx.read(&subject, Source::ServiceSchedules, &facts.scheduled_actions) else {
                continue;
            };
            let actions = actions.get(&subject.id).map_or(0, Vec::len);
            let evidence = evidence(
                &subject,
                [("target", json!(target)), ("policies", json!(policies)), ("actions", json!(actions))],
            );
            if target.scale_out_suspended {
                cx.red(&subject, "scaling out is suspended", evidence);
            } else if target.schedule_suspended && actions > 0 {
                cx.red(&subject, "its scheduled scaling is suspended", evidence);
            } else if policies.is_empty() {
                let schedule = if actions > 0 { ", only its scheduled actions do" } else { "" };
                cx.yellow(&subject, format!("no policy scales it by load{schedule}"), evidence);
            } else {
                cx.green(&subject, format!("scales from {} to {} tasks", target.minimum, target.maximum), evidence);
            }
        }
    },
};

/// What a service needs at the peak, in tasks.
pub(super) struct Need<'a> {
    pub(super) busiest: f64,
    pub(super) factor: f64,
    pub(super) tasks: f64,
    /// What CloudWatch measured. Without it the tasks of this moment are all that is known of the busiest hour:
    /// enough to say that a number is too low, never that it is high enough.
    pub(super) series: Option<&'a Series>,
}

/// The need of one service; a gray verdict where it is not known.
pub(super) fn need<'a>(cx: &mut Cx<'a>, subject: &Subject, service: &'a Service, place: Place<'a>) -> Option<Need<'a>> {
    let factor = peak_factor(cx, subject, &service.target_groups, place)?;
    let key = Metric::tasks(&subject.id).key();
    let series = cx.read_one(subject, Source::Metrics, &place.facts.cloudwatch.metrics, &key)?.as_ref();
    let running = f64::from(service.running);
    let busiest = series.map_or(running, |series| series.maximum.max(running));
    Some(Need { busiest, factor, tasks: (busiest * factor).ceil(), series })
}

const HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "most tasks as a multiple of the need at the peak, below which the service is at risk",
};

const MAX_COVERS_PEAK: Rule = Rule {
    id: "ecs-max-covers-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Maximum],
    title: "every service may grow to the tasks that the peak needs",
    why: "Auto scaling never goes past its maximum. When the load is F times today's busiest minute, the service \
          needs about F times the tasks of that minute, and some to spare for a lost zone or a slow start.",
    fix: "Raise the maximum: `aws application-autoscaling register-scalable-target --service-namespace ecs \
          --scalable-dimension ecs:service:DesiredCount --resource-id service/{resource} --max-capacity {recommended} \
          --region {region}`. Without auto scaling: `aws ecs update-service --cluster {cluster} --service {service} \
          --desired-count {recommended} --region {region}`. Instances of a capacity provider need room for them.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html",
    ],
    lead_days: 7,
    needs: &[Source::EcsServices, Source::ServiceScaling, Source::LoadBalancers, Source::TargetGroups, Source::Metrics],
    thresholds: &[HEADROOM],
    example: Example::Region(r#"{"ecs":{"scaling_targets":{"seen":{"shop/checkout":{"maximum":20}}}}}"#),
    check: |cx| {
        for (subject, service, place) in listed_services(cx) {
            if service.scheduling.as_deref() == Some("DAEMON") {
                cx.not_applicable();
                continue;
            }
            let targets = &place.facts.ecs.scaling_targets;
            let Some(targets) = cx.read(&subject, Source::ServiceScaling, targets) else { continue };
            let target = targets.get(&subject.id);
            let Some(need) = need(cx, &subject, service, place) else { continue };
            max_covers_peak(cx, &subject, service, target, &need);
        }
    },
};

fn max_covers_peak(
    cx: &mut Cx<'_>,
    subject: &Subject,
    service: &Service,
    target: Option<&ScalingTarget>,
    need: &Need<'_>,
) {
    let most = f64::from(most_tasks(service, target));
    let recommended = (need.tasks * cx.threshold(&HEADROOM)).ceil();
    let evidence = evidence(
        subject,
        [
            ("most_tasks", json!(most)),
            ("desired", json!(service.desired)),
            ("busiest_running", json!(need.busiest)),
            ("measured_at", json!(need.series.map(|series| series.maximum_at))),
            ("peak_factor", json!(need.factor)),
            ("needed", json!(need.tasks as u64)),
            ("recommended", json!(recommended as u64)),
        ],
    );
    let limit = match target {
        Some(target) if target.scale_out_suspended => "scaling is suspended at",
        Some(_) => "the maximum is",
        None => "without auto scaling it stays at",
    };
    let summary =
        format!("the peak needs {} tasks ({} running × {}), {limit} {most}", need.tasks, need.busiest, need.factor);
    if most < need.tasks {
        cx.red(subject, summary, evidence);
    } else if need.series.is_none() {
        cx.gray(
            subject,
            "CloudWatch has no task count of the last 14 days, so that its busiest minute is not known",
            evidence,
        );
    } else if most < recommended {
        cx.yellow(subject, summary, evidence);
    } else {
        cx.green(subject, summary, evidence);
    }
    cx.need(rule::Need::new(need.tasks, most, "tasks").used(need.busiest));
}
