//! What the closing texts say in the same words.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::Found;
use crate::{
    event::Window,
    report::{Class, Criterion, Forecast, Happening, Inputs, Judgement, Unit, measures::number},
    rule::fix::missed_summary,
    scorecard::labels::subject,
    snapshot::Fact,
    source::Source,
    text::number::count,
    workbook::without_secrets,
};

/// What the texts are written from.
pub(super) struct Words<'a> {
    pub(super) inputs: Inputs<'a>,
    pub(super) window: &'a Window,
    pub(super) found: Found<'a>,
    /// Day of the post-mortem.
    pub(super) post_mortem: Date,
}

impl<'a> Words<'a> {
    pub(super) fn name(&self) -> String {
        self.inputs.workbook.event.name.as_deref().map_or("the event".to_owned(), plain)
    }

    /// When the event took place, its end without the day where that is the same.
    pub(super) fn dates(&self) -> String {
        format!("{} to {}", self.window.show(self.window.start), self.window.show(self.window.end))
    }

    /// When the event is over, while it is not.
    pub(super) fn runs_until(&self) -> Option<String> {
        let closes = self.window.closes();
        (self.inputs.now < closes).then(|| self.window.show(closes))
    }

    pub(super) fn criteria(&self, judgement: Judgement) -> Vec<&'a Criterion> {
        self.found.criteria.iter().filter(|criterion| criterion.judgement == judgement).collect()
    }

    /// `1 of 4 success criteria met, 1 missed, 1 not measured, 1 for people to judge`.
    pub(super) fn tally(&self) -> String {
        let all = self.found.criteria.len();
        if all == 0 {
            return "the workbook names no success criteria".to_owned();
        }
        let parts = [
            (Judgement::Missed, "missed"),
            (Judgement::NotMeasured, "not measured"),
            (Judgement::AskPeople, "for people to judge"),
        ];
        let noun = if all == 1 { "criterion" } else { "criteria" };
        let mut text = format!("{} of {all} success {noun} met", self.criteria(Judgement::Met).len());
        for (judgement, what) in parts {
            let number = self.criteria(judgement).len();
            if number > 0 {
                text += &format!(", {number} {what}");
            }
        }
        text
    }

    /// What went wrong, in the order of time.
    pub(super) fn incidents(&self) -> Vec<&'a Happening> {
        let is_incident = |one: &&Happening| one.class != Class::Info && !matches!(one.kind, "phase" | "peak");
        self.found.timeline.iter().filter(is_incident).collect()
    }

    /// What incidents would be known from and was not read: one sentence each.
    pub(super) fn unread(&self) -> Vec<String> {
        fn miss<T>(all: &mut BTreeSet<String>, source: Source, fact: &Fact<T>) {
            if let Fact::Missed(missed) = fact {
                all.insert(missed_summary(source, missed));
            }
        }
        let mut all = BTreeSet::new();
        for (account, region) in self.inputs.workbook.event.places() {
            let account = self.inputs.snapshot.account(account);
            let facts = account.region(region);
            miss(&mut all, Source::AlarmHistory, &facts.cloudwatch.alarm_history);
            miss(&mut all, Source::Changes, &facts.cloudtrail.changes);
            miss(&mut all, Source::HealthEvents, &account.health.events);
        }
        all.into_iter().collect()
    }

    /// `2026-12-12 10:02 GMT +8, critical: …`.
    pub(super) fn happening(&self, one: &Happening) -> String {
        let class = match one.class {
            Class::Critical => "critical",
            Class::High => "high",
            Class::Medium => "medium",
            Class::Info => "info",
        };
        format!("{}, {class}: {}", self.window.show(one.at), clause(&one.text))
    }

    /// Peaks with what was planned for them, those with the least headroom first.
    pub(super) fn peaks(&self) -> Vec<String> {
        self.found.forecasts.iter().filter_map(|forecast| self.peak(forecast)).collect()
    }

    fn peak(&self, forecast: &Forecast) -> Option<String> {
        let resource = plain(&subject(&forecast.resource));
        let mut text =
            format!("{resource}: {} peaked at {}", forecast.what, of_forecast(forecast, forecast.real_peak?));
        text += &forecast.peak_at.map(|at| format!(", at {}", self.window.show(at))).unwrap_or_default();
        text += &forecast.predicted_peak.map_or(String::new(), |it| format!(", {} planned", of_forecast(forecast, it)));
        text += &match (forecast.real_factor, forecast.predicted_factor) {
            (Some(real), Some(predicted)) => format!("; growth {}×, {}× predicted", number(real), number(predicted)),
            (Some(real), None) => format!("; growth {}×", number(real)),
            (None, _) => String::new(),
        };
        text += &room(forecast).map(|room| format!("; {room}")).unwrap_or_default();
        Some(text)
    }

    /// What is known of operational support.
    pub(super) fn indicators(&self) -> Vec<String> {
        let known = self.found.indicators.iter().filter_map(|one| Some((one, one.value?)));
        known.map(|(one, value)| format!("{}: {}", one.name, amount(one.unit, value))).collect()
    }

    pub(super) fn show(&self, at: Timestamp) -> String {
        self.window.show(at)
    }
}

