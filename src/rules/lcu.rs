//! Load balancer capacity units that are reserved for the event.

use serde_json::json;

use super::load_balancer::{Listed, listed_balancers};
use crate::{
    names,
    rule::{Area, Evidence, Example, Rule},
    source::Source,
};

/// Rules about LCU reservations.
pub const RULES: &[&Rule] = &[&RESERVATION_READY];

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
            let row = cx.event.prewarming.iter().find(|row| {
                row.load_balancer.as_deref().is_some_and(|name| names::is_load_balancer(name, arn, balancer))
            });
            let Some(planned) = row.and_then(|row| row.planned_lcus) else {
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
