//! Words and moments that every format of a review shares.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::numbers;
use crate::{
    report::{Class, Forecast, Happening, Judgement, Lost, Measured, Presence, Report, Series, Signal, Summary, Unit},
    rule::{Light, Subject},
    scorecard::{age, labels},
};

/// Shows moments in the event's zone.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) zone: TimeZone,
    /// The zone's name, not yet escaped.
    pub(super) label: String,
    /// The day, where everything that was measured is of one.
    day: Option<Date>,
}

impl Clock {
    pub(super) fn of(report: &Report) -> Self {
        let (zone, label) = labels::zone(&report.event);
        let span = report.spans.event;
        let [first, last] = [span.start, span.end].map(|at| at.to_zoned(zone.clone()).date());
        let day = (first == last).then_some(first);
        Self { zone, label: label.to_owned(), day }
    }

    /// `2026-12-12, GMT +8`, or `GMT +8` where there are several days: said once, in the head of a
    /// table. Not yet escaped.
    pub(super) fn head(&self) -> String {
        self.day.map_or_else(|| self.label.clone(), |day| format!("{day}, {}", self.label))
    }

    /// `22:02`, or `2026-12-12 22:02` where the head does not say the day.
    pub(super) fn show(&self, at: Timestamp) -> String {
        if self.day == Some(at.to_zoned(self.zone.clone()).date()) { self.time(at) } else { self.full(at) }
    }

    /// `2026-12-12 22:02`.
    pub(super) fn full(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `22:02`.
    pub(super) fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
    }

    /// A moment that may not be known.
    pub(super) fn maybe(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| numbers::UNKNOWN.to_owned(), |at| self.show(at))
    }

    /// `22:02 to 22:32`; the day is not said twice.
    pub(super) fn span(&self, from: Timestamp, until: Timestamp) -> String {
        format!("{} to {}", self.show(from), self.until(from, until))
    }

    /// The same with its day.
    fn full_span(&self, from: Timestamp, until: Timestamp) -> String {
        format!("{} to {}", self.full(from), self.until(from, until))
    }

    fn until(&self, from: Timestamp, until: Timestamp) -> String {
        let [day, last] = [from, until].map(|at| at.to_zoned(self.zone.clone()).date());
        if day == last { self.time(until) } else { self.full(until) }
    }

    /// When something happened, with its end where it has one.
    pub(super) fn happened(&self, happening: &Happening) -> String {
        happening.until.map_or_else(|| self.show(happening.at), |until| self.span(happening.at, until))
    }
}

/// `facts of 2026-12-13 09:30 GMT +8, 30 minutes old`, not yet escaped.
pub(super) fn facts(report: &Report) -> String {
    age::facts(report.snapshot_taken_at, report.snapshot_age_seconds, &report.event)
}

pub(super) fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Missed => "✗ MISSED",
        Judgement::NotMeasured => "? NOT MEASURED",
        Judgement::AskPeople => "! ASK PEOPLE",
        Judgement::Met => "✓ MET",
    }
}

/// The light in whose color a judgement is shown.
pub(super) fn judgement_light(judgement: Judgement) -> Light {
    match judgement {
        Judgement::Missed => Light::Red,
        Judgement::NotMeasured => Light::Gray,
        Judgement::AskPeople => Light::Yellow,
        Judgement::Met => Light::Green,
    }
}

pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Critical => "✗ CRITICAL",
        Class::High => "! HIGH",
        Class::Medium => "• MEDIUM",
        Class::Info => "· INFO",
    }
}

/// `critical`, as the JSON report writes it.
pub(super) fn class_id(class: Class) -> &'static str {
    match class {
        Class::Critical => "critical",
        Class::High => "high",
        Class::Medium => "medium",
        Class::Info => "info",
    }
}

/// Every class, the gravest first.
pub(super) const CLASSES: [Class; 4] = [Class::Critical, Class::High, Class::Medium, Class::Info];

/// `requests-per-second` and its like, as the JSON report writes it.
pub(super) fn unit_id(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "count",
        Unit::PerSecond => "per-second",
        Unit::Seconds => "seconds",
        Unit::Milliseconds => "milliseconds",
        Unit::Percent => "percent",
        Unit::Bytes => "bytes",
        Unit::BytesPerSecond => "bytes-per-second",
    }
}

/// `traffic`, as the JSON report writes it.
pub(super) fn signal_id(signal: Signal) -> &'static str {
    match signal {
        Signal::Traffic => "traffic",
        Signal::Latency => "latency",
        Signal::Errors => "errors",
        Signal::Saturation => "saturation",
        Signal::Availability => "availability",
    }
}

/// `RequestCount`, or `HTTPCode_ELB_5XX_Count ÷ RequestCount`.
pub(super) fn metric_name(series: &Series) -> String {
    series.per.map_or_else(|| series.metric.to_owned(), |per| format!("{} ÷ {per}", series.metric))
}

