use jiff::SignedDuration;

use super::{Judgement::*, *};
use crate::{
    event::ResourceKind,
    report::{
        readings::When::Event,
        targets::Shape,
        testing::world::{World, at},
    },
};

const REQUESTS: (&str, &str) = ("RequestCount", "Sum");
const OWN_5XX: (&str, &str) = ("HTTPCode_ELB_5XX_Count", "Sum");
const TARGET_5XX: (&str, &str) = ("HTTPCode_Target_5XX_Count", "Sum");
const P99: (&str, &str) = ("TargetResponseTime", "p99");

fn judged(world: &World) -> Vec<Criterion> {
    judge(&world.readings(), &world.inputs())
}

fn one_of(world: &mut World, text: &str) -> Criterion {
    world.criteria(&[text]);
    judged(world).remove(0)
}

/// Judgements of criteria, and the values rounded to six decimals.
fn check(world: &mut World, table: &[(&str, Judgement, Option<f64>)]) {
    for (text, judgement, value) in table {
        let criterion = one_of(world, text);
        assert_eq!(criterion.judgement, *judgement, "{text}: {}", criterion.summary);
        match (criterion.value, value) {
            (Some(found), Some(value)) => assert!((found - value).abs() < 1e-6, "{text}: {found}"),
            (found, value) => assert_eq!(found, *value, "{text}: {}", criterion.summary),
        }
        assert_eq!((criterion.line, criterion.text.as_str()), (11, *text));
        assert!(criterion.summary.ends_with('.'), "{text}: {}", criterion.summary);
    }
}

/// 6,000 requests in each of 120 minutes, 720,000 in all, of which 360 fail: 0.05 %. As many more
/// fail in lead and tail, where they do not count.
fn failing() -> World {
    let mut world = World::new();
    world.balancer("app/web/1", 6_000.0);
    let inside = |minute| (0..120).contains(&minute);
    world.put(Event, "app/web/1", OWN_5XX, move |minute| match minute {
        30..33 => Some(100.0),
        _ => (!inside(minute)).then_some(50.0),
    });
    world.put(Event, "app/web/1", TARGET_5XX, |minute| (60..66).contains(&minute).then_some(10.0));
    world
}

#[test]
fn shares_are_judged_exactly_at_the_bound() {
    let mut world = failing();
    #[rustfmt::skip]
    check(&mut world, &[
        ("availability >= 99.95%", Met, Some(99.95)),
        ("availability > 99.95%", Missed, Some(99.95)),
        ("availability >= 99.951%", Missed, Some(99.95)),
        ("availability >= 99.949%", Met, Some(99.95)),
        ("5xx rate <= 0.05%", Met, Some(0.05)),
        ("5xx rate < 0.05%", Missed, Some(0.05)),
        ("error rate < 0.0501%", Met, Some(0.05)),
        ("4xx rate < 1%", Met, Some(0.0)),
    ]);
    let criterion = one_of(&mut world, "availability >= 99.951%");
    insta::assert_snapshot!(criterion.summary, @"Availability was 99.95 %, asked was >= 99.951 %: 360 of 720,000 requests failed. By itself, it was beyond the bound in 9 minutes. Most failed at 2026-12-12 10:30 UTC: 100 in 1 minute.");
    insta::assert_snapshot!(criterion.definition, @"1 − 5xx answers of the load balancers and of their targets (Sum) ÷ requests (Sum), over all load balancers of section 6, between the event's own start and end, without lead and tail. Requests that a load balancer refused before it chose a target are errors and not requests, so that the share of errors is never understated; where there are more errors than requests, every request counts as failed.");
    // One request more, which the shown value does not hide.
    world.put(Event, "app/web/1", REQUESTS, |_| Some(60_000_000.0));
    world.put(Event, "app/web/1", TARGET_5XX, |minute| (minute == 1).then_some(3_600_001.0 - 300.0));
    let criterion = one_of(&mut world, "availability >= 99.95%");
    assert_eq!(criterion.judgement, Missed);
    assert!(criterion.summary.contains("was 99.94999999 %"), "{}", criterion.summary);
}

