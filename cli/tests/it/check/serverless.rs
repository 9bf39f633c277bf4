//! Lambda functions, from what AWS answers to what is said of them.

use super::{check, edge::said};
use crate::bed::Bed;

const JSON: &str = "application/json";

#[test]
fn functions_are_judged_by_what_they_are_now_and_at_the_peak() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    let rules = [
        "function-exists",
        "function-reserved-covers-peak",
        "function-account-concurrency-at-peak",
        "function-throttles",
        "function-duration-under-timeout",
        "function-provisioned-concurrency-ready",
        "function-event-sources-enabled",
    ];
    insta::assert_snapshot!(said(&scorecard, &rules), @r"
    red the peak needs 1200 concurrent executions (240 in the busiest minute × 5), the account's limit is 1000
    red there is no function chekout in us-east-1; the nearest name is checkout
    red the peak needs 40 concurrent executions (8 in the busiest minute × 5), 20 are reserved
    red 12 invocations were throttled since yesterday
    red 7 has failed, 0 of 10 allocated: INSUFFICIENT_CAPACITY
    red receipts is switched off (Disabled)
    gray CloudWatch has no Duration of the last 14 days
    gray CloudWatch has no Duration of the last 14 days
    green is Active
    green is Active
    green the peak needs 700 concurrent executions (140 in the busiest minute × 5), the unreserved pool is 980
    green no invocation was throttled in 14 days
    green live is ready, 10 of 10 allocated
    ");
}

#[test]
fn every_page_of_functions_and_of_event_sources_is_read() {
    let page = |name: &str, next: &str| format!(r#"{{"Functions": [{{"FunctionName": "{name}"}}]{next}}}"#);
    let source = |uuid: &str, state: &str, next: &str| {
        format!(
            r#"{{"EventSourceMappings": [{{"UUID": "{uuid}", "State": "{state}",
            "EventSourceArn": "arn:aws:sqs:us-east-1:{{{{account}}}}:{uuid}",
            "FunctionArn": "{{{{function.checkout}}}}", "ScalingConfig": {{"MaximumConcurrency": 30}}}}]{next}}}"#
        )
    };
    let next = r#", "NextMarker": "second""#;
    let bed = Bed::start()
        .answer("lambda:ListFunctions", 200, JSON, &page("unlike", next))
        .answer_when("lambda:ListFunctions", "second", JSON, &page("chekouts", ""))
        .answer("lambda:ListEventSourceMappings", 200, JSON, &source("orders", "Enabled", next))
        .answer_when("lambda:ListEventSourceMappings", "second", JSON, &source("refunds", "Updating", ""));
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["function-exists", "function-event-sources-enabled"]), @r"
    red there is no function chekout in us-east-1; the nearest name is chekouts
    yellow orders starts at most 30 at once, the peak of the function needs 40
    yellow refunds is changing (Updating)
    green is Active
    green is Active
    ");
}

#[test]
fn where_there_are_no_functions_each_listed_one_is_red() {
    let bed = Bed::start()
        .fail("lambda:GetFunctionConfiguration", 404, "ResourceNotFoundException", "Function not found")
        .answer("lambda:ListFunctions", 200, JSON, r#"{"Functions": []}"#)
        .answer("lambda:ListEventSourceMappings", 200, JSON, r#"{"EventSourceMappings": []}"#);
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["function-exists", "function-event-sources-enabled"]), @r"
    red there is no function checkout in us-east-1
    red there is no function receipts in us-east-1
    red there is no function chekout in us-east-1
    ");
    assert_eq!(bed.count("lambda:GetFunctionConcurrency") + bed.count("lambda:ListProvisionedConcurrencyConfigs"), 0);
}
