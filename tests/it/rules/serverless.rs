//! Lambda functions: found by each of their names, and judged state by state.

use iem_core::{rules, snapshot::Snapshot, workbook};
use serde_json::Value;

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch, run};

const LISTED: &str = "checkout:live, arn:aws:lambda:us-east-1:111122223333:function:receipts";

/// What a rule says where section 6 lists these functions, one line per verdict.
fn said(rule: &str, functions: &str, patch: &str) -> String {
    assert!(WORKBOOK.contains(LISTED), "the healthy workbook lists other functions");
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = snapshot.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &serde_json::from_str(patch).unwrap());
    let snapshot: Snapshot = serde_json::from_value(snapshot).unwrap();
    let workbook = workbook::parse(&WORKBOOK.replace(LISTED, functions));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, &snapshot).into_iter();
    let lines = verdicts.map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_function_is_found_by_each_of_its_names() {
    let arn = "arn:aws:lambda:us-east-1:111122223333:function:checkout";
    for written in ["checkout", "checkout:live", arn, &format!("{arn}:live"), &format!("checkout, {arn}:7")] {
        assert_eq!(said("function-exists", written, "{}"), "Green checkout: is Active", "{written}");
    }
    let gone =
        r#"{"lambda":{"functions":{"chekout":{"seen":null}},"function_names":{"seen":["checkout","receipts"]}}}"#;
    let nearest = "Red chekout: there is no function chekout in us-east-1; the nearest name is checkout";
    assert_eq!(said("function-exists", "chekout", gone), nearest);
    // What is not there is told once.
    assert_eq!(said("function-throttles", "chekout", gone), "");
}

#[test]
fn a_function_is_judged_state_by_state() {
    for (state, update, expected) in [
        ("Active", "Successful", "Green checkout: is Active"),
        ("Active", "InProgress", "Yellow checkout: its last update is InProgress"),
        ("Active", "Failed", "Red checkout: its last update Failed: why"),
        ("Failed", "Successful", "Red checkout: is Failed: why"),
        ("Pending", "InProgress", "Yellow checkout: is Pending: why"),
        ("Inactive", "Successful", "Yellow checkout: is Inactive: why"),
        ("unknown", "Successful", "Gray checkout: AWS says unknown, last update Successful, which iem does not know"),
    ] {
        let patch = format!(
            r#"{{"lambda":{{"functions":{{"checkout":{{"seen":{{"state":"{state}","last_update":"{update}","reason":"why"}}}}}}}}}}"#
        );
        assert_eq!(said("function-exists", "checkout", &patch), expected);
    }
}

#[test]
fn reserved_concurrency_is_a_limit() {
    for (reserved, expected) in [
        ("null", ""),
        ("0", "Red checkout: its reserved concurrency is 0: every invocation is throttled"),
        (
            "879",
            "Red checkout: the peak needs 880 concurrent executions (40 in the busiest minute × 22), 879 are reserved",
        ),
        (
            "880",
            "Yellow checkout: the peak needs 880 concurrent executions (40 in the busiest minute × 22), 880 are reserved",
        ),
        (
            "1056",
            "Green checkout: the peak needs 880 concurrent executions (40 in the busiest minute × 22), 1056 are reserved",
        ),
    ] {
        let patch = format!(r#"{{"lambda":{{"reserved_concurrency":{{"checkout":{{"seen":{reserved}}}}}}}}}"#);
        assert_eq!(said("function-reserved-covers-peak", "checkout", &patch), expected);
    }
    let silent =
        r#"{"cloudwatch":{"metrics":{"AWS/Lambda ConcurrentExecutions Maximum FunctionName=checkout":{"seen":null}}}}"#;
    let gray = "Gray checkout: CloudWatch has no ConcurrentExecutions of the last 14 days";
    assert_eq!(said("function-reserved-covers-peak", "checkout", silent), gray);
}

#[test]
fn the_accounts_limit_and_its_unreserved_pool_are_judged_apart() {
    let patch = r#"{"lambda":{"account_concurrency":{"seen":{"limit":1500,"unreserved":400}}}}"#;
    insta::assert_snapshot!(said("function-account-concurrency-at-peak", "checkout", patch), @r"
    Yellow lambda/L-B99A9384: the peak needs 1320 concurrent executions (60 in the busiest minute × 22), the account's limit is 1500
    Red lambda/L-B99A9384: the peak needs 440 concurrent executions (20 in the busiest minute × 22), the unreserved pool is 400
    ");
}

#[test]
fn throttles_of_yesterday_are_worse_than_those_of_last_week() {
    let days = |latest: u32, latest_at: &str, maximum: u32| {
        format!(
            r#"{{"cloudwatch":{{"metrics":{{"AWS/Lambda Throttles Sum FunctionName=checkout":{{"seen":{{"latest":{latest},
            "latest_at":"{latest_at}","maximum":{maximum},"maximum_at":"2026-11-28T00:00:00Z"}}}}}}}}}}"#
        )
    };
    for (patch, expected) in [
        (days(3, "2026-12-04T00:00:00Z", 9), "Red checkout: 3 invocations were throttled since yesterday"),
        (
            days(9, "2026-11-28T00:00:00Z", 9),
            "Yellow checkout: 9 invocations were throttled on 2026-11-28, the worst of 14 days",
        ),
        (days(0, "2026-12-04T00:00:00Z", 0), "Green checkout: no invocation was throttled in 14 days"),
    ] {
        assert_eq!(said("function-throttles", "checkout", &patch), expected);
    }
}
