//! What to do better at the next event. Every sentence comes from a number of this one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::{
    items::Item,
    words::{Words, clause, of_forecast, plain, room, were},
};
use crate::{
    event::ResourceKind,
    names,
    report::{Class, Forecast, Judgement, Unit, measures::number},
    rule::Light,
    scorecard::labels::subject,
    snapshot::Fact,
    text::number::count,
};

/// Share of a ceiling below which a peak came close to it.
const LITTLE_HEADROOM: f64 = 0.2;
/// Error of a prediction from which it is worth a correction.
const LARGE_ERROR: f64 = 0.25;
/// Most sentences of one kind, and names in one sentence.
const MOST: usize = 5;
/// An alarm that fires from this long before an incident until this long after its begin told of it.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);
const AFTER: SignedDuration = SignedDuration::from_mins(30);

/// The recommendations: what went wrong, what nearly did, what nobody saw, what was planned wrong,
/// what is left over, and what could not be told.
pub(super) fn next_time(words: &Words<'_>, items: &[Item]) -> Vec<String> {
    let mut all = Vec::new();
    for one in words.criteria(Judgement::Missed) {
        all.push(format!(
            "Find out before the next event why \"{}\" was missed: {}.",
            plain(&one.text),
            clause(&one.summary)
        ));
    }
    headroom(words, &mut all);
    unalarmed(words, &mut all);
    predictions(words, &mut all);
    left_over(words, &mut all);
    for one in words.criteria(Judgement::NotMeasured) {
        all.push(format!("Make \"{}\" measurable: {}.", plain(&one.text), clause(&one.summary)));
    }
    group_metrics(words, &mut all);
    detailed_monitoring(words, &mut all);
    unread(words, &mut all);
    let open: Vec<String> =
        items.iter().filter(|item| item.was_open).map(|item| item.closed.description.clone()).collect();
    if !open.is_empty() {
        all.push(format!(
            "Close or accept action items before the window opens: {} still open when it did ({}).",
            were(open.len(), ""),
            names_of(&open)
        ));
    }
    all
}

/// The first names of many.
fn names_of(names: &[String]) -> String {
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join("; ");
    if names.len() > MOST { format!("{shown}; and {} more", names.len() - MOST) } else { shown }
}

fn headroom(words: &Words<'_>, all: &mut Vec<String>) {
    let mut close: Vec<(f64, &Forecast)> = words
        .found
        .forecasts
        .iter()
        .filter_map(|one| Some((one.headroom.filter(|headroom| *headroom < LITTLE_HEADROOM)?, one)))
        .collect();
    close.sort_by(|one, other| one.0.total_cmp(&other.0));
    for (_, one) in close.into_iter().take(MOST) {
        let (Some(peak), Some(room)) = (one.real_peak, room(one)) else { continue };
        let carries = one.carries.map(|carries| format!(", enough for {}× the normal value", number(carries)));
        all.push(format!(
            "Give {} more room: {} peaked at {}, {room}{}.",
            plain(&subject(&one.resource)),
            one.what,
            of_forecast(one, peak),
            carries.unwrap_or_default()
        ));
    }
}

/// Incidents that no alarm told of, where the history of alarms was read.
fn unalarmed(words: &Words<'_>, all: &mut Vec<String>) {
    let event = &words.inputs.workbook.event;
    let snapshot = words.inputs.snapshot;
    let is_read = |(account, region): (&str, &str)| {
        matches!(snapshot.account(account).region(region).cloudwatch.alarm_history, Fact::Seen(_))
    };
    if !event.places().into_iter().all(is_read) {
        return;
    }
    let alarms: Vec<_> = words.found.timeline.iter().filter(|one| one.kind == "alarm").collect();
    let incidents = words.incidents().into_iter();
    let grave = incidents.filter(|one| one.class <= Class::High && matches!(one.kind, "incident" | "scaling-failure"));
    let silent = grave.filter(|one| {
        let from = one.at.saturating_sub(BEFORE).unwrap_or(one.at);
        let to = one.at.saturating_add(AFTER).unwrap_or(one.at);
        // An alarm that was already on tells as well.
        !alarms.iter().any(|alarm| alarm.at <= to && alarm.until.unwrap_or(alarm.at) >= from)
    });
    for one in silent.take(MOST) {
        all.push(format!(
            "Add an alarm for what no alarm told from {} minutes before to {} minutes after it began: {}.",
            BEFORE.as_mins(),
            AFTER.as_mins(),
            words.happening(one)
        ));
    }
}

