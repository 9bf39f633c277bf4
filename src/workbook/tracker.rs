//! Section 16: action items and accepted risks that people wrote.

use jiff::civil::Date;

use super::{
    calendar::report,
    date, incidents,
    outline::{Block, Table},
    problems::Problems,
    record::{self, Leaders, Record, Shape},
    section::Part,
    text::Value,
    value::{Answer, Keys, answer, is_answered, plain},
};
use crate::event::{AcceptedRisk, ActionItem, ItemStatus};

#[rustfmt::skip]
const ITEM_KEYS: &Keys = &[
    ("Description", &["description", "action", "action item", "item", "issue", "risk", "task", "what", "action items"]),
    ("Status", &["status", "state", "light", "rag", "rag status"]),
    ("Reason", &["reason", "why", "cause"]),
    ("Owner", &["owner", "who", "assignee", "assigned to", "responsible"]),
    ("Due", &["due", "due date", "deadline", "by", "target date", "due by"]),
    ("Remarks", &["remarks", "remark", "comment", "comments", "note", "notes"]),
];

#[rustfmt::skip]
const RISK_KEYS: &Keys = &[
    ("Rule", &["rule", "rule id", "check"]),
    ("Resource", &["resource", "resources", "resource id"]),
    ("Owner", &["owner", "accepted by", "who", "approved by", "approver"]),
    ("Reason", &["reason", "why", "justification"]),
    ("Expires", &["expires", "expiry", "until", "expires on", "expiry date", "valid until", "expiration", "expiration date"]),
];

const ITEMS: Shape = Shape { keys: ITEM_KEYS, leaders: Leaders::All, carried: &[] };
const RISKS: Shape = Shape { keys: RISK_KEYS, leaders: Leaders::All, carried: &[] };

/// Reads section 16.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> (Vec<ActionItem>, Vec<AcceptedRisk>) {
    let is_risks = |block: &Block| matches!(block, Block::Table(table) if lists_risks(table));
    let blocks = incidents::others(part);
    let (risks, items): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| is_risks(block));
    let items = record::read(&items, &ITEMS, problems);
    let items = items.iter().filter_map(|record| item(record, part, problems)).collect();
    let risks = record::read(&risks, &RISKS, problems);
    let risks = risks.iter().filter_map(|record| risk(record, problems)).collect();
    (items, risks)
}

fn lists_risks(table: &Table) -> bool {
    let has = |name: &str| table.header.iter().any(|cell| super::value::key(RISK_KEYS, cell.as_str()) == Some(name));
    has("Rule") && has("Expires")
}

fn given<'a>(record: &Record<'a>, key: &str) -> Option<Value<'a>> {
    record.value(key).filter(|value| answer(value.as_str()) == Answer::Given)
}

fn item(record: &Record<'_>, part: &Part<'_>, problems: &mut Problems) -> Option<ActionItem> {
    let is_known = record.fields.iter().any(|field| field.key.is_some());
    let is_blank = !record.fields.iter().any(|field| {
        let mut values = field.values.iter();
        field.key.is_some() && values.any(|value| is_answered(value.as_str()))
    });
    if !is_known || (record.is_row && is_blank) {
        return None;
    }
    for key in ["Description", "Status", "Reason", "Owner"] {
        let field = record.get(key);
        let is_open = field.is_none_or(|field| !field.values.iter().any(|value| is_answered(value.as_str())));
        // A reason is worth having, but only a label without a value asks for one.
        if !is_open || (key == "Reason" && (record.is_row || field.is_none())) {
            continue;
        }
        let span = match field {
            Some(field) if !record.is_row => field.label.span(),
            _ => record.span.clone(),
        };
        let help = "fill in the action item's description, status, reason and owner";
        problems.not_filled_in(span, part.section, key, help);
    }
    if is_blank {
        return None;
    }
    let words = |key| given(record, key).map(Value::words);
    let description = match words("Description") {
        Some(description) => description,
        None if record.is_row => return None,
        None => String::new(),
    };
    Some(ActionItem {
        description,
        status: given(record, "Status").map_or(ItemStatus::Unknown, |value| status(value, problems)),
        reason: words("Reason"),
        owner: words("Owner"),
        due: given(record, "Due").and_then(|value| day(value, problems)),
        remarks: words("Remarks"),
        line: problems.line(record.span.start),
    })
}

/// The light that a word or a mark stands for.
fn status(value: Value<'_>, problems: &mut Problems) -> ItemStatus {
    let text = value.as_str();
    item_status(text).unwrap_or_else(|| {
        problems.add(
            value.span(),
            "status-unknown",
            format!("`{}` is no status of an action item", super::problems::quote(text)),
            "write Red, Yellow, Green or Closed",
        );
        ItemStatus::Unknown
    })
}

/// The light that a text begins with or marks, if it is one.
pub(crate) fn item_status(text: &str) -> Option<ItemStatus> {
    let words = plain(text);
    Some(match words.split(' ').next().unwrap_or_default() {
        "red" => ItemStatus::Red,
        "yellow" | "amber" | "orange" => ItemStatus::Yellow,
        "green" | "closed" | "done" | "complete" | "completed" | "resolved" | "fixed" => ItemStatus::Green,
        _ if text.contains('🔴') => ItemStatus::Red,
        _ if text.contains(['🟡', '🟠']) => ItemStatus::Yellow,
        _ if text.contains(['🟢', '✅']) => ItemStatus::Green,
        _ => return None,
    })
}

fn day(value: Value<'_>, problems: &mut Problems) -> Option<Date> {
    let (day, troubles) = date::day(value.as_str());
    report(value, troubles, problems);
    day
}

fn risk(record: &Record<'_>, problems: &mut Problems) -> Option<AcceptedRisk> {
    let written = |key| given(record, key).map(Value::words);
    let is_filled = |value: &Value<'_>| is_answered(value.as_str()) || is_everything(*value);
    let filled = ["Rule", "Resource", "Owner", "Reason", "Expires"]
        .map(|key| (key, record.value(key).filter(is_filled).is_some()));
    if filled.iter().all(|(_, is_filled)| !is_filled) {
        return None;
    }
    let (expires, troubles) = match given(record, "Expires") {
        Some(value) => date::day(value.as_str()),
        None => (None, Vec::new()),
    };
    let mut missing: Vec<&str> = filled.iter().filter(|(_, is_filled)| !is_filled).map(|(key, _)| *key).collect();
    if expires.is_none() && !missing.contains(&"Expires") {
        missing.push("Expires");
    }
    if !missing.is_empty() {
        let what: Vec<String> = missing.iter().map(|key| key.to_lowercase()).collect();
        problems.add(
            record.span.clone(),
            "accepted-risk-incomplete",
            format!("this accepted risk does not count: no readable {}", what.join(", ")),
            "write rule, resource (or `*`), owner, reason and the last day, like `2026-12-31`",
        );
    } else if let Some(value) = given(record, "Expires") {
        report(value, troubles, problems);
    }
    let text = |key| written(key).unwrap_or_default();
    let resource = record.value("Resource").filter(|value| is_everything(*value)).map(|_| "*".to_owned());
    Some(AcceptedRisk {
        rule: text("Rule"),
        resource: resource.unwrap_or_else(|| text("Resource")),
        owner: written("Owner"),
        reason: written("Reason"),
        expires,
        line: problems.line(record.span.start),
    })
}

/// `*`, however it is kept from being emphasis: `\*`, `**`, in code.
fn is_everything(value: Value<'_>) -> bool {
    let text = value.as_str();
    text.contains(['*', '＊']) && text.chars().all(|char| "*＊\\".contains(char))
}
