//! The busiest moments that CloudWatch measured, against the planned peak.

use jiff::{SignedDuration, Timestamp};

use super::super::{
    Plan,
    facts::{balancers, moment, place_name, places, series},
};
use crate::{
    aws::{
        cloudwatch::{
            facts::Series,
            metrics::{BUSIEST, Days, Metric},
        },
        elb::{facts::LoadBalancer, lcu},
    },
    names,
    rule::Place,
    text::{
        markdown::{bullets, table, text},
        number::number,
    },
};

/// A moment and its requests per second on average over `period` seconds.
struct Moment {
    at: Timestamp,
    rps: f64,
    period: u32,
}

/// The busiest moments of each listed balancer, and what is not measured. `whole` is the planned
/// peak of the workload, in requests per second.
pub(super) fn blocks(plan: &Plan<'_>, whole: Option<f64>) -> Vec<String> {
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for place in places(plan) {
        let here = text(&place_name(place));
        for balancer in balancers(plan, place) {
            match &balancer.found {
                Ok(Some((arn, found))) if found.balancer_type == "application" => {
                    requests(plan, place, (arn, found), whole, &mut rows, &mut lines);
                }
                Ok(Some((arn, found))) => lines.push(bytes(plan, place, arn, found)),
                Ok(None) => lines.push(format!(
                    "{} ({here}): no application, network or gateway balancer has this name; the traffic of \
                     classic ones is not read.",
                    text(&balancer.resource.name)
                )),
                Err(why) => lines.push(format!("{} ({here}): {}.", text(&balancer.resource.name), text(why))),
            }
        }
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(format!("The busiest moments of the last {} days, as CloudWatch has them:", Days::EARLIER.from));
        let header = ["Load balancer", "Begin", "Requests per second", "Measured", "Share of the planned peak"];
        blocks.push(table(&header, &rows));
    }
    if rows.iter().any(|row| row.iter().any(|cell| cell == FIVE_MINUTES)) {
        lines.insert(
            0,
            format!(
                "CloudWatch keeps single minutes for 15 days. What is older than {} days is an average over five \
                 minutes: the busiest minute in them had as many requests or more.",
                Days::EARLIER.until
            ),
        );
    }
    if !lines.is_empty() {
        blocks.push(bullets(&lines));
    }
    blocks
}

const FIVE_MINUTES: &str = "five-minute average";

/// Adds the busiest moments of an application balancer, and what could not be read of it.
fn requests(
    plan: &Plan<'_>,
    place: Place<'_>,
    (arn, balancer): (&str, &LoadBalancer),
    whole: Option<f64>,
    rows: &mut Vec<Vec<String>>,
    lines: &mut Vec<String>,
) {
    let suffix = names::load_balancer_suffix(arn);
    let name = format!("{} ({})", text(&balancer.name), text(&place_name(place)));
    let mut moments = Vec::new();
    for metric in [Metric::requests(suffix), Metric::requests_earlier(suffix)] {
        match series(place, &metric) {
            Ok(series) => moments.extend(of_series(series, metric.period)),
            Err(why) => lines.push(format!("{name}, {}: {}.", days(metric.days), text(&why))),
        }
    }
    moments.sort_by(|one, other| other.rps.total_cmp(&one.rps).then(other.at.cmp(&one.at)));
    // The two series meet at a moment that both may hold.
    let mut shown: Vec<Moment> = Vec::new();
    for moment in moments {
        let apart = |it: &Moment| it.at.duration_since(moment.at).abs() >= SignedDuration::from_hours(1);
        if shown.len() < BUSIEST && shown.iter().all(apart) {
            shown.push(moment);
        }
    }
    let row = plan.workbook().event.prewarming_of(place.region, |it| names::is_load_balancer(it, arn, balancer));
    let own = row.filter(|row| row.load_balancer.is_some()).and_then(|row| row.peak_rps);
    let share = |rps: f64| match (own, whole) {
        (Some(peak), _) => format!("{}% of its own", percent(rps / peak)),
        (None, Some(peak)) => format!("{}% of the whole", percent(rps / peak)),
        (None, None) => "not known: no planned peak".to_owned(),
    };
    let measured = |period: u32| if period == 60 { "minute" } else { FIVE_MINUTES };
    rows.extend(shown.iter().map(|it| {
        let at = text(&moment(plan, it.at));
        vec![name.clone(), at, number(it.rps), measured(it.period).to_owned(), share(it.rps)]
    }));
}

/// Moments of a series. A snapshot of an earlier version holds the largest one alone.
fn of_series(series: &Series, period: u32) -> Vec<Moment> {
    let of = |at: Timestamp, value: f64| Moment { at, rps: value / f64::from(period), period };
    match series.busiest.as_slice() {
        [] => vec![of(series.maximum_at, series.maximum)],
        points => points.iter().map(|point| of(point.at, point.value)).collect(),
    }
}

/// What is measured of a balancer of which CloudWatch counts no requests.
fn bytes(plan: &Plan<'_>, place: Place<'_>, arn: &str, balancer: &LoadBalancer) -> String {
    let name = format!("{} ({})", text(&balancer.name), text(&place_name(place)));
    let kind = text(&balancer.balancer_type);
    let counted = format!("{name}: CloudWatch counts no requests on a {kind} balancer");
    if balancer.balancer_type != "network" {
        return format!("{counted}.");
    }
    let metric = Metric::network_bytes(names::load_balancer_suffix(arn));
    match series(place, &metric) {
        Ok(series) => {
            let at = text(&moment(plan, series.maximum_at));
            let megabits = number(lcu::megabits(series.maximum));
            format!("{counted}; its busiest minute in the {} had {megabits} Mbps, at {at}.", days(metric.days))
        }
        Err(why) => format!("{counted}; its bytes in the {}: {}.", days(metric.days), text(&why)),
    }
}

fn days(days: Days) -> String {
    match days.until {
        0 => format!("last {} days", days.from),
        until => format!("{} days before the last {until}", days.from - until),
    }
}

/// Rounded down, so that a peak that was not reached is never 100.
fn percent(share: f64) -> String {
    number((share * 100.0).floor())
}
