//! The whole life of the example's event, under `examples/spring-sale`: the workbook as people
//! wrote it, after the plan, after the check on the eve, and after the report. Each file is made
//! from the one before it; a stale one is written anew, and the test fails.

#![expect(clippy::disallowed_methods, reason = "documents are files")]

mod layout;
mod shape;

use std::{collections::BTreeMap, fs, path::Path};

use iem_core::{
    aws::{
        cloudtrail::facts::Change,
        cloudwatch::{
            facts::{AlarmChange, Points},
            metrics::Metric,
        },
        health::facts::HealthEvent,
    },
    example,
    plan::{self, Plan},
    render::{self, Format},
    report::{self, Inputs},
    rules,
    snapshot::{Fact, Missed, Reason, Snapshot},
    workbook,
    workload::Workload,
};
use jiff::Timestamp;

const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Two days before the event, when much of what the plan asked for is done.
const EVE: Timestamp = Timestamp::constant(1_796_864_400, 0);

/// What AWS answers two days before the event.
fn eve() -> Snapshot {
    let mut snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    snapshot.taken_at = EVE;
    let account = snapshot.accounts.get_mut(ACCOUNT).unwrap();
    for certificate in account.acm.certificates.values_mut() {
        let Fact::Seen(certificate) = certificate else { panic!("certificate") };
        certificate.not_after = Some(time("2027-12-20T23:59:59Z"));
        certificate.renewal = Some("SUCCESS".to_owned());
    }
    let region = account.regions.get_mut(REGION).unwrap();
    let Fact::Seen(groups) = &mut region.autoscaling.groups else { panic!("groups") };
    groups.get_mut("web").unwrap().max_size = 100;
    let api = groups.get_mut("api").unwrap();
    (api.max_size, api.health_check_type) = (12, "ELB".to_owned());
    api.zones = vec!["us-east-1a".to_owned(), "us-east-1b".to_owned()];
    api.subnets.push("subnet-0a1b2c3d4e5f60002".to_owned());
    api.suspended.clear();
    let Fact::Seen(actions) = &mut region.autoscaling.scheduled_actions else { panic!("scheduled actions") };
    actions.remove("api");
    let Some(Fact::Seen(quota)) = region.quotas.values.get_mut("ec2/L-1216C47A") else { panic!("quota") };
    quota.value = 640.0;
    for fact in region.elb.capacity_reservations.values_mut() {
        let Fact::Seen(reservation) = fact else { continue };
        for zone in &mut reservation.zones {
            (zone.state, zone.effective) = ("provisioned".to_owned(), 750.0);
        }
    }
    let Fact::Seen(snapshots) = &mut region.ec2.snapshots else { panic!("snapshots") };
    snapshots.insert("vol-0a1b2c3d4e5f60001".to_owned(), time("2026-12-09T03:00:00Z"));
    let Fact::Seen(alarms) = &mut region.cloudwatch.alarms else { panic!("alarms") };
    alarms.get_mut("orders-disk").unwrap().alarm_actions = alarms["api-latency"].alarm_actions.clone();
    alarms.get_mut("api-latency").unwrap().state = "OK".to_owned();
    // Somebody muted an alarm in the meantime.
    alarms.get_mut("web-5xx").unwrap().actions_enabled = false;
    snapshot
}