/// `RequestCount, Sum`.
pub(super) fn metric(series: &Series) -> String {
    format!("{}, {}", metric_name(series), series.statistic)
}

/// Metrics of a resource that need no picture, by what is to be said of them: not read, without a
/// datapoint, or zero all the time, both during the event and before. Not yet escaped.
pub(super) fn plain(measured: &Measured) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for series in &measured.series {
        let Some(word) = plainness(series) else { continue };
        match all.iter_mut().find(|(known, _)| *known == word) {
            Some((_, names)) => names.push(metric(series)),
            None => all.push((word, vec![metric(series)])),
        }
    }
    all
}

/// The other metrics of the resource.
pub(super) fn pictured(measured: &Measured) -> impl Iterator<Item = &Series> {
    measured.series.iter().filter(|series| plainness(series).is_none())
}

fn plainness(series: &Series) -> Option<String> {
    let (event, before) = (&series.event, &series.baseline);
    if before.maximum.is_none() && event.maximum.is_none() {
        return silence(event);
    }
    let is_zero = |summary: &Summary| summary.maximum == Some(0.0) && summary.minimum == Some(0.0);
    let is_plain = is_zero(event) && event.gaps.is_empty() && (is_zero(before) || before.maximum.is_none());
    is_plain.then(|| "zero throughout".to_owned())
}

/// How many were lost: a number, or the largest share where AWS publishes no number.
pub(super) fn lost(lost: &Lost<'_>) -> String {
    match (lost.total, lost.series) {
        (Some(total), series) => numbers::total(series.map_or(Unit::Count, |series| series.unit), Some(total)),
        (None, Some(series)) => format!("up to {}", numbers::maybe(series.unit, series.event.maximum)),
        (None, None) => numbers::UNKNOWN.to_owned(),
    }
}

/// `load-balancer web, load-balancer api`, not yet escaped.
pub(super) fn names(resources: &[&Subject]) -> String {
    resources.iter().map(|resource| labels::subject(resource)).collect::<Vec<_>>().join(", ")
}

/// Where the numbers of a forecast come from, and what is not known: sentences, not yet escaped.
pub(super) fn notes(forecast: &Forecast) -> Vec<String> {
    let of = |what: &str, from: &str| (!from.is_empty()).then(|| format!("{what}: {from}."));
    let carries = forecast.carries.map(|carries| {
        format!("The ceiling is {} the largest value of the same hours before.", numbers::factor(Some(carries)))
    });
    let notes = [of("Planned peak", &forecast.predicted_from), of("Ceiling", &forecast.ceiling_is), carries];
    notes.into_iter().flatten().chain(forecast.unknown.iter().cloned()).collect()
}

/// Why there are no numbers, not yet escaped; `None` where there are some.
pub(super) fn silence(summary: &Summary) -> Option<String> {
    match &summary.missed {
        Some(reason) => Some(format!("not read: {reason}")),
        None if summary.maximum.is_none() => Some("no datapoint".to_owned()),
        None => None,
    }
}

/// Whether a resource is still there, where that is worth a word.
pub(super) fn presence(measured: &Measured, clock: &Clock) -> Option<String> {
    match measured.presence {
        Presence::Present => None,
        Presence::Deleted { last_seen: Some(at) } => {
            Some(format!("deleted; its last datapoint ends at {}", clock.full(at)))
        }
        Presence::Deleted { last_seen: None } => Some("deleted; it had no datapoint during the event".to_owned()),
        Presence::Unknown => Some("not known whether it is still there".to_owned()),
    }
}

/// `deleted`, as the JSON report writes it.
pub(super) fn presence_id(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "present",
        Presence::Deleted { .. } => "deleted",
        Presence::Unknown => "unknown",
    }
}

/// `2026-12-12 18:00 to 23:00, a datapoint per minute`.
pub(super) fn measured_span(report: &Report, clock: &Clock) -> String {
    let span = report.spans.event;
    let period = match span.period {
        3600 => "hour".to_owned(),
        60 => "minute".to_owned(),
        seconds => numbers::value(Unit::Seconds, f64::from(seconds)),
    };
    format!("{}, a datapoint per {period}", clock.full_span(span.start, span.end))
}

/// `2026-12-05 18:00 to 2026-12-06 02:00`.
pub(super) fn baseline_span(report: &Report, clock: &Clock) -> String {
    clock.full_span(report.spans.baseline.start, report.spans.baseline.end)
}

/// What the whole review is called.
pub(super) fn verdict_light(report: &Report) -> Light {
    report.verdict().map_or(Light::Gray, judgement_light)
}

/// The verdict's word.
pub(super) fn verdict(report: &Report) -> &'static str {
    report.verdict().map_or("? NOT JUDGED", judgement)
}
