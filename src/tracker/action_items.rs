//! Region `action-items` of section 16: one row per finding that is or was red, yellow or accepted.
//!
//! `Owner`, `Remarks`, further columns, further rows and further lines are people's; the rest is
//! written anew from the scorecard. What was open and cannot be judged any more stays open, with the
//! day on which it was known last; what could never be judged is no item.

mod missed;
mod rows;
mod standing;
mod written;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub(crate) use crate::tracker::action_items::written::{WrittenItem, written_items};
use crate::{
    rule::{Light, Rule},
    scorecard::{Changes, Finding, Scorecard, item_id, labels},
    text::{escape::for_markdown, number::count},
    tracker::{
        action_items::{
            missed::Missing,
            rows::{Known, Row},
            standing::{Standing, Status},
        },
        history::History,
    },
    workbook::region_table as table,
};

/// Columns of the table, in their order; people's own columns follow.
const COLUMNS: [&str; 10] =
    ["Id", "Status", "Before", "Description", "Reason", "Due", "Owner", "First seen", "Last seen", "Remarks"];

pub(crate) const INTRO: &str = "`Owner`, `Remarks`, and rows and columns of your own stay as you write them; the rest is \
                     rewritten. `Before` is the status on the last day before.";
/// Stands below the introduction while it is needed.
const AS_OF: &str =
    "`as of` a day: known on that day, and no longer known. The item stays open until it can be judged.";
/// Ends the line that says how many findings are no items.
const UNJUDGED: &str = " could not be judged: `iem check` lists them.";

/// The table as it will be written.
#[derive(Debug)]
pub(crate) struct Tracker {
    items: Vec<Item>,
    known: Known,
    /// Findings that are gray and were never open.
    unjudged: usize,
    /// Since an earlier day on which the workbook was written, where there was one.
    pub(crate) changes: Option<Changes>,
    pub(crate) notices: Vec<String>,
}

/// One row. All cells are Markdown.
#[derive(Debug)]
struct Item {
    standing: Standing,
    /// Whether the scorecard counts it as gray.
    is_gray: bool,
    /// Overdue red first; then by status, and the earliest due first.
    order: (bool, Status, bool, String, String),
    cells: Vec<String>,
}

impl Tracker {
    /// Joins what stands in the region with the scorecard. `past` tells on which days the
    /// workbook was written.
    pub(crate) fn new(scorecard: &Scorecard, inside: &str, past: &History) -> Self {
        let today = scorecard.today();
        let (mut known, notices) = Known::read(inside, &descriptions(scorecard));
        let last_seen = |row: &Row| row.cell("Last seen").parse::<Date>().ok();
        let days: Vec<Date> = known.ours.values().filter_map(last_seen).collect();
        let mut tracker = Self { items: Vec::new(), known: Known::default(), unjudged: 0, changes: None, notices };
        let since = past.last_before(today).or_else(|| days.iter().copied().filter(|day| *day < today).max());
        tracker.changes = since.map(|since| Changes { since, ..Changes::default() });
        let is_rerun = past.has(today) || days.contains(&today);
        for finding in &scorecard.findings {
            let id = finding.item_id();
            let row = known.ours.remove(&id);
            match Standing::of(finding, row.as_ref(), today) {
                Some(standing) => tracker.push(&id, Some(finding), standing, row, today, is_rerun),
                None => tracker.unjudged += usize::from(is_gray(finding)),
            }
        }
        let missing = Missing::new(scorecard);
        for (id, row) in std::mem::take(&mut known.ours) {
            let standing = Standing::of_gone(&row, missing.speaks_of(&id, row.cell("Description")), today);
            tracker.push(&id, None, standing, Some(row), today, is_rerun);
        }
        tracker.known = known;
        tracker.items.sort_by(|one, other| one.order.cmp(&other.order));
        tracker
    }

