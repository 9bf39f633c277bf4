//! ECS services: whether they exist, run what they should, and stand a lost zone or a bad release.

pub mod scaling;
pub mod schedule;

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    capacity,
    facts::{Deployment, Service},
};
use crate::{
    aws::ec2::capacity::Purchase,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Place, Rule, Subject, Threshold, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about ECS services.
pub const RULES: &[&Rule] = &[&EXISTS, &RUNNING, &DEPLOYMENT, &ZONES, &ROLLBACK, &SPOT_SHARE];

const EXISTS: Rule = Rule {
    id: "ecs-service-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed ECS service exists and is active",
    why: "A service that is gone, or is being drained, serves nobody; a wrong name means that nobody looked at \
          the right one.",
    fix: "See what there is with `aws ecs list-services --cluster <cluster> --region {region}`, and correct section 6 \
          of the workbook: `cluster/service`, or the ARN.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html"],
    lead_days: 7,
    needs: &[Source::EcsServices],
    thresholds: &[],
    example: Example::Region(r#"{"ecs":{"services":{"seen":{"shop/checkout":{"status":"INACTIVE"}}}}}"#),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::EcsService) {
            let Answer::EcsService(service) = resource.answer else { continue };
            let summary = format!("is {}", service.status);
            let evidence = Evidence::from([("status", json!(service.status))]);
            match service.status.as_str() {
                "ACTIVE" => cx.green(&subject, summary, evidence),
                "unknown" => cx.gray(&subject, "AWS does not say whether it is active", evidence),
                _ => cx.red(&subject, summary, evidence),
            }
        }
    },
};

/// Listed services that are active. The others are the business of `ecs-service-exists`; what was not
/// read is gray.
pub(super) fn listed_services<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a Service, Place<'a>)> {
    let mut active = Vec::new();
    for Listed { subject, resource, place, .. } in cx.resources(ResourceKind::EcsService) {
        match resource.answer {
            Answer::EcsService(service) if service.status == "ACTIVE" => active.push((subject, service, place)),
            _ => cx.not_applicable(),
        }
    }
    active
}

/// Cluster and service apart, as the AWS CLI takes them, and more.
pub(super) fn evidence<const N: usize>(subject: &Subject, more: [(&'static str, serde_json::Value); N]) -> Evidence {
    let (cluster, service) = subject.id.split_once('/').unwrap_or(("default", &subject.id));
    let mut evidence = Evidence::from([("cluster", json!(cluster)), ("service", json!(service))]);
    more.into_iter().for_each(|(name, value)| evidence.insert(name, value));
    evidence
}

const RUNNING: Rule = Rule {
    id: "ecs-service-running",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every service runs as many tasks as it should",
    why: "A service that cannot start its tasks on a quiet day, for want of capacity, addresses, an image or a \
          passing health check, starts none of those that the peak needs.",
    fix: "Read what the service says of itself: `aws ecs describe-services --cluster {cluster} --services {service} \
          --region {region} --query 'services[0].events[:10]'`, and why tasks stopped: `aws ecs list-tasks --cluster \
          {cluster} --service-name {service} --desired-status STOPPED --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html"],
    lead_days: 3,
    needs: &[Source::EcsServices],
    thresholds: &[],
    example: Example::Region(r#"{"ecs":{"services":{"seen":{"shop/checkout":{"running":2,"pending":2}}}}}"#),
    check: |cx| {
        for (subject, service, _) in listed_services(cx) {
            let Service { desired, running, pending, .. } = service;
            let evidence = evidence(
                &subject,
                [("desired", json!(desired)), ("running", json!(running)), ("pending", json!(pending))],
            );
            let summary = format!("{running} of {desired} tasks run, {pending} are pending");
            if running < desired {
                cx.red(&subject, summary, evidence);
            } else if *desired == 0 {
                cx.yellow(&subject, "no task is desired", evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

const DEPLOYMENT: Rule = Rule {
    id: "ecs-deployment-in-progress",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "no deployment of a service has failed or is under way",
    why: "While a deployment is under way, old and new tasks share the capacity, and what is judged today is not \
          what will run. One that has failed will be tried again, by somebody, at the wrong moment.",
    fix: "Wait for it, or roll it back before the freeze: `aws ecs describe-services --cluster {cluster} --services \
          {service} --region {region} --query 'services[0].deployments'`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html"],
    lead_days: 2,
    needs: &[Source::EcsServices],
    thresholds: &[],
    example: Example::Region(
        r#"{"ecs":{"services":{"seen":{"shop/checkout":{"deployments":[{"status":"PRIMARY","rollout":"FAILED",
            "reason":"ECS deployment circuit breaker: tasks failed to start."}]}}}}}"#,
    ),
    check: |cx| {
        for (subject, service, _) in listed_services(cx) {
            // A deployment that is no longer the primary one is being replaced.
            let is_open = |rollout: Option<&str>| rollout == Some("IN_PROGRESS");
            // An external controller gives no state of the rollout (API `Deployment`).
            let is_known = |it: &Deployment| {
                matches!(it.status.as_str(), "PRIMARY" | "ACTIVE" | "INACTIVE")
                    && matches!(it.rollout.as_deref(), None | Some("COMPLETED" | "IN_PROGRESS" | "FAILED"))
            };
            let failed = service.deployments.iter().find(|it| it.rollout.as_deref() == Some("FAILED"));
            let open = service.deployments.len() > 1
                || service.deployments.iter().any(|deployment| is_open(deployment.rollout.as_deref()));
            let evidence = evidence(&subject, [("deployments", json!(service.deployments))]);
            let in_window = cx.event.window.as_ref().is_some_and(|window| window.meets(cx.now, cx.now));
            if let Some(failed) = failed {
                let reason = if failed.reason.is_empty() { String::new() } else { format!(": {}", failed.reason) };
                cx.red(&subject, format!("a deployment has failed{reason}"), evidence);
            } else if open {
                let light = if in_window { Light::Red } else { Light::Yellow };
                cx.push(light, &subject, "a deployment is under way", evidence);
            } else if let Some(strange) = service.deployments.iter().find(|it| !is_known(it)) {
                let rollout = strange.rollout.as_deref().unwrap_or("of no state");
                let summary = format!("a deployment is {} and {rollout}, which iem does not know", strange.status);
                cx.gray(&subject, summary, evidence);
            } else if service.controller.as_deref().is_some_and(|kind| kind != "ECS") {
                let summary = "another controller deploys it, whose state Amazon ECS does not give";
                cx.gray(&subject, summary, evidence);
            } else {
                cx.green(&subject, "no deployment is under way", evidence);
            }
        }
    },
};

