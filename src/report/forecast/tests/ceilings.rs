//! What was reached of each ceiling.

use super::*;

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
