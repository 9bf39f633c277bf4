//! Action items of section 16 in their end state: those of the tool's region, and people's rows.

use jiff::{Timestamp, civil::Date};

use super::ClosedItem;
use crate::{
    event::{ActionItem, ItemStatus, Window},
    report::{Inputs, closing::words::plain},
    tracker::{WrittenItem, written_items},
};

/// Status in the order of the list; a word that is none of these comes first.
const ORDER: [&str; 6] = ["Red", "Yellow", "Gray", "Accepted", "Closed", "Green"];

/// One item, and what only the recommendations need.
pub(super) struct Item {
    pub(super) closed: ClosedItem,
    /// Whether it was open on the day on which the event began. Of people's rows that is known only
    /// where they were due before it and are still open.
    pub(super) was_open: bool,
}

/// Every item, those that are open first, the worst first.
pub(super) fn items(inputs: &Inputs<'_>, window: &Window) -> Vec<Item> {
    let region = inputs.workbook.regions.iter().find(|region| region.name == "action-items");
    let inside = region.and_then(|region| inputs.text.get(region.inside.clone())).unwrap_or_default();
    let mut items: Vec<Item> = written_items(inside).into_iter().map(|item| ours(item, window)).collect();
    items.extend(inputs.workbook.event.action_items.iter().map(|item| theirs(item, window)));
    let order = |item: &Item| ORDER.iter().position(|status| *status == item.closed.status).map_or(0, |at| at + 1);
    items.sort_by_key(|item| (!item.closed.open, order(item)));
    items
}

fn ours(item: WrittenItem, window: &Window) -> Item {
    let day = |at: Timestamp| at.to_zoned(window.time_zone.clone()).date();
    let (opens, closes) = (day(window.opens()), day(window.closes()));
    let during = |first: Date| first >= opens && first <= closes;
    let was_open = item.status != "Accepted"
        && item.first_seen.is_some_and(|first| first < opens)
        && (item.is_open || item.last_seen.is_some_and(|last| last >= opens));
    let description = plain(&item.description);
    Item {
        closed: ClosedItem {
            id: item.id.unwrap_or_else(|| description.clone()),
            description,
            status: plain(&item.status),
            owner: item.owner.as_deref().map(plain),
            open: item.is_open,
            opened_during_event: item.first_seen.is_some_and(during),
        },
        was_open,
    }
}

fn theirs(item: &ActionItem, window: &Window) -> Item {
    let description = plain(&item.description);
    let status = match item.status {
        ItemStatus::Red => "Red",
        ItemStatus::Yellow => "Yellow",
        ItemStatus::Green => "Green",
        ItemStatus::Unknown => "not stated",
    };
    let opens = window.opens().to_zoned(window.time_zone.clone()).date();
    let is_open = item.status != ItemStatus::Green;
    Item {
        closed: ClosedItem {
            id: description.clone(),
            description,
            status: status.to_owned(),
            owner: item.owner.as_deref().map(plain),
            open: is_open,
            opened_during_event: false,
        },
        was_open: is_open && item.due.is_some_and(|due| due < opens),
    }
}
