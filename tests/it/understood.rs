//! Nothing is good because a rule does not know it: what AWS left out, a word that iem has never read, a thing of a kind
//! that nobody judges.

use iem_core::{
    rule::{Cx, Inputs},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use serde_json::{Value, json};

use crate::rules::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch, now};

/// What a rule says of the healthy event after a change of the account's facts, where the workbook says other things.
fn judged(rule: &str, written: &[(&str, &str)], patch: &Value) -> Vec<String> {
    let text = written.iter().fold(WORKBOOK.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    merge_patch(value.pointer_mut(&format!("/accounts/{ACCOUNT}")).unwrap(), patch);
    unsee(&mut value);
    let snapshot: Snapshot = serde_json::from_value(value).unwrap();
    let workload = Workload::new(&workbook::parse(&text), &snapshot);
    let (verdicts, _) = Cx::run(rules::find(rule).unwrap(), &Inputs::new(&workload, now()));
    verdicts.iter().map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary)).collect()
}

/// What a change misses, nobody has seen.
fn unsee(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("missed") {
                map.remove("seen");
            }
            map.values_mut().for_each(unsee);
        }
        Value::Array(list) => list.iter_mut().for_each(unsee),
        _ => {}
    }
}

/// A change of the region's facts.
fn here(patch: Value) -> Value {
    json!({"regions": {REGION: patch}})
}

/// Verdicts of several cases, one a line.
fn table<'c>(cases: impl IntoIterator<Item = (&'c str, Vec<String>)>) -> String {
    cases.into_iter().map(|(case, said)| format!("{case}\n  {}\n", said.join("\n  "))).collect()
}

#[test]
fn a_target_stands_in_the_zone_of_its_instance() {
    const GROUP: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067";
    let targets = |states: &[(&str, &str)]| {
        let target =
            |(id, state): &(&str, &str)| json!({"id": id, "port": 80, "zone": null, "state": state, "reason": ""});
        let all: Vec<Value> = states.iter().map(target).collect();
        here(json!({"elb": {"target_health": {GROUP: {"seen": all}}}}))
    };
    let web = |patch: Value| {
        let said = judged("lb-target-health", &[], &patch);
        said.into_iter().filter(|it| it.contains(" web:")).collect::<Vec<_>>()
    };
    let [a1, b1, a2, b2] = [11, 12, 13, 14].map(|last| format!("i-0a1b2c3d4e5f600{last}"));
    let dead_zone = targets(&[(&a1, "healthy"), (&b1, "unhealthy"), (&a2, "healthy"), (&b2, "unhealthy")]);
    let one_left = targets(&[(&a1, "healthy"), (&b1, "unhealthy"), (&a2, "healthy"), (&b2, "healthy")]);
    let stranger = targets(&[(&a1, "healthy"), ("i-0dddddddddddddddd", "unhealthy")]);
    let mut unread = dead_zone.clone();
    merge_patch(&mut unread, &here(json!({"autoscaling": {"groups": {"missed": {"reason": "denied", "detail": ""}}}})));
    insta::assert_snapshot!(table([
        ("none left in a zone", web(dead_zone)),
        ("one left in each zone", web(one_left)),
        ("an instance that nothing describes", web(stranger)),
        ("groups that were not read", web(unread)),
    ]));
}

#[test]
fn an_activity_that_was_cancelled_has_failed() {
    let activity = |status: &str, message: &str| {
        let all = json!([{"status": status, "message": message, "start": "2026-12-01T00:00:00Z"}]);
        let patch = here(json!({"autoscaling": {"activities": {"web": {"seen": all}}}}));
        judged("asg-recent-launch-failures", &[], &patch).into_iter().filter(|it| it.contains(" web:")).collect()
    };
    let unhealthy = "Instance became unhealthy while waiting for instance to be in InService state. Termination \
                     Reason: Client.InternalError: Client error on launch";
    insta::assert_snapshot!(table([
        ("cancelled, for a reason that lasts", activity("Cancelled", unhealthy)),
        ("cancelled", activity("Cancelled", "")),
        ("goes on", activity("PreInService", "")),
        ("not invented yet", activity("Vanished", "")),
    ]));
}

