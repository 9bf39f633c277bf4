//! Rows that stay: each of a thing that could be read before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::tracker::kept::{
    is_missed,
    unit::{Unit, listed},
};
use crate::workbook::region_table as table;

/// Stands before the day, at the end of a cell that was kept.
const AS_OF: &str = " (as of ";
/// Follows a table in which something was kept.
const NOTE: &str = "`as of` a day: read on that day. It could not be read since; `iem check` says why.";
/// Begins the reason why a resource is in scope that the workbook lists.
const LISTED: &str = "listed on line ";
/// Begins a cell whose number follows from one that could not be read.
const NOT_KNOWN: &str = "not known";

/// The columns that tell rows apart, by the name of the first.
fn key_columns(header: &[String]) -> usize {
    match header.first().map(String::as_str) {
        // Kind, name, account and region.
        Some("Kind") => 4,
        // Topic and question.
        Some("Topic") => 2,
        _ => 1,
    }
}

/// The new unit with what stays of the old one, and whether something does.
pub(super) fn keep(old: &Unit<'_>, new: &Unit<'_>, day: Date) -> (String, bool) {
    let [old, now] = [old, new].map(|unit| table::read(&unit.lines.join("\n")));
    let (Some(old), Some(now)) = (old.tables.first(), now.tables.first()) else { return (new.text(), false) };
    if old.header != now.header {
        return (new.text(), false);
    }
    let keys = key_columns(&now.header);
    let known: BTreeMap<Vec<&str>, &Vec<String>> = old.rows.iter().map(|row| (key(row, keys), row)).collect();
    let mut any = false;
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(now.rows.len());
    for row in &now.rows {
        let merged = known.get(&key(row, keys)).and_then(|old| merged(old, row, keys, day));
        any |= merged.is_some();
        rows.push(merged.unwrap_or_else(|| row.clone()));
    }
    if let Some(columns) = Columns::new(&now.header) {
        let read: BTreeSet<Vec<&str>> = now.rows.iter().map(|row| key(row, keys)).collect();
        any |= columns.keep_reasons(&known, &mut rows, keys, day);
        any |= columns.keep_derived(old.rows.iter().filter(|row| !read.contains(&key(row, keys))), &mut rows, day);
    }
    if !any {
        return (new.text(), false);
    }
    let rest = new.lines.iter().filter(|line| !line.trim_start().starts_with('|'));
    let rest = rest.copied().collect::<Vec<_>>().join("\n");
    let blocks = [&table::markdown(&now.header, rows.into_iter()), NOTE, rest.trim()];
    (blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n"), true)
}

fn key(row: &[String], columns: usize) -> Vec<&str> {
    row.iter().take(columns).map(|cell| listed(cell)).collect()
}

/// The new row with the cells of the old one that could not be read now; `None` where the new one says as much.
fn merged(old: &[String], new: &[String], keys: usize, day: Date) -> Option<Vec<String>> {
    let is_lost = |old: &String, new: &String| is_missed(new) && !is_missed(old);
    old.iter().zip(new).any(|(old, new)| is_lost(old, new)).then(|| {
        let cell = |(at, (old, new)): (usize, (&String, &String))| match at < keys {
            true => old.clone(),
            false if is_lost(old, new) => stamped(old, day),
            false if new.starts_with(NOT_KNOWN) && !old.starts_with(NOT_KNOWN) => stamped(old, day),
            false => new.clone(),
        };
        old.iter().zip(new).enumerate().map(cell).collect()
    })
}

/// A cell with its day, which stays where it has one.
fn stamped(cell: &str, day: Date) -> String {
    if day_of(cell).is_some() { cell.to_owned() } else { format!("{cell}{AS_OF}{day})") }
}

fn day_of(cell: &str) -> Option<Date> {
    cell.rsplit_once(AS_OF)?.1.strip_suffix(')')?.parse().ok()
}

/// Where the columns of the resources in scope stand.
struct Columns {
    kind: usize,
    name: usize,
    account: usize,
    region: usize,
    state: usize,
    why: usize,
}

impl Columns {
    fn new(header: &[String]) -> Option<Self> {
        let column = |name: &str| header.iter().position(|cell| cell == name);
        Some(Self {
            kind: column("Kind")?,
            name: column("Name")?,
            account: column("Account")?,
            region: column("Region")?,
            state: column("State")?,
            why: column("Why in scope")?,
        })
    }

    fn is_lost(&self, row: &[String]) -> bool {
        is_missed(&row[self.state]) || day_of(&row[self.state]).is_some()
    }

    /// Whether a row is in scope because of another one in its place, for a reason that `counts`.
    fn is_through(&self, row: &[String], other: &[String], counts: impl Fn(&str) -> bool) -> bool {
        let name = &other[self.name];
        let names = [listed(name), name.split_once(" (listed as ").map_or(name.as_str(), |(name, _)| name)];
        let mut reasons = row[self.why].split(", ").filter(|reason| counts(reason));
        self.is_beside(row, other) && reasons.any(|reason| names.iter().any(|name| reason.contains(name)))
    }

    fn is_beside(&self, row: &[String], other: &[String]) -> bool {
        [self.account, self.region].into_iter().all(|at| row[at] == other[at])
    }

    /// A thing may be in scope for more than one reason, of which one cannot be read now.
    fn keep_reasons(
        &self,
        known: &BTreeMap<Vec<&str>, &Vec<String>>,
        rows: &mut [Vec<String>],
        keys: usize,
        day: Date,
    ) -> bool {
        let lost: Vec<Vec<String>> = rows.iter().filter(|row| self.is_lost(row)).cloned().collect();
        let mut any = false;
        for row in rows {
            let Some(old) = known.get(&key(row, keys)) else { continue };
            let is_gone = |reason: &str| !row[self.why].contains(reason);
            if !row[self.why].starts_with(LISTED) && lost.iter().any(|lost| self.is_through(old, lost, is_gone)) {
                row[self.why] = stamped(&old[self.why], day);
                any = true;
            }
        }
        any
    }

    /// Adds the old rows of what follows from a resource that cannot be read now, and of kinds that cannot be:
    /// who lists less takes rows away, and who cannot look does not.
    fn keep_derived<'a>(
        &self,
        old: impl Iterator<Item = &'a Vec<String>>,
        rows: &mut Vec<Vec<String>>,
        day: Date,
    ) -> bool {
        let mut open: Vec<&Vec<String>> =
            old.filter(|row| !row[self.why].starts_with(LISTED) && !is_missed(&row[self.state])).collect();
        let mut lost: Vec<Vec<String>> = rows.iter().filter(|row| self.is_lost(row)).cloned().collect();
        let mut any = false;
        // What was found through a row that stays, stays.
        while let Some(at) = open.iter().position(|row| {
            let is_lost = |lost: &Vec<String>| {
                self.is_through(row, lost, |_| true) || row[self.kind] == lost[self.kind] && self.is_beside(row, lost)
            };
            lost.iter().any(is_lost)
        }) {
            let mut row = open.remove(at).clone();
            row[self.state] = stamped(&row[self.state], day);
            lost.push(row.clone());
            rows.push(row);
            any = true;
        }
        any
    }
}
