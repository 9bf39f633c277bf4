//! Load balancer capacity units that are reserved for the event.

use serde_json::json;

use super::{Listed, listed_balancers};
use crate::{
    aws::elb::lcu,
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Need, Rule, Threshold, Topic},
    rules::growth,
    source::Source,
};

/// Rules about LCU reservations.
pub const RULES: &[&Rule] = &[&RESERVATION_READY, &RESERVATION_SIZE];

const RESERVATION_READY: Rule = Rule {
    id: "lb-lcu-reservation-ready",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Reservation],
    title: "planned LCU reservations are provisioned in every zone",
    why: "A reservation keeps a load balancer at the size of the peak before the peak comes. It takes from \
          minutes to hours, can fail for want of capacity, and counts only once every zone is provisioned.",
    fix: "Reserve what section 7 plans: `aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} \
          --minimum-load-balancer-capacity CapacityUnits={planned} --region {region}`. The regional quota for \
          reserved LCUs is 0 by default: raise it first.",
    other_fixes: &[RESERVATION_WAITS, RESERVATION_FAILED],
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
                cx.fix(&RESERVATION_FAILED);
            } else if reservation.requested.unwrap_or(0) < planned {
                let requested = reservation.requested.unwrap_or(0);
                cx.red(&subject, format!("{planned} LCUs are planned, {requested} are reserved"), evidence);
            } else if let Some(zone) = waiting {
                cx.yellow(&subject, format!("the reservation is {} in {}", zone.state, zone.zone), evidence);
                cx.fix(&RESERVATION_WAITS);
            } else if reservation.zones.is_empty() || reservation.zones.iter().any(|zone| zone.state != "provisioned") {
                cx.gray(&subject, "AWS does not say whether the reservation is provisioned", evidence);
                cx.fix(&RESERVATION_WAITS);
            } else if effective < planned as f64 {
                cx.red(&subject, format!("{planned} LCUs are planned, {effective} are provisioned"), evidence);
                cx.fix(&RESERVATION_FAILED);
            } else {
                cx.green(&subject, format!("{effective} LCUs are provisioned for {planned} planned"), evidence);
            }
            let requested = reservation.requested.unwrap_or(0) as f64;
            cx.need(Need::new(planned as f64, requested, "LCUs").used(effective));
        }
    },
};

const RESERVATION_WAITS: Fix = Fix {
    when: "Where it is reserved and not yet provisioned",
    text: "Wait, and look again: `aws elbv2 describe-capacity-reservation --load-balancer-arn {arn} --region {region}`. It \
           takes from minutes to hours; where it stands still for a day, open a case with AWS Support that names the \
           balancer and the day of the event.",
    example: Example::Region(
        r#"{"elb":{"capacity_reservations":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"seen":{"zones":[{"zone":"us-east-1a","state":"provisioned","reason":"","effective":750.0},
            {"zone":"us-east-1b","state":"pending","reason":"","effective":0.0}]}}}}}"#,
    ),
};

const RESERVATION_FAILED: Fix = Fix {
    when: "Where AWS could not provide all of it",
    text: "Ask for it again: `aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} \
           --minimum-load-balancer-capacity CapacityUnits={planned} --region {region}`. Where it fails again, open a case \
           with AWS Support with the reason, the balancer and the day of the event: AWS lacks capacity there.",
    example: Example::Region(
        r#"{"elb":{"capacity_reservations":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"seen":{"zones":[{"zone":"us-east-1a","state":"failed","reason":"no capacity","effective":0.0}]}}}}}"#,
    ),
};

const HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "reserved LCUs as a multiple of the need at the peak, below which the balancer is at risk",
};

const GROWTH: Threshold = Threshold {
    name: "growth",
    default: 2.0,
    meaning: "growth of the load up to which a balancer without a reservation is not judged",
};

