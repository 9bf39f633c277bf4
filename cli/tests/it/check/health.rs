//! AWS Health, from what AWS answers to what is said of it.

use serde_json::{Value, json};

use super::{check, findings, named};
use crate::bed::Bed;

const CBOR: &str = "application/cbor";
const RETIREMENT: &str = "arn:aws:health:us-east-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/7";

fn event(arn: &str, category: &str, status: &str, start: &str) -> Value {
    let part = |at: usize| arn.split(['/', ':']).nth(at).unwrap();
    json!({"arn": arn, "service": part(6), "eventTypeCode": part(7), "eventTypeCategory": category, "region": part(3),
        "statusCode": status, "eventScopeCode": "ACCOUNT_SPECIFIC", "startTime": format!("{{{{epoch:{start}}}}}")})
}

fn said(bed: &Bed) -> String {
    let (_, scorecard) = check(bed);
    let is_meant = |it: &&Value| it["rule"].as_str().unwrap().starts_with("health-");
    let line = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        let line = format!(
            "{} {} {}: {}",
            text("light"),
            text("rule"),
            it["resource"]["id"].as_str().unwrap(),
            text("summary")
        );
        named(bed, &line)
    };
    let mut lines: Vec<String> = findings(&scorecard).iter().filter(is_meant).map(line).collect();
    lines.sort();
    lines.join("\n")
}

#[test]
fn planned_changes_and_open_issues_are_told_by_what_they_touch() {
    let group = "arn:aws:health:us-east-1::event/EC2/AWS_EC2_PERSISTENT_INSTANCE_REBOOT_SCHEDULED/8";
    let late = "arn:aws:health:us-east-1::event/RDS/AWS_RDS_MAINTENANCE_SCHEDULED/9";
    let issue = "arn:aws:health:us-east-1::event/DYNAMODB/AWS_DYNAMODB_OPERATIONAL_ISSUE/10";
    let elsewhere = "arn:aws:health:ap-south-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/11";
    let first = json!({"nextToken": "page2", "events": [
        event(RETIREMENT, "scheduledChange", "upcoming", "+4d"), event(late, "scheduledChange", "upcoming", "+9d"),
    ]});
    let second = json!({"events": [
        event(group, "scheduledChange", "upcoming", "+4d"),
        event(issue, "issue", "open", "-2h"),
        event(elsewhere, "issue", "open", "-2h"),
    ]});
    let entity = |of: &str, value: &str| json!({"eventArn": of, "entityValue": value, "statusCode": "PENDING"});
    let entities = json!({"nextToken": "page2", "entities": [entity(RETIREMENT, "{{instance.4}}")]});
    let more = json!({"entities": [entity(RETIREMENT, "i-0123456789abcdef0"), entity(group, "{{instance.2}}")]});
    let bed = Bed::start().answer("health:DescribeEvents", 200, CBOR, &first.to_string());
    let bed = bed.answer_when("health:DescribeEvents", "page2", CBOR, &second.to_string());
    let bed = bed.answer("health:DescribeAffectedEntities", 200, CBOR, &entities.to_string());
    let bed = bed.answer_when("health:DescribeAffectedEntities", "page2", CBOR, &more.to_string());
    let paged = said(&bed);
    assert_eq!(bed.count("health:DescribeAffectedEntities"), 2, "both events in one request, and its second page");

    let denied = said(&Bed::start().deny("health:*"));
    let without_entities = said(&Bed::start().deny("health:DescribeAffectedEntities"));
    let without_plan = said(&Bed::start().without_support_plan());
    let empty = said(&Bed::start().answer("health:DescribeEvents", 200, CBOR, r#"{"events": []}"#));
    insta::assert_snapshot!(format!(
        "paged:\n{paged}\n\ndenied:\n{denied}\n\nwithout entities:\n{without_entities}\n\nwithout a support plan:\n\
         {without_plan}\n\nempty:\n{empty}"
    ));
}
