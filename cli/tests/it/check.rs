//! `iem check` and `iem collect` against emulated AWS.

mod accounts;
mod alarms;
mod backup;
mod containers;
mod databases;
mod denied;
mod edge;
mod failed_run;
mod forms;
mod health;
mod lights;
mod mail;
mod names;
mod networks;
mod serverless;
mod shield;
mod trouble;
mod zone_quotas;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::bed::{Bed, NOW};

/// Runs `iem check --format json` and returns its exit code and its scorecard.
fn check(bed: &Bed) -> (i32, Value) {
    let output = bed.iem(["check", &bed.workbook(), "--now", NOW, "--format", "json"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let scorecard = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    (output.status.code().unwrap(), scorecard)
}

fn findings(scorecard: &Value) -> &[Value] {
    scorecard["findings"].as_array().unwrap()
}

/// The lights of each rule, with the ids of the seed replaced by their names.
fn lights(bed: &Bed, scorecard: &Value) -> BTreeMap<String, Vec<String>> {
    let mut lights: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings(scorecard) {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let line = format!("{:6} {}: {}", text("light"), finding["resource"]["id"].as_str().unwrap(), text("summary"));
        lights.entry(text("rule")).or_default().push(named(bed, &line));
    }
    lights.values_mut().for_each(|lines| lines.sort());
    lights
}

/// A text with the ids of the seed replaced by their names, the longest first.
fn named(bed: &Bed, text: &str) -> String {
    let mut ids: Vec<_> = bed.ids().iter().filter(|(name, _)| !matches!(name.as_str(), "account" | "region")).collect();
    ids.sort_by_key(|(name, id)| (std::cmp::Reverse(id.len()), name.as_str()));
    ids.into_iter().fold(text.to_owned(), |text, (name, id)| text.replace(id, &format!("<{name}>")))
}

/// Rules with a gray finding, each with what could not be read.
fn gray(scorecard: &Value) -> BTreeMap<String, Vec<String>> {
    let mut gray: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings(scorecard).iter().filter(|finding| finding["light"] == "gray") {
        let causes = gray.entry(finding["rule"].as_str().unwrap().to_owned()).or_default();
        causes.push(finding["summary"].as_str().unwrap().to_owned());
    }
    gray
}
