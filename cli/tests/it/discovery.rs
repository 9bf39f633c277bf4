//! From a stack and a tag to the whole workload, against emulated AWS.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::bed::{Bed, NOW};

/// A workbook that names one stack and one tag, each in a region of its own.
fn three_names(bed: &Bed) -> String {
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("- AWS Account: ").unwrap();
    let (_, after) = rest.split_once("## Section 7").unwrap();
    let account = bed.id("account");
    let rows = format!(
        "| AWS Account | AWS Regions | CloudFormation stacks | Other |\n|---|---|---|---|\n\
         | {account} | eu-west-1 | checkout | tag:event=spring-sale |\n\
         | {account} | us-east-1 | | tag:event=spring-sale |\n\n"
    );
    bed.write("three-names.md", &format!("{before}\n{rows}## Section 7{after}"))
}

fn in_scope(bed: &Bed, args: &[&str]) -> String {
    let output = bed.iem(["check", "--now", NOW, "-v"].iter().chain(args)).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = stderr.lines().filter(|line| line.starts_with("in scope: ")).collect();
    assert!(!lines.is_empty(), "{stderr}");
    bed.named(&lines.join("\n"))
}

#[test]
fn a_stack_and_a_tag_bring_the_whole_topology() {
    let bed = Bed::start();
    let workbook = three_names(&bed);
    let saved = &bed.save(&workbook);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    bed.calls().iter().for_each(|call| *counts.entry(format!("{} {}", call.region, call.action())).or_default() += 1);
    insta::assert_snapshot!("calls", serde_json::to_string_pretty(&counts).unwrap());

    let from_file = in_scope(&bed, &[&workbook, "--snapshot", saved]);
    insta::assert_snapshot!("in_scope", from_file);
    assert_eq!(in_scope(&bed, &[&workbook]), from_file, "AWS and the saved snapshot say the same");

    // What was found is judged as what is listed is.
    let snapshot: Value = serde_json::from_str(&fs::read_to_string(saved).unwrap()).unwrap();
    let region = &snapshot["accounts"][bed.id("account")]["regions"]["eu-west-1"];
    assert!(region["autoscaling"]["activities"]["checkout"]["seen"].is_array(), "{region:#}");
    let output = bed.iem(["check", &workbook, "--snapshot", saved, "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = scorecard["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().filter(|it| it["rule"] == rule).count();
    assert!(of("asg-max-covers-peak") >= 2 && of("wb-resource-drift") >= 4);
}

/// A distribution's alias, a stack and a tag, in two accounts and two regions.
#[test]
fn three_names_in_two_accounts_bring_everything_behind_them() {
    let bed = Bed::start();
    let text = fs::read_to_string(three_names(&bed)).unwrap();
    let other = "444455556666";
    let rows = format!(
        "| {other} | eu-west-1 | search | |\n| {other} | us-east-1 | | tag:event=spring-sale |\n\n## Section 7"
    );
    let global =
        format!("- CloudFront distribution (ID or CNAME): shop.example.com\n- AWS Account: {}\n", bed.id("account"));
    let text = text.replace("\n\n## Section 7", &format!("\n{rows}"));
    let text = text.replace("- CloudFront distribution (ID or CNAME): shop.example.com\n", &global);
    let front_matter = format!("---\naccounts:\n  \"{other}\": {{ role: \"arn:aws:iam::{other}:role/iem\" }}\n---\n");
    let workbook = bed.write("accounts.md", &(front_matter + &text));
    let saved = &bed.save(&workbook);
    assert_eq!(bed.count("sts:AssumeRole"), 1);
    insta::assert_snapshot!("in_two_accounts", in_scope(&bed, &[&workbook, "--snapshot", saved]));

    let snapshot: Value = serde_json::from_str(&fs::read_to_string(saved).unwrap()).unwrap();
    let other = &snapshot["accounts"][other]["regions"];
    assert_eq!(other["eu-west-1"]["dynamodb"]["tables"]["index"]["seen"]["status"], "ACTIVE");
    assert_eq!(other["us-east-1"]["ec2"]["instances"]["seen"][bed.id("other.instance")]["state"], "running");
}

/// The network of a workload follows from each of the three, whichever is listed.
#[test]
fn a_service_a_cluster_and_a_function_lead_to_their_vpc() {
    for (row, name, expected) in [
        ("ECS services", "shop/cart", "VPC of ECS service shop/cart"),
        ("EKS clusters", "shop", "VPC of EKS cluster shop"),
        ("Lambda functions", "checkout", "VPC of function checkout"),
    ] {
        let bed = Bed::start();
        let function = format!(
            r#"{{"FunctionName": "checkout", "FunctionArn": "arn:aws:lambda:us-east-1:{}:function:checkout",
               "State": "Active", "LastUpdateStatus": "Successful", "Timeout": 3,
               "VpcConfig": {{"SubnetIds": ["{}"], "SecurityGroupIds": [], "VpcId": "{}"}}}}"#,
            bed.id("account"),
            bed.id("subnet.a"),
            bed.id("vpc"),
        );
        let bed = bed.answer("lambda:GetFunctionConfiguration", 200, "application/json", &function);
        let text = fs::read_to_string(three_names(&bed)).unwrap();
        let (before, rest) = text.split_once("| AWS Account | AWS Regions | CloudFormation stacks").unwrap();
        let (_, after) = rest.split_once("## Section 7").unwrap();
        let rows = format!("- AWS Account: {}\n- AWS Regions: us-east-1\n- {row}: {name}\n", bed.id("account"));
        let workbook = bed.write("one.md", &format!("{before}{rows}\n## Section 7{after}"));
        let scope = in_scope(&bed, &[&workbook]);
        assert!(scope.contains(expected), "{scope}");
    }
}

