//! Several accounts and regions in one run, each signed in to in its own way.

use std::collections::BTreeSet;

use serde_json::Value;

use super::findings;
use crate::bed::{ACCESS_KEY, Bed, NOW};

const OTHER: &str = "444455556666";
const ROLE: &str = "arn:aws:iam::444455556666:role/iem";

/// The workbook of the seed with a second region, and a second account that has nothing.
fn workbook(bed: &Bed, front_matter: &str) -> String {
    let rows = format!(
        "| AWS Account | AWS Region | Autoscaling Group |\n|---|---|---|\n| {} | eu-west-1 | near |\n\
         | {OTHER} | us-east-1 | far |\n| {OTHER} | eu-west-1 | far |\n\n## Section 7:",
        bed.id("account")
    );
    let text = bed.workbook_text().replace("## Section 7:", &rows);
    bed.write("accounts.md", &format!("---\n{front_matter}\n---\n{text}"))
}

/// The scorecard of that workbook.
fn check(bed: &Bed, front_matter: &str, flags: &[&str]) -> Value {
    let mut command = bed.iem(["check", &workbook(bed, front_matter), "--now", NOW, "--format", "json"]);
    let output = command.args(flags).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

/// Findings that are about an account.
fn of<'a>(scorecard: &'a Value, account: &str) -> Vec<&'a Value> {
    findings(scorecard).iter().filter(|finding| finding["resource"]["account"] == account).collect()
}

/// `light region/group` of each group.
fn groups(scorecard: &Value, account: &str) -> BTreeSet<String> {
    let groups = of(scorecard, account).into_iter().filter(|finding| finding["rule"] == "asg-exists");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    groups
        .map(|it| {
            let resource = &it["resource"];
            format!("{} {}/{}", text(&it["light"]), text(&resource["region"]), text(&resource["id"]))
        })
        .collect()
}

fn set(lines: &[&str]) -> BTreeSet<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

const SEEDED: [&str; 3] = ["green us-east-1/api", "green us-east-1/web", "red eu-west-1/near"];
const EMPTY: [&str; 2] = ["red eu-west-1/far", "red us-east-1/far"];
const UNREAD: [&str; 2] = ["gray eu-west-1/far", "gray us-east-1/far"];

fn entry(access: &str) -> String {
    format!("accounts:\n  \"{OTHER}\": {access}")
}

#[test]
fn two_accounts_in_two_regions_are_read_in_one_run() {
    let bed = Bed::start();
    let front_matter = entry(&format!("{{ role: {ROLE}, external-id: abc, session: iem-sale }}"));
    let scorecard = check(&bed, &front_matter, &[]);
    assert_eq!(groups(&scorecard, bed.id("account")), set(&SEEDED));
    assert_eq!(groups(&scorecard, OTHER), set(&EMPTY));

    let calls = bed.calls();
    let assumed: Vec<_> = calls.iter().filter(|call| call.matches("sts:AssumeRole")).collect();
    let sent = |name: &str| assumed[0].param(name);
    assert_eq!(assumed.len(), 1, "one session serves all regions and services of the account");
    assert_eq!(
        [sent("RoleArn"), sent("ExternalId"), sent("RoleSessionName")],
        [Some(ROLE), Some("abc"), Some("iem-sale")]
    );
    let keys: BTreeSet<&str> = calls.iter().map(|call| call.access_key.as_str()).collect();
    assert!(keys.len() == 2 && keys.contains(ACCESS_KEY), "{keys:?}");
    // Once per account, once for the groups behind the balancers of one of them, and once where a listed
    // group is not there, for the names of those that are.
    for (region, expected) in [("us-east-1", 4), ("eu-west-1", 4)] {
        assert_eq!(bed.count(&format!("autoscaling:DescribeAutoScalingGroups@{region}")), expected, "{region}");
    }
    assert_eq!(bed.count("support:DescribeTrustedAdvisorChecks@us-east-1"), 2, "once per account");
    assert_eq!(bed.count("support:DescribeTrustedAdvisorChecks"), 2);
}

/// Everything of the other account is gray for this reason and with this help; the seeded one is as ever.
fn costs_only_the_other(bed: &Bed, front_matter: &str, cause: &str, help: &str) {
    let scorecard = check(bed, front_matter, &[]);
    assert_eq!(groups(&scorecard, bed.id("account")), set(&SEEDED));
    assert_eq!(groups(&scorecard, OTHER), set(&UNREAD));
    for finding in of(&scorecard, OTHER).into_iter().filter(|it| !it["rule"].as_str().unwrap().starts_with("wb-")) {
        assert_eq!(finding["light"], "gray", "{finding:#}");
        let [summary, fix] = ["summary", "fix"].map(|key| finding[key].as_str().unwrap());
        assert!(summary.contains(cause), "{summary}");
        assert!(fix.contains(help), "{fix}");
    }
}

