//! The verdicts on one event, counted and put in order. A public JSON contract.

pub(crate) mod age;
pub(crate) mod answers;
mod areas;
mod calendar;
mod causes;
mod changes;
mod finding;
pub(crate) mod item_id;
pub(crate) mod labels;
mod next_step;
mod outcome;
#[cfg(test)]
pub(crate) mod testing;
mod waivers;

use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    event::Event,
    problem::Problem,
    rule::{Area, Compared, Cx, Evidence, Inputs, Light, Need, Period, Rule, Subject, Topic, Verdict},
    source::Source,
    workload::Workload,
};

use self::{
    answers::Known,
    finding::{Days, finding, take_over_owners, tell_apart},
    waivers::Waivers,
};

pub use areas::AreaScore;
pub use causes::{GrayCause, gray_causes};
pub use changes::{Changed, Changes};
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
    /// How old they were at the moment of judgement; 0 for facts of a later moment.
    pub snapshot_age_seconds: i64,
    /// The event that was judged.
    pub event: EventSummary,
    /// The worst light of all areas.
    pub overall: Light,
    /// Findings of all areas that somebody accepted: `overall` is what it is without them.
    pub accepted: usize,
    /// The three areas.
    pub areas: Vec<AreaScore>,
    /// How much was judged.
    pub judged: Judged,
    /// What became of the findings since the workbook was last written on an earlier day; nothing
    /// where it was not.
    pub changes: Option<Changes>,
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
    /// What that is, as the workbook's reader understood it.
    #[serde(skip)]
    pub zone: Option<TimeZone>,
    /// Peak ÷ normal traffic.
    pub peak_factor: Option<f64>,
}

