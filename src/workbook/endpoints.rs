//! Section 5: what to watch. Of each entry only its addresses are kept, or else its name.

use super::{
    outline::Block,
    problems::Problems,
    record, secrets,
    section::Part,
    text::{Text, Value},
    value::{Answer, answer},
};
use crate::event::Entry;

/// Reads section 5.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut prompt = None;
    for block in &part.blocks {
        match block {
            Block::Item { text, .. } | Block::Paragraph { text, .. } => {
                let value = text.value();
                if answer(value.as_str()) == Answer::Missing {
                    prompt.get_or_insert(value.span());
                } else {
                    entry(&[value], &mut entries, problems);
                }
            }
            Block::Table(table) => {
                record::lengths(table, problems);
                // The header of a wide table names columns; it is an entry only when it has an address.
                let header = given(&table.header);
                if header.iter().any(|cell| !addresses(*cell).is_empty()) {
                    entry(&header, &mut entries, problems);
                }
                for row in &table.rows {
                    entry(&given(&row.cells), &mut entries, problems);
                }
            }
            Block::Heading { .. } | Block::Code { .. } => {}
        }
    }
    if entries.is_empty() {
        let help = "list the addresses of dashboards and sites; share credentials elsewhere";
        let span = prompt.unwrap_or(part.heading.clone());
        problems.not_filled_in(span, part.section, "an endpoint", help);
    }
    entries
}

fn given(cells: &[Text]) -> Vec<Value<'_>> {
    cells.iter().map(Text::value).filter(|cell| answer(cell.as_str()) == Answer::Given).collect()
}

/// Keeps every address of a bullet or row, or else what its first words call it.
fn entry(values: &[Value<'_>], entries: &mut Vec<Entry>, problems: &Problems) {
    let Some(first) = values.first() else { return };
    let line = problems.line(first.span().start);
    let mut texts: Vec<String> = Vec::new();
    for address in values.iter().flat_map(|value| addresses(*value)) {
        if !texts.contains(&address) {
            texts.push(address);
        }
    }
    if texts.is_empty() {
        texts.extend(secrets::name(first.as_str()));
    }
    entries.extend(texts.into_iter().map(|text| Entry { text, line }));
}

/// Addresses in the words and behind the links.
fn addresses(value: Value<'_>) -> Vec<String> {
    let mut found = secrets::bare_addresses(value.as_str());
    found.extend(value.links().iter().flat_map(|link| secrets::bare_addresses(&link.address)));
    found
}
