//! A threshold that a workbook can set is one that its rule reads, and the other way round.

use std::collections::BTreeSet;

use iem_core::{
    rule::{Cx, Example, Inputs, Rule, Threshold},
    rules,
    workload::Workload,
};

use crate::rules::{changed, now};

/// What tells thresholds apart: two of one name with two defaults are two.
fn keys(thresholds: &[Threshold]) -> BTreeSet<(&'static str, String)> {
    thresholds.iter().map(|it| (it.name, it.default.to_string())).collect()
}

/// What a rule reads in each of its examples.
fn read(rule: &'static Rule) -> BTreeSet<(&'static str, String)> {
    let own = rule.other_fixes.iter().map(|fix| fix.example);
    let examples = own.chain([Example::Region("{}"), rule.example]);
    examples
        .flat_map(|example| {
            let (workbook, snapshot) = changed(rule, example);
            let workload = Workload::new(&workbook, &snapshot);
            keys(&Cx::thresholds_read(rule, &Inputs::new(&workload, now())))
        })
        .collect()
}

#[test]
fn what_a_rule_declares_is_what_it_reads() {
    let (mut declared, mut wrong) = (0, Vec::new());
    for rule in rules::all() {
        let (read, known) = (read(rule), keys(rule.thresholds));
        if read != known {
            wrong.push(format!("{} reads {read:?} and declares {known:?}", rule.id));
        }
        declared += rule.thresholds.len();
    }
    assert_eq!(wrong, [""; 0]);
    assert!(declared > 40, "{declared} thresholds are declared");
}

#[test]
fn every_default_is_a_number_that_a_workbook_could_give() {
    for (rule, threshold) in rules::all().into_iter().flat_map(|rule| rule.thresholds.iter().map(move |it| (rule, it)))
    {
        assert!(threshold.default.is_finite() && threshold.default >= 0.0, "{}.{}", rule.id, threshold.name);
    }
}
