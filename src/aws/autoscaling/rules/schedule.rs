//! What replaces or removes instances of a group around the event: scheduled actions and instance refreshes.

use jiff::Timestamp;
use serde_json::json;

use super::listed_groups;
use crate::{
    aws::autoscaling::facts::{Group, InstanceRefresh, ScheduledAction},
    event::Window,
    rule::{Area, Evidence, Example, Fix, Light, Rule, Topic},
    source::Source,
};

/// Rules about what replaces or removes instances.
pub const RULES: &[&Rule] = &[&SCALE_IN_IN_WINDOW, &INSTANCE_REFRESH];

const SCALE_IN_IN_WINDOW: Rule = Rule {
    id: "asg-scheduled-scale-in-in-window",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "no scheduled action shrinks a group during the event",
    why: "The nightly scale-in that nobody remembers takes away the instances that the event runs on, at its \
          usual hour, in the middle of the peak.",
    fix: "Delete the action `{action}` or move it past the event: `aws autoscaling delete-scheduled-action \
          --auto-scaling-group-name {resource} --scheduled-action-name {action} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html"],
    lead_days: 3,
    needs: &[Source::Groups, Source::ScheduledActions],
    thresholds: &[],
    example: Example::Region(
        r#"{"autoscaling":{"scheduled_actions":{"seen":{"web":[{"name":"night","start":"2026-12-12T14:00:00Z",
            "end":null,"recurrence":"0 22 * * *","time_zone":"Asia/Singapore","min_size":1,"max_size":null,
            "desired":1}]}}}}"#,
    ),
    check: |cx| {
        for (subject, group, place) in listed_groups(cx) {
            let all = &place.facts.autoscaling.scheduled_actions;
            let Some(all) = cx.read(&subject, Source::ScheduledActions, all) else { continue };
            let Some(window) = cx.window(&subject) else { continue };
            let actions = all.get(&subject.id).map(Vec::as_slice).unwrap_or_default();
            let runs = match runs_until_close(actions, cx.now, window) {
                Ok(runs) => runs,
                Err(action) => {
                    let evidence =
                        Evidence::from([("action", json!(action.name)), ("recurrence", json!(action.recurrence))]);
                    cx.gray(&subject, format!("the recurrence of {} could not be read", action.name), evidence);
                    continue;
                }
            };
            match first_effect(group, &runs, window) {
                Effect::Shrinks(action, at) => {
                    let evidence =
                        Evidence::from([("action", json!(action.name)), ("at", json!(at)), ("sets", json!(action))]);
                    cx.red(&subject, format!("{} shrinks the group at {}", action.name, window.show(at)), evidence);
                    cx.takes_place(at, None);
                }
                Effect::SetsDesired(action, at) => {
                    let evidence =
                        Evidence::from([("action", json!(action.name)), ("at", json!(at)), ("sets", json!(action))]);
                    let summary = format!(
                        "{} sets the desired capacity at {}, whatever scaling has reached by then",
                        action.name,
                        window.show(at)
                    );
                    cx.yellow(&subject, summary, evidence);
                    cx.takes_place(at, None);
                }
                Effect::None => {
                    let summary = format!("{} scheduled actions, none shrinks the group in the window", actions.len());
                    cx.green(&subject, summary, Evidence::from([("scheduled_actions", json!(actions.len()))]));
                }
            }
        }
    },
};

