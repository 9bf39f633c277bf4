//! Section 1: what the event is called, whose it is, and what counts as success.

use super::{
    front_matter::FrontMatter,
    outline::Block,
    problems::Problems,
    record::{self, Leaders, Record, Shape},
    section::Part,
    text::{Text, Value},
    value::{Answer, Keys, answer, is_answered, labelled, plain},
};
use crate::event::{Entry, Event};

const KEYS: &Keys = &[
    ("Name", &["name", "event", "event name", "name of the event", "event title"]),
    ("Customer", &["customer", "company", "customer name", "company name", "customer or company"]),
    ("Owner", &["owner", "event owner", "owner name", "accountable", "responsible"]),
];

const SHAPE: Shape = Shape { keys: KEYS, leaders: Leaders::Only(&[]), carried: &[] };

/// Titles that workbooks have before anybody gives them the name of an event.
const GENERIC_TITLES: [&str; 6] = [
    "aws infrastructure event management",
    "infrastructure event management",
    "aws infrastructure event workbook",
    "event workbook",
    "iem workbook",
    "iem planning workbook",
];

/// Where the names of event and customer can stand besides section 1.
pub(super) struct Elsewhere<'a> {
    pub(super) front: &'a FrontMatter,
    /// Customer and event in the subject of the support case (step 2).
    pub(super) subject: Option<(String, String)>,
    /// The first heading of the first level that is no section.
    pub(super) title: Option<Value<'a>>,
}

/// Reads section 1.
pub(super) fn read(part: &Part<'_>, elsewhere: &Elsewhere<'_>, event: &mut Event, problems: &mut Problems) {
    let records = record::read(&part.blocks, &SHAPE, problems);
    criteria(part, event, problems);
    let front = elsewhere.front;
    let stated = |key| stated(&records, key).map(Value::words);
    let in_front = |keys: &[&str]| front.value(keys).filter(|value| is_given(*value));
    let (subject_customer, subject_event) = elsewhere.subject.clone().unzip();
    event.name = stated("Name")
        .or_else(|| in_front(&["title"]).map(Value::words))
        .or(subject_event)
        .or_else(|| elsewhere.title.filter(|title| is_event_title(*title)).map(Value::words));
    event.customer = stated("Customer").or_else(|| in_front(&["customer"]).map(Value::words)).or(subject_customer);
    let owner = self::stated(&records, "Owner").or_else(|| in_front(&["owner"]));
    event.owner = owner.map(|owner| problems.entry(owner));
    let missing = [
        ("Name", event.name.is_none(), "write the name of the event: `- Name: Spring sale`"),
        ("Customer", event.customer.is_none(), "write the company: `- Customer: Example Corp`"),
        ("Owner", event.owner.is_none(), "write who answers for readiness: `- Owner: Ana Silva`"),
    ];
    for (key, is_missing, help) in missing {
        if is_missing {
            let label = records.iter().find_map(|record| record.get(key));
            let span = label.map_or(part.heading.clone(), |field| field.label.span());
            problems.not_filled_in(span, part.section, key, help);
        }
    }
}

fn is_given(value: Value<'_>) -> bool {
    answer(value.as_str()) == Answer::Given
}

fn stated<'a>(records: &[Record<'a>], key: &str) -> Option<Value<'a>> {
    records.iter().find_map(|record| record.value(key).filter(|value| is_given(*value)))
}

fn is_event_title(title: Value<'_>) -> bool {
    is_given(title) && !GENERIC_TITLES.contains(&plain(title.as_str()).as_str())
}

fn is_criteria_label(text: Value<'_>) -> bool {
    let words = plain(text.as_str());
    matches!(words.as_str(), "success criteria" | "success criterion" | "sucess criteria")
}

/// Bullets below `Success criteria`; every unlabelled bullet where nothing says so.
fn criteria(part: &Part<'_>, event: &mut Event, problems: &mut Problems) {
    let text_of = |block: &&Block| match block {
        Block::Heading { text, .. } | Block::Item { text, .. } | Block::Paragraph { text, .. } => {
            text.lines().any(is_criteria_label)
        }
        Block::Table(_) | Block::Code { .. } => false,
    };
    let mut in_criteria = !part.blocks.iter().copied().any(|block| text_of(&block));
    let before = problems.count();
    for block in &part.blocks {
        match block {
            Block::Heading { text, .. } => in_criteria = is_criteria_label(text.value()),
            Block::Paragraph { text, .. } => {
                for line in text.lines().filter(|line| !line.is_empty()) {
                    if is_criteria_label(line) {
                        in_criteria = true;
                    } else if !is_answered(line.as_str()) {
                        let help = "say in a sentence or two what happens and for whom";
                        problems.not_filled_in(line.span(), part.section, "description", help);
                    }
                }
            }
            Block::Item { text, .. } => {
                let value = text.value();
                let first = value
                    .as_str()
                    .split_once(':')
                    .map(|(label, rest)| (value.narrow(label), value.narrow(rest).trim()));
                match first {
                    _ if is_criteria_label(value) => in_criteria = true,
                    Some((label, rest)) if is_criteria_label(label) => {
                        in_criteria = true;
                        criterion(rest, part, event, problems);
                    }
                    _ if in_criteria && labelled(KEYS, value).is_none() => {
                        criterion(value, part, event, problems);
                    }
                    _ => {}
                }
            }
            Block::Table(table) => {
                let title = table.header.first().map(|cell| plain(cell.as_str()));
                if title.is_some_and(|title| title.contains("criteri")) {
                    for row in &table.rows {
                        let cells = row.cells.iter().map(Text::value).filter(|cell| !cell.is_empty());
                        let text = Text::joined(cells);
                        criterion(text.value(), part, event, problems);
                    }
                }
            }
            Block::Code { .. } => {}
        }
    }
    let is_reported = problems.count() > before;
    if event.criteria.is_empty() && !is_reported && !part.heading.is_empty() {
        let help = "list what must hold for the event to be a success, with numbers";
        problems.not_filled_in(part.heading.clone(), part.section, "a success criterion", help);
    }
}

fn criterion(value: Value<'_>, part: &Part<'_>, event: &mut Event, problems: &mut Problems) {
    match answer(value.as_str()) {
        Answer::Missing => {
            let help = "say what must hold, with a number: `p99 latency below 500 ms`";
            problems.not_filled_in(value.span(), part.section, "a success criterion", help);
        }
        Answer::NotApplicable => {}
        Answer::Given => {
            let Entry { text, line } = problems.entry(value);
            event.criteria.push(Entry { text, line });
        }
    }
}
