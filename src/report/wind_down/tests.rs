use serde_json::{Value, json};

use super::{WindDown, wind_down};
use crate::{
    aws::cloudwatch::facts::Points,
    event::ResourceKind,
    report::{
        Shape, Target,
        readings::Readings,
        testing::example::{ACCOUNT, Example, REGION, at, seen},
    },
    rule::{Light, Subject},
    snapshot::{Fact, Missed, PerResource, Reason},
};

const ARN: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";

/// The rows of one example, one per line.
fn rows(example: &Example) -> Vec<WindDown> {
    let inputs = example.inputs();
    let mut readings = Readings::new(inputs, example.spans());
    let target = |kind, word, id: &str, shape, dimension| Target {
        subject: Subject {
            kind: word,
            id: id.to_owned(),
            account: Some(ACCOUNT.to_owned()),
            region: Some(REGION.to_owned()),
            arn: None,
            line: None,
        },
        kind,
        shapes: vec![(shape, vec![(dimension, id.to_owned())])],
        metrics_region: REGION.to_owned(),
        unmeasured: None,
    };
    let group = ResourceKind::AutoScalingGroup;
    readings.targets = vec![
        target(group, "asg", "web", Shape::Group, "AutoScalingGroupName"),
        target(group, "asg", "api", Shape::Group, "AutoScalingGroupName"),
        target(ResourceKind::DynamoDbTable, "dynamodb-table", "orders", Shape::Table, "TableName"),
    ];
    wind_down(&readings, &inputs)
}

