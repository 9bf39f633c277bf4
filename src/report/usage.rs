//! Appendix B: use of the last twelve months.

use schemars::JsonSchema;
use serde::Serialize;

use super::{measures::Unit, readings::Readings};
use crate::rule::Subject;

/// Use of one resource, month by month.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MonthlyUse {
    /// The resource.
    pub resource: Subject,
    /// What is counted, such as `requests`.
    pub what: String,
    /// What the values are.
    pub unit: Unit,
    /// The months, the earliest first: `2026-01`.
    pub months: Vec<String>,
    /// One value per month; `None` where there is no datapoint.
    pub values: Vec<Option<f64>>,
    /// Why nothing is known, if so.
    pub missed: Option<String>,
}

/// Use by month of every measure of traffic, in the order of section 6.
pub(super) fn usage(readings: &Readings<'_>) -> Vec<MonthlyUse> {
    _ = readings;
    Vec::new()
}
