//! EC2 instances that the workbook lists by name.

pub mod ebs;
pub mod vcpu_quota;

use serde_json::json;

use super::facts::{Instance, ScheduledEvent};
use crate::{
    event::{ResourceKind, Window},
    rule::{Area, Cx, Evidence, Example, Light, Listed, Place, Rule, Subject, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about EC2 instances.
pub const RULES: &[&Rule] = &[&EXISTS_RUNNING, &STATUS_CHECKS, &SCHEDULED_EVENT_IN_WINDOW, &RESERVATION_THROUGH_EVENT];

const EXISTS_RUNNING: Rule = Rule {
    id: "ec2-exists-running",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed instance exists and runs",
    why: "An instance that is stopped, terminated or in another account serves nobody. Ids in a workbook go \
          stale quickly, most of all those of Auto Scaling groups.",
    fix: "Start it with `aws ec2 start-instances --instance-ids {resource} --region {region}`, or correct \
          section 6 of the workbook if it was replaced; an id names one instance only.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html"],
    lead_days: 7,
    needs: &[Source::Instances],
    thresholds: &[],
    example: Example::Region(r#"{"ec2":{"instances":{"seen":{"i-0a1b2c3d4e5f60001":{"state":"stopped"}}}}}"#),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::Instance) {
            let Answer::Instance(instance) = resource.answer else { continue };
            let light = match instance.state.as_str() {
                "running" => Light::Green,
                "pending" | "stopping" => Light::Yellow,
                "stopped" | "shutting-down" | "terminated" => Light::Red,
                _ => Light::Gray,
            };
            let evidence = Evidence::from([("state", json!(instance.state))]);
            cx.push(light, &subject, format!("{} is {}", subject.id, instance.state), evidence);
        }
    },
};

const STATUS_CHECKS: Rule = Rule {
    id: "ec2-status-checks",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every listed instance passes its status checks",
    why: "A failed system check means trouble in AWS's hardware, a failed instance check trouble in the \
          operating system. Either way the instance will not carry its share of the peak.",
    fix: "For a system check, stop and start the instance so that it moves to other hardware: \
          `aws ec2 stop-instances --instance-ids {resource} --region {region}`, then `start-instances`. For an \
          instance check, look at `aws ec2 get-console-output --instance-id {resource} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html"],
    lead_days: 3,
    needs: &[Source::Instances, Source::InstanceStatus],
    thresholds: &[],
    example: Example::Region(r#"{"ec2":{"instance_status":{"seen":{"i-0a1b2c3d4e5f60001":{"system":"impaired"}}}}}"#),
    check: |cx| {
        for (subject, place) in running_instances(cx) {
            let Some(all) = cx.read(&subject, Source::InstanceStatus, &place.facts.ec2.instance_status) else {
                continue;
            };
            let Some(status) = all.get(&subject.id) else {
                cx.gray(&subject, "EC2 gives no status checks for it", Evidence::default());
                continue;
            };
            let checks =
                [("system", Some(&status.system)), ("instance", Some(&status.instance)), ("ebs", status.ebs.as_ref())];
            let worst =
                checks.iter().filter_map(|(name, value)| Some((check_light((*value)?), *name, (*value)?))).min();
            let Some((light, name, value)) = worst else { continue };
            let summary = match light {
                Light::Green => "all status checks pass".to_owned(),
                _ => format!("the {name} status check is {value}"),
            };
            let evidence = Evidence::from([
                ("system", json!(status.system)),
                ("instance", json!(status.instance)),
                ("ebs", json!(status.ebs)),
            ]);
            cx.push(light, &subject, summary, evidence);
        }
    },
};

fn check_light(value: &str) -> Light {
    match value {
        "ok" => Light::Green,
        "impaired" => Light::Red,
        "initializing" | "insufficient-data" => Light::Yellow,
        _ => Light::Gray,
    }
}

