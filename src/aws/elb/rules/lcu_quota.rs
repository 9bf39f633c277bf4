//! The regional quotas of reserved load balancer capacity units.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Listed, listed_balancers};
use crate::{
    names,
    quotas::{self, QuotaRow, Unknown},
    rule::{Area, Cx, Evidence, Example, Need, Place, Rule, Subject, Topic},
    source::Source,
};

/// Rules about the quotas of LCU reservations.
pub const RULES: &[&Rule] = &[&QUOTA];

const QUOTA: Rule = Rule {
    id: "lb-lcu-quota",
    area: Area::Service,
    topics: &[Topic::Quota, Topic::Capacity],
    title: "the region's quota for reserved LCUs covers every planned reservation",
    why: "The regional quota for reserved LCUs is 0 until it is raised, and a reservation above it is refused. An \
          increase takes days, and without it the balancers meet the peak at the size of today.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code {service_code} --quota-code \
          {quota_code} --desired-value {ask_for} --region {region}`. Say in the case what the reservations are for.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html",
    ],
    lead_days: 21,
    needs: &[Source::LoadBalancers, Source::LcuReservations, Source::QuotaLists, Source::Metrics],
    thresholds: &[],
    example: Example::Region(r#"{"quotas":{"listed":{"elasticloadbalancing/L-8A66D0E6":{"seen":{"value":1000}}}}}"#),
    check: |cx| {
        let mut plans: BTreeMap<_, Vec<(Listed<'_>, u64)>> = BTreeMap::new();
        let mut arns = BTreeSet::new();
        for listed in listed_balancers(cx) {
            if !arns.insert(listed.arn) {
                continue;
            }
            let names_it = |name: &str| names::is_load_balancer(name, listed.arn, listed.balancer);
            let row = cx.event.prewarming_of(listed.place.region, names_it);
            match row.and_then(|row| row.planned_lcus) {
                Some(units) => {
                    let place = (listed.place.account, listed.place.region, listed.balancer.balancer_type.as_str());
                    plans.entry(place).or_default().push((listed, units));
                }
                None => cx.not_applicable(),
            }
        }
        for ((_, _, kind), plans) in plans {
            match (quotas::reserved_lcus(kind), plans.first()) {
                (Some(row), Some((first, _))) => regional(cx, first.place, row, &plans),
                _ => cx.not_applicable(),
            }
        }
    },
};

/// Judges one regional quota. Balancers that are not listed can hold reservations too: what is
/// reserved beyond the listed ones stays reserved.
fn regional<'a>(cx: &mut Cx<'a>, place: Place<'a>, row: &QuotaRow, plans: &[(Listed<'a>, u64)]) {
    let subject = Subject::new("quota", row.key(), place);
    let (mut reserved, mut planned, mut listed) = (0, 0, 0);
    for (balancer, units) in plans {
        let all = &place.facts.elb.capacity_reservations;
        let Some(now) = cx.read_one(&subject, Source::LcuReservations, all, balancer.arn) else { return };
        let now = now.requested.unwrap_or(0);
        reserved += now;
        planned += units;
        listed += now.max(*units);
    }
    let quota = match row.value(place.facts) {
        Ok(quota) => quota,
        Err((source, missed)) => return cx.miss(&subject, source, missed),
    };
    let used = row.used(place.facts, quota);
    let known = used.as_ref().ok().copied();
    let others = used.as_ref().map_or(0.0, |used| (used - reserved as f64).max(0.0));
    let needed = listed as f64 + others;
    let evidence = Evidence::from([
        ("service_code", json!(row.service)),
        ("quota_code", json!(row.code)),
        ("quota", json!(quota.value)),
        ("quota_origin", json!(quota.origin)),
        ("used", json!(known)),
        ("planned", json!(planned)),
        ("needed", json!(needed)),
        ("ask_for", json!(needed.ceil() as u64)),
    ]);
    let summary = match others > 0.0 {
        true => format!(
            "{needed} reserved LCUs are needed ({listed} for listed balancers, {others} for others), the quota is {}",
            quota.value
        ),
        false => format!("{needed} reserved LCUs are needed, the quota is {}", quota.value),
    };
    match used {
        _ if needed > quota.value => cx.red(&subject, summary, evidence),
        Err(Unknown::Missed(source, missed)) => return cx.miss(&subject, source, missed),
        Err(_) => cx.gray(&subject, "it is not known what balancers that are not listed reserve", evidence),
        Ok(_) => cx.green(&subject, summary, evidence),
    }
    let need = Need::new(needed, quota.value, "LCUs").used(known);
    cx.need(need.quota(row.key(), needed.ceil() as u64));
}
