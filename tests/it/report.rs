//! What a report measures: every number is the arithmetic of the datapoints that go in.

use std::collections::BTreeMap;

use iem_core::{
    aws::cloudwatch::facts::Points,
    report::{self, Inputs, Known, Measured, Presence, Report, Series, Spans},
    rule::Light,
    snapshot::{AccountSnapshot, Fact, Missed, Reason, Snapshot},
    workbook,
};
use jiff::Timestamp;

const ACCOUNT: &str = "111122223333";

/// The window opens at 08:00 and closes at 16:00 UTC.
const WORKBOOK: &str = "\
## Section 1: Event Details and Success Criteria
- Name: Sale

## Section 2: Calendar
- Start: Dec 12, 2026 12:00 PM UTC
- End: Dec 12, 2026 02:00 PM UTC

## Section 6: AWS Resources
### Global Infrastructure
| AWS Account | CloudFront distribution |
|---|---|
| 111122223333 | E2EXAMPLE1ABCD, shop.example.com |

### Regional Infrastructure
| AWS Account | AWS Region | Instances | Load balancers | Auto Scaling groups | RDS | DynamoDB | ElastiCache | VPC |
|---|---|---|---|---|---|---|---|---|
| 111122223333 | us-east-1 | i-0a1b2c3d4e5f60001, i-0a1b2c3d4e5f60002 | web, old | web | orders.abc123.us-east-1.rds.amazonaws.com | carts | sessions.abc123.ng.0001.use1.cache.amazonaws.com | vpc-1 |
";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn spans(now: &str) -> Spans {
    report::spans(workbook::parse(WORKBOOK).event.window.as_ref(), time(now)).unwrap()
}

/// A snapshot in which `values` says the datapoints of each metric: name and statistic, first
/// dimension's value, period's index and moment.
fn snapshot(now: &str, values: impl Fn(&str, usize, Timestamp) -> Option<f64>) -> Snapshot {
    let elb = serde_json::json!({"elb": {
        "load_balancers": {"seen": {"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"name": "web", "dns_name": "web-1.us-east-1.elb.amazonaws.com", "balancer_type": "application",
             "state": "active", "state_reason": "", "zones": []}}},
        "target_groups": {"seen": {"arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/6d0ecf831eec9f09":
            {"name": "web", "load_balancers": ["arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"]}}}},
        "ec2": {"instances": {"seen": {}}}});
    let mut snapshot = Snapshot::empty(time(now));
    let known = AccountSnapshot::default();
    let account = snapshot.accounts.entry(ACCOUNT.to_owned()).or_default();
    account.regions.insert("us-east-1".to_owned(), serde_json::from_value(elb).unwrap());
    let region = account.regions.get_mut("us-east-1").unwrap();
    let event = workbook::parse(WORKBOOK).event;
    let spans = spans(now);
    for (span, months) in [(spans.event, false), (spans.baseline, false), (spans.months, true)] {
        let wanted = report::wanted(
            &event,
            (ACCOUNT, "us-east-1"),
            Known { account: &known, region },
            None,
            span.period,
            months,
        );
        let read: BTreeMap<String, Fact<Points>> = wanted
            .iter()
            .map(|metric| {
                let key = metric.key();
                let points = (0..span.periods())
                    .filter_map(|index| Some((span.at(index), values(&key, index, span.at(index))?)));
                (key.clone(), Fact::Seen(Points::new(span.start, span.period, points)))
            })
            .collect();
        let facts = &mut region.cloudwatch;
        match (span == spans.event, months) {
            (true, _) => facts.event = read,
            (false, false) => facts.baseline = read,
            (false, true) => facts.months = read,
        }
    }
    snapshot
}

fn evaluate(now: &str, snapshot: &Snapshot) -> Report {
    let workbook = workbook::parse(WORKBOOK);
    report::evaluate(&Inputs { workbook: &workbook, text: WORKBOOK, snapshot, before: None, now: time(now) }).unwrap()
}

fn resource<'a>(report: &'a Report, kind: &str, id: &str) -> &'a Measured {
    report.resources.iter().find(|it| it.resource.kind == kind && it.resource.id == id).unwrap()
}

fn series<'a>(measured: &'a Measured, metric: &str, statistic: &str) -> &'a Series {
    measured.series.iter().find(|it| it.metric == metric && it.statistic == statistic && it.per.is_none()).unwrap()
}

const NOW: &str = "2026-12-13T00:00:00Z";
/// 08:00 to 16:00.
const MINUTES: usize = 8 * 60;

