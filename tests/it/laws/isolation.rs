//! Whatever happens in one account or region changes no light of another.

#![expect(clippy::disallowed_methods, reason = "the checks are read as text")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use iem_core::{
    rule::{Light, Rule},
    rules,
    scorecard::Finding,
    source::{Scope, Source},
};

use super::world::{Gaps, Place, World};
use crate::{
    architecture::root,
    generated::files,
    rules::{ACCOUNT, REGION},
};

const SECOND_REGION: Place = Place { account: ACCOUNT, region: "us-west-2" };
const SECOND_ACCOUNT: Place = Place { account: "444455556666", region: REGION };

/// What is said about a place, by finding.
fn said(findings: &[Finding], place: Place) -> BTreeMap<&str, (Light, &str)> {
    let here = findings.iter().filter(|finding| place.has(finding));
    here.map(|finding| (finding.id.as_str(), (finding.light, finding.summary.as_str()))).collect()
}

/// Each of `sources` is missed in one of the two places, and nothing changes in the other.
fn isolated(world: &mut World, gaps: &mut Gaps, sources: &[Source], rules: &[&'static Rule]) -> Vec<String> {
    let whole = world.findings(rules);
    let mut broken = Vec::new();
    for (missed, other) in [(Place::FIRST, world.second), (world.second, Place::FIRST)] {
        for source in sources {
            let partly = world.findings_without(gaps, missed, *source, rules);
            let (before, after) = (said(&whole, other), said(&partly, other));
            let changed = before.keys().chain(after.keys()).filter(|id| before.get(*id) != after.get(*id));
            broken.extend(changed.map(|id| {
                let source = source.info().id;
                format!("{id} without {source} in {missed:?}:\n  {:?}\n  {:?}", before.get(id), after.get(id))
            }));
        }
    }
    broken.dedup();
    broken
}

fn sources_of(rules: &[&'static Rule], second: Place) -> Vec<Source> {
    let here = |source: &Source| second.account != ACCOUNT || source.info().scope == Scope::Region;
    rules::needed(rules).into_iter().filter(here).collect()
}

#[test]
fn what_is_missed_in_one_place_costs_nothing_in_another() {
    for second in [SECOND_REGION, SECOND_ACCOUNT] {
        let all = sources_of(&rules::all(), second);
        let mut gaps = Gaps::new(&[Place::FIRST, second], &all);
        let mut broken = isolated(&mut World::new(second, None), &mut gaps, &all, &rules::all());
        for rule in rules::all() {
            // The rule fires in the second place, and reads what it declares.
            let sources = sources_of(&[rule], second);
            broken.extend(isolated(&mut World::new(second, Some(rule)), &mut gaps, &sources, &[rule]));
        }
        assert!(broken.is_empty(), "{second:?}:\n{}", broken.join("\n"));
    }
}

/// The law above compares something: both places are judged alike, and each rule fires in the second.
#[test]
fn both_places_are_judged() {
    for second in [SECOND_REGION, SECOND_ACCOUNT] {
        let healthy = World::new(second, None);
        assert_eq!(healthy.workbook.problems, []);
        let findings = healthy.findings(&rules::all());
        let loud: Vec<_> =
            findings.iter().filter(|it| it.light != Light::Green).map(|it| (&it.id, &it.summary)).collect();
        assert!(loud.is_empty(), "{loud:#?}");
        let [first, other] = [Place::FIRST, second].map(|place| {
            let here = findings.iter().filter(|it| it.resource.region.is_some() && place.has(it));
            here.map(|it| it.id.replace(place.region, "").replace(place.account, "")).collect::<BTreeSet<_>>()
        });
        // The quotas of Route 53 are told in one region of the account.
        let differ = first.symmetric_difference(&other).filter(|id| !id.starts_with("zone-quota-now/"));
        assert_eq!(differ.collect::<Vec<_>>(), Vec::<&String>::new());
    }
    for rule in rules::all() {
        let fires = |second| {
            let findings = World::new(second, Some(rule)).findings(&[rule]);
            findings.iter().any(|finding| finding.light != Light::Green)
        };
        assert!(fires(SECOND_REGION) || fires(SECOND_ACCOUNT), "{} does not fire", rule.id);
    }
}

/// What belongs to no region may stand on one: its name says on which.
#[test]
fn an_origin_is_looked_for_in_its_own_region() {
    let rules = [rules::find("distribution-origins").unwrap()];
    let mut gaps = Gaps::new(&[Place::FIRST, SECOND_REGION], &[Source::LoadBalancers]);
    let mut world = World::new(SECOND_REGION, None);
    for (missed, region) in [(Place::FIRST, "us-west-2"), (SECOND_REGION, "us-east-1")] {
        let findings = world.findings_without(&mut gaps, missed, Source::LoadBalancers, &rules);
        let green: Vec<_> = findings.iter().filter(|it| it.light == Light::Green).map(|it| it.id.as_str()).collect();
        assert_eq!(findings.len(), 2);
        assert!(matches!(green.as_slice(), [id] if id.contains(region)), "{missed:?}: {findings:#?}");
    }
}

/// What a rule does for one subject of many stands in a function of its own: a `return` in the loop of the check itself
/// would leave the subjects that come later without a word.
#[test]
fn no_check_ends_in_the_middle_of_its_subjects() {
    let mut checks = 0;
    for path in files(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for check in text.split("\n    check: |cx| {\n").skip(1) {
            let (body, _) = check.split_once("\n    },\n};").unwrap();
            let of_loop = body.split_once("for ").map_or("", |(_, rest)| rest);
            let leaves = of_loop.lines().find(|line| line.contains("return"));
            assert_eq!(leaves, None, "{}", path.display());
            checks += 1;
        }
    }
    assert!(checks > 60, "only {checks} checks were read");
}
