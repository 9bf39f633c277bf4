use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::{
    event::{Prewarming, Resource, ResourceKind},
    metrics::Metric,
    report::{
        readings::When::{Baseline, Event},
        targets::Shape,
        testing::world::{ACCOUNT, REGION, World, at},
    },
    snapshot::{
        Fact,
        autoscaling::Group,
        cloudwatch::Series,
        elb::{CapacityReservation, LoadBalancer},
    },
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

#[test]
fn capacity_units_are_compared_by_the_minute_with_the_reservation() {
    let arn = "arn:aws:elasticloadbalancing:ap-southeast-1:111122223333:loadbalancer/app/web/1";
    let reserved =
        |units| BTreeMap::from([(arn.to_owned(), Fact::Seen(CapacityReservation { requested: units, zones: vec![] }))]);
    for (before, after, ceiling) in [
        (None, None, None),
        (None, Some(6000), Some(6000.0)),
        (Some(6000), None, Some(6000.0)),
        (Some(4000), Some(6000), Some(4000.0)),
    ] {
        let mut world = World::new();
        world.event().prewarming = vec![whole_row()];
        world.balancer("app/web/1", 60.0);
        world.put(Event, "app/web/1", ("PeakLCUs", "Sum"), |minute| Some(if minute == 5 { 4_500.0 } else { 100.0 }));
        world.put(Baseline, "app/web/1", ("PeakLCUs", "Sum"), |_| Some(1_000.0));
        world.facts_before().elb.capacity_reservations = reserved(before);
        world.facts().elb.capacity_reservations = reserved(after);
        let found = all(&world).into_iter().find(|one| one.what.starts_with("load balancer capacity"));
        assert_eq!(found.as_ref().and_then(|one| one.ceiling), ceiling);
        let Some(forecast) = found else { continue };
        assert_eq!((forecast.real_peak, forecast.real_factor), (Some(4500.0), Some(4.5)));
        assert_eq!((forecast.predicted_peak, forecast.error), (Some(8000.0), Some(8000.0 / 4500.0 - 1.0)));
        let headroom = ceiling.map(|ceiling| 1.0 - 4500.0 / ceiling);
        assert_eq!((forecast.headroom, forecast.carries), (headroom, ceiling.map(|ceiling| ceiling / 1000.0)));
        assert_eq!(forecast.unknown.len(), usize::from(before.is_some() && after.is_some()));
    }
    // Five minutes are added up by CloudWatch, and divided again here.
    let mut world = World::new();
    world.now = at("2027-01-12T00:00:00Z");
    world.balancer("app/web/1", 60.0);
    world.put(Event, "app/web/1", ("PeakLCUs", "Sum"), |_| Some(22_500.0));
    world.facts().elb.capacity_reservations = reserved(Some(6000));
    let forecast = all(&world).remove(0);
    assert_eq!((forecast.real_peak, forecast.headroom), (Some(4500.0), Some(0.25)));
}

fn group(world: &mut World) {
    world.event().prewarming = vec![whole_row()];
    world.silent(ResourceKind::AutoScalingGroup, "web", &[Shape::Group]);
    world.facts().autoscaling.groups =
        Fact::Seen(BTreeMap::from([("web".to_owned(), Group { max_size: 40, ..Group::default() })]));
}

#[test]
fn instances_in_service_are_compared_with_the_maximum_at_the_peak() {
    let mut world = World::new();
    group(&mut world);
    let forecast = only(&world);
    assert_eq!((forecast.real_peak, forecast.ceiling, forecast.headroom), (None, Some(40.0), None));
    insta::assert_snapshot!(forecast.unknown.join("\n"), @r"
    During the event: CloudWatch has no datapoint.
    In the baseline: CloudWatch has no datapoint.
    The group's metrics are off. For the next event: `aws autoscaling enable-metrics-collection --auto-scaling-group-name web --granularity 1Minute --region ap-southeast-1`.
    No size was predicted: the size before the event is not known.
    ");
    let in_service = ("GroupInServiceInstances", "Maximum");
    world.put(Event, "web", in_service, |minute| Some(if minute == 30 { 18.0 } else { 6.0 }));
    world.put(Baseline, "web", in_service, |_| Some(3.0));
    let forecast = only(&world);
    assert_eq!((forecast.real_peak, forecast.real_factor, forecast.headroom), (Some(18.0), Some(6.0), Some(0.55)));
    assert_eq!(
        (forecast.predicted_peak, forecast.ceiling_is.as_str()),
        (Some(24.0), "the group's maximum size in the snapshot")
    );
    assert_eq!(forecast.carries, Some(40.0 / 3.0));
    // The maximum was 20 at the peak, and was raised too late.
    world.put(Event, "web", ("GroupMaxSize", "Maximum"), |minute| Some(if minute > 60 { 40.0 } else { 20.0 }));
    let forecast = only(&world);
    assert_eq!((forecast.ceiling, forecast.ceiling_is.as_str()), (Some(20.0), "the group's maximum size at the peak"));
    assert_eq!(forecast.headroom, Some(1.0 - 18.0 / 20.0));
    // 1.1 × 30 is 33.000000000000004 to a computer, and 33 instances.
    world.event().prewarming = vec![Prewarming { factor: Some(1.1), ..whole_row() }];
    let series = Series {
        maximum: 30.0,
        maximum_at: at("2026-11-25T10:00:00Z"),
        latest: 3.0,
        latest_at: at("2026-11-30T00:00:00Z"),
        busiest: Vec::new(),
    };
    world.facts_before().cloudwatch.metrics.insert(Metric::in_service("web").key(), Fact::Seen(Some(series)));
    assert_eq!(only(&world).predicted_peak, Some(33.0));
}

#[test]
fn the_use_of_a_quota_counts_only_when_it_was_during_the_event() {
    let used = |maximum_at| {
        let mut world = World::new();
        world.event().prewarming = vec![whole_row()];
        world.event().resources = vec![Resource {
            kind: ResourceKind::Instance,
            name: "i-1".into(),
            account: Some(ACCOUNT.into()),
            region: Some(REGION.into()),
            line: 9,
            found: None,
        }];
        let region = json!({
            "ec2": {"instances": {"seen": {"i-1": {"instance_type": "m5.large", "state": "running", "zone": "a", "spot": false}}}},
            "quotas": {"values": {"ec2/L-1216C47A": {"seen": {"name": "Running On-Demand Standard instances", "value": 512.0, "origin": "applied", "adjustable": true}}}},
            "cloudwatch": {"metrics": {"AWS/Usage ResourceCount Maximum Class=Standard/OnDemand,Resource=vCPU,Service=EC2,Type=Resource":
                {"seen": {"maximum": 384.0, "maximum_at": maximum_at, "latest": 1.0, "latest_at": "2026-12-12T20:00:00Z"}}}},
        });
        *world.facts() = serde_json::from_value(region).expect("a region");
        only(&world)
    };
    let during = used("2026-12-12T11:00:00Z");
    assert_eq!((during.real_peak, during.headroom), (Some(384.0), Some(0.25)));
    assert_eq!(during.peak_at, Some(at("2026-12-12T11:00:00Z")));
    assert_eq!((during.resource.id.as_str(), during.what.as_str()), ("ec2/L-1216C47A", "Standard/OnDemand vCPUs"));
    let outside = used("2026-12-03T11:00:00Z");
    assert_eq!((outside.real_peak, outside.ceiling, outside.headroom), (None, Some(512.0), None));
    assert_eq!(
        outside.unknown,
        [
            "The largest use of the 14 days before the snapshot, 384 vCPUs, was outside of the event, at 2026-12-03 11:00 \
          UTC; that of the event was no larger."
        ]
    );
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
fn a_table_is_compared_with_what_was_provisioned_and_a_database_with_nothing() {
    let mut world = World::new();
    world.silent(ResourceKind::DynamoDbTable, "orders", &[Shape::Table]);
    world.put(Event, "orders", ("ConsumedReadCapacityUnits", "Sum"), |minute| {
        Some(if minute == 3 { 6_000.0 } else { 60.0 })
    });
    world.put(Baseline, "orders", ("ConsumedReadCapacityUnits", "Sum"), |_| Some(600.0));
    world.put(Event, "orders", ("ProvisionedReadCapacityUnits", "Maximum"), |minute| {
        Some(if minute < 5 { 125.0 } else { 500.0 })
    });
    world.silent(ResourceKind::Database, "db", &[Shape::DatabaseInstance]);
    world.put(Event, "db", ("DatabaseConnections", "Maximum"), |_| Some(300.0));
    let forecasts = all(&world);
    let reads = &forecasts[0];
    assert_eq!((reads.real_peak, reads.ceiling, reads.carries), (Some(100.0), Some(125.0), Some(12.5)));
    assert!((reads.headroom.expect("headroom") - 0.2).abs() < 1e-12);
    let writes = forecasts.iter().find(|one| one.what.starts_with("write")).expect("writes");
    assert!(writes.unknown.iter().any(|why| why.starts_with("No provisioned capacity was published")));
    let connections = forecasts.iter().find(|one| one.what == "database connections").expect("connections");
    assert_eq!((connections.real_peak, connections.headroom), (Some(300.0), None));
    assert!(connections.unknown.iter().any(|why| why.contains("max_connections")));
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
