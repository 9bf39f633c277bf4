//! The lights of the seeded workload, and what the run leaves behind.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use super::{check, lights};
use crate::{
    bed::{Bed, NOW},
    report::report,
};

#[test]
fn the_lights_are_right_resource_by_resource() {
    let bed = Bed::start();
    let (code, scorecard) = check(&bed);
    assert_eq!(code, 3);
    insta::assert_snapshot!(serde_json::to_string_pretty(&lights(&bed, &scorecard)).unwrap());
    let schema: Value = serde_json::from_str(include_str!("../../../../docs/scorecard.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&scorecard).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_policy_allows_what_was_asked_no_more_and_no_less() {
    let bed = Bed::start().thirty_days();
    check(&bed);
    report(&bed);
    let output = bed.iem(["permissions", &bed.workbook()]).output().unwrap();
    let policy: Value = serde_json::from_slice(&output.stdout).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let allowed = statements.iter().flat_map(|it| it["Action"].as_array().unwrap());
    let allowed: BTreeSet<_> = allowed.map(|action| action.as_str().unwrap().to_owned()).collect();
    assert_eq!(allowed, bed.actions());
}

#[test]
fn only_listed_resources_are_asked_for_with_few_calls() {
    let bed = Bed::start();
    check(&bed);
    let calls = bed.calls();
    let mut counts: std::collections::BTreeMap<String, usize> = Default::default();
    calls.iter().for_each(|call| *counts.entry(call.action()).or_default() += 1);
    insta::assert_snapshot!(serde_json::to_string_pretty(&counts).unwrap());
}

/// Single minutes of the last 14 days, and averages over five minutes of the days before.
#[test]
fn the_busiest_moments_of_sixty_days_are_collected() {
    let bed = Bed::start();
    let saved = bed.path("s.json");
    let options = ["--now", NOW, "--fail-on", "never", "-q", "--save-snapshot", saved.to_str().unwrap()];
    bed.iem(["check", &bed.workbook()].into_iter().chain(options)).assert().success();
    let snapshot: Value = serde_json::from_str(&fs::read_to_string(saved).unwrap()).unwrap();
    let region = &snapshot["accounts"][bed.id("account")]["regions"]["us-east-1"];
    let busiest = |period: &str| {
        let key = format!("AWS/ApplicationELB RequestCount Sum LoadBalancer={}{period}", bed.id("lb.web.suffix"));
        region["cloudwatch"]["metrics"][key]["seen"]["busiest"].to_string()
    };
    insta::assert_snapshot!(format!("{}\n{}", busiest(""), busiest(" Period=300")), @r#"
    [{"at":"2026-11-22T22:00:00Z","value":6000.0},{"at":"2026-11-22T23:00:00Z","value":4200.0},{"at":"2026-11-22T21:00:00Z","value":3000.0}]
    [{"at":"2026-11-03T00:00:00Z","value":24000.0},{"at":"2026-10-14T00:00:00Z","value":18000.0}]
    "#);
}

#[test]
fn a_saved_snapshot_gives_the_same_bytes_without_a_call() {
    let bed = Bed::start();
    let workbook = bed.workbook();
    let saved = &bed.save(&workbook);
    let asked = bed.calls().len();
    let replay =
        || bed.iem(["check", &workbook, "--snapshot", saved, "--now", NOW, "--format", "json"]).output().unwrap();
    let (once, twice) = (replay(), replay());
    assert_eq!(once.status.code(), Some(3), "{}", String::from_utf8_lossy(&once.stderr));
    assert_eq!(once.stdout, twice.stdout);
    assert_eq!(bed.calls().len(), asked);
}

#[test]
fn a_redacted_snapshot_names_no_account() {
    let bed = Bed::start();
    let output = bed.iem(["collect", &bed.workbook(), "--redact"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(bed.id("account")) && text.contains("000000000001"), "{text}");
}

#[test]
fn pages_are_followed_to_the_end() {
    let whole = Bed::start();
    let lists =
        ["LoadBalancers", "TargetGroups", "Listeners"].map(|list| format!("elasticloadbalancing:Describe{list}"));
    let patterns = lists.iter().map(String::as_str).chain(["ec2:*", "autoscaling:*", "rds:*", "elasticache:*"]);
    let paged = patterns.fold(Bed::start(), Bed::one_per_page);
    let (_, expected) = check(&whole);
    let (_, scorecard) = check(&paged);
    assert_eq!(lights(&paged, &scorecard), lights(&whole, &expected));
    assert!(paged.calls().len() > whole.calls().len());
}

#[test]
fn an_untouched_template_names_what_is_missing_and_asks_nothing() {
    let bed = Bed::start();
    let template = include_str!("../../../../tests/fixtures/workbooks/seed-template.md");
    let path = bed.write("template.md", template);
    let output = bed.iem(["check", &path, "--now", NOW, "-v"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    for expected in ["template.md:13", "section 2: Start", "section 6"] {
        assert!(stderr.contains(expected), "{expected} is not in {stderr}");
    }
    assert_eq!(bed.calls().len(), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), template);
}
