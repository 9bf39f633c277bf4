//! Scheduled actions that raise a group again after the event.

use jiff::Timestamp;

use super::{
    groups::{listed, normal},
    list::{List, whole},
};
use crate::{
    aws::autoscaling::facts::{Group, ScheduledAction},
    event::ResourceKind,
    rule::{Light, Place, Subject},
    snapshot::Fact,
    source::Source,
    text::{number::count, shell::word},
};

const WHAT: &str = "scheduled action";

/// Actions of every listed group that are still to come.
pub(super) fn actions(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::AutoScalingGroup]) {
        if !matches!(place.facts.autoscaling.groups, Fact::Seen(_)) {
            continue;
        }
        let all = &place.facts.autoscaling.scheduled_actions;
        let Some(all) = list.open(WHAT, place, Source::ScheduledActions, all) else { continue };
        let groups = listed(list, WHAT, place).unwrap_or_default();
        let mut raising = 0;
        for (subject, group) in &groups {
            for action in all.get(&subject.id).into_iter().flatten() {
                raising += usize::from(one(list, place, subject, group, action));
            }
        }
        if raising == 0 && !groups.is_empty() {
            let summary = format!("{}: no action is left that raises a group", count(groups.len(), "group"));
            list.push(Light::Green, WHAT, whole(place), summary, None);
        }
    }
}

/// The next run after the event, and whether it comes again.
fn next(list: &List<'_>, action: &ScheduledAction) -> Option<(Option<Timestamp>, bool)> {
    let over = list.now.max(list.window.closes());
    let ends = action.end.is_some_and(|end| end <= over);
    match (&action.recurrence, action.start) {
        _ if ends => None,
        (Some(_), start) => Some((start.filter(|start| *start > list.now), true)),
        (None, Some(start)) if start > over => Some((Some(start), false)),
        (None, _) => None,
    }
}

/// One action; whether it raises the group, or may.
fn one(list: &mut List<'_>, place: Place<'_>, subject: &Subject, group: &Group, action: &ScheduledAction) -> bool {
    let Some((at, recurs)) = next(list, action) else { return false };
    let set = [("minimum", action.min_size), ("desired count", action.desired)];
    let normal = match normal(list, place, subject, group) {
        Ok(normal) => normal,
        Err(_) if set.iter().all(|(_, size)| size.is_none()) => return false,
        Err(why) => {
            let set: Vec<String> =
                set.iter().filter_map(|(name, size)| Some(format!("{name} to {}", (*size)?))).collect();
            let summary = format!(
                "{} sets the {}: whether that raises the group is not known, {why}",
                action.name,
                set.join(" and the ")
            );
            list.push(Light::Gray, WHAT, subject.clone(), summary, None);
            return true;
        }
    };
    let limits = [normal.minimum.map_or(normal.desired, f64::from), normal.desired];
    let raised = set.iter().zip(limits).filter_map(|((name, size), limit)| {
        size.filter(|size| f64::from(*size) > limit).map(|size| format!("{name} to {size}"))
    });
    let sizes: Vec<String> = raised.collect();
    if sizes.is_empty() {
        return false;
    }
    let before = match list.before(place).map(|facts| &facts.autoscaling.scheduled_actions) {
        Some(Fact::Seen(before)) => Some(before.get(&subject.id)),
        _ => None,
    };
    let is_same = |other: &ScheduledAction| {
        (&other.name, &other.recurrence, other.min_size, other.desired)
            == (&action.name, &action.recurrence, action.min_size, action.desired)
    };
    let was_there = before.map(|actions| actions.is_some_and(|actions| actions.iter().any(is_same)));
    let when = match (at, recurs) {
        (Some(at), true) => format!("from {} on, again and again", list.window.show(at)),
        (None, true) => "again and again".to_owned(),
        (at, false) => format!("at {}", at.map(|at| list.window.show(at)).unwrap_or_default()),
    };
    let raised = format!("{} raises the {} {when}", action.name, sizes.join(" and the "));
    let (light, found) = match was_there {
        Some(true) if recurs => {
            let summary = format!("{raised}, as in {}", list.before_name());
            list.push(Light::Green, WHAT, subject.clone(), summary, None);
            return true;
        }
        Some(false) => (Light::Red, format!("{raised}, and is not in {}", list.before_name())),
        _ => (Light::Yellow, raised),
    };
    let command = format!(
        "aws autoscaling delete-scheduled-action --auto-scaling-group-name {} --scheduled-action-name {} --region {}",
        word("group", &subject.id),
        word("action", &action.name),
        word("region", place.region)
    );
    list.still(light, WHAT, subject.clone(), &found, ("deletes the action and changes no instance", command));
    true
}
