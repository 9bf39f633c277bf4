//! Application, network and gateway load balancers, and whether a listed one of any kind exists.

pub mod attributes;
pub mod classic;
pub mod lcu;
pub mod lcu_quota;
pub mod listener;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::facts::{LoadBalancer, Target};
use crate::{
    event::ResourceKind,
    names,
    rule::{self, Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold, Topic},
    source::Source,
    workload::{Answer, Lookup},
};

/// Rules about load balancers.
pub const RULES: &[&Rule] = &[&STATE, &MULTI_AZ, &SUBNET_ROOM, &TARGET_HEALTH, &LISTENERS];

const STATE: Rule = Rule {
    id: "lb-state",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed load balancer exists and is active",
    why: "A balancer that is missing, failed or impaired is an outage at the front door. An impaired one \
          routes traffic but cannot scale.",
    fix: "Look at it with `aws elbv2 describe-load-balancers --region {region} --query \
          \"LoadBalancers[?LoadBalancerName=='{resource}'].[State,AvailabilityZones]\"`, and correct section 6 \
          of the workbook if it was replaced.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-state",
    ],
    lead_days: 7,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"load_balancers":{"seen":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"state":"active_impaired"}}}}}"#,
    ),
    check: |cx| {
        for rule::Listed { subject, resource, .. } in cx.existing(ResourceKind::LoadBalancer) {
            let Answer::LoadBalancer(balancer) = resource.answer else {
                let evidence = Evidence::from([("state", json!("exists")), ("type", json!("classic"))]);
                cx.green(&subject, format!("the classic balancer {} exists", subject.id), evidence);
                continue;
            };
            let light = match balancer.state.as_str() {
                "active" if !KNOWN_TYPES.contains(&balancer.balancer_type.as_str()) => Light::Gray,
                "active" => Light::Green,
                "provisioning" => Light::Yellow,
                "active_impaired" | "failed" => Light::Red,
                _ => Light::Gray,
            };
            let reason =
                if balancer.state_reason.is_empty() { String::new() } else { format!(": {}", balancer.state_reason) };
            let evidence = Evidence::from([("state", json!(balancer.state)), ("reason", json!(balancer.state_reason))]);
            let summary = format!("{} is {}{reason}", balancer.name, balancer.state);
            let of_type = match KNOWN_TYPES.contains(&balancer.balancer_type.as_str()) {
                true => String::new(),
                false => format!(", and of the type {}, which iem does not know", balancer.balancer_type),
            };
            cx.push(light, &subject, format!("{summary}{of_type}"), evidence);
        }
    },
};

/// `Type` (API `LoadBalancer`).
const KNOWN_TYPES: [&str; 3] = ["application", "network", "gateway"];

/// A listed balancer that exists.
pub(super) struct Listed<'a> {
    /// What findings call it.
    pub(super) subject: Subject,
    /// Its ARN.
    pub(super) arn: &'a str,
    /// What Elastic Load Balancing says of it.
    pub(super) balancer: &'a LoadBalancer,
    /// Where it is.
    pub(super) place: Place<'a>,
}

/// Listed application, network and gateway balancers that exist. The others are the business of `lb-state` and of the
/// rules about classic ones.
pub(super) fn listed_balancers<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    let mut found = Vec::new();
    for rule::Listed { subject, resource, place, .. } in cx.resources(ResourceKind::LoadBalancer) {
        match (resource.answer, resource.arn) {
            (Answer::LoadBalancer(balancer), Some(arn)) => found.push(Listed { subject, arn, balancer, place }),
            _ => cx.not_applicable(),
        }
    }
    found
}

const MULTI_AZ: Rule = Rule {
    id: "lb-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "every load balancer spans at least two Availability Zones",
    why: "A balancer in one zone goes down with it.",
    fix: "Add a subnet in another zone: `aws elbv2 set-subnets --load-balancer-arn {arn} --subnets <subnet> \
          <subnet> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html"],
    lead_days: 14,
    needs: &[Source::LoadBalancers],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"load_balancers":{"seen":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"zones":[{"name":"us-east-1a","subnet":"subnet-0a1b2c3d4e5f60001"}]}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, balancer, .. } in listed_balancers(cx) {
            let zones: Vec<_> = balancer.zones.iter().map(|zone| &zone.name).collect();
            let evidence = Evidence::from([("zones", json!(zones))]);
            match zones.len() {
                0 => cx.gray(&subject, "AWS gives no Availability Zone for it", evidence),
                1 => cx.red(&subject, format!("runs in a single Availability Zone ({})", zones[0]), evidence),
                count => cx.green(&subject, format!("spans {count} Availability Zones"), evidence),
            }
        }
    },
};

