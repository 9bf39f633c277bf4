//! Lambda functions, SQS queues and SNS topics: found by each of their names, and judged state by state.

use iem_core::{rules, snapshot::Snapshot, workbook};
use serde_json::Value;

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch, run};

const LISTED: &str = "checkout:live, arn:aws:lambda:us-east-1:111122223333:function:receipts";

const QUEUES: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/receipts, receipts-dead";
const TOPICS: &str = "SNS topics: orders";

/// What a rule says where section 6 lists these functions, one line per verdict.
fn said(rule: &str, functions: &str, patch: &str) -> String {
    listing(rule, LISTED, functions, patch)
}

/// What a rule says where section 6 lists something else, one line per verdict.
fn listing(rule: &str, listed: &str, other: &str, patch: &str) -> String {
    assert!(WORKBOOK.contains(listed), "the healthy workbook does not list {listed}");
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = snapshot.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &serde_json::from_str(patch).unwrap());
    // A patch takes out what is null, so that a null has to be written otherwise.
    let snapshot: Snapshot = serde_json::from_str(&snapshot.to_string().replace(r#""NULL""#, "null")).unwrap();
    // What reads a queue and what a function reads would be found again.
    let others = [LISTED, QUEUES].into_iter().filter(|it| *it != listed);
    let text = others.fold(WORKBOOK.replace(listed, other), |text, it| text.replace(it, "n/a"));
    let workbook = workbook::parse(&text);
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
    let gone = r#"{"lambda":{"functions":{"chekout":{"seen":"NULL"}},"function_names":{"missed":null,"seen":["checkout","receipts"]}}}"#;
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
        ("\"NULL\"", ""),
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
    let silent = r#"{"cloudwatch":{"metrics":{"AWS/Lambda ConcurrentExecutions Maximum FunctionName=checkout":{"seen":"NULL"}}}}"#;
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

#[test]
fn a_queue_is_found_by_each_of_its_names() {
    let arn = "arn:aws:sqs:us-east-1:111122223333:receipts";
    let url = "https://sqs.us-east-1.amazonaws.com/111122223333/receipts";
    for written in ["receipts", arn, url, &format!("receipts, {arn}, {url}")] {
        assert_eq!(listing("queue-exists", QUEUES, written, "{}"), "Green receipts: exists", "{written}");
    }
    let nearest = "Red reciepts: there is no queue reciepts in us-east-1; the nearest name is receipts";
    assert_eq!(listing("queue-exists", QUEUES, "reciepts", "{}"), nearest);
    assert_eq!(listing("queue-backlog", QUEUES, "reciepts", "{}"), "");
}

#[test]
fn a_queue_is_judged_with_the_function_that_reads_it() {
    for (visibility, expected) in [(59, "Red"), (60, "Yellow"), (359, "Yellow"), (360, "Green")] {
        let patch =
            format!(r#"{{"sqs":{{"queues":{{"receipts":{{"seen":{{"visibility_timeout":{visibility}}}}}}}}}}}"#);
        let told = listing("queue-visibility-timeout", QUEUES, "receipts", &patch);
        let rest =
            format!("receipts: messages stay invisible for {visibility} s, the timeout of function receipts is 60 s");
        assert_eq!(told, format!("{expected} {rest}"));
    }
    // The queue that takes the dead letters needs none of its own.
    let takes_none = r#"{"sqs":{"queues":{"receipts-dead":{"seen":{"takes_dead_letters":false}}}}}"#;
    let told = |listed: &str| listing("queue-dead-letters", QUEUES, listed, takes_none);
    assert_eq!(told("receipts, receipts-dead"), "Green receipts: its dead letters go to receipts-dead");
    assert_eq!(told("receipts-dead"), "Yellow receipts-dead: has no dead-letter queue");
}

#[test]
fn a_topic_is_found_by_each_of_its_names_and_needs_a_subscriber() {
    let topic = "arn:aws:sns:us-east-1:111122223333:orders";
    let subscription = format!("{topic}:0a1b2c3d-0000-4000-8000-000000000002");
    for written in ["orders", topic, &subscription, &format!("orders, {topic}")] {
        let told = listing("topic-subscribers", TOPICS, &format!("SNS topics: {written}"), "{}");
        assert_eq!(told, "Green orders: confirmed subscriptions: 1, pending: 0", "{written}");
    }
    let gone = r#"{"sns":{"topics":{"arn:aws:sns:us-east-1:111122223333:oders":{"seen":"NULL"}},
                 "topic_arns":{"missed":null,"seen":["arn:aws:sns:us-east-1:111122223333:orders"]}}}"#;
    let nearest = "Red oders: there is no topic oders in us-east-1; the nearest name is orders";
    assert_eq!(listing("topic-subscribers", TOPICS, "SNS topics: oders", gone), nearest);
    for (confirmed, pending, expected) in [(0, 3, "Red"), (2, 1, "Yellow"), (2, 0, "Green")] {
        let seen = format!(r#"{{"{topic}":{{"seen":{{"confirmed":{confirmed},"pending":{pending}}}}}}}"#);
        let told = listing("topic-subscribers", TOPICS, TOPICS, &format!(r#"{{"sns":{{"topics":{seen}}}}}"#));
        assert_eq!(told, format!("{expected} orders: confirmed subscriptions: {confirmed}, pending: {pending}"));
    }
}

#[test]
fn an_alarm_needs_a_receiver_who_has_confirmed() {
    let page = "arn:aws:sns:us-east-1:111122223333:page-platform";
    let alarm = |actions: &str| {
        format!(r#""cloudwatch":{{"alarms":{{"seen":{{"web-5xx":{{"alarm_actions":[{actions}]}}}}}}}}"#)
    };
    let topics = |seen: &str| format!(r#""sns":{{"topics":{{"{page}":{{"seen":{seen}}}}}}}"#);
    let nobody = r#"{"confirmed":0,"pending":1}"#;
    let incident = r#""arn:aws:ssm-incidents::111122223333:response-plan/sale""#;
    let other = r#""arn:aws:sns:us-east-1:111122223333:other""#;
    let page = format!(r#""{page}""#);
    for (actions, seen, expected) in [
        (page.clone(), r#"{"confirmed":2,"pending":0}"#, "Green web-5xx: confirmed subscriptions of its topics: 2"),
        (page.clone(), nobody, "Red web-5xx: tells nobody: page-platform has no confirmed subscription"),
        (page.clone(), r#""NULL""#, "Red web-5xx: tells nobody: topic page-platform does not exist"),
        // Whether the other topic has a subscriber, nobody has asked.
        (format!("{page},{other}"), nobody, "Gray web-5xx: "),
        (format!("{page},{incident}"), nobody, ""),
    ] {
        let patch = format!("{{{},{}}}", alarm(&actions), topics(seen));
        let told = listing("cw-alarm-receivers", TOPICS, TOPICS, &patch);
        let of_web: Vec<&str> = told.lines().filter(|line| line.contains("web-5xx")).collect();
        let of_web = of_web.join("\n");
        assert!(of_web.starts_with(expected) && (of_web == expected || expected.ends_with(' ')), "{of_web}");
    }
}