impl EventSummary {
    /// The event in short.
    pub fn of(event: &Event) -> Self {
        let window = event.window.as_ref();
        Self {
            name: event.name.clone(),
            customer: event.customer.clone(),
            start: window.map(|window| window.start),
            end: window.map(|window| window.end),
            time_zone: window.map(|window| window.time_zone_label.clone()),
            zone: window.map(|window| window.time_zone.clone()),
            peak_factor: event.peak_factor(),
        }
    }
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
    /// What the rule is about.
    #[serde(skip)]
    pub topics: &'static [Topic],
    /// Area.
    pub area: Area,
    /// Light.
    pub light: Light,
    /// What it is about.
    pub resource: Subject,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The numbers and words behind the summary.
    pub evidence: Evidence,
    /// What is asked of the resource, against what it cannot go beyond, where the rule compares the two.
    pub need: Option<Box<Need>>,
    /// When what it tells of takes place, where that is known: a reboot, a maintenance window, the end of a certificate.
    pub when: Vec<Period>,
    /// Lines of the workbook that it speaks of, where those are not the one that lists the resource.
    #[serde(skip)]
    pub lines: Vec<usize>,
    /// The question that AWS did not answer, for a gray light that comes of it.
    #[serde(skip)]
    pub missed: Option<Source>,
    /// What to do, with names and numbers filled in; empty for a green light.
    pub fix: String,
    /// Day by which it must be done, in the event's time zone (`YYYY-MM-DD`).
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Who closes it, where section 16 says so: in the `Owner` column of the action item, or else in a
    /// row of people's own that names rule and resource.
    pub owner: Option<String>,
    /// The waiver that covers it. Few findings have one, so that it stands apart.
    pub accepted: Option<Box<Accepted>>,
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

impl Finding {
    /// Whether its rule is about a topic.
    pub fn is_about(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

impl Scorecard {
    /// Findings that somebody has to act on: red, yellow and gray, and not accepted. In order.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.light != Light::Green && finding.accepted.is_none())
    }
}

/// Judges an event. The same arguments always give the same scorecard.
pub fn evaluate(rules: &[&'static Rule], workload: &Workload<'_>, now: Timestamp) -> Scorecard {
    let (workbook, snapshot) = (&workload.workbook, workload.snapshot);
    let event = &workbook.event;
    let inputs = Inputs::new(workload, now);
    let days = Days::new(event, now);
    let too_old = age::too_old(event.window.as_ref(), snapshot.taken_at, now);
    let owners = workbook.item_owners();
    let mut not_applicable = 0;
    let mut speaking = 0;
    let mut hear = |findings: &mut Vec<Finding>, (verdicts, silent): (Vec<Verdict>, usize)| {
        not_applicable += silent;
        speaking += usize::from(!verdicts.is_empty());
        let mut spoken =
            verdicts.into_iter().map(|verdict| finding(verdict, event, &days, too_old.as_deref())).collect();
        tell_apart(&mut spoken);
        take_over_owners(&mut spoken, &owners);
        findings.append(&mut spoken);
    };
    // One list from the start: with a hundred thousand resources the findings are most of what a run holds in memory.
    let (mut findings, mut waiting) = (Vec::new(), rules.to_vec());
    let mut run = |waiting: &mut Vec<&'static Rule>, findings: &mut Vec<Finding>, inputs: &Inputs<'_>| {
        waiting.retain(|rule| {
            let heard = Cx::run_unless_it_waits(rule, inputs).map(|heard| hear(findings, heard));
            heard.is_none()
        });
    };
    run(&mut waiting, &mut findings, &inputs);
    // The answers of section 12 wait for the facts, and the accepted risks for all findings, those of the answers included.
    let inputs = inputs.with_answers(Known::new(workload, findings.iter()).compared());
    run(&mut waiting, &mut findings, &inputs);
    let ids: Vec<&str> = waiting.iter().map(|rule| rule.id).collect();
    let waivers = Waivers::new(event, rules, &ids, findings.iter(), &days);
    let inputs = inputs.with_waivers(waivers.answers());
    run(&mut waiting, &mut findings, &inputs);
    for finding in &mut findings {
        finding.accepted = waivers.covering(finding);
    }
    let places: HashMap<&str, usize> = rules.iter().enumerate().map(|(place, rule)| (rule.id, place)).collect();
    findings.sort_by_cached_key(|finding| (order(finding), places.get(finding.rule).copied()));
    let from_aws: HashSet<&str> = rules.iter().filter(|rule| !rule.needs.is_empty()).map(|rule| rule.id).collect();
    let areas = areas::scores(&findings, |rule| from_aws.contains(rule));
    Scorecard {
        schema: SCHEMA,
        generated_at: now,
        snapshot_taken_at: snapshot.taken_at,
        snapshot_age_seconds: now.duration_since(snapshot.taken_at).as_secs().max(0),
        event: EventSummary::of(event),
        overall: areas.iter().map(|area| area.light).min().unwrap_or(Light::Gray),
        accepted: areas.iter().map(|area| area.accepted).sum(),
        areas,
        judged: Judged {
            rules: speaking,
            findings: findings.len(),
            gray: findings.iter().filter(|finding| finding.light == Light::Gray).count(),
            not_applicable,
        },
        changes: None,
        findings,
        problems: workbook.problems.iter().map(report).collect(),
    }
}

/// The clear answers of section 12 beside what the workload alone says of them, before any rule has spoken.
pub fn answers(workload: &Workload<'_>) -> Vec<Compared> {
    Known::new(workload, std::iter::empty()).compared()
}

/// Worst first; what somebody has accepted comes after what is open; then the earliest due. What
/// is equal in all of this comes in the order of the rules, and of the workbook.
fn order(finding: &Finding) -> impl Ord + use<> {
    let settled = finding.accepted.is_some() || finding.light == Light::Green;
    (settled, finding.light, finding.due.is_none(), finding.due)
}

fn report(problem: &Problem) -> ProblemReport {
    let Problem { code, line, column, message, help, .. } = problem;
    ProblemReport { code, line: *line, column: *column, message: message.clone(), help: help.clone() }
}
