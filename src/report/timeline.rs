//! Everything that happened around the event, merged into one timeline.

pub(super) mod alarms;
mod changes;
mod health;
mod listed;
mod resources;
mod scaling;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, measured::Measured, readings::Readings, span::Span};
use crate::{
    event::{IncidentClass, Window},
    rule::fix::missed_summary,
    snapshot::Missed,
    source::Source,
};

/// Equal happenings with no longer pause between them are one, in seconds.
const PAUSE: i64 = 5 * 60;

/// What is collected in the last minutes of an event that still runs may lack the newest, in seconds.
const DELAY: i64 = 15 * 60;

const DAY: i64 = 24 * 60 * 60;

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
    /// What it is: `phase`, `alarm`, `scaling-failure`, `health`, `change`, `incident`, `note` (a dated
    /// line that calls itself no incident), `peak`, `deleted`; `not-read` for what nobody knows, so that
    /// an empty timeline is never mistaken for a quiet event.
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

impl From<IncidentClass> for Class {
    fn from(class: IncidentClass) -> Self {
        match class {
            IncidentClass::Critical => Self::Critical,
            IncidentClass::High => Self::High,
            IncidentClass::Medium => Self::Medium,
        }
    }
}

/// What every part of the timeline looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    inputs: &'a Inputs<'a>,
    readings: &'a Readings<'a>,
    window: &'a Window,
    pub(super) span: Span,
}

impl<'a> Scene<'a> {
    /// `None` without a window.
    pub(super) fn new(readings: &'a Readings<'a>, inputs: &'a Inputs<'a>) -> Option<Self> {
        let window = inputs.workbook.event.window.as_ref()?;
        Some(Self { inputs, readings, window, span: readings.spans.event })
    }

    fn holds(&self, moment: Timestamp) -> bool {
        (self.span.start..self.span.end).contains(&moment)
    }

    /// What was not read, and so may have happened at any time of the span.
    fn not_read(&self, account: Option<&str>, text: String, source: impl Into<String>) -> Happening {
        Happening {
            at: self.span.start,
            until: None,
            class: Class::Medium,
            kind: "not-read",
            resource: account.map(str::to_owned),
            text,
            source: source.into(),
        }
    }

    /// The line of a source that AWS did not answer.
    fn missed(&self, account: &str, place: &str, source: Source, missed: &Missed) -> Happening {
        self.not_read(Some(account), missed_line(place, source, missed), call(source))
    }

    /// The line of a source that AWS keeps, or that was asked, for fewer days than the event is old.
    fn forgotten(&self, account: &str, place: &str, source: Source, days: i64) -> Option<Happening> {
        let first = self.inputs.snapshot.taken_at.saturating_sub(SignedDuration::from_secs(days * DAY)).ok()?;
        let title = source.info().title;
        let shown = self.window.show(first.min(self.span.end));
        let verb = was(title);
        let text = format!("{title} of {place} before {shown} {verb} not read: only {days} days are kept");
        (first > self.span.start).then(|| self.not_read(Some(account), text, call(source)))
    }
}

/// `alarm history of us-east-1 was not read: cloudwatch:DescribeAlarmHistory was denied`.
fn missed_line(place: &str, source: Source, missed: &Missed) -> String {
    let summary = missed_summary(source, missed);
    let cause = summary.split_once(": ").map_or(summary.as_str(), |(_, cause)| cause);
    let title = source.info().title;
    format!("{title} of {place} {} not read: {cause}", was(title))
}

fn was(title: &str) -> &'static str {
    if title == Source::AlarmHistory.info().title { "was" } else { "were" }
}

/// The API operation that a source is read with.
fn call(source: Source) -> &'static str {
    let action = source.info().actions.first().copied().unwrap_or_default();
    action.split_once(':').map_or(action, |(_, operation)| operation)
}

