//! Fields of an answer. What AWS always gives and an answer lacks makes the answer malformed:
//! a default could be mistaken for a fact.

use std::collections::BTreeMap;

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

/// Answers that were asked for one by one, and why others are missing, each by its name.
type Apart<T> = (BTreeMap<String, T>, BTreeMap<String, Missed>);

/// What answered, and what did not: one that is missing does not cost the others.
///
/// # Errors
///
/// When none has answered: it is then no matter of one of them.
pub(super) fn apart<T>(answers: impl IntoIterator<Item = (String, Result<T, Missed>)>) -> Result<Apart<T>, Missed> {
    let (mut found, mut unread) = (BTreeMap::new(), BTreeMap::new());
    for (name, answer) in answers {
        match answer {
            Ok(answer) => drop(found.insert(name, answer)),
            Err(missed) => drop(unread.insert(name, missed)),
        }
    }
    match unread.first_key_value() {
        Some((_, missed)) if found.is_empty() => Err(missed.clone()),
        _ => Ok((found, unread)),
    }
}

fn malformed(name: &str) -> Missed {
    Missed { reason: Reason::Malformed, detail: format!("{name} is missing or not valid") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_missing_does_not_cost_the_others() {
        let answer =
            |name: &str, is_there: bool| (name.to_owned(), is_there.then_some(1).ok_or_else(|| malformed(name)));
        let (found, unread) = apart([answer("a", true), answer("b", false)]).expect("answers");
        assert_eq!(
            (found.into_keys().collect::<Vec<_>>(), unread.into_keys().collect::<Vec<_>>()),
            (vec!["a".to_owned()], vec!["b".to_owned()])
        );
        assert_eq!(apart([answer("b", false)]), Err(malformed("b")));
        assert_eq!(apart::<i32>([]), Ok(Default::default()));
    }
}
