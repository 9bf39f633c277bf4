//! Criteria that every period has to meet by itself: response times, CPU, healthy hosts.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    Frame, Judgement, Outcome, order, sentences, unread,
    wanted::{Scope, Statistic, Unit, Wanted, What},
};
use crate::{
    event::ResourceKind,
    report::{
        curve::{Curve, find},
        entrance::{Entrance, balancers},
        readings::When,
        targets::{Shape, Target},
    },
};

/// Seconds without a datapoint that are none: a metric of basic monitoring comes every five minutes.
const GAP: u32 = 300;

/// One metric of one resource.
struct Gauge {
    /// Name for people.
    name: String,
    /// The values between start and end in the criterion's unit, or why there are none.
    curve: Result<Curve, String>,
    /// A sentence's end about periods that should have a value and have none.
    gap: Option<String>,
    bias: Bias,
}

/// How what is measured stands to what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bias {
    /// It is the same.
    Exact,
    /// It is never lower, as p95 is never lower than p90.
    Higher,
    /// It is never higher, as p99 is never higher than the maximum.
    Lower,
}

/// The response time of each period of each balancer.
pub(super) fn latency(frame: &Frame<'_>, wanted: Wanted, statistic: Statistic) -> Outcome {
    let (balancers, unmeasured) = balancers(frame.readings);
    let mut missing: Vec<_> =
        unmeasured.iter().map(|(target, why)| format!("`{}`: {why}", target.subject.id)).collect();
    if balancers.is_empty() && missing.is_empty() {
        missing.push("section 6 lists no load balancer".to_owned());
    }
    let mut gauges = Vec::new();
    let mut used = BTreeSet::new();
    for balancer in balancers {
        if balancer.shape == Shape::NetworkLoadBalancer {
            missing.push(format!("`{}`: a network load balancer measures no response time", balancer.name()));
            continue;
        }
        let (name, stat, bias) = measured_as(balancer.shape, statistic);
        used.insert(format!("{name} ({stat})"));
        gauges.push(response_time(frame, wanted, balancer, (name, stat), bias));
    }
    let definition = format!(
        "{} of every period of every load balancer of section 6, between the event's own start and end, without lead \
         and tail. Statistics of several periods or balancers cannot be added up, and so each one has to meet the \
         bound by itself; a period without an answer of a target has none.",
        used.into_iter().collect::<Vec<_>>().join(" or ")
    );
    every_period(frame, wanted, gauges, missing, definition)
}

/// The metric and the statistic that come closest to what is asked for.
fn measured_as(shape: Shape, wanted: Statistic) -> (&'static str, &'static str, Bias) {
    let is_classic = shape == Shape::ClassicLoadBalancer;
    let name = if is_classic { "Latency" } else { "TargetResponseTime" };
    match wanted {
        Statistic::Average => (name, "Average", Bias::Exact),
        Statistic::P99 => (name, "p99", Bias::Exact),
        Statistic::Maximum => (name, "p99", Bias::Lower),
        Statistic::P95 if !is_classic => (name, "p95", Bias::Exact),
        Statistic::P50 | Statistic::P90 if !is_classic => (name, "p95", Bias::Higher),
        Statistic::P50 | Statistic::P90 | Statistic::P95 => (name, "p99", Bias::Higher),
    }
}

fn response_time(
    frame: &Frame<'_>,
    wanted: Wanted,
    balancer: Entrance<'_>,
    (name, stat): (&str, &str),
    bias: Bias,
) -> Gauge {
    let read = |name: &str, stat: &str| {
        let curve = balancer.curve(frame.readings, When::Event, name, stat)?;
        Ok::<_, String>(curve.within(frame.from, frame.until))
    };
    let scale = if wanted.unit == Unit::Milliseconds { 1000.0 } else { 1.0 };
    let curve = read(name, stat).map(|curve| curve.scaled(scale));
    let requests = read(balancer.traffic().0, "Sum");
    let gap = match (&curve, requests) {
        (Ok(curve), Ok(requests)) => {
            let missing = requests.known().filter(|(at, count)| *count > 0.0 && curve.value_at(*at).is_none()).count();
            (missing > 0).then(|| format!("in {} with requests there is no datapoint", frame.length(missing)))
        }
        (Ok(_), Err(why)) => Some(format!("whether datapoints are missing is not known: {why}")),
        (Err(_), _) => None,
    };
    Gauge { name: balancer.name().to_owned(), curve, gap, bias }
}

