//! Section 12: what the facts answer, in the plan and in the scorecard alike.

use iem_core::{
    plan::{self, Plan},
    rule::Light,
    rules,
    scorecard::{self, Scorecard},
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use serde_json::Value;

use crate::{
    laws::asked,
    rules::{SNAPSHOT, WORKBOOK, merge_patch, now},
};

const ZONES: &str = r#"{"accounts":{"111122223333":{"regions":{"us-east-1":{
    "rds":{"instances":{"seen":{"orders":{"multi_az":false}}}},
    "elasticache":{"replication_groups":{"seen":{"sessions":{"multi_az":"disabled","automatic_failover":"disabled"}}}}}}}}}"#;

/// The rows of section 12, and the scorecard, of the healthy event with some answers and some other facts.
fn told(answers: &[(&str, &str)], patch: &str) -> (Vec<String>, Scorecard) {
    let text = answers.iter().fold(asked(WORKBOOK), |text, (question, answer)| {
        assert!(text.contains(question), "{question}");
        text.replace(question, &format!("{question} {answer}"))
    });
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    merge_patch(&mut value, &serde_json::from_str(patch).unwrap());
    let snapshot: Snapshot = serde_json::from_value(value).unwrap();
    let workbook = workbook::parse(&text);
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = scorecard::evaluate(&rules::all(), &workload, now());
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: now() };
    let sections = plan::sections(&plan);
    let checklist = &sections.iter().find(|(name, ..)| *name == "checklist").unwrap().2;
    (checklist.lines().map(str::to_owned).collect(), scorecard)
}

/// Lights and words of the rule about the answers.
fn compared(scorecard: &Scorecard) -> Vec<String> {
    let of_rule = scorecard.findings.iter().filter(|finding| finding.rule == "wb-answers-agree");
    let mut compared: Vec<String> = of_rule.map(|it| format!("{:?}: {}", it.light, it.summary)).collect();
    compared.sort();
    compared
}

#[test]
fn the_questions_of_the_template_are_answered_from_the_facts() {
    let (rows, _) = told(&[], "{}");
    let rows: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            Some(format!("{}\n    {}", cells.get(1)?, cells.get(3)?.trim_end_matches(" |")))
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

#[test]
fn what_the_facts_contradict_is_marked_and_found() {
    let spof = "Is there a single point of failure? (Eg. Single AZ)";
    let zones = "Has RDS/Auto Scaling/ELB been deployed across multiple AZs?";
    let cdn = "Is there a CDN being utilized for this event?";
    let given = [(spof, "No"), (zones, "Yes"), (cdn, "No.")];
    let (rows, scorecard) = told(&given, ZONES);
    let marked: Vec<&String> = rows.iter().filter(|row| row.contains("**CONTRADICTION:**")).collect();
    assert_eq!(marked.len(), 3, "{rows:#?}");
    assert!(rows.last().unwrap().ends_with("3 contradictions."), "{rows:#?}");
    insta::assert_snapshot!(compared(&scorecard).join("\n"));
}

/// Whoever cannot look contradicts nobody, and says so.
#[test]
fn what_cannot_be_read_is_neither_agreed_with_nor_contradicted() {
    let cdn = "Is there a CDN being utilized for this event?";
    let denied = r#"{"accounts":{"111122223333":{"cloudfront":{"distributions":
        {"seen":null,"missed":{"reason":"denied","detail":"no"}}}}}}"#;
    let (rows, scorecard) = told(&[(cdn, "No.")], denied);
    let row = rows.iter().find(|row| row.contains(cdn)).unwrap();
    assert!(row.contains("not known: could not read"), "{row}");
    insta::assert_snapshot!(compared(&scorecard).join("\n"));
}

#[test]
fn agreement_is_green_and_an_unclear_answer_is_no_answer() {
    let cdn = "Is there a CDN being utilized for this event?";
    let light = |answer: &str| {
        let (_, scorecard) = told(&[(cdn, answer)], "{}");
        let of_rule = scorecard.findings.iter().find(|finding| finding.rule == "wb-answers-agree");
        of_rule.map(|finding| finding.light)
    };
    assert_eq!(light("Yes, CloudFront."), Some(Light::Green));
    assert_eq!(light("No"), Some(Light::Yellow));
    assert_eq!(light("No, except for images"), None);
}
