//! Instances: found by each of their names, and what is said of names that nothing and that several have.

use iem_core::{rules, snapshot::Snapshot, workbook};
use serde_json::{Value, json};

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, healthy, merge_patch, run};

const ID: &str = "i-0a1b2c3d4e5f60002";

/// What a rule says where section 6 lists these instances instead of the jump host, one line per verdict.
fn said(rule: &str, instances: &str, snapshot: &Snapshot) -> String {
    let (other, listed) = ("i-0a1b2c3d4e5f60001, ", "jump-host |");
    assert!(WORKBOOK.contains(&format!("{other}{listed}")));
    let workbook = workbook::parse(&WORKBOOK.replace(listed, &format!("{instances} |")));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, snapshot).into_iter();
    let verdicts = verdicts.filter(|it| !it.subject.id.ends_with("60001"));
    let lines = verdicts.map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary));
    lines.collect::<Vec<_>>().join("\n")
}

fn patched(ec2: Value) -> Snapshot {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &json!({ "ec2": ec2 }));
    serde_json::from_value(value).unwrap()
}

#[test]
fn an_instance_is_found_by_each_of_its_names_and_judged_once() {
    let arn = format!("arn:aws:ec2:us-east-1:111122223333:instance/{ID}");
    let (_, snapshot) = healthy();
    for written in [ID, &arn, "10.0.1.12", "jump-host", "Jump-Host", &format!("jump-host, {ID}")] {
        assert_eq!(said("ec2-exists-running", written, &snapshot), format!("Green {ID}: {ID} is running"), "{written}");
    }
}

#[test]
fn a_name_that_no_instance_has_brings_the_nearest_one() {
    let snapshot = patched(json!({"others": ["i-0a1b2c3d4e5f60007", "importer"]}));
    insta::assert_snapshot!(said("ec2-exists-running", "improter, i-0a1b2c3d4e5f60070, 10.9.9.9", &snapshot), @r"
    Red improter: there is no instance improter in us-east-1: the nearest name is importer
    Red i-0a1b2c3d4e5f60070: there is no instance i-0a1b2c3d4e5f60070 in us-east-1: the nearest name is i-0a1b2c3d4e5f60007
    Red 10.9.9.9: there is no instance 10.9.9.9 in us-east-1
    ");
}

#[test]
fn two_instances_of_one_name_are_both_judged_and_said() {
    let other = json!({
        "state": "running", "instance_type": "t3.medium", "spot": false, "zone": "us-east-1a", "names": ["jump-host"],
    });
    let status = json!({"system": "impaired", "instance": "ok", "events": []});
    let volume = json!({"instances": ["i-0a1b2c3d4e5f60003"], "volume_type": "gp3", "size_gib": 8});
    let third = "i-0a1b2c3d4e5f60003";
    let snapshot = patched(json!({
        "instances": {"seen": {third: other}},
        "instance_status": {"seen": {third: status}},
        "volumes": {"seen": {"vol-0a1b2c3d4e5f60003": volume}},
    }));
    let all = ["ec2-exists-running", "ec2-status-checks", "ebs-recent-snapshot"]
        .map(|rule| said(rule, &format!("jump-host, {ID}"), &snapshot));
    insta::assert_snapshot!(all.join("\n"), @r"
    Yellow jump-host: 2 instances have this name: i-0a1b2c3d4e5f60002, i-0a1b2c3d4e5f60003; list them by id
    Green i-0a1b2c3d4e5f60002: i-0a1b2c3d4e5f60002 is running
    Green i-0a1b2c3d4e5f60003: i-0a1b2c3d4e5f60003 is running
    Green i-0a1b2c3d4e5f60002: all status checks pass
    Red i-0a1b2c3d4e5f60003: the system status check is impaired
    Green vol-0a1b2c3d4e5f60002: the newest snapshot of vol-0a1b2c3d4e5f60002 is 2 days old
    Red vol-0a1b2c3d4e5f60003: vol-0a1b2c3d4e5f60003 of i-0a1b2c3d4e5f60003 has no snapshot
    ");
}
