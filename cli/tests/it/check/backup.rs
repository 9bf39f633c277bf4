//! Recovery points of AWS Backup, from what AWS answers to what is said of them.

use serde_json::{Value, json};

use super::findings;
use crate::bed::{Bed, NOW};

const JSON: &str = "application/json";
const TOPIC: &str = "backup:ListProtectedResources";

fn said(bed: &Bed, now: &str) -> String {
    let output = bed.iem(["check", &bed.workbook(), "--now", now, "--format", "json"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    let line = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        format!("{} {}: {}", text("light"), it["resource"]["id"].as_str().unwrap(), text("summary"))
    };
    let mine = findings(&scorecard).iter().filter(|it| it["rule"] == "backup-before-event");
    let mut lines: Vec<String> = mine.map(line).collect();
    lines.sort();
    lines.join("\n")
}

#[test]
fn the_newest_recovery_point_of_every_page_is_judged() {
    let bed = Bed::start();
    let week_before = said(&bed, NOW);
    assert_eq!(bed.count(TOPIC), 2, "one list of the region, in two pages");
    let page: Vec<_> = bed.calls().into_iter().filter(|call| call.matches(TOPIC)).map(|it| it.params).collect();
    assert_eq!((&page[0]["maxResults"], &page[1]["nextToken"]), (&json!("1000"), &json!("page2")));

    // The event starts at 12:00 UTC.
    let day_before = said(&Bed::start(), "2026-11-27T00:00:00Z");
    let empty = said(&Bed::start().answer(TOPIC, 200, JSON, r#"{"Results": []}"#), NOW);
    let denied = said(&Bed::start().deny(TOPIC), NOW);
    insta::assert_snapshot!(format!(
        "week before:\n{week_before}\n\nday before:\n{day_before}\n\nempty:\n{empty}\n\ndenied:\n{denied}"
    ));
}