const SCHEDULED_EVENT_IN_WINDOW: Rule = Rule {
    id: "ec2-scheduled-event-in-window",
    area: Area::Service,
    topics: &[Topic::Change],
    title: "no listed instance has AWS maintenance during the event",
    why: "AWS reboots, stops or retires instances at times that it announces. Inside the event's window that \
          is an outage with a date.",
    fix: "Reboot or replace {resource} before the event, or move the date with `aws ec2 \
          modify-instance-event-start-time --instance-id {resource} --instance-event-id <event-id> --not-before \
          <time> --region {region}` where the event allows it.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html"],
    lead_days: 7,
    needs: &[Source::Instances, Source::InstanceStatus],
    thresholds: &[],
    example: Example::Region(
        r#"{"ec2":{"instance_status":{"seen":{"i-0a1b2c3d4e5f60001":{"events":[{"code":"system-reboot",
            "description":"scheduled reboot","not_before":"2026-12-12T02:00:00Z",
            "not_after":"2026-12-12T04:00:00Z","not_before_deadline":null}]}}}}}"#,
    ),
    check: |cx| {
        for (subject, place) in running_instances(cx) {
            let Some(all) = cx.read(&subject, Source::InstanceStatus, &place.facts.ec2.instance_status) else {
                continue;
            };
            let Some(status) = all.get(&subject.id) else {
                cx.gray(&subject, "EC2 gives no scheduled events for it", Evidence::default());
                continue;
            };
            let Some(window) = cx.window(&subject) else { continue };
            let open = |event: &&ScheduledEvent| {
                !event.description.starts_with("[Completed]") && !event.description.starts_with("[Canceled]")
            };
            let meets = |event: &&ScheduledEvent| {
                event.not_before.is_some_and(|from| {
                    let ends = event.not_after.max(event.not_before_deadline).unwrap_or(from);
                    window.meets(from, ends.max(from))
                })
            };
            let events: Vec<_> = status.events.iter().filter(open).collect();
            let evidence = Evidence::from([("events", json!(events))]);
            if let Some(event) = events.iter().copied().find(|event| meets(event)) {
                cx.red(
                    &subject,
                    format!("{} is scheduled in the event's window{}", event.code, from(event, window)),
                    evidence,
                );
            } else if let Some(event) = events.first() {
                cx.yellow(&subject, format!("{} is scheduled{}", event.code, from(event, window)), evidence);
            } else {
                cx.green(&subject, "no maintenance is scheduled", evidence);
            }
            for event in events {
                event.not_before.into_iter().for_each(|from| cx.takes_place(from, event.not_after));
            }
        }
    },
};

fn from(event: &ScheduledEvent, window: &Window) -> String {
    event.not_before.map(|time| format!(", from {}", window.show(time))).unwrap_or_default()
}

const RESERVATION_THROUGH_EVENT: Rule = Rule {
    id: "ec2-reservation-through-event",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Change],
    title: "capacity reservations last until the event is over",
    why: "A reservation that ends gives its instances back to everybody. Those that run go on, but what the group starts \
          at the peak has to find capacity like anybody else's.",
    fix: "Move its end behind the event, or take it away: `aws ec2 modify-capacity-reservation \
          --capacity-reservation-id {resource} --end-date-type unlimited --region {region}`. It costs until somebody \
          cancels it.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-modify.html"],
    lead_days: 7,
    needs: &[Source::CapacityReservations],
    thresholds: &[],
    example: Example::Region(
        r#"{"ec2":{"capacity_reservations":{"seen":{"cr-0a1b2c3d4e5f60001":{"ends":"2026-12-12T06:00:00Z"}}}}}"#,
    ),
    check: |cx| {
        for place in cx.places() {
            let lists = |kind| !cx.listed_in(place, kind).is_empty();
            if !lists(ResourceKind::Instance) && !lists(ResourceKind::AutoScalingGroup) {
                continue;
            }
            let region = Subject::new("region", place.region, place);
            let all = &place.facts.ec2.capacity_reservations;
            let Some(all) = cx.read(&region, Source::CapacityReservations, all) else { continue };
            if all.is_empty() {
                cx.not_applicable();
            }
            for (id, reservation) in all {
                let subject = Subject::new("capacity-reservation", id, place);
                let evidence = Evidence::from([("ends", json!(reservation.ends)), ("state", json!(reservation.state))]);
                let what = format!("{} × {} in {}", reservation.total, reservation.instance_type, reservation.zone);
                let state = reservation.state.as_str();
                if !matches!(state, "active" | "scheduled") {
                    let known = ["assessing", "cancelling", "delayed", "payment-pending", "pending", "unavailable"];
                    let light = if known.contains(&state) { Light::Yellow } else { Light::Gray };
                    cx.push(light, &subject, format!("{what} is {state}"), evidence);
                    continue;
                }
                let Some(ends) = reservation.ends else {
                    cx.green(&subject, format!("{what} without an end"), evidence);
                    continue;
                };
                let Some(window) = cx.window(&subject) else { continue };
                // Whoever made it may not have meant the event: it is a risk, and no outage.
                let (light, when) = match ends < window.closes() {
                    true => (Light::Yellow, "before the event is over"),
                    false => (Light::Green, "after the event"),
                };
                cx.push(light, &subject, format!("{what} ends {}, {when}", window.show(ends)), evidence);
                cx.takes_place(ends, None);
            }
        }
    },
};

/// Listed instances that exist, each once, and all of them where a name means several. The others are the business
/// of `ec2-exists-running`.
pub(super) fn listed_instances<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a Instance, Place<'a>)> {
    let instance = |it: Listed<'a>| match it.resource.answer {
        Answer::Instance(instance) => Some((it.subject, instance, it.place)),
        _ => None,
    };
    cx.resources(ResourceKind::Instance).into_iter().filter_map(instance).collect()
}

/// Listed instances that run.
fn running_instances<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>)> {
    let mut running = Vec::new();
    for (subject, instance, place) in listed_instances(cx) {
        match instance.state.as_str() {
            "running" => running.push((subject, place)),
            _ => cx.not_applicable(),
        }
    }
    running
}
