//! How old the facts are, and when they are too old to call anything ready.

use jiff::{SignedDuration, Timestamp};

use crate::{
    event::Window,
    scorecard::{EventSummary, Scorecard, labels},
    text::number::count,
};

/// Facts that are older do not make anything ready while the event is near.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// How long before its start the event is near.
const NEAR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Begins every sentence that says that something is not known because the facts are too old.
pub(crate) const TOO_OLD: &str = "the facts are ";

/// What to do about facts that are too old.
pub(super) const FIX: &str = "Ask AWS again: `iem check` without `--snapshot`, or `iem collect` for a new snapshot. \
                              What was ready then may have been changed since.";

/// Why facts of `taken_at` cannot say that something is ready; `None` where they can. In the week before the event and
/// until its window closes, things change by the day.
pub(super) fn too_old(window: Option<&Window>, taken_at: Timestamp, now: Timestamp) -> Option<String> {
    let window = window?;
    let near = window.start.saturating_sub(NEAR).unwrap_or(Timestamp::MIN);
    let age = now.duration_since(taken_at);
    let is_near = (near..=window.closes()).contains(&now);
    (is_near && age > FRESH).then(|| format!("{TOO_OLD}{}; run `iem check` again", in_words(age.as_secs())))
}

/// `3 days old`, `5 hours old`.
fn in_words(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let units = [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")];
    let Some((length, unit)) = units.into_iter().find(|(length, _)| seconds >= *length) else {
        return "less than a minute old".to_owned();
    };
    let number = seconds / length;
    format!("{} old", count(usize::try_from(number).unwrap_or(usize::MAX), unit))
}

/// `facts of 2026-12-05 08:30 GMT +8, 30 minutes old`, not yet escaped.
pub(crate) fn facts(taken_at: Timestamp, age_seconds: i64, event: &EventSummary) -> String {
    format!("facts of {}, {}", labels::moment(taken_at, event), in_words(age_seconds))
}

impl Scorecard {
    /// `facts of 2026-12-05 08:30 GMT +8, 30 minutes old`, not yet escaped.
    pub(crate) fn facts(&self) -> String {
        facts(self.snapshot_taken_at, self.snapshot_age_seconds, &self.event)
    }

    /// The same in whole days, for what stands in the workbook: `facts of 2026-12-05, 365 days old`.
    pub(crate) fn facts_by_day(&self) -> String {
        let zone = self.event.zone();
        let day = self.snapshot_taken_at.to_zoned(zone).date();
        let since = super::calendar::days_between(day, self.today());
        match usize::try_from(since) {
            Ok(days @ 1..) => format!("facts of {day}, {} old", count(days, "day")),
            _ => format!("facts of {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn ages_are_told_in_the_largest_whole_unit() {
        let table = [
            (-5, "less than a minute old"),
            (59, "less than a minute old"),
            (60, "1 minute old"),
            (3_599, "59 minutes old"),
            (3_600, "1 hour old"),
            (86_399, "23 hours old"),
            (86_400, "1 day old"),
            (365 * 86_400, "365 days old"),
        ];
        for (seconds, words) in table {
            assert_eq!(in_words(seconds), words, "{seconds}");
        }
    }
}
