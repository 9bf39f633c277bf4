//! CloudWatch speaks CBOR, moto speaks JSON: the same tree in two encodings. Timestamps carry
//! tag 1 in CBOR and are bare numbers in JSON.

use ciborium::Value as Cbor;
use serde_json::{Map, Value};

/// Reads a CBOR body; an empty one has no parameters.
pub(crate) fn decode(body: &[u8]) -> Value {
    match ciborium::from_reader(body) {
        Ok(tree) => to_json(tree),
        Err(_) => Value::Null,
    }
}

/// Writes a CBOR body.
pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    ciborium::into_writer(&to_cbor("", value), &mut body).expect("a vector takes every byte");
    body
}

fn to_json(tree: Cbor) -> Value {
    match tree {
        Cbor::Integer(number) => i64::try_from(number).map_or(Value::Null, Value::from),
        Cbor::Float(number) => Value::from(number),
        Cbor::Text(text) => Value::from(text),
        Cbor::Bool(flag) => Value::from(flag),
        Cbor::Tag(_, inner) => to_json(*inner),
        Cbor::Array(items) => items.into_iter().map(to_json).collect(),
        Cbor::Map(entries) => entries
            .into_iter()
            .filter_map(|(name, value)| Some((name.into_text().ok()?, to_json(value))))
            .collect::<Map<_, _>>()
            .into(),
        _ => Value::Null,
    }
}

/// `name` is the member that holds the value, or the list that it stands in.
fn to_cbor(name: &str, value: &Value) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Number(number) => {
            let float = Cbor::Float(number.as_f64().expect("a JSON number of finite size"));
            if is_timestamp(name) {
                return Cbor::Tag(1, Box::new(float));
            }
            // moto drops the point of whole numbers, but a double has to stay one.
            match number.as_i64() {
                Some(integer) if !is_double(name) => Cbor::Integer(integer.into()),
                _ => float,
            }
        }
        Value::Array(items) => items.iter().map(|item| to_cbor(name, item)).collect::<Vec<_>>().into(),
        Value::Object(members) => Cbor::Map(
            members
                .iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(name, member)| (Cbor::Text(name.clone()), to_cbor(name, member)))
                .collect(),
        ),
    }
}

fn is_timestamp(name: &str) -> bool {
    ["Timestamp", "Timestamps", "Time"].iter().any(|end| name.ends_with(end))
}

fn is_double(name: &str) -> bool {
    matches!(name, "Values" | "Threshold" | "Sum" | "Average" | "Maximum" | "Minimum" | "SampleCount")
}
