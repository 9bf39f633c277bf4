//! What AWS does not give costs its own part of the report, and is said with the permission that
//! is missing.

use std::{collections::BTreeSet, time::Instant};

use serde_json::Value;

use super::{
    AFTERWARDS,
    review::{list, review, workbook},
};
use crate::bed::{Bed, NOW};

/// Parts of two reports that are not the same.
fn different<'a>(report: &'a Value, other: &Value) -> BTreeSet<&'a str> {
    let parts = report.as_object().unwrap().iter();
    parts.filter(|(name, part)| **part != other[name.as_str()]).map(|(name, _)| name.as_str()).collect()
}

/// Happenings of one kind.
fn of_kind<'a>(report: &'a Value, kind: &str) -> Vec<&'a Value> {
    list(report, "timeline").iter().filter(|it| it["kind"] == kind).collect()
}

#[test]
fn a_denied_call_costs_its_own_part() {
    let whole = review(&Bed::start().thirty_days());
    for (action, lost, kept) in [
        ("cloudwatch:DescribeAlarmHistory", "alarm", ["change", "health", "deleted", "peak"]),
        ("cloudtrail:LookupEvents", "change", ["alarm", "health", "deleted", "peak"]),
        ("health:DescribeEvents", "health", ["alarm", "change", "deleted", "peak"]),
    ] {
        let report = review(&Bed::start().thirty_days().deny(action));
        let parts = different(&report, &whole);
        let allowed = BTreeSet::from(["timeline", "indicators", "closing"]);
        assert!(parts.contains("timeline") && parts.is_subset(&allowed), "{action}: {parts:?}");
        assert!(!of_kind(&whole, lost).is_empty() && of_kind(&report, lost).is_empty(), "{action}");
        for kind in kept {
            assert_eq!(of_kind(&report, kind), of_kind(&whole, kind), "{action}");
        }
        let [said] = of_kind(&report, "not-read")[..] else { panic!("{action}: {:?}", of_kind(&report, "not-read")) };
        assert!(said["text"].as_str().unwrap().contains(action), "{said}");
    }
}

#[test]
fn without_datapoints_nothing_is_met_and_everything_else_stays() {
    let whole = review(&Bed::start().thirty_days());
    let report = review(&Bed::start().thirty_days().deny("cloudwatch:GetMetricData"));
    for kind in ["alarm", "change", "health", "scaling-failure", "phase"] {
        assert_eq!(of_kind(&report, kind), of_kind(&whole, kind));
    }
    let is_open = |it: &Value| it["judgement"] == "not-measured" || it["judgement"] == "ask-people";
    assert!(list(&report, "criteria").iter().all(is_open), "{}", report["criteria"]);
    for series in list(&report, "resources").iter().flat_map(|it| it["series"].as_array().unwrap()) {
        for span in ["event", "baseline"] {
            let summary = &series[span];
            let missed = summary["missed"].as_str().unwrap();
            assert!(missed.contains("cloudwatch:GetMetricData") && summary["maximum"].is_null(), "{summary}");
        }
    }
    let is_known = |it: &&Value| !it["real_peak"].is_null() || it["unknown"].as_array().unwrap().is_empty();
    assert_eq!(list(&report, "forecasts").iter().find(is_known), None);
    assert!(list(&report, "losses").iter().all(|it| it["total"].is_null() && it["unknown"].is_string()));
    assert!(list(&report, "usage").iter().all(|it| it["missed"].is_string()));
    let lights = list(&report, "resources").iter().flat_map(|it| it["health"].as_array().unwrap());
    assert_eq!(lights.filter(|light| **light != "gray").count(), 0);
}

#[test]
fn a_balancer_without_a_datapoint_leaves_the_criteria_about_all_open() {
    let bed = Bed::start().thirty_days();
    let both = std::fs::read_to_string(workbook(&bed)).unwrap();
    let both = both.replace("- ELB Name: web\n", &format!("- ELB Name: web, {}\n", bed.id("lb.api.dns")));
    let path = bed.write("both.md", &both);
    let output = bed.iem(["report", &path, "--now", AFTERWARDS, "--format", "json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for criterion in list(&report, "criteria").iter().filter(|it| it["judgement"] == "met") {
        assert_eq!(criterion["text"], "peak requests >= 60 rps", "more requests cannot change that");
    }
}

#[test]
fn what_was_collected_before_the_deadline_is_reported() {
    let whole = review(&Bed::start().thirty_days());
    let bed = Bed::start().thirty_days().hang("cloudtrail:LookupEvents");
    let begun = Instant::now();
    let arguments = ["report", &workbook(&bed), "--now", AFTERWARDS, "--timeout", "10s", "--format", "json"];
    let output = bed.iem(arguments).output().unwrap();
    assert!(begun.elapsed().as_secs() < 40);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(different(&report, &whole).is_subset(&BTreeSet::from(["timeline", "closing"])));
    let [said] = of_kind(&report, "not-read")[..] else { panic!("{:?}", of_kind(&report, "not-read")) };
    assert!(said["text"].as_str().unwrap().contains("cloudtrail:LookupEvents did not answer in time"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_was_collected_before_an_interrupt_is_reported() {
    let bed = Bed::start().thirty_days().hang("cloudtrail:LookupEvents");
    let script = r#"
        "$0" "$@" 2> said &
        until grep -q ": metrics of the event" said && grep -q ": AWS Health events" said; do sleep 0.1; done
        kill -INT $!; wait $!; code=$?; cat said >&2; exit $code"#;
    let arguments = ["report", &workbook(&bed), "--now", AFTERWARDS, "--format", "json", "-v"];
    let output = bed.command("sh").args(["-c", script, env!("CARGO_BIN_EXE_iem")]).args(arguments).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && stderr.contains("interrupted: what was not asked is not in the report"),
        "{stderr}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let [said] = of_kind(&report, "not-read")[..] else { panic!("{:?}", of_kind(&report, "not-read")) };
    assert!(said["text"].as_str().unwrap().contains("interrupted"), "{said}");
    assert!(!of_kind(&report, "peak").is_empty() && !of_kind(&report, "health").is_empty());
}

#[test]
fn an_event_that_cannot_be_reviewed_asks_nothing() {
    let bed = Bed::start().thirty_days();
    let path = workbook(&bed);
    let text = std::fs::read_to_string(&path).unwrap();
    let without = bed.write("no-window.md", &text.replace("- Start: Nov 27, 2026 08:00 PM GMT +8 (Friday)\n", ""));
    for (path, now, code, said) in [
        (&path, NOW, 1, "the event has not begun: its window opens at 2026-11-27T08:00:00Z"),
        (&without, AFTERWARDS, 2, "the workbook gives no start and end that can be read (section 2)"),
    ] {
        let output = bed.iem(["report", path, "--now", now, "--write"]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{stderr}");
        assert!(stderr.contains(said) && stderr.contains("help: "), "{stderr}");
    }
    assert_eq!(bed.calls().len(), 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}