#[test]
fn a_role_that_may_not_be_assumed_costs_its_account_alone() {
    let bed = Bed::start().deny("sts:AssumeRole");
    let cause = format!("sts:AssumeRole on {ROLE} was denied (AccessDenied");
    let help = format!("Allow `sts:AssumeRole` on `{ROLE}`");
    costs_only_the_other(&bed, &entry(&format!("{{ role: {ROLE} }}")), &cause, &help);
    assert_eq!(bed.count("sts:AssumeRole"), 1, "it is not tried again");
}

#[test]
fn a_session_that_has_expired_costs_its_account_alone() {
    let bed = Bed::start().fail("sts:AssumeRole", 403, "ExpiredToken", "The security token is expired");
    costs_only_the_other(&bed, &entry(&format!("{{ role: {ROLE} }}")), "the AWS session has expired", "Log in again");
}

#[test]
fn a_role_that_the_profile_itself_names_is_told_apart() {
    let bed = Bed::start().deny_naming("sts:AssumeRole", "role/deep");
    std::fs::create_dir(bed.path(".aws")).unwrap();
    let keys = "aws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = testing\n";
    let deep = "role_arn = arn:aws:iam::777788889999:role/deep\nsource_profile = base\n";
    bed.write(".aws/config", &format!("[profile base]\n{keys}\n[profile chained]\n{deep}"));
    let cause = "sts:AssumeRole on the role of the profile was denied";
    for access in ["{ profile: chained }".to_owned(), format!("{{ profile: chained, role: {ROLE} }}")] {
        costs_only_the_other(&bed, &entry(&access), cause, "Allow `sts:AssumeRole` on `<role>`");
    }
}

#[test]
fn credentials_of_another_account_cost_their_account_alone() {
    let bed = Bed::start();
    costs_only_the_other(&bed, "title: Sale", "belong to another account", "below `accounts` in the front matter");
}

#[test]
fn a_profile_that_is_not_there_is_named() {
    let bed = Bed::start();
    let front_matter = entry("{ profile: nowhere }");
    costs_only_the_other(&bed, &front_matter, "no AWS credentials were found (profile `nowhere`", "--profile");
    let role = entry(&format!("{{ profile: nowhere, role: {ROLE} }}"));
    costs_only_the_other(&bed, &role, "no AWS credentials were found (profile `nowhere`", "--profile");
    assert_eq!(bed.count("sts:AssumeRole"), 0);
}

#[test]
fn a_profile_goes_before_the_environment() {
    let bed = Bed::start();
    std::fs::create_dir(bed.path(".aws")).unwrap();
    // moto gives the account of a role to the keys of its session alone.
    let keys = "aws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = testing\n";
    bed.write(".aws/credentials", &format!("[base]\n{keys}"));
    let scorecard = check(&bed, &entry(&format!("{{ profile: base, role: {ROLE} }}")), &[]);
    assert_eq!(groups(&scorecard, OTHER), set(&EMPTY));
    let calls = bed.calls();
    let assumed: Vec<_> = calls.iter().filter(|call| call.matches("sts:AssumeRole")).collect();
    assert_eq!(assumed.len(), 1);
    assert_eq!(
        (assumed[0].access_key.as_str(), assumed[0].param("RoleSessionName")),
        ("AKIAPROFILE000000000", Some("iem"))
    );
}

#[test]
fn a_role_of_one_name_in_every_account_needs_the_right_external_id() {
    let wrong = "\"ExternalId\":\"wrong\"";
    let bed = Bed::start().deny_naming("sts:AssumeRole", wrong);
    let right = check(&bed, "role: not-this-one", &["--role", "iem", "--external-id", "right"]);
    assert_eq!(groups(&right, bed.id("account")), set(&SEEDED));
    assert_eq!(groups(&right, OTHER), set(&EMPTY));
    assert_eq!(bed.count("sts:AssumeRole"), 2, "one session per account");

    let bed = Bed::start().deny_naming("sts:AssumeRole", wrong);
    let pattern = ["--role", "arn:aws:iam::{account}:role/iem", "--external-id", "wrong"];
    let scorecard = check(&bed, "title: Sale", &pattern);
    assert_eq!(groups(&scorecard, OTHER), set(&UNREAD));
    let text = scorecard.to_string();
    assert!(text.contains(&format!("sts:AssumeRole on {ROLE} was denied")), "{ROLE}");
    assert!(text.contains("with the external id that it asks for"));
    assert_eq!(bed.count("ec2:*"), 0, "no other credentials are tried instead");
}

#[test]
fn a_region_that_is_not_enabled_costs_itself_alone() {
    let bed = Bed::start().disable_region("eu-west-1");
    let scorecard = check(&bed, &entry(&format!("{{ role: {ROLE} }}")), &[]);
    let seeded = ["gray eu-west-1/near", "green us-east-1/api", "green us-east-1/web"];
    assert_eq!(groups(&scorecard, bed.id("account")), set(&seeded));
    assert_eq!(groups(&scorecard, OTHER), set(&["gray eu-west-1/far", "red us-east-1/far"]));
    assert!(scorecard.to_string().contains("the region is not enabled for the account"));
}
