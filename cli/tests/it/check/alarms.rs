//! Alarms on listed resources of every kind.

use serde_json::{Value, json};

use super::{check, findings};
use crate::bed::{Bed, NOW};

const CBOR: &str = "application/cbor";

/// An alarm on one metric that tells the topic `orders` of its region.
fn alarm(name: &str, namespace: &str, dimensions: &[(&str, &str)]) -> Value {
    let dimensions: Vec<_> = dimensions.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    json!({
        "AlarmName": name, "AlarmArn": format!("arn:aws:cloudwatch:us-east-1:{{{{account}}}}:alarm:{name}"),
        "StateValue": "OK", "ActionsEnabled": true, "Namespace": namespace, "Dimensions": dimensions,
        "AlarmActions": ["arn:aws:sns:us-east-1:{{account}}:orders"],
    })
}

fn page(alarms: &[Value], next: Option<&str>) -> String {
    json!({ "MetricAlarms": alarms, "NextToken": next }).to_string()
}

/// Names of the alarms that a rule has judged.
fn judged(scorecard: &Value, rule: &str) -> Vec<String> {
    let of_rule = findings(scorecard).iter().filter(|it| it["rule"] == rule);
    let mut names: Vec<_> = of_rule.map(|it| it["resource"]["id"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn alarms_on_every_page_are_known_by_what_cloudwatch_calls_the_listed_resources() {
    let shop = ("ClusterName", "shop");
    let first = [
        alarm("ecs-mailer", "AWS/ECS", &[shop, ("ServiceName", "mailer")]),
        alarm("ecs-other", "AWS/ECS", &[shop, ("ServiceName", "other")]),
        alarm("ecs-cluster", "AWS/ECS", &[shop]),
        alarm("eks-cluster", "AWS/EKS", &[shop]),
        alarm("topic", "AWS/SNS", &[("TopicName", "orders")]),
    ];
    let second = [
        alarm("rest-api", "AWS/ApiGateway", &[("ApiName", "shop")]),
        alarm("http-api", "AWS/ApiGateway", &[("ApiId", "{{api.events}}"), ("Stage", "$default")]),
        alarm("nat", "AWS/NATGateway", &[("NatGatewayId", "{{nat}}")]),
        alarm("cdn", "AWS/CloudFront", &[("DistributionId", "{{distribution}}"), ("Region", "Global")]),
    ];
    let bed = Bed::start().answer("cloudwatch:DescribeAlarms", 200, CBOR, &page(&first, Some("second")));
    let bed = bed.answer_when("cloudwatch:DescribeAlarms", "second", CBOR, &page(&second, None));
    let (_, scorecard) = check(&bed);
    let expected = ["cdn", "ecs-mailer", "eks-cluster", "http-api", "nat", "rest-api", "topic"];
    for rule in ["cw-alarm-actions", "cw-alarm-state", "cw-alarm-receivers"] {
        assert_eq!(judged(&scorecard, rule), expected, "{rule}");
    }
}

/// All metrics of CloudFront are in one region, and so are the alarms on them and the topics that these tell.
#[test]
fn alarms_of_a_distribution_are_asked_for_where_nothing_else_is_listed() {
    let said = |bed: Bed| {
        let text = bed.workbook_text();
        let (before, rest) = text.split_once("### Regional Infrastructure").unwrap();
        let (_, after) = rest.split_once("## Section 7").unwrap();
        let regional = format!("- AWS Account: {}\n- AWS Regions: eu-west-1\n- SNS topics: a\n", bed.id("account"));
        let text = format!("{before}### Regional Infrastructure\n{regional}\n## Section 7{after}");
        let workbook = bed.write("edge.md", &text);
        let output = bed.iem(["check", &workbook, "--now", NOW, "--format", "json"]).output().unwrap();
        let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
        let of_rule = findings(&scorecard).iter().filter(|it| it["rule"] == "cw-alarm-receivers");
        let line = |it: &Value| format!("{} {}", it["light"].as_str().unwrap(), it["summary"].as_str().unwrap());
        let calls = ["cloudwatch:DescribeAlarms", "sns:GetTopicAttributes"];
        let calls = calls.map(|call| bed.count(&format!("{call}@us-east-1")));
        let mut lines: Vec<_> = of_rule.map(line).collect();
        // The records of the zone lead to the distribution as well, under its other name.
        lines.dedup();
        (lines.join("\n"), calls)
    };
    let own = [alarm("cdn", "AWS/CloudFront", &[("DistributionId", "{{distribution}}"), ("Region", "Global")])];
    let bed = || Bed::start().answer("cloudwatch:DescribeAlarms@us-east-1", 200, CBOR, &page(&own, None));
    assert_eq!(said(bed()), ("red tells nobody: orders has no confirmed subscription".to_owned(), [1, 1]));
    let (denied, calls) = said(bed().deny("cloudfront:ListDistributions"));
    insta::assert_snapshot!(format!("{denied} {calls:?}"), @"gray could not read CloudFront distributions: cloudfront:ListDistributions was denied (AccessDenied: User is not authorized to perform this action) [1, 0]");
    let nothing = Bed::start().answer("cloudwatch:DescribeAlarms@us-east-1", 200, CBOR, &page(&[], None));
    assert_eq!(said(nothing), (String::new(), [1, 0]));
}
