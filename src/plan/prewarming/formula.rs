//! How many load balancer capacity units a peak needs ("Elastic Load Balancing pricing").

use super::super::{
    facts::open_one,
    markdown::{number, text},
};
use crate::{
    event::Prewarming,
    metrics::Metric,
    names,
    rule::Place,
    snapshot::{Fact, elb::LoadBalancer},
    source::Source,
};

/// Share that is reserved on top of what the formula gives.
const HEADROOM: f64 = 1.2;
/// New connections per second of one LCU of an application balancer.
const CONNECTIONS: f64 = 25.0;
/// Gigabytes per hour of one LCU, and with functions behind the balancer.
const GIGABYTES: f64 = 1.0;
const GIGABYTES_FUNCTIONS: f64 = 0.4;
/// Megabits per second of one LCU of a network balancer ("Request LCU reservation").
const MEGABITS: f64 = 2.2;
/// Least reservation of an application balancer, and of a network balancer per zone.
const LEAST: f64 = 100.0;
const LEAST_PER_ZONE: f64 = 2750.0;
/// Regions in which network balancers can reserve ("Capacity reservations for your Network Load Balancer").
const NETWORK_REGIONS: [&str; 10] = [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ap-east-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "eu-central-1",
    "eu-west-1",
    "eu-north-1",
];

/// The formula with its numbers. All texts are Markdown.
pub(super) struct Formula {
    /// The peak, and where it comes from.
    pub(super) peak: String,
    /// One row per dimension.
    pub(super) rows: Vec<Vec<String>>,
    /// Which dimension wins, the headroom and the minimum, and what is not known.
    pub(super) verdict: Vec<String>,
    /// LCUs to reserve.
    pub(super) reserve: f64,
}

/// Computes the reservation; `None` where no peak is known, or for gateway balancers.
pub(super) fn apply(row: &Prewarming, place: Place<'_>, arn: &str, balancer: &LoadBalancer) -> Option<Formula> {
    let (rps, from) = peak(row, place, arn)?;
    let peak = format!("Peak: {} requests per second, {from}.", number(rps));
    match balancer.balancer_type.as_str() {
        "application" => Some(application(row, place, arn, rps, peak)),
        "network" => Some(network(row, place, arn, balancer, rps, peak)),
        _ => None,
    }
}

fn peak(row: &Prewarming, place: Place<'_>, arn: &str) -> Option<(f64, String)> {
    if let Some(rps) = row.peak_rps {
        return Some((rps, "as section 7 states".to_owned()));
    }
    let growth = row.growth()?;
    if let Some(current) = row.current_peak_rps {
        return Some((current * growth, format!("today's {} × {}", number(current), number(growth))));
    }
    let metric = Metric::requests(names::load_balancer_suffix(arn));
    let measured = open_one(Source::Metrics, &place.facts.cloudwatch.metrics, &metric.key()).ok()?.as_ref()?;
    let current = measured.maximum / 60.0;
    Some((current * growth, format!("the busiest measured minute's {} × {}", number(current), number(growth))))
}

fn application(row: &Prewarming, place: Place<'_>, arn: &str, rps: f64, peak: String) -> Formula {
    let mut unknown = Vec::new();
    let connections = rps / CONNECTIONS;
    let why = match row.keep_alive {
        Some(false) => "no keep-alive: one connection per request",
        Some(true) => "keep-alive, but how many requests share a connection is not measured: one each",
        None => "keep-alive is not stated: one connection per request",
    };
    let mut dimensions = vec![("new connections", connections)];
    let calculation = format!("{} per second ÷ {}; {why}", number(rps), number(CONNECTIONS));
    let mut rows = vec![vec!["New connections".to_owned(), calculation, number(connections)]];
    unknown.push("active connections");
    rows.push(unknown_row("Active connections", "the mean duration of a connection is not measured"));
    match bytes_per_request(row) {
        Some((kilobytes, sizes, is_whole)) => {
            let per_hour = rps * kilobytes * 1024.0 * 3600.0 / 1e9;
            let per_unit = if has_functions(place, arn) { GIGABYTES_FUNCTIONS } else { GIGABYTES };
            let units = per_hour / per_unit;
            let per_unit_text = if per_unit < GIGABYTES { "0.4 GB/h, with functions as targets" } else { "1 GB/h" };
            let calculation =
                format!("{} per second × {sizes} = {} GB/h ÷ {per_unit_text}", number(rps), number(per_hour));
            rows.push(vec!["Processed bytes".to_owned(), calculation, number(units)]);
            dimensions.push(("processed bytes", units));
            if !is_whole {
                unknown.push("a part of the bytes");
            }
        }
        None => {
            unknown.push("processed bytes");
            rows.push(unknown_row("Processed bytes", "section 7 gives no size of requests and responses"));
        }
    }
    unknown.push("rule evaluations");
    rows.push(unknown_row("Rule evaluations", "the listeners' rules are not read"));
    unknown.push("past `PeakLCUs`");
    let (winner, most) = winner(&dimensions);
    let reserve = (most * HEADROOM).ceil().max(LEAST);
    let mut verdict = vec![sum(winner, most, reserve, &format!("at least {LEAST} for an application balancer"))];
    verdict.push(lower_bound(&unknown));
    Formula { peak, rows, verdict, reserve }
}

