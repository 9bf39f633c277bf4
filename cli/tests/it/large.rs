//! Large workloads: as few calls as AWS's page sizes allow.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use crate::bed::Bed;

const ACCOUNT: &str = "777788889900";

/// Seeds 500 resources in each region of [`ACCOUNT`]: 400 instances, 20 groups, 10 balancers with a target
/// group each, 10 tables and 60 databases. Gives the rows of section 6 that list them for `accounts`.
pub(crate) fn seed(bed: &Bed, accounts: &[String], regions: &[&str]) -> String {
    let ids = bed.fill("large.py", &[&[ACCOUNT], regions].concat());
    let instances: BTreeMap<String, Vec<String>> = serde_json::from_slice(&ids).unwrap();
    let names = |kind: &str, count: usize| (0..count).map(|it| format!("{kind}-{it}")).collect::<Vec<_>>().join(", ");
    let mut rows = String::new();
    for account in accounts {
        for region in regions {
            let lists = [
                ("AWS Account", account.clone()),
                ("AWS Regions", (*region).to_owned()),
                ("Instance IDs", instances[*region].join(", ")),
                ("Auto Scaling group", names("group", 20)),
                ("ELB name", names("balancer", 10)),
                ("DynamoDB tables", names("table", 10)),
                ("RDS hostnames", names("database", 60)),
            ];
            for (label, value) in lists {
                let _ = writeln!(rows, "- {label}: {value}");
            }
            rows.push('\n');
        }
    }
    rows
}

/// The bed's workbook with other rows in section 6, and a role for each account.
pub(crate) fn workbook(bed: &Bed, accounts: &[String], rows: &str) -> String {
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("### Global Infrastructure").unwrap();
    let (_, after) = rest.split_once("## Section 7").unwrap();
    let roles: String = accounts
        .iter()
        .map(|account| format!("  \"{account}\": {{ role: \"arn:aws:iam::{account}:role/iem\" }}\n"))
        .collect();
    let front_matter = format!("---\naccounts:\n{roles}---\n");
    bed.write("large.md", &format!("{front_matter}{before}### Regional Infrastructure\n{rows}\n## Section 7{after}"))
}

/// Instances come 1,000 to a page when they are listed and 100 to a request by id, volumes by 200 instances,
/// databases by 100; balancers have three calls of their own and target groups one, tables two, and
/// groups their activities.
#[test]
fn five_hundred_resources_take_the_fewest_calls() {
    let bed = Bed::start();
    let accounts = [ACCOUNT.to_owned()];
    let rows = seed(&bed, &accounts, &["eu-central-1"]);
    let workbook = workbook(&bed, &accounts, &rows);
    let saved = bed.path("large.json");
    let output = bed.iem(["collect", &workbook, "-v", "-o", saved.to_str().unwrap()]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    bed.calls().iter().for_each(|call| *counts.entry(call.action()).or_default() += 1);
    insta::assert_snapshot!(serde_json::to_string_pretty(&counts).unwrap());
    let told = stderr.lines().filter(|line| line.contains(" requests to ")).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("requests_by_service", told);

    let snapshot: Value = serde_json::from_slice(&std::fs::read(saved).unwrap()).unwrap();
    let region = &snapshot["accounts"][ACCOUNT]["regions"]["eu-central-1"];
    let seen = |path: &str| region.pointer(path).and_then(Value::as_object).map_or(0, |all| all.len());
    assert_eq!(
        [
            seen("/ec2/instances/seen"),
            seen("/autoscaling/groups/seen"),
            seen("/elb/load_balancers/seen"),
            seen("/dynamodb/tables"),
            seen("/rds/instances/seen"),
        ],
        [400, 20, 10, 10, 60]
    );
}
