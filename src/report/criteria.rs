//! Success criteria of section 1, measured and judged.

mod gauges;
mod grammar;
mod requests;
mod wanted;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use self::{
    grammar::{Unclear, parse},
    wanted::{Wanted, What},
};
use super::{
    Inputs,
    readings::{Readings, When},
};
use crate::event::{Entry, Window};

/// One success criterion.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Criterion {
    /// As the workbook writes it.
    pub text: String,
    /// Line in the workbook, counted from 1.
    pub line: usize,
    /// What became of it.
    pub judgement: Judgement,
    /// One sentence with the numbers in it: measured value, bound, worst moment, how long it was
    /// not met; or why it was not measured; or what to answer.
    pub summary: String,
    /// How it was measured: the definition, with metrics and statistics. Empty where people judge.
    pub definition: String,
    /// The measured value, in the criterion's own unit; also of one that was not measured whole.
    pub value: Option<f64>,
    /// The bound that the criterion sets, in the same unit.
    pub bound: Option<f64>,
}

/// What became of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Measured, and not met.
    Missed,
    /// Could be measured, but some datapoints are missing.
    NotMeasured,
    /// Only people can tell.
    AskPeople,
    /// Measured in every period, and met.
    Met,
}

/// The criteria of section 1, in the workbook's order. All are measured between the event's own
/// start and end: before and after, in lead and tail, customers were promised nothing.
pub(super) fn judge(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Criterion> {
    let event = &inputs.workbook.event;
    let Some(window) = &event.window else { return Vec::new() };
    let frame = Frame { readings, window, from: window.start, until: window.end, taken_at: inputs.snapshot.taken_at };
    event.criteria.iter().map(|entry| one(&frame, entry)).collect()
}

/// When and from what a criterion is judged.
#[derive(Debug, Clone, Copy)]
struct Frame<'a> {
    readings: &'a Readings<'a>,
    window: &'a Window,
    from: Timestamp,
    until: Timestamp,
    taken_at: Timestamp,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
struct Outcome {
    judgement: Judgement,
    /// Whole sentences.
    summary: String,
    definition: String,
    value: Option<f64>,
}

fn one(frame: &Frame<'_>, entry: &Entry) -> Criterion {
    let Entry { text, line } = entry;
    let (outcome, bound) = match parse(text) {
        Err(unclear) => (ask(&unclear), None),
        Ok(wanted) => (measure(frame, wanted), Some(wanted.bound)),
    };
    let Outcome { judgement, summary, definition, value } = outcome;
    Criterion { text: text.clone(), line: *line, judgement, summary, definition, value, bound }
}

fn measure(frame: &Frame<'_>, wanted: Wanted) -> Outcome {
    match wanted.subject {
        What::Availability | What::Errors5xx | What::Errors4xx => requests::share(frame, wanted),
        What::PeakRequests => requests::peak(frame, wanted),
        What::Requests => requests::total(frame, wanted),
        What::Latency(statistic) => gauges::latency(frame, wanted, statistic),
        What::Cpu(scope) => gauges::cpu(frame, wanted, scope),
        What::HealthyHosts | What::UnhealthyHosts => gauges::hosts(frame, wanted),
    }
}

/// The question to people.
fn ask(unclear: &Unclear) -> Outcome {
    let why = match unclear {
        Unclear::NotMeasurable => "CloudWatch does not measure this.".to_owned(),
        Unclear::Bound => "It does not set exactly one bound, in a unit that fits.".to_owned(),
        Unclear::Word(word) => format!("What \"{word}\" adds to it is not measured here."),
        Unclear::Number(number) => format!("\"{number}\" can be read in two ways, or is no number."),
        Unclear::WhichLatency => {
            "It does not say which response time: write average, p50, p90, p95, p99 or maximum.".to_owned()
        }
    };
    let summary = format!("{why} Was it met, and how is that known? Answer in section 18.");
    Outcome { judgement: Judgement::AskPeople, summary, definition: String::new(), value: None }
}

impl Frame<'_> {
    /// Whether the event had ended when AWS was asked.
    fn is_over(&self) -> bool {
        self.taken_at >= self.until
    }

    /// A sentence where the event had not ended.
    fn running(&self) -> Option<String> {
        (!self.is_over())
            .then(|| format!("This is the state at {}: the event had not ended.", self.show(self.taken_at)))
    }

    fn show(&self, moment: Timestamp) -> String {
        self.window.show(moment)
    }

    /// Seconds per datapoint.
    fn period(&self) -> u32 {
        self.readings.span(When::Event).period
    }

    /// A length of time, from a number of periods: `7 minutes`.
    fn length(&self, periods: usize) -> String {
        let minutes = periods as u64 * u64::from(self.period()) / 60;
        if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }
    }
}

/// One paragraph of the sentences that there are.
fn sentences(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What could not be read, as a sentence.
fn unread(reasons: &[String]) -> Option<String> {
    (!reasons.is_empty()).then(|| format!("Not read: {}.", reasons.join("; ")))
}

/// How two numbers stand to each other. A last digit that only the computer's arithmetic made does not count.
fn order(value: f64, bound: f64) -> std::cmp::Ordering {
    if (value - bound).abs() <= 1e-9 * bound.abs() { std::cmp::Ordering::Equal } else { value.total_cmp(&bound) }
}

#[cfg(test)]
mod tests;