const INSTANCE_REFRESH: Rule = Rule {
    id: "asg-instance-refresh",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "no instance refresh is under way, and the last one ended well",
    why: "An instance refresh takes instances out of service while it replaces them: capacity that the peak needs. One \
          that failed leaves some instances on the old version and some on the new one.",
    fix: "See how far it is with `aws autoscaling describe-instance-refreshes --auto-scaling-group-name {resource} \
          --region {region}`. Let it end before the window opens, or stop it: `aws autoscaling cancel-instance-refresh \
          --auto-scaling-group-name {resource} --region {region}`.",
    other_fixes: &[HALF_DONE],
    references: &[
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html",
        "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html",
    ],
    lead_days: 1,
    needs: &[Source::Groups, Source::InstanceRefreshes],
    thresholds: &[],
    example: Example::Region(
        r#"{"autoscaling":{"refreshes":{"web":{"seen":{"status":"InProgress","reason":null,
            "start":"2026-12-04T20:00:00Z","percent":40}}}}}"#,
    ),
    check: |cx| {
        let is_on = cx.event.window.as_ref().is_some_and(|window| window.meets(cx.now, cx.now));
        for (subject, _, place) in listed_groups(cx) {
            let all = &place.facts.autoscaling.refreshes;
            let Some(refresh) = cx.read_one(&subject, Source::InstanceRefreshes, all, &subject.id) else { continue };
            let Some(refresh) = refresh else {
                cx.green(&subject, "no instance refresh was started in the last six weeks", Evidence::default());
                continue;
            };
            let InstanceRefresh { status, reason, start, percent } = refresh;
            let evidence = Evidence::from([
                ("status", json!(status)),
                ("reason", json!(reason)),
                ("start", json!(start)),
                ("percent", json!(percent)),
            ]);
            let done = percent.map(|percent| format!(", {percent} % done")).unwrap_or_default();
            let why = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            match status.as_str() {
                "Pending" | "InProgress" | "Baking" | "Cancelling" | "RollbackInProgress" => {
                    let light = if is_on { Light::Red } else { Light::Yellow };
                    cx.push(light, &subject, format!("an instance refresh is under way ({status}{done})"), evidence);
                }
                "Successful" => cx.green(&subject, "the last instance refresh ended well", evidence),
                "RollbackSuccessful" => cx.green(&subject, "the last instance refresh was rolled back", evidence),
                "Failed" | "Cancelled" | "RollbackFailed" => {
                    let summary = format!("the last instance refresh stopped halfway ({status}{done}){why}");
                    cx.yellow(&subject, summary, evidence);
                    cx.fix(&HALF_DONE);
                }
                other => cx.gray(&subject, format!("its last instance refresh is in the state {other}"), evidence),
            }
        }
    },
};

const HALF_DONE: Fix = Fix {
    when: "Where the last one stopped halfway",
    text: "Look which instances run the old version: `aws autoscaling describe-auto-scaling-groups \
           --auto-scaling-group-names {resource} --region {region} --query \
           AutoScalingGroups[].Instances[].[InstanceId,LaunchTemplate.Version]`. Start it again well before the event, with \
           a check that it passes, or go back to the old version with an instance refresh.",
    example: Example::Region(
        r#"{"autoscaling":{"refreshes":{"web":{"seen":{"status":"Failed","reason":"Instances failed their health checks",
            "start":"2026-12-04T20:00:00Z","percent":40}}}}}"#,
    ),
};

/// More runs than this before the event closes are a recurrence that nobody meant.
const MOST_RUNS: usize = 20_000;