/// What happened, in the order of time.
pub(super) fn timeline(readings: &Readings<'_>, inputs: &Inputs<'_>, resources: &[Measured]) -> Vec<Happening> {
    let Some(scene) = Scene::new(readings, inputs) else { return Vec::new() };
    let mut all = phases(&scene);
    all.extend(unread(&scene));
    all.extend(alarms::happenings(&scene));
    all.extend(scaling::happenings(&scene));
    all.extend(health::happenings(&scene));
    all.extend(changes::happenings(&scene));
    all.extend(resources::happenings(&scene, resources));
    all.extend(written::happenings(&scene));
    let order = |one: &Happening| (one.at, one.kind != "phase", one.class, one.kind);
    all.sort_by(|one, other| {
        order(one).cmp(&order(other)).then_with(|| (&one.resource, &one.text).cmp(&(&other.resource, &other.text)))
    });
    all
}

/// The window's four moments, as far as they have come.
fn phases(scene: &Scene<'_>) -> Vec<Happening> {
    let window = scene.window;
    let moments = [
        (window.opens(), "the window opens"),
        (window.start, "the event starts"),
        (window.end, "the event ends"),
        (window.closes(), "the window closes"),
    ];
    let reached = moments.into_iter().filter(|(at, _)| *at <= scene.inputs.now);
    let phase = |(at, text): (Timestamp, &str)| Happening {
        at,
        until: None,
        class: Class::Info,
        kind: "phase",
        resource: None,
        text: text.to_owned(),
        source: format!("workbook line {}", window.line),
    };
    reached.map(phase).collect()
}

/// What no source can tell: a workbook without places, and what came after the snapshot.
fn unread(scene: &Scene<'_>) -> Vec<Happening> {
    let mut lines = Vec::new();
    if alarms::places(scene).is_empty() {
        let text = "AWS was asked nothing: section 6 lists no resource with its account and region";
        lines.push(scene.not_read(None, text.to_owned(), "section 6"));
    }
    let taken_at = scene.inputs.snapshot.taken_at;
    if taken_at.as_second() + DELAY < scene.span.end.as_second() {
        let text = format!("what happened after {} was not read: AWS was asked then", scene.window.show(taken_at));
        lines.push(Happening { at: taken_at.max(scene.span.start), ..scene.not_read(None, text, "snapshot") });
    }
    lines
}

/// Cuts what is equal by `key` into runs without a pause of more than [`PAUSE`]. `times` gives the
/// first and last moment of each.
fn runs<T, K: Ord>(
    items: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
    times: impl Fn(&T) -> (Timestamp, Timestamp),
) -> Vec<Vec<T>> {
    let mut sorted: Vec<T> = items.into_iter().collect();
    sorted.sort_by_key(|item| times(item).0);
    let mut runs: Vec<Vec<T>> = Vec::new();
    let mut open: BTreeMap<K, (usize, i64)> = BTreeMap::new();
    for item in sorted {
        let (first, last) = times(&item);
        let (first, last) = (first.as_second(), last.as_second());
        match open.get_mut(&key(&item)) {
            Some((run, end)) if first - *end <= PAUSE => {
                *end = last.max(*end);
                runs[*run].push(item);
            }
            _ => {
                open.insert(key(&item), (runs.len(), last));
                runs.push(vec![item]);
            }
        }
    }
    runs
}

/// `, 14 times` for more than one.
fn times(count: usize) -> String {
    if count > 1 { format!(", {count} times") } else { String::new() }
}

/// `40 s`, `17 min`, `2 h 5 min`, `3 d 4 h`.
pub(super) fn lasting(seconds: f64) -> String {
    let seconds = seconds.round().max(0.0);
    let (minutes, hours, days) = ((seconds / 60.0).floor(), (seconds / 3600.0).floor(), (seconds / 86_400.0).floor());
    let rest = |value: f64, unit: &str| if value > 0.0 { format!(" {value} {unit}") } else { String::new() };
    if seconds < 60.0 {
        format!("{seconds} s")
    } else if hours < 1.0 {
        format!("{minutes} min{}", rest(seconds - minutes * 60.0, "s"))
    } else if days < 1.0 {
        format!("{hours} h{}", rest(minutes - hours * 60.0, "min"))
    } else {
        format!("{days} d{}", rest(hours - days * 24.0, "h"))
    }
}

/// Seconds from one moment to a later one.
pub(super) fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_duration() - from.as_duration()).as_secs_f64()
}
