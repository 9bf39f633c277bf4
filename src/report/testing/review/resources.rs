//! The measured resources of the report for tests.

use std::f64::consts::PI;

use super::{HOSTILE, event_span, subject};
use crate::{
    report::{Gap, Measured, Presence, Series, Signal, Summary, Unit},
    rule::Light,
};

/// One that is well measured, one with a gap, one that was deleted, one without a datapoint, one
/// that was not read, and one that has no metrics.
pub(super) fn resources() -> Vec<Measured> {
    vec![balancer(), group(), database(), cache(), table(), stack()]
}

/// A bell over the event with its top in the middle, in 240 parts.
fn bell(low: f64, high: f64) -> Vec<Option<f64>> {
    (0..Series::CURVE).map(|part| Some(low + (high - low) * (PI * part as f64 / 240.0).sin().powi(4))).collect()
}

fn summary(curve: &[Option<f64>], total: Option<f64>) -> Summary {
    let known: Vec<f64> = curve.iter().flatten().copied().collect();
    let maximum = known.iter().copied().reduce(f64::max);
    let part = curve.iter().position(|value| value.is_some() && *value == maximum);
    Summary {
        missed: None,
        period: 60,
        datapoints: known.len() * 2,
        periods: curve.len() * 2,
        maximum,
        maximum_at: part.map(|part| event_span().at(part * 2)),
        minimum: known.iter().copied().reduce(f64::min),
        mean: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
        total,
        gaps: Vec::new(),
    }
}

fn series(
    (namespace, metric, statistic): (&'static str, &'static str, &'static str),
    (unit, signal): (Unit, Signal),
    curve: Vec<Option<f64>>,
) -> Series {
    let baseline_curve: Vec<_> = curve.iter().map(|value| value.map(|value| value / 8.0)).collect();
    Series {
        namespace,
        metric,
        statistic,
        per: None,
        unit,
        signal,
        bounds: None,
        event: summary(&curve, None),
        baseline: summary(&baseline_curve, None),
        curve,
        baseline_curve,
    }
}

fn health(parts: &[(Light, usize)]) -> Vec<Light> {
    parts.iter().flat_map(|(light, number)| vec![*light; *number]).collect()
}

fn balancer() -> Measured {
    let alb = |metric, statistic| ("AWS/ApplicationELB", metric, statistic);
    let mut requests = series(alb("RequestCount", "Sum"), (Unit::PerSecond, Signal::Traffic), bell(300.0, 9_012.0));
    requests.event.total = Some(86_400_000.0);
    let mut bytes = series(alb("ProcessedBytes", "Sum"), (Unit::BytesPerSecond, Signal::Traffic), bell(2.0e7, 1.2e9));
    bytes.event.total = Some(1.1e13);
    let mut latency = series(alb("TargetResponseTime", "Average"), (Unit::Seconds, Signal::Latency), bell(0.08, 2.4));
    latency.bounds = Some((1.0, 2.0));
    let burst = |from: usize, until: usize, height: f64| {
        (0..Series::CURVE).map(|part| Some(if (from..until).contains(&part) { height } else { 0.0 })).collect()
    };
    let mut target_errors =
        series(alb("HTTPCode_Target_5XX_Count", "Sum"), (Unit::PerSecond, Signal::Errors), burst(118, 126, 47.0));
    target_errors.event.total = Some(45_120.0);
    target_errors.baseline.total = Some(12.0);
    let mut own_errors =
        series(alb("HTTPCode_ELB_5XX_Count", "Sum"), (Unit::PerSecond, Signal::Errors), burst(121, 122, 15.0));
    own_errors.event.total = Some(1_800.0);
    let mut rejected =
        series(alb("RejectedConnectionCount", "Sum"), (Unit::PerSecond, Signal::Errors), burst(0, 0, 0.0));
    rejected.event.total = Some(0.0);
    Measured {
        resource: subject("load-balancer", "shop"),
        presence: Presence::Present,
        series: vec![requests, bytes, latency, target_errors, own_errors, rejected],
        unmeasured: None,
        health: health(&[
            (Light::Green, 17),
            (Light::Yellow, 4),
            (Light::Red, 6),
            (Light::Yellow, 4),
            (Light::Green, 17),
        ]),
    }
}

/// It lost its metrics for half an hour.
fn group() -> Measured {
    let mut curve: Vec<_> = bell(4.0, 20.0).into_iter().map(|value| value.map(f64::round)).collect();
    curve[150..165].fill(None);
    let mut in_service =
        series(("AWS/AutoScaling", "GroupInServiceInstances", "Maximum"), (Unit::Count, Signal::Traffic), curve);
    let gap = Gap { from: event_span().at(300), until: event_span().at(330) };
    in_service.event.gaps.push(gap);
    let mut cpu = bell(11.0, 88.4);
    cpu[150..165].fill(None);
    let mut cpu = series(("AWS/EC2", "CPUUtilization", "Average"), (Unit::Percent, Signal::Saturation), cpu);
    cpu.bounds = Some((70.0, 85.0));
    cpu.event.gaps.push(gap);
    Measured {
        resource: subject("asg", "web"),
        presence: Presence::Present,
        series: vec![in_service, cpu],
        unmeasured: None,
        health: health(&[
            (Light::Green, 18),
            (Light::Yellow, 4),
            (Light::Red, 2),
            (Light::Yellow, 4),
            (Light::Green, 2),
            (Light::Gray, 3),
            (Light::Green, 15),
        ]),
    }
}

/// It went away in the middle.
fn database() -> Measured {
    let mut curve = bell(40.0, 700.0);
    curve[160..].fill(None);
    let connections = series(("AWS/RDS", "DatabaseConnections", "Maximum"), (Unit::Count, Signal::Traffic), curve);
    Measured {
        resource: subject("database", "orders-replica"),
        presence: Presence::Deleted { last_seen: Some(event_span().at(320)) },
        series: vec![connections],
        unmeasured: None,
        health: health(&[(Light::Green, 32), (Light::Gray, 16)]),
    }
}

fn silent(missed: Option<&str>) -> Summary {
    Summary { missed: missed.map(str::to_owned), period: 60, periods: 480, ..Summary::default() }
}

/// CloudWatch has nothing of it.
fn cache() -> Measured {
    let mut hits = series(("AWS/ElastiCache", "CacheHits", "Sum"), (Unit::PerSecond, Signal::Traffic), Vec::new());
    (hits.event, hits.baseline) = (silent(None), silent(None));
    Measured {
        resource: subject("cache", "sessions-001"),
        presence: Presence::Unknown,
        series: vec![hits],
        unmeasured: None,
        health: health(&[(Light::Gray, 48)]),
    }
}

/// Its metrics were not read.
fn table() -> Measured {
    let denied = silent(Some("cloudwatch:GetMetricData was denied"));
    let mut throttled =
        series(("AWS/DynamoDB", "WriteThrottleEvents", "Sum"), (Unit::PerSecond, Signal::Errors), Vec::new());
    (throttled.event, throttled.baseline) = (denied.clone(), denied);
    Measured {
        resource: subject("dynamodb-table", "carts"),
        presence: Presence::Unknown,
        series: vec![throttled],
        unmeasured: None,
        health: health(&[(Light::Gray, 48)]),
    }
}

fn stack() -> Measured {
    Measured {
        resource: subject("stack", HOSTILE),
        presence: Presence::Unknown,
        series: Vec::new(),
        unmeasured: Some("section 6 names a kind that publishes no metrics of its own".into()),
        health: health(&[(Light::Gray, 48)]),
    }
}
