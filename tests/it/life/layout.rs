//! JSON that people can read, of snapshots that hold ten thousands of datapoints: what fits on a line stands on one,
//! and of a series three hours of minutes.

use serde_json::Value;

const COLUMNS: usize = 140;
const DATAPOINTS: usize = 180;

/// A document; reading it gives the same value again.
pub(super) fn json(value: &Value) -> String {
    laid_out(value, 0) + "\n"
}

fn laid_out(value: &Value, indent: usize) -> String {
    let line = on_a_line(value);
    if line.len() + indent <= COLUMNS {
        return line;
    }
    let margin = " ".repeat(indent + 1);
    let below = |rows: Vec<String>| format!("\n{margin}{}\n{}", rows.join(&format!(",\n{margin}")), " ".repeat(indent));
    match value {
        Value::Array(items) if is_series(value) => {
            let rows = items.chunks(DATAPOINTS).map(|chunk| joined(chunk, ",")).collect();
            format!("[{}]", below(rows))
        }
        Value::Array(items) => format!("[{}]", below(items.iter().map(|item| laid_out(item, indent + 1)).collect())),
        Value::Object(map) => {
            let entries: Vec<(String, &Value)> =
                map.iter().map(|(key, it)| (format!("{}: ", quoted(key)), it)).collect();
            match entries.split_last() {
                // What leads to one long thing stays on the line before it.
                Some(((key, last), before)) if before.is_empty() || is_series(last) => {
                    let before: String = before.iter().map(|(key, it)| format!("{key}{}, ", on_a_line(it))).collect();
                    format!("{{{before}{key}{}}}", laid_out(last, indent))
                }
                _ => {
                    let rows = entries.iter().map(|(key, it)| format!("{key}{}", laid_out(it, indent + 1))).collect();
                    format!("{{{}}}", below(rows))
                }
            }
        }
        _ => line,
    }
}

fn is_series(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.len() > 20 && items.iter().all(|it| it.is_number() || it.is_null()))
}

fn on_a_line(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", joined(items, if is_series(value) { "," } else { ", " })),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, it)| format!("{}: {}", quoted(key), on_a_line(it)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Number(number) if number.is_f64() => short(number.as_f64().unwrap()),
        other => other.to_string(),
    }
}

fn joined(items: &[Value], between: &str) -> String {
    items.iter().map(on_a_line).collect::<Vec<_>>().join(between)
}

fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}

/// A number in as few characters as JSON has for it: `935` and `13228e6`.
fn short(number: f64) -> String {
    let text = number.to_string();
    let digits = text.trim_end_matches('0');
    match text.len() - digits.len() {
        zeros @ 3.. if !text.contains('.') && number != 0.0 => format!("{digits}e{zeros}"),
        _ => text,
    }
}

#[test]
fn a_layout_is_read_as_it_was() {
    let series: Vec<Option<f64>> =
        (0..400).map(|index| (index % 7 > 0).then_some(f64::from(index) * 1e3 / 8.0)).collect();
    let value = serde_json::json!({"series": {"seen": {"period": 60, "values": series}}, "name": "a \"b\"\n", "count": 4000,
        "zero": 0.0, "whole": 13_228_000_000.0, "part": 0.41, "below": -2.5, "none": null, "list": ["x".repeat(80), "y".repeat(80)]});
    let text = json(&value);
    let numbers = |value: &Value| {
        value["series"]["seen"]["values"].as_array().unwrap().iter().map(Value::as_f64).collect::<Vec<_>>()
    };
    let mut read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(numbers(&read), numbers(&value));
    assert_eq!((&read["count"], read["whole"].as_f64()), (&value["count"], value["whole"].as_f64()));
    for (name, of) in value.as_object().unwrap() {
        if of.is_string() || of.is_null() || name == "list" || name == "part" || name == "below" {
            assert_eq!(read[name].take(), *of, "{name}");
        }
    }
    assert!(text.contains("13228e6") && text.contains("\"count\": 4000,"), "{text}");
}
