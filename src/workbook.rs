//! The event workbook: Markdown in, [`Event`] and problems out.

mod access;
mod calendar;
mod clock;
mod contacts;
mod date;
mod details;
mod endpoints;
mod front_matter;
mod growth;
mod incidents;
mod markers;
mod notes;
mod outline;
mod place;
mod prewarming;
mod problems;
mod questions;
mod record;
pub(crate) mod region_table;
pub(crate) mod resources;
mod secrets;
mod section;
mod steps;
mod text;
mod tracker;
mod value;
pub mod write_back;
mod zone;

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::Date;

pub use self::markers::Region;
use self::{
    details::Elsewhere, front_matter::FrontMatter, outline::Block, problems::Problems, section::Part,
    value::is_answered,
};
pub(crate) use self::{growth::highest_rate, tracker::item_status, value::number};
use crate::{
    event::{Event, Section},
    problem::Problem,
};

/// An empty workbook for people to fill in.
pub const TEMPLATE: &str = include_str!("../workbooks/event.md");

/// Sections without which an event cannot be judged, and what they are for.
const NEEDED: [(Section, &str); 5] = [
    (Section::Number(1), "Event Details and Success Criteria"),
    (Section::Number(2), "Calendar"),
    (Section::Number(3), "Contacts"),
    (Section::Number(6), "AWS Resources"),
    (Section::Number(7), "ELB Prewarming"),
];

/// A workbook that has been read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workbook {
    /// What it says.
    pub event: Event,
    /// What a person has to look at, in the order of the text.
    pub problems: Vec<Problem>,
    /// The stretches that the tool may write to, in the order of the text.
    pub regions: Vec<Region>,
}

impl Workbook {
    /// What stands in the region of a name; nothing where the workbook has none.
    pub(crate) fn region(&self, name: &str) -> &str {
        self.regions.iter().find(|region| region.name == name).map_or("", |region| &region.text)
    }

    /// Whom the `Owner` column of the action items names, by the item's id.
    pub(crate) fn item_owners(&self) -> BTreeMap<String, String> {
        let mut owners = BTreeMap::new();
        for table in region_table::read(self.region("action-items")).tables {
            let (Some(id), Some(owner)) = (table.column("Id"), table.column("Owner")) else { continue };
            for row in &table.rows {
                let [id, owner] =
                    [id, owner].map(|at| row.get(at).map_or_else(String::new, |cell| region_table::plain(cell)));
                if value::answer(&owner) == value::Answer::Given {
                    owners.entry(id).or_insert_with(|| without_secrets(&owner));
                }
            }
        }
        owners
    }
}

/// Reads the bytes of a workbook as text. A byte-order mark stays in the text, so that spans
/// are offsets in the file; [`parse`] passes over it.
///
/// # Errors
///
/// A problem that names the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let readable = bytes.get(..at).and_then(|bytes| std::str::from_utf8(bytes).ok());
        Problem::at(
            readable.unwrap_or_default(),
            at..at,
            "not-utf-8",
            format!("the workbook is not UTF-8: byte {at} begins no character"),
            "save it as UTF-8, for instance with `iconv -f WINDOWS-1252 -t UTF-8`",
        )
    })
}

/// Replaces everything that looks like a credential, for texts that leave the team.
pub(crate) fn without_secrets(text: &str) -> String {
    secrets::without(text)
}

/// The calendar day that a text names, when it names exactly one.
pub(crate) fn day(text: &str) -> Option<Date> {
    date::day(text).0
}

