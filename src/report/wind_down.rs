//! Step 20: what is still at the event's size, or costs money for nothing, and the command that
//! brings it back. A person runs the commands; nothing here is ever sent to AWS.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, readings::Readings};
use crate::rule::{Light, Subject};

/// One thing to wind down, or that is back to normal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WindDown {
    /// The resource or quota.
    pub resource: Subject,
    /// What it is about, such as `LCU reservation` or `group minimum`.
    pub what: &'static str,
    /// Red: it costs money or hides alarms now. Yellow: worth a decision. Gray: could not be read.
    /// Green: back to normal.
    pub light: Light,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The command that brings it back; `None` where nothing can or has to be done.
    pub command: Option<String>,
}

/// Everything to wind down, worst light first.
pub(super) fn wind_down(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<WindDown> {
    _ = (readings, inputs);
    Vec::new()
}
