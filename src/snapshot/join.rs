//! Two rounds of one collection in one account, joined.

use serde_json::{Map, Value, json};

use super::{AccountSnapshot, Missed};

/// Joins what a later round answered to the earlier ones. Rounds ask for different resources, so
/// that the lists and maps that both have seen are united. What one round was refused is missed as
/// a whole: half a list would look like a whole one. What a round did not ask for changes nothing.
///
/// # Errors
///
/// When a snapshot cannot be represented as JSON, which no snapshot read from a file can cause.
pub fn join(earlier: AccountSnapshot, later: AccountSnapshot) -> Result<AccountSnapshot, serde_json::Error> {
    serde_json::from_value(join_values(serde_json::to_value(earlier)?, serde_json::to_value(later)?))
}

fn join_values(earlier: Value, later: Value) -> Value {
    let (mut earlier, later) = match (earlier, later) {
        (Value::Object(earlier), Value::Object(later)) => (earlier, later),
        (_, later) => return later,
    };
    // What only lacks the answer that it builds on lacks nothing of the earlier rounds: the rules read that
    // answer too, and say that it is missed.
    if was_not_asked(&later) || is_fact(&earlier, "seen") && had_nothing_to_ask(&later) {
        return Value::Object(earlier);
    }
    if was_not_asked(&earlier) || is_fact(&later, "missed") {
        return Value::Object(later);
    }
    if is_fact(&earlier, "missed") {
        return Value::Object(earlier);
    }
    if is_fact(&earlier, "seen") && is_fact(&later, "seen") {
        return json!({ "seen": unite(earlier.remove("seen"), later.into_iter().next().map(|(_, value)| value)) });
    }
    for (key, value) in later {
        let value = match earlier.remove(&key) {
            Some(known) => join_values(known, value),
            None => value,
        };
        earlier.insert(key, value);
    }
    Value::Object(earlier)
}

/// What both have seen.
fn unite(earlier: Option<Value>, later: Option<Value>) -> Option<Value> {
    match (earlier, later) {
        (Some(Value::Object(mut earlier)), Some(Value::Object(later))) => {
            earlier.extend(later);
            Some(Value::Object(earlier))
        }
        (Some(Value::Array(mut earlier)), Some(Value::Array(later))) => {
            let new: Vec<Value> = later.into_iter().filter(|item| !earlier.contains(item)).collect();
            earlier.extend(new);
            Some(Value::Array(earlier))
        }
        (_, later) => later,
    }
}

fn is_fact(object: &Map<String, Value>, state: &str) -> bool {
    object.len() == 1 && object.contains_key(state)
}

fn was_not_asked(object: &Map<String, Value>) -> bool {
    is_fact(object, "missed") && object["missed"]["reason"] == "not-asked"
}

fn had_nothing_to_ask(object: &Map<String, Value>) -> bool {
    let detail = object.get("missed").and_then(|missed| missed["detail"].as_str());
    detail.is_some_and(|detail| detail.starts_with(Missed::NEEDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_united_and_nothing_refused_is_lost() {
        let not_asked = json!({"missed": {"reason": "not-asked"}});
        let denied = json!({"missed": {"reason": "denied", "detail": "x"}});
        let needs = json!({"missed": {"reason": "denied", "detail": "needs load balancers"}});
        let seen = |value: Value| json!({ "seen": value });
        for (earlier, later, expected) in [
            (seen(json!({"a": 1})), seen(json!({"b": 2})), seen(json!({"a": 1, "b": 2}))),
            (seen(json!({"a": 1})), seen(json!({"a": 2})), seen(json!({"a": 2}))),
            (seen(json!(["a", "b"])), seen(json!(["b", "c"])), seen(json!(["a", "b", "c"]))),
            (seen(json!(3)), seen(json!(4)), seen(json!(4))),
            (seen(json!({"a": 1})), not_asked.clone(), seen(json!({"a": 1}))),
            (not_asked.clone(), seen(json!({"a": 1})), seen(json!({"a": 1}))),
            (not_asked.clone(), denied.clone(), denied.clone()),
            (denied.clone(), not_asked.clone(), denied.clone()),
            (seen(json!({"a": 1})), denied.clone(), denied.clone()),
            (denied.clone(), seen(json!({"a": 1})), denied.clone()),
            (seen(json!({"a": 1})), needs.clone(), seen(json!({"a": 1}))),
            (not_asked.clone(), needs.clone(), needs.clone()),
            (
                json!({"per": {"a": seen(json!(1))}, "only": 1}),
                json!({"per": {"b": denied}}),
                json!({"per": {"a": seen(json!(1)), "b": denied}, "only": 1}),
            ),
        ] {
            assert_eq!(join_values(earlier.clone(), later.clone()), expected, "{earlier} and {later}");
        }
    }
}
