//! Planned against actual: growth, peak, its time, the headroom that was left.

mod capacity;
mod losses;
mod traffic;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::losses::Loss;
pub(super) use self::losses::losses;
use super::{
    Inputs,
    curve::{self, Curve},
    measures::{Unit, number},
    readings::Readings,
};
use crate::rule::Subject;

/// One number that the plan predicted, or that had a ceiling.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Forecast {
    /// The resource or quota; kind `workload` for the sum of all balancers.
    pub resource: Subject,
    /// What is compared, such as `requests per second` or `instances in service`.
    pub what: String,
    /// What the numbers are.
    pub unit: Unit,
    /// `MetricName` of the resource's series that the real peak is of; `None` for a sum of several
    /// resources, and for a quota.
    pub metric: Option<&'static str>,
    /// `Stat` of that series.
    pub statistic: Option<&'static str>,
    /// Peak ÷ normal traffic as the workbook predicted it.
    pub predicted_factor: Option<f64>,
    /// Largest value of the event ÷ largest value of the baseline, both at the longer period of the
    /// two.
    pub real_factor: Option<f64>,
    /// The peak that was planned for.
    pub predicted_peak: Option<f64>,
    /// Where the predicted peak comes from; empty where there is none.
    pub predicted_from: String,
    /// The largest value of the event.
    pub real_peak: Option<f64>,
    /// When it was reached: start of the period, the first of several.
    #[schemars(with = "Option<String>")]
    pub peak_at: Option<Timestamp>,
    /// Error of the prediction: predicted ÷ real − 1. Above zero the plan was too large.
    pub error: Option<f64>,
    /// What it could not have gone beyond: a group's maximum, a quota; or what was reserved.
    pub ceiling: Option<f64>,
    /// What the ceiling is; empty where there is none, and of a share, which ends at 100 %.
    pub ceiling_is: String,
    /// Share of the ceiling that was left at the peak, 0 to 1; below zero when it was passed.
    pub headroom: Option<f64>,
    /// The largest growth over the baseline that the ceiling would have carried.
    pub carries: Option<f64>,
    /// Why something is not known: whole sentences.
    pub unknown: Vec<String>,
}

/// Planned against actual, the smallest headroom first, and last what has none.
pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    let mut all = traffic::forecasts(readings, inputs);
    all.extend(capacity::forecasts(readings, inputs));
    all.sort_by(|one, other| match (one.headroom, other.headroom) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    all
}

/// One sentence: what met its ceiling first, or would have. What was not measured cannot be in it;
/// `None` where no ceiling is known at all.
pub fn first_to_break(forecasts: &[Forecast]) -> Option<String> {
    let measured = forecasts.iter().filter_map(|forecast| Some((forecast.headroom?, forecast)));
    let (headroom, first) = measured.min_by(|one, other| one.0.total_cmp(&other.0))?;
    let (peak, ceiling) = (first.real_peak?, first.ceiling?);
    let Forecast { resource, what, ceiling_is, .. } = first;
    let is = if ceiling_is.is_empty() { String::new() } else { format!(" ({ceiling_is})") };
    let numbers = format!("{} {what} of {}{is}", number(peak), number(ceiling));
    let name = format!("{} {}", resource.kind, resource.id);
    let normal = |factor: Option<f64>| factor.map(|factor| format!("{} times normal", number(factor)));
    Some(if headroom < 0.0 {
        format!("{name} went beyond its ceiling: {numbers}.")
    } else if headroom == 0.0 {
        format!("{name} reached its ceiling: {numbers}.")
    } else {
        let carries = normal(first.carries).map(|carries| format!(", at {carries}")).unwrap_or_default();
        let real = normal(first.real_factor).map(|real| format!("; it was {real}")).unwrap_or_default();
        format!("Nothing measured reached its ceiling. {name} would have been the first{carries}{real}: {numbers}.")
    })
}

impl Forecast {
    /// A forecast of which nothing is known.
    fn new(resource: Subject, what: impl Into<String>, unit: Unit) -> Self {
        Self {
            resource,
            what: what.into(),
            unit,
            metric: None,
            statistic: None,
            predicted_factor: None,
            real_factor: None,
            predicted_peak: None,
            predicted_from: String::new(),
            real_peak: None,
            peak_at: None,
            error: None,
            ceiling: None,
            ceiling_is: String::new(),
            headroom: None,
            carries: None,
            unknown: Vec::new(),
        }
    }

    /// Says of which series of the resource the real peak is.
    fn of(mut self, metric: &'static str, statistic: &'static str) -> Self {
        (self.metric, self.statistic) = (Some(metric), Some(statistic));
        self
    }

    /// Sets what was measured, and returns the baseline's largest value.
    fn measured(&mut self, event: Result<Curve, String>, baseline: Result<Curve, String>) -> Option<f64> {
        let event = self.known("During the event", event);
        let baseline = self.known("In the baseline", baseline);
        if let Some(event) = &event {
            (self.peak_at, self.real_peak) = event.maximum().unzip();
            if event.period > 60 && event.is_mean() {
                let minutes = event.period / 60;
                self.unknown.push(format!(
                    "A datapoint covers {minutes} minutes: its mean hides what came and went within them, so that \
                     the real peak can have been higher."
                ));
            }
        }
        let (event, baseline) = (event.as_ref(), baseline?);
        if let Some(event) = event {
            self.real_factor = curve::factor(event, &baseline);
            if event.period != baseline.period {
                let minutes = event.period.max(baseline.period) / 60;
                self.unknown.push(format!(
                    "Event and baseline are kept at different periods: the growth compares {minutes} minutes of both."
                ));
            }
        }
        baseline.maximum().map(|(_, value)| value)
    }

    /// A curve with at least one value, or a sentence about why there is none.
    fn known(&mut self, when: &str, curve: Result<Curve, String>) -> Option<Curve> {
        match curve {
            Err(why) => self.unknown.push(format!("{when}: {why}.")),
            Ok(curve) if curve.maximum().is_none() => {
                self.unknown.push(format!("{when}: CloudWatch has no datapoint."));
            }
            Ok(curve) => return Some(curve),
        }
        None
    }

    /// Sets what was planned.
    fn planned(&mut self, factor: Option<f64>, peak: Option<(f64, String)>) {
        self.predicted_factor = factor;
        if let Some((peak, from)) = peak {
            (self.predicted_peak, self.predicted_from) = (Some(peak), from);
        }
        self.error = match (self.predicted_peak, self.real_peak) {
            (Some(predicted), Some(real)) if real > 0.0 => Some(predicted / real - 1.0),
            _ => None,
        };
    }

    /// Sets the ceiling, and what was left below it.
    fn limited(&mut self, ceiling: f64, is: impl Into<String>, baseline: Option<f64>) {
        (self.ceiling, self.ceiling_is) = (Some(ceiling), is.into());
        if ceiling > 0.0 {
            self.headroom = self.real_peak.map(|peak| 1.0 - peak / ceiling);
            self.carries = baseline.filter(|baseline| *baseline > 0.0).map(|baseline| ceiling / baseline);
        }
    }
}

#[cfg(test)]
mod tests;
