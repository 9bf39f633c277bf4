//! Key performance indicators of operational support, each with the definition that it is
//! measured by.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, measures::Unit, readings::Readings, timeline::Happening};

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Indicator {
    /// Its name, such as `mean time to detect`.
    pub name: &'static str,
    /// How it is measured here.
    pub definition: &'static str,
    /// Its value; `None` when it is not measurable.
    pub value: Option<f64>,
    /// What the value is.
    pub unit: Unit,
    /// The numbers behind it, or why it is not measurable: one sentence.
    pub detail: String,
}

/// The indicators, always the same ones, in the same order.
pub(super) fn indicators(readings: &Readings<'_>, inputs: &Inputs<'_>, timeline: &[Happening]) -> Vec<Indicator> {
    _ = (readings, inputs, timeline);
    Vec::new()
}
