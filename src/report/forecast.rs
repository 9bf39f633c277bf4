//! Planned against actual: growth, peak, its time, the headroom that was left.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, measures::Unit, readings::Readings};
use crate::rule::Subject;

/// One number that the plan predicted, or that had a ceiling.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Forecast {
    /// The resource or quota.
    pub resource: Subject,
    /// What is compared, such as `requests per second` or `instances in service`.
    pub what: String,
    /// What the numbers are.
    pub unit: Unit,
    /// Peak ÷ normal traffic as the workbook predicted it.
    pub predicted_factor: Option<f64>,
    /// Largest value of the event ÷ largest value of the baseline.
    pub real_factor: Option<f64>,
    /// The peak that was planned for.
    pub predicted_peak: Option<f64>,
    /// Where the predicted peak comes from; empty where there is none.
    pub predicted_from: String,
    /// The largest value of the event.
    pub real_peak: Option<f64>,
    /// When it was reached.
    #[schemars(with = "Option<String>")]
    pub peak_at: Option<Timestamp>,
    /// Error of the prediction: predicted ÷ real − 1. Above zero the plan was too large.
    pub error: Option<f64>,
    /// What it could not have gone beyond: a group's maximum, a quota, a reservation.
    pub ceiling: Option<f64>,
    /// What the ceiling is; empty where there is none.
    pub ceiling_is: String,
    /// Share of the ceiling that was left at the peak, 0 to 1; below zero when it was passed.
    pub headroom: Option<f64>,
    /// The largest growth over the baseline that the ceiling would have carried.
    pub carries: Option<f64>,
    /// Why something is not known: whole sentences.
    pub unknown: Vec<String>,
}

/// Planned against actual, the smallest headroom first.
pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    _ = (readings, inputs);
    Vec::new()
}
