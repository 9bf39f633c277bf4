//! Connections and backups of databases, from what AWS answers to what is said of them.

use super::{check, edge::said};
use crate::bed::Bed;

const RULES: [&str; 1] = ["db-connections-cover-peak"];
const XML: &str = "text/xml";

/// An answer with one parameter, or with none.
fn parameters(operation: &str, parameter: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><{operation}Result><Parameters>\
         {parameter}</Parameters></{operation}Result></{operation}Response>"
    )
}

#[test]
fn connections_are_judged_by_every_page_of_what_the_parameter_groups_hold() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &RULES), @r"
    red the peak needs 150 connections (30 in the busiest hour × 5), it takes 90
    yellow the peak needs 450 connections (90 in the busiest hour × 5), it takes at most about 682 ({DBInstanceClassMemory/12582880} of 8 GiB)
    ");
    // Two pages of each group, of one parameter.
    let calls = bed.calls();
    let asked = |operation: &str| -> Vec<Option<&str>> {
        let calls = calls.iter().filter(|call| call.matches(operation));
        calls.map(|call| call.param("Filters.Filter.1.Values.Value.1")).collect()
    };
    assert_eq!(asked("rds:DescribeDBParameters"), [Some("max_connections"); 4]);
    assert_eq!(asked("rds:DescribeDBClusterParameters"), [Some("max_connections"); 2]);
}

#[test]
fn what_an_instance_sets_itself_needs_no_question_about_its_cluster() {
    let set = "<Parameter><ParameterName>max_connections</ParameterName><ParameterValue>2000</ParameterValue>\
               <Source>user</Source></Parameter>";
    let bed = Bed::start().answer("rds:DescribeDBParameters", 200, XML, &parameters("DescribeDBParameters", set));
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &RULES), @r"
    green the peak needs 450 connections (90 in the busiest hour × 5), it takes 2000
    green the peak needs 150 connections (30 in the busiest hour × 5), it takes 2000
    ");
    assert_eq!(bed.count("rds:DescribeDBClusterParameters"), 0);
}

#[test]
fn denied_groups_and_groups_without_the_parameter_are_gray() {
    let of = |bed: Bed| said(&check(&bed).1, &RULES);
    let empty = Bed::start()
        .answer("rds:DescribeDBParameters", 200, XML, &parameters("DescribeDBParameters", ""))
        .answer("rds:DescribeDBClusterParameters", 200, XML, &parameters("DescribeDBClusterParameters", ""));
    let told = format!(
        "denied:\n{}\ndenied of clusters:\n{}\nempty:\n{}",
        of(Bed::start().deny("rds:DescribeDBParameters")),
        of(Bed::start().deny("rds:DescribeDBClusterParameters")),
        of(empty)
    );
    insta::assert_snapshot!(told);
}

#[test]
fn a_log_that_is_saved_no_more_is_seen_on_every_page() {
    let instances = |name: &str, more: &str, marker: &str| {
        format!(
            "<DescribeDBInstancesResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><DescribeDBInstancesResult>\
             <DBInstances><DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier><Engine>mysql</Engine>\
             <DBInstanceArn>arn:aws:rds:us-east-1:{{{{account}}}}:db:{name}</DBInstanceArn>\
             <DBInstanceStatus>available</DBInstanceStatus><BackupRetentionPeriod>7</BackupRetentionPeriod>{more}\
             </DBInstance></DBInstances>{marker}</DescribeDBInstancesResult></DescribeDBInstancesResponse>"
        )
    };
    let endpoint = "<Endpoint><Address>{{db.orders.endpoint}}</Address></Endpoint>";
    let until = "<LatestRestorableTime>{{time:-3h}}</LatestRestorableTime>";
    let of = |until: &str| {
        let orders = instances("orders", &format!("{endpoint}{until}"), "");
        let bed = Bed::start()
            .answer("rds:DescribeDBInstances", 200, XML, &instances("unlisted", "", "<Marker>second</Marker>"))
            .answer_when("rds:DescribeDBInstances", "second", XML, &orders);
        said(&check(&bed).1, &["db-backup-retention"])
    };
    insta::assert_snapshot!(of(until) + "\n" + &of(""), @r"
    yellow backups are kept for 7 days, and the latest moment to restore to was 3 hours old
    yellow backups are kept for 1 day

    yellow backups are kept for 1 day
    gray RDS gives no moment that it can be restored to
    ");
}

#[test]
fn the_newest_snapshot_of_every_page_counts_and_members_of_clusters_need_none() {
    const TOPIC: &str = "rds:DescribeDBSnapshots";
    let bed = Bed::start();
    let of = |bed: &Bed| said(&check(bed).1, &["db-recent-snapshot"]);
    let every_page = of(&bed);
    let asked: Vec<_> = bed.calls().into_iter().filter(|call| call.matches(TOPIC)).collect();
    let filters = asked.iter().map(|call| {
        ["Filters.Filter.1.Name", "Filters.Filter.1.Values.Value.1", "Filters.Filter.1.Values.Value.2", "Marker"]
            .map(|name| call.param(name))
    });
    assert_eq!(
        filters.collect::<Vec<_>>(),
        [
            [Some("db-instance-id"), Some("orders"), None, None],
            [Some("db-instance-id"), Some("orders"), None, Some("page2")],
        ]
    );
    let empty = "<DescribeDBSnapshotsResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\
                 <DescribeDBSnapshotsResult><DBSnapshots/></DescribeDBSnapshotsResult></DescribeDBSnapshotsResponse>";
    let empty = of(&Bed::start().answer(TOPIC, 200, XML, empty));
    let denied = of(&Bed::start().deny(TOPIC));
    insta::assert_snapshot!(format!("{every_page}\n{empty}\n{denied}"), @r"
    green its newest snapshot was 31 hours old

    yellow RDS has no snapshot of it

    gray could not read snapshots of databases: rds:DescribeDBSnapshots was denied (AccessDenied: User is not authorized to perform this action)
    ");
}
