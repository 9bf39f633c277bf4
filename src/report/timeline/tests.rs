use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Class, Happening, Scene, alarms, lasting, runs, timeline};
use crate::{
    aws::{
        autoscaling::facts::Activity,
        cloudtrail::facts::Change,
        cloudwatch::facts::{Alarm, AlarmChange, AlarmMetric},
        health::facts::HealthEvent,
    },
    report::{
        Inputs,
        measured::{Measured, Presence, Series, Summary},
        measures::{Signal, Unit},
        readings::Readings,
        spans,
    },
    rule::Subject,
    snapshot::{AccountSnapshot, Fact, Missed, Reason, RegionSnapshot, Snapshot},
    workbook::{self, Workbook},
};

const ACCOUNT: &str = "111122223333";

/// Four hours before 09:00 in Singapore to two hours after 11:00.
const WORKBOOK: &str = "\
## Section 2: Calendar
- Start: Dec 12, 2026 09:00 AM GMT +8
- End: Dec 12, 2026 11:00 AM GMT +8

## Section 6: AWS Resources

| AWS Account | AWS Region | Load balancers | Auto Scaling groups |
|---|---|---|---|
| 111122223333 | us-east-1 | web-alb | web |

## Section 18: Post IEM Analysis
";

/// A time of December 12, or `11T20:00`, in UTC.
fn at(time: &str) -> Timestamp {
    let day = if time.contains('T') { "" } else { "12T" };
    format!("2026-12-{day}{time}:00Z").parse().expect("a time")
}

fn region() -> RegionSnapshot {
    let mut region = RegionSnapshot::default();
    region.cloudwatch.alarm_history = Fact::Seen(Vec::new());
    region.cloudwatch.alarms = Fact::Seen(BTreeMap::new());
    region.cloudtrail.changes = Fact::Seen(Vec::new());
    region.autoscaling.activities = BTreeMap::from([("web".into(), Fact::Seen(Vec::new()))]);
    region
}

fn snapshot(region: RegionSnapshot) -> Snapshot {
    let mut account = AccountSnapshot::default();
    account.health.events = Fact::Seen(Vec::new());
    account.regions.insert("us-east-1".into(), region);
    let mut snapshot = Snapshot::empty(at("20:00"));
    snapshot.accounts.insert(ACCOUNT.into(), account);
    snapshot
}

/// What the timeline says at 20:00 UTC, long after the event.
fn told(workbook: &Workbook, snapshot: &Snapshot, resources: &[Measured]) -> Vec<Happening> {
    let now = snapshot.taken_at.max(at("20:00"));
    let inputs = Inputs { workbook, text: "", snapshot, before: None, now };
    let spans = spans(workbook.event.window.as_ref(), now).expect("a window");
    timeline(&Readings::new(inputs, spans), &inputs, resources)
}

