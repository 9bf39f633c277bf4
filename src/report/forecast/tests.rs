mod ceilings;

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::{
    aws::{
        autoscaling::facts::Group,
        cloudwatch::{facts::Series, metrics::Metric},
        elb::facts::{CapacityReservation, LoadBalancer},
    },
    event::{Prewarming, Resource, ResourceKind},
    report::{
        readings::When::{Baseline, Event},
        targets::Shape,
        testing::world::{ACCOUNT, REGION, World, at},
    },
    snapshot::Fact,
};

/// 2,400 requests in most minutes, 60,000 in the tenth; the baseline has 600 and once 6,000.
fn peaky(world: &mut World, id: &str) {
    world.balancer(id, 0.0);
    world.put(Event, id, ("RequestCount", "Sum"), |minute| Some(if minute == 10 { 60_000.0 } else { 2_400.0 }));
    world.put(Baseline, id, ("RequestCount", "Sum"), |minute| Some(if minute == 15 { 6_000.0 } else { 600.0 }));
}

fn all(world: &World) -> Vec<Forecast> {
    forecasts(&world.readings(), &world.inputs())
}

fn only(world: &World) -> Forecast {
    let mut all = all(world);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn whole_row() -> Prewarming {
    Prewarming { factor: Some(8.0), line: 70, ..Prewarming::default() }
}

fn row_of(name: &str) -> Prewarming {
    Prewarming { load_balancer: Some(name.to_owned()), ..whole_row() }
}

#[test]
fn a_peak_is_compared_with_what_section_7_predicted() {
    let series = |maximum| {
        Fact::Seen(Some(Series {
            maximum,
            maximum_at: at("2026-11-25T10:00:00Z"),
            latest: 1.0,
            latest_at: at("2026-11-30T10:00:00Z"),
            busiest: Vec::new(),
        }))
    };
    let key = Metric::requests("app/web/1").key();
    // Row of section 7, largest minute of the 14 days before; predicted factor, peak, and from where.
    let baseline = "100 in the baseline's busiest period × 8";
    let measured = "150 in the busiest minute of the 14 days that the snapshot from before the event holds × 8";
    #[rustfmt::skip]
    let table = [
        (Some(whole_row()), None, Some(8.0), Some(800.0), baseline),
        (Some(whole_row()), Some(9_000.0), Some(8.0), Some(1200.0), measured),
        (Some(Prewarming { peak_rps: Some(900.0), ..whole_row() }), Some(9_000.0), Some(8.0), Some(900.0), "section 7, line 70"),
        (Some(Prewarming { current_peak_rps: Some(50.0), ..whole_row() }), None, Some(8.0), Some(400.0), "section 7, line 70: 50 × 8"),
        (Some(Prewarming { factor: Some(3.0), ..row_of("web") }), None, Some(3.0), Some(300.0), "100 in the baseline's busiest period × 3"),
        (Some(Prewarming { factor: None, peak_rps: Some(600.0), ..row_of("APP/web/1") }), Some(9_000.0), Some(4.0), Some(600.0), "section 7, line 70"),
        // Another balancer's row and another region's say nothing of this one but the event's factor.
        (Some(Prewarming { peak_rps: Some(600.0), ..row_of("api") }), None, Some(8.0), Some(800.0), baseline),
        (Some(Prewarming { peak_rps: Some(600.0), region: Some("us-east-1".into()), ..row_of("web") }), None, Some(8.0), Some(800.0), baseline),
        (None, Some(9_000.0), None, None, ""),
    ];
    for (row, before, factor, peak, from) in table {
        let mut world = World::new();
        peaky(&mut world, "app/web/1");
        let balancer =
            LoadBalancer { name: "web".into(), balancer_type: "application".into(), ..LoadBalancer::default() };
        let arn = "arn:aws:elasticloadbalancing:ap-southeast-1:111122223333:loadbalancer/app/web/1".to_owned();
        world.facts().elb.load_balancers = Fact::Seen(BTreeMap::from([(arn, balancer)]));
        let case = format!("{row:?} {before:?}");
        world.event().prewarming = row.into_iter().collect();
        if let Some(before) = before {
            world.facts_before().cloudwatch.metrics.insert(key.clone(), series(before));
        }
        let forecast = only(&world);
        assert_eq!((forecast.real_peak, forecast.peak_at), (Some(1000.0), Some(at("2026-12-12T10:10:00Z"))));
        assert_eq!(forecast.real_factor, Some(10.0), "{case}");
        assert_eq!((forecast.predicted_factor, forecast.predicted_peak), (factor, peak), "{case}");
        assert_eq!(forecast.predicted_from, from, "{case}");
        assert_eq!(forecast.error, peak.map(|peak| peak / 1000.0 - 1.0), "{case}");
        let unknown = if peak.is_some() {
            vec![]
        } else {
            vec!["No peak was predicted: section 7 gives neither a peak nor a growth factor."]
        };
        assert_eq!(forecast.unknown, unknown, "{case}");
    }
}

#[test]
fn the_whole_workload_is_summed_minute_by_minute() {
    let mut world = World::new();
    world.event().prewarming = vec![whole_row()];
    peaky(&mut world, "app/web/1");
    world.balancer("app/api/2", 1_200.0);
    world.silent(ResourceKind::LoadBalancer, "app/new/3", &[Shape::ApplicationLoadBalancer]);
    let whole = |world: &World| all(world).into_iter().find(|one| one.resource.kind == "workload").expect("the whole");
    let forecast = whole(&world);
    assert_eq!((forecast.real_peak, forecast.peak_at), (None, None), "one balancer has no datapoint");
    assert_eq!(
        forecast.unknown[0],
        "During the event: no sum without `app/new/3`, of which CloudWatch has no datapoint."
    );
    world.put(Event, "app/new/3", ("RequestCount", "Sum"), |_| Some(0.0));
    world.put(Baseline, "app/new/3", ("RequestCount", "Sum"), |_| Some(0.0));
    let forecast = whole(&world);
    // 60,000 + 1,200 a minute against 6,000 + 300; planned are 8 times 100, 5 and 0.
    assert_eq!((forecast.real_peak, forecast.predicted_peak), (Some(1020.0), Some(840.0)));
    assert_eq!(forecast.real_factor, Some(1020.0 / 105.0));
    assert_eq!(forecast.predicted_from, "the sum of what was predicted for each balancer");
    world.deny(Event, "app/api/2", ("RequestCount", "Sum"));
    let forecast = whole(&world);
    assert_eq!((forecast.real_peak, forecast.real_factor, forecast.error), (None, None, None));
    assert!(forecast.unknown[0].contains("no sum without `app/api/2`") && forecast.unknown[0].contains("was denied"));
}

#[test]
fn what_section_7_says_of_one_balancer_is_no_prediction_for_all() {
    let mut world = World::new();
    world.event().prewarming = vec![row_of("app/web/1")];
    peaky(&mut world, "app/web/1");
    world.balancer("app/api/2", 1_200.0);
    let whole = |world: &World| all(world).into_iter().find(|one| one.resource.kind == "workload").expect("the whole");
    // Growth by 8 of `web`, and of `api`, of which section 7 says nothing; then of `web` alone.
    assert_eq!(whole(&world).predicted_factor, Some(8.0));
    let api = Prewarming { factor: Some(2.0), ..row_of("app/api/2") };
    world.event().prewarming.push(api.clone());
    let forecast = whole(&world);
    // 8 times 100 and twice 5, against the 105 of the baseline's busiest minute.
    assert_eq!((forecast.predicted_peak, forecast.predicted_factor), (Some(810.0), Some(810.0 / 105.0)));
    world.event().prewarming = vec![whole_row(), api];
    assert_eq!(whole(&world).predicted_factor, Some(8.0), "what is said of the whole workload counts for it");
}

#[test]
fn spans_of_different_periods_are_compared_at_the_longer_one() {
    let mut world = World::new();
    // One-minute datapoints of the event are still there, those of the week before are not.
    world.now = at("2026-12-22T00:00:00Z");
    world.event().prewarming = vec![whole_row()];
    peaky(&mut world, "app/web/1");
    world.put(Baseline, "app/web/1", ("RequestCount", "Sum"), |_| Some(3_000.0));
    let forecast = only(&world);
    // Five minutes of the event: (60,000 + 4 × 2,400) ÷ 300 = 232; of the baseline 3,000 ÷ 300 = 10.
    assert_eq!((forecast.real_peak, forecast.real_factor), (Some(1000.0), Some(23.2)));
    assert_eq!(
        forecast.unknown,
        ["Event and baseline are kept at different periods: the growth compares 5 minutes of both."]
    );
    world.now = at("2027-01-12T00:00:00Z");
    world.put(Event, "app/web/1", ("RequestCount", "Sum"), |_| Some(30_000.0));
    world.put(Baseline, "app/web/1", ("RequestCount", "Sum"), |_| Some(3_000.0));
    let forecast = only(&world);
    assert_eq!((forecast.real_peak, forecast.real_factor), (Some(100.0), Some(10.0)));
    assert!(forecast.unknown[0].starts_with("A datapoint covers 5 minutes: its mean hides"), "{:?}", forecast.unknown);
}

/// Instances with a processor at the given peak, an idle baseline, and a cache that is Memcached.
fn processors(peaks: &[(&str, f64)]) -> World {
    let mut world = World::new();
    for (id, peak) in peaks {
        world.silent(ResourceKind::Instance, id, &[Shape::Instance]);
        world.put(Event, id, ("CPUUtilization", "Maximum"), |minute| Some(if minute == 7 { *peak } else { 5.0 }));
        world.put(Baseline, id, ("CPUUtilization", "Maximum"), |_| Some(20.0));
    }
    world
}

#[test]
fn the_smallest_headroom_comes_first_and_tells_what_broke() {
    let mut world = processors(&[("i-1", 40.0), ("i-2", 80.0)]);
    world.silent(ResourceKind::Instance, "i-3", &[Shape::Instance]);
    world.silent(ResourceKind::Cache, "cache", &[Shape::Redis, Shape::Memcached, Shape::CacheNode]);
    let forecasts = all(&world);
    let order: Vec<_> = forecasts.iter().map(|one| (one.resource.id.as_str(), one.headroom)).collect();
    assert_eq!(order.len(), 4);
    assert_eq!(order[..2], [("i-2", Some(1.0 - 0.8)), ("i-1", Some(0.6))]);
    assert_eq!(order[2..], [("i-3", None), ("cache", None)]);
    let cases = [
        (
            80.0,
            "Nothing measured reached its ceiling. instance i-2 would have been the first, at 5 times normal; it was 4 times \
                normal: 80 CPU percent of 100.",
        ),
        (100.0, "instance i-2 reached its ceiling: 100 CPU percent of 100."),
        (101.0, "instance i-2 went beyond its ceiling: 101 CPU percent of 100."),
    ];
    for (peak, expected) in cases {
        let world = processors(&[("i-1", 40.0), ("i-2", peak)]);
        assert_eq!(first_to_break(&all(&world)).as_deref(), Some(expected));
    }
    assert_eq!(first_to_break(&forecasts[2..]), None);
}

#[test]
fn a_name_that_can_stand_for_two_kinds_is_compared_as_the_one_that_publishes() {
    for (published, expected) in [(Some(30.0), vec![Some(30.0)]), (None, vec![None, None])] {
        let mut world = World::new();
        world.silent(ResourceKind::Database, "db", &[Shape::DatabaseInstance, Shape::DatabaseCluster]);
        world.put(Event, "db", ("CPUUtilization", "Maximum"), |_| published);
        let forecasts = all(&world);
        let shown = forecasts.iter().filter(|one| one.what == "CPU percent").map(|one| one.real_peak);
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn losses_are_counted_and_zero_is_only_what_was_measured() {
    let mut world = World::new();
    world.balancer("app/web/1", 600.0);
    let spike = |minute| (20..23).contains(&minute).then_some(7.0 + minute as f64);
    world.put(Event, "app/web/1", ("RejectedConnectionCount", "Sum"), spike);
    world.deny(Event, "app/web/1", ("HTTPCode_ELB_5XX_Count", "Sum"));
    world.silent(ResourceKind::DynamoDbTable, "orders", &[Shape::Table]);
    let losses = losses(&world.readings());
    let shown: Vec<_> =
        losses.iter().map(|loss| (loss.metric, loss.total, loss.worst_at, loss.unknown.as_deref())).collect();
    let silent = Some("Not measured: CloudWatch has no datapoint of the resource.");
    assert_eq!(
        shown[..2],
        [
            ("RejectedConnectionCount", Some(84.0), Some(at("2026-12-12T10:22:00Z")), None),
            ("TargetConnectionErrorCount", Some(0.0), None, None),
        ]
    );
    assert!(losses[1].total.is_some_and(f64::is_sign_positive), "no number is minus zero");
    assert_eq!((shown[2].0, shown[2].1), ("HTTPCode_ELB_5XX_Count", None));
    assert!(shown[2].3.is_some_and(|why| why.contains("was denied")));
    assert_eq!(shown[3..], [("ReadThrottleEvents", None, None, silent), ("WriteThrottleEvents", None, None, silent)]);
}

#[test]
fn a_balancer_that_cannot_be_asked_about_is_said_to_be_unknown() {
    let mut world = World::new();
    world.add(ResourceKind::LoadBalancer, "web", &[]);
    assert_eq!(only(&world).unknown, ["Nothing was measured: line 9 gives no account."]);
}

#[test]
fn what_could_not_be_read_has_a_row_that_says_so() {
    let mut world = World::new();
    world.add(ResourceKind::AutoScalingGroup, "web", &[]);
    assert_eq!(only(&world).unknown, ["Nothing was measured: line 9 gives no account."]);
    // A reservation that section 7 plans, and nobody asked for.
    let mut world = World::new();
    world.balancer("app/web/1", 60.0);
    world.event().prewarming = vec![Prewarming { planned_lcus: Some(6000), ..row_of("app/web/1") }];
    let reservation = |world: &World| {
        all(world)
            .into_iter()
            .find(|one| one.what.starts_with("load balancer capacity"))
            .and_then(|mut one| one.unknown.pop())
    };
    let why = reservation(&world).expect("a reason");
    assert!(why.starts_with("The reservation is not known, where section 7 plans 6,000 LCUs: could not read"), "{why}");
    let arn = "arn:aws:elasticloadbalancing:ap-southeast-1:111122223333:loadbalancer/app/web/1".to_owned();
    world.facts().elb.capacity_reservations.insert(arn, Fact::Seen(CapacityReservation::default()));
    assert_eq!(reservation(&world).as_deref(), Some("Nothing is reserved, where section 7 plans 6,000 LCUs."));
    // Instances that could not be read.
    let mut world = World::new();
    let (account, region) = (Some(ACCOUNT.to_owned()), Some(REGION.to_owned()));
    world.event().resources =
        vec![Resource { kind: ResourceKind::Instance, name: "i-1".into(), account, region, line: 9, found: None }];
    let unknown = only(&world).unknown.join("");
    assert!(unknown.starts_with("Which quotas the workload counts against is not known: could not read"), "{unknown}");
}

#[test]
fn datapoints_of_another_period_than_the_spans_are_refused() {
    let mut world = World::new();
    world.event().prewarming = vec![whole_row()];
    peaky(&mut world, "app/web/1");
    world.now = at("2027-01-12T00:00:00Z");
    let forecast = only(&world);
    assert_eq!((forecast.real_peak, forecast.real_factor), (None, None));
    assert!(forecast.unknown[0].contains("a datapoint every 60 seconds where the report expects one every 300"));
}