#[test]
fn the_spans_are_the_window_and_the_same_weekday_before_at_the_finest_resolution() {
    for (now, event, baseline, minutes) in [
        (NOW, ("2026-12-12T08:00:00Z", 60), ("2026-12-05T08:00:00Z", 60), Some("2026-12-27T08:00:00Z")),
        (
            "2026-12-21T00:00:00Z",
            ("2026-12-12T08:00:00Z", 60),
            ("2026-12-05T08:00:00Z", 300),
            Some("2026-12-27T08:00:00Z"),
        ),
        ("2027-01-12T00:00:00Z", ("2026-12-12T08:00:00Z", 300), ("2026-12-05T08:00:00Z", 300), None),
        ("2027-03-12T00:00:00Z", ("2026-12-12T08:00:00Z", 3600), ("2026-12-05T08:00:00Z", 3600), None),
    ] {
        let spans = spans(now);
        assert_eq!((spans.event.start, spans.event.period), (time(event.0), event.1), "{now}");
        assert_eq!((spans.baseline.start, spans.baseline.period), (time(baseline.0), baseline.1), "{now}");
        assert_eq!(spans.minutes_until, minutes.map(time), "{now}");
    }
    assert_eq!(spans("2026-12-12T12:00:30Z").event.end, time("2026-12-12T12:01:00Z"));
    let window = workbook::parse(WORKBOOK).event.window;
    let early = report::spans(window.as_ref(), time("2026-12-12T08:00:00Z")).unwrap_err();
    assert_eq!(
        early.to_string(),
        "at 2026-12-12T08:00:00Z the event has not begun: its window opens at 2026-12-12T08:00:00Z"
    );
}

#[test]
fn every_number_is_the_arithmetic_of_the_datapoints() {
    let spans = spans(NOW);
    let snapshot = snapshot(NOW, |key, index, at| {
        let in_event = spans.event.index(at).is_some();
        match key {
            // 60 to 28,800 requests a minute rising by 60, and a tenth of it a week before.
            _ if key.contains("RequestCount Sum") && !in_event => Some(6.0 * (index + 1) as f64),
            _ if key.contains("RequestCount Sum") => Some(60.0 * (index + 1) as f64),
            // One error in minute 100, and nothing else: AWS publishes no zeros.
            _ if key.contains("HTTPCode_Target_5XX_Count") => (in_event && index == 100).then_some(303.0),
            // Five-minute data, asked for every minute.
            _ if key.contains("NetworkIn Sum") && key.contains("InstanceId=i-0a1b2c3d4e5f60001") => {
                index.is_multiple_of(5).then_some(3_000.0)
            }
            // A gauge with a gap of ten minutes.
            _ if key.contains("AWS/RDS CPUUtilization") => {
                (!(120..130).contains(&index)).then_some(20.0 + (index % 7) as f64)
            }
            // An instance that ends after 90 minutes.
            _ if key.contains("CPUUtilization Maximum InstanceId=i-0a1b2c3d4e5f60002") && in_event => {
                (index < 90).then_some(86.0)
            }
            _ if key.contains("EngineCPUUtilization") => Some(71.0),
            _ => None,
        }
    });
    let report = evaluate(NOW, &snapshot);
    let web = resource(&report, "load-balancer", "web");
    assert_eq!(web.presence, Presence::Present);
    let requests = series(web, "RequestCount", "Sum");
    assert_eq!(requests.event.maximum, Some(480.0));
    assert_eq!(requests.event.maximum_at, Some(time("2026-12-12T15:59:00Z")));
    assert_eq!(requests.event.minimum, Some(1.0));
    assert_eq!(requests.event.mean, Some(240.5));
    assert_eq!(requests.event.total, Some(60.0 * (MINUTES * (MINUTES + 1) / 2) as f64));
    assert_eq!((requests.event.datapoints, requests.event.periods), (MINUTES, MINUTES));
    assert_eq!(requests.baseline.maximum, Some(48.0));
    assert_eq!(requests.curve.len(), 240);
    assert_eq!((requests.curve[0], requests.curve[239]), (Some(2.0), Some(480.0)));

    let errors = series(web, "HTTPCode_Target_5XX_Count", "Sum");
    assert_eq!((errors.event.total, errors.event.maximum, errors.event.minimum), (Some(303.0), Some(5.05), Some(0.0)));
    assert_eq!(errors.event.gaps, []);
    assert_eq!((errors.baseline.total, errors.baseline.maximum), (Some(0.0), Some(0.0)));
    // 303 of the 6,060 requests of that minute are 5 %: the one part that holds it is red.
    let red: Vec<usize> = (0..Measured::STRIP).filter(|part| web.health[*part] == Light::Red).collect();
    assert_eq!(red, [100 * Measured::STRIP / MINUTES]);

    let network = series(resource(&report, "instance", "i-0a1b2c3d4e5f60001"), "NetworkIn", "Sum");
    assert_eq!((network.event.period, network.event.datapoints, network.event.periods), (300, 96, 96));
    assert_eq!((network.event.maximum, network.event.mean, network.event.gaps.len()), (Some(10.0), Some(10.0), 0));

    let orders = resource(&report, "database", "orders");
    let gap = series(orders, "CPUUtilization", "Maximum").event.gaps.clone();
    assert_eq!(gap.len(), 1);
    assert_eq!((gap[0].from, gap[0].until), (time("2026-12-12T10:00:00Z"), time("2026-12-12T10:10:00Z")));
    assert_eq!(orders.presence, Presence::Unknown);
    let lag = &series(orders, "ReplicaLag", "Maximum").event;
    assert_eq!((lag.datapoints, lag.maximum, &lag.missed), (0, None, &None));

    let ended = resource(&report, "instance", "i-0a1b2c3d4e5f60002");
    assert_eq!(ended.presence, Presence::Deleted { last_seen: Some(time("2026-12-12T09:30:00Z")) });
    assert_eq!(ended.health[..9], [Light::Red; 9]);
    assert_eq!(ended.health[9..], [Light::Gray; 39]);

    // Only the engine that published something is there.
    let cache = resource(&report, "cache", "sessions-001");
    assert_eq!(cache.health, [Light::Yellow; Measured::STRIP]);
    assert!(cache.series.iter().all(|it| it.metric != "GetHits"));

    let unmeasured = |kind: &str, id: &str| resource(&report, kind, id).unmeasured.clone().unwrap();
    assert_eq!(unmeasured("vpc", "vpc-1"), "its NAT gateways, which publish metrics, were not read");
    assert_eq!(
        unmeasured("distribution", "shop.example.com"),
        "its id, by which CloudWatch knows it, is not known: list it as E…"
    );
}

