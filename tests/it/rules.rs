//! Every rule fires on its example, is silent on the healthy event, and turns gray exactly when
//! a source that it declares is missing.

#![expect(clippy::disallowed_methods, reason = "snapshots are files")]

mod alarms;
mod backup;
mod containers;
mod data_stores;
mod edge;
mod instances;
mod lcu;
mod networks;
mod search;
mod serverless;
mod waivers;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use iem_core::{
    report,
    rule::{Area, Cx, Example, Fix, Inputs, Light, Rule, Verdict, fix},
    rules, scorecard,
    snapshot::Snapshot,
    source::{Scope, Source},
    workbook::{self, Workbook},
    workload::Workload,
};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) const WORKBOOK: &str = include_str!("../fixtures/healthy/workbook.md");
pub(crate) const SNAPSHOT: &str = include_str!("../fixtures/healthy/snapshot.json");
pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const REGION: &str = "us-east-1";

pub(crate) fn now() -> Timestamp {
    "2026-12-05T01:00:00Z".parse().unwrap()
}

/// The healthy event, read once for all tests.
static HEALTHY: LazyLock<(Workbook, Snapshot)> =
    LazyLock::new(|| (workbook::parse(WORKBOOK), serde_json::from_str(SNAPSHOT).unwrap()));

/// What AWS answers of the healthy event, as it stands in the file.
pub(crate) static ANSWERS: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SNAPSHOT).unwrap());

pub(crate) fn healthy() -> (Workbook, Snapshot) {
    HEALTHY.clone()
}

fn run(rule: &'static Rule, workbook: &Workbook, snapshot: &Snapshot) -> Vec<Verdict> {
    let workload = Workload::new(workbook, snapshot);
    Cx::run(rule, &Inputs::new(&workload, now()).with_answers(scorecard::answers(&workload))).0
}

/// What every rule says, in the order of the registry.
fn run_all(workbook: &Workbook, snapshot: &Snapshot) -> Vec<(&'static Rule, Vec<Verdict>)> {
    let workload = Workload::new(workbook, snapshot);
    let inputs = Inputs::new(&workload, now()).with_answers(scorecard::answers(&workload));
    rules::all().into_iter().map(|rule| (rule, Cx::run(rule, &inputs).0)).collect()
}

fn lights(verdicts: &[Verdict]) -> BTreeMap<(String, String), Light> {
    verdicts.iter().map(|v| ((v.subject.id.clone(), v.part.clone()), v.light)).collect()
}

/// The healthy event after a rule's example.
pub(crate) fn example(rule: &Rule) -> (Workbook, Snapshot) {
    changed(rule, rule.example)
}

/// The healthy event after one of a rule's examples.
pub(crate) fn changed(rule: &Rule, example: Example) -> (Workbook, Snapshot) {
    let (workbook, snapshot) = healthy();
    let patched = |pointer: &str, patch: &str| {
        let mut value = ANSWERS.clone();
        let patch = serde_json::from_str(patch).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        merge_patch(value.pointer_mut(pointer).unwrap(), &patch);
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{}: {error}", rule.id))
    };
    match example {
        Example::Region(patch) => (workbook, patched(&format!("/accounts/{ACCOUNT}/regions/{REGION}"), patch)),
        Example::Account(patch) => (workbook, patched(&format!("/accounts/{ACCOUNT}"), patch)),
        Example::Workbook(find, replace) => {
            assert!(WORKBOOK.contains(find), "{}: the healthy workbook does not contain {find:?}", rule.id);
            (workbook::parse(&WORKBOOK.replace(find, replace)), snapshot)
        }
    }
}

