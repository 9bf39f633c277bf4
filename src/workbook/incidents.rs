//! Incidents that people wrote down in sections 16 and 18, as bullets or in a table:
//! `- 2026-12-12 09:14 GMT +8 (critical): checkout 502s; detected 09:16, resolved 09:31`.

mod line;
mod moment;
mod satisfaction;

use std::ops::Range;

use self::{line::Line, moment::Clock};
use super::{
    outline::{Block, Table},
    problems::{Problems, quote},
    record::row_span,
    section::Part,
    text::{Text, Value},
    value::{Answer, Keys, answer, is_answered, key, labelled, plain},
};
use crate::event::{Event, Incident, Section};

#[rustfmt::skip]
const KEYS: &Keys = &[
    ("Date", &["date", "day"]),
    ("Time", &[
        "time", "when", "start", "started", "began", "start time", "time of start", "date time", "date and time",
        "timestamp", "occurred",
    ]),
    ("Class", &["class", "classification", "severity", "sev", "priority"]),
    ("Detected", &["detected", "detected at", "detection", "time of detection", "noticed"]),
    ("Responded", &["responded", "responded at", "response", "acknowledged", "acknowledged at", "time of response"]),
    ("Resolved", &["resolved", "resolved at", "recovered", "fixed", "end", "ended", "until", "end time", "time of resolution"]),
    ("Due", &["due", "due date", "deadline"]),
];

const MILESTONES: [&str; 3] = ["Detected", "Responded", "Resolved"];

/// `Incidents:`, as a heading or before a list.
const TITLES: &Keys = &[("Incidents", &["incidents", "incident", "incident log", "outages", "number of incidents"])];

/// Reads every incident of `parts`, and the satisfaction of section 18.
pub(super) fn read<'a>(parts: impl Iterator<Item = &'a Part<'a>>, event: &mut Event, problems: &mut Problems) {
    for part in parts {
        if part.section == Section::Number(18) {
            event.satisfaction = satisfaction::read(part, problems);
        }
        let window = event.window.clone();
        let mut reader = Reader {
            clock: Clock { window: window.as_ref() },
            problems,
            is_titled: false,
            below: None,
            open: None,
            told: None,
        };
        for block in &part.blocks {
            reader.block(block);
        }
        reader.close();
        if let Some(told) = reader.told {
            event.incidents.get_or_insert_default().extend(told);
        }
    }
}

/// The blocks of a section that tell of no incident.
pub(super) fn others<'a>(part: &Part<'a>) -> Vec<&'a Block> {
    let mut is_titled = false;
    let is_other = |block: &&&Block| match block {
        Block::Heading { text, .. } => {
            is_titled = is_title(text);
            true
        }
        Block::Table(table) => !is_titled && !lists_incidents(table),
        _ => !is_titled,
    };
    part.blocks.iter().filter(is_other).copied().collect()
}

fn is_title(heading: &Text) -> bool {
    key(TITLES, heading.as_str()).is_some()
}

/// Whether a table has a time for each row and says how grave something was, or when it was over.
/// A column `Due` makes it a list of things to do.
fn lists_incidents(table: &Table) -> bool {
    let header: Vec<_> = table.header.iter().filter_map(|cell| key(KEYS, cell.as_str())).collect();
    let has = |name| header.contains(&name);
    (has("Time") || has("Date")) && MILESTONES.into_iter().any(has) || (has("Time") && has("Class") && !has("Due"))
}

fn says_none(text: &str) -> bool {
    answer(text) == Answer::NotApplicable
        || matches!(
            plain(text).as_str(),
            "0" | "no" | "no incident" | "no incidents" | "there were none" | "there were no incidents"
        )
}

struct Reader<'a, 'p> {
    clock: Clock<'a>,
    problems: &'p mut Problems,
    /// Whether the closest heading says `Incidents`.
    is_titled: bool,
    /// Depth of a bullet `Incidents:`; what stands below it are incidents.
    below: Option<usize>,
    open: Option<Open>,
    told: Option<Vec<Incident>>,
}

/// A bullet that tells of an incident, with what stands below it.
struct Open {
    depth: usize,
    text: String,
    is_titled: bool,
    span: Range<usize>,
}

