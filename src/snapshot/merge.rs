//! Several snapshots of one event, joined into one.

use serde_json::{Map, Value};

use super::Snapshot;

/// Joins two snapshots, in either order: what only one has seen is kept, and where both have
/// seen a fact the newer snapshot's answer stands whole. The result carries the older time,
/// because a verdict is only as fresh as its oldest fact.
///
/// # Errors
///
/// When a snapshot cannot be represented as JSON, which no snapshot read from a file can cause.
pub fn merge(one: Snapshot, other: Snapshot) -> Result<Snapshot, serde_json::Error> {
    let (older, newer) = if one.taken_at <= other.taken_at { (one, other) } else { (other, one) };
    let taken_at = older.taken_at;
    let joined = join(serde_json::to_value(older)?, serde_json::to_value(newer)?);
    Ok(Snapshot { taken_at, ..serde_json::from_value(joined)? })
}

fn join(older: Value, newer: Value) -> Value {
    match (older, newer) {
        (Value::Object(older), Value::Object(newer)) => match (fact(&older), fact(&newer)) {
            (Some("seen"), Some("missed")) => Value::Object(older),
            (Some(_), Some(_)) => Value::Object(newer),
            _ => Value::Object(join_maps(older, newer)),
        },
        (_, newer) => newer,
    }
}

fn join_maps(mut joined: Map<String, Value>, newer: Map<String, Value>) -> Map<String, Value> {
    for (key, value) in newer {
        let value = match joined.remove(&key) {
            Some(older) => join(older, value),
            None => value,
        };
        joined.insert(key, value);
    }
    joined
}

/// The state of a fact's JSON form, or `None` when the object is not a fact.
fn fact(object: &Map<String, Value>) -> Option<&'static str> {
    match object.keys().next().map(String::as_str) {
        Some("seen") if object.len() == 1 => Some("seen"),
        Some("missed") if object.len() == 1 => Some("missed"),
        _ => None,
    }
}