#[test]
fn what_is_listed_twice_is_measured_once() {
    let text = format!(
        "{WORKBOOK}| 111122223333 | us-east-1 |  | web |  | orders.abc123.us-east-1.rds.amazonaws.com | carts |  |  |\n"
    );
    let workbook = workbook::parse(&text);
    let snapshot = snapshot(NOW, |_, _, _| None);
    let inputs = Inputs { workbook: &workbook, text: &text, snapshot: &snapshot, before: None, now: time(NOW) };
    let report = report::evaluate(&inputs).unwrap();
    for id in ["orders", "carts", "web"] {
        let kinds: Vec<_> =
            report.resources.iter().filter(|it| it.resource.id == id).map(|it| it.resource.kind).collect();
        let mut once = kinds.clone();
        once.dedup();
        assert_eq!(kinds, once, "{id}");
    }
    let first = resource(&report, "database", "orders").resource.line;
    assert_eq!(first, resource(&evaluate(NOW, &snapshot), "database", "orders").resource.line);
}

#[test]
fn months_add_up() {
    let snapshot = snapshot(NOW, |key, _, at| {
        let is_month = key.contains("ConsumedReadCapacityUnits");
        (is_month && at >= time("2026-11-28T00:00:00Z")).then_some(1000.0)
    });
    let report = evaluate(NOW, &snapshot);
    let carts: Vec<_> = report.usage.iter().filter(|row| row.resource.id == "carts").collect();
    assert_eq!(carts.len(), 1);
    let months: Vec<_> = carts[0].months.iter().zip(&carts[0].values).rev().take(3).collect();
    let expected = [("2026-12", Some(12_000.0)), ("2026-11", Some(3_000.0)), ("2026-10", None)];
    assert_eq!(
        months,
        expected.map(|(month, value)| (month.to_owned(), value)).iter().map(|(a, b)| (a, b)).collect::<Vec<_>>()
    );
}

#[test]
fn what_was_not_read_is_never_a_number_and_never_healthy() {
    let mut snapshot = snapshot(NOW, |_, _, _| Some(1.0));
    let facts = &mut snapshot.accounts.get_mut(ACCOUNT).unwrap().regions.get_mut("us-east-1").unwrap().cloudwatch;
    for (_, fact) in facts.event.iter_mut().filter(|(key, _)| key.contains("AWS/RDS CPUUtilization")) {
        *fact = Fact::Missed(Missed { reason: Reason::Denied, detail: String::new() });
    }
    let report = evaluate(NOW, &snapshot);
    let orders = resource(&report, "database", "orders");
    let cpu = &series(orders, "CPUUtilization", "Maximum").event;
    assert!(cpu.missed.as_deref().unwrap().contains("cloudwatch:GetMetricData"), "{cpu:?}");
    assert_eq!((cpu.maximum, cpu.datapoints), (None, 0));
    assert!(orders.health.iter().all(|light| *light != Light::Green));
    // The distribution's region was not asked.
    let edge = resource(&report, "distribution", "E2EXAMPLE1ABCD");
    assert!(edge.series.iter().all(|it| it.event.missed.is_none() || it.event.maximum.is_none()));
}
