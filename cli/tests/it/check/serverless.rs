//! Lambda functions, APIs, queues and topics, from what AWS answers to what is said of them.

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
    red there is no function chekout in us-east-1: the nearest name is checkout
    red the peak needs 40 concurrent executions (8 in the busiest minute × 5), 20 are reserved
    red 12 invocations were throttled since yesterday
    red 7 has failed, 0 of 10 allocated: INSUFFICIENT_CAPACITY
    red receipts is switched off (Disabled)
    yellow orders starts at most 30 at once, the peak of the function needs 40
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
    red there is no function chekout in us-east-1: the nearest name is chekouts
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

#[test]
fn queues_and_topics_are_judged_by_what_they_are_now_and_at_the_peak() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    let rules = [
        "queue-exists",
        "queue-dead-letters",
        "queue-visibility-timeout",
        "queue-backlog",
        "queue-in-flight-at-peak",
        "topic-subscribers",
        "cw-alarm-receivers",
    ];
    insta::assert_snapshot!(said(&scorecard, &rules), @r"
    red there is no queue ordres in us-east-1: the nearest name is orders
    red messages stay invisible for 30 s, the timeout of function receipts is 60 s
    red there is no topic odrers in us-east-1: the nearest name is orders
    red confirmed subscriptions: 0, pending: 0
    red tells nobody: on-call has no confirmed subscription
    yellow the peak has 80000 messages in flight (16000 in the busiest hour × 5), a queue can have 120000
    yellow has no dead-letter queue
    yellow messages stay invisible for 30 s, the timeout of function checkout is 10 s
    yellow its oldest message was 50000 s old in the worst hour of 14 days and 50000 s in the newest, and it keeps messages for 86400 s
    gray CloudWatch has no ApproximateNumberOfMessagesNotVisible of the last 14 days
    gray CloudWatch has no ApproximateAgeOfOldestMessage of the last 14 days
    green exists
    green exists
    green its dead letters go to orders-dead
    ");
}

