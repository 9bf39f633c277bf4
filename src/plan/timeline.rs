//! Section 8: every step with its day counted back from the start, its state, and what is known.

use jiff::{Span, civil::Date};

use super::Plan;
use crate::text::markdown::{table, text};
use crate::{
    event::{ItemStatus, Section, StepState, Window},
    rule::{Light, Topic},
    scorecard::{
        Finding, Scorecard,
        labels::{self, meaning},
    },
    text::number::count,
};

/// When a step is due.
#[derive(Clone, Copy)]
enum Day {
    /// Days before the start.
    Before(i64),
    /// From the start to the end of the event.
    During,
    /// Days after the end.
    After(i64),
}
use Day::{After, Before, During};

/// The 25 steps. The workbook fixes one day only: step 14, one week before. AWS begins its own
/// preparation six weeks ahead, and quota increases take two weeks, so that limits come first.
const STEPS: [(u8, &str, Day); 25] = [
    (1, "Schedule a kickoff call", Before(42)),
    (2, "Open the AWS Support case", Before(40)),
    (3, "Broadcast the alert to stakeholders", Before(38)),
    (4, "Update architecture diagrams", Before(35)),
    (5, "Architecture review", Before(32)),
    (6, "Fill in this workbook", Before(30)),
    (7, "Create an internal event page", Before(28)),
    (8, "Check Trusted Advisor", Before(28)),
    (9, "Check service limits", Before(28)),
    (10, "Capacity planning", Before(25)),
    (11, "Load testing", Before(21)),
    (12, "Create a directory of experts", Before(14)),
    (13, "Determine event readiness", Before(10)),
    (14, "Pre-event readiness check", Before(7)),
    (15, "Escalation matrix", Before(7)),
    (16, "Open the bridge", During),
    (17, "Monitoring and war room", During),
    (18, "Watch the dashboards", During),
    (19, "Active escalations", During),
    (20, "Scale down to normal levels", After(1)),
    (21, "Review event metrics", After(2)),
    (22, "Review action items and failures", After(5)),
    (23, "Resolve the support case", After(6)),
    (24, "Answer the survey", After(7)),
    (25, "Write the success story", After(7)),
];

/// What the findings have to be about that belong to a step.
const TOPICS: [(u8, &[Topic]); 10] = [
    (2, &[Topic::Support]),
    (4, &[Topic::Inventory]),
    (5, &[Topic::Zones, Topic::Failover, Topic::Edge, Topic::Ddos]),
    (6, &[Topic::Completeness]),
    (8, &[Topic::TrustedAdvisor]),
    (9, &[Topic::Quota, Topic::QuotaRequest]),
    (10, &[Topic::Capacity]),
    (15, &[Topic::Notification]),
    (17, &[Topic::Health]),
    (18, &[Topic::Alarms]),
];

/// The steps that a run does itself: Trusted Advisor, service limits, and who is reached.
const CHECKS: [u8; 3] = [8, 9, 15];

/// What `iem report` answers of a step after the event.
const REVIEW: [(u8, &str); 6] = [
    (20, "`iem report` lists what to scale down, with commands"),
    (21, "`iem report` reviews what CloudWatch measured"),
    (22, "`iem report` gives the end state of each item"),
    (23, "`iem report` writes the text that resolves it"),
    (24, "`iem report` drafts the request"),
    (25, "`iem report` drafts it from what was measured"),
];

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let today = event.window.as_ref().map(|window| plan.now.to_zoned(window.time_zone.clone()).date());
    let mut rows = Vec::new();
    for (step, title, day) in STEPS {
        let written = event.steps.iter().find(|written| written.number == step);
        let title = written.filter(|written| !written.title.trim().is_empty()).map_or(title, |written| &written.title);
        let is_done = written.is_some_and(|written| written.state == StepState::Done);
        let state = match written.map(|written| written.state) {
            Some(StepState::Done) => "done",
            Some(StepState::InProgress) => "in progress",
            Some(StepState::Open) => "open",
            None => "not in section 8",
        };
        let checked = checked(plan, step).filter(|_| !is_done);
        let state = match event.window.as_ref().and_then(|window| due(window, day)).zip(today) {
            _ if checked.is_some() => checked.unwrap_or_default(),
            Some((due, today)) if due < today && !is_done => format!("{state}, **OVERDUE**"),
            _ => state.to_owned(),
        };
        let date = event.window.as_ref().map_or("no start in section 2".to_owned(), |window| date(window, day));
        rows.push(vec![step.to_string(), text(title), date, state, known(plan, step)]);
    }
    table(&["Step", "Title", "By", "State", "What is known"], &rows)
}

/// What a run has done of a step by itself; nothing where it could judge nothing of it.
fn checked(plan: &Plan<'_>, step: u8) -> Option<String> {
    let (_, topics) = TOPICS.iter().find(|(number, _)| *number == step && CHECKS.contains(number))?;
    let is_about = |finding: &&Finding| topics.iter().any(|topic| finding.is_about(*topic));
    plan.scorecard.findings.iter().filter(is_about).find(|finding| finding.light != Light::Gray)?;
    let open = plan.scorecard.open().filter(is_about).count();
    let day = plan.snapshot().taken_at.to_zoned(plan.scorecard.event.zone()).date();
    Some(format!("checked by iem on {day}, {open} open"))
}

