//! An area is green only when something that AWS told was judged in it.

use std::collections::BTreeSet;

use iem_core::{
    rule::{Area, Light},
    rules,
    scorecard::{self, FailOn, Outcome},
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};

use crate::rules::{SNAPSHOT, WORKBOOK, now};

#[test]
fn what_people_wrote_makes_no_area_green() {
    let written: Vec<_> = rules::all().into_iter().filter(|rule| rule.needs.is_empty()).collect();
    let snapshot: Snapshot = serde_json::from_str(SNAPSHOT).unwrap();
    // A waiver of a rule that is not among these would cover nothing.
    let (text, _) = WORKBOOK.split_once("### Accepted risks").unwrap();
    let scorecard = scorecard::evaluate(&written, &Workload::new(&workbook::parse(text), &snapshot), now());
    assert!(scorecard.findings.iter().all(|finding| finding.light == Light::Green));
    let areas: BTreeSet<Area> = scorecard.findings.iter().map(|finding| finding.area).collect();
    assert!(areas.len() > 1, "people write something of each area");
    assert!(scorecard.areas.iter().all(|area| area.light == Light::Gray), "{:?}", scorecard.areas);
    assert_eq!(scorecard.overall, Light::Gray);
    assert_eq!(scorecard::outcome(&scorecard, FailOn::Red), Outcome::Unjudged);
    assert!(scorecard.next_step().contains("nothing that AWS tells was judged"), "{}", scorecard.next_step());
}

#[test]
fn nothing_seen_leaves_every_area_without_green() {
    for text in [WORKBOOK, workbook::TEMPLATE] {
        let scorecard =
            scorecard::evaluate(&rules::all(), &Workload::new(&workbook::parse(text), &Snapshot::empty(now())), now());
        assert!(scorecard.areas.iter().all(|area| area.light != Light::Green), "{:?}", scorecard.areas);
    }
}

/// One fact of each area is enough: where everything that was judged is good, the area is green.
#[test]
fn each_area_is_green_by_one_rule_that_asks_aws() {
    let snapshot: Snapshot = serde_json::from_str(SNAPSHOT).unwrap();
    for rule in rules::all().into_iter().filter(|rule| !rule.needs.is_empty()) {
        let scorecard = scorecard::evaluate(&[rule], &Workload::new(&workbook::parse(WORKBOOK), &snapshot), now());
        for area in &scorecard.areas {
            let spoken = scorecard.findings.iter().any(|finding| finding.area == area.id);
            assert_eq!(area.light == Light::Green, spoken, "{} in {:?}", rule.id, area.id);
        }
    }
}
