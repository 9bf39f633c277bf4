//! Shield Advanced and web ACLs, from what AWS answers to what is said of them.

use serde_json::{Value, json};

use super::{check, findings, named};
use crate::bed::Bed;

const JSON: &str = "application/x-amz-json-1.1";

fn said(bed: &Bed) -> String {
    let (_, scorecard) = check(bed);
    let is_meant = |it: &&Value| {
        let rule = it["rule"].as_str().unwrap();
        rule.starts_with("shield-") || rule.starts_with("waf-") || rule == "lb-web-acl"
    };
    let line = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        let id = it["resource"]["id"].as_str().unwrap();
        named(bed, &format!("{} {} {id}: {}", text("light"), text("rule"), text("summary")))
    };
    let mut lines: Vec<String> = findings(&scorecard).iter().filter(is_meant).map(line).collect();
    lines.sort();
    lines.join("\n")
}

#[test]
fn protections_and_web_acls_are_told_by_what_they_stand_before() {
    let subscription = json!({"Subscription": {"SubscriptionArn": "arn:aws:shield::1:subscription", "EndTime": 1_795_737_600,
        "StartTime": 1_764_201_600, "TimeCommitmentInSeconds": 31_536_000, "AutoRenew": "DISABLED", "Limits": [],
        "ProactiveEngagementStatus": "PENDING", "SubscriptionLimits": {"ProtectionLimits": {"ProtectedResourceTypeLimits": []},
        "ProtectionGroupLimits": {"MaxProtectionGroups": 1, "PatternTypeLimits": {"ArbitraryPatternLimits": {"MaxMembers": 1}}}}}});
    let protection =
        |arn: &str| json!({"Protections": [{"Id": "1", "Name": "x", "ResourceArn": arn}], "NextToken": "page2"});
    let mut second = protection("{{lb.web}}");
    second["NextToken"] = Value::Null;
    let rule = |name: &str, rate: Value| {
        json!({"Name": name, "Priority": 1, "Statement": {"RateBasedStatement": rate}, "Action": {"Block": {}},
            "VisibilityConfig": {"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": name}})
    };
    let acl = json!({"WebACL": {"Name": "shop", "Id": "1", "ARN": "arn:aws:wafv2:us-east-1:1:regional/webacl/shop/1",
    "DefaultAction": {"Allow": {}}, "Capacity": 4,
    "VisibilityConfig": {"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "shop"},
    "Rules": [
        rule("by-address", json!({"Limit": 2000, "EvaluationWindowSec": 300, "AggregateKeyType": "IP"})),
        rule("in-all", json!({"Limit": 2000, "EvaluationWindowSec": 60, "AggregateKeyType": "CONSTANT"})),
    ]}});
    let bed = Bed::start().answer("shield:DescribeSubscription", 200, JSON, &subscription.to_string());
    let bed = bed.answer(
        "shield:ListProtections",
        200,
        JSON,
        &protection("arn:aws:cloudfront::1:distribution/OTHER").to_string(),
    );
    let bed = bed.answer_when("shield:ListProtections", "page2", JSON, &second.to_string());
    let bed = bed.answer("wafv2:GetWebACLForResource", 200, JSON, &acl.to_string());
    let subscribed = said(&bed);
    let denied = said(&Bed::start().deny("shield:*").deny("wafv2:*"));
    let none = Bed::start().fail("shield:*", 400, "ResourceNotFoundException", "The subscription does not exist.");
    let none = said(&none.answer("wafv2:GetWebACLForResource", 200, JSON, "{}"));
    insta::assert_snapshot!(format!("subscribed:\n{subscribed}\n\ndenied:\n{denied}\n\nnothing:\n{none}"));
}
