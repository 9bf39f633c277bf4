//! Classic load balancers. Whether a listed one exists is the business of `lb-state`.

use serde_json::json;

use crate::{
    aws::elb::facts::classic::{ClassicAttributes, ClassicBalancer},
    event::ResourceKind,
    rule::{self, Area, Cx, Evidence, Example, Place, Rule, Subject, Threshold, Topic},
    rules::growth,
    source::Source,
    workload::Answer,
};

/// Rules about classic load balancers.
pub const RULES: &[&Rule] = &[&MULTI_AZ, &INSTANCES, &CROSS_ZONE, &DRAINING, &SUPPORT_CASE];

/// A listed classic balancer that exists.
struct Listed<'a> {
    subject: Subject,
    name: &'a str,
    /// As section 6 writes it.
    written: &'a str,
    balancer: &'a ClassicBalancer,
    place: Place<'a>,
}

/// Listed balancers that are classic ones.
fn listed_balancers<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    let mut found = Vec::new();
    for rule::Listed { subject, resource, place, written, .. } in cx.resources(ResourceKind::LoadBalancer) {
        match resource.answer {
            Answer::ClassicBalancer(balancer) => {
                found.push(Listed { subject, name: resource.id, written, balancer, place });
            }
            _ => cx.not_applicable(),
        }
    }
    found
}

const MULTI_AZ: Rule = Rule {
    id: "clb-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "every classic load balancer spans at least two Availability Zones",
    why: "A balancer in one zone goes down with it.",
    fix: "Add a subnet in another zone: `aws elb attach-load-balancer-to-subnets --load-balancer-name {resource} \
          --subnets <subnet> --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-az.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-manage-subnets.html",
    ],
    lead_days: 14,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers],
    thresholds: &[],
    example: Example::Region(r#"{"classic_elb":{"load_balancers":{"seen":{"old-shop":{"zones":["us-east-1a"]}}}}}"#),
    check: |cx| {
        for Listed { subject, balancer, .. } in listed_balancers(cx) {
            let evidence = Evidence::from([("zones", json!(balancer.zones))]);
            match &balancer.zones[..] {
                [] => cx.gray(&subject, "AWS gives no Availability Zone for it", evidence),
                [zone] => cx.red(&subject, format!("runs in a single Availability Zone ({zone})"), evidence),
                zones => cx.green(&subject, format!("spans {} Availability Zones", zones.len()), evidence),
            }
        }
    },
};

const INSTANCES: Rule = Rule {
    id: "clb-instances-in-service",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "instances behind every classic load balancer are in service",
    why: "An instance that is out of service is capacity that does not exist, and a balancer without any answers \
          every request with an error.",
    fix: "See why: `aws elb describe-instance-health --load-balancer-name {resource} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html"],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers, Source::ClassicInstanceHealth],
    thresholds: &[],
    example: Example::Region(
        r#"{"classic_elb":{"instance_health":{"old-shop":{"seen":[{"id":"i-0a1b2c3d4e5f60001","state":"OutOfService",
            "reason":"Instance has failed at least the UnhealthyThreshold number of health checks consecutively."}]}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, name, place, .. } in listed_balancers(cx) {
            let health = &place.facts.classic_elb.instance_health;
            let Some(instances) = cx.read_one(&subject, Source::ClassicInstanceHealth, health, name) else {
                continue;
            };
            let out: Vec<_> = instances.iter().filter(|instance| instance.state != "InService").collect();
            let (all, alive) = (instances.len(), instances.len() - out.len());
            let ids: Vec<_> = out.iter().map(|instance| &instance.id).collect();
            let evidence = Evidence::from([
                ("instances", json!(all)),
                ("in_service", json!(alive)),
                ("out_of_service", json!(ids)),
            ]);
            let reason = out.iter().map(|instance| &instance.reason).find(|reason| !reason.is_empty());
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            let summary = format!("{alive} of {all} instances in service{reason}");
            if all == 0 {
                cx.red(&subject, "no instance is registered", evidence);
            } else if alive == 0 {
                cx.red(&subject, summary, evidence);
            } else if alive < all {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

const CROSS_ZONE: Rule = Rule {
    id: "clb-cross-zone",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "classic load balancers share requests among the instances of all zones",
    why: "Without cross-zone load balancing each zone gets the same share of the requests, however few instances \
          it has. At the peak the smallest zone fails first.",
    fix: "Switch it on: `aws elb modify-load-balancer-attributes --load-balancer-name {resource} \
          --load-balancer-attributes 'CrossZoneLoadBalancing={Enabled=true}' --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html"],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers, Source::ClassicBalancerAttributes],
    thresholds: &[],
    example: Example::Region(r#"{"classic_elb":{"attributes":{"old-shop":{"seen":{"cross_zone":false}}}}}"#),
    check: |cx| switched_on(cx, "cross-zone load balancing", |attributes| attributes.cross_zone),
};

const DRAINING: Rule = Rule {
    id: "clb-connection-draining",
    area: Area::Service,
    topics: &[Topic::Failover],
    title: "classic load balancers let requests end before an instance leaves",
    why: "Without connection draining every instance that a group takes away, or a deployment replaces, cuts off \
          the requests that it is serving.",
    fix: "Switch it on: `aws elb modify-load-balancer-attributes --load-balancer-name {resource} \
          --load-balancer-attributes 'ConnectionDraining={Enabled=true,Timeout=300}' --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html"],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers, Source::ClassicBalancerAttributes],
    thresholds: &[],
    example: Example::Region(r#"{"classic_elb":{"attributes":{"old-shop":{"seen":{"draining":false}}}}}"#),
    check: |cx| switched_on(cx, "connection draining", |attributes| attributes.draining),
};

