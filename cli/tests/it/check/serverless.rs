//! Lambda functions, queues and topics, from what AWS answers to what is said of them.

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
    red there is no queue ordres in us-east-1; the nearest name is orders
    red messages stay invisible for 30 s, the timeout of function receipts is 60 s
    red confirmed subscriptions: 0, pending: 0
    red there is no topic odrers in us-east-1; the nearest name is orders
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
    red there is no queue orders in us-east-1; the nearest name is order
    red there is no queue ordres in us-east-1; the nearest name is order
    red confirmed subscriptions: 0, pending: 0
    red there is no topic odrers in us-east-1; the nearest name is orderz
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
