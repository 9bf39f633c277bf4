//! How many load balancer capacity units a peak needs ("Elastic Load Balancing pricing").

use super::super::{
    Plan,
    facts::{moment, open_one, series},
};
use crate::{
    aws::{
        cloudwatch::metrics::Metric,
        elb::{
            facts::LoadBalancer,
            lcu::{self, LEAST_PER_ZONE, MEGABITS},
        },
    },
    event::Prewarming,
    names,
    rule::Place,
    snapshot::Fact,
    source::Source,
    text::{markdown::text, number::number},
};

/// Share that is reserved on top of what the formula gives.
const HEADROOM: f64 = 1.2;
/// New connections per second of one LCU of an application balancer.
const CONNECTIONS: f64 = 25.0;
/// Active connections per minute of one LCU of an application balancer, without mutual TLS.
const ACTIVE: f64 = 3000.0;
/// Gigabytes per hour of one LCU, and with functions behind the balancer.
const GIGABYTES: f64 = 1.0;
const GIGABYTES_FUNCTIONS: f64 = 0.4;
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

/// Computes the reservation; `None` where nothing is known to compute it from, and for gateway
/// balancers.
pub(super) fn apply(
    plan: &Plan<'_>,
    row: &Prewarming,
    place: Place<'_>,
    arn: &str,
    balancer: &LoadBalancer,
) -> Option<Formula> {
    let load = Load { plan, row, place, arn, balancer };
    let peak = load.peak();
    let rps = peak.as_ref().map(|(rps, _)| *rps);
    let dimensions = match balancer.balancer_type.as_str() {
        "application" => load.application(rps),
        "network" => load.network(rps),
        _ => return None,
    };
    if rps.is_none() && dimensions.known.is_empty() {
        return None;
    }
    let peak = match peak {
        Some((rps, from)) => format!("Peak: {} requests per second, {from}.", number(rps)),
        None => "Peak: not known in requests per second.".to_owned(),
    };
    let least = lcu::least(balancer);
    let winner = dimensions.known.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    let reserve = winner.map_or(least, |(_, units)| (units * HEADROOM).ceil().max(least));
    let minimum = match balancer.balancer_type.as_str() {
        "network" => format!("at least {} for each of {} zones", number(LEAST_PER_ZONE), balancer.zones.len()),
        _ => format!("at least {} for an application balancer", number(least)),
    };
    let mut verdict = vec![match winner {
        Some((name, units)) => sum(name, *units, reserve, &minimum),
        None => format!("**The minimum gives {} LCUs:** {minimum}; no dimension is known.", number(reserve)),
    }];
    verdict.push(dimensions.lower_bound());
    if balancer.balancer_type == "network" {
        verdict.extend(load.network_limits());
    }
    Some(Formula { peak, rows: dimensions.rows, verdict, reserve })
}

/// What each dimension asks for.
#[derive(Default)]
struct Dimensions {
    rows: Vec<Vec<String>>,
    known: Vec<(&'static str, f64)>,
    unknown: Vec<&'static str>,
}

impl Dimensions {
    /// Adds one with its calculation and LCUs, or why it is not known; both are Markdown.
    fn add(&mut self, label: &'static str, computed: Result<(String, f64), String>) {
        let (calculation, units) = match computed {
            Ok((calculation, units)) => {
                self.known.push((label, units));
                (calculation, number(units))
            }
            Err(why) => {
                self.unknown.push(label);
                (format!("not computed: {why}"), "not known".to_owned())
            }
        };
        let mut letters = label.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        self.rows.push(vec![first + letters.as_str(), calculation, units]);
    }

    fn lower_bound(&self) -> String {
        let unknown = match self.unknown.as_slice() {
            [] => String::new(),
            unknown => format!(" Not measured or not stated: {}.", unknown.join(", ")),
        };
        format!(
            "A single dimension gives a lower bound of what the balancer must scale to.{unknown} AWS has a \
             calculator, and a load test is worth more than either."
        )
    }
}

/// A balancer and what is known of its load. Every `Err` is Markdown that says why.
struct Load<'a> {
    plan: &'a Plan<'a>,
    row: &'a Prewarming,
    place: Place<'a>,
    arn: &'a str,
    balancer: &'a LoadBalancer,
}

