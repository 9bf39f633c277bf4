//! Step 23: the last words of the support case `IEM Alert - <Customer Name> - <Event Name>`.

use super::{
    items::Item,
    words::{Words, judged, plain},
};
use crate::{handout::BODY_LIMIT, report::Judgement, rule::Light, scorecard::labels::subject, text::number::count};

/// Most rows of a list.
const ROWS: usize = 20;

/// The text to paste. Lists give way until it fits into one communication.
pub(super) fn resolution(words: &Words<'_>, items: &[Item]) -> String {
    let text = (0..=ROWS).rev().map(|rows| text(words, items, rows)).find(|text| text.chars().count() < BODY_LIMIT);
    text.unwrap_or_default()
}

fn text(words: &Words<'_>, items: &[Item], rows: usize) -> String {
    let event = &words.inputs.workbook.event;
    let customer = event.customer.as_deref().map_or("<Customer Name>".to_owned(), plain);
    let name = event.name.as_deref().map_or("<Event Name>".to_owned(), plain);
    let case = event.prewarming.iter().find_map(|row| row.support_case.as_deref());
    let case = case.map(|id| format!(" (case {})", plain(id))).unwrap_or_default();
    let mut text = format!("IEM Alert - {customer} - {name}{case}\n\n");
    if let Some(until) = words.runs_until() {
        text += &format!(
            "The event still runs, until {until}: everything below is as of {}. ",
            words.show(words.inputs.now)
        );
        text += "Do not resolve the case yet.\n";
    } else {
        text += &format!("The event took place from {}.\n", words.dates());
    }
    let mut results = vec![words.tally()];
    for (judgement, word) in
        [(Judgement::Missed, "missed"), (Judgement::NotMeasured, "not measured"), (Judgement::Met, "met")]
    {
        let criteria = words.criteria(judgement).into_iter();
        results.extend(criteria.map(|one| format!("{word}: {}", judged(one))));
    }
    text += &list("RESULT", &results, rows);
    text += &list("PLANNED AND REAL PEAKS", &or(words.peaks(), "no peak was measured"), rows);
    let incidents = words.incidents().into_iter().map(|one| words.happening(one)).collect();
    let mut incidents = or(incidents, "none in what was read");
    incidents.extend(words.unread());
    text += &list("INCIDENTS", &incidents, rows);
    let indicators = words.indicators();
    if !indicators.is_empty() {
        text += &list("INDICATORS", &indicators, rows);
    }
    let red = words.found.wind_down.iter().filter(|row| row.light == Light::Red);
    let red: Vec<String> = red.map(|row| plain(&format!("{}, {}", subject(&row.resource), row.what))).collect();
    if !red.is_empty() {
        text += &list("STILL AT THE EVENT'S SIZE", &red, rows);
    }
    let open = items.iter().filter(|item| item.closed.open);
    let open: Vec<String> = open
        .map(|item| {
            let owner = item.closed.owner.as_deref().map(|owner| format!(", {owner}")).unwrap_or_default();
            format!("{}: {}{owner}", item.closed.status, item.closed.description)
        })
        .collect();
    if !open.is_empty() {
        let new = items.iter().filter(|item| item.closed.open && item.closed.opened_during_event).count();
        let new = if new > 0 { format!(", {new} first seen during the event") } else { String::new() };
        text += &list(&format!("OPEN ACTION ITEMS ({} of {}{new})", open.len(), items.len()), &open, rows);
    }
    if words.runs_until().is_none() {
        text += "\nPlease resolve this case. Reason code and category-type are chosen in the console; AWS publishes no \
                 list of them, so none is proposed here.\n";
    }
    text
}

fn or(lines: Vec<String>, none: &str) -> Vec<String> {
    if lines.is_empty() { vec![none.to_owned()] } else { lines }
}

fn list(title: &str, lines: &[String], rows: usize) -> String {
    let mut text = format!("\n{title}\n");
    for line in lines.iter().take(rows) {
        text += &format!("- {line}\n");
    }
    if lines.len() > rows {
        text += &format!("- {}, in the report\n", count(lines.len() - rows, "further line"));
    }
    text
}
