//! Scheduled scaling of ECS services around the event.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::json;

use super::{evidence, listed_services, scaling::need};
use crate::{
    aws::{
        autoscaling::rules::schedule::recurrences,
        ecs::facts::{ScalingTarget, ScheduledAction, Service},
    },
    event::Window,
    rule::{self, Area, Cx, Example, Place, Rule, Subject, Threshold, Topic},
    source::Source,
};

/// Rules about scheduled scaling of services.
pub const RULES: &[&Rule] = &[&SCALE_IN_IN_WINDOW, &SCALED_OUT_BEFORE_START];

const SCALE_IN_IN_WINDOW: Rule = Rule {
    id: "ecs-scheduled-scale-in-in-window",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "no scheduled action shrinks a service during the event",
    why: "The nightly scale-in that nobody remembers lowers the limits of the service at its usual hour, in the \
          middle of the peak, and with the maximum the tasks go at once.",
    fix: "Delete the action {action} or move it past the event: `aws application-autoscaling delete-scheduled-action \
          --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/{resource} \
          --scheduled-action-name {action} --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html",
    ],
    lead_days: 3,
    needs: &[Source::EcsServices, Source::ServiceScaling, Source::ServiceSchedules],
    thresholds: &[],
    example: Example::Region(
        r#"{"ecs":{"scheduled_actions":{"seen":{"shop/checkout":[{"name":"night","schedule":"cron(0 22 * * ? *)",
            "time_zone":"Asia/Singapore","start":null,"end":null,"minimum":1,"maximum":null}]}}}}"#,
    ),
    check: |cx| {
        for (subject, target, actions, _, _) in scheduled(cx) {
            let Some(window) = cx.window(&subject) else { continue };
            let Some(runs) = runs(cx, &subject, actions, window) else { continue };
            let (mut minimum, mut maximum) = (target.minimum, target.maximum);
            let shrinks = runs.iter().find(|(at, action)| {
                let lower =
                    |new: Option<u32>, scheduled: u32, today: u32| new.is_some_and(|new| new < scheduled.max(today));
                let shrinks =
                    lower(action.minimum, minimum, target.minimum) || lower(action.maximum, maximum, target.maximum);
                (minimum, maximum) = (action.minimum.unwrap_or(minimum), action.maximum.unwrap_or(maximum));
                shrinks && window.meets(*at, *at)
            });
            match shrinks {
                Some((at, action)) => {
                    let evidence = evidence(
                        &subject,
                        [("action", json!(action.name)), ("at", json!(at)), ("sets", json!(action))],
                    );
                    cx.red(&subject, format!("{} shrinks the service at {}", action.name, window.show(*at)), evidence);
                    cx.takes_place(*at, None);
                }
                None => {
                    let summary = format!("{} scheduled actions, none shrinks it in the window", actions.len());
                    cx.green(&subject, summary, evidence(&subject, [("scheduled_actions", json!(actions.len()))]));
                }
            }
        }
    },
};

const READY_SHARE: Threshold = Threshold {
    name: "ready-share",
    default: 0.5,
    meaning: "minimum at the start as a share of the tasks that the peak needs, below which a service is at risk",
};

const SCALED_OUT_BEFORE_START: Rule = Rule {
    id: "ecs-scaled-out-before-start",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "services have their tasks before the event starts",
    why: "Scaling by load begins when the load is there, and adds tasks after minutes: alarm, placement, image, \
          start, health check. A rush at the start of a sale is over by then, or the service is.",
    fix: "Raise the minimum before the start, and lower it after the event: `aws application-autoscaling \
          put-scheduled-action --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id \
          service/{resource} --scheduled-action-name before-event --schedule 'at({before})' --scalable-target-action \
          MinCapacity={wanted} --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html",
    ],
    lead_days: 3,
    needs: &[
        Source::EcsServices,
        Source::ServiceScaling,
        Source::ServiceSchedules,
        Source::LoadBalancers,
        Source::TargetGroups,
        Source::Metrics,
    ],
    thresholds: &[READY_SHARE],
    example: Example::Region(r#"{"ecs":{"scheduled_actions":{"seen":{"shop/checkout":[]}}}}"#),
    check: |cx| {
        for (subject, target, actions, service, place) in scheduled(cx) {
            let Some(window) = cx.window(&subject) else { continue };
            let Some(runs) = runs(cx, &subject, actions, window) else { continue };
            let Some(need) = need(cx, &subject, service, place) else { continue };
            // A suspended schedule changes nothing.
            let before = runs.iter().filter(|(at, _)| *at <= window.start && !target.schedule_suspended);
            let minimum = before.fold(target.minimum, |minimum, (_, action)| action.minimum.unwrap_or(minimum));
            let wanted = (need.tasks * cx.threshold(&READY_SHARE)).ceil();
            let an_hour_before = window.start.as_second() - 3600;
            let before = Timestamp::from_second(an_hour_before).map(|at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
            let evidence = evidence(
                &subject,
                [
                    ("minimum_at_start", json!(minimum)),
                    ("needed", json!(need.tasks as u64)),
                    ("wanted", json!(wanted as u64)),
                    ("busiest_running", json!(need.busiest)),
                    ("peak_factor", json!(need.factor)),
                    ("before", json!(before.ok())),
                ],
            );
            let summary = format!("the minimum at the start is {minimum}, the peak needs {} tasks", need.tasks);
            if f64::from(minimum) < wanted {
                cx.yellow(&subject, summary, evidence);
            } else if need.series.is_none() {
                let summary =
                    "CloudWatch has no task count of the last 14 days, so that its busiest minute is not known";
                cx.gray(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
            cx.need(rule::Need::new(need.tasks, f64::from(minimum), "tasks").used(need.busiest));
        }
    },
};

type Scheduled<'a> = (Subject, &'a ScalingTarget, &'a [ScheduledAction], &'a Service, Place<'a>);

/// Listed services with auto scaling, and their scheduled actions. The others are the business of
/// `ecs-auto-scaling`.
fn scheduled<'a>(cx: &mut Cx<'a>) -> Vec<Scheduled<'a>> {
    let mut found = Vec::new();
    for (subject, service, place) in listed_services(cx) {
        let facts = &place.facts.ecs;
        let Some(targets) = cx.read(&subject, Source::ServiceScaling, &facts.scaling_targets) else { continue };
        let Some(target) = targets.get(&subject.id) else {
            cx.not_applicable();
            continue;
        };
        let Some(actions) = cx.read(&subject, Source::ServiceSchedules, &facts.scheduled_actions) else { continue };
        let actions = actions.get(&subject.id).map(Vec::as_slice).unwrap_or_default();
        found.push((subject, target, actions, service, place));
    }
    found
}

/// Every run of every action from now to the close of the window, in order of time; a gray verdict where a
/// schedule cannot be read.
fn runs<'a>(
    cx: &mut Cx<'a>,
    subject: &Subject,
    actions: &'a [ScheduledAction],
    window: &Window,
) -> Option<Vec<(Timestamp, &'a ScheduledAction)>> {
    let mut runs = Vec::new();
    for action in actions {
        let Some(of_action) = moments(action, cx.now, window.closes()) else {
            let evidence = evidence(subject, [("action", json!(action.name)), ("schedule", json!(action.schedule))]);
            cx.gray(subject, format!("the schedule of {} could not be read", action.name), evidence);
            return None;
        };
        runs.extend(of_action.into_iter().map(|at| (at, action)));
    }
    runs.sort_by_key(|(at, _)| *at);
    Some(runs)
}