/// Reads a workbook. Never fails: what cannot be read becomes a [`Problem`].
pub fn parse(text: &str) -> Workbook {
    let mut problems = Problems::new(text);
    let secrets = secrets::in_workbook(text, front_matter::body(text));
    report(&secrets, &mut problems);
    // What the tool wrote is kept as it stands, so that a person's change is told from a change of facts.
    let regions = markers::read(text, front_matter::body(text), &mut problems);
    let text = &*secrets::blotted(text, &secrets);
    let front = front_matter::read(text, &mut problems);
    let owned: Vec<Range<usize>> = regions.iter().map(|region| region.whole.clone()).collect();
    let blocks = outline::read(text, front.body, &owned);
    conflicts(text, &blocks, &mut problems);
    let parts = section::split(&blocks);
    let mut event = Event {
        thresholds: front.thresholds.clone(),
        access: front.access.clone(),
        access_elsewhere: front.access_elsewhere.clone(),
        ..Event::default()
    };
    for (section, part) in &parts {
        event.sections.insert(*section, problems.line(part.heading.start));
    }
    let part = |section| parts.get(&section);
    for (section, title) in NEEDED {
        if !parts.contains_key(&section) {
            let Section::Number(number) = section else { continue };
            problems.add(
                text.len()..text.len(),
                "section-missing",
                format!("{} is missing", problems::name(section)),
                format!("add `## Section {number}: {title}`"),
            );
        }
    }
    if let Some(part) = part(Section::Number(2)) {
        calendar::read(part, &front, &mut event, &mut problems);
    } else {
        let heading = text.len()..text.len();
        let nowhere = Part { section: Section::Number(2), heading, blocks: Vec::new(), end: None };
        calendar::read(&nowhere, &front, &mut event, &mut problems);
    }
    sections(&parts, &front, &mut event, &mut problems);
    let told = [16, 18].into_iter().filter_map(|number| part(Section::Number(number)));
    incidents::read(told, &mut event, &mut problems);
    let heading = text.len()..text.len();
    let nowhere = Part { section: Section::Number(1), heading, blocks: Vec::new(), end: None };
    let subject = steps::subject(&event.steps);
    let elsewhere = Elsewhere { front: &front, subject, title: title(&blocks) };
    let details = part(Section::Number(1)).unwrap_or(&nowhere);
    details::read(details, &elsewhere, &mut event, &mut problems);
    Workbook { event, problems: problems.finish(text), regions }
}

/// Reports credentials by their place. From here on no text that is read holds one.
fn report(secrets: &[Range<usize>], problems: &mut Problems) {
    let message = "a credential is written here";
    let help = "delete it here, change it where it is valid, and say where it is kept instead";
    for secret in secrets {
        problems.add(secret.clone(), Problem::SECRET, message, help);
    }
}

/// Reads the sections that need nothing but themselves.
fn sections(parts: &BTreeMap<Section, Part<'_>>, front: &FrontMatter, event: &mut Event, problems: &mut Problems) {
    for (section, part) in parts {
        match section {
            Section::Number(1 | 2) => {}
            Section::Number(3) => event.contacts = contacts::read(part, problems),
            Section::Number(4) => {
                let help = "write the number, room or channel that everybody joins";
                let needed = Some(("conference bridge", help));
                event.bridge = notes::read(part, needed, problems);
            }
            Section::Number(5) => event.endpoints = endpoints::read(part, problems),
            Section::Number(6) => event.resources = resources::read(part, front, problems),
            Section::Number(7) => event.prewarming = prewarming::read(part, event.window.as_ref(), problems),
            Section::Number(8) => event.steps = steps::read(part, problems),
            Section::Number(12) => event.questions = questions::checklist(part, problems),
            Section::Number(13) => {
                let help = "write date, tool, peak rate, latency and errors of each load test";
                let needed = Some(("a load test result", help));
                event.load_tests = notes::read(part, needed, problems);
            }
            Section::Number(14) => event.plans = questions::plans(part, problems),
            Section::Number(16) => {
                (event.action_items, event.accepted_risks) = tracker::read(part, problems);
            }
            Section::Number(9) => {
                let help = "link the diagram that shows what serves the event";
                let needed = Some(("architecture diagram", help));
                event.notes.insert(*section, notes::read(part, needed, problems));
            }
            // These are written by the tool, after the event, or only where there is something.
            _ => {
                event.notes.insert(*section, notes::read(part, None, problems));
            }
        }
    }
    event.notes.retain(|_, entries| !entries.is_empty());
}

/// The first heading of the first level, unless it is a section.
fn title(blocks: &[Block]) -> Option<text::Value<'_>> {
    let headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { level: 1, text, .. } => Some(text.value()),
        _ => None,
    });
    headings.into_iter().find(|title| !section::is_section(title.as_str()) && is_answered(title.as_str()))
}

/// Reports the marks that an unresolved merge leaves at the start of lines.
fn conflicts(text: &str, blocks: &[Block], problems: &mut Problems) {
    let code: Vec<Range<usize>> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Code { text, .. } => Some(text.value().span()),
            _ => None,
        })
        .collect();
    let mut at = 0;
    let mut is_open = false;
    for line in text.split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        at += line.len();
        let mark = line.get(..7).unwrap_or_default();
        let ends = line.get(7..).is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '));
        let is_mark = match mark {
            "<<<<<<<" | ">>>>>>>" => true,
            "=======" | "|||||||" => is_open,
            _ => false,
        };
        let next = code.partition_point(|code| code.end <= span.start);
        if !is_mark || !ends || code.get(next).is_some_and(|code| code.start <= span.start) {
            continue;
        }
        is_open = mark != ">>>>>>>";
        problems.add(
            span,
            "merge-conflict",
            "a merge conflict is not resolved here",
            "keep the right version of these lines and delete the marks",
        );
    }
}
