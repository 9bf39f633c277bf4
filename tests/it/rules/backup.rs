//! Recovery points: how old they may be, and when, and what else counts.

use iem_core::{
    rule::{Cx, Inputs},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch};

const TABLE: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
const CLUSTER: &str = "arn:aws:rds:us-east-1:111122223333:cluster:shop";
const DATABASE: &str = "arn:aws:rds:us-east-1:111122223333:db:orders";
const BUCKET: &str = "arn:aws:s3:::shop-static";

/// What is said where AWS Backup knows one resource by its ARN, and the snapshot is patched: one line per
/// verdict, with the number of resources about which nothing is said.
fn said(now: &str, known: Option<(&str, Value)>, patch: Value) -> String {
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = snapshot.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &json!({"backup": {"protected": null}}));
    let protected: serde_json::Map<String, Value> = known.into_iter().map(|(arn, it)| (arn.to_owned(), it)).collect();
    merge_patch(region, &json!({"backup": {"protected": {"seen": protected}}}));
    merge_patch(region, &patch);
    let snapshot: Snapshot = serde_json::from_value(snapshot).unwrap();
    let workbook = workbook::parse(WORKBOOK);
    let now: Timestamp = now.parse().unwrap();
    let rule = rules::find("backup-before-event").unwrap();
    let (verdicts, not_applicable) = Cx::run(rule, &Inputs::new(&Workload::new(&workbook, &snapshot), now));
    let mut lines: Vec<String> =
        verdicts.iter().map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary)).collect();
    lines.push(format!("({not_applicable} without a word)"));
    lines.join(" ")
}

fn point(last: &str) -> Value {
    json!({"last_backup": last, "is_continuous": false})
}

fn continuous(last: &str) -> Value {
    json!({"last_backup": last, "is_continuous": true})
}

// The event starts on 2026-12-12 at 01:00 UTC.
const FAR: &str = "2026-12-05T01:00:00Z";
const NEAR: &str = "2026-12-11T13:00:00Z";

#[test]
fn a_recovery_point_must_be_of_the_last_day_when_the_event_is_near() {
    let after = "2026-12-12T20:00:00Z";
    let without_time = json!({"last_backup": null, "is_continuous": false});
    let starts = "and the event starts in";
    let newest = "its newest recovery point in AWS Backup";
    for (now, known, light, expected) in [
        (FAR, point("2026-12-04T05:00:00Z"), "Green", format!("{newest} is 20 hours old")),
        (FAR, point("2026-12-02T01:00:00Z"), "Green", format!("{newest} is 3 days old")),
        (FAR, point("2026-12-01T00:00:00Z"), "Yellow", format!("{newest} is 4 days old, {starts} 7 days")),
        (NEAR, point("2026-12-11T12:30:00Z"), "Green", format!("{newest} is less than an hour old")),
        (NEAR, point("2026-12-10T13:00:00Z"), "Green", format!("{newest} is 24 hours old")),
        (NEAR, point("2026-12-10T12:00:00Z"), "Red", format!("{newest} is 25 hours old, {starts} 12 hours")),
        // After the start it counts how old it was then.
        (after, point("2026-12-11T05:00:00Z"), "Green", format!("{newest} is 20 hours old")),
        (after, point("2026-12-09T00:00:00Z"), "Red", format!("{newest} was 3 days old at the start of the event")),
        (NEAR, continuous("2026-12-11T12:00:00Z"), "Green", format!("{newest} is 1 hour old")),
        (
            NEAR,
            continuous("2026-12-01T12:00:00Z"),
            "Gray",
            "AWS Backup keeps a continuous backup that its plan last touched 10 days ago, and does not tell how far it \
             reaches"
                .to_owned(),
        ),
        (NEAR, without_time, "Gray", "AWS Backup does not say when it was last backed up".to_owned()),
    ] {
        let said = said(now, Some((BUCKET, known.clone())), json!({}));
        assert_eq!(said, format!("{light} shop-static: {expected} (5 without a word)"), "{now} {known}");
    }
}