#[test]
fn every_page_of_queues_and_of_topics_is_read() {
    let queues = |url: &str, next: &str| format!(r#"{{"QueueUrls": ["{url}"]{next}}}"#);
    let topics = |name: &str, next: &str| {
        format!(
            "<ListTopicsResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><ListTopicsResult><Topics><member>\
             <TopicArn>arn:aws:sns:us-east-1:{{{{account}}}}:{name}</TopicArn></member></Topics>{next}</ListTopicsResult>\
             </ListTopicsResponse>"
        )
    };
    let json = "application/x-amz-json-1.0";
    let bed = Bed::start()
        .answer("sqs:ListQueues", 200, json, &queues("{{queue.receipts}}", r#", "NextToken": "second""#))
        .answer_when("sqs:ListQueues", "second", json, &queues("https://sqs.us-east-1.amazonaws.com/1/order", ""))
        .answer("sns:ListTopics", 200, "text/xml", &topics("unlike", "<NextToken>second</NextToken>"))
        .answer_when("sns:ListTopics", "second", "text/xml", &topics("orderz", ""));
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["queue-exists", "topic-subscribers"]), @r"
    red there is no queue orders in us-east-1: the nearest name is order
    red there is no queue ordres in us-east-1: the nearest name is order
    red there is no topic odrers in us-east-1: the nearest name is orderz
    red confirmed subscriptions: 0, pending: 0
    green exists
    ");
    assert_eq!(bed.count("sqs:GetQueueAttributes"), 1);
}

#[test]
fn where_there_are_no_queues_and_topics_each_listed_one_is_red() {
    let list = "<ListTopicsResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><ListTopicsResult><Topics/>\
                </ListTopicsResult></ListTopicsResponse>";
    let bed = Bed::start()
        .answer("sqs:ListQueues", 200, "application/x-amz-json-1.0", "{}")
        .fail("sns:GetTopicAttributes", 404, "NotFound", "Topic does not exist")
        .answer("sns:ListTopics", 200, "text/xml", list);
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["queue-exists", "topic-subscribers", "cw-alarm-receivers"]), @r"
    red there is no queue receipts in us-east-1
    red there is no queue orders in us-east-1
    red there is no queue ordres in us-east-1
    red there is no topic orders in us-east-1
    red there is no topic odrers in us-east-1
    red tells nobody: topic on-call does not exist
    ");
    assert_eq!(bed.count("sqs:GetQueueAttributes"), 0);
}

#[test]
fn apis_are_judged_by_what_they_are_now_and_at_the_peak() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    let rules = ["api-exists", "api-account-throttle-at-peak", "api-stage-throttle-at-peak", "api-errors", "api-logs"];
    insta::assert_snapshot!(said(&scorecard, &rules), @r"
    red there is no API shpo in us-east-1: the nearest name is shop
    red stage prod takes 50 requests per second, the peak of shop needs 100 (20.0 in the busiest minute × 5)
    red 4.00 % of requests failed in the worst hour of 14 days
    yellow stage beta keeps no logs
    yellow stage prod keeps no logs
    green shop exists and has a stage
    green events exists and has a stage
    green the peak of the listed APIs needs 115 requests per second (23.0 in their busiest minutes), the account takes 10000
    green 0.00 % of requests failed in the worst hour of 14 days
    green stage $default keeps logs
    ");
}

#[test]
fn every_page_of_apis_and_of_stages_is_read() {
    let rest = |id: &str, next: &str| format!(r#"{{"item": [{{"id": "{id}", "name": "shop"}}]{next}}}"#);
    let http = |id: &str, name: &str, next: &str| {
        format!(r#"{{"items": [{{"apiId": "{id}", "name": "{name}", "protocolType": "HTTP"}}]{next}}}"#)
    };
    let stages = |name: &str, next: &str| format!(r#"{{"items": [{{"stageName": "{name}"}}]{next}}}"#);
    let next = r#", "nextToken": "second""#;
    let bed = Bed::start()
        .answer("apigateway:GetRestApis", 200, JSON, &rest("a1b2c3d4e5", r#", "position": "second""#))
        .answer_when("apigateway:GetRestApis", "second", JSON, &rest("f6g7h8i9j0", ""))
        .answer("apigateway:GetApis", 200, JSON, &http("{{api.events}}", "events", next))
        .answer_when("apigateway:GetApis", "second", JSON, &http("k1l2m3n4o5", "shop", ""))
        .answer("apigateway:v2/GetStages", 200, JSON, &stages("green", next))
        .answer_when("apigateway:v2/GetStages", "second", JSON, &stages("blue", ""));
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["api-exists", "api-logs"]), @r"
    red there is no API shpo in us-east-1: the nearest name is shop
    yellow 3 APIs have this name: a1b2c3d4e5, f6g7h8i9j0, k1l2m3n4o5; list them by id
    yellow stage beta keeps no logs
    yellow stage prod keeps no logs
    yellow stage beta keeps no logs
    yellow stage prod keeps no logs
    yellow stage blue keeps no logs
    yellow stage green keeps no logs
    yellow stage blue keeps no logs
    yellow stage green keeps no logs
    green shop exists and has a stage
    green shop exists and has a stage
    green shop exists and has a stage
    green events exists and has a stage
    ");
}

#[test]
fn where_there_are_no_apis_each_listed_one_is_red() {
    let bed = Bed::start().answer("apigateway:GetRestApis", 200, JSON, r#"{"item": []}"#).answer(
        "apigateway:GetApis",
        200,
        JSON,
        r#"{"items": []}"#,
    );
    let (_, scorecard) = check(&bed);
    let account = "api-account-throttle-at-peak";
    let said = said(&scorecard, &["api-exists", account, "api-logs"]).replace(bed.id("api.events"), "<events>");
    insta::assert_snapshot!(said, @r"
    red there is no API shop in us-east-1
    red there is no API <events> in us-east-1
    red there is no API shpo in us-east-1
    ");
    assert_eq!(bed.count("apigateway:GetStages") + bed.count("apigateway:v2/GetStages"), 0);
}
