//! Whatever keeps AWS's answers from us gives gray findings with the cause and what to do, and
//! never a green one.

use std::{collections::BTreeSet, time::Instant};

use iem_core::{
    quotas::{Peak, QUOTAS, Usage},
    rule::Rule,
    source::Source,
};
use serde_json::Value;

use super::{check, findings};
use crate::bed::{Bed, NOW};

/// What is said of the findings that need AWS, when nothing of AWS can be read.
fn all_gray(bed: &Bed, words: &str, help: &str) {
    let (code, scorecard) = check(bed);
    assert_eq!(code, 1);
    let of_aws: Vec<&Value> =
        findings(&scorecard).iter().filter(|finding| !finding["rule"].as_str().unwrap().starts_with("wb-")).collect();
    assert!(!of_aws.is_empty());
    for finding in of_aws {
        assert_eq!(finding["light"], "gray", "{finding:#}");
        let [summary, fix] = ["summary", "fix"].map(|key| finding[key].as_str().unwrap());
        assert!(summary.contains(words), "{summary}");
        assert!(fix.contains(help), "{fix}");
    }
}

#[test]
fn an_expired_session() {
    all_gray(&Bed::start().expire_credentials(), "session has expired", "aws sso login");
}

#[test]
fn credentials_of_another_account() {
    let bed = Bed::start();
    let workbook = bed.workbook_text().replace(bed.id("account"), "999988887777");
    let path = bed.write("other.md", &workbook);
    let output = bed.iem(["check", &path, "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = scorecard.to_string();
    assert!(text.contains("belong to another account") && text.contains(bed.id("account")));
    assert_eq!(bed.actions(), BTreeSet::from(["sts:GetCallerIdentity".to_owned()]), "nothing else is asked");
}

#[test]
fn no_credentials() {
    let bed = Bed::start();
    let mut command = bed.iem(["check", &bed.workbook(), "--now", NOW, "--format", "json"]);
    let output = command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("no AWS credentials were found") && text.contains("aws sts get-caller-identity"), "{text}");
}

#[test]
fn a_region_that_is_not_enabled() {
    let bed = Bed::start();
    let path = bed.write("other.md", &bed.workbook_text().replace("us-east-1", "af-south-1"));
    let bed = bed.disable_region("af-south-1");
    let output = bed.iem(["check", &path, "--now", NOW, "--format", "json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // The workbook lists nothing elsewhere, so that nobody knows the key: it may as well be wrong.
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("AWS does not know the access key"), "{text}");
}

#[test]
fn an_account_without_a_support_plan() {
    let (_, scorecard) = check(&Bed::start().without_support_plan());
    let of = |rule: &str| -> Vec<_> {
        let findings = findings(&scorecard).iter().filter(|finding| finding["rule"] == rule);
        findings.map(|finding| finding["light"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of("support-plan"), ["yellow"]);
    assert_eq!(of("ta-listed-resources"), ["gray"]);
}

/// What a finding of a rule builds on. Findings about one quota build on what that quota needs.
fn sources(rule: &Rule, id: &str) -> Vec<Source> {
    let row = QUOTAS.iter().find(|row| row.key() == id);
    let of_quota = match (rule.id, row.map(|row| (row.usage, row.peak))) {
        ("quota-now", Some((Usage::Published, _))) => vec![Source::Metrics],
        ("quota-now", Some((Usage::Counted(source, _) | Usage::Fullest(source, _), _))) => vec![source],
        ("quota-at-peak", Some((_, Peak::Targets(_)))) => {
            vec![Source::Groups, Source::LoadBalancers, Source::TargetGroups, Source::TargetHealth]
        }
        ("quota-at-peak", Some((_, Peak::Interfaces))) => vec![Source::Groups, Source::NetworkInterfaces],
        _ => return rule.needs.to_vec(),
    };
    [&[Source::QuotaValues, Source::QuotaLists], of_quota.as_slice()].concat()
}

/// Every call of a service answered wrongly.
#[test]
fn answers_that_aws_does_not_give() {
    for pattern in
        ["*", "ec2:*", "elasticloadbalancing:*", "autoscaling:*", "cloudwatch:*", "support:*", "servicequotas:*"]
    {
        let beds = [
            Bed::start().html(pattern),
            Bed::start().empty(pattern),
            Bed::start().reset_connection(pattern),
            Bed::start().throttle_forever(pattern),
        ];
        for (kind, bed) in ["html", "empty", "reset", "throttled"].into_iter().zip(beds) {
            let (code, scorecard) = check(&bed);
            let expected: &[i32] = if pattern == "*" { &[1] } else { &[3, 4] };
            assert!(expected.contains(&code), "{kind} {pattern}: exit code {code}");
            let service = pattern.trim_end_matches(":*");
            for finding in findings(&scorecard) {
                let rule = iem_core::rules::find(finding["rule"].as_str().unwrap()).unwrap();
                // Rules about alarms and Trusted Advisor look other services up for some names only.
                let own = match rule.id.split('-').next() {
                    Some("cw") => "cloudwatch",
                    Some("ta") => "support",
                    _ => "",
                };
                let sources = sources(rule, finding["resource"]["id"].as_str().unwrap());
                let touched = sources
                    .iter()
                    .flat_map(|source| source.info().actions)
                    .any(|action| action.starts_with(own) && (service == "*" || action.starts_with(service)));
                if touched && finding["light"] == "green" {
                    panic!("{kind} {pattern}: a false green: {finding:#}");
                }
            }
        }
    }
}

#[test]
fn a_connection_that_hangs_costs_its_own_facts_within_the_deadline() {
    let bed = Bed::start().hang("autoscaling:DescribePolicies");
    let begun = Instant::now();
    let workbook = bed.workbook();
    let output = bed.iem(["check", &workbook, "--now", NOW, "--timeout", "3s", "--format", "json"]).output().unwrap();
    assert!(begun.elapsed().as_secs() < 20);
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = scorecard.to_string();
    assert!(text.contains("autoscaling:DescribePolicies did not answer in time"), "{text}");
    let exists = findings(&scorecard).iter().filter(|finding| finding["rule"] == "asg-exists");
    assert!(exists.clone().count() == 2 && exists.clone().all(|finding| finding["light"] == "green"));
}

#[test]
fn throttling_that_passes_is_retried() {
    let (_, expected) = check(&Bed::start());
    let bed = Bed::start().throttle("elasticloadbalancing:DescribeListeners", 1);
    let mut command = bed.iem(["check", &bed.workbook(), "--now", NOW, "--format", "json"]);
    let output = command.env("AWS_MAX_ATTEMPTS", "3").output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(findings(&scorecard), findings(&expected));
}