#[test]
fn what_a_service_keeps_itself_counts_and_nothing_is_said_twice() {
    let old = || point("2026-12-01T00:00:00Z");
    let is_old = "its newest recovery point in AWS Backup is 10 days old, and the event starts in 12 hours";
    let is_fresh = "its newest recovery point in AWS Backup is 2 hours old";
    let database = |days| json!({"rds": {"instances": {"seen": {"orders": {"backup_days": days}}}}});
    let cluster = json!({"rds": {"clusters": {"seen": {"shop": {"backup_days": 0}}}}});
    let without_recovery = json!({"dynamodb": {"point_in_time_recovery": {"orders": {"seen": false}}}});
    let without_versions = json!({"s3": {"versioning": {"shop-static": {"seen": false}}}});
    let elsewhere = json!({"s3": {"buckets": {"shop-static": {"seen": {"region": "eu-west-1"}}}}});
    let replica = json!({"rds": {"instances": {"seen": {"orders": {"backup_days": 0, "replica_of": "master"}}}}});
    let none = String::new();
    for (what, known, patch, expected, silent) in [
        ("nothing is backed up by AWS Backup", None, json!({}), none.clone(), 6),
        ("RDS keeps backups itself", Some((DATABASE, old())), json!({}), none.clone(), 6),
        ("it is not known whether it does", Some((DATABASE, old())), database(Value::Null), none.clone(), 6),
        ("RDS keeps none", Some((DATABASE, old())), database(json!(0)), format!("Red orders: {is_old} "), 5),
        ("which another rule says", None, database(json!(0)), none.clone(), 6),
        ("a replica", Some((DATABASE, old())), replica, none.clone(), 6),
        // A member of a cluster is backed up with it.
        ("a cluster", Some((CLUSTER, old())), cluster, format!("Red shop: {is_old} Red shop-2: {is_old} "), 4),
        (
            "fresh",
            Some((CLUSTER, point("2026-12-11T11:00:00Z"))),
            json!({}),
            format!("Green shop: {is_fresh} Green shop-2: {is_fresh} "),
            4,
        ),
        ("a table with point-in-time recovery", Some((TABLE, old())), json!({}), none.clone(), 6),
        ("and without", Some((TABLE, old())), without_recovery.clone(), format!("Red orders: {is_old} "), 5),
        (
            "with nothing",
            None,
            without_recovery,
            "Yellow orders: AWS Backup has no recovery point of it, and point-in-time recovery is off ".to_owned(),
            5,
        ),
        // The rule about versioning says it.
        ("a bucket with nothing", None, without_versions, none.clone(), 6),
        ("a bucket of another region", Some((BUCKET, old())), elsewhere, none, 6),
    ] {
        assert_eq!(said(NEAR, known, patch), format!("{expected}({silent} without a word)"), "{what}");
    }
}

#[test]
fn a_bucket_of_another_partition_has_an_arn_of_that_partition() {
    let workbook =
        WORKBOOK.replace("| us-east-1 |", "| cn-north-1 |").replace("Regions: us-east-1", "Regions: cn-north-1");
    let snapshot = SNAPSHOT
        .replace(r#""us-east-1": {"#, r#""cn-north-1": {"#)
        .replace(r#""region": "us-east-1""#, r#""region": "cn-north-1""#)
        .replace(TABLE.replace("orders", "carts").as_str(), "arn:aws-cn:s3:::shop-static");
    let snapshot: Snapshot = serde_json::from_str(&snapshot).unwrap();
    let workbook = workbook::parse(&workbook);
    let rule = rules::find("backup-before-event").unwrap();
    let (verdicts, _) = Cx::run(rule, &Inputs::new(&Workload::new(&workbook, &snapshot), FAR.parse().unwrap()));
    let shown = verdicts.iter().filter(|it| it.subject.kind == "bucket").map(|it| it.summary.as_str());
    assert_eq!(shown.collect::<Vec<_>>(), ["its newest recovery point in AWS Backup is 20 hours old"]);
}