/// The placement field that spreads tasks over zones ("Amazon ECS task placement strategies").
const ZONE: &str = "attribute:ecs.availability-zone";

const ZONES: Rule = Rule {
    id: "ecs-service-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "the tasks of every service are spread over Availability Zones",
    why: "When a zone fails, a service in only that zone fails with it, and so does one that may start its tasks \
          anywhere and happens to have put them into one zone.",
    fix: "Give the service subnets in another zone: `aws ecs update-service --cluster {cluster} --service {service} \
          --network-configuration 'awsvpcConfiguration={subnets=[<subnet-of-zone-a>,<subnet-of-zone-b>]}' --region \
          {region}`. On instances without subnets of their own, spread by zone: `--placement-strategy \
          type=spread,field=attribute:ecs.availability-zone`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html",
    ],
    lead_days: 14,
    needs: &[Source::EcsServices, Source::Subnets],
    thresholds: &[],
    example: Example::Region(
        r#"{"ecs":{"services":{"seen":{"shop/checkout":{"subnets":["subnet-0a1b2c3d4e5f60001"]}}}}}"#,
    ),
    check: |cx| {
        for (subject, service, place) in listed_services(cx) {
            if service.scheduling.as_deref() == Some("DAEMON") {
                cx.not_applicable();
                continue;
            }
            if service.subnets.is_empty() {
                let evidence = evidence(&subject, [("spread_over", json!(service.spread_over))]);
                if service.spread_over.iter().any(|field| field == ZONE) {
                    cx.green(&subject, "its tasks are spread over the zones of its instances", evidence);
                } else {
                    cx.yellow(&subject, "nothing spreads its tasks over the zones of its instances", evidence);
                }
                continue;
            }
            let Some(subnets) = cx.read(&subject, Source::Subnets, &place.facts.ec2.subnets) else { continue };
            let zones: Option<BTreeSet<&str>> =
                service.subnets.iter().map(|id| subnets.get(id).map(|subnet| subnet.zone.as_str())).collect();
            let evidence = evidence(&subject, [("subnets", json!(service.subnets)), ("zones", json!(zones))]);
            let Some(zones) = zones else {
                cx.gray(&subject, "a subnet of the service was not found", evidence);
                continue;
            };
            let list = zones.iter().copied().collect::<Vec<_>>().join(", ");
            if zones.len() < 2 {
                cx.red(&subject, format!("all its subnets are in {list}"), evidence);
            } else if service.desired < 2 {
                cx.yellow(&subject, format!("its subnets are in {list}, and it desires one task"), evidence);
            } else {
                cx.green(&subject, format!("its subnets are in {list}"), evidence);
            }
        }
    },
};

