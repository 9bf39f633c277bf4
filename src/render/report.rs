//! Lays out the review of an event.

use super::{Format, Options, json};
use crate::report::Report;

/// Lays out a report. The result ends with a newline.
pub fn report(report: &Report, _format: Format, _options: &Options) -> String {
    json(report)
}
