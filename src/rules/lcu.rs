//! Load balancer capacity units that are reserved for the event.

use std::collections::BTreeMap;

use serde_json::json;

use super::load_balancer::{Listed, listed_balancers};
use crate::{
    event::Prewarming,
    names,
    quotas::{self, QuotaRow, Unknown},
    rule::{Area, Cx, Evidence, Example, Place, Rule, Subject},
    snapshot::elb::LoadBalancer,
    source::Source,
};

/// Rules about LCU reservations.
pub const RULES: &[&Rule] = &[&RESERVATION_READY, &QUOTA];

const RESERVATION_READY: Rule = Rule {
    id: "lb-lcu-reservation-ready",
    area: Area::Service,
    title: "planned LCU reservations are provisioned in every zone",
    why: "A reservation keeps a load balancer at the size of the peak before the peak comes. It takes from \
          minutes to hours, can fail for want of capacity, and counts only once every zone is provisioned.",
    fix: "Reserve what section 7 plans: `aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} \
          --minimum-load-balancer-capacity CapacityUnits={planned} --region {region}`. The regional quota for \
          reserved LCUs is 0 by default: raise it first.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/monitor-capacity-unit-reservation.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/request-capacity-unit-reservation.html",
    ],
    lead_days: 3,
    needs: &[Source::LoadBalancers, Source::LcuReservations],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"capacity_reservations":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"seen":{"requested":null,"zones":[]}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, balancer, place } in listed_balancers(cx) {
            let Some(planned) = planned(cx, arn, balancer) else {
                cx.not_applicable();
                continue;
            };
            let all = &place.facts.elb.capacity_reservations;
            let Some(reservation) = cx.read_one(&subject, Source::LcuReservations, all, arn) else {
                continue;
            };
            let effective: f64 = reservation.zones.iter().map(|zone| zone.effective).sum();
            let evidence = Evidence::from([
                ("planned", json!(planned)),
                ("requested", json!(reservation.requested)),
                ("effective", json!(effective)),
                ("zones", json!(reservation.zones)),
            ]);
            let in_state = |state: &str| reservation.zones.iter().find(|zone| zone.state == state);
            let waiting = in_state("pending").or(in_state("rebalancing"));
            if let Some(zone) = in_state("failed") {
                let summary = format!("the reservation failed in {}: {}", zone.zone, zone.reason);
                cx.red(&subject, summary, evidence);
            } else if reservation.requested.unwrap_or(0) < planned {
                let requested = reservation.requested.unwrap_or(0);
                cx.red(&subject, format!("{planned} LCUs are planned, {requested} are reserved"), evidence);
            } else if let Some(zone) = waiting {
                cx.yellow(&subject, format!("the reservation is {} in {}", zone.state, zone.zone), evidence);
            } else if reservation.zones.is_empty() || reservation.zones.iter().any(|zone| zone.state != "provisioned") {
                cx.gray(&subject, "AWS does not say whether the reservation is provisioned", evidence);
            } else if effective < planned as f64 {
                cx.red(&subject, format!("{planned} LCUs are planned, {effective} are provisioned"), evidence);
            } else {
                cx.green(&subject, format!("{effective} LCUs are provisioned for {planned} planned"), evidence);
            }
        }
    },
};

/// What section 7 plans to reserve for a balancer.
fn planned(cx: &Cx<'_>, arn: &str, balancer: &LoadBalancer) -> Option<u64> {
    let is_named = |row: &&Prewarming| {
        row.load_balancer.as_deref().is_some_and(|name| names::is_load_balancer(name, arn, balancer))
    };
    cx.event.prewarming.iter().find(is_named)?.planned_lcus
}

const QUOTA: Rule = Rule {
    id: "lb-lcu-quota",
    area: Area::Service,
    title: "the region's quota for reserved LCUs covers every planned reservation",
    why: "The regional quota for reserved LCUs is 0 until it is raised, and a reservation above it is refused. An \
          increase takes days, and without it the balancers meet the peak at the size of today.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code {service_code} --quota-code \
          {quota_code} --desired-value {ask_for} --region {region}`. Say in the case what the reservations are for.",
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
        let mut arns = Vec::new();
        for listed in listed_balancers(cx) {
            if arns.contains(&listed.arn) {
                continue;
            }
            arns.push(listed.arn);
            match planned(cx, listed.arn, listed.balancer) {
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
    let others = used.as_ref().map_or(0.0, |used| (used - reserved as f64).max(0.0));
    let needed = listed as f64 + others;
    let evidence = Evidence::from([
        ("service_code", json!(row.service)),
        ("quota_code", json!(row.code)),
        ("quota", json!(quota.value)),
        ("quota_origin", json!(quota.origin)),
        ("used", json!(used.as_ref().ok())),
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
        Err(Unknown::Missed(source, missed)) => cx.miss(&subject, source, missed),
        Err(_) => cx.gray(&subject, "it is not known what balancers that are not listed reserve", evidence),
        Ok(_) => cx.green(&subject, summary, evidence),
    }
}
