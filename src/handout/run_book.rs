//! The run book: what the on-call team opens during the event.

mod monitoring;
mod operations;
mod overview;
mod recovery;
mod setup;

use super::{count, event_name, marker, md};
use crate::{event::Event, plan::Plan, rule::Light, scorecard::Finding};

const CHAPTERS: [&str; 10] = [
    "Table of Contents",
    "System Overview",
    "Security and Access Control",
    "System Configuration",
    "Configuration Management",
    "Monitoring and Alerting",
    "Operational Tasks",
    "Maintenance Tasks",
    "Failure and Recovery Procedures",
    "Contact Details",
];

/// Begins every statement about something that nobody has told.
const UNKNOWN: &str = "**Not known:**";

/// The run book as a document of ten chapters.
pub fn run_book(plan: &Plan<'_>) -> String {
    let chapters = [
        overview::overview(plan),
        setup::access(plan),
        setup::configuration(plan),
        setup::backup(plan),
        monitoring::monitoring(plan),
        operations::operations(plan),
        operations::maintenance(plan),
        recovery::recovery(plan),
        recovery::contacts(plan),
    ];
    let gaps = chapters.iter().map(|chapter| chapter.matches(UNKNOWN).count()).sum::<usize>();
    let mut text = format!("{}# {} run book\n\n{}", marker(), md(event_name(plan)), at_a_glance(plan));
    if gaps > 0 {
        text +=
            &format!("Search for “Not known” before you rely on this book: it stands in {}.\n\n", count(gaps, "place"));
    }
    text += "## 1. Table of Contents\n\n";
    for (index, title) in CHAPTERS.iter().enumerate().skip(1) {
        let number = index + 1;
        let anchor = title.to_lowercase().replace(' ', "-");
        text += &format!("{number}. [{title}](#{number}-{anchor})\n");
    }
    for (index, (title, chapter)) in CHAPTERS.iter().skip(1).zip(chapters).enumerate() {
        text += &format!("\n## {}. {title}\n\n{}\n", index + 2, chapter.trim_end());
    }
    text
}

/// What somebody needs who opens the book in the middle of the night.
fn at_a_glance(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut rows = Vec::new();
    match &event.window {
        Some(window) => {
            rows.push(("Event", format!("{} to {}", md(&window.show(window.start)), md(&window.show(window.end)))));
            let utc = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
            rows.push(("In UTC", format!("{} to {}", utc(window.start), utc(window.end))));
            rows.push((
                "No changes",
                format!("{} to {}", md(&window.show(window.opens())), md(&window.show(window.closes()))),
            ));
        }
        None => rows.push(("Event", unknown("start and end", "section 2 of the workbook"))),
    }
    let bridge: Vec<String> = event.bridge.iter().map(|entry| md(&entry.text)).collect();
    let bridge =
        if bridge.is_empty() { unknown("the bridge", "section 4 of the workbook") } else { bridge.join("<br>") };
    rows.push(("Bridge", bridge));
    let owner = event.owner.as_ref().map(|owner| md(&owner.text));
    rows.push(("Owner", owner.unwrap_or_else(|| unknown("who owns the event", "section 1 of the workbook"))));
    let open = |light| plan.scorecard.open().filter(|finding| finding.light == light).count();
    let (red, yellow, gray) = (open(Light::Red), open(Light::Yellow), open(Light::Gray));
    let state = match (red + yellow + gray, plan.scorecard.findings.is_empty()) {
        (_, true) => "**nothing was judged**".to_owned(),
        (0, false) if plan.scorecard.accepted > 0 => format!("nothing is open, {} accepted", plan.scorecard.accepted),
        (0, false) => "nothing is open".to_owned(),
        _ => format!("**{red} red, {yellow} yellow, {gray} not judged**; see 7.2"),
    };
    rows.push(("Readiness", state));
    rows.push(("As of", format!("{} ({})", plan.now, md(&plan.scorecard.facts()))));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(label, value)| vec![label.to_owned(), value]).collect();
    super::table(&["At a glance", ""], &rows)
}

/// Says that something is not known, and where to write it down.
fn unknown(what: &str, place: &str) -> String {
    format!("{UNKNOWN} {what}. Fill in {place}.")
}

/// The same for what the workbook has no place for.
fn unknown_here(what: &str) -> String {
    format!("{UNKNOWN} {what}. Fill in here, and delete the first line of this file so that it is kept.\n\n")
}

/// Answers of section 12 and 14 whose question has one of these words, each with its question.
fn answers(event: &Event, words: &[&str]) -> Vec<(String, Option<String>)> {
    let plans = event.plans.iter().flat_map(|plan| &plan.questions);
    let asked = event.questions.iter().chain(plans).filter(|question| {
        let text = question.text.to_lowercase();
        words.iter().any(|word| text.contains(word))
    });
    asked.map(|question| (md(&question.text), question.answer.as_deref().map(md))).collect()
}

/// Questions and answers as bullets; `none` where nobody was asked.
fn answered(event: &Event, words: &[&str], none: &str) -> String {
    let answers = answers(event, words);
    if answers.is_empty() {
        return unknown_here(none);
    }
    let mut text = String::new();
    for (question, answer) in answers {
        let answer = answer.unwrap_or_else(|| unknown("no answer", "section 12 or 14 of the workbook"));
        text += &format!("- {question}<br>\n  {answer}\n");
    }
    text + "\n"
}

/// Findings that must be closed before the event.
fn open_red<'a>(plan: &Plan<'a>) -> impl Iterator<Item = &'a Finding> {
    plan.scorecard.open().filter(|finding| finding.light == Light::Red)
}
