//! Take away any source, or any one answer: no light gets better, no finding disappears, and no rule is green about a
//! subject that it is gray about.

use iem_core::{
    example,
    rule::{Cx, Inputs, Light, Rule, Verdict},
    rules,
    snapshot::Snapshot,
    source::{Scope, Source},
    workbook::{self, Workbook},
    workload::Workload,
};
use serde_json::{Value, json};

use crate::rules::{SNAPSHOT, WORKBOOK, now};

/// One event, and what AWS answers.
struct World {
    workbook: Workbook,
    snapshot: Value,
}

impl World {
    fn both() -> [Self; 2] {
        [(WORKBOOK, SNAPSHOT), (example::WORKBOOK, example::SNAPSHOT)].map(|(text, snapshot)| Self {
            workbook: workbook::parse(text),
            snapshot: serde_json::from_str(snapshot).unwrap(),
        })
    }

    fn judged(&self, rules: &[&'static Rule]) -> Vec<Vec<Verdict>> {
        let snapshot: Snapshot = serde_json::from_value(self.snapshot.clone()).unwrap();
        let workload = Workload::new(&self.workbook, &snapshot);
        let inputs = Inputs::new(&workload, now());
        rules.iter().map(|rule| Cx::run(rule, &inputs).0).collect()
    }

    /// Where the answers of a source are: one for each account, or for each of its regions.
    fn places(&self, source: Source) -> Vec<String> {
        let mut places = Vec::new();
        for (account, facts) in self.snapshot["accounts"].as_object().unwrap() {
            let id = source.info().id;
            match source.info().scope {
                Scope::Account => places.push(format!("/accounts/{account}/{id}")),
                Scope::Region => {
                    let regions = facts["regions"].as_object().unwrap().keys();
                    places.extend(regions.map(|region| format!("/accounts/{account}/regions/{region}/{id}")));
                }
            }
        }
        places.retain(|place| self.snapshot.pointer(place).is_some());
        places
    }

    /// The same answers without some, one after the other: all of a source, and each by itself.
    fn gaps(&self, place: &str) -> Vec<(String, Value)> {
        let missed = json!({"missed": {"reason": "denied", "detail": ""}});
        let fact = self.snapshot.pointer(place).unwrap();
        if fact.get("seen").is_some() || fact.get("missed").is_some() {
            return vec![(place.to_owned(), missed)];
        }
        let all = fact.as_object().unwrap();
        let none = all.keys().map(|key| (key.clone(), missed.clone())).collect::<serde_json::Map<_, _>>();
        let one = |key: &String| {
            let mut rest = all.clone();
            rest.insert(key.clone(), missed.clone());
            (format!("{place} {key}"), Value::Object(rest))
        };
        [(place.to_owned(), Value::Object(none))].into_iter().chain(all.keys().map(one)).collect()
    }
}

fn is_of_one(one: &Verdict, other: &Verdict) -> bool {
    let key =
        |it: &Verdict| (it.subject.kind, it.subject.id.clone(), it.subject.account.clone(), it.subject.region.clone());
    key(one) == key(other)
}

/// Whether a gray verdict stands for one that could not be given: about another part of the same thing, about what the
/// same line of the workbook names, about many quotas, or about all that is in the place. What could not be
/// looked up keeps its alarms from being found, a sum over its place from being made, and the place from being whole.
fn speaks_for(gray: &Verdict, other: &Verdict) -> bool {
    let is_here = |one: &Option<String>, other: &Option<String>| one.is_none() || one == other;
    let (of, is) = (&gray.subject, &other.subject);
    let is_whole = ["account", "region"].contains(&of.kind) || of.id == "all alarms";
    let is_same_place = is_here(&of.account, &is.account) && is_here(&of.region, &is.region);
    is_of_one(gray, other)
        || (of.kind == "quota" && is.kind == "quota" && !of.id.contains('/') && is_same_place)
        || (of.kind != "quota" && ["alarm", "region", "quota"].contains(&is.kind) && is_same_place)
        || (of.line.is_some() && of.line == is.line && of.region == is.region)
        || (is_whole && is_same_place)
}

/// What a rule must not say where it sees less.
fn broken(before: &[Verdict], after: &[Verdict]) -> Vec<String> {
    let mut broken = Vec::new();
    let said = |it: &Verdict| format!("{:?} {} {}: {}", it.light, it.subject.kind, it.subject.id, it.summary);
    let is_gray = |it: &&Verdict| it.light == Light::Gray;
    for verdict in before {
        let mut same = after.iter().filter(|it| is_of_one(it, verdict) && it.part == verdict.part);
        match same.next() {
            Some(now) if now.light > verdict.light && now.light != Light::Gray => {
                broken.push(format!("got better: {} was {}", said(now), said(verdict)));
            }
            Some(_) => {}
            None if after.iter().filter(is_gray).any(|gray| speaks_for(gray, verdict)) => {}
            None => broken.push(format!("disappeared: {}", said(verdict))),
        }
    }
    for gray in after.iter().filter(is_gray) {
        let is_green = |it: &&Verdict| it.light == Light::Green && is_of_one(it, gray) && it.part == gray.part;
        broken.extend(after.iter().find(is_green).map(|green| format!("both: {} and {}", said(gray), said(green))));
    }
    broken
}

#[test]
fn what_is_not_seen_makes_nothing_better() {
    let mut all = Vec::new();
    for mut world in World::both() {
        for source in rules::needed(&rules::all()) {
            let rules: Vec<_> = rules::all().into_iter().filter(|rule| rule.needs.contains(&source)).collect();
            let whole = world.judged(&rules);
            for place in world.places(source) {
                for (gap, answers) in world.gaps(&place) {
                    let seen = std::mem::replace(world.snapshot.pointer_mut(&place).unwrap(), answers);
                    let partly = world.judged(&rules);
                    *world.snapshot.pointer_mut(&place).unwrap() = seen;
                    for (rule, (before, after)) in rules.iter().zip(whole.iter().zip(&partly)) {
                        all.extend(
                            broken(before, after).into_iter().map(|it| format!("{} without {gap}\n  {it}", rule.id)),
                        );
                    }
                }
            }
        }
    }
    assert!(all.is_empty(), "{}:\n{}", all.len(), all.join("\n"));
}