fn network(row: &Prewarming, place: Place<'_>, arn: &str, balancer: &LoadBalancer, rps: f64, peak: String) -> Formula {
    let zones = balancer.zones.len();
    let least = LEAST_PER_ZONE * zones as f64;
    let mut unknown = vec!["past `ProcessedBytes`"];
    let mut rows = Vec::new();
    let mut most = None;
    match bytes_per_request(row) {
        Some((kilobytes, sizes, is_whole)) => {
            let megabits = rps * kilobytes * 1024.0 * 8.0 / 1e6;
            let units = megabits / MEGABITS;
            most = Some(units);
            let calculation = format!("{} per second × {sizes} = {} Mbps ÷ {MEGABITS}", number(rps), number(megabits));
            rows.push(vec!["Throughput".to_owned(), calculation, number(units)]);
            if !is_whole {
                unknown.push("a part of the bytes");
            }
        }
        None => {
            unknown.push("throughput");
            rows.push(unknown_row("Throughput", "section 7 gives no size of requests and responses"));
        }
    }
    let reserve = most.map_or(least, |units| (units * HEADROOM).ceil().max(least));
    let minimum = format!("at least {} for each of {zones} zones", number(LEAST_PER_ZONE));
    let mut verdict = vec![
        most.map_or_else(
            || format!("**The minimum gives {} LCUs:** {minimum}; the throughput is not known.", number(reserve)),
            |most| sum("throughput", most, reserve, &minimum),
        ),
        lower_bound(&unknown),
    ];
    match open_one(Source::Listeners, &place.facts.elb.listeners, arn) {
        Ok(listeners) if listeners.iter().any(|listener| listener.protocol.as_deref() == Some("TLS")) => {
            verdict.push("**It has a TLS listener:** network balancers with one cannot reserve.".to_owned());
        }
        Ok(_) => {}
        Err(why) => {
            verdict.push(format!("Whether it has a TLS listener, which rules a reservation out: {}.", text(&why)))
        }
    }
    if !NETWORK_REGIONS.contains(&place.region) {
        let region = text(place.region);
        verdict
            .push(format!("**AWS does not list {region}** among the regions in which network balancers can reserve."));
    }
    Formula { peak, rows, verdict, reserve }
}

fn unknown_row(dimension: &str, why: &str) -> Vec<String> {
    vec![dimension.to_owned(), format!("not computed: {why}"), "not known".to_owned()]
}

/// Kilobytes of a request and its response as far as known, in numbers and in words, and
/// whether both are known.
fn bytes_per_request(row: &Prewarming) -> Option<(f64, String, bool)> {
    match (row.request_kb, row.response_kb) {
        (Some(request), Some(response)) => {
            Some((request + response, format!("({} + {}) KB", number(request), number(response)), true))
        }
        (Some(request), None) => {
            Some((request, format!("{} KB (size of responses not stated)", number(request)), false))
        }
        (None, Some(response)) => {
            Some((response, format!("{} KB (size of requests not stated)", number(response)), false))
        }
        (None, None) => None,
    }
}

/// Whether a Lambda function is a target behind the balancer.
fn has_functions(place: Place<'_>, arn: &str) -> bool {
    let Fact::Seen(groups) = &place.facts.elb.target_groups else { return false };
    let behind = groups.iter().filter(|(_, group)| group.load_balancers.iter().any(|owner| owner == arn));
    let targets = behind.filter_map(|(arn, _)| match place.facts.elb.target_health.get(arn) {
        Some(Fact::Seen(targets)) => Some(targets),
        _ => None,
    });
    targets.flatten().any(|target| target.id.contains(":lambda:"))
}

fn winner(dimensions: &[(&'static str, f64)]) -> (&'static str, f64) {
    let highest = dimensions.iter().copied().max_by(|one, other| one.1.total_cmp(&other.1));
    highest.unwrap_or(("nothing", 0.0))
}

fn sum(winner: &str, most: f64, reserve: f64, minimum: &str) -> String {
    let with_headroom = (most * HEADROOM).ceil();
    let raised = if with_headroom < reserve { "raised to the minimum, " } else { "" };
    let (most, with_headroom, reserve) = (number(most), number(with_headroom), number(reserve));
    format!(
        "**The formula gives {reserve} LCUs:** {winner} decides with {most}, × {HEADROOM} headroom = {with_headroom}, \
         {raised}{minimum}."
    )
}

fn lower_bound(unknown: &[&str]) -> String {
    format!(
        "This is a lower bound: {} are not known. AWS has a calculator, and a load test is worth more than either.",
        unknown.join(", ")
    )
}
