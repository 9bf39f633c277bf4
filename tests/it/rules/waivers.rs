//! Accepted risks: which rows count, and what is said of each that does not.

use iem_core::scorecard::{self, Finding, Scorecard};

use super::*;

const ROW: &str =
    "| asg-at-max-now | * | Dana Reyes | the groups run at their maximum while they are rehearsed | 2026-12-31 |";

/// The healthy event after the example of a rule, with another row in place of the accepted risk.
fn judged(broken: &str, row: &str) -> Scorecard {
    judged_in(broken, &WORKBOOK.replace(ROW, row))
}

fn judged_in(broken: &str, text: &str) -> Scorecard {
    assert!(text != WORKBOOK, "the row is not in the workbook");
    let (_, snapshot) = example(rules::find(broken).unwrap());
    scorecard::evaluate(&rules::all(), &Workload::new(&workbook::parse(text), &snapshot), now())
}

fn row(rule: &str, resource: &str, expires: &str) -> String {
    format!("| {rule} | {resource} | Dana Reyes | decided on Monday | {expires} |")
}

fn of_rows(scorecard: &Scorecard) -> Vec<&Finding> {
    scorecard.findings.iter().filter(|it| it.summary.starts_with("the accepted risk ")).collect()
}

/// What is said of the only row, and which findings of the rule stay open.
fn said(rule: &str, resource: &str, expires: &str) -> String {
    let scorecard = judged("asg-multi-az", &row(rule, resource, expires));
    let [waiver] = of_rows(&scorecard).try_into().unwrap();
    let open = scorecard.open().filter(|it| it.rule == "asg-multi-az").map(|it| it.resource.id.as_str());
    format!("{:?}: {}; open: {}", waiver.light, waiver.summary, open.collect::<Vec<_>>().join(", "))
}

#[test]
fn every_spelling_of_everything_counts() {
    for all in ["*", "`*`", r"\*", "**", r"`\*`", "all", "Any", "every resource"] {
        let said = said("asg-multi-az", all, "2026-12-31");
        assert!(said.starts_with("Green: ") && said.ends_with("waives 1 finding; open: "), "{all}: {said}");
        let text = WORKBOOK.replace(ROW, &row("asg-multi-az", all, "2026-12-31"));
        assert!(workbook::parse(&text).problems.iter().all(|it| it.code != "accepted-risk-incomplete"), "{all}");
    }
}

#[test]
fn a_resource_is_known_by_every_way_to_write_it() {
    let scorecard = judged("asg-multi-az", &row("asg-multi-az", "nobody", "2026-12-31"));
    let red = scorecard.open().find(|it| it.rule == "asg-multi-az").unwrap();
    let name = &red.resource.id;
    let arn = format!("arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:1f2e3d4c:autoScalingGroupName/{name}");
    for written in [
        name.clone(),
        format!("`{name}`"),
        format!("asg {name}"),
        format!("asg/{name}"),
        format!("ASG: {name}"),
        format!("{name} (asg)"),
        format!("{name} (Auto Scaling group)"),
        format!("Auto Scaling group {name}"),
        format!("{ACCOUNT}/{REGION}/{name}"),
        format!("asg {ACCOUNT}/{REGION}/{name}"),
        format!("{name} in {REGION}"),
        format!("{name}, account {ACCOUNT}"),
        arn,
    ] {
        let said = said("asg-multi-az", &written, "2026-12-31");
        assert!(said.ends_with("waives 1 finding; open: "), "{written}: {said}");
    }
    for other in [
        format!("queue {name}"),
        format!("444455556666/{REGION}/{name}"),
        format!("{name}-2"),
        format!("arn:aws:autoscaling:eu-west-1:{ACCOUNT}:autoScalingGroup:1f2e:autoScalingGroupName/{name}"),
        format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"),
    ] {
        let said = said("asg-multi-az", &other, "2026-12-31");
        assert!(said.starts_with("Yellow: ") && said.ends_with(&format!("open: {name}")), "{other}: {said}");
    }
}

#[test]
fn a_row_that_covers_nothing_says_why() {
    let lines = [
        said("no-such-rule", "api", "2026-12-31"),
        said("asg-multi-za", "web", "2026-12-31"),
        said("asg-multi-az", "wob", "2026-12-31"),
        said("asg-multi-az", "something else", "2026-12-31"),
        said("asg-multi-az", "orders", "2026-12-31"),
        said("db-multi-az", "*", "2026-12-31"),
        said("asg-multi-az", "web", "2026-12-11"),
        said("asg-multi-az", "web", "2026-12-12"),
        said("asg-multi-az", "web", "2026-12-04"),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_row_that_has_nothing_to_waive_today_stands_quietly() {
    let scorecard = judged("asg-multi-az", &row("asg-at-max-now", "web", "2026-12-31"));
    let [waiver] = of_rows(&scorecard).try_into().unwrap();
    assert_eq!(
        (waiver.light, waiver.summary.as_str()),
        (Light::Green, "the accepted risk asg-at-max-now on web stands, with nothing to waive today")
    );
}

#[test]
fn one_name_in_two_places_needs_more_than_the_name() {
    let second = "444455556666";
    let listed = format!("| {ACCOUNT} | {REGION} | i-0a1b2c3d4e5f60001");
    let twice = |resource: &str| {
        let rows = format!("| {second} | {REGION} | | | web | | |\n{listed}");
        let text = WORKBOOK.replace(&listed, &rows).replace(ROW, &row("asg-multi-az", resource, "2026-12-31"));
        let scorecard = judged_in("asg-multi-az", &text);
        let [waiver] = of_rows(&scorecard).try_into().unwrap();
        let accepted = scorecard.findings.iter().filter(|it| it.accepted.is_some());
        let accepted: Vec<_> = accepted.map(|it| it.resource.account.as_deref().unwrap()).collect();
        format!("{:?}: {}; accepted in {}", waiver.light, waiver.summary, accepted.join(", "))
    };
    insta::assert_snapshot!([twice("web"), twice(&format!("{second}/{REGION}/web")), twice("web (asg)")].join("\n"));
}

#[test]
fn no_row_is_green_unless_its_rule_and_resource_exist() {
    let (_, snapshot) = healthy();
    for rule in rules::all() {
        for (id, resource) in [(rule.id, "no such thing at all"), (&format!("{}-x", rule.id)[..], "web")] {
            let text = WORKBOOK.replace(ROW, &row(id, resource, "2026-12-31"));
            let workload = Workload::new(&workbook::parse(&text), &snapshot);
            let speaking = [rule, rules::find("wb-action-items").unwrap()];
            let scorecard = scorecard::evaluate(&speaking, &workload, now());
            let waivers = of_rows(&scorecard);
            assert!(rule.id == "wb-action-items" || waivers.iter().all(|it| it.light == Light::Yellow), "{waivers:#?}");
        }
    }
}