#[test]
fn every_suspended_process_is_known_by_what_it_stops() {
    let suspended = |process: &str| {
        let patch = here(json!({"autoscaling": {"groups": {"seen": {"web": {"suspended": [process]}}}}}));
        judged("asg-suspended-processes", &[], &patch).into_iter().filter(|it| it.contains(" web:")).collect::<Vec<_>>()
    };
    let cases = [
        "Launch",
        "Terminate",
        "AddToLoadBalancer",
        "AlarmNotification",
        "AZRebalance",
        "HealthCheck",
        "InstanceRefresh",
        "ReplaceUnhealthy",
        "ScheduledActions",
        "NotInventedYet",
    ];
    insta::assert_snapshot!(table(cases.map(|process| (process, suspended(process)))));
}

#[test]
fn what_a_stack_or_a_tag_brings_and_nobody_judges_is_not_passed_over() {
    let stack = |types: &[&str]| {
        let resource = |of: &&str| json!({"resource_type": of, "id": "x-1"});
        let all: Vec<Value> = types.iter().map(resource).collect();
        judged("wb-resource-drift", &[], &here(json!({"cloudformation": {"resources": {"shop-prod": {"seen": all}}}})))
    };
    let tag = |arn: &str| {
        let patch = here(json!({"tagging": {"resources": {"event=spring-sale": {"seen": [arn]}}}}));
        judged("wb-resource-drift", &[], &patch)
    };
    insta::assert_snapshot!(table([
        ("without traffic", stack(&["AWS::IAM::Role", "AWS::EC2::SecurityGroup"])),
        ("not judged yet", stack(&["AWS::Kinesis::Stream", "AWS::Kinesis::Stream", "AWS::RDS::DBProxy"])),
        ("not invented yet", stack(&["AWS::Next::Thing"])),
        ("tagged, without traffic", tag("arn:aws:ec2:us-east-1:111122223333:security-group/sg-1")),
        ("tagged, not judged yet", tag("arn:aws:kinesis:us-east-1:111122223333:stream/clicks")),
    ]));
}

#[test]
fn an_origin_is_listed_only_where_it_is_known_to_be() {
    let fetches = |host: &str, patch: &Value| {
        let origins = json!([{"domain_name": host, "protocol": "https-only"}]);
        let distribution = json!({"E2EXAMPLE1ABCD": {"origins": origins}});
        let mut all = json!({"cloudfront": {"distributions": {"seen": distribution}}});
        merge_patch(&mut all, patch);
        judged("distribution-origins", &[], &all)
    };
    let record = |name: &str, target: &str| {
        let record = json!({"name": name, "record_type": "CNAME", "routing": "simple", "set": "", "ttl": 60,
            "health_check": null, "target": target});
        json!({"route53": {"records": {"Z0EXAMPLE1ABCD": {"seen": [record]}}}})
    };
    let nothing = json!({});
    let cases = [
        ("web-1234567890.us-east-1.elb.amazonaws.com", &nothing),
        ("other-1.us-east-1.elb.amazonaws.com", &nothing),
        ("shop-static.s3.amazonaws.com", &nothing),
        ("a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", &nothing),
        ("zzz999.execute-api.us-east-1.amazonaws.com", &nothing),
        ("d222222abcdef8.cloudfront.net", &nothing),
        ("x7y8z9.lambda-url.us-east-1.on.aws", &nothing),
        ("origin.shop-legacy.example.net", &nothing),
        ("origin.example.com", &record("origin.example.com.", "api-1234567890.us-east-1.elb.amazonaws.com.")),
        ("origin.example.com", &record("origin.example.com.", "other-1.us-east-1.elb.amazonaws.com.")),
        ("origin.example.com", &record("origin.example.com.", "shop.example.net.")),
        ("origin.example.com", &record("www.example.com.", "shop.example.net.")),
    ];
    insta::assert_snapshot!(table(cases.map(|(host, patch)| (host, fetches(host, patch)))));
}