#[test]
fn shares_of_what_was_not_read_are_not_measured() {
    // Two balancers, of which one cannot be read: nobody knows what it would add.
    let mut world = failing();
    world.balancer("app/api/2", 6_000.0);
    check(
        &mut world,
        &[("availability >= 99.95%", Met, Some(99.975)), ("availability >= 99.99%", Missed, Some(99.975))],
    );
    world.deny(Event, "app/api/2", REQUESTS);
    check(
        &mut world,
        &[("availability >= 99.95%", NotMeasured, Some(99.95)), ("availability >= 99.99%", NotMeasured, Some(99.95))],
    );
    let criterion = one_of(&mut world, "availability >= 99.95%");
    assert!(criterion.summary.contains("Not read: `app/api/2`: could not read"), "{}", criterion.summary);
    // Where only its errors are missing, those of the other can be too many already.
    let mut world = failing();
    world.balancer("app/api/2", 6_000.0);
    world.deny(Event, "app/api/2", TARGET_5XX);
    #[rustfmt::skip]
    check(&mut world, &[
        ("availability >= 99.95%", NotMeasured, Some(99.975)),
        ("availability >= 99.99%", Missed, Some(99.975)),
        ("error rate < 0.01%", Missed, Some(0.025)),
        ("error rate > 0.1%", NotMeasured, Some(0.025)),
    ]);
    // Nothing is no success.
    let mut world = World::new();
    check(&mut world, &[("availability >= 99%", NotMeasured, None)]);
    assert!(one_of(&mut world, "availability >= 99%").summary.contains("section 6 lists neither"));
    world.silent(ResourceKind::LoadBalancer, "app/web/1", &[Shape::ApplicationLoadBalancer]);
    check(&mut world, &[("availability >= 99%", NotMeasured, None), ("5xx rate < 1%", NotMeasured, None)]);
    world.put(Event, "app/web/1", REQUESTS, |_| Some(0.0));
    check(&mut world, &[("availability >= 99%", NotMeasured, None), ("5xx rate < 1%", NotMeasured, None)]);
    // All requests were refused before a target was chosen.
    world.put(Event, "app/web/1", OWN_5XX, |_| Some(3.0));
    check(&mut world, &[("availability >= 99%", Missed, Some(0.0)), ("5xx rate < 1%", Missed, Some(100.0))]);
    // A listed balancer without an account, and one that sees no requests.
    for (id, shapes) in [("web", &[][..]), ("net/tcp/1", &[Shape::NetworkLoadBalancer])] {
        let mut world = failing();
        world.silent(ResourceKind::LoadBalancer, id, shapes);
        check(&mut world, &[("availability >= 99%", NotMeasured, Some(99.95))]);
        assert!(one_of(&mut world, "availability >= 99%").summary.contains(&format!("Not read: `{id}`")));
    }
}

#[test]
fn minutes_without_a_request_are_told() {
    let mut world = failing();
    world.put(Event, "app/web/1", REQUESTS, |minute| (!(90..100).contains(&minute)).then_some(6_000.0));
    let criterion = one_of(&mut world, "availability >= 99.9%");
    assert_eq!(criterion.judgement, Met);
    assert!(criterion.summary.contains("In 10 minutes no request was counted"), "{}", criterion.summary);
}

