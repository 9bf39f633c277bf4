//! Which alarms are on listed resources.

use iem_core::{rules, workbook};
use serde_json::json;

use super::{ACCOUNT, Light, REGION, SNAPSHOT, Value, WORKBOOK, merge_patch, run};

/// Whether an alarm that looks at these metrics, each a namespace and dimensions, is on a listed resource.
fn is_on_a_listed_one(section_6: &str, metrics: &[&str]) -> bool {
    let metrics = metrics.iter().map(|metric| {
        let mut words = metric.split(' ');
        json!({"namespace": words.next(), "dimensions": words.collect::<Vec<_>>()})
    });
    let alarm = json!({
        "arn": "x", "state": "ALARM", "state_reason": "", "actions_enabled": true, "alarm_actions": [],
        "metrics": metrics.collect::<Vec<_>>(),
    });
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &json!({"cloudwatch": {"alarms": {"seen": {"new": alarm}}}}));
    let rule = rules::find("cw-alarm-state").unwrap();
    let verdicts = run(rule, &workbook::parse(section_6), &serde_json::from_value(value).unwrap());
    verdicts.iter().any(|verdict| verdict.subject.id == "new" && verdict.light == Light::Red)
}

#[test]
fn an_alarm_is_on_what_its_dimensions_name() {
    for (metric, is_listed) in [
        ("AWS/EC2 AutoScalingGroupName=web", true),
        ("CWAgent AutoScalingGroupName=web", true),
        ("AWS/RDS DBInstanceIdentifier=orders", true),
        ("AWS/RDS DBClusterIdentifier=shop", true),
        ("AWS/RDS DBInstanceIdentifier=shop-1", true),
        ("AWS/ElastiCache ReplicationGroupId=sessions", true),
        ("AWS/ElastiCache CacheClusterId=pages", true),
        ("AWS/DynamoDB TableName=carts Operation=GetItem", true),
        ("AWS/Lambda FunctionName=receipts", true),
        ("AWS/SQS QueueName=receipts-dead", true),
        ("AWS/SNS TopicName=orders", true),
        ("AWS/ApiGateway ApiName=shop Stage=prod", true),
        ("AWS/ApiGateway ApiId=f6g7h8i9j0", true),
        ("AWS/ECS ClusterName=shop ServiceName=checkout", true),
        ("ECS/ContainerInsights ClusterName=shop ServiceName=worker", true),
        ("AWS/EKS ClusterName=shop", true),
        ("ContainerInsights ClusterName=shop Namespace=default", true),
        ("AWS/NATGateway NatGatewayId=nat-0a1b2c3d4e5f60001", true),
        ("AWS/CloudFront DistributionId=E2EXAMPLE1ABCD Region=Global", true),
        // The same names of other things.
        ("AWS/RDS DBInstanceIdentifier=carts", false),
        ("AWS/DynamoDB TableName=web", false),
        ("AWS/Lambda FunctionName=orders", false),
        ("Shop Environment=web", false),
        ("AWS/SNS TopicName=shop", false),
        // CloudWatch knows APIs of REST by their name and others by their id.
        ("AWS/ApiGateway ApiId=a1b2c3d4e5", false),
        ("AWS/ApiGateway ApiName=events", false),
        // The ECS cluster is no service, and not the EKS cluster of the same name.
        ("AWS/ECS ClusterName=shop", false),
        ("ECS/ContainerInsights ClusterName=shop", false),
        ("AWS/ECS ClusterName=other ServiceName=checkout", false),
        ("AWS/ECS ClusterName=shop ServiceName=other", false),
        ("AWS/ECS ServiceName=checkout", false),
        ("AWS/EKS ClusterName=other", false),
        ("AWS/NATGateway NatGatewayId=nat-0a1b2c3d4e5f60009", false),
    ] {
        assert_eq!(is_on_a_listed_one(WORKBOOK, &[metric]), is_listed, "{metric}");
    }
}

#[test]
fn the_dimensions_of_one_metric_belong_together() {
    let crosswise = ["AWS/ECS ClusterName=shop ServiceName=other", "AWS/ECS ClusterName=other ServiceName=checkout"];
    assert!(!is_on_a_listed_one(WORKBOOK, &crosswise));
    assert!(is_on_a_listed_one(WORKBOOK, &[crosswise[0], "AWS/ECS ClusterName=shop ServiceName=checkout"]));
}

/// All metrics of CloudFront, and so its alarms, are in one region, whatever else is listed there.
#[test]
fn alarms_of_a_distribution_are_looked_for_in_the_global_region() {
    let alone = |regional: &str| {
        let section_6 = "## Section 6: AWS Resources\n### Global Infrastructure\n| AWS Account | CloudFront distribution |\n\
                         |---|---|\n| 111122223333 | shop.example.com |\n";
        format!("{section_6}\n{regional}")
    };
    let metric = "AWS/CloudFront DistributionId=E2EXAMPLE1ABCD Region=Global";
    let elsewhere =
        "### Regional Infrastructure\n- AWS Account: 111122223333\n- AWS Regions: eu-west-1\n- SNS topics: a\n";
    for workbook in [alone(""), alone(elsewhere)] {
        assert!(is_on_a_listed_one(&workbook, &[metric]), "{workbook}");
        assert!(!is_on_a_listed_one(&workbook, &["AWS/CloudFront DistributionId=E3 Region=Global"]));
    }
}
