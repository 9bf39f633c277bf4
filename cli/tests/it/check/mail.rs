//! Identities of Amazon SES, from what AWS answers to what is said of them.

use serde_json::Value;

use crate::bed::{Bed, NOW};

const JSON: &str = "application/json";
const ACCOUNT: &str = r#"{"ProductionAccessEnabled": false, "SendingEnabled": true, "EnforcementStatus": "PROBATION",
    "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 50.0}}"#;
const VERIFIED: &str = r#"{"IdentityType": "DOMAIN", "VerifiedForSendingStatus": true, "VerificationStatus": "SUCCESS",
    "DkimAttributes": {"SigningEnabled": true, "Status": "PENDING"}}"#;

/// A workbook that lists an SES domain among the global resources, and one by its ARN.
fn workbook(bed: &Bed) -> String {
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("### Global Infrastructure").unwrap();
    let (_, after) = rest.split_once("## Section 7").unwrap();
    let account = bed.id("account");
    let rows = format!(
        "- AWS Account: {account}\n- SES Domain: news@example.com, \
         arn:aws:ses:eu-west-1:{account}:identity/exmaple.org\n\n"
    );
    bed.write("mail.md", &format!("{before}\n{rows}## Section 7{after}"))
}

fn said(bed: &Bed) -> String {
    let output = bed.iem(["check", &workbook(bed), "--now", NOW, "--format", "json"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    let findings = scorecard["findings"].as_array().unwrap().iter();
    let is_meant = |it: &&Value| it["rule"].as_str().unwrap().starts_with("ses-");
    let line = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap();
        format!("{} {} {}: {}", text("light"), text("rule"), it["resource"]["region"], text("summary"))
    };
    findings.filter(is_meant).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_identity_is_judged_in_its_region_with_what_the_account_may_send() {
    let first = r#"{"EmailIdentities": [{"IdentityName": "example.net"}], "NextToken": "more"}"#;
    let second = r#"{"EmailIdentities": [{"IdentityName": "example.com"}, {"IdentityName": "example.org"}]}"#;
    let bed =
        Bed::start().answer("ses:GetAccount", 200, JSON, ACCOUNT).answer("ses:GetEmailIdentity", 200, JSON, VERIFIED);
    let bed = bed.answer("ses:ListEmailIdentities", 200, JSON, first);
    let bed = bed.answer_when("ses:ListEmailIdentities", "more", JSON, second);
    let paged = said(&bed);
    let calls = bed.calls();
    let asked = calls.iter().filter(|call| call.service == "ses").map(|it| format!("{} {}", it.region, it.operation));
    let mut asked: Vec<String> = asked.collect();
    asked.sort();

    let denied = said(&Bed::start().deny("ses:*"));
    let bed = Bed::start().answer("ses:ListEmailIdentities", 200, JSON, r#"{"EmailIdentities": []}"#);
    let empty = said(&bed.answer("ses:GetAccount", 200, JSON, ACCOUNT));
    let told = format!("{paged}\n\nasked:\n{}\n\ndenied:\n{denied}\n\nempty:\n{empty}", asked.join("\n"));
    insta::assert_snapshot!(told);
}
