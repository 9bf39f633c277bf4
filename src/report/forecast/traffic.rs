//! Requests and connections per second, of each entrance and of the whole workload.

use super::Forecast;
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::Prewarming,
    report::{
        Inputs,
        curve::Curve,
        entrance::{Entrance, balancers, distributions},
        measures::{Unit, number},
        readings::{Readings, When},
        targets::Shape,
    },
    rule::Subject,
    snapshot::Fact,
};

const REQUESTS: &str = "requests per second";

pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    let (balancers, unmeasured) = balancers(readings);
    let counting: Vec<_> = balancers.iter().filter(|entrance| entrance.counts_requests()).copied().collect();
    let is_only = balancers.len() + unmeasured.len() == 1;
    let mut all: Vec<_> = balancers.iter().map(|entrance| one(readings, inputs, *entrance, is_only)).collect();
    if counting.len() > 1 {
        let each: Vec<_> = all.iter().filter(|forecast| forecast.what == REQUESTS).cloned().collect();
        all.push(whole(readings, inputs, &counting, &each));
    }
    all.extend(distributions(readings).into_iter().map(|entrance| one(readings, inputs, entrance, false)));
    all.extend(unmeasured.into_iter().map(|(target, why)| {
        let mut forecast = Forecast::new(target.subject.clone(), REQUESTS, Unit::PerSecond);
        forecast.unknown.push(format!("Nothing was measured: {why}."));
        forecast
    }));
    all
}

/// One entrance. The numbers that section 7 gives for the whole workload are those of its only balancer.
fn one(readings: &Readings<'_>, inputs: &Inputs<'_>, entrance: Entrance<'_>, is_only: bool) -> Forecast {
    let (metric, what) = entrance.traffic();
    let mut forecast = Forecast::new(entrance.target.subject.clone(), what, Unit::PerSecond).of(metric, "Sum");
    let curve = |when| entrance.curve(readings, when, metric, "Sum");
    let baseline = forecast.measured(curve(When::Event), curve(When::Baseline));
    let event = &inputs.workbook.event;
    let own = entrance.row(inputs);
    let before = before(inputs, entrance);
    let factor = own.and_then(|row| row.growth_over(before));
    let factor = factor.or_else(|| event.peak_factor());
    let stated = own.or_else(|| event.prewarming.iter().find(|row| is_only && row.load_balancer.is_none()));
    let stated = stated.filter(|_| what == REQUESTS).and_then(stated_peak);
    let measured = |value: Option<f64>, what: &str| {
        let (value, factor) = (value?, factor?);
        Some((value * factor, format!("{} in {what} × {}", number(value), number(factor))))
    };
    let peak = stated
        .or_else(|| measured(before, "the busiest minute of the 14 days that the snapshot from before the event holds"))
        .or_else(|| measured(baseline, "the baseline's busiest period"));
    if peak.is_none() {
        forecast.unknown.push(match factor {
            None => "No peak was predicted: section 7 gives neither a peak nor a growth factor.".to_owned(),
            Some(_) => "No peak was predicted: section 7 gives none, and no traffic from before the event is known to \
                        multiply by the factor."
                .to_owned(),
        });
    }
    forecast.planned(factor, peak);
    forecast
}

/// The peak that a row of section 7 gives, in requests per second.
fn stated_peak(row: &Prewarming) -> Option<(f64, String)> {
    if let Some(peak) = row.peak_rps {
        return Some((peak, format!("section 7, line {}", row.line)));
    }
    let (current, growth) = (row.current_peak_rps?, row.growth()?);
    Some((current * growth, format!("section 7, line {}: {} × {}", row.line, number(current), number(growth))))
}

/// Requests per second in the busiest of the 14 days' minutes that the snapshot from before the event holds.
fn before(inputs: &Inputs<'_>, entrance: Entrance<'_>) -> Option<f64> {
    if entrance.shape != Shape::ApplicationLoadBalancer {
        return None;
    }
    let subject = &entrance.target.subject;
    let facts = inputs.before?.account(subject.account.as_deref()?).region(subject.region.as_deref()?);
    let metric = Metric::requests(&entrance.dimensions.first()?.1);
    match facts.cloudwatch.metrics.get(&metric.key())? {
        Fact::Seen(series) => Some(series.as_ref()?.maximum / f64::from(metric.period)),
        Fact::Missed(_) => None,
    }
}

/// All balancers together, period by period.
fn whole(readings: &Readings<'_>, inputs: &Inputs<'_>, counting: &[Entrance<'_>], each: &[Forecast]) -> Forecast {
    let workload = Subject { kind: "workload", id: "all load balancers".to_owned(), ..Subject::default() };
    let mut forecast = Forecast::new(workload, REQUESTS, Unit::PerSecond);
    let baseline = forecast.measured(sum(readings, When::Event, counting), sum(readings, When::Baseline, counting));
    let row = inputs.workbook.event.prewarming.iter().find(|row| row.load_balancer.is_none());
    // What section 7 says of one balancer is no prediction for all of them.
    let factor = row.and_then(Prewarming::growth);
    let peaks: Option<Vec<f64>> = each.iter().map(|forecast| forecast.predicted_peak).collect();
    let summed = || Some((peaks?.iter().sum(), "the sum of what was predicted for each balancer".to_owned()));
    let multiplied = || {
        let (baseline, factor) = (baseline?, factor?);
        Some((baseline * factor, format!("{} in the baseline's busiest period × {}", number(baseline), number(factor))))
    };
    let peak = row.and_then(stated_peak).or_else(summed).or_else(multiplied);
    if peak.is_none() {
        forecast.unknown.push("No peak was predicted for the whole workload.".to_owned());
    }
    let compared = || Some(peak.as_ref()?.0 / baseline.filter(|baseline| *baseline > 0.0)?);
    forecast.planned(factor.or_else(compared), peak);
    forecast
}

/// The requests of all balancers; without one of them it would not be the workload.
fn sum(readings: &Readings<'_>, when: When, counting: &[Entrance<'_>]) -> Result<Curve, String> {
    let one = |entrance: &Entrance<'_>| {
        let name = entrance.name();
        let curve = entrance.curve(readings, when, entrance.traffic().0, "Sum");
        let curve = curve.map_err(|why| format!("no sum without `{name}`: {why}"))?;
        if curve.maximum().is_none() {
            return Err(format!("no sum without `{name}`, of which CloudWatch has no datapoint"));
        }
        Ok(curve)
    };
    let curves: Vec<Curve> = counting.iter().map(one).collect::<Result<_, String>>()?;
    Curve::sum(&curves).ok_or_else(|| "no balancer counts requests".to_owned())
}
