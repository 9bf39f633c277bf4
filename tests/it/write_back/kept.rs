//! What one run could read and the next one cannot stays in the workbook, whichever answer is missing.

use std::collections::BTreeSet;

use iem_core::{
    example,
    plan::{self, Plan},
    rules,
    scorecard::Scorecard,
    snapshot::Snapshot,
    workbook::parse,
    workload::Workload,
};
use serde_json::{Map, Value, json};

use super::{SNAPSHOT, day, inside};

/// Regions that say what AWS told.
const REGIONS: [&str; 7] = ["scope", "prewarming", "topology", "trusted-advisor", "limits", "checklist", "load-tests"];

fn run(text: &str, snapshot: &Snapshot, number: i64) -> (String, Scorecard) {
    // Facts of an earlier day would be too old to judge by.
    run_on(text, snapshot, number, number)
}

/// A run on a day, with facts of a day.
fn run_on(text: &str, snapshot: &Snapshot, number: i64, taken: i64) -> (String, Scorecard) {
    let snapshot = Snapshot { taken_at: day(taken), ..snapshot.clone() };
    let workbook = parse(text);
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, day(number));
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: day(number) };
    (plan::write(&rules::all(), &plan, text, plan::regions).unwrap().0.text, scorecard)
}

/// Gives every fact in a part of a snapshot a reason why it is missed; whether there was one that was seen.
fn miss(part: &mut Value) -> bool {
    let Value::Object(object) = part else { return false };
    if object.len() == 1 && (object.contains_key("seen") || object.contains_key("missed")) {
        let missed = json!({ "reason": "denied", "detail": "no" });
        return Map::insert(object, "missed".to_owned(), missed).is_none() && object.remove("seen").is_some();
    }
    object.values_mut().fold(false, |any, part| miss(part) | any)
}

/// Lines that tell facts, without the day on which they were read.
fn facts(text: &str) -> Vec<String> {
    let mut facts = Vec::new();
    let regions = parse(text).regions;
    for name in REGIONS {
        let region = regions.iter().find(|region| region.name == name).unwrap();
        let inside = &text[region.inside.clone()];
        // What was tested is read from the workbook; the lines on which it stands there move.
        let inside = inside.split_once("#### Measured").map_or(inside, |(_, measured)| measured);
        let is_fact = |line: &&str| {
            !["<!--", "**As of "].iter().any(|start| line.starts_with(start)) && !line.contains("could not read")
        };
        // Snapshots and gaps grow older each day.
        let aged = |line: &str| {
            ["46", "47", "48", "49"]
                .iter()
                .fold(line.to_owned(), |line, days| line.replace(&format!("{days} days old"), "old"))
        };
        facts.extend(inside.lines().filter(is_fact).map(|line| aged(line).replace(" (as of 2026-12-05)", "")));
    }
    facts
}

/// Each service of the region and of the account, and each fact of those that lead to other resources.
fn parts(snapshot: &Value) -> Vec<Vec<String>> {
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let account = vec!["accounts".to_owned(), "111122223333".to_owned()];
    let region = [account.clone(), vec!["regions".to_owned(), "us-east-1".to_owned()]].concat();
    let at = |path: &[String]| path.iter().fold(snapshot, |value, key| &value[key.as_str()]);
    let mut parts = Vec::new();
    for place in [account, region] {
        for service in keys(at(&place)).into_iter().filter(|key| !["sts", "regions"].contains(&key.as_str())) {
            let path = [place.clone(), vec![service.clone()]].concat();
            if ["elb", "autoscaling", "ec2", "quotas", "cloudwatch"].contains(&service.as_str()) {
                parts.extend(keys(at(&path)).into_iter().map(|fact| [path.clone(), vec![fact]].concat()));
            }
            parts.push(path);
        }
    }
    parts
}

#[test]
fn whatever_is_missed_costs_no_fact_and_makes_nothing_better() {
    let whole: Value = serde_json::from_str(example::SNAPSHOT).unwrap();
    let (first, _) = run(example::WORKBOOK, &SNAPSHOT, 0);
    let facts_first = facts(&first);
    let mut tried = 0;
    for path in parts(&whole) {
        let mut less = whole.clone();
        if !miss(path.iter().fold(&mut less, |value, key| &mut value[key.as_str()])) {
            continue;
        }
        tried += 1;
        let path = path[2..].join("/");
        let less: Snapshot = serde_json::from_value(less).unwrap();
        let (second, scorecard) = run(&first, &less, 1);
        let changes = scorecard.changes.unwrap();
        assert_eq!([&changes.better, &changes.closed], [&Vec::<String>::new(); 2], "{path}");
        let known: BTreeSet<String> = facts(&second).into_iter().collect();
        let lost: Vec<&String> = facts_first.iter().filter(|line| !known.contains(*line)).collect();
        assert!(lost.is_empty(), "{path}: lost\n{lost:#?}");
        assert!(run(&second, &less, 1).0 == second, "{path}: the second day is not settled");
        let (third, scorecard) = run(&second, &SNAPSHOT, 2);
        let changes = scorecard.changes.unwrap();
        let all = changes.kinds().into_iter().map(|(_, ids)| ids.len()).sum::<usize>();
        assert_eq!(all, 0, "{path}: {changes:?}");
        let is_stale = third.contains("(as of ") || third.contains("**As of ");
        assert!(!is_stale, "{path}: something stays as of the first day");
    }
    assert!(tried > 20, "{tried} parts were seen");
}

/// In the last week old facts make nothing ready, and are facts of their day all the same.
#[test]
fn facts_that_are_too_old_to_judge_by_stay_in_their_tables() {
    let whole: Value = serde_json::from_str(example::SNAPSHOT).unwrap();
    let limits = |number| {
        let snapshot: Snapshot = serde_json::from_value(whole.clone()).unwrap();
        let workbook = parse(example::WORKBOOK);
        let workload = Workload::new(&workbook, &snapshot);
        let scorecard = plan::judge(&rules::all(), &workload, day(number));
        let plan = Plan { workload: &workload, scorecard: &scorecard, now: day(number) };
        inside(&plan::write(&rules::all(), &plan, example::WORKBOOK, plan::regions).unwrap().0.text, "limits")
            .to_owned()
    };
    let numbers =
        |text: &str| -> Vec<String> { text.lines().filter(|line| line.starts_with("| ")).map(str::to_owned).collect() };
    let fresh = numbers(&limits(0));
    assert!(fresh.len() > 5);
    assert_eq!(numbers(&limits(2)), fresh);
}

#[test]
fn facts_that_have_grown_too_old_replace_none() {
    let (first, _) = run(example::WORKBOOK, &SNAPSHOT, 0);
    for number in [2, 3] {
        let (later, scorecard) = run_on(&first, &SNAPSHOT, number, 0);
        let changes = scorecard.changes.unwrap();
        assert_eq!([&changes.better, &changes.closed], [&Vec::<String>::new(); 2]);
        let known: BTreeSet<String> = facts(&later).into_iter().collect();
        let lost: Vec<String> = facts(&first).into_iter().filter(|line| !known.contains(line)).collect();
        assert!(lost.is_empty(), "day {number}: lost\n{}", lost.join("\n"));
        assert!(run_on(&later, &SNAPSHOT, number, 0).0 == later, "day {number} is not settled");
    }
}
