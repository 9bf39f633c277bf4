//! How much the load grows: of everything that is said and measured the most counts, and what cannot be read is borrowed
//! from nobody.

use std::collections::BTreeMap;

use iem_core::{
    example,
    rule::Light,
    rules,
    scorecard::{self, Finding},
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::rules::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch, now};

const REQUESTS: &str = "AWS/ApplicationELB RequestCount Sum LoadBalancer=app/";

/// The healthy event with another section 7, and what CloudWatch measured of `web` at most, in requests per second.
fn findings(section_7: &str, measured: f64, patch: &Value, ids: &[&str]) -> Vec<Finding> {
    let (before, rest) = WORKBOOK.split_once("## Section 7: ELB Prewarming\n").unwrap();
    let (_, after) = rest.split_once("## Section 8").unwrap();
    let text = format!("{before}## Section 7: ELB Prewarming\n{section_7}\n\n## Section 8{after}");
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    for (name, rate) in [("web/50dc6c495c0c9188", measured), ("api/60dc6c495c0c9189", 0.0)] {
        let metrics = region["cloudwatch"]["metrics"].as_object_mut().unwrap();
        metrics[&format!("{REQUESTS}{name}")]["seen"]["maximum"] = json!(rate * 60.0);
    }
    merge_patch(region, patch);
    judged(&text, &serde_json::from_value(value).unwrap(), ids)
}

fn judged(text: &str, snapshot: &Snapshot, ids: &[&str]) -> Vec<Finding> {
    let workload = Workload::new(&workbook::parse(text), snapshot);
    let all: Vec<_> = match ids {
        [] => rules::all(),
        ids => ids.iter().map(|id| rules::find(id).unwrap()).collect(),
    };
    scorecard::evaluate(&all, &workload, now()).findings
}

fn of<'f>(findings: &'f [Finding], rule: &str, id: &str) -> &'f Finding {
    let found = findings.iter().find(|it| it.rule == rule && it.resource.id == id);
    found.unwrap_or_else(|| panic!("nothing of {rule} on {id}: {findings:#?}"))
}

fn table(rows: &str) -> String {
    format!("| ELB | Traffic is expected to increase | Current peak | Get Requests/Sec |\n|---|---|---|---|\n{rows}")
}

/// The maximum of `web` is 120, with 4 instances in the busiest hour.
#[test]
fn the_largest_growth_counts_and_a_contradiction_is_said() {
    use Light::{Gray, Green, Red, Yellow};
    for (row, measured, growth, agrees) in [
        ("| web | 22x | | |", 410.0, Green, Green),
        ("| web | 22x | 410 rps | peak 9,020 rps |", 410.0, Green, Green),
        // Rounded, and measured in another fortnight.
        ("| web | 22x | 410 rps | peak 9,000 rps |", 400.0, Green, Green),
        ("| web | 22x | | peak 90,000 rps |", 60.0, Red, Yellow),
        ("| web | 22x | | peak 90,000 rps |", 410.0, Red, Yellow),
        ("| web | 22x | 410 rps | peak 90,000 rps |", 410.0, Red, Yellow),
        ("| web | 3x | 410 rps | peak 90,000 rps |", 410.0, Red, Yellow),
        ("| web | 22x | 410 rps | |", 60.0, Red, Yellow),
        ("| web | | | peak 90,000 rps |", 410.0, Red, Green),
        ("| web | | | peak 9,020 rps |", 0.0, Gray, Gray),
        ("| web | | | peak 30 rps |", 60.0, Green, Yellow),
        ("| | 22x | | peak 90,000 rps |", 60.0, Red, Yellow),
        // What is no growth is no basis, whatever the neighbours say.
        ("| web | 0.5x | | |", 410.0, Gray, Gray),
        ("| web | 22x | 410 rps | peak 300 rps |", 410.0, Gray, Gray),
        ("| web | TBD | | |", 410.0, Gray, Gray),
        ("| web | | | |", 410.0, Gray, Gray),
        ("| web | n/a | | |", 410.0, Gray, Gray),
        ("| web | see forecast sheet | | |", 410.0, Gray, Gray),
        ("| web | see forecast sheet | | peak 9,020 rps |", 410.0, Gray, Gray),
        ("| web | 22 times (22x) normal traffic | | |", 410.0, Gray, Gray),
        ("| web | 22 times (22x) normal traffic | | peak 90,000 rps |", 410.0, Red, Green),
        ("| web | 20-22x | | |", 410.0, Green, Green),
        ("| web | 200-220x | | |", 410.0, Red, Green),
    ] {
        let section = table(&format!("{row}\n| api-1234567890.us-east-1.elb.amazonaws.com | 3x | | |"));
        let all = findings(&section, measured, &json!({}), &["asg-max-covers-peak", "wb-growth-agrees"]);
        assert_eq!(of(&all, "asg-max-covers-peak", "web").light, growth, "{row} at {measured}: {all:#?}");
        let said: Vec<_> = all.iter().filter(|it| it.rule == "wb-growth-agrees" && !it.id.contains("#api-")).collect();
        let [said] = said.as_slice() else { panic!("{row}: {all:#?}") };
        assert_eq!(said.light, agrees, "{row} at {measured}: {said:#?}");
        let line = WORKBOOK.lines().position(|line| line.starts_with("## Section 7")).unwrap() + 4;
        assert_eq!((said.resource.id.as_str(), said.evidence.get("line")), ("section-7", Some(&json!(line))), "{row}");
        // A value that is not there, or cannot be read, is reported where it stands.
        let problems = workbook::parse(&format!("## Section 7\n{section}")).problems;
        let is_reported = problems.iter().any(|problem| problem.line == 4);
        assert_eq!(is_reported, growth == Gray && measured > 0.0, "{row}: {problems:#?}");
    }
}

