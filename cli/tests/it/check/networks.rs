//! VPCs and what carries their traffic, from what AWS answers to what is said of them.

use serde_json::Value;

use super::{check, findings, named};
use crate::bed::{Bed, NOW};

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// What is said of VPCs, NAT gateways and endpoints, worst first.
fn said(bed: &Bed, scorecard: &Value) -> String {
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let of_networks = |it: &&Value| {
        let rule = it["rule"].as_str().unwrap();
        ["vpc-", "nat-", "subnet-"].iter().any(|start| rule.starts_with(start))
    };
    let line = |it: &Value| {
        let id = it["resource"]["id"].as_str().unwrap();
        named(bed, &format!("{} {} {id}: {}", text(it, "light"), text(it, "rule"), text(it, "summary")))
    };
    let mut lines: Vec<String> = findings(scorecard).iter().filter(of_networks).map(line).collect();
    lines.sort();
    lines.join("\n")
}

fn answer(operation: &str, body: &str) -> String {
    format!("<{operation}Response xmlns=\"{NAMESPACE}\"><requestId>x</requestId>{body}</{operation}Response>")
}

/// A gateway that moto cannot have: one address in each of two zones, and a second one that failed.
#[test]
fn a_regional_nat_gateway_is_measured_zone_by_zone_and_pages_are_followed() {
    let address = |zone: &str| {
        format!(
            "<item><allocationId>eipalloc-1</allocationId><publicIp>203.0.113.9</publicIp>\
             <availabilityZone>{zone}</availabilityZone><status>succeeded</status></item>"
        )
    };
    let gateway = |body: &str| format!("<natGatewaySet><item><vpcId>{{{{vpc}}}}</vpcId>{body}</item></natGatewaySet>");
    let first = gateway(&format!(
        "<natGatewayId>{{{{nat}}}}</natGatewayId><state>available</state><availabilityMode>regional</availabilityMode>\
         <natGatewayAddressSet>{}{}</natGatewayAddressSet>",
        address("us-east-1a"),
        address("us-east-1b")
    ));
    let second = gateway(
        "<natGatewayId>nat-failed</natGatewayId><state>failed</state><subnetId>{{subnet.a}}</subnetId>\
         <failureMessage>Network has no Internet gateway attached</failureMessage>",
    );
    let operation = "DescribeNatGateways";
    let first = answer(operation, &format!("{first}<nextToken>more</nextToken>"));
    let bed = Bed::start().answer("ec2:DescribeNatGateways", 200, "text/xml", &first);
    let bed = bed.answer_when("ec2:DescribeNatGateways", "more", "text/xml", &answer(operation, &second));
    let (_, scorecard) = check(&bed);
    assert_eq!(bed.count("ec2:DescribeNatGateways"), 2);
    insta::assert_snapshot!(said(&bed, &scorecard));
}

#[test]
fn what_is_refused_is_gray_and_what_is_not_there_is_said() {
    let patterns = ["Vpcs", "Subnets", "RouteTables", "NatGateways", "VpcEndpoints"];
    let denied = patterns.iter().fold(Bed::start(), |bed, what| bed.deny(&format!("ec2:Describe{what}")));
    let (_, refused) = check(&denied);
    assert!(said(&denied, &refused).lines().all(|line| line.starts_with("gray ")), "{}", said(&denied, &refused));

    let nothing = answer("DescribeVpcs", "<vpcSet/>");
    let bed = Bed::start().answer("ec2:DescribeVpcs", 200, "text/xml", &nothing);
    let path =
        bed.write("gone.md", &bed.workbook_text().replace("- VPC ID: shop\n", "- VPC ID: vpc-0123456789abcdef0\n"));
    let output = bed.iem(["check", &path, "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    insta::assert_snapshot!(said(&bed, &scorecard), @"red vpc-exists vpc-0123456789abcdef0: there is no VPC vpc-0123456789abcdef0 in us-east-1");

    // A name that is off by a letter brings the right one.
    let bed = Bed::start();
    let path = bed.write("typo.md", &bed.workbook_text().replace("- VPC ID: shop\n", "- VPC ID: shoop\n"));
    let output = bed.iem(["check", &path, "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let first = said(&bed, &scorecard).lines().find(|line| line.contains("vpc-exists shoop")).map(str::to_owned);
    insta::assert_snapshot!(first.unwrap(), @"red vpc-exists shoop: there is no VPC shoop in us-east-1: the nearest name is shop");
}
