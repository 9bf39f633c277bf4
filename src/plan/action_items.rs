//! Region `action-items` of section 16: one row per finding that is or was open.
//!
//! `Owner`, `Remarks`, further columns, further rows and further lines are people's; the rest is
//! written anew from the scorecard.

mod rows;
mod written;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::rows::{Known, Row};
pub(crate) use self::written::{WrittenItem, written_items};
use super::history::History;
use crate::{
    render::{for_markdown, labels},
    rule::{Light, Rule},
    rules,
    scorecard::{Changes, Finding, Scorecard, item_id},
    workbook::region_table as table,
};

/// Columns of the table, in their order; people's own columns follow.
const COLUMNS: [&str; 10] =
    ["Id", "Status", "Before", "Description", "Reason", "Due", "Owner", "First seen", "Last seen", "Remarks"];

pub(super) const INTRO: &str = "`Owner`, `Remarks`, and rows and columns of your own stay as you write them; the rest is \
                     rewritten. `Before` is the status on the last day before.";

/// Status of an action item: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Red,
    Yellow,
    Gray,
    Accepted,
    Closed,
}

impl Status {
    const ALL: [Self; 5] = [Self::Red, Self::Yellow, Self::Gray, Self::Accepted, Self::Closed];

    fn word(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Yellow => "Yellow",
            Self::Gray => "Gray",
            Self::Accepted => "Accepted",
            Self::Closed => "Closed",
        }
    }

    fn parse(cell: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| table::is(cell, status.word()))
    }

    fn of(finding: &Finding) -> Self {
        match finding.light {
            Light::Green => Self::Closed,
            _ if finding.accepted.is_some() => Self::Accepted,
            Light::Red => Self::Red,
            Light::Yellow => Self::Yellow,
            Light::Gray => Self::Gray,
        }
    }
}

/// The table as it will be written.
#[derive(Debug)]
pub(super) struct Tracker {
    items: Vec<Item>,
    known: Known,
    /// Since an earlier day on which the workbook was written, where there was one.
    pub(super) changes: Option<Changes>,
    pub(super) notices: Vec<String>,
}

/// One row. All cells are Markdown.
#[derive(Debug)]
struct Item {
    status: Status,
    /// Overdue red first; then by status, and the earliest due first.
    order: (bool, Status, bool, String, String),
    cells: Vec<String>,
}

impl Tracker {
    /// Joins what stands in the region with the scorecard. `past` tells on which days the
    /// workbook was written.
    pub(super) fn new(scorecard: &Scorecard, inside: &str, past: &History) -> Self {
        let today = scorecard.today();
        let (mut known, notices) = Known::read(inside, &descriptions(scorecard));
        let last_seen = |row: &Row| row.cell("Last seen").parse::<Date>().ok();
        let days: Vec<Date> = known.ours.values().filter_map(last_seen).collect();
        let mut tracker = Self { items: Vec::new(), known: Known::default(), changes: None, notices };
        let since = past.last_before(today).or_else(|| days.iter().copied().filter(|day| *day < today).max());
        tracker.changes = since.map(|since| Changes { since, ..Changes::default() });
        let is_rerun = past.has(today) || days.contains(&today);
        for finding in &scorecard.findings {
            let id = finding.item_id();
            let row = known.ours.remove(&id);
            if row.is_some() || finding.light != Light::Green {
                tracker.push(&id, Some(finding), Status::of(finding), row, today, is_rerun);
            }
        }
        for (id, row) in std::mem::take(&mut known.ours) {
            // Where the rule could not read what it needs, that a finding is gone says nothing.
            let is_missed = |finding: &&Finding| {
                finding.light == Light::Gray
                    && finding.evidence.get("source").is_some()
                    && item_id::is_of_rule(&id, finding.rule)
            };
            let was_open = Status::parse(row.cell("Status")).is_some_and(|status| status < Status::Accepted);
            let missed = was_open && scorecard.findings.iter().any(|finding| is_missed(&finding));
            let status = if missed { Status::Gray } else { Status::Closed };
            tracker.push(&id, None, status, Some(row), today, is_rerun);
        }
        tracker.known = known;
        tracker.items.sort_by(|one, other| one.order.cmp(&other.order));
        tracker
    }

