//! Step 25: the success story, from measured facts alone.

use super::words::{Words, judged, plain};
use crate::{
    report::{Judgement, Presence},
    text::number::count,
};

/// Peaks that are told.
const PEAKS: usize = 3;

/// The draft. Where criteria were missed or not measured it says so before anything else.
pub(super) fn draft(words: &Words<'_>) -> String {
    let customer = words.inputs.workbook.event.customer.as_deref().map(|name| format!(" · {}", plain(name)));
    let mut text = format!("{}{}\n\n", words.name(), customer.unwrap_or_default());
    if let Some(until) = words.runs_until() {
        return text + &format!("The event runs until {until}: there is nothing to tell before that.\n");
    }
    let missed = words.criteria(Judgement::Missed);
    let met = words.criteria(Judgement::Met);
    let unknown = words.criteria(Judgement::NotMeasured).len() + words.criteria(Judgement::AskPeople).len();
    text += &format!("The event took place from {}. ", words.dates());
    let all = words.found.criteria.len();
    text += &match (met.len(), missed.len(), unknown) {
        (0, 0, 0) => "The workbook names no success criteria, so whether it was a success cannot be told.".to_owned(),
        (0, 0, _) => {
            format!("No success criterion was measured (0 of {all}), so whether it was a success cannot be told yet.")
        }
        (_, 0, 0) => format!("Every success criterion was met ({all} of {all})."),
        (met, 0, _) => {
            format!("Success criteria met: {met} of {all}; the others are not known, so this is not the whole story.")
        }
        (_, missed, _) => {
            format!("Success criteria missed: {missed} of {all}, so this is no success story as it stands.")
        }
    };
    text += "\n";
    let mut facts: Vec<String> = Vec::new();
    for (those, word) in [(&missed, "Missed"), (&met, "Met")] {
        facts.extend(those.iter().map(|one| format!("{word}: {}", judged(one))));
    }
    facts.extend(words.peaks().into_iter().take(PEAKS));
    facts.extend(words.indicators());
    text += &bullets("What was measured", &facts);
    let mut gaps = Vec::new();
    for judgement in [Judgement::NotMeasured, Judgement::AskPeople] {
        let criteria = words.criteria(judgement).into_iter();
        gaps.extend(criteria.map(judged));
    }
    let resources = words.found.resources;
    let silent = resources.iter().filter(|one| one.unmeasured.is_some()).count();
    if silent > 0 {
        gaps.push(format!("not measured: {silent} of {}", count(resources.len(), "resource")));
    }
    let deleted = resources.iter().filter(|one| matches!(one.presence, Presence::Deleted { .. })).count();
    if deleted > 0 {
        gaps.push(format!("gone: {deleted} of {}", count(resources.len(), "resource")));
    }
    text + &bullets("What is not known", &gaps)
}

fn bullets(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("- {line}\n")).collect();
    format!("\n{title}:\n{}", lines.concat())
}