/// The CPU of each period of each resource.
pub(super) fn cpu(frame: &Frame<'_>, wanted: Wanted, scope: Scope) -> Outcome {
    let shapes: &[Shape] = &[
        Shape::Instance,
        Shape::GroupInstances,
        Shape::DatabaseInstance,
        Shape::DatabaseCluster,
        Shape::CacheNode,
        Shape::EcsService,
    ];
    let (shapes, kinds): (&[Shape], &[ResourceKind]) = match scope {
        Scope::All => (
            shapes,
            &[
                ResourceKind::Instance,
                ResourceKind::AutoScalingGroup,
                ResourceKind::Database,
                ResourceKind::Cache,
                ResourceKind::EcsService,
            ],
        ),
        Scope::Instances => (&shapes[..2], &[ResourceKind::Instance, ResourceKind::AutoScalingGroup]),
        Scope::Databases => (&shapes[2..4], &[ResourceKind::Database]),
        Scope::Caches => (&shapes[4..5], &[ResourceKind::Cache]),
    };
    let definition = "CPUUtilization (Maximum) of every period of every instance, group, database, cache node and ECS \
                      service that the criterion speaks of, between the event's own start and end, without lead and tail."
        .to_owned();
    let metrics: Vec<_> = shapes.iter().map(|shape| (*shape, "CPUUtilization", "Maximum")).collect();
    of_targets(frame, wanted, &metrics, kinds, definition)
}

/// The healthy or unhealthy hosts of each period of each target group.
pub(super) fn hosts(frame: &Frame<'_>, wanted: Wanted) -> Outcome {
    let kinds = &[ResourceKind::LoadBalancer];
    let place = "of every period of every target group behind the load balancers of section 6";
    let when = "between the event's own start and end, without lead and tail.";
    if wanted.subject == What::UnhealthyHosts {
        let definition = format!("UnHealthyHostCount (Maximum) {place}, {when}");
        let metrics = [(Shape::TargetGroup, "UnHealthyHostCount", "Maximum")];
        return of_targets(frame, wanted, &metrics, kinds, definition);
    }
    let definition = format!("HealthyHostCount (Minimum) {place}, and of every classic one, {when}");
    let metrics = [Shape::TargetGroup, Shape::ClassicLoadBalancer].map(|shape| (shape, "HealthyHostCount", "Minimum"));
    of_targets(frame, wanted, &metrics, kinds, definition)
}

/// Judges one metric of everything that has it.
fn of_targets(
    frame: &Frame<'_>,
    wanted: Wanted,
    metrics: &[(Shape, &str, &str)],
    kinds: &[ResourceKind],
    definition: String,
) -> Outcome {
    let mut gauges: Vec<Gauge> = Vec::new();
    let mut missing = Vec::new();
    for target in &frame.readings.targets {
        if let Some(why) = &target.unmeasured
            && kinds.contains(&target.kind)
        {
            missing.push(format!("`{}`: {why}", target.subject.id));
        }
        let mut own: Vec<_> = metrics.iter().filter_map(|metric| gauge(frame, target, *metric)).collect();
        // Where only the answer tells what the resource is, the metrics of the other kind are silent.
        let speaks = |gauge: &Gauge| gauge.curve.as_ref().is_ok_and(|curve| curve.maximum().is_some());
        let is_silent = |gauge: &Gauge| gauge.curve.is_ok() && !speaks(gauge);
        if own.iter().any(speaks) {
            own.retain(|gauge| !is_silent(gauge));
        }
        gauges.extend(own);
    }
    if gauges.is_empty() && missing.is_empty() {
        missing.push("section 6 lists nothing that has this metric".to_owned());
    }
    every_period(frame, wanted, gauges, missing, definition)
}

