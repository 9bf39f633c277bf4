//! Everything that happened around the event, merged into one timeline.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, measured::Measured, readings::Readings};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Happening {
    /// When it began.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When it ended; `None` where it has no length, or had not ended yet.
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// How grave it is.
    pub class: Class,
    /// What it is: `phase`, `alarm`, `scaling-failure`, `health`, `change`, `incident`, `peak`, `deleted`.
    pub kind: &'static str,
    /// The resource or account that it is about, where known.
    pub resource: Option<String>,
    /// One sentence.
    pub text: String,
    /// Where it is known from, such as `DescribeAlarmHistory` or `workbook line 214`.
    pub source: String,
}

/// How grave a happening is: the classes of the operations guide, and one for what is no incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Customers were hit: the service failed.
    Critical,
    /// A part failed or was about to.
    High,
    /// Worth a look.
    Medium,
    /// For orientation.
    Info,
}

/// What happened, in the order of time.
pub(super) fn timeline(readings: &Readings<'_>, inputs: &Inputs<'_>, resources: &[Measured]) -> Vec<Happening> {
    _ = (readings, inputs, resources);
    Vec::new()
}
