//! The rows that stand in the region: ours by their id, and people's.

use std::collections::BTreeMap;

use crate::tracker::action_items::{COLUMNS, is_told};
use crate::tracker::digest;
use crate::{scorecard::item_id, workbook::region_table as table};

/// One row by the names of its columns, cells byte for byte.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) cells: BTreeMap<&'static str, String>,
    /// Cells of people's own columns, in the order of [`Known::extras`].
    pub(super) extras: Vec<String>,
}

impl Row {
    /// The cell of a column, or nothing.
    pub(super) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn is_empty(&self) -> bool {
        self.cells.values().chain(&self.extras).all(String::is_empty)
    }

    /// Takes over what people wrote into another row of the same item.
    fn join(&mut self, other: Self) {
        for column in ["Owner", "Remarks"] {
            let cell = other.cells.get(column).cloned().unwrap_or_default();
            join(self.cells.entry(column).or_default(), cell);
        }
        self.extras.resize(self.extras.len().max(other.extras.len()), String::new());
        for (cell, more) in self.extras.iter_mut().zip(other.extras) {
            join(cell, more);
        }
    }
}

fn join(cell: &mut String, more: String) {
    if cell.is_empty() {
        *cell = more;
    } else if !more.is_empty() && *cell != more {
        cell.push_str("; ");
        cell.push_str(&more);
    }
}

/// What stands in the region.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Our rows by id.
    pub(super) ours: BTreeMap<String, Row>,
    /// People's rows.
    pub(super) theirs: Vec<Row>,
    /// Headers of people's columns.
    pub(super) extras: Vec<String>,
    /// People's lines outside of the table.
    pub(super) lines: String,
}

impl Known {
    /// Reads the region, and says what is not as it was written.
    pub(super) fn read(inside: &str, ids: &BTreeMap<(String, String), String>) -> (Self, Vec<String>) {
        let content = table::read(inside);
        let mut known = Self::default();
        let mut notices = Vec::new();
        for table in &content.tables {
            let columns = COLUMNS.map(|name| (name, table.column(name)));
            for (name, _) in columns.iter().filter(|(_, column)| column.is_none()) {
                notices.push(format!("region `action-items`: the column `{name}` was gone and is back"));
            }
            let is_ours = |at: &usize| columns.iter().any(|(_, column)| *column == Some(*at));
            let own: Vec<usize> = (0..table.header.len()).filter(|at| !is_ours(at)).collect();
            let places = known.places(own.iter().filter_map(|at| table.header.get(*at)));
            for cells in &table.rows {
                let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
                let mut row = Row {
                    cells: columns.iter().filter_map(|(name, at)| Some((*name, cell((*at)?)))).collect(),
                    extras: vec![String::new(); known.extras.len()],
                };
                for (at, place) in own.iter().zip(&places) {
                    if let Some(extra) = row.extras.get_mut(*place) {
                        *extra = cell(*at);
                    }
                }
                known.add(row, ids, &mut notices);
            }
        }
        let lines: Vec<String> =
            content.lines.into_iter().filter(|line| !is_told(line) && !digest::is_line(line)).collect();
        known.lines = lines.join("\n").trim_matches('\n').to_owned();
        while known.lines.contains("\n\n\n") {
            known.lines = known.lines.replace("\n\n\n", "\n\n");
        }
        (known, notices)
    }

    /// Where the cells of people's columns go. A header that comes twice is two columns.
    fn places<'a>(&mut self, headers: impl Iterator<Item = &'a String>) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        for header in headers {
            let known = self.extras.iter().enumerate();
            let place = known.filter(|(at, known)| *known == header && !places.contains(at)).map(|(at, _)| at).next();
            places.push(place.unwrap_or(self.extras.len()));
            if place.is_none() {
                self.extras.push(header.clone());
            }
        }
        places
    }

    fn add(&mut self, row: Row, ids: &BTreeMap<(String, String), String>, notices: &mut Vec<String>) {
        if row.is_empty() {
            return;
        }
        let written = row.cell("Id").trim_matches(['`', '*', '_', ' ']).to_owned();
        let by_text = ids.get(&(row.cell("Description").to_owned(), row.cell("Reason").to_owned()));
        let id = if written.is_empty() { by_text.cloned().unwrap_or_default() } else { written };
        if !item_id::is_ours(&id) {
            self.theirs.push(row);
        } else if let Some(first) = self.ours.get_mut(&id) {
            first.join(row);
            notices.push(format!("action item {id} was there more than once; its owners and remarks were joined"));
        } else {
            self.ours.insert(id, row);
        }
    }
}
