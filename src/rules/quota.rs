//! The service quotas of the table, today and at the peak. vCPU quotas and reserved LCUs have
//! rules of their own.

mod at_peak;
mod targets;
pub(crate) mod told;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    aws::quotas::facts::Quota,
    event::ResourceKind,
    names::BalancerNames,
    quotas::{self, QuotaRow, Unknown, Usage},
    rule::{Area, Cx, Evidence, Example, Light, Need, Place, Rule, Subject, Threshold, Topic},
    snapshot::Missed,
    source::Source,
};

use at_peak::at_peak;
pub(crate) use at_peak::listed_groups;

/// Rules about service quotas.
pub const RULES: &[&Rule] = &[&NOW, &AT_PEAK];

const REQUEST: &str = "Ask for more: `aws service-quotas request-service-quota-increase --service-code {service_code} \
                       --quota-code {quota_code} --desired-value {ask_for} --region {region}`, or remove what is not \
                       needed. A quota that cannot be raised needs another design: spread the load. Where CloudWatch \
                       has no use of a quota, count by hand, and accept the risk in section 16.";

const REFERENCES: &[&str] = &[
    "https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html",
    "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html",
];

pub(crate) const YELLOW_SHARE: Threshold =
    Threshold { name: "yellow-share", default: 0.8, meaning: "share of the quota from which it is at risk" };

pub(crate) const RED_SHARE: Threshold =
    Threshold { name: "red-share", default: 1.0, meaning: "share of the quota from which it is used up" };

const NOW: Rule = Rule {
    id: "quota-now",
    area: Area::Service,
    topics: &[Topic::Quota],
    title: "no service quota is used up today",
    why: "What a quota is used up for cannot be created any more: not for the event, and not to replace what breaks \
          in it. Quotas are counted for the whole account and region, other workloads included.",
    fix: REQUEST,
    other_fixes: &[],
    references: REFERENCES,
    lead_days: 14,
    needs: &[
        Source::QuotaValues,
        Source::QuotaLists,
        Source::Metrics,
        Source::ElasticIps,
        Source::VolumeTotals,
        Source::NetworkInterfaces,
        Source::Subnets,
        Source::Vpcs,
        Source::RouteTables,
        Source::NatGateways,
        Source::VpcEndpoints,
        Source::SecurityGroups,
        Source::AutoScalingUse,
        Source::LoadBalancers,
    ],
    thresholds: &[YELLOW_SHARE, RED_SHARE],
    example: Example::Region(r#"{"ec2":{"elastic_ips":{"seen":5}}}"#),
    check: |cx| {
        for place in judged_places(cx) {
            let rows: Vec<&QuotaRow> = quotas::rows(place.facts).collect();
            for rows in rows.chunk_by(|one, next| one.service == next.service) {
                service_now(cx, place, rows);
            }
        }
    },
};

const AT_PEAK: Rule = Rule {
    id: "quota-at-peak",
    area: Area::Service,
    topics: &[Topic::Quota, Topic::Capacity],
    title: "service quotas allow what listed groups and services add at their maximum",
    why: "Every instance that a group adds takes a network interface and registers as a target, and every task on \
          Fargate takes vCPUs. Where a quota ends that, instances start and get no traffic, or nothing starts.",
    fix: REQUEST,
    other_fixes: &[],
    references: REFERENCES,
    lead_days: 14,
    needs: &[
        Source::QuotaValues,
        Source::QuotaLists,
        Source::Metrics,
        Source::NetworkInterfaces,
        Source::EcsServices,
        Source::TaskDefinitions,
        Source::ServiceScaling,
        Source::Subnets,
        Source::Groups,
        Source::LoadBalancers,
        Source::TargetGroups,
        Source::TargetHealth,
        Source::ClassicBalancers,
        Source::ClassicInstanceHealth,
    ],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"quotas":{"listed":{"elasticloadbalancing/L-7E6692B2":{"seen":{"value":10}}}}}"#),
    check: |cx| {
        for place in judged_places(cx) {
            for row in quotas::QUOTAS {
                at_peak(cx, place, row);
            }
        }
    },
};

/// Places that list something whose quotas are asked for.
fn judged_places<'a>(cx: &Cx<'a>) -> Vec<Place<'a>> {
    let kinds = Source::QuotaLists.info().kinds;
    let lists_one = |place: &Place<'a>| kinds.iter().any(|kind| !cx.listed_in(*place, *kind).is_empty());
    cx.places().filter(lists_one).collect()
}

