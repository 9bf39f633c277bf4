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

#[test]
fn a_weighted_group_is_judged_by_its_capacity() {
    let web = |weight: u32, maximum: u32, measured: Value| {
        let instance = |last: u32| {
            json!({"id": format!("i-0a1b2c3d4e5f600{last}"), "instance_type": "m5.large", "zone": "us-east-1a",
                "state": "InService", "weight": weight})
        };
        let group = json!({"max_size": maximum, "instances": [instance(11), instance(12)],
            "launch": {"overrides": [{"instance_type": "m5.large", "weight": weight}]}});
        let metric = "AWS/AutoScaling GroupInServiceCapacity Maximum AutoScalingGroupName=web";
        let patch = here(json!({"autoscaling": {"groups": {"seen": {"web": group}}},
            "cloudwatch": {"metrics": {metric: measured}}}));
        let said = judged("asg-max-covers-peak", &[], &patch);
        said.into_iter().filter(|it| it.contains(" web:")).collect::<Vec<_>>()
    };
    let series = |maximum: f64| {
        json!({"seen": {"latest": 4.0, "latest_at": "2026-12-05T00:00:00Z", "maximum": maximum,
            "maximum_at": "2026-11-28T12:00:00Z"}})
    };
    insta::assert_snapshot!(table([
        ("enough", web(2, 200, series(5.0))),
        ("too little", web(2, 100, series(5.0))),
        ("not measured", web(2, 200, json!({"missed": {"reason": "denied", "detail": ""}}))),
    ]));
}

#[test]
fn targets_are_counted_in_each_zone_and_behind_classic_balancers() {
    const BALANCER: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";
    const GROUP: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067";
    let peak = |maximum: u32, patch: Value| {
        let mut all = here(json!({"elb": {"load_balancers": {"seen": {BALANCER: {"balancer_type": "network"}}}},
            "autoscaling": {"groups": {"seen": {"web": {"max_size": maximum}}}}}));
        merge_patch(&mut all, &here(patch));
        let said = judged("quota-at-peak", &[], &all);
        let of = ["L-B211E961", "L-CE3125E5"];
        said.into_iter().filter(|it| of.iter().any(|code| it.contains(code))).collect::<Vec<_>>()
    };
    let strangers = json!({"elb": {"target_health": {GROUP: {"seen":
        [{"id": "i-0dddddddddddddddd", "port": 80, "zone": null, "state": "healthy", "reason": ""}]}}}});
    let behind_classic =
        json!({"autoscaling": {"groups": {"seen": {"web": {"classic_load_balancers": ["old-shop"]}}}}});
    let denied = json!({"classic_elb": {"instance_health":
        {"old-shop": {"missed": {"reason": "denied", "detail": ""}}}}});
    insta::assert_snapshot!(table([
        ("room in each zone", peak(300, json!({}))),
        ("nearly full", peak(900, json!({}))),
        ("room, until a zone is lost", peak(600, json!({}))),
        ("too many", peak(1100, json!({}))),
        ("zones that nobody knows", peak(300, strangers)),
        ("behind a classic balancer", peak(1100, behind_classic)),
        ("a classic balancer that was not read", peak(300, denied)),
    ]));
}

#[test]
fn a_rule_group_that_was_not_opened_is_no_rule_group_without_limits() {
    let arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";
    let web = |acl: Value| {
        let patch = here(json!({"waf": {"web_acls": {arn: {"seen": acl}}}}));
        let said = judged("waf-rate-rule-vs-peak", &[], &patch);
        said.into_iter().filter(|it| it.contains(" web:")).collect::<Vec<_>>()
    };
    insta::assert_snapshot!(table([
        ("none", web(json!({"rate_rules": []}))),
        ("not opened", web(json!({"rate_rules": [], "unopened": ["central", "bots"]}))),
    ]));
}

#[test]
fn what_nothing_watches_is_told() {
    let none = here(json!({"cloudwatch": {"alarms": {"seen": {"jump-host-status": null, "web-5xx": null,
        "TargetTracking-api-AlarmHigh": null, "TargetTracking-api-AlarmLow": null,
        "TargetTracking-web-AlarmHigh": null, "TargetTracking-web-AlarmLow": null}}}}));
    insta::assert_snapshot!(judged("cw-alarm-actions", &[], &none).join("\n"));
    assert_eq!(judged("cw-alarm-state", &[], &none), Vec::<String>::new());
}

#[test]
fn an_alarm_without_an_action_speaks_through_composites() {
    let web = |rules: &[(&str, &str, bool)]| {
        let composite = |rule: &str, acts: bool| {
            let actions = if acts { json!(["arn:aws:sns:us-east-1:111122223333:page-platform"]) } else { json!([]) };
            json!({"arn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:c", "state": "OK", "state_reason": "",
                "actions_enabled": true, "alarm_actions": actions, "metrics": [], "rule": rule})
        };
        let mut all = json!({"web-5xx": {"alarm_actions": []}});
        for (name, rule, acts) in rules {
            all[name] = composite(rule, *acts);
        }
        let said = judged("cw-alarm-actions", &[], &here(json!({"cloudwatch": {"alarms": {"seen": all}}})));
        said.into_iter().filter(|it| it.contains(" web-5xx:")).collect::<Vec<_>>()
    };
    let inner = ("inner", r#"ALARM("web-5xx")"#, false);
    insta::assert_snapshot!(table([
        ("one above one", web(&[inner, ("outer", r#"ALARM("inner") AND NOT ALARM("deploying")"#, true)])),
        ("that goes off when it is well", web(&[inner, ("outer", r#"OK("inner")"#, true)])),
        ("that says nothing either", web(&[inner, ("outer", r#"ALARM("inner")"#, false)])),
        ("in words that nobody knows", web(&[("outer", r#"MOST_OF("web-5xx")"#, true)])),
    ]));
}

#[test]
fn a_database_is_known_by_the_id_that_it_keeps_and_the_endpoints_of_proxies_are_none() {
    const LASTING: &str = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let arn = format!("arn:aws:rds:us-east-1:111122223333:cluster:{LASTING}");
    let patch = here(json!({"rds": {"clusters": {"seen": {"shop": {"resource_id": LASTING}}}},
        "tagging": {"resources": {"event=spring-sale": {"seen": [arn]}}}}));
    let said = |rule: &str, written: &[(&str, &str)]| {
        let of = ["shop:", "ABC", "proxy"];
        let said = judged(rule, written, &patch).into_iter();
        said.filter(|it| of.iter().any(|name| it.contains(name))).collect::<Vec<_>>()
    };
    let listed = "shop.cluster-c0ffee123456.us-east-1.rds.amazonaws.com";
    let proxy = "shop-proxy.proxy-c0ffee123456.us-east-1.rds.amazonaws.com";
    let reader = "orders-ro.endpoint.proxy-c0ffee123456.us-east-1.rds.amazonaws.com";
    insta::assert_snapshot!(table([
        ("listed, and tagged", said("db-exists", &[])),
        ("tagged alone", said("db-exists", &[(listed, "shop-1")])),
        ("listed by its id", said("db-exists", &[(listed, LASTING)])),
        ("drift of what is listed", said("wb-resource-drift", &[])),
        ("endpoint of a proxy", said("db-exists", &[(listed, proxy)])),
        ("another endpoint of a proxy", said("db-exists", &[(listed, reader)])),
    ]));
}
