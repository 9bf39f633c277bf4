//! Success criteria of section 1, measured and judged.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, readings::Readings};

/// One success criterion.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Criterion {
    /// As the workbook writes it.
    pub text: String,
    /// Line in the workbook, counted from 1.
    pub line: usize,
    /// What became of it.
    pub judgement: Judgement,
    /// One sentence with the numbers in it: measured value, bound, worst moment, how long it was
    /// not met; or why it was not measured; or what to answer.
    pub summary: String,
    /// How it was measured: the definition, with metrics and statistics. Empty where people judge.
    pub definition: String,
    /// The measured value, in the criterion's own unit.
    pub value: Option<f64>,
    /// The bound that the criterion sets, in the same unit.
    pub bound: Option<f64>,
}

/// What became of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Measured, and not met.
    Missed,
    /// Could be measured, but some datapoints are missing.
    NotMeasured,
    /// Only people can tell.
    AskPeople,
    /// Measured in every period, and met.
    Met,
}

/// The criteria of section 1, in the workbook's order.
pub(super) fn judge(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Criterion> {
    _ = (readings, inputs);
    Vec::new()
}