impl Reader<'_, '_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } => {
                self.close();
                (self.is_titled, self.below) = (is_title(text), None);
            }
            Block::Item { depth, text, .. } => self.text(*depth, text.value()),
            Block::Paragraph { depth: 0, text } => {
                self.close();
                self.below = None;
                for line in text.lines() {
                    self.text(0, line);
                    self.close();
                }
            }
            Block::Paragraph { depth, text } => self.text(*depth, text.value()),
            Block::Table(table) => {
                self.close();
                if self.is_titled || lists_incidents(table) {
                    self.table(table);
                }
            }
            Block::Code { .. } => {}
        }
    }

    fn text(&mut self, depth: usize, value: Value<'_>) {
        if let Some(open) = self.open.as_mut().filter(|open| depth > open.depth) {
            open.text.push_str("; ");
            open.text.push_str(&value.words());
            return;
        }
        self.close();
        if self.below.is_some_and(|above| depth <= above) {
            self.below = None;
        }
        if !is_answered(value.as_str()) {
            return;
        }
        let mut words = value;
        let mut is_titled = self.is_titled || self.below.is_some();
        if let Some((_, _, rest)) = labelled(TITLES, value).filter(|(_, label, _)| label.span() != value.span()) {
            if rest.is_empty() {
                self.below = Some(depth);
                return;
            }
            (words, is_titled) = (rest, true);
        } else if key(TITLES, value.as_str()).is_some() {
            self.below = Some(depth);
            return;
        }
        let text = words.words();
        if says_none(&text) && (is_titled || plain(&text).ends_with("incidents")) {
            self.told.get_or_insert_default();
        } else if is_titled && plain(&text).parse::<u32>().is_ok() {
            // `Incidents: 3` is a count; the incidents themselves stand elsewhere.
        } else if is_titled && depth == 0 && line::read(&text, &self.clock).start.is_none() {
            // A sentence below the heading introduces the list.
        } else if is_titled || line::read(&text, &self.clock).tells_of_an_incident(&self.clock) {
            self.open = Some(Open { depth, text, is_titled, span: value.span() });
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let line = line::read(&open.text, &self.clock);
            self.add(line, open.is_titled, open.span);
        }
    }

    fn table(&mut self, table: &Table) {
        let header: Vec<_> = table.header.iter().map(|cell| key(KEYS, cell.as_str())).collect();
        for row in &table.rows {
            let cells = || header.iter().zip(&row.cells).filter(|(_, cell)| is_answered(cell.as_str()));
            let cell = |name: &str| {
                let cells = cells().filter(|(key, _)| **key == Some(name)).map(|(_, cell)| cell.value().words());
                cells.collect::<Vec<_>>().join(" ")
            };
            let rest: Vec<_> = cells().filter(|(key, _)| key.is_none()).map(|(_, cell)| cell.value().words()).collect();
            if cells().next().is_none() || rest.iter().all(|text| says_none(text)) && cell("Time").is_empty() {
                if cells().next().is_some() {
                    self.told.get_or_insert_default();
                }
                continue;
            }
            let when = format!("{} {}", cell("Date"), cell("Time"));
            let milestones = MILESTONES.map(cell);
            let line = line::of_cells(when.trim(), &cell("Class"), &rest.join("; "), &milestones, &self.clock);
            self.add(line, true, row_span(row));
        }
    }

    fn add(&mut self, line: Line, is_titled: bool, span: Range<usize>) {
        let mut unread: Vec<String> =
            line.start.as_ref().and_then(|start| start.as_ref().err()).into_iter().cloned().collect();
        if line.start.is_none() {
            unread.push("it gives no time at which it began".to_owned());
        }
        unread.extend(line.unread.iter().cloned());
        if !unread.is_empty() {
            let message = format!("an incident could not be read whole: {}", quote(&unread.join("; ")));
            let help = "write it like `- 2026-12-12 09:14 GMT +8 (critical): what failed; detected 09:16, responded \
                        09:18, resolved 09:31`";
            self.problems.add(span.clone(), "incident-unreadable", message, help);
        }
        let at = |moment: &Option<moment::Moment>| moment.as_ref().map(|moment| moment.timestamp);
        self.told.get_or_insert_default().push(Incident {
            is_stated: is_titled || line.is_stated(),
            start: line.start.and_then(Result::ok).map(|start| start.timestamp),
            class: line.class,
            detected: at(&line.detected),
            responded: at(&line.responded),
            resolved: at(&line.resolved),
            text: line.text,
            unread,
            line: self.problems.line(span.start),
        });
    }
}

#[cfg(test)]
mod tests;