/// What AWS answers two days after the event.
fn after() -> Snapshot {
    let mut snapshot = eve();
    snapshot.taken_at = example::AFTERWARDS;
    let taken_at = example::AFTERWARDS;
    let event = workbook::parse(example::WORKBOOK).event;
    let spans = report::spans(event.window.as_ref(), taken_at).unwrap();
    let known = snapshot.accounts[ACCOUNT].clone();
    let account = snapshot.accounts.get_mut(ACCOUNT).unwrap();
    account.health.events = Fact::Seen(vec![HealthEvent {
        arn: "arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/AWS_EC2_OPERATIONAL_ISSUE_EXAMPLE".into(),
        service: "EC2".into(),
        code: "AWS_EC2_OPERATIONAL_ISSUE".into(),
        category: "issue".into(),
        region: REGION.into(),
        start: Some(time("2026-12-12T04:10:00Z")),
        end: Some(time("2026-12-12T04:50:00Z")),
        status: "closed".into(),
    }]);
    let region = account.regions.get_mut(REGION).unwrap();
    let before = region.clone();

    // The groups stand as the event left them; the jump host is gone.
    if let Fact::Seen(groups) = &mut region.autoscaling.groups {
        for (name, min, desired, max) in [("web", 24, 24, 100), ("api", 4, 4, 12)] {
            let group = groups.get_mut(name).unwrap();
            (group.min_size, group.desired, group.max_size) = (min, desired, max);
        }
    }
    if let Fact::Seen(instances) = &mut region.ec2.instances {
        instances.remove("i-0a1b2c3d4e5f60002");
    }
    region.cloudwatch.alarm_history = Fact::Seen(alarm_history());
    region.cloudtrail.changes = Fact::Seen(changes());
    for (span, which) in [(spans.event, 0), (spans.baseline, 1), (spans.months, 2)] {
        let now = report::Known { account: &known, region };
        let before = report::Known { account: &known, region: &before };
        let wanted = report::wanted(&event, (ACCOUNT, REGION), now, Some(before), span.period, which == 2);
        let read: BTreeMap<String, Fact<Points>> = wanted
            .iter()
            .map(|metric| {
                let moments = (0..span.periods()).map(|index| (index, span.at(index)));
                let points = moments.filter_map(|(index, at)| Some((at, value(metric, index as f64, which)?)));
                (metric.key(), Fact::Seen(Points::new(span.start, span.period, points)))
            })
            .collect();
        let facts = &mut region.cloudwatch;
        match which {
            0 => facts.event = read,
            1 => facts.baseline = read,
            _ => facts.months = read,
        }
    }
    // One metric that the credentials may not read.
    let denied = Fact::Missed(Missed { reason: Reason::Throttled, detail: "Rate exceeded".into() });
    for facts in [&mut region.cloudwatch.event, &mut region.cloudwatch.baseline] {
        for (_, fact) in facts.iter_mut().filter(|(key, _)| key.contains("4xxErrorRate")) {
            *fact = denied.clone();
        }
    }
    snapshot
}

fn alarm_history() -> Vec<AlarmChange> {
    let change = |at: &str, alarm: &str, from: &str, to: &str, reason: &str| AlarmChange {
        alarm: alarm.into(),
        at: time(at),
        from: from.into(),
        to: to.into(),
        reason: reason.into(),
    };
    let high = "Threshold Crossed: 3 datapoints were greater than the threshold (60.0).";
    let slow = "Threshold Crossed: 2 out of the last 3 datapoints were greater than the threshold (0.8).";
    vec![
        change("2026-12-12T01:05:10Z", "TargetTracking-web-AlarmHigh", "OK", "ALARM", high),
        change("2026-12-12T01:09:40Z", "api-latency", "OK", "ALARM", slow),
        change(
            "2026-12-12T01:13:20Z",
            "web-5xx",
            "OK",
            "ALARM",
            "Threshold Crossed: 1 datapoint [61.0] was greater than the threshold (50.0).",
        ),
        change(
            "2026-12-12T01:21:20Z",
            "web-5xx",
            "ALARM",
            "OK",
            "Threshold Crossed: 1 datapoint [4.0] was not greater than the threshold (50.0).",
        ),
        change(
            "2026-12-12T01:27:40Z",
            "api-latency",
            "ALARM",
            "OK",
            "Threshold Crossed: 3 datapoints were not greater than the threshold (0.8).",
        ),
        change(
            "2026-12-12T02:40:10Z",
            "TargetTracking-web-AlarmHigh",
            "ALARM",
            "OK",
            "Threshold Crossed: 3 datapoints were not greater than the threshold (60.0).",
        ),
    ]
}

fn changes() -> Vec<Change> {
    let change = |at: &str, service: &str, operation: &str, user: &str, resource: &str, by_aws| Change {
        at: time(at),
        service: service.into(),
        operation: operation.into(),
        user: user.into(),
        resources: vec![resource.into()],
        error: None,
        by_aws,
    };
    let mut changes = vec![
        change("2026-12-11T22:30:00Z", "autoscaling", "UpdateAutoScalingGroup", "dana.reyes", "web", false),
        change("2026-12-12T01:16:30Z", "autoscaling", "UpdateAutoScalingGroup", "lee.tan", "api", false),
        change("2026-12-12T05:02:00Z", "ec2", "TerminateInstances", "deploy-pipeline", "i-0a1b2c3d4e5f60002", false),
    ];
    changes.extend((0..12).map(|minute| {
        let at = format!("2026-12-12T01:{:02}:15Z", 4 + minute);
        change(&at, "ec2", "RunInstances", "AutoScaling", "web", true)
    }));
    changes.sort_by_key(|change| change.at);
    changes
}

