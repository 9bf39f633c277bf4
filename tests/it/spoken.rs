//! What AWS's other services speak of: whatever name they use, it is the listed resource, and never a namesake.

use iem_core::{
    rule::{Cx, Inputs, Light},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use serde_json::{Value, json};

use crate::rules::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch, now};

/// The healthy event with other names beside its own, and a change of the account's facts.
fn says(rule: &str, listed: &[(&str, &str)], patch: &Value) -> Vec<String> {
    let text = listed.iter().fold(WORKBOOK.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    merge_patch(value.pointer_mut(&format!("/accounts/{ACCOUNT}")).unwrap(), patch);
    let snapshot: Snapshot = serde_json::from_value(value).unwrap();
    let workload = Workload::new(&workbook::parse(&text), &snapshot);
    let (verdicts, _) = Cx::run(rules::find(rule).unwrap(), &Inputs::new(&workload, now()));
    let loud = verdicts.iter().filter(|verdict| verdict.light != Light::Green);
    loud.map(|verdict| format!("{:?} {} {}", verdict.light, verdict.subject.kind, verdict.subject.id)).collect()
}

/// AWS plans a change in the event's window.
fn planned(service: &str, entity: &str) -> Value {
    let arn = "arn:aws:health:us-east-1::event/X/X_SCHEDULED/7";
    let event = json!({"arn": arn, "service": service, "code": "X_SCHEDULED", "category": "scheduledChange",
        "region": REGION, "start": "2026-12-12T02:00:00Z", "end": "2026-12-12T04:00:00Z", "status": "upcoming"});
    json!({"health": {"open": {"seen": [event]}, "affected": {arn: {"seen": [entity]}}}})
}

/// Trusted Advisor flags a row of a check.
fn flagged(check: &str, column: &str, name: &str) -> Value {
    let row = json!({"status": "error", "region": REGION, "suppressed": false, "columns": {column: name}});
    json!({"support": {
        "checks": {"seen": {"c1": {"name": check, "category": "fault_tolerance"}}},
        "summaries": {"seen": {"c1": "error"}},
        "results": {"c1": {"seen": [row]}},
    }})
}

const DATABASE: &str = "Red database orders";
const CLUSTER: &str = "Red database-cluster shop";
const CACHE: &str = "Red cache sessions";

#[test]
fn health_means_the_listed_resource_by_every_name_of_it_and_of_its_parts() {
    for (service, entity, expected) in [
        ("RDS", "orders", DATABASE),
        ("RDS", "arn:aws:rds:us-east-1:111122223333:db:orders", DATABASE),
        ("RDS", "shop", CLUSTER),
        ("RDS", "arn:aws:rds:us-east-1:111122223333:cluster:shop", CLUSTER),
        ("RDS", "arn:aws:rds:us-east-1:111122223333:db:shop-1", CLUSTER),
        ("RDS", "shop-1", CLUSTER),
        ("ELASTICACHE", "sessions", CACHE),
        ("ELASTICACHE", "sessions-001", CACHE),
        ("ELASTICACHE", "arn:aws:elasticache:us-east-1:111122223333:replicationgroup:sessions", CACHE),
        ("EC2", "i-0a1b2c3d4e5f60002", "Red instance i-0a1b2c3d4e5f60002"),
        ("EC2", "arn:aws:ec2:us-east-1:111122223333:instance/i-0a1b2c3d4e5f60002", "Red instance i-0a1b2c3d4e5f60002"),
        ("EC2", "i-0a1b2c3d4e5f60011", "Yellow asg web"),
        ("EBS", "vol-0a1b2c3d4e5f60001", "Red instance i-0a1b2c3d4e5f60001"),
        ("EBS", "arn:aws:ec2:us-east-1:111122223333:volume/vol-0a1b2c3d4e5f60001", "Red instance i-0a1b2c3d4e5f60001"),
        ("LAMBDA", "receipts", "Red function receipts"),
        ("LAMBDA", "arn:aws:lambda:us-east-1:111122223333:function:receipts:$LATEST", "Red function receipts"),
        ("DYNAMODB", "arn:aws:dynamodb:us-east-1:111122223333:table/orders", "Red dynamodb-table orders"),
        ("SQS", "receipts", "Red queue receipts"),
        ("SNS", "arn:aws:sns:us-east-1:111122223333:orders", "Red topic orders"),
        ("ELASTICLOADBALANCING", "app/web/50dc6c495c0c9188", "Red load-balancer web"),
        ("ECS", "arn:aws:ecs:us-east-1:111122223333:service/shop/checkout", "Red ecs-service shop/checkout"),
        ("EKS", "shop", "Red eks-cluster shop"),
        // Nobody can tell: it may stand below anything.
        ("VPC", "vpn-0a1b2c3d4e5f60001", "Gray account 111122223333"),
        ("DIRECTCONNECT", "dxcon-1", "Gray account 111122223333"),
    ] {
        assert_eq!(says("health-scheduled-change-in-window", &[], &planned(service, entity)), [expected], "{entity}");
    }
    for (service, entity) in [("RDS", "ledger"), ("EC2", "i-0ffffffffffffffff"), ("LAMBDA", "orders")] {
        let silent = says("health-scheduled-change-in-window", &[], &planned(service, entity));
        assert_eq!(silent, Vec::<String>::new(), "{entity}");
    }
}

/// The listed names stay what they are while nothing tells what they mean.
#[test]
fn what_was_not_read_may_be_what_aws_speaks_of() {
    let missed = json!({"seen": null, "missed": {"reason": "denied", "detail": ""}});
    let unknown = "Gray account 111122223333";
    for (service, entity, path, expected) in [
        // Listed as `jump-host`, as the group `web`, and not at all.
        ("EC2", "i-0a1b2c3d4e5f60002", "ec2/instances", unknown),
        ("EC2", "i-0a1b2c3d4e5f60011", "autoscaling/groups", unknown),
        ("EBS", "vol-0a1b2c3d4e5f60001", "ec2/volumes", unknown),
        ("RDS", "ledger", "rds/instances", unknown),
        // The listed name says it.
        ("EC2", "i-0a1b2c3d4e5f60001", "ec2/instances", "Red instance i-0a1b2c3d4e5f60001"),
        ("RDS", "orders", "rds/instances", DATABASE),
        ("ELASTICACHE", "sessions", "elasticache/replication_groups", CACHE),
        ("ELASTICLOADBALANCING", "app/web/50dc6c495c0c9188", "elb/load_balancers", "Red load-balancer web"),
        ("EKS", "shop", "eks/clusters", "Red eks-cluster shop"),
        ("SQS", "receipts", "sqs/urls", "Red queue receipts"),
    ] {
        let mut patch = planned(service, entity);
        let (service, fact) = path.split_once('/').unwrap();
        patch["regions"] = json!({REGION: {service: {fact: missed}}});
        let said = says("health-scheduled-change-in-window", &[], &patch);
        assert_eq!(said, [expected], "{entity} without {path}");
    }
}

#[test]
fn trusted_advisor_means_the_listed_resource_however_section_6_writes_it() {
    let rds = "Amazon RDS Multi-AZ";
    for (check, column, name, listed, expected) in [
        (
            rds,
            "DB Instance",
            "orders",
            [("| orders, shop.", "| orders.c0ffee123456.us-east-1.rds.amazonaws.com, shop.")].as_slice(),
            DATABASE,
        ),
        (rds, "DB Instance", "orders", &[], DATABASE),
        ("Amazon DynamoDB Point-in-time Recovery", "Resource", "carts", &[], "Red dynamodb-table carts"),
        (
            "CloudFront Alternate Domain Names",
            "Distribution ID",
            "E2EXAMPLE1ABCD",
            &[],
            "Red distribution E2EXAMPLE1ABCD",
        ),
        (
            "Amazon S3 Bucket Versioning",
            "Bucket Name",
            "shop-static",
            &[("shop-static.s3.us-east-1.amazonaws.com", "s3://shop-static/images")],
            "Red bucket shop-static",
        ),
        (
            "Amazon S3 Bucket Versioning",
            "Bucket Name",
            "shop-static",
            &[("shop-static.s3.us-east-1.amazonaws.com", "arn:aws:s3:::shop-static")],
            "Red bucket shop-static",
        ),
        (
            "AWS Lambda Functions with High Error Rates",
            "Function ARN",
            "arn:aws:lambda:us-east-1:111122223333:function:receipts:$LATEST",
            &[],
            "Red function receipts",
        ),
        ("Amazon ElastiCache Multi-AZ clusters", "Cluster", "sessions", &[], CACHE),
        (
            "Amazon EBS Snapshots",
            "Volume Attachment",
            "/dev/sda1:i-0a1b2c3d4e5f60001",
            &[],
            "Red instance i-0a1b2c3d4e5f60001",
        ),
        ("Amazon EBS Snapshots", "Volume ID", "vol-0a1b2c3d4e5f60002", &[], "Red instance i-0a1b2c3d4e5f60002"),
        ("ELB Connection Draining", "Load Balancer Name", "old-shop", &[], "Red load-balancer old-shop"),
        ("Auto Scaling Group Health Check", "Auto Scaling Group Name", "web", &[], "Red asg web"),
        // Nobody can tell what an access key or a security group is for.
        ("IAM Access Key Rotation", "Access Key ID", "AKIAEXAMPLE", &[], "Gray account 111122223333"),
    ] {
        assert_eq!(says("ta-listed-resources", listed, &flagged(check, column, name)), [expected], "{check} {name}");
    }
    let silent = says("ta-listed-resources", &[], &flagged(rds, "DB Instance", "ledger"));
    assert_eq!(silent, Vec::<String>::new());
}

/// A check of the account as a whole names no resource, and counts in its own area.
#[test]
fn a_security_check_of_the_whole_account_is_red() {
    let patch = json!({"support": {
        "checks": {"seen": {"7DAFEmoDos": {"name": "MFA on Root Account", "category": "security"}}},
        "summaries": {"seen": {"7DAFEmoDos": "error"}},
        "results": {"7DAFEmoDos": {"seen": [{"status": "error", "region": null, "suppressed": false, "columns": {}}]}},
    }});
    assert_eq!(says("ta-listed-resources", &[], &patch), ["Red account 111122223333"]);
}

/// An account that lists only what belongs to no region is judged as well.
#[test]
fn an_account_of_global_resources_alone_is_judged() {
    let (before, rest) = WORKBOOK.split_once("### Regional Infrastructure").unwrap();
    let (regional, _) = rest.split_once("## Section 7").unwrap();
    assert!(before.contains("CloudFront"));
    let issue = json!({"health": {"open": {"seen": [{"arn": "arn:aws:health:global::event/CLOUDFRONT/I/1",
        "service": "CLOUDFRONT", "code": "AWS_CLOUDFRONT_OPERATIONAL_ISSUE", "category": "issue", "region": "global",
        "start": "2026-12-05T00:10:00Z", "end": null, "status": "open"}]}}});
    assert_eq!(says("health-open-issue", &[(regional, "\n\n")], &issue), ["Red account 111122223333"]);
}

#[test]
fn an_outage_of_a_whole_region_is_one_of_what_stands_there() {
    let issue = json!({"health": {"open": {"seen": [{"arn": "arn:aws:health:us-east-1::event/MULTIPLE_SERVICES/I/1",
        "service": "MULTIPLE_SERVICES", "code": "AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE", "category": "issue",
        "region": REGION, "start": "2026-12-05T00:10:00Z", "end": null, "status": "open"}]}}});
    assert_eq!(says("health-open-issue", &[], &issue), ["Red account 111122223333"]);
}