/// Judges the quotas of one service. What keeps several of them from being judged is said once.
fn service_now<'a>(cx: &mut Cx<'a>, place: Place<'a>, rows: &[&QuotaRow]) {
    let mut missed: BTreeMap<(Source, Missed), Vec<&QuotaRow>> = BTreeMap::new();
    let mut silent = Vec::new();
    for &row in rows {
        if matches!(row.usage, Usage::NotMeasured(_)) {
            cx.not_applicable();
            continue;
        }
        let quota = match row.value(place.facts) {
            Ok(quota) => quota,
            Err(cause) => {
                missed.entry(cause).or_default().push(row);
                continue;
            }
        };
        match row.used(place.facts, quota) {
            Ok(used) => now(cx, place, row, quota, used),
            Err(Unknown::NotMeasurable(_)) => cx.not_applicable(),
            Err(Unknown::NoDatapoint) => silent.push(row),
            Err(Unknown::Missed(source, why)) => missed.entry((source, why)).or_default().push(row),
        }
    }
    let mut named = false;
    for ((source, why), rows) in missed {
        // One finding for the service; where there are several causes, one for each other quota.
        if rows.len() > 1 && !std::mem::replace(&mut named, true) {
            cx.miss(&Subject::new("quota", rows[0].service, place), source, why);
            continue;
        }
        for row in rows {
            cx.miss(&Subject::new("quota", row.key(), place), source, why.clone());
        }
    }
    if let (false, Some(row)) = (silent.is_empty(), rows.first()) {
        let subject = Subject::new("quota", row.service, place);
        let Some(types) = balancer_types(cx, place, &subject, &silent) else { return };
        let (silent, unused): (Vec<&QuotaRow>, Vec<_>) =
            silent.into_iter().partition(|row| row.balancer_type().is_none_or(|kind| types.contains(kind)));
        unused.iter().for_each(|_| cx.not_applicable());
        let silent: Vec<&str> = silent.into_iter().map(|row| row.name).collect();
        let summary = match silent.as_slice() {
            [] => return,
            [one] => format!("CloudWatch has no use of {one}"),
            several => format!("CloudWatch has no use of {} quotas, such as {}", several.len(), several[0]),
        };
        let evidence = Evidence::from([("service_code", json!(row.service)), ("quotas", json!(silent))]);
        cx.push_part(Light::Gray, Area::Service, &subject, "use", summary, evidence);
    }
}

/// Types of the listed balancers, where one of the quotas depends on them. A listed balancer that the
/// v2 API does not know may be a classic one. `None` when they were not read.
fn balancer_types<'a>(
    cx: &mut Cx<'a>,
    place: Place<'a>,
    subject: &Subject,
    rows: &[&QuotaRow],
) -> Option<BTreeSet<&'a str>> {
    let listed = cx.listed_in(place, ResourceKind::LoadBalancer);
    if listed.is_empty() || rows.iter().all(|row| row.balancer_type().is_none()) {
        return Some(BTreeSet::new());
    }
    let balancers = cx.read(subject, Source::LoadBalancers, &place.facts.elb.load_balancers)?;
    let names = BalancerNames::new(balancers);
    let kind = |name: &str| names.find(name).map_or("classic", |(_, balancer)| balancer.balancer_type.as_str());
    Some(listed.iter().map(|resource| kind(&resource.name)).collect())
}

fn now<'a>(cx: &mut Cx<'a>, place: Place<'a>, row: &QuotaRow, quota: &Quota, used: f64) {
    let yellow = cx.threshold(&YELLOW_SHARE);
    let of = row.fullest(place.facts);
    let in_it = of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
    let summary = format!("{} of {} are in use{in_it}: {}", short(used), short(quota.value), quota.name);
    let light = match () {
        () if used > 0.0 && used >= cx.threshold(&RED_SHARE) * quota.value => Light::Red,
        () if used > 0.0 && used >= yellow * quota.value => Light::Yellow,
        () => Light::Green,
    };
    let subject = Subject::new("quota", row.key(), place);
    let mut evidence = evidence(row, quota, used, used, yellow);
    if let Some(of) = &of {
        evidence.insert("of", json!(of));
    }
    cx.push(light, &subject, summary, evidence);
    cx.need(need(row, quota, used, used, yellow).of(of));
}

fn evidence(row: &QuotaRow, quota: &Quota, used: f64, needed: f64, share: f64) -> Evidence {
    Evidence::from([
        ("service_code", json!(row.service)),
        ("quota_code", json!(row.code)),
        ("quota", json!(quota.value)),
        ("quota_origin", json!(quota.origin)),
        ("used", json!(used)),
        ("needed", json!(needed)),
        ("ask_for", json!(ask_for(needed, share))),
    ])
}

/// The smallest whole number of which the use is below the share.
fn ask_for(needed: f64, share: f64) -> u64 {
    (needed / share).floor() as u64 + 1
}

fn need(row: &QuotaRow, quota: &Quota, used: f64, needed: f64, share: f64) -> Need {
    Need::new(needed, quota.value, "units").used(used).quota(row.key(), ask_for(needed, share))
}

/// A number with two decimals at most.
fn short(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
