//! Denied calls turn exactly the rules gray that need them.

use std::collections::{BTreeMap, BTreeSet};

use iem_core::{rules, source::Source};

use serde_json::Value;

use super::{check, findings, gray};
use crate::bed::Bed;

/// They need the answer where AWS speaks of something, or a host has a record: here neither is so.
const NOTHING_TO_ASK: [&str; 3] = ["health-scheduled-change-in-window", "ta-listed-resources", "distribution-origins"];

/// How many sources have to answer one after the other before this one is asked.
fn depth(source: Source) -> usize {
    source.info().after.iter().map(|origin| depth(*origin) + 1).max().unwrap_or_default()
}

/// What is asked at once is denied at once: the core has a test that takes each source away alone.
#[test]
fn exactly_the_rules_that_need_a_denied_call_turn_gray() {
    let (_, healthy) = check(&Bed::start());
    let usual = gray(&healthy);
    let mut levels: BTreeMap<usize, Vec<Source>> = BTreeMap::new();
    for source in rules::needed(&rules::all()).into_iter().filter(|source| *source != Source::Identity) {
        levels.entry(depth(source)).or_default().push(source);
    }
    assert!(levels.len() > 2, "sources build on each other");
    for sources in levels.values() {
        let actions: BTreeSet<&str> = sources.iter().flat_map(|source| source.info().actions).copied().collect();
        let bed = actions.iter().fold(Bed::start(), |bed, action| bed.deny(action));
        let (code, scorecard) = check(&bed);
        assert!(matches!(code, 3 | 4), "exit code {code} without {sources:?}");
        // Sources can share an action: without it they are denied together.
        let is_denied = |source: &Source| source.info().actions.iter().any(|action| actions.contains(action));
        let needing = rules::all().into_iter().filter(|rule| rule.needs.iter().any(is_denied));
        let expected: BTreeSet<_> = needing.map(|rule| rule.id.to_owned()).collect();
        let turned: BTreeSet<_> = gray(&scorecard)
            .into_iter()
            .filter(|(rule, causes)| usual.get(rule) != Some(causes))
            .map(|(rule, _)| rule)
            .collect();
        let missing: Vec<_> =
            expected.difference(&turned).filter(|rule| !NOTHING_TO_ASK.contains(&rule.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?} judge without {sources:?}");
        // The growth that a rate of section 7 means is told by the traffic of the balancers: whoever multiplies by it asks
        // for that too.
        let asks_balancers = |it: &&Value| {
            let summary = it["summary"].as_str().unwrap();
            ["load balancers", "CloudWatch metrics"]
                .iter()
                .any(|what| summary.starts_with(&format!("could not read {what}")))
        };
        let by_growth: BTreeSet<&str> =
            findings(&scorecard).iter().filter(asks_balancers).map(|it| it["rule"].as_str().unwrap()).collect();
        // A rule that asks nothing speaks of what the others found.
        let asks = |rule: &str| rules::find(rule).is_some_and(|rule| !rule.needs.is_empty());
        let is_more = |it: &&Value| {
            let rule = it["rule"].as_str().unwrap();
            let is_new = turned.contains(rule) && !expected.contains(rule) && !by_growth.contains(rule);
            it["light"] == "gray" && is_new && asks(rule)
        };
        let more: Vec<_> = findings(&scorecard).iter().filter(is_more).map(|it| (&it["id"], &it["summary"])).collect();
        assert!(more.is_empty(), "gray without {sources:?}: {more:#?}");
        let text = findings(&scorecard).iter().map(|finding| finding["summary"].to_string()).collect::<String>();
        let denied = sources.iter().filter(|source| text.contains(source.info().actions[0])).count();
        assert!(denied > 0, "nothing names an action of {sources:?}");
    }
}