    fn push(
        &mut self,
        id: &str,
        finding: Option<&Finding>,
        status: Status,
        row: Option<Row>,
        today: Date,
        is_rerun: bool,
    ) {
        let is_new = row.is_none();
        let row = row.unwrap_or_default();
        let before = match (is_new, row.cells.get(if is_rerun { "Before" } else { "Status" })) {
            (true, _) => None,
            (_, Some(cell)) if is_rerun && cell.is_empty() => None,
            (_, cell) => Some(cell.and_then(|cell| Status::parse(cell)).unwrap_or(status)),
        };
        if let Some(kind) = self.changes.as_mut().and_then(|changes| kind_of_change(changes, before, status)) {
            kind.push(finding.map_or(id, |finding| &finding.id).to_owned());
        }
        let date = |column: &str| row.cell(column).parse::<Date>().ok().map(|day| day.to_string());
        let first_seen = date("First seen").unwrap_or_else(|| {
            if !is_new {
                self.notices.push(format!("action item {id}: `First seen` was no date and is now today"));
            }
            today.to_string()
        });
        let is_seen = finding.is_some() && status != Status::Closed;
        let last_seen = if is_seen { today.to_string() } else { date("Last seen").unwrap_or_default() };
        let due = finding.filter(|_| status != Status::Closed).and_then(|finding| finding.due.clone());
        let is_overdue = status < Status::Accepted && finding.is_some_and(|finding| finding.overdue);
        let mut shown_due = due.clone().unwrap_or_default();
        if is_overdue {
            shown_due.push_str(", overdue");
        }
        let (description, reason) = match finding {
            Some(finding) => (description(finding), for_markdown(&finding.summary)),
            None => (row.cell("Description").to_owned(), row.cell("Reason").to_owned()),
        };
        let owner = match finding.and_then(|finding| finding.owner.as_deref()) {
            Some(owner) if is_new => for_markdown(owner),
            _ => row.cell("Owner").to_owned(),
        };
        let cells = vec![
            id.to_owned(),
            status.word().to_owned(),
            before.map(Status::word).unwrap_or_default().to_owned(),
            description,
            reason,
            shown_due,
            owner,
            first_seen,
            last_seen,
            row.cell("Remarks").to_owned(),
        ];
        self.items.push(Item {
            status,
            order: (
                !(is_overdue && status == Status::Red),
                status,
                due.is_none(),
                due.unwrap_or_default(),
                id.to_owned(),
            ),
            cells: cells.into_iter().chain(row.extras).collect(),
        });
    }

    /// Items that were open once and are not any more.
    pub(super) fn closed(&self) -> usize {
        self.items.iter().filter(|item| item.status == Status::Closed).count()
    }

    pub(super) fn markdown(&self) -> String {
        let header: Vec<String> = COLUMNS.map(str::to_owned).into_iter().chain(self.known.extras.clone()).collect();
        let items = self.items.iter().map(|item| item.cells.clone());
        let theirs = self.known.theirs.iter().map(|row| {
            let known = COLUMNS.iter().map(|column| row.cell(column).to_owned());
            known.chain(row.extras.clone()).collect()
        });
        let rows = items.chain(theirs).map(|mut cells: Vec<String>| {
            cells.resize(header.len(), String::new());
            cells
        });
        let mut text = format!("{INTRO}\n\n{}", table::markdown(&header, rows));
        if !self.known.lines.is_empty() {
            text.push_str("\n\n");
            text.push_str(&self.known.lines);
        }
        text
    }
}

/// Ids of the rows of the region that are red or yellow.
pub(crate) fn open_ids(inside: &str) -> Vec<String> {
    let (known, _) = Known::read(inside, &BTreeMap::new());
    let is_open = |row: &Row| matches!(Status::parse(row.cell("Status")), Some(Status::Red | Status::Yellow));
    known.ours.into_iter().filter(|(_, row)| is_open(row)).map(|(id, _)| id).collect()
}

/// The rule that one of our ids is about.
pub(crate) fn rule_of(id: &str) -> Option<&'static Rule> {
    rules::all().into_iter().find(|rule| item_id::is_of_rule(id, rule.id))
}

/// The list that an item belongs to, from what it was to what it is.
fn kind_of_change(changes: &mut Changes, before: Option<Status>, now: Status) -> Option<&mut Vec<String>> {
    let is_open = |status: Status| status < Status::Accepted;
    match before {
        None => is_open(now).then_some(&mut changes.new),
        Some(before) if before == now => None,
        Some(_) if now == Status::Closed => Some(&mut changes.closed),
        Some(before) if !is_open(before) && is_open(now) => Some(&mut changes.reopened),
        Some(before) if now < before => Some(&mut changes.worse),
        Some(_) => Some(&mut changes.better),
    }
}

/// `asg-multi-az: asg web (111122223333, us-east-1)`.
fn description(finding: &Finding) -> String {
    for_markdown(&format!("{}: {}", finding.rule, labels::subject(&finding.resource)))
}

/// Ids by description and reason, for tables whose column of ids is gone.
fn descriptions(scorecard: &Scorecard) -> BTreeMap<(String, String), String> {
    let key = |finding: &Finding| (description(finding), for_markdown(&finding.summary));
    scorecard.findings.iter().map(|finding| (key(finding), finding.item_id())).collect()
}
