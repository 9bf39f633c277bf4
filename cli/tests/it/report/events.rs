//! Alarm history, changes and health events: pages, nothing there, and refusals.

use serde_json::{Value, json};

use super::{account, region, report};
use crate::bed::Bed;

const JSON: &str = "application/x-amz-json-1.1";
const CBOR: &str = "application/cbor";

/// The three facts of a snapshot that are no datapoints.
fn facts<'a>(bed: &Bed, snapshot: &'a Value) -> [&'a Value; 3] {
    let region = region(bed, snapshot);
    let history = &region["cloudwatch"]["alarm_history"];
    [history, &region["cloudtrail"]["changes"], &account(bed, snapshot)["health"]["events"]]
}

/// What was seen, one line per item.
fn lines(bed: &Bed, fact: &Value) -> String {
    let items = fact["seen"].as_array().unwrap();
    let line = |item: &Value| item.to_string().replace(bed.id("instance.1"), "<instance.1>");
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_page_of_what_happened_is_saved_in_the_order_of_time() {
    let bed = Bed::start().thirty_days();
    let snapshot = report(&bed);
    let [history, changes, health] = facts(&bed, &snapshot);
    insta::assert_snapshot!(lines(&bed, history), @r#"
    {"alarm":"web-5xx","at":"2026-11-27T15:00:00Z","from":"OK","reason":"Threshold Crossed: 1 datapoint [12.0] was greater than the threshold (10.0).","to":"ALARM"}
    {"alarm":"web-5xx","at":"2026-11-27T15:12:00Z","from":"ALARM","reason":"Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (10.0).","to":"OK"}
    {"alarm":"shop-down","at":"2026-11-27T15:15:00Z","from":"OK","reason":"Alarm updated from OK to ALARM","to":"ALARM"}
    "#);
    insta::assert_snapshot!(lines(&bed, changes), @r#"
    {"at":"2026-11-27T12:20:00Z","by_aws":false,"error":"AccessDenied","operation":"DeleteLoadBalancer","resources":[],"service":"elasticloadbalancing","user":"ada"}
    {"at":"2026-11-27T14:00:00Z","by_aws":true,"error":null,"operation":"TerminateInstances","resources":["<instance.1>"],"service":"ec2","user":""}
    {"at":"2026-11-27T15:40:00Z","by_aws":false,"error":null,"operation":"UpdateAutoScalingGroup","resources":["web"],"service":"autoscaling","user":"grace"}
    "#);
    insta::assert_snapshot!(lines(&bed, health), @r#"
    {"arn":"arn:aws:health:global::event/ROUTE53/AWS_ROUTE53_MAINTENANCE_SCHEDULED/3","category":"scheduledChange","code":"AWS_ROUTE53_MAINTENANCE_SCHEDULED","end":null,"region":"global","service":"ROUTE53","start":"2026-11-27T00:00:00Z","status":"open"}
    {"arn":"arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/1","category":"issue","code":"AWS_EC2_OPERATIONAL_ISSUE","end":"2026-11-27T16:00:00Z","region":"us-east-1","service":"EC2","start":"2026-11-27T14:00:00Z","status":"closed"}
    "#);
    let calls = ["cloudwatch:DescribeAlarmHistory", "cloudtrail:LookupEvents", "health:DescribeEvents@us-east-1"];
    assert_eq!(calls.map(|action| bed.count(action)), [2, 2, 2]);
}

#[test]
fn only_what_the_span_of_the_event_holds_is_asked_for() {
    let bed = Bed::start().thirty_days();
    report(&bed);
    let asked = |action: &str| bed.calls().into_iter().find(|call| call.matches(action)).unwrap().params;
    let history = asked("cloudwatch:DescribeAlarmHistory");
    let (types, kind) = (&history["AlarmTypes"], &history["HistoryItemType"]);
    assert_eq!((types, kind), (&json!(["MetricAlarm", "CompositeAlarm"]), &json!("StateUpdate")));
    let changes = asked("cloudtrail:LookupEvents");
    assert_eq!(changes["LookupAttributes"], json!([{ "AttributeKey": "ReadOnly", "AttributeValue": "false" }]));
    let starts = [&history["StartDate"], &changes["StartTime"]].map(|start| start.as_f64().unwrap());
    let ends = [&history["EndDate"], &changes["EndTime"]].map(|end| end.as_f64().unwrap());
    let until = asked("health:DescribeEvents")["filter"]["startTimes"][0]["to"].as_f64().unwrap();
    assert_eq!(starts[0], starts[1]);
    assert_eq!([ends[0], ends[1]], [until, until]);
}

#[test]
fn nothing_that_happened_is_seen_as_nothing() {
    let bed = Bed::start()
        .thirty_days()
        .answer("cloudwatch:DescribeAlarmHistory", 200, CBOR, r#"{"AlarmHistoryItems":[]}"#)
        .answer("cloudtrail:LookupEvents", 200, JSON, r#"{"Events":[]}"#)
        .answer("health:DescribeEvents", 200, CBOR, r#"{"events":[]}"#);
    let snapshot = report(&bed);
    assert_eq!(facts(&bed, &snapshot), [&json!({ "seen": [] }); 3]);
}

#[test]
fn a_refusal_costs_its_own_fact_and_says_why() {
    let actions = ["cloudwatch:DescribeAlarmHistory", "cloudtrail:LookupEvents", "health:DescribeEvents"];
    for (denied, action) in actions.iter().enumerate() {
        let bed = Bed::start().thirty_days().deny(action);
        let snapshot = report(&bed);
        for (index, fact) in facts(&bed, &snapshot).into_iter().enumerate() {
            let reason = &fact["missed"]["reason"];
            let expected = if index == denied { json!("denied") } else { Value::Null };
            assert_eq!(reason, &expected, "{} without {action}", actions[index]);
        }
    }
}

#[test]
fn an_account_without_a_support_plan_has_no_health_events() {
    let bed = Bed::start().thirty_days().without_support_plan();
    let snapshot = report(&bed);
    assert_eq!(facts(&bed, &snapshot)[2]["missed"]["reason"], "not-subscribed");
}
