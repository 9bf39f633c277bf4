//! A snapshot that can be shown to strangers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Snapshot;

/// Replaces every account id by a stand-in (`000000000001`, `000000000002`, …), in keys, ARNs
/// and texts alike. The same account gets the same stand-in everywhere.
///
/// # Errors
///
/// When the snapshot cannot be represented as JSON, which no snapshot read from a file can cause.
pub fn redact(snapshot: &Snapshot) -> Result<Snapshot, serde_json::Error> {
    let mut names = BTreeMap::new();
    serde_json::from_value(redact_value(serde_json::to_value(snapshot)?, &mut names))
}

fn redact_value(value: Value, names: &mut BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(redact_text(&text, names)),
        Value::Array(items) => items.into_iter().map(|item| redact_value(item, names)).collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (redact_text(&key, names), redact_value(value, names))).collect()
        }
        other => other,
    }
}

/// An account id is a run of exactly twelve digits that no letter or digit touches.
fn redact_text(text: &str, names: &mut BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let id = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) {
            let next = format!("{:012}", names.len() + 1);
            out.push_str(names.entry(id.to_owned()).or_insert(next));
            out.push_str(&word[id.len()..]);
        } else {
            out.push_str(word);
        }
    }
    out
}
