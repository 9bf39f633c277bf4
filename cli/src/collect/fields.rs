//! Fields of an answer. What AWS always gives and an answer lacks makes the answer malformed:
//! a default could be mistaken for a fact.

use aws_smithy_types::DateTime;
use iem_core::snapshot::{Missed, Reason};
use jiff::Timestamp;

/// Stands for a state that AWS did not give. No rule takes it for a good one.
const UNKNOWN: &str = "unknown";

/// A field that every answer has.
pub(super) fn required<T>(value: Option<T>, name: &str) -> Result<T, Missed> {
    value.ok_or_else(|| malformed(name))
}

/// A text that every answer has.
pub(super) fn text(value: Option<&str>, name: &str) -> Result<String, Missed> {
    required(value.filter(|text| !text.is_empty()), name).map(str::to_owned)
}

/// A text that an answer may have.
pub(super) fn given(value: Option<&str>) -> Option<String> {
    value.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A whole number, zero or more, that every answer has.
pub(super) fn count(value: Option<i32>, name: &str) -> Result<u32, Missed> {
    required(value.and_then(|value| u32::try_from(value).ok()), name)
}

/// A number that every answer has.
pub(super) fn number(value: Option<f64>, name: &str) -> Result<f64, Missed> {
    required(value.filter(|value| value.is_finite()), name)
}

/// An instant that every answer has.
pub(super) fn instant(value: Option<&DateTime>, name: &str) -> Result<Timestamp, Missed> {
    required(timestamp(value), name)
}

/// An instant that an answer may have.
pub(super) fn timestamp(value: Option<&DateTime>) -> Option<Timestamp> {
    let value = value?;
    Timestamp::new(value.secs(), i32::try_from(value.subsec_nanos()).ok()?).ok()
}

/// A state, or `unknown`.
pub(super) fn state(value: Option<&str>) -> String {
    value.filter(|state| !state.is_empty()).unwrap_or(UNKNOWN).to_owned()
}

fn malformed(name: &str) -> Missed {
    Missed { reason: Reason::Malformed, detail: format!("{name} is missing or not valid") }
}