/// One datapoint: `which` is 0 for the event, 1 for the week before, 2 for a day of the year.
fn value(metric: &Metric, index: f64, which: usize) -> Option<f64> {
    let key = metric.key();
    let is_api = key.contains("/api/") || key.ends_with("=api");
    let day = 1.0 + 0.25 * (index / 58.0).sin() + 0.001 * index;
    let rps = match (which, is_api) {
        (0, false) => shape::web(index),
        (0, true) => shape::api(index),
        (1, false) => shape::usual(index),
        (1, true) => 0.72 * shape::usual(index),
        (_, false) => 190.0 * day,
        (_, true) => 130.0 * day,
    };
    let seconds = f64::from(metric.period);
    let busy = shape::rise(rps, 3_500.0, 7_200.0);
    let in_event = which == 0;
    let round = |value: f64, digits: i32| (value * 10f64.powi(digits)).round() / 10f64.powi(digits);
    let value = match (metric.name.as_ref(), metric.statistic.as_ref()) {
        ("RequestCount", _) => round(rps * seconds, 0),
        ("NewConnectionCount", _) => round(rps * seconds / 3.0, 0),
        ("ActiveConnectionCount", _) if key.contains("NatGatewayId") => round(rps * 0.6, 0),
        ("BytesOutToDestination", _) => round(rps * seconds * 900.0 / 1e5, 0) * 1e5,
        ("BytesInFromDestination", _) => round(rps * seconds * 2_600.0 / 1e5, 0) * 1e5,
        ("ActiveConnectionCount", _) => round(rps * 28.0, 0),
        ("ProcessedBytes", _) => round(rps * seconds * 31_000.0 / 1e6, 0) * 1e6,
        ("PeakLCUs", _) => round(rps * 0.148, 1),
        ("TargetResponseTime", statistic) => {
            let slow = if is_api { shape::rise(rps, 700.0, 1_030.0) } else { busy };
            let (base, top) = match statistic {
                "p99" => (0.41, 0.86),
                "p95" => (0.24, 0.41),
                _ => (0.11, 0.14),
            };
            round(base + top * slow * slow, 3)
        }
        ("HTTPCode_Target_5XX_Count", _) => match round(61.0 * shape::rise(rps, 6_700.0, 7_300.0), 0) {
            errors if in_event && !is_api && errors > 0.0 => errors,
            _ => return None,
        },
        ("HTTPCode_Target_4XX_Count", _) => round(rps * seconds * 0.011, 0),
        ("RejectedConnectionCount", _) if in_event && !is_api && rps > 7_150.0 => 120.0,
        ("HealthyHostCount", _) if is_api => 2.0 + 2.0 * shape::rise(index, 250.0, 256.0),
        ("HealthyHostCount", _) | ("GroupInServiceInstances" | "GroupDesiredCapacity", _) if !is_api => match which {
            0 => 4.0 + 8.0 * shape::rise(index, 90.0, 91.0) + round(12.0 * shape::rise(index, 245.0, 262.0), 0),
            _ => 4.0,
        },
        ("UnHealthyHostCount", _) => 0.0,
        ("GroupInServiceInstances" | "GroupDesiredCapacity", _) if in_event => {
            2.0 + 2.0 * shape::rise(index, 250.0, 256.0).floor()
        }
        ("GroupInServiceInstances" | "GroupDesiredCapacity", _) => 2.0,
        ("GroupMaxSize", _) if in_event => {
            if is_api {
                4.0
            } else {
                100.0
            }
        }
        ("GroupMaxSize", _) => {
            if is_api {
                2.0
            } else {
                20.0
            }
        }
        ("GroupPendingInstances", _) => 0.0,
        ("CPUUtilization", statistic) => {
            let load = if is_api { rps / 1_030.0 } else { rps / 8_600.0 };
            let top = if statistic == "Maximum" { 9.0 } else { 0.0 };
            // The orders instance: monitoring was off for ten minutes, the jump host ended at 13:02.
            if key.contains("i-0a1b2c3d4e5f60001") && in_event && (410.0..420.0).contains(&index) {
                return None;
            }
            if key.contains("i-0a1b2c3d4e5f60002") && in_event && index >= 482.0 {
                return None;
            }
            let top = if key.contains("60002") { -6.0 } else { top };
            round((11.0 + 78.0 * load + top).clamp(2.0, 97.0), 1)
        }
        ("NetworkIn" | "NetworkOut", _) if key.contains("AutoScalingGroupName") => {
            round(rps * seconds * 9_000.0 / 1e6, 0) * 1e6
        }
        ("Requests", _) => round(rps * seconds * 3.4, 0),
        ("BytesDownloaded", _) => round(rps * seconds * 96_000.0 / 1e6, 0) * 1e6,
        ("5xxErrorRate", _) => round(0.02 + 0.11 * busy, 2),
        _ => return None,
    };
    Some(value)
}