impl Load<'_> {
    /// Requests per second at the peak, and where the number comes from.
    fn peak(&self) -> Option<(f64, String)> {
        let stated = self.row.peak_rps.map(|rps| (rps, "as section 7 states".to_owned()));
        let multiplied = |current: f64, of: &str| {
            let growth = self.row.growth()?;
            Some((current * growth, format!("{of} {} × {}", number(current), number(growth))))
        };
        let today = self.row.current_peak_rps.and_then(|current| multiplied(current, "today's"));
        let measured = self.requests().and_then(|rate| multiplied(rate, "the busiest measured minute's"));
        let all = [stated, today, measured].into_iter().flatten().filter(|_| !self.row.is_unread);
        // Of equals, and of what differs by the digits that people leave out, what is written counts.
        all.reduce(|one, other| if other.0 > one.0 * 1.005 { other } else { one })
    }

    /// A metric's largest datapoint, and when it was measured.
    fn busiest(&self, metric: fn(&str) -> Metric) -> Result<(f64, String), String> {
        let metric = metric(names::load_balancer_suffix(self.arn));
        let series = series(self.place, &metric).map_err(|why| text(&why))?;
        Ok((series.maximum, text(&moment(self.plan, series.maximum_at))))
    }

    /// The largest growth that section 7 and the busiest measured minute imply.
    fn growth(&self) -> Result<f64, String> {
        // The peak of the whole workload says nothing of one balancer's traffic, unless nothing else is said.
        let is_own = self.row.load_balancer.is_some() || self.row.growth().is_none();
        let growth = self.row.growth_over(self.requests().filter(|_| is_own));
        growth.ok_or_else(|| "section 7 gives no growth factor".to_owned())
    }

    /// Requests per second in the busiest measured minute.
    fn requests(&self) -> Option<f64> {
        let (requests, _) = self.busiest(Metric::requests).ok()?;
        (self.balancer.balancer_type == "application").then_some(requests / 60.0)
    }

    fn application(&self, rps: Option<f64>) -> Dimensions {
        let mut dimensions = Dimensions::default();
        dimensions.add("past `PeakLCUs`", self.history());
        dimensions.add("new connections", self.new_connections(rps));
        dimensions.add("active connections", self.active_connections());
        let (per_unit, words) = match has_functions(self.place, self.arn) {
            true => (GIGABYTES_FUNCTIONS, "0.4 GB/h, with functions as targets"),
            false => (GIGABYTES, "1 GB/h"),
        };
        let stated = self.stated_bytes(rps).map(|(bytes, calculation)| {
            let per_hour = bytes * 3600.0 / 1e9;
            (format!("{calculation} = {} GB/h ÷ {words}", number(per_hour)), per_hour / per_unit)
        });
        dimensions.add("stated bytes", stated);
        let measured = self.measured(Metric::bytes).map(|(bytes, growth, at)| {
            let per_hour = bytes * 60.0 / 1e9;
            let calculation =
                format!("busiest minute's {} GB/h ({at}) × {} ÷ {words}", number(per_hour), number(growth));
            (calculation, per_hour * growth / per_unit)
        });
        dimensions.add("measured bytes", measured);
        dimensions.add("rule evaluations", Err("the listeners' rules are not read".to_owned()));
        dimensions.unknown.extend(self.unstated_size());
        dimensions
    }

    fn network(&self, rps: Option<f64>) -> Dimensions {
        let mut dimensions = Dimensions::default();
        let stated = self.stated_bytes(rps).map(|(bytes, calculation)| {
            let megabits = bytes * 8.0 / 1e6;
            (format!("{calculation} = {} Mbps ÷ {MEGABITS}", number(megabits)), megabits / MEGABITS)
        });
        dimensions.add("stated bytes", stated);
        let measured = self.measured(Metric::network_bytes).map(|(bytes, growth, at)| {
            let megabits = lcu::megabits(bytes);
            let calculation =
                format!("busiest minute's {} Mbps ({at}) × {} ÷ {MEGABITS}", number(megabits), number(growth));
            (calculation, megabits * growth / MEGABITS)
        });
        dimensions.add("measured bytes", measured);
        dimensions.unknown.extend(self.unstated_size());
        dimensions
    }

    /// A metric's largest datapoint, the growth to multiply it with, and when it was measured.
    fn measured(&self, metric: fn(&str) -> Metric) -> Result<(f64, f64, String), String> {
        let (value, at) = self.busiest(metric)?;
        Ok((value, self.growth()?, at))
    }

    fn history(&self) -> Result<(String, f64), String> {
        let (units, growth, at) = self.measured(Metric::peak_lcus)?;
        Ok((format!("busiest minute's {} ({at}) × {}", number(units), number(growth)), units * growth))
    }

    fn new_connections(&self, rps: Option<f64>) -> Result<(String, f64), String> {
        let rps = rps.ok_or("no peak is known in requests per second")?;
        let connections = self.busiest(Metric::new_connections);
        // Both maxima give at most the requests per connection of the busiest minute.
        let shared = match (self.busiest(Metric::requests), connections) {
            (Ok((requests, _)), Ok((connections, _))) if connections > 0.0 && requests > 0.0 => {
                Some(requests / connections)
            }
            _ => None,
        };
        let (share, why) = match (self.row.keep_alive, shared) {
            (_, Some(shared)) if shared < 1.0 => {
                (shared, format!("{shared:.2} requests per connection are measured, those to targets included"))
            }
            (Some(false), _) => (1.0, "no keep-alive: one connection per request".to_owned()),
            (_, Some(shared)) => (shared, format!("{shared:.2} requests per connection are measured")),
            (Some(true), None) => {
                (1.0, "keep-alive, but how many requests share a connection is not measured: one each".to_owned())
            }
            (None, None) => (1.0, "keep-alive is not stated: one connection per request".to_owned()),
        };
        let per_second = rps / share;
        let calculation = format!("{} per second ÷ {}; {why}", number(per_second), number(CONNECTIONS));
        Ok((calculation, per_second / CONNECTIONS))
    }

    fn active_connections(&self) -> Result<(String, f64), String> {
        let (active, growth, at) = self.measured(Metric::active_connections)?;
        let calculation = format!(
            "busiest minute's {} ({at}) × {} ÷ {}; half of that with mutual TLS, which is not read",
            number(active),
            number(growth),
            number(ACTIVE)
        );
        Ok((calculation, active * growth / ACTIVE))
    }

    /// Bytes per second by the sizes that section 7 states, and how they come about.
    fn stated_bytes(&self, rps: Option<f64>) -> Result<(f64, String), String> {
        let rps = rps.ok_or("no peak is known in requests per second")?;
        let (kilobytes, sizes) = match (self.row.request_kb, self.row.response_kb) {
            (Some(request), Some(response)) => {
                (request + response, format!("({} + {}) KB", number(request), number(response)))
            }
            (Some(request), None) => (request, format!("{} KB (size of responses not stated)", number(request))),
            (None, Some(response)) => (response, format!("{} KB (size of requests not stated)", number(response))),
            (None, None) => return Err("section 7 gives no size of requests and responses".to_owned()),
        };
        Ok((rps * kilobytes * 1024.0, format!("{} per second × {sizes}", number(rps))))
    }

    fn unstated_size(&self) -> Option<&'static str> {
        match (self.row.request_kb, self.row.response_kb) {
            (Some(_), None) => Some("the size of responses"),
            (None, Some(_)) => Some("the size of requests"),
            _ => None,
        }
    }

    /// What keeps a network balancer from a reservation.
    fn network_limits(&self) -> Vec<String> {
        let mut limits = Vec::new();
        match open_one(Source::Listeners, &self.place.facts.elb.listeners, self.arn) {
            Ok(listeners) if listeners.iter().any(|listener| listener.protocol.as_deref() == Some("TLS")) => {
                limits.push("**It has a TLS listener:** network balancers with one cannot reserve.".to_owned());
            }
            Ok(_) => {}
            Err(why) => {
                limits.push(format!("Whether it has a TLS listener, which rules a reservation out: {}.", text(&why)))
            }
        }
        if !NETWORK_REGIONS.contains(&self.place.region) {
            let region = text(self.place.region);
            limits.push(format!(
                "**AWS does not list {region}** among the regions in which network balancers can reserve."
            ));
        }
        limits
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

fn sum(winner: &str, most: f64, reserve: f64, minimum: &str) -> String {
    let with_headroom = (most * HEADROOM).ceil();
    let raised = if with_headroom < reserve { "raised to the minimum, " } else { "" };
    let (most, with_headroom, reserve) = (number(most), number(with_headroom), number(reserve));
    format!(
        "**The formula gives {reserve} LCUs:** {winner} ask for the most, {most}, × {HEADROOM} headroom = \
         {with_headroom}, {raised}{minimum}."
    )
}