#[test]
fn distributions_are_measured_where_no_balancer_is_listed() {
    let mut world = World::new();
    let rate = ("5xxErrorRate", "Average");
    world.silent(ResourceKind::Distribution, "E1", &[Shape::Distribution]);
    world.put(Event, "E1", ("Requests", "Sum"), |minute| Some(if minute < 60 { 9_000.0 } else { 3_000.0 }));
    world.put(Event, "E1", rate, |minute| Some(if minute < 60 { 0.1 } else { 0.5 }));
    // 540 + 900 of 540,000 + 180,000: the mean of the rates would be 0.3 %.
    check(
        &mut world,
        &[
            ("error rate <= 0.2%", Met, Some(0.2)),
            ("error rate < 0.2%", Missed, Some(0.2)),
            ("peak requests >= 150 rps", Met, Some(150.0)),
        ],
    );
    world.put(Event, "E1", rate, |minute| (minute < 60).then_some(0.1));
    check(&mut world, &[("availability >= 99%", NotMeasured, Some(100.0))]);
    let criterion = one_of(&mut world, "availability >= 99%");
    assert!(criterion.summary.contains("in 60 periods that have requests"), "{}", criterion.summary);
    world.balancer("app/web/1", 60.0);
    check(&mut world, &[("availability >= 99%", Met, Some(100.0)), ("peak requests >= 150 rps", Missed, Some(1.0))]);
}

/// A balancer with 0.7 s at the 99th percentile, and 0.9 s from 10:20 to 10:24 and at 11:00.
fn slow() -> World {
    let mut world = World::new();
    world.balancer("app/web/1", 6_000.0);
    world.put(Event, "app/web/1", P99, |minute| {
        Some(if (20..24).contains(&minute) || minute == 60 {
            0.9
        } else if minute < 0 {
            30.0
        } else {
            0.7
        })
    });
    world
}

#[test]
fn response_times_are_judged_in_every_period_of_every_balancer() {
    let mut world = slow();
    #[rustfmt::skip]
    check(&mut world, &[
        ("p99 latency < 800 ms", Missed, Some(900.0)),
        ("p99 latency <= 0.9 s", Met, Some(0.9)),
        ("p99 latency < 900 ms", Missed, Some(900.0)),
        ("p99 latency < 901 ms", Met, Some(900.0)),
        // p99 is never above the maximum.
        ("max latency < 800 ms", Missed, Some(900.0)),
        ("max latency < 2 s", NotMeasured, Some(0.9)),
        // Nothing was read of p95 and the average.
        ("p95 latency < 2 s", NotMeasured, None),
        ("average latency < 2 s", NotMeasured, None),
    ]);
    insta::assert_snapshot!(one_of(&mut world, "p99 latency < 800 ms").summary, @"The highest value was 900 ms at 2026-12-12 10:20 UTC (`app/web/1`), asked was < 800 ms. It was not met in 5 minutes of 120 minutes that were measured, at the longest for 4 minutes in a row.");
    // p95 is never below p90 and p50.
    world.put(Event, "app/web/1", ("TargetResponseTime", "p95"), |_| Some(0.5));
    #[rustfmt::skip]
    check(&mut world, &[
        ("p90 latency < 600 ms", Met, Some(500.0)),
        ("p50 latency < 400 ms", NotMeasured, Some(500.0)),
        ("p95 latency < 400 ms", Missed, Some(500.0)),
    ]);
    // A second balancer is as slow as it is, not as the mean of both.
    world.balancer("app/api/2", 6_000.0);
    world.put(Event, "app/api/2", P99, |_| Some(1.0));
    check(&mut world, &[("p99 latency < 950 ms", Missed, Some(1000.0))]);
    world.put(Event, "app/api/2", P99, |minute| (minute != 5 && minute != 6).then_some(0.1));
    check(
        &mut world,
        &[("p99 latency < 950 ms", NotMeasured, Some(900.0)), ("p99 latency < 850 ms", Missed, Some(900.0))],
    );
    let criterion = one_of(&mut world, "p99 latency < 950 ms");
    assert!(
        criterion.summary.contains("`app/api/2`: in 2 minutes with requests there is no datapoint"),
        "{}",
        criterion.summary
    );
    world.deny(Event, "app/api/2", P99);
    check(
        &mut world,
        &[("p99 latency < 950 ms", NotMeasured, Some(900.0)), ("p99 latency < 850 ms", Missed, Some(900.0))],
    );
}

