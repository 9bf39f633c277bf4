//! The healthy event, many times as large: every example of every rule fires in it, and each resource stands in it many
//! times under a name of its own.

use iem_core::{rule::Example, rules, snapshot::Snapshot};
use serde_json::Value;

const WORKBOOK: &str = include_str!("../fixtures/healthy/workbook.md");
const SNAPSHOT: &str = include_str!("../fixtures/healthy/snapshot.json");
const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";

/// Words of the healthy event that name a resource.
const NAMES: &[&str] = &[
    "E2EXAMPLE1ABCD",
    "Z0EXAMPLE1ABCD",
    "api",
    "api-1234567890",
    "carts",
    "carts-c0ffee",
    "checkout",
    "cr-0a1b2c3d4e5f60001",
    "example",
    "f6g7h8i9j0",
    "a1b2c3d4e5",
    "jump-host",
    "mail",
    "old-shop",
    "old-shop-1234567891",
    "orders",
    "pages",
    "products",
    "receipts",
    "receipts-dead",
    "search-products-c0ffee123456",
    "sessions",
    "sessions-001",
    "sessions-002",
    "shop",
    "shop-1",
    "shop-2",
    "shop-aurora",
    "shop-prod",
    "shop-static",
    "shop-web",
    "web",
    "web-1234567890",
    "worker",
    "workers",
];
/// How ids of EC2 begin.
const IDS: &[&str] = &["i-0", "vol-0", "subnet-0", "vpc-0", "sg-0", "nat-0", "rtb-0", "lt-0", "vpce-0", "igw-0"];

/// What becomes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Resources of one place.
    Resources,
    /// Accounts with the same resources.
    Accounts,
    /// Lines of the workbook that list no resource.
    Lines,
}

/// A workbook and what AWS answers.
pub(crate) struct World {
    pub(crate) text: String,
    pub(crate) snapshot: Snapshot,
}

impl World {
    /// The event of `times` as much.
    pub(crate) fn new(of: Of, times: usize) -> Self {
        let mut snapshot = loud();
        let account = snapshot["accounts"][ACCOUNT].take();
        let accounts = snapshot["accounts"].as_object_mut().unwrap();
        match of {
            Of::Resources => {
                let all = (0..times).map(|number| renamed(&account, &|word| numbered(word, number)));
                let whole = all.reduce(|mut whole, next| {
                    merge(&mut whole, next);
                    whole
                });
                accounts.insert(ACCOUNT.to_owned(), whole.unwrap());
            }
            Of::Accounts => {
                accounts.extend(
                    (0..times).map(|number| (account_id(number), renamed(&account, &|word| moved(word, number)))),
                );
            }
            Of::Lines => _ = accounts.insert(ACCOUNT.to_owned(), account),
        }
        let of_place: &dyn Fn(&str, usize) -> String = match of {
            Of::Resources => &|text, number| words(text, &|word| numbered(word, number)),
            Of::Accounts => &|text, number| words(text, &|word| moved(word, number)),
            Of::Lines => &|text, _| text.to_owned(),
        };
        let text = if of == Of::Lines { written(times) } else { listed(of, times, of_place) };
        Self { text, snapshot: serde_json::from_value(snapshot).unwrap() }
    }
}

/// The healthy answers after every change of them that makes a rule fire.
fn loud() -> Value {
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    for rule in rules::all() {
        let account = &mut snapshot["accounts"][ACCOUNT];
        match rule.example {
            Example::Region(patch) => {
                merge_patch(&mut account["regions"][REGION], &serde_json::from_str(patch).unwrap())
            }
            Example::Account(patch) => merge_patch(account, &serde_json::from_str(patch).unwrap()),
            Example::Workbook(..) => {}
        }
    }
    snapshot
}

