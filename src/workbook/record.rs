//! Labels and values that belong together: a list of bullets, a tall table, a row of a wide one.

use std::ops::Range;

use super::{
    outline::{Block, Row, RowLength, Table},
    problems::Problems,
    text::{Text, Value},
    value::{Keys, key, labelled, plain},
};

/// How a section writes its records.
pub(super) struct Shape {
    /// Labels that it knows.
    pub(super) keys: &'static Keys,
    /// Labels that begin a new record when they come again in the same list.
    pub(super) leaders: Leaders,
    /// Labels that the new record takes over from the one before.
    pub(super) carried: &'static [&'static str],
}

/// Labels that begin a new record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leaders {
    /// Every label.
    All,
    /// These labels.
    Only(&'static [&'static str]),
}

impl Leaders {
    fn contain(self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(keys) => keys.contains(&key),
        }
    }
}

/// One label with its values.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    /// As in [`Keys`]; `None` for a bullet without a known label.
    pub(super) key: Option<&'static str>,
    pub(super) label: Value<'a>,
    pub(super) values: Vec<Value<'a>>,
}

/// Fields that belong together.
#[derive(Debug, Clone)]
pub(super) struct Record<'a> {
    pub(super) fields: Vec<Field<'a>>,
    /// The closest heading above.
    pub(super) heading: Option<Value<'a>>,
    /// Whether it is a row of a table with its labels in the header.
    pub(super) is_row: bool,
    pub(super) span: Range<usize>,
}

impl<'a> Record<'a> {
    pub(super) fn get(&self, key: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.key == Some(key))
    }

    /// The first value of a label that is not empty.
    pub(super) fn value(&self, key: &str) -> Option<Value<'a>> {
        self.get(key)?.values.iter().copied().find(|value| !value.is_empty())
    }
}

/// Reads every record below a section's heading.
pub(super) fn read<'a>(blocks: &[&'a Block], shape: &Shape, problems: &mut Problems) -> Vec<Record<'a>> {
    let mut reader = Reader { shape, records: Vec::new(), open: None, heading: None };
    for block in blocks {
        match block {
            Block::Heading { text, .. } => {
                reader.close();
                reader.heading = Some(text.value());
            }
            Block::Item { depth, list, text, .. } => reader.item(*depth, *list, text.value()),
            Block::Paragraph { depth: 0, text } => {
                for line in text.lines() {
                    reader.line(line);
                }
            }
            Block::Paragraph { depth, text } => reader.item(*depth, usize::MAX, text.value()),
            Block::Table(table) => {
                reader.close();
                lengths(table, problems);
                let heading = reader.heading;
                reader.records.extend(from_table(table, shape.keys, heading));
            }
            Block::Code { .. } => {}
        }
    }
    reader.close();
    reader.records
}

struct Reader<'a, 's> {
    shape: &'s Shape,
    records: Vec<Record<'a>>,
    open: Option<Open<'a>>,
    heading: Option<Value<'a>>,
}

struct Open<'a> {
    record: Record<'a>,
    list: Option<usize>,
    /// Depth and index of the labels that deeper bullets belong to, the deepest last.
    labels: Vec<(usize, usize)>,
}

impl<'a> Reader<'a, '_> {
    fn close(&mut self) {
        self.records.extend(self.open.take().map(|open| open.record));
    }

    fn item(&mut self, depth: usize, list: usize, text: Value<'a>) {
        let is_other_list = self
            .open
            .as_ref()
            .is_some_and(|open| list != usize::MAX && open.list.is_some_and(|open_list| open_list != list));
        if is_other_list {
            self.close();
        }
        match labelled(self.shape.keys, text) {
            Some((key, label, value)) => self.push(Some(key), label, value, depth, Some(list)),
            None if !self.add_value(depth, text) => {
                self.push(None, text, text, depth, Some(list));
            }
            None => {}
        }
    }

    /// A line of a paragraph counts when it begins with a known label and a colon.
    fn line(&mut self, text: Value<'a>) {
        if !text.as_str().contains([':', '：']) {
            return;
        }
        if let Some((key, label, value)) = labelled(self.shape.keys, text) {
            self.push(Some(key), label, value, 1, None);
        }
    }

    /// Adds a bullet to the values of the label that it stands below.
    fn add_value(&mut self, depth: usize, text: Value<'a>) -> bool {
        let Some(open) = &mut self.open else { return false };
        open.labels.retain(|&(above, _)| above < depth);
        let Some(&(_, parent)) = open.labels.last() else { return false };
        let Some(field) = open.record.fields.get_mut(parent) else { return false };
        if field.key.is_none() {
            return false;
        }
        field.values.push(text);
        true
    }

    fn push(
        &mut self,
        key: Option<&'static str>,
        label: Value<'a>,
        value: Value<'a>,
        depth: usize,
        list: Option<usize>,
    ) {
        let mut carried = Vec::new();
        if let Some((open, key)) = self.open.as_ref().zip(key)
            && self.shape.leaders.contain(key)
            && open.record.get(key).is_some()
        {
            // The label that the record began with brings its own values when it comes again.
            if open.record.fields.first().is_none_or(|first| first.key != Some(key)) {
                let names = self.shape.carried.iter().filter(|name| **name != key);
                carried = names.filter_map(|name| open.record.get(name)).map(few).collect();
            }
            self.close();
        }
        let heading = self.heading;
        let open = self.open.get_or_insert_with(|| Open {
            labels: Vec::new(),
            record: Record { fields: carried, heading, is_row: false, span: label.span() },
            list: None,
        });
        if list != Some(usize::MAX) {
            open.list = open.list.or(list);
        }
        open.labels.retain(|&(above, _)| above < depth);
        open.labels.push((depth, open.record.fields.len()));
        let values = if value.is_empty() { Vec::new() } else { vec![value] };
        open.record.fields.push(Field { key, label, values });
    }
}