/// When an action runs, from `now` to `until`. A rate does not say from which moment it counts.
fn moments(action: &ScheduledAction, now: Timestamp, until: Timestamp) -> Option<Vec<Timestamp>> {
    let from = action.start.map_or(now, |start| start.max(now));
    let until = action.end.map_or(until, |end| end.min(until));
    let zone = action.time_zone.as_deref().unwrap_or("UTC");
    let inside = |name: &str| action.schedule.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(at) = inside("at") {
        let at = at.trim().parse::<DateTime>().ok()?.to_zoned(TimeZone::get(zone).ok()?).ok()?.timestamp();
        return Some(if (from..=until).contains(&at) { vec![at] } else { Vec::new() });
    }
    recurrences(&crontab(inside("cron")?)?, zone, from, until)
}

/// A cron expression of AWS in the form of crontab: five fields, Sunday is 0. `None` for one that names years,
/// or days in a way that crontab has not.
fn crontab(aws: &str) -> Option<String> {
    let fields: Vec<&str> = aws.split_whitespace().collect();
    let &[minute, hour, day, month, weekday, "*"] = fields.as_slice() else { return None };
    let weekday = match weekday.bytes().all(|byte| byte.is_ascii_digit() || b",-".contains(&byte)) {
        // AWS counts from Sunday as 1.
        true => weekday
            .bytes()
            .map(|byte| if byte.is_ascii_digit() { char::from(byte - 1) } else { char::from(byte) })
            .collect(),
        false if weekday.contains(['#', 'L', '/']) => return None,
        false => weekday.to_owned(),
    };
    let any = |field: &str| field.replace('?', "*");
    Some(format!("{minute} {hour} {} {month} {}", any(day), any(&weekday)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_of_every_form_give_their_moments() {
        let (now, until) = ("2026-12-05T00:00:00Z".parse().unwrap(), "2026-12-13T00:00:00Z".parse().unwrap());
        let told = |schedule: &str, zone: Option<&str>| {
            let action = ScheduledAction {
                name: "a".to_owned(),
                schedule: schedule.to_owned(),
                time_zone: zone.map(str::to_owned),
                start: None,
                end: None,
                minimum: None,
                maximum: None,
            };
            moments(&action, now, until).map_or("unreadable".to_owned(), |all| {
                all.iter().map(Timestamp::to_string).collect::<Vec<_>>().join(" ")
            })
        };
        for (schedule, zone, expected) in [
            ("at(2026-12-12T00:00:00)", None, "2026-12-12T00:00:00Z"),
            ("at(2026-12-12T08:00:00)", Some("Asia/Singapore"), "2026-12-12T00:00:00Z"),
            ("at(2026-12-04T08:00:00)", None, ""),
            // Day 7 of AWS is a Saturday.
            ("cron(0 22 ? * 7 *)", None, "2026-12-05T22:00:00Z 2026-12-12T22:00:00Z"),
            ("cron(0 22 ? * SAT,SUN *)", None, "2026-12-05T22:00:00Z 2026-12-06T22:00:00Z 2026-12-12T22:00:00Z"),
            ("cron(30 6 10,12 * ? *)", None, "2026-12-10T06:30:00Z 2026-12-12T06:30:00Z"),
            ("cron(0 22 ? * 7 2027)", None, "unreadable"),
            ("cron(0 22 ? * 6L *)", None, "unreadable"),
            ("rate(1 day)", None, "unreadable"),
            ("at(noon)", None, "unreadable"),
        ] {
            assert_eq!(told(schedule, zone), expected, "{schedule}");
        }
    }
}