/// RFC 7396, but what a patch takes away stays: a larger event would lack it once.
fn merge_patch(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            // A fact that was seen is missed, or the other way round.
            if patch.contains_key("missed") {
                return;
            }
            for (key, value) in patch.iter().filter(|(_, value)| !value.is_null()) {
                merge_patch(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

/// Section 6 and the rows of section 7 for each of `times` copies.
fn listed(of: Of, times: usize, copy: &dyn Fn(&str, usize) -> String) -> String {
    let lines = WORKBOOK.split_inclusive('\n');
    let mut section = "";
    let copies = |line: &str| (0..times).map(|number| copy(line, number)).collect::<String>();
    let mut rows = String::new();
    // The bullets of section 6 speak of one place: they are one block.
    let mut bullets = String::new();
    for line in lines {
        if line.starts_with("## ") {
            section = line;
        }
        let is_listed = section.starts_with("## Section 6") || section.starts_with("## Section 7");
        if is_listed && line.starts_with("- ") {
            bullets.push_str(line);
            continue;
        }
        if !bullets.is_empty() {
            rows.push_str(&(0..times).map(|number| copy(&bullets, number) + "\n").collect::<String>());
            bullets.clear();
        }
        let is_row = line.starts_with("| 1") || line.starts_with("| web") || line.starts_with("| api-");
        // Every account has the balancers of the same names.
        let is_row = is_row && (of == Of::Resources || !section.starts_with("## Section 7"));
        rows.push_str(&if is_listed && is_row { copies(line) } else { line.to_owned() });
    }
    rows
}

/// The rows and bullets of the sections that list nothing, `times` over, each with a word of its own.
fn written(times: usize) -> String {
    let mut section = "";
    let mut text = String::new();
    for line in WORKBOOK.split_inclusive('\n') {
        if line.starts_with("## ") {
            section = line;
        }
        let number = section.split([' ', ':']).nth(2).unwrap_or_default();
        let is_more = ["1", "3", "4", "5", "8", "12", "13", "14", "16"].contains(&number);
        let is_line = line.starts_with("- ") || line.starts_with("| ") && !line.starts_with("| Group |");
        let is_header = ["| Description |", "| Rule |", "- Name", "- Customer"].iter().any(|it| line.starts_with(it));
        match is_more && is_line && !is_header {
            true => text.extend((0..times).map(|number| line.replace("Dana", &format!("Dana{number}")))),
            false => text.push_str(line),
        }
    }
    text
}

/// A word of the `number`-th copy.
fn numbered(word: &str, number: usize) -> Option<String> {
    let is_id = IDS.iter().any(|start| word.starts_with(start));
    (number > 0 && (is_id || NAMES.contains(&word))).then(|| format!("{word}{number:04}"))
}

/// A word of the `number`-th account.
fn moved(word: &str, number: usize) -> Option<String> {
    (word == ACCOUNT).then(|| account_id(number))
}

fn account_id(number: usize) -> String {
    format!("{:012}", 111_122_223_333 + number)
}

/// A text whose words are replaced.
fn words(text: &str, replace: &dyn Fn(&str) -> Option<String>) -> String {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let mut replaced = String::with_capacity(text.len());
    for piece in text.split_inclusive(|it| !is_part(it)) {
        let word = piece.trim_end_matches(|it| !is_part(it));
        replaced.push_str(&replace(word).unwrap_or_else(|| word.to_owned()));
        replaced.push_str(&piece[word.len()..]);
    }
    replaced
}

/// Answers in whose keys and texts words are replaced.
fn renamed(value: &Value, replace: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Object(all) => {
            Value::Object(all.iter().map(|(key, value)| (words(key, replace), renamed(value, replace))).collect())
        }
        Value::Array(all) => all.iter().map(|value| renamed(value, replace)).collect(),
        Value::String(text) => words(text, replace).into(),
        other => other.clone(),
    }
}

/// Adds what `next` has and `whole` has not.
fn merge(whole: &mut Value, next: Value) {
    match (whole, next) {
        (Value::Object(whole), Value::Object(next)) => {
            for (key, value) in next {
                match whole.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => _ = whole.insert(key, value),
                }
            }
        }
        (Value::Array(whole), Value::Array(next)) => {
            let more: Vec<_> = next.into_iter().filter(|it| !whole.contains(it)).collect();
            whole.extend(more);
        }
        _ => {}
    }
}