/// RFC 7396.
pub(crate) fn merge_patch(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, value) in patch {
        let map = target.as_object_mut().unwrap();
        if value.is_null() {
            map.remove(key);
        } else {
            merge_patch(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

#[test]
fn the_healthy_event_is_green() {
    let (workbook, snapshot) = healthy();
    assert_eq!(workbook.problems, [], "the healthy workbook has problems");
    for (rule, verdicts) in run_all(&workbook, &snapshot) {
        let loud: Vec<_> = verdicts.into_iter().filter(|verdict| verdict.light != Light::Green).collect();
        assert!(loud.is_empty(), "{}: {loud:#?}", rule.id);
    }
}

/// A file for each rule, so that two branches that add rules do not meet: what its example makes of the healthy event,
/// which other rules speak then, and what is said where its other fixes fit.
#[test]
fn every_rule_fires_on_its_example_and_names_what_to_do() {
    let (workbook, snapshot) = healthy();
    for (rule, before) in run_all(&workbook, &snapshot) {
        let (workbook, snapshot) = example(rule);
        let (own, others): (Vec<_>, Vec<_>) =
            run_all(&workbook, &snapshot).into_iter().partition(|(other, _)| *other == rule);
        let own = own.into_iter().flat_map(|(_, verdicts)| verdicts).collect();
        let said = [worse_in_example(rule, &before, own), others_in_example(&others), other_fixes(rule)].concat();
        insta::with_settings!({
            snapshot_path => "snapshots/rules",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!(rule.id, said) });
    }
}

#[test]
fn no_snapshot_of_a_former_rule_is_left() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots/rules");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().display().to_string());
    let is_left = |name: &String| name.strip_suffix(".snap").is_some_and(|id| rules::find(id).is_none());
    assert_eq!(names.filter(is_left).collect::<Vec<_>>(), Vec::<String>::new());
}

/// What a rule's example makes worse than the healthy event.
fn worse_in_example(rule: &Rule, before: &[Verdict], mut verdicts: Vec<Verdict>) -> String {
    let before = lights(before);
    verdicts.retain(|v| v.light != Light::Green);
    verdicts.retain(|v| before.get(&(v.subject.id.clone(), v.part.clone())) != Some(&v.light));
    assert!(!verdicts.is_empty(), "{} does not fire on its example", rule.id);
    verdicts.iter().map(|verdict| said(verdict, "fix")).collect()
}

/// Which other rules speak in a rule's example: none that has nothing to do with it.
fn others_in_example(others: &[(&Rule, Vec<Verdict>)]) -> String {
    let speaks = |(_, verdicts): &&(&Rule, Vec<Verdict>)| verdicts.iter().any(|it| it.light != Light::Green);
    let others: Vec<_> = others.iter().filter(speaks).map(|(other, _)| other.id).collect();
    if others.is_empty() { String::new() } else { format!("also speaking: {}\n", others.join(", ")) }
}

/// What is said when a fix does not fit the first one's verdicts, with the fix as it is shown.
fn other_fixes(rule: &'static Rule) -> String {
    let given = |other: &Fix| given(rule, other.text, other.example).iter().map(|it| said(it, other.when)).collect();
    rule.other_fixes.iter().map(given).collect::<Vec<String>>().concat()
}

fn said(verdict: &Verdict, when: &str) -> String {
    let fix = fix::fill_in(verdict.fix, &verdict.subject, &verdict.evidence);
    format!("{:?} {}: {}\n    {when}: {fix}\n", verdict.light, verdict.subject.id, verdict.summary)
}

/// What a rule says in an example of one of its fixes, and needs that fix.
fn given(rule: &'static Rule, text: &str, example: Example) -> Vec<Verdict> {
    let (workbook, snapshot) = changed(rule, example);
    let verdicts = run(rule, &workbook, &snapshot).into_iter();
    let needs_it = |verdict: &Verdict| verdict.light != Light::Green && verdict.missed.is_none() && verdict.fix == text;
    verdicts.filter(needs_it).collect()
}

#[test]
fn every_fix_is_given_in_its_example_and_nothing_in_its_braces_is_left() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let others = rule.other_fixes.iter().map(|other| (other.text, other.example, other.when));
        for (text, example, when) in [(rule.fix, rule.example, "example")].into_iter().chain(others) {
            let verdicts = given(rule, text, example);
            if verdicts.is_empty() {
                wrong.push(format!("{}: nothing calls for the fix: {when}", rule.id));
            }
            for verdict in verdicts {
                let left = |name: &String| {
                    fix::fill_in(&format!("{{{name}}}"), &verdict.subject, &verdict.evidence) == format!("<{name}>")
                };
                let left: Vec<_> = fix::names(text).into_iter().filter(left).collect();
                if !left.is_empty() {
                    wrong.push(format!("{}: {when}: {left:?} of {}", rule.id, verdict.subject.id));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Whatever rule misses an answer of the workbook, the fix is to write it there.
#[test]
fn what_the_workbook_does_not_say_is_to_be_written_there() {
    let snapshot = healthy().1;
    let cut = |from: &str, to: &str| {
        let (before, rest) = WORKBOOK.split_once(from).unwrap();
        let (_, after) = rest.split_once(to).unwrap();
        workbook::parse(&format!("{before}{from}\n\n{to}{after}"))
    };
    for (from, to, section) in [
        ("## Section 2: Calendar", "## Section 3", "section 2"),
        ("## Section 7: ELB Prewarming", "## Section 8", "section 7"),
    ] {
        let workbook = cut(from, to);
        let verdicts = run_all(&workbook, &snapshot).into_iter().flat_map(|(_, verdicts)| verdicts);
        let missing: Vec<_> = verdicts
            .filter(|verdict| verdict.light == Light::Gray && verdict.summary.contains("workbook gives no"))
            .collect();
        assert!(missing.len() > 10, "{section}: {}", missing.len());
        for verdict in missing {
            assert!(verdict.fix.contains(section), "{}: {}: {}", verdict.rule.id, verdict.summary, verdict.fix);
        }
    }
}

/// The healthy snapshot without one source.
fn without(source: Source) -> Snapshot {
    serde_json::from_value(value_without(source)).unwrap()
}

pub(crate) fn value_without(source: Source) -> Value {
    let missed = json!({"missed": {"reason": "denied", "detail": ""}});
    let mut value = ANSWERS.clone();
    let place = match source.info().scope {
        Scope::Account => format!("/accounts/{ACCOUNT}/{}", source.info().id),
        Scope::Region => format!("/accounts/{ACCOUNT}/regions/{REGION}/{}", source.info().id),
    };
    let fact = value.pointer_mut(&place).unwrap_or_else(|| panic!("{place} is not in the snapshot"));
    if fact.get("seen").is_some() {
        *fact = missed;
    } else {
        fact.as_object_mut().unwrap().values_mut().for_each(|fact| *fact = missed.clone());
    }
    value
}

#[test]
fn a_rule_turns_gray_exactly_when_a_source_that_it_needs_is_missing() {
    let workbook = healthy().0;
    for source in &rules::needed(&rules::all()) {
        for (rule, verdicts) in run_all(&workbook, &without(*source)) {
            let gray: Vec<_> = verdicts.iter().filter(|verdict| verdict.light == Light::Gray).collect();
            let needs = rule.needs.contains(source);
            assert_eq!(!gray.is_empty(), needs, "{} without {}: {gray:#?}", rule.id, source.info().id);
            assert!(
                verdicts.iter().all(|verdict| matches!(verdict.light, Light::Gray | Light::Green)),
                "{} without {} judges what it could not see",
                rule.id,
                source.info().id
            );
            assert!(gray.iter().all(|verdict| verdict.missed.is_some()), "{}: gray without a cause", rule.id);
        }
    }
}

#[test]
fn nothing_seen_is_nothing_green() {
    let workbook = healthy().0;
    let snapshot = Snapshot::empty(now());
    for (rule, verdicts) in run_all(&workbook, &snapshot).into_iter().filter(|(rule, _)| !rule.needs.is_empty()) {
        assert!(!verdicts.is_empty(), "{} is silent where nothing was seen", rule.id);
        assert!(verdicts.iter().all(|verdict| verdict.light == Light::Gray), "{}: {verdicts:#?}", rule.id);
    }
}

#[test]
fn a_region_that_was_not_collected_keeps_trusted_advisor_from_green() {
    let (workbook, mut snapshot) = healthy();
    snapshot.accounts.get_mut(ACCOUNT).unwrap().regions.clear();
    let rule = rules::find("ta-listed-resources").unwrap();
    let verdicts = run(rule, &workbook, &snapshot);
    assert!(verdicts.iter().any(|verdict| verdict.light == Light::Gray), "{verdicts:#?}");
    assert!(verdicts.iter().all(|verdict| verdict.area == Area::Security || verdict.light != Light::Green));
}

#[test]
fn a_balancer_that_neither_api_knows_is_red() {
    let (_, snapshot) = healthy();
    let rule = rules::find("lb-state").unwrap();
    let arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/gone/0123456789abcdef";
    for (name, called, expected) in [
        (arn, "gone", Light::Red),
        ("app/gone/0123456789abcdef", "gone", Light::Red),
        ("gone", "gone", Light::Red),
        ("old-shop", "old-shop", Light::Green),
    ] {
        let workbook = workbook::parse(&WORKBOOK.replace("| web, api-", &format!("| {name}, api-")));
        let verdicts = run(rule, &workbook, &snapshot);
        let gone = verdicts.iter().find(|verdict| verdict.summary.contains(called)).unwrap();
        assert_eq!(gone.light, expected, "{name}");
    }
}

#[test]
fn the_registry_is_in_order() {
    let rules = rules::all();
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules.len(), "two rules share an id");
    for rule in &rules {
        let kebab = rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        assert!(kebab, "{} is not kebab-case", rule.id);
        assert!(rule.title.len() > 20 && rule.why.len() > 40 && rule.fix.len() > 30, "{} lacks prose", rule.id);
        assert!(!rule.title.ends_with('.'), "{}: a title is not a sentence", rule.id);
        assert!(!rule.references.is_empty(), "{} lacks a reference", rule.id);
        assert!(rule.references.iter().all(|link| link.starts_with("https://")), "{}", rule.id);
        assert!(rule.lead_days > 0, "{} lacks a lead time", rule.id);
    }
}

#[test]
fn every_source_is_read_only_needed_and_found_in_the_snapshot() {
    let judged = rules::needed(&rules::all());
    let by_rules = rules::all().into_iter().flat_map(|rule| rule.needs);
    let needed: BTreeSet<_> = by_rules.chain(report::NEEDS).copied().collect();
    for source in Source::ALL {
        let info = source.info();
        assert!(
            needed.contains(source) || *source == Source::Identity,
            "neither a rule nor the report needs {}",
            info.id
        );
        for action in info.actions {
            let (_, verb) = action.split_once(':').unwrap();
            // Actions of API Gateway are methods of HTTP.
            let reads =
                ["Get", "GET", "List", "Describe", "BatchGet", "Lookup"].iter().any(|word| verb.starts_with(word));
            assert!(reads, "{action} does not read");
        }
        if judged.contains(source) {
            without(*source);
        }
    }
}