fn predictions(words: &Words<'_>, all: &mut Vec<String>) {
    let mut wrong: Vec<(f64, f64, f64, &Forecast)> = words
        .found
        .forecasts
        .iter()
        // Traffic grows by itself; instances and capacity units follow it. A sum of several entrances, which
        // is of no metric, tells of none of them how it grew.
        .filter(|one| one.unit == Unit::PerSecond && one.metric.is_some())
        .filter_map(|one| Some((one.predicted_factor?, one.real_factor?, one)))
        .filter(|(predicted, real, _)| *predicted > 0.0 && *real > 0.0)
        .map(|(predicted, real, one)| ((predicted / real).ln().abs(), predicted, real, one))
        .filter(|(_, predicted, real, _)| (predicted / real - 1.0).abs() >= LARGE_ERROR)
        .collect();
    wrong.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, predicted, real, one) in wrong.into_iter().take(MOST) {
        let (predicted_text, real_text) = (number(predicted), number(real));
        let least = if predicted < real { "at least " } else { "" };
        all.push(format!(
            "{}, {}: a growth of {predicted_text}× was predicted and {real_text}× came; use {least}{real_text}× next \
             time, and plan headroom apart from it.",
            plain(&subject(&one.resource)),
            one.what
        ));
    }
}

fn left_over(words: &Words<'_>, all: &mut Vec<String>) {
    let red = words.found.wind_down.iter().filter(|row| row.light == Light::Red);
    let names: Vec<String> = red.map(|row| plain(&format!("{} of {}", row.what, subject(&row.resource)))).collect();
    if !names.is_empty() {
        all.push(format!(
            "Plan the way back together with the way up: {} still at the event's size when this report was made ({}).",
            were(names.len(), "thing"),
            names_of(&names)
        ));
    }
}

/// Groups that do not tell CloudWatch how many instances are in service.
fn group_metrics(words: &Words<'_>, all: &mut Vec<String>) {
    let event = &words.inputs.workbook.event;
    let mut silent = BTreeSet::new();
    for (account, region) in event.places() {
        let facts = words.inputs.snapshot.account(account).region(region);
        let Fact::Seen(groups) = &facts.autoscaling.groups else { continue };
        for resource in event.listed(ResourceKind::AutoScalingGroup, account, region) {
            let name = names::group_name(&resource.name);
            let is_silent = |metrics: &[String]| !metrics.iter().any(|metric| metric == "GroupInServiceInstances");
            if groups.get(name).is_some_and(|group| is_silent(&group.metrics)) {
                silent.insert(plain(&format!("{name} in {region}")));
            }
        }
    }
    let silent: Vec<String> = silent.into_iter().collect();
    if !silent.is_empty() {
        all.push(format!(
            "Turn on group metrics (aws autoscaling enable-metrics-collection --granularity 1Minute) for {}: {}; how \
             many instances were in service is not known without them.",
            count(silent.len(), "Auto Scaling group"),
            names_of(&silent)
        ));
    }
}

/// Instances with a datapoint every five minutes although one-minute datapoints still exist: basic
/// monitoring ("Monitor your instances using CloudWatch").
fn detailed_monitoring(words: &Words<'_>, all: &mut Vec<String>) {
    let is_basic = |one: &crate::report::Measured| {
        one.series.iter().any(|series| {
            let event = &series.event;
            series.namespace == "AWS/EC2"
                && series.metric == "CPUUtilization"
                && event.period == 60
                && event.datapoints > 1
                && event.datapoints * 4 <= event.periods
                && !event.gaps.is_empty()
                && event.gaps.iter().all(|gap| (gap.until.as_second() - gap.from.as_second()) % 300 == 240)
        })
    };
    let basic: Vec<String> =
        words.found.resources.iter().filter(|one| is_basic(one)).map(|one| plain(&subject(&one.resource))).collect();
    if !basic.is_empty() {
        all.push(format!(
            "Turn on detailed monitoring for {}, whose CPU has one datapoint in five minutes: {}.",
            count(basic.len(), "instance"),
            names_of(&basic)
        ));
    }
}

/// What was not read, by reason, the most first.
fn unread(words: &Words<'_>, all: &mut Vec<String>) {
    let mut reasons: BTreeMap<&str, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for (index, one) in words.found.resources.iter().enumerate() {
        for why in one.series.iter().filter_map(|series| series.event.missed.as_deref()) {
            let (metrics, resources) = reasons.entry(why).or_default();
            *metrics += 1;
            resources.insert(index);
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(why, (metrics, _))| (std::cmp::Reverse(*metrics), *why));
    for (why, (metrics, resources)) in reasons.into_iter().take(MOST) {
        let (metrics, resources) = (count(metrics, "metric"), count(resources.len(), "resource"));
        all.push(format!("Mend what kept {metrics} of {resources} from this report: {}.", clause(why)));
    }
}