/// The template's own sentence is no answer, whatever else is filled in.
#[test]
fn the_example_of_the_template_does_not_hide_the_peak() {
    let text = example::WORKBOOK
        .replace("| web | us-east-1 | 22x |", "| web | us-east-1 | 22 times (22x) normal traffic |")
        .replace("2,500/sec on avg, peak 9,020 rps", "peak 20,000 rps");
    let snapshot = example::SNAPSHOT.replace("\"max_size\": 20", "\"max_size\": 110");
    assert!(text.contains("peak 20,000 rps") && snapshot != example::SNAPSHOT);
    let all = judged(&text, &serde_json::from_str(&snapshot).unwrap(), &["asg-max-covers-peak"]);
    let web = of(&all, "asg-max-covers-peak", "web");
    assert_eq!((web.light, web.evidence.get("needed")), (Light::Red, Some(&json!(196))), "{}", web.summary);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let lights = |section: &str, patch: &Value| -> BTreeMap<String, Light> {
        let all = findings(section, 410.0, patch, &[]).into_iter().filter(|it| it.rule != "wb-growth-agrees");
        all.map(|it| (it.id, it.light)).collect()
    };
    let both = |rows: [&str; 2], header: &str, patch: &Value| {
        let [one, two] =
            [rows, [rows[1], rows[0]]].map(|rows| lights(&format!("{header}\n{}", rows.join("\n")), patch));
        assert_eq!(one, two);
        let peak = one.into_iter().find(|(id, _)| id.starts_with("asg-max-covers-peak/") && id.ends_with("/web"));
        peak.unwrap().1
    };
    let header = "| ELB | Traffic is expected to increase |\n|---|---|";
    let web = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";
    let api = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/api/60dc6c495c0c9189";
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = snapshot["accounts"][ACCOUNT]["regions"][REGION].take();
    let group = region["autoscaling"]["groups"]["seen"]["web"]["target_groups"][0].as_str().unwrap().to_owned();
    // The group stands behind both balancers.
    let shared = json!({
        "autoscaling": {"groups": {"seen": {"web": {"max_size": 20}}}},
        "elb": {"target_groups": {"seen": {group: {"load_balancers": [web, api]}}}},
    });
    assert_eq!(both(["| api | 3x |", "| web | 22x |"], header, &shared), Light::Red);
    assert_eq!(both(["| web | 3x |", "| web | 22x |"], header, &shared), Light::Red);
    assert_eq!(both(["| web | 3x |", "| web | TBD |"], header, &json!({})), Light::Gray);
    // Services that are no balancers: the largest of them.
    let services = "| Service | Baseline RPS | Peak RPS | Multiplier |\n|---|---|---|---|";
    assert_eq!(both(["| api | 300 | 900 | 3x |", "| web | 410 | 90,000 | 220x |"], services, &json!({})), Light::Red);
}

/// Facts that are missed where a rate has to be compared with them leave the growth open.
#[test]
fn a_rate_that_nothing_is_measured_against_is_gray() {
    let section = table("| web | 22x | | peak 9,020 rps |");
    let missed = json!({"missed": {"reason": "denied", "detail": ""}, "seen": null});
    let patch = json!({"cloudwatch": {"metrics": {format!("{REQUESTS}web/50dc6c495c0c9188"): missed}}});
    for finding in findings(&section, 410.0, &patch, &[]) {
        let is_at_peak = finding.evidence.get("peak_factor").is_some();
        assert!(!is_at_peak || finding.light != Light::Green, "{finding:#?}");
    }
}

fn rate(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value} rps"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Nothing is judged by less than the largest peak that follows from the numbers.
    #[test]
    fn nothing_needs_less_than_the_largest_implied_peak(
        factor in proptest::option::of(1_u32..400),
        current in proptest::option::of(1_u32..2_000),
        peak in proptest::option::of(1_u32..200_000),
        measured in proptest::option::of(1_u32..2_000),
        is_named in any::<bool>(),
    ) {
        let [factor, current, peak, measured] = [factor, current, peak, measured].map(|it| it.map(f64::from));
        let name = if is_named { "web" } else { "" };
        let growth = factor.map_or_else(String::new, |factor| format!("{factor}x"));
        let section = table(&format!("| {name} | {growth} | {} | {} |", rate(current), rate(peak)));
        let mut implied: Vec<f64> = factor.into_iter().collect();
        implied.extend(peak.zip(current).map(|(peak, current)| peak / current));
        implied.extend(peak.zip(measured).map(|(peak, measured)| peak / measured));
        implied.extend(factor.zip(current).zip(measured).map(|((factor, current), measured)| factor * current / measured));
        let largest = implied.into_iter().fold(1.0, f64::max);
        for finding in findings(&section, measured.unwrap_or(0.0), &json!({}), &[]) {
            let judged_by = finding.evidence.get("peak_factor").or(finding.evidence.get("growth"));
            if let Some(judged_by) = judged_by.and_then(Value::as_f64) {
                prop_assert!(judged_by >= largest * 0.999, "{section}\n{measured:?}: {largest}\n{finding:#?}");
            }
        }
    }
}
