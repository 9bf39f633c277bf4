//! The verdicts on one event, counted and put in order. A public JSON contract.

mod calendar;
mod causes;
mod next_step;
mod outcome;
#[cfg(test)]
pub(crate) mod testing;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    rule::{Area, Light, Rule, Subject},
    snapshot::Snapshot,
    workbook::Workbook,
};

pub use causes::{GrayCause, gray_causes};
pub use outcome::{FailOn, Outcome, outcome};

/// Format of the JSON scorecard.
pub const SCHEMA: &str = "iem.scorecard/1";

/// The verdicts on one event.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Scorecard {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The moment of judgement.
    #[schemars(with = "String")]
    pub generated_at: Timestamp,
    /// When the facts were collected.
    #[schemars(with = "String")]
    pub snapshot_taken_at: Timestamp,
    /// The event that was judged.
    pub event: EventSummary,
    /// The worst light of all areas.
    pub overall: Light,
    /// The three areas.
    pub areas: Vec<AreaScore>,
    /// How much was judged.
    pub judged: Judged,
    /// Every verdict, green included: worst first, then the earliest due.
    pub findings: Vec<Finding>,
    /// What a person has to look at in the workbook.
    pub problems: Vec<ProblemReport>,
}

/// The event in short.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EventSummary {
    /// Name of the event.
    pub name: Option<String>,
    /// Customer.
    pub customer: Option<String>,
    /// First moment, in UTC.
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// Last moment, in UTC.
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
    /// The zone as the workbook writes it.
    pub time_zone: Option<String>,
    /// Peak ÷ normal traffic.
    pub peak_factor: Option<f64>,
}

/// The tally of one area. Accepted findings count only as accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaScore {
    /// Which area.
    pub id: Area,
    /// Its worst light; gray when nothing was judged.
    pub light: Light,
    /// Findings that are not ready.
    pub red: usize,
    /// Findings at risk.
    pub yellow: usize,
    /// Findings that are ready.
    pub green: usize,
    /// Findings that could not be judged.
    pub gray: usize,
    /// Findings that somebody accepted.
    pub accepted: usize,
}

/// How much was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Judged {
    /// Rules that had something to say.
    pub rules: usize,
    /// Findings of all lights.
    pub findings: usize,
    /// Findings that could not be judged.
    pub gray: usize,
    /// Subjects that a rule does not apply to.
    pub not_applicable: usize,
}

/// One verdict.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// The same for the same rule and resource in every run.
    pub id: String,
    /// Rule id.
    pub rule: &'static str,
    /// Area.
    pub area: Area,
    /// Light.
    pub light: Light,
    /// What it is about.
    pub resource: Subject,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The numbers and words behind the summary.
    pub evidence: Map<String, Value>,
    /// What to do, with names and numbers filled in; empty for a green light.
    pub fix: String,
    /// Day by which it must be done, in the event's time zone (`YYYY-MM-DD`).
    pub due: Option<String>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Who closes it, where the tracker says so.
    pub owner: Option<String>,
    /// The waiver that covers it.
    pub accepted: Option<Accepted>,
}

/// A waiver that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accepted {
    /// Who decided.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Last day on which it counts (`YYYY-MM-DD`).
    pub expires: String,
}

/// A problem of the workbook, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemReport {
    /// Permanent code.
    pub code: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Scorecard {
    /// Findings that somebody has to act on: red, yellow and gray, and not accepted. In order.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.light != Light::Green && finding.accepted.is_none())
    }
}

/// Judges an event. The same arguments always give the same scorecard.
pub fn evaluate(
    _rules: &[&'static Rule],
    _workbook: &Workbook,
    _snapshot: &Snapshot,
    _now: Timestamp,
) -> Scorecard {
    loop {}
}