/// Writes a file where it is stale; returns its name then.
fn keep(name: &str, text: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/spring-sale").join(name);
    if fs::read_to_string(&file).ok().as_deref() == Some(text) {
        return None;
    }
    fs::write(&file, text).unwrap();
    Some(name.to_owned())
}

/// The workbook as a check writes it.
fn checked(planned: &str, eve: &Snapshot) -> String {
    let workbook = workbook::parse(planned);
    let workload = Workload::new(&workbook, eve);
    let scorecard = plan::judge(&rules::all(), &workload, EVE);
    let inputs = Plan { workload: &workload, scorecard: &scorecard, now: EVE };
    plan::write(&rules::all(), &inputs, planned, plan::verdict).unwrap().0.text
}

/// What people wrote during and after the event.
fn noted(checked: &str) -> String {
    let heading = "## Section 18: Post IEM Analysis\n";
    assert!(checked.contains(heading));
    let notes = "\n- 2026-12-12 09:09 GMT +8 (high): checkout slow in the app; detected 09:12, responded 09:15, resolved 09:28\n\
                 - Satisfaction: 4.4/5\n";
    checked.replace(heading, &format!("{heading}{notes}"))
}

#[test]
fn the_life_of_the_example_is_fresh() {
    let (before, eve, after): (Snapshot, _, _) = (serde_json::from_str(example::SNAPSHOT).unwrap(), eve(), after());
    let workbook = workbook::parse(example::WORKBOOK);
    let workload = Workload::new(&workbook, &before);
    let scorecard = plan::judge(&rules::all(), &workload, example::NOW);
    let inputs = Plan { workload: &workload, scorecard: &scorecard, now: example::NOW };
    let planned = plan::write(&rules::all(), &inputs, example::WORKBOOK, plan::regions).unwrap().0.text;
    let checked = checked(&planned, &eve);
    let noted = noted(&checked);
    let workload = Workload::new(&workbook::parse(&noted), &after);
    let inputs = Inputs {
        workbook: &workload.workbook,
        text: &noted,
        snapshot: &after,
        before: Some(&eve),
        now: example::AFTERWARDS,
    };
    let review = report::evaluate(&inputs).unwrap();
    let reported = render::write_review(&inputs, &review).unwrap().0.text;
    let options = render::Options { width: 100, color: false, verbose: false, workbook: None };
    let stale = [
        keep("planned.md", &planned),
        keep("eve.json", &layout::json(&serde_json::to_value(&eve).unwrap())),
        keep("checked.md", &checked),
        keep("after.json", &layout::json(&serde_json::to_value(&after).unwrap())),
        keep("reported.md", &reported),
        keep("report.md", &render::report(&review, Format::Markdown, &options)),
    ];
    let stale: Vec<String> = stale.into_iter().flatten().collect();
    assert!(stale.is_empty(), "regenerated, commit it: {}", stale.join(", "));
}

/// What is written is read again as it was: the demo reviews what stands in the files.
#[test]
fn the_saved_snapshots_are_those_of_the_life() {
    for (text, snapshot) in [(example::EVE, eve()), (example::AFTER, after())] {
        let read: Snapshot = serde_json::from_str(text).unwrap();
        // Gaps are not equal to themselves, but written alike.
        let [read, made] = [&read, &snapshot].map(|it| serde_json::to_string(it).unwrap());
        assert!(read == made, "a saved snapshot is not that of the life");
    }
}

#[test]
fn people_can_read_the_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/spring-sale");
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&entry).unwrap();
        let (lines, longest) = (text.lines().count(), text.lines().map(str::len).max().unwrap_or_default());
        assert!(lines < 2500 && longest < 2000, "{}: {lines} lines, the longest of {longest}", entry.display());
    }
}