#[test]
fn pages_of_stack_resources_and_of_tagged_resources_are_followed() {
    let bed = Bed::start().one_per_page("cloudformation:ListStackResources");
    let workbook = three_names(&bed);
    assert_eq!(in_scope(&bed, &[&workbook]), in_scope(&Bed::start(), &[&workbook]));
    assert!(bed.count("cloudformation:ListStackResources") > 2);

    let page = |arn: &str, token: &str| {
        format!(r#"{{"ResourceTagMappingList": [{{"ResourceARN": "{arn}"}}], "PaginationToken": "{token}"}}"#)
    };
    let account = bed.id("account");
    let first = page(&format!("arn:aws:dynamodb:us-east-1:{account}:table/first"), "more");
    let second = page(&format!("arn:aws:dynamodb:us-east-1:{account}:table/second"), "");
    let json = "application/x-amz-json-1.1";
    let bed = Bed::start().answer("tag:GetResources", 200, json, &first);
    let bed = bed.answer_when("tag:GetResources", "more", json, &second);
    let scope = in_scope(&bed, &[&three_names(&bed)]);
    assert!(scope.contains("dynamodb-table first") && scope.contains("dynamodb-table second"), "{scope}");
}

#[test]
fn what_is_refused_is_gray_and_what_is_gone_is_said() {
    let workbook_of = |bed: &Bed, from: &str, to: &str| {
        let text = fs::read_to_string(three_names(bed)).unwrap();
        bed.write("other.md", &text.replace(from, to))
    };
    let findings = |bed: &Bed, workbook: &str| {
        let output = bed.iem(["check", workbook, "--now", NOW, "--format", "json"]).output().unwrap();
        let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
        let drift = |it: &&Value| matches!(it["rule"].as_str(), Some("wb-resource-drift" | "cfn-stack-state"));
        let line = |it: &Value| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            format!(
                "{} {} {}: {}",
                text("light"),
                text("rule"),
                it["resource"]["id"].as_str().unwrap(),
                text("summary")
            )
        };
        let mut lines: Vec<String> = scorecard["findings"].as_array().unwrap().iter().filter(drift).map(line).collect();
        lines.sort();
        bed.named(&lines.join("\n"))
    };
    let bed = Bed::start().deny("cloudformation:*").deny("tag:*");
    let denied = findings(&bed, &three_names(&bed));
    let bed = Bed::start();
    let gone = workbook_of(&bed, "checkout", "checkuot");
    let text = fs::read_to_string(&gone).unwrap().replace("tag:event=spring-sale", "tag:event=nobody");
    let gone = findings(&bed, &bed.write("gone.md", &text));
    insta::assert_snapshot!(format!("denied:\n{denied}\n\ngone:\n{gone}"));
}