const RESERVATION_SIZE: Rule = Rule {
    id: "lb-lcu-reservation-size",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "LCU reservations cover the busiest measured minute times the growth",
    why: "A reservation that is smaller than the peak leaves the rest to a balancer that scales in minutes, while \
          the load of a planned event comes at once. `PeakLCUs` counts everything that an application balancer \
          scales by, `ProcessedBytes` the throughput of a network balancer. A balancer without a reservation is \
          judged only where the peak is more than the least that AWS reserves and more than doubles the load; how \
          steep the increase is, is not known here.",
    fix: "Reserve {recommended} LCUs: `aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} \
          --minimum-load-balancer-capacity CapacityUnits={recommended} --region {region}`, and write the number into \
          section 7. The regional quota for reserved LCUs is 0 by default: raise it first.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/monitor-capacity-unit-reservation.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/request-capacity-unit-reservation.html",
    ],
    lead_days: 7,
    needs: &[Source::LoadBalancers, Source::LcuReservations, Source::Metrics],
    thresholds: &[HEADROOM, GROWTH],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/ApplicationELB PeakLCUs Sum LoadBalancer=app/web/50dc6c495c0c9188":{"seen":{"maximum":80.0}}}}}"#,
    ),
    check: |cx| {
        for listed in listed_balancers(cx) {
            size(cx, &listed);
        }
    },
};

fn size<'a>(cx: &mut Cx<'a>, listed: &Listed<'a>) {
    let Listed { subject, arn, balancer, place } = listed;
    let names_it = |name: &str| names::is_load_balancer(name, arn, balancer);
    let row = cx.event.prewarming_of(place.region, names_it);
    // What is planned for the whole workload does not say how much of it is one balancer's.
    let planned = row.as_ref().filter(|row| row.load_balancer.is_some()).and_then(|row| row.planned_lcus).unwrap_or(0);
    let all = &place.facts.elb.capacity_reservations;
    let Some(reservation) = cx.read_one(subject, Source::LcuReservations, all, arn) else { return };
    let requested = reservation.requested.unwrap_or(0);
    let units = planned.max(requested);
    let mut evidence = Evidence::from([("planned", json!(planned)), ("requested", json!(requested))]);
    let Some(metric) = lcu::metric(arn, balancer) else {
        match units {
            0 => cx.not_applicable(),
            _ => cx.gray(subject, "AWS publishes no measure of LCUs for gateway balancers", evidence),
        }
        return;
    };
    let Some(series) = cx.read_one(subject, Source::Metrics, &place.facts.cloudwatch.metrics, &metric.key()) else {
        return;
    };
    let Some(series) = series else {
        let days = metric.days.from;
        let summary = format!("CloudWatch has no {} of it in the last {days} days", metric.name);
        cx.gray(subject, summary, evidence);
        return;
    };
    let growth = match growth::of_balancer(cx, arn, balancer, *place) {
        Ok(growth) => growth,
        Err(unknown) => return unknown.tell(cx, subject),
    };
    let busiest = lcu::of_minute(balancer, series.maximum);
    let needed = (busiest * growth).ceil();
    let small_growth = cx.threshold(&GROWTH);
    let with_headroom = (busiest * growth * cx.threshold(&HEADROOM)).ceil();
    let least = lcu::least(balancer);
    let recommended = with_headroom.max(least);
    let busiest = (busiest * 10.0).round() / 10.0;
    let more = [
        ("busiest_lcus", json!(busiest)),
        ("measured_at", json!(series.maximum_at)),
        ("peak_factor", json!(growth)),
        ("needed", json!(needed as u64)),
        ("recommended", json!(recommended as u64)),
    ];
    more.into_iter().for_each(|(name, value)| evidence.insert(name, value));
    let held = match units {
        0 => "no reservation is planned or made".to_owned(),
        _ if planned >= requested => format!("{units} are planned"),
        _ => format!("{units} are reserved"),
    };
    let summary = format!(
        "the peak needs {needed} LCUs ({busiest} in the busiest minute × {growth}), {with_headroom} with headroom; {held}"
    );
    if units == 0 && (with_headroom <= least || growth <= small_growth) {
        return cx.not_applicable();
    }
    if units == 0 {
        cx.yellow(subject, summary, evidence);
    } else if (units as f64) < needed {
        cx.red(subject, summary, evidence);
    } else if (units as f64) < with_headroom {
        cx.yellow(subject, summary, evidence);
    } else {
        cx.green(subject, summary, evidence);
    }
    cx.need(Need::new(needed, units as f64, "LCUs").used(busiest));
}