fn shown(example: &Example, what: &[&str]) -> String {
    let rows = rows(example).into_iter().filter(|row| what.contains(&row.what));
    let lines = rows.map(|row| {
        let command = row.command.map(|command| format!("\n    $ {command}")).unwrap_or_default();
        format!("{:?} {} {}: {}{command}", row.light, row.what, row.resource.id, row.summary)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn denied<T>() -> Fact<T> {
    Fact::Missed(Missed { reason: Reason::Denied, detail: String::new() })
}

fn balancers(example: &mut Example) {
    example.region().elb.load_balancers = seen(json!({ ARN: {
        "name": "web", "dns_name": "web-1.us-east-1.elb.amazonaws.com", "balancer_type": "application",
        "state": "active", "state_reason": "", "zones": []
    }}));
}

fn group(min: u32, desired: u32, suspended: &[&str]) -> Value {
    json!({
        "arn": "arn:web", "min_size": min, "max_size": 120, "desired": desired, "zones": [], "subnets": [],
        "health_check_type": "ELB", "target_groups": [], "classic_load_balancers": [], "suspended": suspended,
        "instances": [], "launch": { "templates": [], "overrides": [], "by_attributes": false }, "metrics": []
    })
}

/// One value per period of the whole span, `value` of its number.
fn points(all: &mut PerResource<Points>, key: &str, from: &str, count: i64, value: f64) {
    let start = at(from);
    let moment = |index: i64| start + jiff::SignedDuration::from_secs(index * 60);
    all.insert(key.to_owned(), Fact::Seen(Points::new(start, 60, (0..count).map(|index| (moment(index), value)))));
}

const IN_SERVICE: &str = "AWS/AutoScaling GroupInServiceInstances Maximum AutoScalingGroupName=";
/// When the baseline begins, and the minutes that it has.
const BASELINE: (&str, i64) = ("2026-12-04T21:00:00Z", 18 * 60);

#[test]
fn reserved_lcus_are_charged_until_they_are_reset() {
    let mut example = Example::new("");
    let mut lines = Vec::new();
    lines.push(shown(&example, &["LCU reservation"]));
    balancers(&mut example);
    lines.push(shown(&example, &["LCU reservation"]));
    let zone = |effective: f64| json!([{ "zone": "us-east-1a", "state": "provisioned", "reason": "", "effective": effective }]);
    for fact in [
        denied(),
        seen(json!({ "requested": 1500, "zones": zone(1500.0) })),
        seen(json!({ "requested": null, "zones": zone(750.0) })),
        seen(json!({ "requested": null, "zones": [] })),
    ] {
        example.region().elb.capacity_reservations.insert(ARN.to_owned(), fact);
        lines.push(shown(&example, &["LCU reservation"]));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn while_the_event_runs_nothing_is_to_be_wound_down() {
    let mut example = Example::new("");
    balancers(&mut example);
    let held = seen(json!({ "requested": 1500, "zones": [] }));
    example.region().elb.capacity_reservations.insert(ARN.to_owned(), held);
    let mut lines = Vec::new();
    for (now, taken) in [
        ("2026-12-12T14:59:59Z", "2026-12-12T14:00:00Z"),
        ("2026-12-12T15:00:00Z", "2026-12-12T14:00:00Z"),
        ("2026-12-12T15:00:00Z", "2026-12-12T15:00:00Z"),
    ] {
        example.now = at(now);
        example.snapshot.taken_at = at(taken);
        lines.push(shown(&example, &["LCU reservation"]));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn unused_capacity_reservations_are_charged() {
    let mut example = Example::new("");
    let mut lines = vec![shown(&example, &["EC2 capacity reservation"])];
    example.region().ec2.capacity_reservations = seen(json!({}));
    lines.push(shown(&example, &["EC2 capacity reservation"]));
    let one = |state: &str, total: u32, available: u32, ends: Option<&str>| {
        json!({ "state": state, "instance_type": "m5.large", "zone": "us-east-1a", "total": total,
                "available": available, "ends": ends })
    };
    example.region().ec2.capacity_reservations = seen(json!({
        "cr-unused": one("active", 10, 10, Some("2026-12-31T00:00:00Z")),
        "cr-partly": one("active", 10, 3, None),
        "cr-new": one("active", 4, 0, None),
        "cr-old": one("active", 2, 0, None),
        "cr-empty": one("active", 0, 0, None),
        "cr-asked": one("assessing", 8, 0, None),
        "cr-agreed": one("scheduled", 8, 0, None),
        "cr-strange": one("unavailable", 8, 0, None),
        "cr-gone": one("expired", 8, 8, None),
    }));
    example.region_before().ec2.capacity_reservations = seen(json!({ "cr-old": one("active", 2, 1, None) }));
    lines.push(shown(&example, &["EC2 capacity reservation"]));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_group_is_compared_with_its_normal_size() {
    let what = ["group size", "group minimum", "desired count"];
    let mut example = Example::new("");
    let mut lines = vec!["# not read".to_owned(), shown(&example, &what)];
    example.region().autoscaling.groups = seen(json!({ "web": group(88, 90, &[]), "api": group(2, 3, &[]) }));
    lines.extend(["# no normal size".to_owned(), shown(&example, &what)]);
    let mut weighted = group(88, 90, &[]);
    weighted["launch"]["overrides"] = json!([{ "instance_type": "m5.xlarge", "weight": 2 }]);
    example.region().autoscaling.groups = seen(json!({ "web": weighted }));
    lines.extend(["# with weights".to_owned(), shown(&example, &what)]);
    example.region().autoscaling.groups = seen(json!({ "web": group(88, 90, &[]), "api": group(2, 3, &[]) }));
    let baseline = &mut example.region().cloudwatch.baseline;
    points(baseline, &format!("{IN_SERVICE}web"), BASELINE.0, BASELINE.1, 12.0);
    points(baseline, &format!("{IN_SERVICE}api"), BASELINE.0, BASELINE.1 / 3, 3.0);
    lines.extend(["# by the baseline".to_owned(), shown(&example, &what)]);
    example.region_before().autoscaling.groups = seen(json!({ "web": group(2, 4, &[]), "api": group(2, 3, &[]) }));
    lines.extend(["# by the snapshot before".to_owned(), shown(&example, &what)]);
    example.before =
        example.before.map(|before| crate::snapshot::Snapshot { taken_at: at("2026-12-12T00:00:00Z"), ..before });
    lines.extend(["# a snapshot from within the event is none from before".to_owned(), shown(&example, &what)]);
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn actions_that_raise_a_group_again_are_found() {
    let what = ["scheduled action"];
    let action = |name: &str, start: Option<&str>, recurrence: Option<&str>, min: Option<u32>, desired: Option<u32>| {
        json!({ "name": name, "start": start, "end": null, "recurrence": recurrence, "time_zone": null,
                "min_size": min, "max_size": null, "desired": desired })
    };
    let actions = json!({ "web": [
        action("pre-scale", Some("2026-12-19T22:00:00Z"), None, Some(88), Some(88)),
        action("past", Some("2026-12-11T22:00:00Z"), None, Some(88), None),
        action("morning", Some("2026-12-14T01:00:00Z"), Some("0 1 * * *"), None, Some(20)),
        action("night", Some("2026-12-14T22:00:00Z"), Some("0 22 * * *"), Some(1), Some(1)),
    ]});
    let mut example = Example::new("");
    example.region().autoscaling.groups = seen(json!({ "web": group(2, 4, &[]) }));
    let mut lines = vec![shown(&example, &what)];
    example.region().autoscaling.scheduled_actions = seen(json!({}));
    lines.push(shown(&example, &what));
    example.region().autoscaling.scheduled_actions = seen(actions.clone());
    lines.push(shown(&example, &what));
    let key = format!("{IN_SERVICE}web");
    points(&mut example.region().cloudwatch.baseline, &key, BASELINE.0, BASELINE.1, 4.0);
    lines.push(shown(&example, &what));
    let before = &mut example.region_before().autoscaling;
    before.groups = seen(json!({ "web": group(2, 4, &[]) }));
    before.scheduled_actions = seen(json!({ "web": [actions["web"][2].clone()] }));
    lines.push(shown(&example, &what));
    insta::assert_snapshot!(lines.join("\n\n"));
}

#[test]
fn what_somebody_switched_off_is_switched_on_again() {
    let what = ["scaling process", "muted alarm"];
    let alarm = |enabled: bool, actions: &[&str]| {
        json!({ "arn": "arn:alarm", "state": "OK", "state_reason": "", "actions_enabled": enabled,
                "alarm_actions": actions, "metrics": [] })
    };
    let page = ["arn:aws:sns:us-east-1:111122223333:page"];
    let scale = ["arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:1:autoScalingGroupName/web:policyName/cpu"];
    let mut example = Example::new("");
    let mut lines = vec![shown(&example, &what)];
    example.region().autoscaling.groups = seen(json!({ "web": group(2, 4, &[]), "api": group(2, 4, &[]) }));
    example.region().cloudwatch.alarms = seen(json!({ "a": alarm(true, &page) }));
    lines.push(shown(&example, &what));
    let web = group(2, 4, &["Terminate", "AZRebalance"]);
    example.region().autoscaling.groups = seen(json!({ "web": web, "api": group(2, 4, &["AZRebalance"]) }));
    example.region().cloudwatch.alarms = seen(json!({
        "5xx $(reboot) 'now'": alarm(false, &page), "cpu": alarm(false, &scale), "idle": alarm(false, &[]),
        "a\n` <b": alarm(false, &page), "on": alarm(true, &page), "old": alarm(false, &page),
    }));
    lines.push(shown(&example, &what));
    example.region_before().cloudwatch.alarms = seen(json!({ "old": alarm(false, &page), "cpu": alarm(true, &scale) }));
    example.region_before().autoscaling.groups = seen(json!({ "web": web, "api": group(2, 4, &[]) }));
    lines.push(shown(&example, &what));
    insta::assert_snapshot!(lines.join("\n\n"));
}

#[test]
fn what_is_not_read_yet_comes_with_the_command_that_shows_it() {
    let what = ["table capacity", "database maintenance"];
    let mut example = Example::new("");
    let mut lines = vec![shown(&example, &what)];
    for (written, normal) in [(100.0, 100.0), (4000.0, 100.0)] {
        for (metric, value) in [("Read", 50.0), ("Write", written)] {
            let key = format!("AWS/DynamoDB Provisioned{metric}CapacityUnits Maximum TableName=orders");
            let facts = &mut example.region().cloudwatch;
            points(&mut facts.event, &key, "2026-12-11T21:00:00Z", BASELINE.1, value);
            points(&mut facts.baseline, &key, BASELINE.0, BASELINE.1, value.min(normal));
        }
        lines.push(shown(&example, &["table capacity"]));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn quotas_waivers_and_freezes_are_named() {
    let mut example = Example::new(
        "## Section 12: Well Operated Checklist\n### Resilience\n- Is anything closed? Yes, freeze from Dec 10, 2026 to Dec \
         20, 2026\n- And before that? Yes, freeze from Dec 1, 2026 to Dec 2, 2026\n\n## Section 16: Tracker\n### Accepted risks\n\
         | Rule | Resource | Owner | Reason | Expires |\n|---|---|---|---|---|\n\
         | asg-multi-az | batch | Dana | paused | 2026-12-31 |\n| asg-exists | web | Dana | gone | 2026-12-12 |\n\
         | asg-at-max-now | web | | none | 2026-12-31 |\n",
    );
    let what = ["raised quota", "accepted risk", "change freeze"];
    let mut lines = vec![shown(&example, &what)];
    let request = |status: &str, created: Option<&str>, case: Option<&str>| json!({ "quota": "ec2/L-1216C47A", "desired": 2000.0, "status": status, "created": created, "case": case });
    example.region().quotas.requests = seen(json!([
        request("APPROVED", Some("2026-11-20T00:00:00Z"), None),
        request("CASE_OPENED", None, Some("123")),
        request("CASE_CLOSED", Some("2026-11-21T00:00:00Z"), Some("124")),
        request("DENIED", Some("2026-11-21T00:00:00Z"), None),
    ]));
    lines.push(shown(&example, &["raised quota"]));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn rows_come_worst_first() {
    let mut example = Example::new("");
    example.region().autoscaling.groups = seen(json!({ "web": group(88, 90, &[]), "api": group(2, 3, &[]) }));
    example.region_before().autoscaling.groups = seen(json!({ "web": group(2, 4, &[]), "api": group(2, 3, &[]) }));
    let rows = rows(&example);
    assert!(rows.is_sorted_by_key(|row| row.light));
    let lights: Vec<Light> = rows.iter().map(|row| row.light).collect();
    for light in [Light::Red, Light::Yellow, Light::Gray, Light::Green] {
        assert!(lights.contains(&light), "{light:?}");
    }
}