/// Text of AWS or of the workbook: on one line, without credentials.
pub(super) fn plain(text: &str) -> String {
    without_secrets(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same without a point at its end.
pub(super) fn clause(text: &str) -> String {
    plain(text).trim_end_matches('.').to_owned()
}

/// `p99 latency < 800 ms: 1,240 ms at 10:10`.
pub(super) fn judged(criterion: &Criterion) -> String {
    format!("{}: {}", plain(&criterion.text), clause(&criterion.summary))
}

/// `1 was`, `2 were`, or the same of things: `1 thing was`.
pub(super) fn were(number: usize, noun: &str) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    if noun.is_empty() { format!("{number} {verb}") } else { format!("{} {verb}", count(number, noun)) }
}

/// A share of one as `5 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0))
}

/// What was left of a ceiling, or how far it was passed.
pub(super) fn room(forecast: &Forecast) -> Option<String> {
    let (headroom, ceiling) = (forecast.headroom?, of_forecast(forecast, forecast.ceiling?));
    let is = match plain(&forecast.ceiling_is) {
        is if is.is_empty() => String::new(),
        is => format!("{is} of "),
    };
    Some(if headroom < 0.0 {
        format!("{} over {is}{ceiling}", percent(-headroom))
    } else {
        format!("{} left of {is}{ceiling}", percent(headroom))
    })
}

/// A value with its unit, unless the words before it name the unit.
pub(super) fn of_forecast(forecast: &Forecast, value: f64) -> String {
    let text = amount(forecast.unit, value);
    match text.strip_suffix(" per second") {
        Some(bare) if forecast.what.ends_with("per second") => bare.to_owned(),
        _ => text,
    }
}

/// A value with its unit.
pub(super) fn amount(unit: Unit, value: f64) -> String {
    let bytes = |value: f64| {
        let scale = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")];
        match scale.into_iter().find(|(size, _)| value.abs() >= *size) {
            Some((size, word)) => format!("{} {word}", number(value / size)),
            None => format!("{} bytes", number(value)),
        }
    };
    match unit {
        Unit::Count => small(value),
        Unit::PerSecond => format!("{} per second", small(value)),
        Unit::Milliseconds => format!("{} ms", small(value)),
        Unit::Seconds if value < 1.0 => format!("{} ms", small(value * 1000.0)),
        Unit::Seconds if value < 120.0 => format!("{} s", number(value)),
        Unit::Seconds => format!("{} min", number(value / 60.0)),
        Unit::Percent => format!("{} %", hundredths(value)),
        Unit::Bytes => bytes(value),
        Unit::BytesPerSecond => format!("{} per second", bytes(value)),
    }
}

/// A number whose decimals count only where it is small.
fn small(value: f64) -> String {
    if value != 0.0 && value.abs() < 1.0 { trimmed(format!("{value:.4}")) } else { number(value) }
}

/// Availability is told in hundredths of a percent; rounding up would make 99.996 a hundred.
fn hundredths(value: f64) -> String {
    if !value.is_finite() {
        return number(value);
    }
    trimmed(format!("{:.3}", (value * 1000.0).floor() / 1000.0))
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
