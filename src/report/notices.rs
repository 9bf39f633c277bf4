//! What a reader has to know before the numbers.

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use super::{Inputs, Spans};
use crate::{
    event::Window,
    rule::fix::missed_summary,
    snapshot::{Fact, Missed},
    source::Source,
    workbook,
};

/// Whole sentences, those about the whole report first.
pub(super) fn notices(inputs: &Inputs<'_>, spans: Spans) -> Vec<String> {
    let event = &inputs.workbook.event;
    let Some(window) = &event.window else { return Vec::new() };
    let show = |at| window.show(at);
    let mut notices = Vec::new();
    let closes = window.closes();
    if inputs.now < closes {
        notices.push(format!(
            "The event still runs, until {}: every number is of the time before {}, and nothing has to be wound down yet.",
            show(closes),
            show(inputs.now)
        ));
    } else if inputs.snapshot.taken_at < closes {
        notices.push(format!(
            "The snapshot was taken at {}, before the event was over at {}: what came after it is missing. Collect again.",
            show(inputs.snapshot.taken_at),
            show(closes)
        ));
    }
    if spans.event.period > 60 {
        notices.push(format!(
            "One-minute datapoints exist for 15 days and were gone: the event is measured in periods of {} minutes, and a \
             peak that was shorter looks smaller than it was.",
            spans.event.period / 60
        ));
    } else if let Some(until) = spans.minutes_until {
        notices.push(format!(
            "One-minute datapoints of the event exist until {}: archive them before that, with `iem report <workbook> --save-snapshot <file>`.",
            show(until)
        ));
    }
    notices.extend(baseline(inputs, spans, window));
    notices.extend(before(inputs, window));
    notices
}

/// What is wrong with the time that the event is compared with.
fn baseline(inputs: &Inputs<'_>, spans: Spans, window: &Window) -> Vec<String> {
    let event = &inputs.workbook.event;
    let (start, end) = (spans.baseline.start, spans.baseline.end);
    let span = format!("{} to {}", window.show(start), window.show(end));
    let answers = || {
        let regions = inputs.snapshot.accounts.values().flat_map(|account| account.regions.values());
        regions.flat_map(|facts| facts.cloudwatch.baseline.values())
    };
    let has_points =
        |fact: &Fact<_>| matches!(fact, Fact::Seen(points) if !crate::aws::cloudwatch::facts::Points::is_empty(points));
    if !answers().any(has_points) {
        let missed = answers().find_map(|fact| match fact {
            Fact::Missed(missed) => Some(missed_summary(Source::BaselineMetrics, missed)),
            Fact::Seen(_) => None,
        });
        let why = match missed {
            Some(why) => why,
            None if answers().next().is_some() => "CloudWatch has no datapoint".to_owned(),
            None => missed_summary(Source::BaselineMetrics, &Missed::not_asked()),
        };
        return vec![format!(
            "There is no baseline, {span}: {why}. Real growth and the errors of the predictions are not known."
        )];
    }
    let zone = || window.time_zone.clone();
    let [first, last] = [start, end].map(|at| at.to_zoned(zone()).date());
    let mut days: Vec<_> = event
        .load_tests
        .iter()
        .filter_map(|entry| Some((load_test_day(&entry.text)?, entry.line)))
        .filter(|(day, _)| (first..=last).contains(day))
        .collect();
    days.dedup_by_key(|(day, _)| *day);
    days.into_iter()
        .map(|(day, line)| {
            format!(
                "The load test of {day} (line {line}) lies on a day of the baseline, {span}: real growth may look smaller \
                 than it was."
            )
        })
        .collect()
}

/// The day of a load test: what stands before its results, else the only day that it names.
fn load_test_day(text: &str) -> Option<Date> {
    let head = text.split(": ").next().unwrap_or(text);
    workbook::day(head).or_else(|| workbook::day(text))
}

/// What is not known without a snapshot from before the event.
fn before(inputs: &Inputs<'_>, window: &Window) -> Option<String> {
    let costs = "normal sizes of groups come from metrics alone, and what was reserved, scheduled, muted or suspended \
                 before the event cannot be told from what was done for it";
    match inputs.before {
        None => Some(format!("No snapshot from before the event was given (`--before`): {costs}.")),
        Some(before) if before.taken_at >= window.opens() => Some(format!(
            "The snapshot given with `--before` is of {}, when the event had begun at {}, and is not used: {costs}.",
            window.show(before.taken_at),
            window.show(window.opens())
        )),
        Some(_) => None,
    }
}