#[test]
fn a_minute_without_requests_needs_no_response_time() {
    let mut world = slow();
    world.put(Event, "app/web/1", P99, |minute| (minute % 2 == 0).then_some(0.7));
    world.put(Event, "app/web/1", REQUESTS, |minute| (minute % 2 == 0).then_some(60.0));
    check(&mut world, &[("p99 latency < 800 ms", Met, Some(700.0))]);
}

#[test]
fn peaks_and_totals_only_grow_with_what_is_not_known() {
    let mut world = World::new();
    world.balancer("app/web/1", 60_000.0);
    world.put(Event, "app/web/1", REQUESTS, |minute| Some(if minute == 40 { 1_140_000.0 } else { 60_000.0 }));
    world.balancer("app/api/2", 60_000.0);
    let total = 1_140_000.0 + 119.0 * 60_000.0 + 120.0 * 60_000.0;
    #[rustfmt::skip]
    check(&mut world, &[
        ("peak requests >= 20000 rps", Met, Some(20_000.0)),
        ("peak requests > 20000 rps", Missed, Some(20_000.0)),
        ("peak requests >= 1.2M requests per minute", Met, Some(1_200_000.0)),
        ("peak requests >= 21k rps", Missed, Some(20_000.0)),
        ("peak requests <= 21k rps", Met, Some(20_000.0)),
        ("total requests >= 15M", Met, Some(total)),
        ("total requests < 15M", Missed, Some(total)),
        ("total requests >= 16M", Missed, Some(total)),
    ]);
    insta::assert_snapshot!(one_of(&mut world, "peak requests >= 21k rps").summary, @"The peak was 20,000 requests/s at 2026-12-12 10:40 UTC, asked was >= 21,000 requests/s. A mean of 1 minute hides shorter peaks: the busiest second was higher, perhaps beyond the bound.");
    assert!(!one_of(&mut world, "peak requests >= 40k rps").summary.contains("hides"));
    world.deny(Event, "app/api/2", REQUESTS);
    #[rustfmt::skip]
    check(&mut world, &[
        ("peak requests >= 19000 rps", Met, Some(19_000.0)),
        ("peak requests >= 20000 rps", NotMeasured, Some(19_000.0)),
        ("peak requests < 18000 rps", Missed, Some(19_000.0)),
        ("peak requests < 20000 rps", NotMeasured, Some(19_000.0)),
        ("total requests >= 8M", Met, Some(total - 7_200_000.0)),
        ("total requests <= 9M", NotMeasured, Some(total - 7_200_000.0)),
    ]);
}

#[test]
fn an_event_that_still_runs_is_not_met_yet() {
    let mut world = slow();
    world.snapshot.taken_at = at("2026-12-12T11:30:00Z");
    #[rustfmt::skip]
    check(&mut world, &[
        ("availability >= 99%", NotMeasured, Some(100.0)),
        ("p99 latency < 2 s", NotMeasured, Some(0.9)),
        ("p99 latency < 800 ms", Missed, Some(900.0)),
        ("peak requests >= 100 rps", Met, Some(100.0)),
        ("peak requests >= 200 rps", NotMeasured, Some(100.0)),
    ]);
    let criterion = one_of(&mut world, "availability >= 99%");
    assert!(criterion.summary.ends_with("This is the state at 2026-12-12 11:30 UTC: the event had not ended."));
}