/// Every run of every action from now to the close of the window, in order of time. An action
/// whose recurrence cannot be read is the error.
fn runs_until_close<'a>(
    actions: &'a [ScheduledAction],
    now: Timestamp,
    window: &Window,
) -> Result<Vec<(Timestamp, &'a ScheduledAction)>, &'a ScheduledAction> {
    let mut runs = Vec::new();
    for action in actions {
        let last = action.end.map_or(window.closes(), |end| end.min(window.closes()));
        let Some(recurrence) = &action.recurrence else {
            runs.extend(action.start.filter(|start| (now..=last).contains(start)).map(|start| (start, action)));
            continue;
        };
        // The recurrence begins with the action's start, which is its next run.
        let from = action.start.map_or(now, |start| start.max(now));
        let zone = action.time_zone.as_deref().unwrap_or("UTC");
        let recurrences = recurrences(recurrence, zone, from, last).ok_or(action)?;
        runs.extend(recurrences.into_iter().map(|at| (at, action)));
    }
    runs.sort_by_key(|(at, _)| *at);
    Ok(runs)
}

/// Every moment of a crontab expression from one moment to another, both included; `None` where it cannot be read.
pub(crate) fn recurrences(crontab: &str, zone: &str, from: Timestamp, last: Timestamp) -> Option<Vec<Timestamp>> {
    let cron = cronexpr::parse_crontab(&format!("{crontab} {zone}")).ok()?;
    // The run at the very first moment counts, hence the second before.
    let start = cronexpr::MakeTimestamp::from_second(from.as_second() - 1).ok()?;
    let mut moments = Vec::new();
    for moment in cron.iter_after(start).ok()?.take(MOST_RUNS) {
        let at = moment.ok()?.timestamp();
        if at > last {
            break;
        }
        moments.push(at);
    }
    Some(moments)
}

enum Effect<'a> {
    Shrinks(&'a ScheduledAction, Timestamp),
    SetsDesired(&'a ScheduledAction, Timestamp),
    None,
}

/// Plays the runs in order from today's size and reports the first in the window that lowers the
/// minimum, the maximum or the desired capacity, else the first that sets the desired capacity
/// while the event is on. Scaling policies grow a group again after each run, so that a run
/// lowers whatever is below today's size, too.
fn first_effect<'a>(group: &Group, runs: &[(Timestamp, &'a ScheduledAction)], window: &Window) -> Effect<'a> {
    let today = [group.min_size, group.max_size, group.desired];
    let mut scheduled = today;
    let mut sets_desired = Effect::None;
    for &(at, action) in runs {
        let sets = [action.min_size, action.max_size, action.desired];
        let shrinks = (0..3).any(|size| sets[size].is_some_and(|new| new < scheduled[size].max(today[size])));
        if shrinks && window.meets(at, at) {
            return Effect::Shrinks(action, at);
        }
        for (size, new) in sets.into_iter().enumerate() {
            scheduled[size] = new.unwrap_or(scheduled[size]);
        }
        let during = (window.start..=window.end).contains(&at);
        if during && action.desired.is_some() && matches!(sets_desired, Effect::None) {
            sets_desired = Effect::SetsDesired(action, at);
        }
    }
    sets_desired
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;

    fn window() -> Window {
        Window {
            start: "2026-12-12T01:00:00Z".parse().unwrap(),
            end: "2026-12-12T13:00:00Z".parse().unwrap(),
            time_zone: TimeZone::UTC,
            time_zone_label: "UTC".to_owned(),
            lead: SignedDuration::from_hours(4),
            tail: SignedDuration::from_hours(2),
            line: 1,
        }
    }

    fn action(
        start: Option<&str>,
        recurrence: Option<&str>,
        zone: Option<&str>,
        sizes: [Option<u32>; 3],
    ) -> ScheduledAction {
        ScheduledAction {
            name: "a".to_owned(),
            start: start.map(|time| time.parse().unwrap()),
            end: None,
            recurrence: recurrence.map(str::to_owned),
            time_zone: zone.map(str::to_owned),
            min_size: sizes[0],
            max_size: sizes[1],
            desired: sizes[2],
        }
    }

    /// Effect of `actions` on a group of 4 (2 to 40), judged one week before.
    fn effect(actions: &[ScheduledAction]) -> String {
        let group = Group { min_size: 2, max_size: 40, desired: 4, ..Group::default() };
        let window = window();
        let Ok(runs) = runs_until_close(actions, "2026-12-05T00:00:00Z".parse().unwrap(), &window) else {
            return "unreadable".to_owned();
        };
        match first_effect(&group, &runs, &window) {
            Effect::Shrinks(_, at) => format!("shrinks {at}"),
            Effect::SetsDesired(_, at) => format!("sets desired {at}"),
            Effect::None => "none".to_owned(),
        }
    }

    #[test]
    fn what_a_schedule_does_to_the_event() {
        let pre_scale = action(Some("2026-12-11T22:00:00Z"), None, None, [Some(20), None, Some(20)]);
        let after = action(Some("2026-12-12T20:00:00Z"), None, None, [Some(2), None, Some(4)]);
        let early = action(Some("2026-12-12T12:00:00Z"), None, None, [Some(2), None, Some(10)]);
        let cases = [
            ("nothing scheduled", vec![], "none"),
            ("pre-scale before, scale-in after the window", vec![pre_scale.clone(), after], "none"),
            (
                "scale-in an hour before the end, still above today's size",
                vec![early, pre_scale],
                "shrinks 2026-12-12T12:00:00Z",
            ),
            (
                "every night at 22:00 in Singapore",
                vec![action(None, Some("0 22 * * *"), Some("Asia/Singapore"), [Some(1), None, Some(1)])],
                "shrinks 2026-12-12T14:00:00Z",
            ),
            (
                "every night at 20:00 UTC, an hour before the window opens",
                vec![action(None, Some("0 20 * * *"), None, [None, None, Some(4)])],
                "none",
            ),
            (
                "on weekdays alone, the event is on a Saturday",
                vec![action(None, Some("0 3 * * 1-5"), None, [None, None, Some(1)])],
                "none",
            ),
            (
                "grows the group while the event is on",
                vec![action(Some("2026-12-12T03:00:00Z"), None, None, [None, None, Some(30)])],
                "sets desired 2026-12-12T03:00:00Z",
            ),
            (
                "a recurrence that starts after the event",
                vec![action(Some("2027-01-01T03:00:00Z"), Some("0 3 * * *"), None, [None, None, Some(1)])],
                "none",
            ),
            (
                "a recurrence that cannot be read",
                vec![action(None, Some("0 3 * *"), None, [None, None, Some(1)])],
                "unreadable",
            ),
        ];
        for (name, actions, expected) in cases {
            assert_eq!(effect(&actions), expected, "{name}");
        }
    }
}
