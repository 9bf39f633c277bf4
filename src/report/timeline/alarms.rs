//! Alarms that fired, and when they went back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Class, Happening, Scene, lasting, listed::Listed, missed_line, runs, seconds, times};
use crate::{
    aws::cloudwatch::facts::{Alarm, AlarmChange},
    report::targets,
    snapshot::Fact,
    source::Source,
    text::number::count,
};

/// How many days CloudWatch keeps an alarm's history ("DescribeAlarmHistory").
const KEPT_DAYS: i64 = 30;

/// Words in an alarm's name that say that customers are hit.
const OUTAGE: [&str; 5] = ["5xx", "502", "503", "504", "health"];

/// One stay of an alarm in ALARM.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Firing<'a> {
    pub(in crate::report) account: &'a str,
    pub(in crate::report) region: &'a str,
    pub(in crate::report) alarm: &'a str,
    /// When it fired; the span's start for one that had fired before.
    pub(in crate::report) at: Timestamp,
    /// Whether it had fired before the span.
    pub(in crate::report) before: bool,
    /// When it went back, where it did.
    pub(in crate::report) until: Option<Timestamp>,
    reason: &'a str,
    definition: Option<&'a Alarm>,
}

impl Firing<'_> {
    /// Whether what it watches and does is known.
    pub(in crate::report) fn is_defined(&self) -> bool {
        self.definition.is_some()
    }

    /// Whether the alarm changes a group and tells nobody.
    pub(in crate::report) fn only_scales(&self) -> bool {
        self.definition.is_some_and(Alarm::only_scales)
    }
}

/// Accounts and regions whose alarms are of interest.
pub(in crate::report) fn places<'a>(scene: &Scene<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let event = &scene.inputs.workbook.event;
    let mut places: BTreeSet<_> = event.places().into_iter().collect();
    places.extend(targets::global_places(event));
    places
}

/// Every stay in ALARM that meets the span, and what was not read.
pub(in crate::report) fn fired<'a>(scene: &Scene<'a>) -> (Vec<Firing<'a>>, Vec<String>) {
    let (mut fired, mut missing) = (Vec::new(), Vec::new());
    for (account, region) in places(scene) {
        let facts = &scene.inputs.snapshot.account(account).region(region).cloudwatch;
        match &facts.alarm_history {
            Fact::Seen(history) => {
                fired.extend(stays(scene, account, region, history, facts.alarms.seen()));
                missing.extend(scene.forgotten(account, region, Source::AlarmHistory, KEPT_DAYS).map(|it| it.text));
            }
            Fact::Missed(missed) => missing.push(missed_line(region, Source::AlarmHistory, missed)),
        }
    }
    (fired, missing)
}

fn stays<'a>(
    scene: &Scene<'a>,
    account: &'a str,
    region: &'a str,
    history: &'a [AlarmChange],
    definitions: Option<&'a BTreeMap<String, Alarm>>,
) -> Vec<Firing<'a>> {
    let mut by_alarm: BTreeMap<&str, Vec<&AlarmChange>> = BTreeMap::new();
    for change in history {
        by_alarm.entry(&change.alarm).or_default().push(change);
    }
    // An alarm without a change has kept its state; once the event is over, that of later is no proof.
    let still_runs = scene.inputs.snapshot.taken_at <= scene.span.end;
    let kept = definitions.into_iter().flatten().filter(|(_, alarm)| still_runs && alarm.state == "ALARM");
    for (name, _) in kept {
        by_alarm.entry(name).or_default();
    }
    let mut stays = Vec::new();
    for (alarm, mut changes) in by_alarm {
        changes.sort_by_key(|change| change.at);
        let definition = definitions.and_then(|all| all.get(alarm));
        let stay = |from: Option<&'a AlarmChange>, until: Option<Timestamp>| Firing {
            account,
            region,
            alarm,
            at: from.map_or(scene.span.start, |change| change.at).max(scene.span.start),
            before: from.is_none_or(|change| change.at < scene.span.start),
            until,
            reason: from.map_or("", |change| &change.reason),
            definition,
        };
        if changes.is_empty() {
            stays.push(Firing { reason: definition.map_or("", |alarm| &alarm.state_reason), ..stay(None, None) });
        }
        // Open since before the span, or since the change that is inside.
        let is_open = changes.first().is_some_and(|change| change.from == "ALARM");
        let mut open: Option<Option<&AlarmChange>> = is_open.then_some(None);
        for change in changes {
            if change.to == "ALARM" {
                open = open.or(Some(Some(change)));
            } else if let Some(from) = open.take() {
                stays.push(stay(from, Some(change.at)));
            }
        }
        stays.extend(open.map(|from| stay(from, None)));
    }
    let meets = |stay: &Firing<'_>| stay.at < scene.span.end && stay.until.is_none_or(|until| until > scene.span.start);
    stays.retain(meets);
    stays
}