fn show(happenings: &[Happening]) -> String {
    let line = |it: &Happening| {
        let until = it.until.map_or(String::new(), |until| format!("-{}", until.strftime("%H:%M")));
        let resource = it.resource.as_deref().unwrap_or("-");
        let (at, class) = (it.at.strftime("%H:%M"), format!("{:?}", it.class).to_lowercase());
        format!("{at}{until} {class} {} [{resource}] {} <{}>", it.kind, it.text, it.source)
    };
    happenings.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn without_phases(mut happenings: Vec<Happening>) -> String {
    happenings.retain(|it| it.kind != "phase");
    show(&happenings)
}

fn alarm_change(alarm: &str, time: &str, from: &str, to: &str) -> AlarmChange {
    let reason =
        if to == "ALARM" { "Threshold Crossed: 1 datapoint [32.0] was greater than the threshold (10.0)." } else { "" };
    AlarmChange { alarm: alarm.into(), at: at(time), from: from.into(), to: to.into(), reason: reason.into() }
}

fn alarm(dimensions: &[&str], actions: &[&str], rule: Option<&str>) -> Alarm {
    Alarm {
        metrics: vec![AlarmMetric {
            namespace: "AWS/EC2".into(),
            dimensions: dimensions.iter().map(|it| format!("Name={it}")).collect(),
        }],
        alarm_actions: actions.iter().map(|it| (*it).to_owned()).collect(),
        rule: rule.map(str::to_owned),
        ..Alarm::default()
    }
}

fn change(time: &str, user: &str, operation: &str, resources: &[&str]) -> Change {
    Change {
        at: at(time),
        service: "autoscaling".into(),
        operation: operation.into(),
        user: user.into(),
        resources: resources.iter().map(|it| (*it).to_owned()).collect(),
        error: None,
        by_aws: false,
    }
}

fn rich_region() -> RegionSnapshot {
    let mut region = region();
    let web = "app/web-alb/50dc6c495c0c9188";
    region.cloudwatch.alarms = Fact::Seen(BTreeMap::from([
        ("web-5xx".into(), alarm(&[web], &["arn:aws:sns:us-east-1:111122223333:ops"], None)),
        ("web-latency".into(), alarm(&[web], &[], None)),
        ("other-cpu".into(), alarm(&["i-0123456789abcdef0"], &[], None)),
        ("all".into(), alarm(&[], &[], Some("ALARM(web-5xx)"))),
        ("TargetTracking-web".into(), alarm(&["web"], &["arn:aws:autoscaling:us-east-1:1:scalingPolicy:x"], None)),
    ]));
    region.cloudwatch.alarm_history = Fact::Seen(vec![
        alarm_change("web-latency", "00:30", "ALARM", "OK"),
        alarm_change("TargetTracking-web", "01:05", "OK", "ALARM"),
        alarm_change("TargetTracking-web", "01:10", "ALARM", "OK"),
        alarm_change("web-5xx", "01:15", "OK", "ALARM"),
        alarm_change("all", "01:16", "OK", "ALARM"),
        alarm_change("web-5xx", "01:32", "ALARM", "OK"),
        alarm_change("other-cpu", "04:30", "OK", "ALARM"),
    ]);
    region.autoscaling.activities = BTreeMap::from([(
        "web".into(),
        Fact::Seen(
            [("00:58", "Failed", 3), ("01:00", "Failed", 7), ("01:01", "Successful", 0), ("05:30", "Failed", 1)]
                .map(|(time, status, count)| Activity {
                    status: status.into(),
                    message: format!("You have requested more vCPU capacity than your current limit of {count}"),
                    start: at(time),
                })
                .into(),
        ),
    )]);
    let refused =
        Change { error: Some("AccessDenied".into()), ..change("01:25", "lee", "DeleteAutoScalingGroup", &["web"]) };
    let mut changes = vec![
        change("01:20", "kim", "UpdateAutoScalingGroup", &["web"]),
        change("01:22", "kim", "UpdateAutoScalingGroup", &["web"]),
        change("01:40", "kim", "UpdateAutoScalingGroup", &["web"]),
        change("02:00", "deploy-pipeline", "CreateOrUpdateTags", &["a", "b", "c", "d"]),
        refused,
    ];
    let routine =
        (0..40).map(|minute| change(&format!("01:{minute:02}"), "", "TerminateInstanceInAutoScalingGroup", &[]));
    changes.extend(routine.map(|change| Change { by_aws: true, ..change }));
    region.cloudtrail.changes = Fact::Seen(changes);
    region
}

fn series(maximum: f64, before: f64, time: &str) -> Series {
    let summary = |maximum, at| Summary { maximum: Some(maximum), maximum_at: at, ..Summary::default() };
    Series {
        namespace: "AWS/ApplicationELB",
        metric: "RequestCount",
        statistic: "Sum",
        per: None,
        unit: Unit::PerSecond,
        signal: Signal::Traffic,
        bounds: None,
        event: summary(maximum, Some(at(time))),
        baseline: summary(before, None),
        curve: Vec::new(),
        baseline_curve: Vec::new(),
    }
}

fn measured(kind: &'static str, id: &str, presence: Presence, series: Vec<Series>) -> Measured {
    let resource = Subject { kind, id: id.into(), ..Subject::default() };
    Measured { resource, presence, series, unmeasured: None, health: Vec::new() }
}

#[test]
fn everything_is_merged_in_the_order_of_time() {
    let workbook = workbook::parse(&format!(
        "{WORKBOOK}- 09:14 (critical): checkout 502s; detected 09:16, resolved 09:31\n- 10:00: the chat moved\n\
         - 2026-12-12 (high): search slow\n- 2026-12-13 09:00 GMT +8 (medium): late refunds\n",
    ));
    let mut snapshot = snapshot(rich_region());
    let health = |category: &str, region: &str, start: Option<&str>, end: Option<&str>| HealthEvent {
        arn: "arn".into(),
        service: "EC2".into(),
        code: "AWS_EC2_OPERATIONAL_ISSUE".into(),
        category: category.into(),
        region: region.into(),
        start: start.map(at),
        end: end.map(at),
        status: "closed".into(),
    };
    if let Some(account) = snapshot.accounts.get_mut(ACCOUNT) {
        account.health.events = Fact::Seen(vec![
            health("issue", "us-east-1", Some("01:12"), Some("01:50")),
            health("issue", "eu-west-1", Some("01:13"), None),
            health("issue", "us-east-1", Some("08:00"), None),
        ]);
    }
    let deleted = |time: &str| Presence::Deleted { last_seen: Some(at(time)) };
    let resources = [
        measured("load-balancer", "web-alb", Presence::Present, vec![series(21_000.0, 1_000.0, "01:40")]),
        measured("load-balancer", "api-alb", Presence::Present, vec![series(900.0, 800.0, "01:41")]),
        measured("instance", "i-0123", deleted("02:10"), Vec::new()),
        measured("instance", "i-0456", deleted("05:00"), Vec::new()),
        measured("instance", "i-0789", Presence::Deleted { last_seen: None }, Vec::new()),
    ];
    insta::assert_snapshot!(show(&told(&workbook, &snapshot, &resources)), @r"
    21:00 info phase [-] the window opens <workbook line 2>
    21:00-00:30 high alarm [web-alb] alarm web-latency had fired before the window opened and went back at 2026-12-12 08:30 GMT +8 <DescribeAlarmHistory, 111122223333 us-east-1>
    21:00 high deleted [i-0789] instance i-0789: AWS does not list it any more, and it has no datapoint: when it was deleted is not known <GetMetricData>
    21:00 high incident [-] not placed in time, `2026-12-12` has no time of day: 2026-12-12 (high): search slow <workbook line 14>
    00:58-01:00 high scaling-failure [web] scaling of group web failed, 2 times: You have requested more vCPU capacity than your current limit of 3 <DescribeScalingActivities, 111122223333 us-east-1>
    01:00 info phase [-] the event starts <workbook line 2>
    01:00-01:39 info change [111122223333] AWS itself made 40 changes of autoscaling: TerminateInstanceInAutoScalingGroup 40 <CloudTrail LookupEvents, 111122223333 us-east-1>
    01:05-01:10 info alarm [web] alarm TargetTracking-web fired and went back after 5 min; it only scales: Threshold Crossed: 1 datapoint [32.0] was greater than the threshold (10.0). <DescribeAlarmHistory, 111122223333 us-east-1>
    01:12-01:50 high health [111122223333] AWS Health: EC2 AWS_EC2_OPERATIONAL_ISSUE (closed) in us-east-1 <DescribeEvents of AWS Health>
    01:13 info health [111122223333] AWS Health: EC2 AWS_EC2_OPERATIONAL_ISSUE (closed) in eu-west-1, a region that section 6 does not list <DescribeEvents of AWS Health>
    01:14-01:31 critical incident [-] checkout 502s; detected 09:16, resolved 09:31 <workbook line 12>
    01:15-01:32 critical alarm [web-alb] alarm web-5xx fired and went back after 17 min: Threshold Crossed: 1 datapoint [32.0] was greater than the threshold (10.0). <DescribeAlarmHistory, 111122223333 us-east-1>
    01:16 critical alarm [-] alarm all fired and had not gone back by 2026-12-12 13:00 GMT +8: Threshold Crossed: 1 datapoint [32.0] was greater than the threshold (10.0). <DescribeAlarmHistory, 111122223333 us-east-1>
    01:20-01:22 high change [web] kim: UpdateAutoScalingGroup of autoscaling on web, 2 times <CloudTrail LookupEvents, 111122223333 us-east-1>
    01:25 medium change [web] lee: DeleteAutoScalingGroup of autoscaling on web, refused with AccessDenied <CloudTrail LookupEvents, 111122223333 us-east-1>
    01:40 high change [web] kim: UpdateAutoScalingGroup of autoscaling on web <CloudTrail LookupEvents, 111122223333 us-east-1>
    01:40 info peak [web-alb] peak of RequestCount on load-balancer web-alb: 21,000 per second, 21 times the largest value before <GetMetricData, AWS/ApplicationELB>
    02:00 medium change [-] deploy-pipeline: CreateOrUpdateTags of autoscaling on a, b, c and 1 more <CloudTrail LookupEvents, 111122223333 us-east-1>
    02:00 info note [-] the chat moved <workbook line 13>
    02:10 high deleted [i-0123] instance i-0123: AWS does not list it any more, and its last datapoint is of this time <GetMetricData>
    03:00 info phase [-] the event ends <workbook line 2>
    04:30 medium alarm [-] alarm other-cpu fired and had not gone back by 2026-12-12 13:00 GMT +8: Threshold Crossed: 1 datapoint [32.0] was greater than the threshold (10.0). <DescribeAlarmHistory, 111122223333 us-east-1>
    05:00 info phase [-] the window closes <workbook line 2>
    01:00 medium incident [-] late refunds (outside of the window) <workbook line 15>
    ");
}

#[test]
fn what_was_not_read_is_said() {
    let workbook = workbook::parse(WORKBOOK);
    let denied = || Missed { reason: Reason::Denied, detail: String::new() };
    let mut region = RegionSnapshot::default();
    region.cloudwatch.alarm_history = Fact::Missed(denied());
    region.cloudtrail.changes = Fact::Missed(denied());
    insta::assert_snapshot!(without_phases(told(&workbook, &snapshot(region.clone()), &[])), @r"
    21:00 medium not-read [111122223333] alarm history of us-east-1 was not read: cloudwatch:DescribeAlarmHistory was denied <DescribeAlarmHistory>
    21:00 medium not-read [111122223333] changes recorded by CloudTrail of us-east-1 were not read: cloudtrail:LookupEvents was denied <LookupEvents>
    21:00 medium not-read [111122223333] scaling activities of web in us-east-1 were not read: the snapshot does not hold them <DescribeScalingActivities>
    ");
    // Where AWS does not reach back, and where it was asked too early.
    region = self::region();
    let mut late = snapshot(region.clone());
    late.taken_at = "2027-03-20T00:00:00Z".parse().expect("a time");
    let mut early = snapshot(region);
    early.taken_at = at("02:00");
    let read = [late, early].map(|snapshot| without_phases(told(&workbook, &snapshot, &[]))).join("\n---\n");
    insta::assert_snapshot!(read, @r"
    21:00 medium not-read [111122223333] AWS Health events of 111122223333 before 2026-12-12 13:00 GMT +8 were not read: only 90 days are kept <DescribeEvents>
    21:00 medium not-read [111122223333] alarm history of us-east-1 before 2026-12-12 13:00 GMT +8 was not read: only 30 days are kept <DescribeAlarmHistory>
    21:00 medium not-read [111122223333] changes recorded by CloudTrail of us-east-1 before 2026-12-12 13:00 GMT +8 were not read: only 90 days are kept <LookupEvents>
    21:00 medium not-read [111122223333] scaling activities of 1 group in us-east-1 before 2026-12-12 13:00 GMT +8 were not read: only 14 days are kept <DescribeScalingActivities>
    ---
    02:00 medium not-read [-] what happened after 2026-12-12 10:00 GMT +8 was not read: AWS was asked then <snapshot>
    ");
    let nowhere = workbook::parse(&WORKBOOK.replace("111122223333", "n/a"));
    insta::assert_snapshot!(without_phases(told(&nowhere, &Snapshot::empty(at("20:00")), &[])), @"21:00 medium not-read [-] AWS was asked nothing: section 6 lists no resource with its account and region <section 6>");
}

#[test]
fn alarms_are_paired_with_the_moment_they_go_back() {
    /// Time, state before and state after.
    type Changes<'a> = &'a [(&'a str, &'a str, &'a str)];
    let workbook = workbook::parse(WORKBOOK);
    let rows: [(&str, Changes<'_>, &str); 9] = [
        ("fired and back", &[("01:00", "OK", "ALARM"), ("01:10", "ALARM", "OK")], "01:00-01:10"),
        ("back for want of data", &[("01:00", "OK", "ALARM"), ("01:10", "ALARM", "INSUFFICIENT_DATA")], "01:00-01:10"),
        ("not back", &[("01:00", "OK", "ALARM")], "01:00-"),
        ("fired before", &[("01:10", "ALARM", "OK")], "<21:00-01:10"),
        (
            "fired before the span, by its history",
            &[("11T20:00", "OK", "ALARM"), ("01:10", "ALARM", "OK")],
            "<21:00-01:10",
        ),
        ("fired before and again", &[("01:10", "ALARM", "OK"), ("01:20", "OK", "ALARM")], "<21:00-01:10 01:20-"),
        (
            "said twice",
            &[("01:00", "OK", "ALARM"), ("01:05", "ALARM", "ALARM"), ("01:10", "ALARM", "OK")],
            "01:00-01:10",
        ),
        ("only lacked data", &[("01:00", "INSUFFICIENT_DATA", "OK"), ("01:10", "OK", "INSUFFICIENT_DATA")], ""),
        ("fired after the window", &[("05:10", "OK", "ALARM")], ""),
    ];
    for (name, changes, expected) in rows {
        let mut region = region();
        let changes = changes.iter().map(|(time, from, to)| alarm_change("a", time, from, to));
        region.cloudwatch.alarm_history = Fact::Seen(changes.collect());
        let snapshot = snapshot(region);
        let inputs = Inputs { workbook: &workbook, text: "", snapshot: &snapshot, before: None, now: at("20:00") };
        let readings = Readings::new(inputs, spans(workbook.event.window.as_ref(), inputs.now).expect("a window"));
        let scene = Scene::new(&readings, &inputs).expect("a window");
        let (fired, missing) = alarms::fired(&scene);
        let stay = |it: &alarms::Firing<'_>| {
            let time = |at: Timestamp| at.strftime("%H:%M").to_string();
            let before = if it.before { "<" } else { "" };
            format!("{before}{}-{}", time(it.at), it.until.map(time).unwrap_or_default())
        };
        // The earliest first, as the timeline shows them.
        let mut stays: Vec<_> = fired.iter().map(|it| (it.at, stay(it))).collect();
        stays.sort();
        let stays: Vec<_> = stays.into_iter().map(|(_, stay)| stay).collect();
        assert_eq!(stays.join(" "), expected, "{name}");
        assert_eq!(missing, Vec::<String>::new());
    }
}

#[test]
fn an_alarm_that_stays_in_alarm_while_the_event_runs_is_known() {
    let workbook = workbook::parse(WORKBOOK);
    let mut region = region();
    let stuck = Alarm { state: "ALARM".into(), state_reason: "stuck".into(), ..alarm(&["web"], &[], None) };
    region.cloudwatch.alarms = Fact::Seen(BTreeMap::from([("web-stuck".into(), stuck)]));
    let mut during = snapshot(region.clone());
    during.taken_at = at("02:00");
    let of_alarms = |mut all: Vec<Happening>| {
        all.retain(|it| it.kind == "alarm");
        show(&all)
    };
    insta::assert_snapshot!(of_alarms(told(&workbook, &during, &[])), @"21:00 high alarm [web] alarm web-stuck had fired before the window opened and had not gone back by 2026-12-12 10:00 GMT +8: stuck <DescribeAlarmHistory, 111122223333 us-east-1>");
    assert_eq!(of_alarms(told(&workbook, &snapshot(region), &[])), "");
}

#[test]
fn equal_happenings_within_a_few_minutes_are_one() {
    let minutes = [0, 4, 9, 15, 16, 40];
    let moment = |minute: &i64| Timestamp::from_second(minute * 60).expect("a time");
    let of_parity = |parity| move |minute: &i64| if parity { minute % 2 } else { 0 };
    for (by_parity, expected) in [
        (false, vec![vec![0, 4, 9], vec![15, 16], vec![40]]),
        (true, vec![vec![0, 4], vec![9], vec![15], vec![16], vec![40]]),
    ] {
        assert_eq!(runs(minutes, of_parity(by_parity), |minute| (moment(minute), moment(minute))), expected);
    }
}

#[test]
fn thousands_of_changes_stay_readable() {
    let workbook = workbook::parse(WORKBOOK);
    let mut region = region();
    let names: Vec<String> = (0..3000).map(|number| format!("i-{number}")).collect();
    let changes = names.iter().enumerate().map(|(index, name)| {
        let time = format!("{:02}:{:02}", 1 + index / 1500, index / 25 % 60);
        change(&time, ["kim", "lee"][index % 2], "CreateTags", &[name])
    });
    region.cloudtrail.changes = Fact::Seen(changes.collect());
    insta::assert_snapshot!(without_phases(told(&workbook, &snapshot(region), &[])), @r"
    01:00-02:59 medium change [i-0] kim: CreateTags of autoscaling on i-0, i-2, i-4 and 1497 more, 1500 times <CloudTrail LookupEvents, 111122223333 us-east-1>
    01:00-02:59 medium change [i-1] lee: CreateTags of autoscaling on i-1, i-3, i-5 and 1497 more, 1500 times <CloudTrail LookupEvents, 111122223333 us-east-1>
    ");
}

#[test]
fn lengths_are_said_in_two_units() {
    for (seconds, said) in
        [(0.0, "0 s"), (59.6, "1 min"), (90.0, "1 min 30 s"), (7500.0, "2 h 5 min"), (100_000.0, "1 d 3 h")]
    {
        assert_eq!(lasting(seconds), said);
    }
    assert!(Class::Critical < Class::Info, "the worst comes first among happenings of one moment");
}
