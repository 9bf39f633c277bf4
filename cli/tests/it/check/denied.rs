//! One denied call turns exactly the rules gray that need it.

use std::collections::BTreeSet;

use iem_core::{
    rules,
    source::{self, Source},
};

use super::{check, findings, gray};
use crate::bed::Bed;

#[test]
fn exactly_the_rules_that_need_a_denied_call_turn_gray() {
    let (_, healthy) = check(&Bed::start());
    let usual = gray(&healthy);
    for source in source::needed(&rules::all()).into_iter().filter(|source| *source != Source::Identity) {
        let mut bed = Bed::start();
        for action in source.info().actions {
            bed = bed.deny(action);
        }
        let (code, scorecard) = check(&bed);
        assert!(matches!(code, 3 | 4), "exit code {code} without {source:?}");
        // Sources can share an action: without it they are denied together.
        let is_denied = |other: &&Source| other.info().actions.iter().any(|it| source.info().actions.contains(it));
        let needing = rules::all().into_iter().filter(|rule| rule.needs.iter().any(|other| is_denied(&other)));
        let expected: BTreeSet<_> = needing.map(|rule| rule.id.to_owned()).collect();
        let turned: BTreeSet<_> = gray(&scorecard)
            .into_iter()
            .filter(|(rule, causes)| usual.get(rule) != Some(causes))
            .map(|(rule, _)| rule)
            .collect();
        assert_eq!(turned, expected, "without {source:?}");
        let action = source.info().actions[0];
        let named = findings(&scorecard).iter().any(|finding| finding["summary"].as_str().unwrap().contains(action));
        assert!(named, "nothing names {action}");
    }
}