/// The day of a step, in the event's zone: the first where it lasts as long as the event.
pub(crate) fn step_day(window: &Window, step: u8) -> Option<Date> {
    let (_, _, day) = STEPS.into_iter().find(|(number, _, _)| *number == step)?;
    match day {
        During => Some(window.start.to_zoned(window.time_zone.clone()).date()),
        day => due(window, day),
    }
}

/// Last day of a step, in the event's zone.
fn due(window: &Window, day: Day) -> Option<Date> {
    let [start, end] = [window.start, window.end].map(|at| at.to_zoned(window.time_zone.clone()).date());
    match day {
        Before(days) => start.checked_sub(Span::new().days(days)).ok(),
        During => Some(end),
        After(days) => end.checked_add(Span::new().days(days)).ok(),
    }
}

fn date(window: &Window, day: Day) -> String {
    let start = window.start.to_zoned(window.time_zone.clone()).date();
    match (day, due(window, day)) {
        (_, None) => "outside of the calendar".to_owned(),
        (During, Some(end)) if end != start => format!("{start} to {end}"),
        (_, Some(day)) => day.to_string(),
    }
}

/// What the workbook and the scorecard say about a step.
fn known(plan: &Plan<'_>, step: u8) -> String {
    let review = REVIEW.iter().find(|(number, _)| *number == step).map(|(_, text)| (*text).to_owned());
    let written = match (written(plan, step), review) {
        (Some(written), Some(review)) => Some(format!("{written}; {review}")),
        (one, other) => one.or(other),
    };
    let judged = TOPICS.iter().find(|(number, _)| *number == step).map(|(_, topics)| open(plan, topics));
    match (written, judged) {
        (Some(written), Some(judged)) => format!("{written}; {judged}"),
        (None, None) => "nothing: only people know".to_owned(),
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

/// What the workbook says about a step, and the scorecard as a whole.
fn written(plan: &Plan<'_>, step: u8) -> Option<String> {
    let event = &plan.workbook().event;
    let notes = |section| event.notes.get(&Section::Number(section)).map_or(0, Vec::len);
    Some(match step {
        1 => {
            let answers = event.steps.iter().find(|written| written.number == 1).map_or(0, |one| one.answers.len());
            format!("{} of the kickoff in this section", count(answers, "answer"))
        }
        2 => case_subject(plan),
        3 | 12 => format!("{} in section 3", count(event.contacts.len(), "contact")),
        4 | 5 => format!("{} in section 9", count(notes(9), "line")),
        11 => format!("{} in section 13", count(event.load_tests.len(), "result")),
        13 => {
            let Scorecard { overall, accepted, .. } = plan.scorecard;
            format!("overall {}: {}", labels::verdict(*overall, *accepted), meaning(*overall))
        }
        14 | 22 => items(plan),
        15 => {
            let reached = event.contacts.iter().filter(|one| one.phone.is_some() || one.email.is_some()).count();
            format!("{reached} of {} in section 3 can be reached", count(event.contacts.len(), "contact"))
        }
        16 => format!("{} in section 4", count(event.bridge.len(), "line")),
        17 => format!("{} to monitor in section 5", count(event.endpoints.len(), "endpoint")),
        23 => {
            let cases: Vec<String> =
                event.prewarming.iter().filter_map(|row| row.support_case.as_deref()).map(text).collect();
            if cases.is_empty() {
                "no case id in section 7".to_owned()
            } else {
                format!("cases in section 7: {}", cases.join(", "))
            }
        }
        _ => return None,
    })
}

/// `IEM Alert - <Customer Name> - <Event Name>`, as AWS Support sorts by it.
fn case_subject(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    match (&event.customer, &event.name) {
        (Some(customer), Some(name)) => text(&format!("subject: IEM Alert - {customer} - {name}")),
        (None, _) => "no subject yet: the customer is not given".to_owned(),
        (_, None) => "no subject yet: the event's name is not given".to_owned(),
    }
}

fn open(plan: &Plan<'_>, topics: &[Topic]) -> String {
    let concerns = |finding: &&Finding| topics.iter().any(|topic| finding.is_about(*topic));
    let open = plan.scorecard.open().filter(concerns).count();
    match plan.scorecard.findings.iter().filter(concerns).count() {
        0 => "nothing was judged".to_owned(),
        all => format!("{open} open of {}", count(all, "finding")),
    }
}

fn items(plan: &Plan<'_>) -> String {
    let items = &plan.workbook().event.action_items;
    let open = items.iter().filter(|item| item.status != ItemStatus::Green).count();
    let findings = plan.scorecard.open().count();
    format!("{} in section 16 and {} open", count(open, "item"), count(findings, "finding"))
}
