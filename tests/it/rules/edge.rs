//! What stands in front of all regions, case by case.

use iem_core::{rule::Inputs, rules, workbook, workload::Workload};
use serde_json::json;

use super::{ACCOUNT, Cx, SNAPSHOT, Value, WORKBOOK, merge_patch};

const DISTRIBUTION: &str = "E2EXAMPLE1ABCD";
const CERTIFICATE: &str = "arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555";
const CHECK: &str = "abcdef11-2222-3333-4444-555555fedcba";

/// What a rule says at a moment of the healthy event after a change of the account's facts, where
/// the workbook lists other names.
fn says(rule: &str, now: &str, listed: [&str; 2], patch: &Value) -> String {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    merge_patch(value.pointer_mut(&format!("/accounts/{ACCOUNT}")).unwrap(), patch);
    let snapshot = serde_json::from_value(value).unwrap();
    let row = |names: [&str; 2]| format!("| {} | {} | |", names[0], names[1]);
    let healthy = row(["shop.example.com", "example.com"]);
    assert!(WORKBOOK.contains(&healthy));
    let workbook = workbook::parse(&WORKBOOK.replace(&healthy, &row(listed)));
    let rule = rules::find(rule).unwrap();
    let (verdicts, _) = Cx::run(rule, &Inputs::new(&Workload::new(&workbook, &snapshot), now.parse().unwrap()));
    let said = verdicts.iter().map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary));
    said.collect::<Vec<_>>().join("\n")
}

const NOW: &str = "2026-12-05T01:00:00Z";
const DURING: &str = "2026-12-12T04:00:00Z";
const AS_LISTED: [&str; 2] = ["shop.example.com", "example.com"];

fn distribution(patch: Value) -> Value {
    json!({"cloudfront": {"distributions": {"seen": {DISTRIBUTION: patch}}}})
}

#[test]
fn a_distribution_is_judged_by_what_it_is_now() {
    let (nothing, changing) = (json!({}), distribution(json!({"status": "InProgress"})));
    let cases = [
        says("distribution-exists", NOW, [DISTRIBUTION, "example.com"], &nothing),
        says("distribution-exists", NOW, ["shpo.example.com", "example.com"], &nothing),
        says("distribution-exists", NOW, ["orders", "example.com"], &nothing),
        says("distribution-exists", NOW, AS_LISTED, &changing),
        says("distribution-exists", DURING, AS_LISTED, &changing),
        says("distribution-exists", NOW, ["shop.example.com, d111111abcdef8.cloudfront.net", "example.com"], &nothing),
    ];
    insta::assert_snapshot!(cases.join("\n---\n"));
}

#[test]
fn an_origin_is_known_by_name() {
    let fetches = |host: &str, protocol: Value| {
        let origins = json!([{"domain_name": host, "protocol": protocol}]);
        says("distribution-origins", NOW, AS_LISTED, &distribution(json!({"origins": origins})))
    };
    let cases = [
        fetches("dualstack.web-1234567890.us-east-1.elb.amazonaws.com", json!("https-only")),
        fetches("web-1234567890.us-east-1.elb.amazonaws.com", json!("http-only")),
        fetches("shop.images.s3.us-east-1.amazonaws.com", json!("match-viewer")),
        fetches("shop.s3-website-us-east-1.amazonaws.com", json!("http-only")),
        fetches("origin.example.com", json!("http-only")),
        says("distribution-origins", NOW, AS_LISTED, &distribution(json!({"origins": []}))),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn a_certificate_is_held_against_the_end_of_the_event() {
    let with = |patch: Value| {
        let patch = json!({"acm": {"certificates": {CERTIFICATE: {"seen": patch}}}});
        says("distribution-certificate", NOW, AS_LISTED, &patch)
    };
    let shown = |certificate: Value| {
        let mut cases = Vec::new();
        for rule in ["distribution-certificate", "distribution-aliases"] {
            // A merge patch would add to the certificate that is there.
            let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
            let all = &mut value["accounts"][ACCOUNT]["cloudfront"]["distributions"]["seen"][DISTRIBUTION];
            all["certificate"] = certificate.clone();
            let snapshot = serde_json::from_value(value).unwrap();
            let workbook = workbook::parse(WORKBOOK);
            let workload = Workload::new(&workbook, &snapshot);
            let inputs = Inputs::new(&workload, NOW.parse().unwrap());
            let (verdicts, _) = Cx::run(rules::find(rule).unwrap(), &inputs);
            cases.extend(verdicts.iter().map(|it| format!("{:?} {}", it.light, it.summary)));
        }
        cases.join("\n")
    };
    let cases = [
        with(json!({"not_after": "2026-12-11T00:00:00Z"})),
        with(json!({"not_after": "2026-12-11T00:00:00Z", "renews_itself": false})),
        with(json!({"not_after": "2026-12-20T00:00:00Z"})),
        with(json!({"not_after": "2026-12-20T00:00:00Z", "renews_itself": false})),
        with(json!({"renewal": "FAILED"})),
        with(json!({"renewal": "PENDING_VALIDATION"})),
        with(json!({"status": "EXPIRED"})),
        with(json!({"not_after": null})),
        shown(json!("cloud_front")),
        shown(json!({"iam": "ASCAEXAMPLE"})),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn a_zone_is_what_its_name_means() {
    let twice = json!({"route53": {"zones": {"seen": {"Z0EXAMPLE2EFGH": {"name": "example.com.", "is_private": true}}},
        "records": {"Z0EXAMPLE2EFGH": {"seen": []}}}});
    let cases = [
        says("zone-exists", NOW, ["shop.example.com", "/hostedzone/Z0EXAMPLE1ABCD"], &json!({})),
        says("zone-exists", NOW, ["shop.example.com", "exampel.com."], &json!({})),
        says("zone-exists", NOW, AS_LISTED, &twice),
        says("zone-record-ttl", NOW, AS_LISTED, &twice),
        says("zone-health-checks", NOW, AS_LISTED, &twice),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn a_health_check_passes_while_its_checkers_do() {
    let check = |patch: Value, seen: &[&str]| {
        let patch = json!({"route53": {"health_checks": {"seen": {CHECK: patch}},
            "health_check_status": {CHECK: {"seen": seen}}}});
        says("zone-health-checks", NOW, AS_LISTED, &patch)
    };
    let (up, down) = ("Success: HTTP Status Code 200, OK", "Failure: Connection timed out");
    let cases = [
        check(json!({}), &[up, up, down]),
        check(json!({}), &[down, down, down, down, down, up]),
        check(json!({"is_inverted": true}), &[down, down]),
        check(json!({"is_inverted": true}), &[up, up]),
        check(json!({"is_disabled": true}), &[down]),
        check(json!({"check_type": "CALCULATED"}), &[]),
        check(json!({}), &[]),
        check(Value::Null, &[up]),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}