/// Judges an attribute that is on or off.
fn switched_on(cx: &mut Cx<'_>, what: &str, attribute: impl Fn(&ClassicAttributes) -> Option<bool>) {
    for Listed { subject, name, place, .. } in listed_balancers(cx) {
        let all = &place.facts.classic_elb.attributes;
        let Some(attributes) = cx.read_one(&subject, Source::ClassicBalancerAttributes, all, name) else {
            continue;
        };
        match attribute(attributes) {
            Some(true) => cx.green(&subject, format!("{what} is on"), Evidence::default()),
            Some(false) => cx.yellow(&subject, format!("{what} is off"), Evidence::default()),
            None => cx.gray(&subject, format!("AWS does not say whether {what} is on"), Evidence::default()),
        }
    }
}

const GROWTH: Threshold = Threshold {
    name: "growth",
    default: 2.0,
    meaning: "growth of the traffic from which AWS Support has to know of it",
};

const SUPPORT_CASE: Rule = Rule {
    id: "clb-support-case",
    area: Area::Service,
    topics: &[Topic::Support, Topic::Capacity],
    title: "AWS Support knows of every classic load balancer whose traffic multiplies",
    why: "A classic balancer grows with its traffic, minutes behind it, and has no reservation of capacity that one \
          could buy. For a sudden rise only AWS Support can prepare it.",
    fix: "Open a support case with the answers of section 7 for {resource} and write its id there, or move to an \
          application balancer, which can reserve capacity.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html",
    ],
    lead_days: 14,
    needs: &[Source::LoadBalancers, Source::ClassicBalancers],
    thresholds: &[GROWTH],
    example: Example::Workbook("- AWS Support Case Id: 178200000000042\n", ""),
    check: |cx| {
        for Listed { subject, name, written, balancer, place } in listed_balancers(cx) {
            let names_it = |row: &str| {
                row == written || row.eq_ignore_ascii_case(name) || row.eq_ignore_ascii_case(&balancer.dns_name)
            };
            // The requests of a classic balancer are not asked for.
            let growth = match growth::of_named(cx, place, names_it, || Ok(None)) {
                Ok(growth) => growth,
                Err(unknown) => {
                    unknown.tell(cx, &subject);
                    continue;
                }
            };
            let case = cx.event.prewarming_of(place.region, names_it).and_then(|row| row.support_case);
            let evidence = Evidence::from([("growth", json!(growth)), ("support_case", json!(case))]);
            match case {
                Some(case) => cx.green(&subject, format!("support case {case} is written in section 7"), evidence),
                None if growth >= cx.threshold(&GROWTH) => {
                    let summary = format!("traffic grows {growth} times and section 7 has no support case for it");
                    cx.red(&subject, summary, evidence);
                }
                None => cx.green(&subject, format!("traffic grows {growth} times"), evidence),
            }
        }
    },
};