const RED_FREE_IPS: Threshold =
    Threshold { name: "red-free-ips", default: 8.0, meaning: "free addresses in a subnet below which it is not ready" };

const YELLOW_FREE_IPS: Threshold = Threshold {
    name: "yellow-free-ips",
    default: 16.0,
    meaning: "free addresses in a subnet below which it is at risk",
};

const SUBNET_ROOM: Rule = Rule {
    id: "lb-subnet-room",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "subnets leave the load balancer room to scale",
    why: "A balancer scales by adding nodes, each with an address in its subnets. AWS asks for a /27 or larger \
          with at least eight free addresses; without them it cannot grow with the traffic.",
    fix: "Free addresses in {tightest}, or give the balancer a larger subnet in that zone: `aws elbv2 \
          set-subnets --load-balancer-arn {arn} --subnets <subnet> <subnet> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html"],
    lead_days: 14,
    needs: &[Source::LoadBalancers, Source::Subnets],
    thresholds: &[RED_FREE_IPS, YELLOW_FREE_IPS],
    example: Example::Region(r#"{"ec2":{"subnets":{"seen":{"subnet-0a1b2c3d4e5f60001":{"free_ips":3}}}}}"#),
    check: |cx| {
        for Listed { subject, balancer, place, .. } in listed_balancers(cx) {
            let Some(subnets) = cx.read(&subject, Source::Subnets, &place.facts.ec2.subnets) else {
                continue;
            };
            let mut known = Vec::new();
            for zone in &balancer.zones {
                if let Some(subnet) = subnets.get(&zone.subnet) {
                    known.push((&zone.subnet, subnet));
                }
            }
            if known.len() < balancer.zones.len() || known.is_empty() {
                cx.gray(&subject, "a subnet of the balancer was not found", Evidence::default());
                continue;
            }
            known.sort_by_key(|(_, subnet)| subnet.free_ips);
            let (id, tightest) = known[0];
            let small = known
                .iter()
                .filter_map(|(id, subnet)| Some((id, subnet.cidr.as_deref()?)))
                .find(|(_, cidr)| prefix_length(cidr).is_none_or(|bits| bits > 27));
            let free = f64::from(tightest.free_ips);
            let evidence = Evidence::from([
                ("tightest", json!(id)),
                ("free_ips", json!(tightest.free_ips)),
                ("cidr", json!(tightest.cidr)),
                ("zone", json!(tightest.zone)),
            ]);
            let summary = format!("{id} in {} has {free} free addresses", tightest.zone);
            if free < cx.threshold(&RED_FREE_IPS) {
                cx.red(&subject, summary, evidence);
            } else if let Some((id, cidr)) = small {
                cx.yellow(&subject, format!("{id} ({cidr}) is smaller than /27"), evidence);
            } else if free < cx.threshold(&YELLOW_FREE_IPS) {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

/// Bits of the prefix of a CIDR block.
pub(crate) fn prefix_length(cidr: &str) -> Option<u8> {
    cidr.rsplit_once('/')?.1.parse().ok()
}

const TARGET_HEALTH: Rule = Rule {
    id: "lb-target-health",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "targets behind every load balancer are healthy in every zone",
    why: "Unhealthy targets are capacity that does not exist. With none left in a zone, that zone's share of \
          the peak falls on the others.",
    fix: "See why: `aws elbv2 describe-target-health --target-group-arn {target_group} --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    ],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::TargetGroups, Source::TargetHealth],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"target_health":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067":
            {"seen":[{"id":"i-0a1b2c3d4e5f60001","port":80,"zone":null,"state":"unhealthy","reason":"Target.Timeout"}]}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, place, .. } in listed_balancers(cx) {
            let Some(groups) = cx.read(&subject, Source::TargetGroups, &place.facts.elb.target_groups) else {
                continue;
            };
            let behind: Vec<_> =
                groups.iter().filter(|(_, group)| group.load_balancers.iter().any(|owner| owner == arn)).collect();
            if behind.is_empty() {
                cx.red(&subject, "no target group is behind it", Evidence::from([("target_group", json!(null))]));
            }
            for (target_group, group) in behind {
                let health = &place.facts.elb.target_health;
                let Some(targets) = cx.read_one(&subject, Source::TargetHealth, health, target_group) else {
                    continue;
                };
                let (light, summary) = judge_targets(&within_zones(cx, place, targets));
                let states = targets.iter().fold(BTreeMap::new(), |mut states: BTreeMap<&str, u32>, target| {
                    *states.entry(&target.state).or_default() += 1;
                    states
                });
                let evidence = Evidence::from([("target_group", json!(target_group)), ("states", json!(states))]);
                let summary = format!("target group {}: {summary}", group.name);
                cx.push_part(light, Area::Service, &subject, &group.name, summary, evidence);
            }
        }
    },
};

/// Targets with the zone of each; nothing where nobody knows it. Elastic Load Balancing gives none for instances and
/// balancers (API `TargetDescription`), but an instance and its group do.
pub(crate) fn within_zones<'a>(
    cx: &Cx<'a>,
    place: Place<'a>,
    targets: &'a [Target],
) -> Vec<(&'a Target, Option<&'a str>)> {
    let zone = |target: &'a Target| {
        if target.zone.is_some() || !names::is_instance_id(&target.id) {
            return target.zone.as_deref();
        }
        let kinds = [ResourceKind::Instance, ResourceKind::AutoScalingGroup];
        let Lookup::InScope(known) = cx.look_up(place.account, Some(place.region), &kinds, &target.id) else {
            return None;
        };
        known.into_iter().find_map(|meant| match meant.resource?.answer {
            Answer::Instance(instance) => Some(instance.zone.as_str()),
            Answer::Group(group) => group.instances.iter().find(|it| it.id == target.id).map(|it| it.zone.as_str()),
            _ => None,
        })
    };
    targets.iter().map(|target| (target, zone(target))).collect()
}

