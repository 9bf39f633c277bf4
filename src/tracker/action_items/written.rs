//! The action items as they stand in the region, for whoever comes after the event.

use std::collections::BTreeMap;

use jiff::civil::Date;
use pulldown_cmark::{Event, Parser};

use crate::tracker::action_items::{
    rows::{Known, Row},
    standing::{Standing, Status},
};
use crate::{event::ItemStatus, workbook::item_status};

/// One row of the region, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenItem {
    /// Stable id; `None` for a row that people wrote.
    pub(crate) id: Option<String>,
    pub(crate) description: String,
    /// As written: Red, Yellow, Gray, Accepted, Closed, or a word of people's.
    pub(crate) status: String,
    /// Whether nobody closed or accepted it.
    pub(crate) is_open: bool,
    pub(crate) owner: Option<String>,
    /// Day on which it was first seen, in the event's zone.
    pub(crate) first_seen: Option<Date>,
    /// Last day on which it was open or accepted.
    pub(crate) last_seen: Option<Date>,
}

/// Every row of the region `action-items`: ours by their ids, then people's as written.
pub(crate) fn written_items(inside: &str) -> Vec<WrittenItem> {
    let (known, _) = Known::read(inside, &BTreeMap::new());
    let ours = known.ours.iter().map(|(id, row)| item(Some(id), row));
    ours.chain(known.theirs.iter().map(|row| item(None, row))).collect()
}

fn item(id: Option<&String>, row: &Row) -> WrittenItem {
    let text = |column: &str| plain(row.cell(column));
    let date = |column: &str| row.cell(column).parse().ok();
    let status = Standing::parse(row.cell("Status")).map(|standing| standing.status);
    let written = text("Status");
    WrittenItem {
        id: id.cloned(),
        description: text("Description"),
        is_open: status.map_or_else(|| item_status(&written) != Some(ItemStatus::Green), |it| it < Status::Accepted),
        status: status.map_or(written, |status| status.word().to_owned()),
        owner: Some(text("Owner")).filter(|owner| !owner.is_empty()),
        first_seen: date("First seen"),
        last_seen: date("Last seen"),
    }
}

/// A cell without its Markdown.
fn plain(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for event in Parser::new(cell) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::InlineHtml(part) | Event::Html(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::tracker::action_items::written::written_items;

    #[test]
    fn rows_are_read_as_people_see_them() {
        let inside = r"
| Id | Status | Before | Description | Reason | Due | Owner | First seen | Last seen | Remarks |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| asg-exists-web-6895fd | Closed | Red | asg-exists: asg web\_1 (1, r) | &lt;none> |  | Kim | 2026-12-01 | 2026-12-05 |  |
| asg-multi-az-web-6895fd | **yellow** |  | asg-multi-az: asg web | one zone |  |  | 2026-12-12 | 2026-12-14 |  |
| asg-multi-az-api-6895fe | Accepted |  | a |  |  |  | soon |  |  |
|  | done | | Call `the bank` |  |  | Lee |  |  |  |
| OPS-1 | In progress | | Rotate keys |  |  |  |  |  |  |
";
        let items = written_items(inside);
        let shown: Vec<_> = items
            .iter()
            .map(|item| {
                let dates = [item.first_seen, item.last_seen].map(|day| day.map(|day| day.to_string()));
                let [first, last] = dates.map(|day| day.unwrap_or_else(|| "-".to_owned()));
                let [id, owner] = [&item.id, &item.owner].map(|text| text.as_deref().unwrap_or("-"));
                format!("{id} | {} | {} | {} | {owner} | {first} | {last}", item.description, item.status, item.is_open)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        asg-exists-web-6895fd | asg-exists: asg web_1 (1, r) | Closed | false | Kim | 2026-12-01 | 2026-12-05
        asg-multi-az-api-6895fe | a | Accepted | false | - | - | -
        asg-multi-az-web-6895fd | asg-multi-az: asg web | Yellow | true | - | 2026-12-12 | 2026-12-14
        - | Call the bank | done | false | Lee | - | -
        - | Rotate keys | In progress | true | - | - | -
        ");
    }
}