/// A workbook that names one hosted zone, and endpoints in section 5.
fn a_zone(bed: &Bed) -> String {
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("### Global Infrastructure").unwrap();
    let (_, after) = rest.split_once("## Section 7").unwrap();
    let row = format!("- AWS Account: {}\n- Route 53 hosted zone/s: example.com\n\n", bed.id("account"));
    bed.write("zone.md", &format!("{before}\n{row}## Section 7{after}"))
}

/// What is said of the endpoints and of what they lead to.
fn of_endpoints(bed: &Bed) -> String {
    let output = bed.iem(["check", &a_zone(bed), "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_meant =
        |it: &&Value| matches!(it["rule"].as_str(), Some("endpoint-target" | "distribution-dns" | "wb-resource-drift"));
    let line = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        format!("{} {} {}: {}", text("light"), text("rule"), it["resource"]["id"].as_str().unwrap(), text("summary"))
    };
    let mut lines: Vec<String> = scorecard["findings"].as_array().unwrap().iter().filter(is_meant).map(line).collect();
    lines.sort();
    bed.named(&lines.join("\n"))
}

#[test]
fn an_endpoint_leads_over_its_record_to_the_distribution_and_on() {
    let bed = Bed::start();
    let scope = in_scope(&bed, &[&a_zone(&bed)]);
    insta::assert_snapshot!("behind_endpoints", format!("{scope}\n\n{}", of_endpoints(&bed)));
    assert_eq!(bed.count("route53:ListResourceRecordSets"), 2, "once in each of two runs");
}

#[test]
fn records_of_the_second_page_are_followed_and_what_is_missing_is_said() {
    let page = |records: &str, end: &str| {
        format!(
            "<ListResourceRecordSetsResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ResourceRecordSets>\
             {records}</ResourceRecordSets>{end}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>"
        )
    };
    let alias = |name: &str, target: &str| {
        format!(
            "<ResourceRecordSet><Name>{name}.</Name><Type>A</Type><AliasTarget><HostedZoneId>Z35SXDOTRQ7X7K</HostedZoneId>\
             <DNSName>dualstack.{target}.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>\
             </ResourceRecordSet>"
        )
    };
    let last = "<IsTruncated>false</IsTruncated>";
    let more = "<IsTruncated>true</IsTruncated><NextRecordName>status.example.com.</NextRecordName>\
                <NextRecordType>A</NextRecordType>";
    let first = page(&alias("shop.example.com", "{{lb.api.dns}}"), more);
    let second = page(&alias("status.example.com", "{{lb.web.dns}}"), last);
    let operation = "route53:ListResourceRecordSets";
    let bed = Bed::start().answer(operation, 200, "text/xml", &first);
    let paged = of_endpoints(&bed.answer_when(operation, "status.example.com", "text/xml", &second));
    let denied = of_endpoints(&Bed::start().deny(operation));
    let empty = of_endpoints(&Bed::start().answer(operation, 200, "text/xml", &page("", last)));
    insta::assert_snapshot!(
        "endpoints_paged_denied_empty",
        format!("paged:\n{paged}\n\ndenied:\n{denied}\n\nempty:\n{empty}")
    );
}
