//! What `iem report` collects from emulated AWS.

pub(crate) mod datapoints;
mod events;
mod happened;
mod kept;
mod numbers;
mod review;
mod trouble;

use std::time::Duration;

use serde_json::Value;

use crate::bed::Bed;

/// A day after the event.
const AFTERWARDS: &str = "2026-11-28T18:00:00Z";

/// Runs `iem report` on the workbook of the seed and returns the snapshot that it saves.
pub(crate) fn report(bed: &Bed) -> Value {
    report_on(bed, &bed.workbook())
}

/// The same on another workbook.
fn report_on(bed: &Bed, workbook: &str) -> Value {
    let file = bed.path("after.json");
    let saved = file.to_str().unwrap();
    let arguments = ["report", workbook, "--now", AFTERWARDS, "--format", "json", "--save-snapshot", saved];
    // Three days of 2,400 series take a minute at the rate that CloudWatch allows.
    let output = bed.iem(arguments).timeout(Duration::from_secs(300)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["schema"], "iem.report/1");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Answers of the seeded account.
fn account<'a>(bed: &Bed, snapshot: &'a Value) -> &'a Value {
    &snapshot["accounts"][bed.id("account")]
}

/// Answers of the seeded region.
fn region<'a>(bed: &Bed, snapshot: &'a Value) -> &'a Value {
    &account(bed, snapshot)["regions"][bed.id("region")]
}
