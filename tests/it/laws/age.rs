//! Older facts never make a light better, and in the week before the event facts of yesterday make nothing ready.

use std::collections::BTreeMap;

use iem_core::{
    example,
    rule::Light,
    rules,
    scorecard::{self, FailOn, Outcome, Scorecard},
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::{SignedDuration, Timestamp};

use crate::rules::{SNAPSHOT, WORKBOOK};

/// The events of both worlds last from 2026-12-12 01:00Z to 13:00Z, with a tail of two hours.
const WORLDS: [(&str, &str); 2] = [(WORKBOOK, SNAPSHOT), (example::WORKBOOK, example::SNAPSHOT)];

fn check((text, snapshot): (&str, &str), now: Timestamp, age: SignedDuration) -> Scorecard {
    let mut snapshot: Snapshot = serde_json::from_str(snapshot).unwrap();
    snapshot.taken_at = now - age;
    scorecard::evaluate(&rules::all(), &Workload::new(&workbook::parse(text), &snapshot), now)
}

fn lights(scorecard: &Scorecard) -> BTreeMap<&str, Light> {
    scorecard.findings.iter().map(|finding| (finding.id.as_str(), finding.light)).collect()
}

/// The same facts at later moments, until the window opens.
#[test]
fn older_facts_never_make_a_light_better() {
    for world in WORLDS {
        let taken_at: Timestamp = "2026-12-05T00:55:00Z".parse().unwrap();
        let ages = [0, 1, 23, 25, 24 * 3, 24 * 5, 24 * 6].map(SignedDuration::from_hours);
        let all = ages.map(|age| check(world, taken_at + age, age));
        let mut compared = 0;
        for (younger, older) in all.iter().zip(&all[1..]) {
            let older_lights = lights(older);
            for (id, light) in lights(younger) {
                // Findings that say the same become one.
                let id = id.split('~').next().unwrap();
                // Some rules have nothing to say once the event has begun.
                let Some(then) = older_lights.get(id) else { continue };
                compared += 1;
                assert!(*then <= light, "{id} is {light:?}, and {then:?} by older facts");
            }
            assert!(older.overall <= younger.overall);
        }
        assert!(compared > 500, "{compared}");
    }
}

#[test]
fn facts_of_another_day_make_nothing_ready_when_the_event_is_near() {
    let hours = SignedDuration::from_hours;
    let healthy = WORLDS[0];
    for (now, age, is_ready) in [
        // Eight days before the start, and seven.
        ("2026-12-04T00:59:00Z", hours(24 * 30), true),
        ("2026-12-05T01:00:00Z", hours(24), true),
        ("2026-12-05T01:00:00Z", hours(24) + SignedDuration::from_secs(1), false),
        ("2026-12-12T06:00:00Z", hours(23), true),
        ("2026-12-12T06:00:00Z", hours(48), false),
        // The window closes two hours after the end.
        ("2026-12-12T15:00:00Z", hours(48), false),
        ("2026-12-12T15:00:01Z", hours(48), true),
    ] {
        let scorecard = check(healthy, now.parse().unwrap(), age);
        let aws = |id: &str| !rules::find(id).unwrap().needs.is_empty();
        let green = scorecard.findings.iter().filter(|it| aws(it.rule) && it.light == Light::Green).count();
        assert_eq!(green > 0, is_ready, "{now} {age:?}");
        assert_eq!(scorecard.snapshot_age_seconds, age.as_secs());
    }
    for (age, light, outcome) in [(24, Light::Green, Outcome::Ready), (25, Light::Gray, Outcome::Unjudged)] {
        let scorecard = check(healthy, "2026-12-05T01:00:00Z".parse().unwrap(), hours(age));
        assert_eq!((scorecard.overall, scorecard::outcome(&scorecard, FailOn::Red)), (light, outcome), "{age}");
    }
    let scorecard = check(healthy, "2026-12-05T06:00:00Z".parse().unwrap(), hours(80));
    let causes = scorecard::gray_causes(&scorecard);
    assert_eq!(causes.len(), 1);
    assert_eq!(causes[0].summary, "the facts are 3 days old; run `iem check` again");
}

/// An event that was moved by a year, with the facts of this one.
#[test]
fn a_red_stays_red_by_facts_of_a_year_ago() {
    let (text, snapshot) = (example::WORKBOOK.replace("2026", "2027"), example::SNAPSHOT);
    let text = text.replace("(Saturday)", "(Sunday)");
    let scorecard = scorecard::evaluate(
        &rules::all(),
        &Workload::new(&workbook::parse(&text), &serde_json::from_str(snapshot).unwrap()),
        "2027-12-05T01:00:00Z".parse().unwrap(),
    );
    let count = |light| scorecard.findings.iter().filter(|it| it.light == light && it.rule.starts_with("asg")).count();
    assert!(count(Light::Red) > 0 && count(Light::Gray) > 0);
    assert_eq!(count(Light::Green), 0);
    assert_eq!(scorecard::outcome(&scorecard, FailOn::Red), Outcome::Open);
}
