//! Uptime, by the share of requests that the load balancers failed.

use super::{Inputs, Reading};
use crate::{
    report::{
        measures::{Measure, Unit},
        readings::{Readings, When},
        targets::{Shape, Target},
        timeline::lasting,
    },
    text::number::count,
};

pub(super) const DEFINITION: &str = "share of the window's periods with requests in which at most 5 % of them failed: \
                                     ELB and target 5xx ÷ requests (or the failures, where they are more), of all \
                                     application and classic load balancers of section 6 together";

/// Share of failed requests above which a period counts as down.
const DOWN: f64 = 0.05;

/// The counters of requests and of failures, by `MetricName`; statistic Sum.
const COUNTERS: [(Shape, &str, [&str; 2]); 2] = [
    (Shape::ApplicationLoadBalancer, "RequestCount", ["HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"]),
    (Shape::ClassicLoadBalancer, "RequestCount", ["HTTPCode_ELB_5XX", "HTTPCode_Backend_5XX"]),
];

/// Requests and failures per second of one period.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Load {
    requests: f64,
    failures: f64,
}

pub(super) fn uptime(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Reading {
    let span = readings.span(When::Event);
    let mut periods: Vec<Option<Load>> = vec![None; span.periods()];
    let (mut measured, mut missing) = (0, Vec::new());
    let is_counted =
        |target: &&Target| COUNTERS.iter().any(|(counted, ..)| target.shapes.iter().any(|(shape, _)| shape == counted));
    for target in readings.targets.iter().filter(is_counted) {
        match loads(readings, target) {
            Ok(loads) if loads.iter().any(Option::is_some) => {
                measured += 1;
                for (period, load) in periods.iter_mut().zip(loads) {
                    let Some(load) = load else { continue };
                    let sum = period.get_or_insert_default();
                    sum.requests += load.requests;
                    sum.failures += load.failures;
                }
            }
            Ok(_) => missing.push(format!("{} has no datapoint", target.subject.id)),
            Err(reason) => missing.push(format!("{}: {reason}", target.subject.id)),
        }
    }
    if measured == 0 {
        let why = if missing.is_empty() {
            "section 6 lists no application or classic load balancer".to_owned()
        } else {
            missing.join("; ")
        };
        return Err(format!("no load balancer was measured: {why}"));
    }
    let Some((share, mut detail)) = judge(&periods, span.period, |index| match &inputs.workbook.event.window {
        Some(window) => window.show(span.at(index)),
        None => span.at(index).to_string(),
    }) else {
        return Err("no period has a request".to_owned());
    };
    if !missing.is_empty() {
        detail.push_str(&format!("; without {}: {}", count(missing.len(), "balancer"), missing.join("; ")));
    }
    Ok((share, detail))
}

/// Requests and failures of one balancer per period; `None` where nobody knows one of them.
fn loads(readings: &Readings<'_>, target: &Target) -> Result<Vec<Option<Load>>, String> {
    let read = |shape: Shape, name: &str| {
        let mut measures = readings.measures(target);
        let is_it = |it: &Measure| it.shape == shape && it.name == name && it.statistic == "Sum" && it.per.is_none();
        let Some((measure, dimensions)) = measures.find(|(measure, _)| is_it(measure)) else {
            return Err(format!("{name} is not measured"));
        };
        let values = readings.values(When::Event, target, measure, dimensions)?;
        let seconds =
            if measure.unit == Unit::Count { f64::from(readings.span(When::Event).period.max(1)) } else { 1.0 };
        Ok(values.into_iter().map(|value| value.map(|value| value / seconds)).collect::<Vec<_>>())
    };
    let shapes = COUNTERS.iter().filter(|(counted, ..)| target.shapes.iter().any(|(shape, _)| shape == counted));
    let mut best = Err("it is no application or classic load balancer".to_owned());
    for (shape, requests, failures) in shapes {
        let [one, other] = failures.map(|name| read(*shape, name));
        let loads = read(*shape, requests).and_then(|requests| {
            let (one, other) = (one?, other?);
            let load = |((requests, one), other): ((&Option<f64>, &Option<f64>), &Option<f64>)| {
                let failures = (*one)? + (*other)?;
                // A balancer answers 503 to requests that it does not count, for want of a target.
                Some(Load { requests: (*requests)?.max(failures), failures })
            };
            Ok(requests.iter().zip(&one).zip(&other).map(load).collect::<Vec<_>>())
        });
        // Where the answer alone tells which kind of balancer it is, the one with datapoints counts.
        let has_any =
            |loads: &Result<Vec<Option<Load>>, String>| loads.as_ref().is_ok_and(|it| it.iter().any(Option::is_some));
        if best.is_err() || has_any(&loads) {
            best = loads;
        }
    }
    best
}

/// Share of periods that were up, 0 to 100, and when they were not; `None` where no period has a request.
fn judge(periods: &[Option<Load>], period: u32, show: impl Fn(usize) -> String) -> Option<(f64, String)> {
    let busy = periods.iter().enumerate().filter_map(|(index, load)| Some((index, (*load)?)));
    let busy: Vec<(usize, f64)> = busy
        .filter(|(_, load)| load.requests > 0.0)
        .map(|(index, load)| (index, load.failures / load.requests))
        .collect();
    if busy.is_empty() {
        return None;
    }
    let down: Vec<_> = busy.iter().filter(|(_, share)| *share > DOWN).collect();
    let up = busy.len() - down.len();
    let mut detail = format!("{up} of {} of {} were up", count(busy.len(), "period"), lasting(f64::from(period)));
    if let (Some((first, _)), Some((at, worst))) =
        (down.first(), down.iter().rev().max_by(|one, other| one.1.total_cmp(&other.1)))
    {
        let worst = format!("{:.1} %", 100.0 * worst);
        detail.push_str(&format!("; first down at {}, worst at {} with {worst} failed", show(*first), show(*at)));
    }
    let quiet = periods.len() - busy.len();
    if quiet > 0 {
        detail.push_str(&format!("; {} without a request or a datapoint not counted", count(quiet, "period")));
    }
    Some((100.0 * up as f64 / busy.len() as f64, detail))
}

#[cfg(test)]
mod tests;
