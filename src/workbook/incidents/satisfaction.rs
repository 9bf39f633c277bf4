//! `Satisfaction: 4.2/5` or `CSAT: 84 %` in section 18.

use crate::{
    event::Satisfaction,
    workbook::{
        outline::Block,
        problems::{Problems, quote},
        section::Part,
        text::{Text, Value},
        value::{Keys, is_answered, key, labelled, number},
    },
};

const KEYS: &Keys = &[(
    "Satisfaction",
    &[
        "satisfaction",
        "user satisfaction",
        "customer satisfaction",
        "csat",
        "satisfaction score",
        "user satisfaction score",
    ],
)];

/// Reads the first satisfaction that a section gives.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> Option<Satisfaction> {
    let value = part.blocks.iter().find_map(|block| match block {
        Block::Item { text, .. } => of_label(text.value()),
        Block::Paragraph { text, .. } => text.lines().find_map(of_label),
        Block::Table(table) => {
            let rows = table.rows.iter().map(|row| row.cells.as_slice());
            std::iter::once(table.header.as_slice()).chain(rows).find_map(of_row)
        }
        Block::Heading { .. } | Block::Code { .. } => None,
    })?;
    let percent = percent(value.as_str());
    if percent.is_none() {
        let message = format!("`{}` is no satisfaction", quote(value.as_str()));
        problems.add(value.span(), "satisfaction-unreadable", message, "write it like `4.2/5` or `84%`");
    }
    Some(Satisfaction { percent, text: value.words(), line: problems.line(value.span().start) })
}

fn of_label(text: Value<'_>) -> Option<Value<'_>> {
    let (_, _, value) = labelled(KEYS, text)?;
    is_answered(value.as_str()).then_some(value).filter(|value| !value.is_empty())
}

fn of_row(cells: &[Text]) -> Option<Value<'_>> {
    let [label, value, ..] = cells else { return None };
    key(KEYS, label.as_str())?;
    Some(value.value()).filter(|value| is_answered(value.as_str()) && !value.is_empty())
}

/// `84%`, `4.2/5`, `4.2 of 5` as a percentage.
fn percent(text: &str) -> Option<f64> {
    let (value, rest) = leading(text.trim())?;
    let rest = rest.trim_start();
    if rest.starts_with('%') || rest.starts_with("percent") {
        return (value <= 100.0).then_some(value);
    }
    let behind = ["/", "out of ", "of "].iter().find_map(|join| rest.strip_prefix(join))?;
    let (most, _) = leading(behind.trim_start())?;
    (most > 0.0 && value <= most).then_some(100.0 * value / most)
}

/// The number that a text begins with, and the rest.
fn leading(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']);
    Some((number(digits)?, &text[end..]))
}
