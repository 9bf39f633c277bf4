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
    let parts = Parts::new(words, items);
    let text = (0..=ROWS).rev().map(|rows| parts.text(rows)).find(|text| text.chars().count() < BODY_LIMIT);
    text.unwrap_or_default()
}

/// What the text is put together from; each list is written once, however many rows of it fit.
struct Parts {
    head: String,
    /// Titles and lines.
    lists: Vec<(String, Vec<String>)>,
    tail: &'static str,
}

impl Parts {
    fn new(words: &Words<'_>, items: &[Item]) -> Self {
        let event = &words.inputs.workbook.event;
        let customer = event.customer.as_deref().map_or("<Customer Name>".to_owned(), plain);
        let name = event.name.as_deref().map_or("<Event Name>".to_owned(), plain);
        let case = event.prewarming.iter().find_map(|row| row.support_case.as_deref());
        let case = case.map(|id| format!(" (case {})", plain(id))).unwrap_or_default();
        let mut head = format!("IEM Alert - {customer} - {name}{case}\n\n");
        if let Some(until) = words.runs_until() {
            head += &format!(
                "The event still runs, until {until}: everything below is as of {}. ",
                words.show(words.inputs.now)
            );
            head += "Do not resolve the case yet.\n";
        } else {
            head += &format!("The event took place from {}.\n", words.dates());
        }
        let mut results = vec![words.tally()];
        for (judgement, word) in
            [(Judgement::Missed, "missed"), (Judgement::NotMeasured, "not measured"), (Judgement::Met, "met")]
        {
            let criteria = words.criteria(judgement).into_iter();
            results.extend(criteria.map(|one| format!("{word}: {}", judged(one))));
        }
        let incidents = words.incidents().into_iter().map(|one| words.happening(one)).collect();
        let mut incidents = or(incidents, "none in what was read");
        incidents.extend(words.unread());
        let red = words.found.wind_down.iter().filter(|row| row.light == Light::Red);
        let red: Vec<String> = red.map(|row| plain(&format!("{}, {}", subject(&row.resource), row.what))).collect();
        let open = items.iter().filter(|item| item.closed.open);
        let open: Vec<String> = open
            .map(|item| {
                let owner = item.closed.owner.as_deref().map(|owner| format!(", {owner}")).unwrap_or_default();
                format!("{}: {}{owner}", item.closed.status, item.closed.description)
            })
            .collect();
        let new = items.iter().filter(|item| item.closed.open && item.closed.opened_during_event).count();
        let new = if new > 0 { format!(", {new} first seen during the event") } else { String::new() };
        let items = format!("OPEN ACTION ITEMS ({} of {}{new})", open.len(), items.len());
        let mut lists = vec![
            ("RESULT".to_owned(), results),
            ("PLANNED AND REAL PEAKS".to_owned(), or(words.peaks(), "no peak was measured")),
            ("INCIDENTS".to_owned(), incidents),
            ("INDICATORS".to_owned(), words.indicators()),
            ("STILL AT THE EVENT'S SIZE".to_owned(), red),
            (items, open),
        ];
        lists.retain(|(_, lines)| !lines.is_empty());
        let tail = match words.runs_until() {
            None => {
                "\nPlease resolve this case. Reason code and category-type are chosen in the console; AWS publishes no \
                 list of them, so none is proposed here.\n"
            }
            Some(_) => "",
        };
        Self { head, lists, tail }
    }

    /// With so many lines of each list at most.
    fn text(&self, rows: usize) -> String {
        let lists: String = self.lists.iter().map(|(title, lines)| list(title, lines, rows)).collect();
        format!("{}{lists}{}", self.head, self.tail)
    }
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