const ROLLBACK: Rule = Rule {
    id: "ecs-deployment-rollback",
    area: Area::Operations,
    topics: &[Topic::Failover],
    title: "a deployment that fails is ended and rolled back",
    why: "Without the circuit breaker a release that does not start is tried for hours. An urgent correction in \
          the middle of the event is the likeliest release to fail.",
    fix: "Switch it on: `aws ecs update-service --cluster {cluster} --service {service} --deployment-configuration \
          'deploymentCircuitBreaker={enable=true,rollback=true}' --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"],
    lead_days: 7,
    needs: &[Source::EcsServices],
    thresholds: &[],
    example: Example::Region(r#"{"ecs":{"services":{"seen":{"shop/checkout":{"circuit_breaker":null}}}}}"#),
    check: |cx| {
        for (subject, service, _) in listed_services(cx) {
            // Only Amazon ECS's own rolling deployments have a circuit breaker.
            if service.controller.as_deref().is_some_and(|kind| kind != "ECS") {
                cx.not_applicable();
                continue;
            }
            let breaker = service.circuit_breaker;
            let evidence = evidence(&subject, [("circuit_breaker", json!(breaker))]);
            match breaker.filter(|breaker| breaker.enabled) {
                Some(breaker) if breaker.rollback => {
                    cx.green(&subject, "the circuit breaker rolls a failed deployment back", evidence);
                }
                Some(_) => cx.yellow(&subject, "the circuit breaker ends a failed deployment in its place", evidence),
                None => cx.yellow(&subject, "the deployment circuit breaker is off", evidence),
            }
        }
    },
};

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.3,
    meaning: "share of a service's tasks at its maximum on Fargate Spot, above which it is at risk",
};

const RED_SHARE: Threshold = Threshold {
    name: "red-share",
    default: 0.7,
    meaning: "share of a service's tasks at its maximum on Fargate Spot, above which it is not ready",
};

const SPOT_SHARE: Rule = Rule {
    id: "ecs-spot-share",
    area: Area::Service,
    topics: &[Topic::Spot],
    title: "no more of a service runs on Fargate Spot than it can lose",
    why: "Fargate Spot is spare capacity: tasks get two minutes of warning, and new ones may not start at all. \
          Everybody's peak is on the same day, and that is when spare capacity ends.",
    fix: "For the event let FARGATE carry the service: `aws ecs update-service --cluster {cluster} --service {service} \
          --capacity-provider-strategy capacityProvider=FARGATE,base={desired},weight=1 --force-new-deployment --region \
          {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html"],
    lead_days: 7,
    needs: &[Source::EcsServices, Source::ServiceScaling],
    thresholds: &[YELLOW_SHARE, RED_SHARE],
    example: Example::Region(
        r#"{"ecs":{"services":{"seen":{"shop/worker":{"capacity_providers":[{"name":"FARGATE_SPOT","base":0,
            "weight":1}]}}}}}"#,
    ),
    check: |cx| {
        for (subject, service, place) in listed_services(cx) {
            if !service.capacity_providers.iter().any(|provider| provider.name == "FARGATE_SPOT") {
                cx.not_applicable();
                continue;
            }
            let targets = &place.facts.ecs.scaling_targets;
            let Some(targets) = cx.read(&subject, Source::ServiceScaling, targets) else { continue };
            let tasks = capacity::most_tasks(service, targets.get(&subject.id));
            let spot = capacity::fargate_tasks(service, Purchase::Spot, tasks);
            let share = f64::from(spot) / f64::from(tasks.max(1));
            let evidence = evidence(
                &subject,
                [("tasks", json!(tasks)), ("spot_tasks", json!(spot)), ("desired", json!(service.desired))],
            );
            let summary = format!("up to {spot} of {tasks} tasks at its maximum are on Fargate Spot");
            let light = match share {
                share if share > cx.threshold(&RED_SHARE) => Light::Red,
                share if share > cx.threshold(&YELLOW_SHARE) => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};
