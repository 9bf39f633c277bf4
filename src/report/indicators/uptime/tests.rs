use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Load, judge, uptime};
use crate::{
    aws::cloudwatch::facts::Points,
    event::{Event, ResourceKind, Window},
    report::{
        Inputs,
        measures::{MEASURES, Measure},
        readings::Readings,
        spans,
        targets::{self, Shape, Target},
    },
    rule::Subject,
    snapshot::{AccountSnapshot, Fact, RegionSnapshot, Snapshot},
    workbook::Workbook,
};

const REGION: &str = "us-east-1";

/// A balancer of six minutes: requests, ELB 5xx and target 5xx of each; 0 where there is no datapoint.
type Minutes = [(f64, f64, f64); 6];

/// What the indicator says of application balancers of these names.
fn measured(balancers: &[(&str, Option<Minutes>)]) -> String {
    let start: Timestamp = "2026-12-12T10:00:00Z".parse().expect("a time");
    let after = |minutes: i64| start + SignedDuration::from_mins(minutes);
    let window = Window {
        start,
        end: after(6),
        time_zone: TimeZone::UTC,
        time_zone_label: "UTC".into(),
        lead: SignedDuration::ZERO,
        tail: SignedDuration::ZERO,
        line: 1,
    };
    let mut region = RegionSnapshot::default();
    let mut all = Vec::new();
    for (name, minutes) in balancers {
        let dimensions = vec![("LoadBalancer", format!("app/{name}/1"))];
        let names = ["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"];
        for (index, name) in names.into_iter().enumerate() {
            let is_it =
                |it: &&Measure| (it.shape, it.name, it.statistic) == (Shape::ApplicationLoadBalancer, name, "Sum");
            let measure = MEASURES.iter().find(is_it).expect("a row of the table");
            let Some(minutes) = minutes else { continue };
            let values = minutes.iter().map(|(requests, elb, target)| [*requests, *elb, *target][index]);
            let given = (0..).map(after).zip(values).filter(|(_, value)| *value > 0.0);
            let points = Points::new(start, 60, given);
            region.cloudwatch.event.insert(targets::metric(measure, &dimensions, 60).key(), Fact::Seen(points));
        }
        let (account, place) = (Some("1".to_owned()), Some(REGION.to_owned()));
        all.push(Target {
            subject: Subject {
                kind: "load-balancer",
                id: (*name).into(),
                arn: None,
                account,
                region: place,
                line: None,
            },
            kind: ResourceKind::LoadBalancer,
            shapes: vec![(Shape::ApplicationLoadBalancer, dimensions)],
            metrics_region: REGION.into(),
            unmeasured: None,
        });
    }
    let mut snapshot = Snapshot::empty(after(60));
    let mut account = AccountSnapshot::default();
    account.regions.insert(REGION.into(), region);
    snapshot.accounts.insert("1".into(), account);
    let workbook = Workbook { event: Event { window: Some(window), ..Event::default() }, ..Workbook::default() };
    let inputs = Inputs { workbook: &workbook, text: "", snapshot: &snapshot, before: None, now: after(60) };
    let spans = spans(workbook.event.window.as_ref(), inputs.now).expect("a window");
    let mut readings = Readings::new(inputs, spans);
    readings.targets = all;
    match uptime(&readings, &inputs) {
        Ok((value, detail)) => format!("{value}: {detail}"),
        Err(reason) => format!("not measurable: {reason}"),
    }
}

#[test]
fn balancers_are_measured_together() {
    let up = (600.0, 0.0, 0.0);
    // In the second minute 8 % of one balancer fail, 4 % of both; in the third 61 of 600 and of 1200.
    // In the fourth one balancer has no target, and counts no request. The sixth has no request.
    let web: Minutes = [up, (600.0, 24.0, 24.0), (600.0, 60.0, 1.0), (0.0, 900.0, 0.0), up, (0.0, 0.0, 0.0)];
    let api: Minutes = [up, up, up, up, up, (0.0, 0.0, 0.0)];
    let read = [
        measured(&[("web", Some(web))]),
        measured(&[("web", Some(web)), ("api", Some(api))]),
        measured(&[("web", Some(web)), ("api", None)]),
        measured(&[("api", None)]),
        measured(&[("api", Some([(0.0, 0.0, 0.0); 6]))]),
        measured(&[]),
    ];
    insta::assert_snapshot!(read.join("\n"), @r"
    40: 2 of 5 periods of 1 min were up; first down at 2026-12-12 10:01 UTC, worst at 2026-12-12 10:03 UTC with 100.0 % failed; 1 period without a request or a datapoint not counted
    60: 3 of 5 periods of 1 min were up; first down at 2026-12-12 10:02 UTC, worst at 2026-12-12 10:03 UTC with 60.0 % failed; 1 period without a request or a datapoint not counted
    40: 2 of 5 periods of 1 min were up; first down at 2026-12-12 10:01 UTC, worst at 2026-12-12 10:03 UTC with 100.0 % failed; 1 period without a request or a datapoint not counted; without 1 balancer: api: could not read metrics of the event: the snapshot does not hold them
    not measurable: no load balancer was measured: api: could not read metrics of the event: the snapshot does not hold them
    not measurable: no load balancer was measured: api has no datapoint
    not measurable: no load balancer was measured: section 6 lists no application or classic load balancer
    ");
}

#[test]
fn a_period_is_down_when_more_than_five_percent_fail() {
    let load = |requests, failures| Some(Load { requests, failures });
    for (periods, expected) in [
        (vec![], None),
        (vec![None, load(0.0, 0.0)], None),
        (vec![load(100.0, 5.0)], Some(100.0)),
        (vec![load(100.0, 5.1)], Some(0.0)),
        (vec![load(100.0, 0.0), load(100.0, 50.0), None, load(0.0, 0.0), load(3.0, 3.0), load(1.0, 0.0)], Some(50.0)),
    ] {
        let share = judge(&periods, 60, |index| index.to_string()).map(|(share, _)| share);
        assert_eq!(share, expected, "{periods:?}");
    }
}
