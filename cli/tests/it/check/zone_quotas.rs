//! Quotas of Route 53, from what AWS answers to what is said of them.

use super::{check, findings};
use crate::bed::{Bed, NOW};

fn said(bed: &Bed) -> String {
    let (_, scorecard) = check(bed);
    let mine = findings(&scorecard).iter().filter(|it| it["rule"] == "zone-quota-now");
    let line = |it: &serde_json::Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        format!("{} {}: {}", text("light"), it["resource"]["id"].as_str().unwrap(), text("summary"))
    };
    mine.map(line).collect::<Vec<_>>().join("\n")
}

fn limit(of: &str, kind: &str, count: u32, value: u32) -> String {
    format!(
        "<{of}Response xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Limit><Type>{kind}</Type><Value>{value}\
         </Value></Limit><Count>{count}</Count></{of}Response>"
    )
}

#[test]
fn quotas_of_the_account_and_of_each_zone_come_with_their_use() {
    let bed = Bed::start();
    let usual = said(&bed);
    let asked = ["route53:GetAccountLimit", "route53:GetHostedZoneLimit"].map(|operation| bed.count(operation));
    assert_eq!(asked, [2, 1], "two quotas of the account, and one for the listed zone");

    let bed = Bed::start().answer_when(
        "route53:GetHostedZoneLimit",
        "MAX_RRSETS_BY_ZONE",
        "text/xml",
        &limit("GetHostedZoneLimit", "MAX_RRSETS_BY_ZONE", 10_000, 10_000),
    );
    let bed = bed.answer_when(
        "route53:GetAccountLimit",
        "MAX_HOSTED_ZONES_BY_OWNER",
        "text/xml",
        &limit("GetAccountLimit", "MAX_HOSTED_ZONES_BY_OWNER", 500, 500),
    );
    let full = said(&bed);
    let denied = said(&Bed::start().deny("route53:GetAccountLimit").deny("route53:GetHostedZoneLimit"));
    let malformed =
        said(&Bed::start().answer("route53:GetAccountLimit", 200, "text/xml", "<GetAccountLimitResponse/>"));

    let zones = "<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><HostedZones/>\
                 <IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>";
    let bed = Bed::start().answer("route53:ListHostedZones", 200, "text/xml", zones);
    let empty = said(&bed);
    assert_eq!(bed.count("route53:GetHostedZoneLimit"), 0, "no zone is listed that exists");
    insta::assert_snapshot!(format!(
        "usual:\n{usual}\n\nfull:\n{full}\n\ndenied:\n{denied}\n\nmalformed:\n{malformed}\n\nempty:\n{empty}"
    ));
}

#[test]
fn section_11_shows_them() {
    let bed = Bed::start();
    let output = bed.iem(["plan", &bed.workbook(), "--now", NOW, "--format", "markdown"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, route53) = text.split_once("route53 (").unwrap_or_else(|| panic!("no quotas of Route 53 in:\n{text}"));
    let block: Vec<&str> = route53.lines().take(8).collect();
    insta::assert_snapshot!(block.join("\n"));
}