#[test]
fn cpu_and_hosts_are_judged_in_every_period_of_what_is_listed() {
    let mut world = World::new();
    let cpu = ("CPUUtilization", "Maximum");
    check(&mut world, &[("CPU < 70%", NotMeasured, None), ("healthy hosts >= 2", NotMeasured, None)]);
    world.silent(ResourceKind::Instance, "i-1", &[Shape::Instance]);
    // Basic monitoring: a datapoint every five minutes.
    world.put(Event, "i-1", cpu, |minute| (minute % 5 == 0).then_some(60.0));
    world.silent(ResourceKind::Database, "db", &[Shape::DatabaseCluster, Shape::DatabaseInstance]);
    world.put(Event, "db", cpu, |_| None);
    let database = |world: &mut World, value: f64| {
        world.put(Event, "db", cpu, |minute| Some(if minute == 3 { value } else { 10.0 }));
    };
    database(&mut world, 75.0);
    #[rustfmt::skip]
    check(&mut world, &[
        ("CPU < 70%", Missed, Some(75.0)),
        ("database CPU <= 75%", Met, Some(75.0)),
        ("instance CPU < 70%", Met, Some(60.0)),
        ("cache CPU < 70%", NotMeasured, None),
    ]);
    world.put(Event, "i-1", cpu, |minute| (minute % 5 == 0 && minute != 50).then_some(60.0));
    check(&mut world, &[("instance CPU < 70%", NotMeasured, Some(60.0)), ("instance CPU < 50%", Missed, Some(60.0))]);
    assert!(
        one_of(&mut world, "instance CPU < 70%")
            .summary
            .contains("`i-1`: for 5 minutes in a row there is no datapoint")
    );
    world.silent(ResourceKind::LoadBalancer, "tg", &[Shape::TargetGroup]);
    world.put(Event, "tg", ("HealthyHostCount", "Minimum"), |minute| Some(if minute == 70 { 1.0 } else { 4.0 }));
    world.put(Event, "tg", ("UnHealthyHostCount", "Maximum"), |_| Some(0.0));
    #[rustfmt::skip]
    check(&mut world, &[
        ("healthy hosts >= 2", Missed, Some(1.0)),
        ("healthy hosts >= 1", Met, Some(1.0)),
        ("unhealthy hosts < 1", Met, Some(0.0)),
    ]);
}

#[test]
fn five_minute_periods_are_named_by_their_length() {
    let mut world = World::new();
    world.now = at("2027-01-12T00:00:00Z");
    world.balancer("app/web/1", 30_000.0);
    world.put(Event, "app/web/1", P99, |minute| Some(if (20..30).contains(&minute) { 0.9 } else { 0.7 }));
    let criterion = one_of(&mut world, "p99 latency < 800 ms");
    assert!(criterion.summary.contains("not met in 10 minutes of 120 minutes"), "{}", criterion.summary);
    check(
        &mut world,
        &[("peak requests >= 100 rps", Met, Some(100.0)), ("total requests >= 720000", Met, Some(720_000.0))],
    );
    // A period that begins before the start and ends after it counts.
    let window = world.event().window.as_mut().expect("a window");
    window.start = window.start.checked_add(SignedDuration::from_mins(2)).expect("a moment");
    window.lead = SignedDuration::from_mins(32);
    check(&mut world, &[("total requests >= 720000", Met, Some(720_000.0))]);
}

#[test]
fn people_are_asked_what_cannot_be_measured() {
    let mut world = failing();
    world.criteria(&[
        "no customer complains",
        "checkout availability >= 99.95%",
        "latency < 1 s",
        "peak requests >= 20.000 rps",
        "revenue above 20 million",
    ]);
    let all = judged(&world);
    assert!(all.iter().all(|one| one.judgement == AskPeople && one.definition.is_empty()));
    let summaries: Vec<_> = all.iter().map(|one| format!("{}: {}", one.line, one.summary)).collect();
    insta::assert_snapshot!(summaries.join("\n"), @r#"
    11: It does not set exactly one bound, in a unit that fits. Was it met, and how is that known? Answer in section 18.
    12: What "checkout" adds to it is not measured here. Was it met, and how is that known? Answer in section 18.
    13: It does not say which response time: write average, p50, p90, p95, p99 or maximum. Was it met, and how is that known? Answer in section 18.
    14: "20.000" can be read in two ways, or is no number. Was it met, and how is that known? Answer in section 18.
    15: CloudWatch does not measure this. Was it met, and how is that known? Answer in section 18.
    "#);
}