pub(super) fn happenings(scene: &Scene<'_>) -> Vec<Happening> {
    let mut all = Vec::new();
    for (account, region) in places(scene) {
        let facts = &scene.inputs.snapshot.account(account).region(region).cloudwatch;
        match (&facts.alarm_history, &facts.alarms) {
            (Fact::Missed(missed), _) => all.push(scene.missed(account, region, Source::AlarmHistory, missed)),
            (Fact::Seen(history), Fact::Missed(missed)) if !history.is_empty() => {
                let mut line = scene.missed(account, region, Source::Alarms, missed);
                line.text.push_str(", so that what each alarm watches is not known");
                all.push(line);
            }
            _ => {}
        }
        if matches!(facts.alarm_history, Fact::Seen(_)) {
            all.extend(scene.forgotten(account, region, Source::AlarmHistory, KEPT_DAYS));
        }
    }
    let mut listed: BTreeMap<(&str, &str), Listed> = BTreeMap::new();
    let end = |firing: &Firing<'_>| firing.until.unwrap_or(scene.span.end);
    let key = |firing: &Firing<'_>| (firing.account.to_owned(), firing.region.to_owned(), firing.alarm.to_owned());
    for run in runs(fired(scene).0, key, |firing| (firing.at, end(firing))) {
        let Some((first, last)) = run.first().zip(run.last()) else { continue };
        let place = (first.account, first.region);
        let listed = listed.entry(place).or_insert_with(|| Listed::new(scene, place.0, place.1));
        all.push(happening(scene, first, last, run.len(), listed));
    }
    all
}

fn happening(scene: &Scene<'_>, first: &Firing<'_>, last: &Firing<'_>, fired: usize, listed: &Listed) -> Happening {
    let values: Vec<String> = first.definition.into_iter().flat_map(Alarm::dimension_values).collect();
    let watched = listed.find(values.iter().map(String::as_str));
    let since = if first.before { " had fired before the window opened" } else { " fired" };
    let back = match last.until {
        Some(until) if fired == 1 && !first.before => {
            format!(" and went back after {}", lasting(seconds(first.at, until)))
        }
        Some(until) => format!(" and went back at {}", scene.window.show(until)),
        None => format!(
            " and had not gone back by {}",
            scene.window.show(scene.span.end.min(scene.inputs.snapshot.taken_at))
        ),
    };
    let scales = if first.only_scales() { "; it only scales" } else { "" };
    let reason = if first.reason.is_empty() { String::new() } else { format!(": {}", first.reason.trim()) };
    Happening {
        at: first.at,
        until: last.until,
        class: class(first.alarm, first.definition, watched.is_some()),
        kind: "alarm",
        resource: watched.map(str::to_owned),
        text: format!("alarm {}{since}{}{back}{scales}{reason}", first.alarm, times(fired)),
        source: format!("DescribeAlarmHistory, {} {}", first.account, first.region),
    }
}

/// THE RULE by which a firing alarm is classed, the first that fits:
/// info when it only scales; critical when it is composite, or its name speaks of 5xx or health and it
/// watches something listed; high when it watches something listed; medium otherwise, and where nobody
/// knows what it watches.
fn class(name: &str, alarm: Option<&Alarm>, is_listed: bool) -> Class {
    let Some(alarm) = alarm else { return Class::Medium };
    let name = name.to_lowercase();
    if alarm.only_scales() {
        Class::Info
    } else if alarm.rule.is_some() || (is_listed && OUTAGE.iter().any(|word| name.contains(word))) {
        Class::Critical
    } else if is_listed {
        Class::High
    } else {
        Class::Medium
    }
}

/// `3 alarms fired 7 times`.
pub(in crate::report) fn tally<'a>(firings: impl Iterator<Item = &'a Firing<'a>>) -> (usize, usize) {
    let all: Vec<_> = firings.map(|firing| (firing.account, firing.region, firing.alarm)).collect();
    let alarms: BTreeSet<_> = all.iter().collect();
    (alarms.len(), all.len())
}

/// In words.
pub(in crate::report) fn told((alarms, firings): (usize, usize)) -> String {
    format!("{} fired, {} in all", count(alarms, "alarm"), count(firings, "time"))
}
