//! Sections that are free text: the bridge, the diagram, load tests, recommendations.

use super::{
    outline::Block,
    problems::Problems,
    section::Part,
    text::{Text, Value},
    value::{Answer, answer},
};
use crate::event::Entry;

/// Every filled bullet, paragraph and table row. `what` and `help` name the missing answer of
/// a section that needs one.
pub(super) fn read(part: &Part<'_>, needed: Option<(&str, &str)>, problems: &mut Problems) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut prompts = Vec::new();
    for block in &part.blocks {
        match block {
            Block::Item { text, .. } | Block::Paragraph { text, .. } => {
                let value = text.value();
                match answer(value.as_str()) {
                    Answer::Missing => prompts.push(value.span()),
                    _ => {
                        entries.push(Entry { text: value.words_with_links(), line: problems.line(value.span().start) })
                    }
                }
            }
            Block::Table(table) => {
                super::record::lengths(table, problems);
                for row in &table.rows {
                    let filled = |cell: &Value<'_>| answer(cell.as_str()) != Answer::Missing;
                    let cells: Vec<_> = row.cells.iter().map(Text::value).filter(filled).map(Value::words).collect();
                    if cells.is_empty() {
                        prompts.push(super::record::row_span(row));
                    } else {
                        let line = problems.line(row.span.start);
                        entries.push(Entry { text: cells.join(" | "), line });
                    }
                }
            }
            Block::Heading { .. } | Block::Code { .. } => {}
        }
    }
    if let Some((what, help)) = needed
        && entries.is_empty()
    {
        let span = prompts.into_iter().next().unwrap_or(part.heading.clone());
        problems.not_filled_in(span, part.section, what, help);
    }
    entries
}
