//! Which alarms are on listed resources.

use iem_core::{rules, workbook};
use serde_json::json;

use super::{ACCOUNT, Light, REGION, SNAPSHOT, Value, WORKBOOK, merge_patch, run};

#[test]
fn an_alarm_is_on_what_its_dimension_names() {
    let rule = rules::find("cw-alarm-state").unwrap();
    let workbook = workbook::parse(WORKBOOK);
    for (dimension, is_listed) in [
        ("AutoScalingGroupName=web", true),
        ("DBInstanceIdentifier=orders", true),
        ("DBClusterIdentifier=shop", true),
        ("DBInstanceIdentifier=shop-1", true),
        ("ReplicationGroupId=sessions", true),
        ("CacheClusterId=pages", true),
        ("TableName=carts", true),
        ("FunctionName=receipts", true),
        ("QueueName=receipts-dead", true),
        // The same names of other things.
        ("DBInstanceIdentifier=carts", false),
        ("TableName=web", false),
        ("FunctionName=orders", false),
        ("Environment=web", false),
    ] {
        let alarm = json!({
            "arn": "x", "state": "ALARM", "state_reason": "", "actions_enabled": true, "alarm_actions": [],
            "dimensions": [dimension],
        });
        let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
        let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
        merge_patch(region, &json!({"cloudwatch": {"alarms": {"seen": {"new": alarm}}}}));
        let verdicts = run(rule, &workbook, &serde_json::from_value(value).unwrap());
        let rings = verdicts.iter().any(|verdict| verdict.subject.id == "new" && verdict.light == Light::Red);
        assert_eq!(rings, is_listed, "{dimension}");
    }
}