fn judge_targets(targets: &[(&Target, Option<&str>)]) -> (Light, String) {
    let is_healthy = |target: &Target| target.state == "healthy";
    let count = targets.iter().filter(|(target, _)| is_healthy(target)).count();
    let summary = format!("{count} of {} targets healthy", targets.len());
    let zones: BTreeSet<&str> = targets.iter().filter_map(|(_, zone)| *zone).collect();
    let healthy = targets.iter().filter(|(target, _)| is_healthy(target));
    let alive: BTreeSet<&str> = healthy.clone().filter_map(|(_, zone)| *zone).collect();
    let dead_zone = zones.difference(&alive).next();
    // Healthy targets of an unknown zone may be in the one that seems dead, and the others in one of their own.
    let is_of_unknown_zone = |target: &Target, zone: Option<&str>| zone.is_none() && names::is_instance_id(&target.id);
    let unknown = targets.iter().find(|(target, zone)| is_of_unknown_zone(target, *zone));
    let is_alive_somewhere = healthy.clone().any(|(target, zone)| is_of_unknown_zone(target, *zone));
    let reason = targets.iter().find(|(target, _)| !is_healthy(target) && !target.reason.is_empty());
    let reason = reason.map(|(target, _)| format!(" ({})", target.reason)).unwrap_or_default();
    if targets.is_empty() {
        // A second group of a blue/green pair stands empty on purpose.
        (Light::Yellow, "no target is registered".to_owned())
    } else if targets.iter().all(|(target, _)| target.state == "unavailable") {
        (Light::Gray, "health checks are switched off".to_owned())
    } else if count == 0 {
        (Light::Red, format!("{summary}{reason}"))
    } else if count == targets.len() {
        (Light::Green, summary)
    } else if let Some(zone) = dead_zone.filter(|_| !is_alive_somewhere) {
        (Light::Red, format!("{summary}, none in {zone}{reason}"))
    } else if let Some((target, _)) = unknown {
        (
            Light::Gray,
            format!("{summary}{reason}; the zone of {} is not known, so that a zone may have none", target.id),
        )
    } else {
        (Light::Yellow, format!("{summary}{reason}"))
    }
}

const LISTENERS: Rule = Rule {
    id: "lb-listeners",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every load balancer has a listener",
    why: "Without a listener the balancer accepts no connection.",
    fix: "Add one: `aws elbv2 create-listener --load-balancer-arn {arn} --protocol HTTPS --port 443 \
          --certificates CertificateArn=<certificate> --default-actions \
          Type=forward,TargetGroupArn=<target-group> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html"],
    lead_days: 7,
    needs: &[Source::LoadBalancers, Source::Listeners],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"listeners":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"seen":[]}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, place, .. } in listed_balancers(cx) {
            let Some(listeners) = cx.read_one(&subject, Source::Listeners, &place.facts.elb.listeners, arn) else {
                continue;
            };
            let ports: Vec<_> = listeners.iter().filter_map(|listener| listener.port).collect();
            let evidence = Evidence::from([("ports", json!(ports))]);
            match listeners.len() {
                0 => cx.red(&subject, "has no listener", evidence),
                count => cx.green(&subject, format!("{count} listeners"), evidence),
            }
        }
    },
};
