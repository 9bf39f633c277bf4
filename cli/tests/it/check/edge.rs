//! Distributions and hosted zones, from what AWS answers to what is said of them.

use serde_json::Value;

use super::{check, findings};
use crate::{bed::Bed, report::report};

/// What is said under each of some rules.
pub(super) fn said(scorecard: &Value, rules: &[&str]) -> String {
    let of_rules = findings(scorecard).iter().filter(|finding| rules.contains(&finding["rule"].as_str().unwrap()));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    of_rules.map(|it| format!("{} {}\n", text(it, "light"), text(it, "summary"))).collect()
}

#[test]
fn an_alias_and_the_name_of_a_zone_are_measured_under_their_ids() {
    let bed = Bed::start().thirty_days();
    let snapshot = report(&bed);
    let region = &snapshot["accounts"][bed.id("account")]["regions"]["us-east-1"];
    let asked = region["cloudwatch"]["event"].as_object().unwrap();
    for name in ["distribution", "zone"] {
        assert!(asked.keys().any(|key| key.contains(bed.id(name))), "{name}: {:?}", asked.keys());
    }
}

#[test]
fn what_aws_has_not_is_red() {
    let list = "<DistributionList xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Marker></Marker>\
                <MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>0</Quantity></DistributionList>";
    let zones = "<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><HostedZones/>\
                 <IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>";
    let bed = Bed::start().answer("cloudfront:ListDistributions", 200, "text/xml", list);
    let bed = bed.answer("route53:ListHostedZones", 200, "text/xml", zones);
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, &["distribution-exists", "zone-exists", "zone-record-ttl"]), @r"
    red there is no distribution shop.example.com in account 123456789012
    red there is no hosted zone example.com in account 123456789012
    ");
    assert_eq!(bed.count("route53:ListResourceRecordSets") + bed.count("route53:ListHealthChecks"), 0);
}

#[test]
fn a_target_that_no_checker_reaches_is_red() {
    let seen = "<HealthCheckObservation><Region>us-east-1</Region><IPAddress>127.0.13.37</IPAddress><StatusReport>\
                <Status>Failure: HTTP Status Code 503, Service Unavailable.</Status>\
                <CheckedTime>2026-11-22T23:59:00Z</CheckedTime></StatusReport></HealthCheckObservation>";
    let body = format!(
        "<GetHealthCheckStatusResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <HealthCheckObservations>{seen}{seen}</HealthCheckObservations></GetHealthCheckStatusResponse>"
    );
    let (_, scorecard) = check(&Bed::start().answer("route53:GetHealthCheckStatus", 200, "text/xml", &body));
    insta::assert_snapshot!(said(&scorecard, &["zone-health-checks"]), @"red 0 of 2 checkers reach api.example.com:443/health for api.example.com");
}
