//! Words and moments that every format of a review shares.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    render::labels,
    report::{Class, Gap, Judgement, Measured, Presence, Report, Series, Signal, Summary, Unit},
    rule::Light,
    scorecard::EventSummary,
};

/// Shows moments in the event's zone.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) zone: TimeZone,
    /// The zone's name, not yet escaped.
    pub(super) label: String,
}

impl Clock {
    pub(super) fn of(event: &EventSummary) -> Self {
        let (zone, label) = labels::zone(event);
        Self { zone, label: label.to_owned() }
    }

    /// `2026-12-12 22:02`; the zone is said once, in the head of a table.
    pub(super) fn show(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `22:02`.
    pub(super) fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
    }

    /// A moment that may not be known.
    pub(super) fn maybe(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| super::numbers::UNKNOWN.to_owned(), |at| self.show(at))
    }

    /// `22:02 to 22:32`.
    pub(super) fn gap(&self, gap: Gap) -> String {
        let [from, until] = [gap.from, gap.until].map(|at| at.to_zoned(self.zone.clone()));
        // The day is not said twice.
        let until_at = if from.date() == until.date() { self.time(gap.until) } else { self.show(gap.until) };
        format!("{} to {until_at}", self.show(gap.from))
    }
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

/// `RequestCount, Sum`.
pub(super) fn metric(series: &Series) -> String {
    format!("{}, {}", series.metric, series.statistic)
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
            Some(format!("deleted; its last datapoint ends at {}", clock.show(at)))
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

/// `2026-12-12 18:00 to 2026-12-13 02:00, a datapoint per minute`.
pub(super) fn measured_span(report: &Report, clock: &Clock) -> String {
    let span = report.spans.event;
    let period = match span.period {
        3600 => "hour".to_owned(),
        60 => "minute".to_owned(),
        seconds => super::numbers::value(Unit::Seconds, f64::from(seconds)),
    };
    format!("{} to {}, a datapoint per {period}", clock.show(span.start), clock.show(span.end))
}

/// What the whole review is called.
pub(super) fn verdict_light(report: &Report) -> Light {
    report.verdict().map_or(Light::Gray, judgement_light)
}

/// The verdict's word.
pub(super) fn verdict(report: &Report) -> &'static str {
    report.verdict().map_or("? NOT JUDGED", judgement)
}