fn gauge(frame: &Frame<'_>, target: &Target, (shape, name, stat): (Shape, &str, &str)) -> Option<Gauge> {
    let measure = find(frame.readings, target, shape, name, stat)?;
    let curve = Curve::read(frame.readings, When::Event, target, measure);
    let curve = curve.map(|curve| curve.within(frame.from, frame.until));
    let gap = curve.as_ref().ok().and_then(|curve| {
        let (mut run, mut longest) = (0, 0);
        for value in &curve.values {
            run = if value.is_some() { 0 } else { run + 1 };
            longest = longest.max(run);
        }
        let is_gap = longest as u64 * u64::from(curve.period) > u64::from(GAP.max(curve.period) - 1);
        (is_gap && longest < curve.values.len())
            .then(|| format!("for {} in a row there is no datapoint", frame.length(longest)))
    });
    Some(Gauge { name: target.subject.id.clone(), curve, gap, bias: Bias::Exact })
}

/// Judges every period of every gauge.
fn every_period(
    frame: &Frame<'_>,
    wanted: Wanted,
    gauges: Vec<Gauge>,
    mut missing: Vec<String>,
    definition: String,
) -> Outcome {
    let mut proven: BTreeSet<Timestamp> = BTreeSet::new();
    let mut doubtful = 0;
    let mut measured: BTreeSet<Timestamp> = BTreeSet::new();
    let mut worst: Option<(f64, Timestamp, &str)> = None;
    let more = wanted.comparison.wants_more();
    for gauge in &gauges {
        missing.extend(gauge.gap.iter().map(|gap| format!("`{}`: {gap}", gauge.name)));
        let curve = match &gauge.curve {
            Err(why) => {
                missing.push(format!("`{}`: {why}", gauge.name));
                continue;
            }
            Ok(curve) if curve.maximum().is_none() => {
                missing.push(format!("`{}`: CloudWatch has no datapoint between start and end", gauge.name));
                continue;
            }
            Ok(curve) => curve,
        };
        // A higher statistic proves that the lower one meets an upper bound, and not that it misses it.
        let (proves_met, proves_missed) = match (gauge.bias, more) {
            (Bias::Exact, _) => (true, true),
            (Bias::Higher, false) | (Bias::Lower, true) => (true, false),
            (Bias::Lower, false) | (Bias::Higher, true) => (false, true),
        };
        let mut is_met = true;
        for (at, value) in curve.known() {
            measured.insert(at);
            if !wanted.comparison.holds(order(value, wanted.bound)) {
                is_met = false;
                if proves_missed {
                    proven.insert(at);
                }
            }
            if worst.is_none_or(|(worst, ..)| if more { value < worst } else { value > worst }) {
                worst = Some((value, at, &gauge.name));
            }
        }
        doubtful += usize::from(if is_met { !proves_met } else { !proves_missed });
    }
    let judgement = if !proven.is_empty() {
        Judgement::Missed
    } else if !measured.is_empty() && missing.is_empty() && doubtful == 0 && frame.is_over() {
        Judgement::Met
    } else {
        Judgement::NotMeasured
    };
    let asked = format!("asked was {} {}", wanted.comparison, wanted.unit.show(wanted.bound));
    let said = worst.map(|(value, at, name)| {
        let way = if more { "lowest" } else { "highest" };
        format!("The {way} value was {} at {} (`{name}`), {asked}.", wanted.unit.show(value), frame.show(at))
    });
    let beyond = (!proven.is_empty()).then(|| {
        format!(
            "It was not met in {} of {} that were measured, at the longest for {} in a row.",
            frame.length(proven.len()),
            frame.length(measured.len()),
            frame.length(longest(&proven, frame.period()))
        )
    });
    let doubt = (doubtful > 0 && proven.is_empty()).then(|| {
        "The statistic that was asked for is not collected, and the nearest one that is proves nothing.".to_owned()
    });
    let nothing = measured.is_empty().then(|| "Nothing was measured.".to_owned());
    let summary = sentences([nothing, said, beyond, doubt, unread(&missing), frame.running()]);
    Outcome { judgement, summary, definition, value: worst.map(|(value, ..)| value) }
}

/// The most periods that follow each other.
fn longest(periods: &BTreeSet<Timestamp>, period: u32) -> usize {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for at in periods {
        let follows = last.is_some_and(|last: Timestamp| at.as_second() - last.as_second() == i64::from(period));
        run = if follows { run + 1 } else { 1 };
        longest = longest.max(run);
        last = Some(*at);
    }
    longest
}