    fn push(
        &mut self,
        id: &str,
        finding: Option<&Finding>,
        standing: Standing,
        row: Option<Row>,
        today: Date,
        is_rerun: bool,
    ) {
        let is_new = row.is_none();
        let row = row.unwrap_or_default();
        let status = standing.status;
        // What an item was keeps its words while it cannot be judged.
        let keeps = standing.as_of.is_some() || status == Status::Closed;
        let told = finding.filter(|finding| finding.light != Light::Gray || !keeps);
        let before = match (is_new, row.cells.get(if is_rerun { "Before" } else { "Status" })) {
            (true, _) => None,
            (_, Some(cell)) if is_rerun && cell.is_empty() => None,
            (_, cell) => Some(cell.and_then(|cell| Standing::parse(cell)).unwrap_or(standing)),
        };
        if let Some(kind) = self.changes.as_mut().and_then(|changes| kind_of_change(changes, before, standing)) {
            kind.push(finding.map_or(id, |finding| &finding.id).to_owned());
        }
        let date = |column: &str| row.cell(column).parse::<Date>().ok().map(|day| day.to_string());
        let first_seen = date("First seen").unwrap_or_else(|| {
            if !is_new {
                self.notices.push(format!("action item {id}: `First seen` was no date and is now today"));
            }
            today.to_string()
        });
        let is_seen = told.is_some() && status != Status::Closed;
        let last_seen = if is_seen { today.to_string() } else { date("Last seen").unwrap_or_default() };
        let due = match told {
            Some(finding) => finding.due.map(|day| day.to_string()),
            None => row
                .cell("Due")
                .split(',')
                .next()
                .and_then(|day| day.trim().parse::<Date>().ok())
                .map(|day| day.to_string()),
        };
        let due = due.filter(|_| status != Status::Closed);
        let is_late = match told {
            Some(finding) => finding.overdue,
            None => due.as_ref().and_then(|due| due.parse::<Date>().ok()).is_some_and(|due| due < today),
        };
        let is_overdue = status < Status::Accepted && is_late;
        let mut shown_due = due.clone().unwrap_or_default();
        if is_overdue {
            shown_due.push_str(", overdue");
        }
        let (description, reason) = match told {
            Some(finding) => (description(finding), for_markdown(&finding.summary)),
            None => (row.cell("Description").to_owned(), row.cell("Reason").to_owned()),
        };
        let owner = match finding.and_then(|finding| finding.owner.as_deref()) {
            Some(owner) if is_new => for_markdown(owner),
            _ => row.cell("Owner").to_owned(),
        };
        let cells = vec![
            id.to_owned(),
            standing.to_string(),
            before.map(|before| before.to_string()).unwrap_or_default(),
            description,
            reason,
            shown_due,
            owner,
            first_seen,
            last_seen,
            row.cell("Remarks").to_owned(),
        ];
        self.items.push(Item {
            standing,
            is_gray: finding.is_some_and(is_gray),
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
    pub(crate) fn closed(&self) -> usize {
        self.items.iter().filter(|item| item.standing.status == Status::Closed).count()
    }

    /// Items that were red, and those that were yellow, and are no longer known; and how many of them the
    /// scorecard counts as gray.
    pub(crate) fn no_longer_known(&self) -> [usize; 3] {
        let unknown = || self.items.iter().filter(|item| item.standing.as_of.is_some());
        let were = |status| unknown().filter(move |item| item.standing.status == status);
        let open = were(Status::Red).chain(were(Status::Yellow));
        [were(Status::Red).count(), were(Status::Yellow).count(), open.filter(|item| item.is_gray).count()]
    }

    pub(crate) fn markdown(&self) -> String {
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
        let as_of = if self.items.iter().any(|item| item.standing.as_of.is_some()) { AS_OF } else { "" };
        let unjudged = match self.unjudged {
            0 => String::new(),
            number => format!("{}{UNJUDGED}", count(number, "finding")),
        };
        let table = table::markdown(&header, rows);
        // Above the table, because people add their rows at the end.
        let blocks = [INTRO, as_of, &unjudged, &table, &self.known.lines];
        blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

/// Whether a line outside of the table is one that the tool writes.
fn is_told(line: &str) -> bool {
    line == INTRO || line == AS_OF || line.ends_with(UNJUDGED)
}

fn is_gray(finding: &Finding) -> bool {
    finding.light == Light::Gray && finding.accepted.is_none()
}

/// Ids of the rows of the region that are red or yellow, or were when they were known last.
pub(crate) fn open_ids(inside: &str) -> Vec<String> {
    let (known, _) = Known::read(inside, &BTreeMap::new());
    let is_open = |row: &Row| {
        Standing::parse(row.cell("Status")).is_some_and(|it| matches!(it.status, Status::Red | Status::Yellow))
    };
    known.ours.into_iter().filter(|(_, row)| is_open(row)).map(|(id, _)| id).collect()
}

/// The rule that one of our ids is about.
pub(crate) fn rule_of(id: &str) -> Option<&'static Rule> {
    item_id::rule_of(id)
}

/// The list that an item belongs to, from what it was to what it is.
fn kind_of_change(changes: &mut Changes, before: Option<Standing>, now: Standing) -> Option<&mut Vec<String>> {
    let is_open = |status: Status| status < Status::Accepted;
    let Some(Standing { status: before, as_of }) = before else {
        return is_open(now.status).then_some(&mut changes.new);
    };
    match (before, now.status) {
        _ if now.as_of.is_some() => as_of.is_none().then_some(&mut changes.no_longer_known),
        (before, now) if before == now => None,
        (_, Status::Closed) => Some(&mut changes.closed),
        (before, now) if !is_open(before) && is_open(now) => Some(&mut changes.reopened),
        (before, now) if now < before => Some(&mut changes.worse),
        _ => Some(&mut changes.better),
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