/// A field with its first two values: enough to tell one value from several.
fn few<'a>(field: &Field<'a>) -> Field<'a> {
    let values = field.values.iter().take(2).copied().collect();
    Field { key: field.key, label: field.label, values }
}

/// Reports rows that have fewer or more cells than the header.
pub(super) fn lengths(table: &Table, problems: &mut Problems) {
    for row in &table.rows {
        let (code, message, help) = match row.length {
            RowLength::Whole => continue,
            RowLength::Short => (
                "table-row-short",
                "this row has fewer cells than the header",
                "write an empty cell for each column that has no value",
            ),
            RowLength::Long => (
                "table-row-long",
                "this row has more cells than the header, and the rest is not read",
                "add a column to the header, or write `\\|` for a bar inside of a cell",
            ),
        };
        problems.add(row_span(row), code, message, help);
    }
}

/// Bytes of a row without its line break.
pub(super) fn row_span(row: &Row) -> Range<usize> {
    let last = row.cells.iter().rev().map(|cell| cell.value().span().end).next();
    row.span.start..last.unwrap_or(row.span.end).clamp(row.span.start, row.span.end)
}

/// Tables are wide, with labels in the header, or tall, with labels in the first column and
/// one record in every further column.
fn from_table<'a>(table: &'a Table, keys: &Keys, heading: Option<Value<'a>>) -> Vec<Record<'a>> {
    let header: Vec<_> = table.header.iter().map(|cell| key(keys, cell.as_str())).collect();
    let in_header = header.iter().flatten().count();
    let first_of = |row: &Row| row.cells.first().and_then(|cell| key(keys, cell.as_str()));
    let in_column = table.rows.iter().filter_map(first_of).count();
    let header_is_row = header.first().is_some_and(Option::is_some) && in_header == 1;
    if table.header.len() > 1 && in_column > 0 && (in_header == 0 || header_is_row) {
        return tall(table, keys, heading);
    }
    if in_header == 0 {
        return Vec::new();
    }
    let record = |row: &'a Row| {
        let cells = table.header.iter().zip(&header).zip(&row.cells);
        let fields = cells.map(|((label, &key), cell)| Field { key, label: label.value(), values: vec![cell.value()] });
        Record { fields: fields.collect(), heading, is_row: true, span: row_span(row) }
    };
    table.rows.iter().map(record).collect()
}

fn tall<'a>(table: &'a Table, keys: &Keys, heading: Option<Value<'a>>) -> Vec<Record<'a>> {
    let rows: Vec<&'a [Text]> =
        std::iter::once(table.header.as_slice()).chain(table.rows.iter().map(|row| row.cells.as_slice())).collect();
    let column = |index: usize| {
        let fields: Vec<_> = rows
            .iter()
            .filter_map(|cells| {
                let (label, value) = (cells.first()?.value(), cells.get(index)?.value());
                let key = Some(key(keys, label.as_str())?);
                let values = if value.is_empty() { Vec::new() } else { vec![value] };
                Some(Field { key, label, values })
            })
            .collect();
        let span = fields.first().map_or(0..0, |field| field.label.span());
        Record { fields, heading, is_row: false, span }
    };
    let is_value = |index: &usize| {
        let title = table.header.get(*index).map(|cell| plain(cell.as_str()));
        !matches!(title.as_deref(), Some("comment" | "comments" | "notes" | "remarks" | "hint"))
    };
    (1..table.header.len()).filter(is_value).map(column).collect()
}
