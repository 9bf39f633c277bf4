//! What was measured on each resource.

use std::ops::Range;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    measures::{Measure, Signal, Unit},
    readings::{self, Readings, When},
    span::Span,
    targets::{Dimensions, Shape, Target},
};
use crate::{
    rule::{Light, Subject},
    snapshot::Fact,
};

/// One resource with everything that was measured on it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Measured {
    /// The resource.
    pub resource: Subject,
    /// Whether it is still there.
    pub presence: Presence,
    /// Its metrics, in the order of the table.
    pub series: Vec<Series>,
    /// Why nothing was measured, if so.
    pub unmeasured: Option<String>,
    /// Its health in [`Measured::STRIP`] equal parts of the event: the worst light that a metric
    /// with bounds gives; gray where there is no datapoint.
    pub health: Vec<Light>,
}

impl Measured {
    /// Parts of the health strip.
    pub const STRIP: usize = 48;
}

/// Whether a resource is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Presence {
    /// AWS lists it.
    Present,
    /// AWS does not list it any more.
    Deleted {
        /// End of the last period with a datapoint, if there was one during the event.
        #[schemars(with = "Option<String>")]
        last_seen: Option<Timestamp>,
    },
    /// Nobody asked AWS whether it is there, or AWS did not answer.
    Unknown,
}

/// One metric of one resource.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Series {
    /// `Namespace`.
    pub namespace: &'static str,
    /// `MetricName`.
    pub metric: &'static str,
    /// `Stat`.
    pub statistic: &'static str,
    /// The metric whose sum the values are divided by.
    pub per: Option<&'static str>,
    /// What the values are.
    pub unit: Unit,
    /// What it tells.
    pub signal: Signal,
    /// From which value it is yellow and red.
    pub bounds: Option<(f64, f64)>,
    /// During the event.
    pub event: Summary,
    /// During the same weekdays before.
    pub baseline: Summary,
    /// The event in at most [`Series::CURVE`] equal parts: the largest value of each (the smallest
    /// where lower is worse), `None` in a gap.
    pub curve: Vec<Option<f64>>,
    /// The baseline in as many parts.
    pub baseline_curve: Vec<Option<f64>>,
}

impl Series {
    /// Most parts of a curve.
    pub const CURVE: usize = 240;
}

/// The datapoints of one span, in short. All values are in the series' unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// Why the metric was not read; then nothing else is known.
    pub missed: Option<String>,
    /// Seconds per datapoint, as the metric is published.
    pub period: u32,
    /// Datapoints that there are.
    pub datapoints: usize,
    /// Datapoints that there could be. A counter that is published above zero only has fewer.
    pub periods: usize,
    /// Largest value.
    pub maximum: Option<f64>,
    /// Start of the period with the largest value, the first of several.
    #[schemars(with = "Option<String>")]
    pub maximum_at: Option<Timestamp>,
    /// Smallest value.
    pub minimum: Option<f64>,
    /// Mean of the datapoints.
    pub mean: Option<f64>,
    /// Sum of the datapoints as CloudWatch gave them, for statistic Sum.
    pub total: Option<f64>,
    /// Spans without a datapoint, before the first and after the last one too, longest first, at
    /// most [`Summary::GAPS`]; none where there is no datapoint at all.
    pub gaps: Vec<Gap>,
}

impl Summary {
    /// Most gaps that are listed.
    pub const GAPS: usize = 5;
}

/// A span without a datapoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// Its first moment.
    #[schemars(with = "String")]
    pub from: Timestamp,
    /// First moment after it.
    #[schemars(with = "String")]
    pub until: Timestamp,
}

/// One metric, and its value in each period of the event.
type Read = (Series, Vec<Option<f64>>);

/// Everything that was measured, in the order of section 6.
pub(super) fn measure(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Measured> {
    readings.targets.iter().map(|target| one(readings, inputs, target)).collect()
}

fn one(readings: &Readings<'_>, inputs: &Inputs<'_>, target: &Target) -> Measured {
    let mut shapes: Vec<(Shape, Vec<Read>)> = Vec::new();
    for (measure, dimensions) in readings.measures(target) {
        let read = series(readings, target, measure, dimensions);
        match shapes.last_mut().filter(|(shape, _)| *shape == measure.shape) {
            Some((_, series)) => series.push(read),
            None => shapes.push((measure.shape, vec![read])),
        }
    }
    let has_data =
        |all: &[(Series, _)]| all.iter().any(|(series, _)| series.event.datapoints + series.baseline.datapoints > 0);
    if shapes.iter().any(|(shape, all)| shape.is_one_of_several() && has_data(all)) {
        shapes.retain(|(shape, all)| {
            let was_read = all.iter().all(|(series, _)| series.event.missed.is_none());
            !shape.is_one_of_several() || has_data(all) || !was_read
        });
    }
    let all: Vec<Read> = shapes.into_iter().flat_map(|(_, all)| all).collect();
    let last = all.iter().filter_map(|(_, values)| values.iter().rposition(Option::is_some)).max();
    let last_seen = last.map(|index| readings.spans.event.at(index + 1));
    Measured {
        resource: target.subject.clone(),
        presence: presence(inputs, target, last_seen),
        health: health(&all, readings.spans.event.periods()),
        series: all.into_iter().map(|(series, _)| series).collect(),
        unmeasured: target.unmeasured.clone(),
    }
}

/// One metric, and its value in each period of the event.
fn series(readings: &Readings<'_>, target: &Target, measure: &Measure, dimensions: &Dimensions) -> Read {
    let (event, values) = summary(readings, When::Event, target, measure, dimensions);
    let (baseline, before) = summary(readings, When::Baseline, target, measure, dimensions);
    let series = Series {
        namespace: measure.shape.namespace(),
        metric: measure.name,
        statistic: measure.statistic,
        per: measure.per,
        unit: measure.unit,
        signal: measure.signal,
        bounds: measure.bounds,
        event,
        baseline,
        curve: curve(&values, measure.lower_is_worse()),
        baseline_curve: curve(&before, measure.lower_is_worse()),
    };
    (series, values)
}

fn summary(
    readings: &Readings<'_>,
    when: When,
    target: &Target,
    measure: &Measure,
    dimensions: &Dimensions,
) -> (Summary, Vec<Option<f64>>) {
    let span = readings.span(when);
    let read = readings
        .points(when, target, measure, dimensions)
        .and_then(|points| Ok((points, readings.values(when, target, measure, dimensions)?)));
    let (points, values) = match read {
        Ok(read) => read,
        Err(why) => {
            let missed =
                Summary { missed: Some(why), period: span.period, periods: span.periods(), ..Summary::default() };
            return (missed, Vec::new());
        }
    };
    let step = readings::step(measure, points);
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(index, value)| Some((index, (*value)?))).collect();
    // The first of several equal values.
    let first_of = |one: &(usize, f64), other: &(usize, f64)| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0));
    let maximum = known.iter().copied().max_by(first_of);
    let sum: f64 = known.iter().map(|(_, value)| value).sum();
    let inside: Vec<f64> = points.iter().filter(|(at, _)| span.index(*at).is_some()).map(|(_, value)| value).collect();
    let summary = Summary {
        missed: None,
        period: step,
        datapoints: inside.len(),
        periods: span.periods() / usize::try_from(step / span.period.max(1)).unwrap_or(1).max(1),
        maximum: maximum.map(|(_, value)| value),
        maximum_at: maximum.map(|(index, _)| span.at(index)),
        minimum: known.iter().map(|(_, value)| *value).min_by(f64::total_cmp),
        mean: (!known.is_empty()).then(|| sum / known.len() as f64),
        // The sum of nothing would be minus zero.
        total: (measure.statistic == "Sum" && measure.per.is_none() && !known.is_empty())
            .then(|| inside.iter().fold(0.0, |sum, value| sum + value)),
        gaps: gaps(&values, span),
    };
    (summary, values)
}

/// Spans without a value, the longest first.
fn gaps(values: &[Option<f64>], span: Span) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut from = None;
    for (index, value) in values.iter().map(Some).chain([None]).enumerate() {
        match (value, from) {
            (Some(None), None) => from = Some(index),
            (Some(None), Some(_)) => {}
            (_, Some(first)) => {
                gaps.push(Gap { from: span.at(first), until: span.at(index) });
                from = None;
            }
            (_, None) => {}
        }
    }
    // Without any value there is no gap to speak of: there is nothing at all.
    if values.iter().all(Option::is_none) {
        gaps.clear();
    }
    gaps.sort_by_key(|gap| (gap.from.as_second() - gap.until.as_second(), gap.from));
    gaps.truncate(Summary::GAPS);
    gaps
}

/// The range of each of `parts` equal parts of `length` periods; fewer parts where there are fewer
/// periods.
fn parts(length: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = parts.min(length);
    (0..parts).map(move |part| part * length / parts..(part + 1) * length / parts)
}

fn curve(values: &[Option<f64>], lowest: bool) -> Vec<Option<f64>> {
    let worst = |range: Range<usize>| {
        let known = values[range].iter().flatten().copied();
        if lowest { known.min_by(f64::total_cmp) } else { known.max_by(f64::total_cmp) }
    };
    parts(values.len(), Series::CURVE).map(worst).collect()
}

/// The worst light of each part of the event.
fn health(all: &[Read], periods: usize) -> Vec<Light> {
    let bounded: Vec<_> = all.iter().filter_map(|(series, values)| Some((series, values, series.bounds?))).collect();
    let is_missed = bounded.iter().any(|(series, ..)| series.event.missed.is_some());
    let light = |range: Range<usize>| {
        let known = bounded.iter().flat_map(|(_, values, bounds)| {
            let values = values.get(range.clone()).unwrap_or_default();
            values.iter().flatten().map(|value| light(*value, *bounds))
        });
        match known.min() {
            Some(Light::Green) if is_missed => Light::Gray,
            Some(light) => light,
            None => Light::Gray,
        }
    };
    parts(periods, Measured::STRIP).map(light).collect()
}

fn light(value: f64, (yellow, red): (f64, f64)) -> Light {
    let is_past = |bound: f64| if yellow > red { value <= bound } else { value >= bound };
    match () {
        () if is_past(red) => Light::Red,
        () if is_past(yellow) => Light::Yellow,
        () => Light::Green,
    }
}

/// Whether AWS still lists a resource.
fn presence(inputs: &Inputs<'_>, target: &Target, last_seen: Option<Timestamp>) -> Presence {
    let Subject { kind, id, arn, account, region, .. } = &target.subject;
    let facts =
        inputs.snapshot.account(account.as_deref().unwrap_or_default()).region(region.as_deref().unwrap_or_default());
    let is_there = match *kind {
        "load-balancer" => facts.elb.load_balancers.seen().zip(arn.as_deref()).map(|(all, arn)| all.contains_key(arn)),
        "target-group" => facts.elb.target_groups.seen().zip(arn.as_deref()).map(|(all, arn)| all.contains_key(arn)),
        "instance" => facts.ec2.instances.seen().map(|all| all.get(id).is_some_and(|it| it.state != "terminated")),
        "asg" => facts.autoscaling.groups.seen().map(|all| all.contains_key(id)),
        // A name of another kind, as of a proxy, says nothing about what stands behind it.
        "database" | "cache" | "api" | "ecs-service" | "eks-cluster" if target.shapes.is_empty() => None,
        "api" => {
            let known = facts.apigateway.rest_apis.seen().zip(facts.apigateway.http_apis.seen());
            known.map(|(rest, http)| rest.contains_key(id) || http.contains_key(id))
        }
        "function" => facts.lambda.functions.get(id).and_then(Fact::seen).map(Option::is_some),
        "queue" => facts.sqs.urls.seen().map(|all| all.contains_key(id)),
        "ecs-service" => facts.ecs.services.seen().map(|all| all.get(id).is_some_and(|it| it.status != "INACTIVE")),
        "eks-cluster" => facts.eks.clusters.seen().map(|all| all.contains_key(id)),
        // Each zone of a regional one stands for itself.
        "nat-gateway" => {
            let gateway = id.split(' ').next().unwrap_or(id);
            facts.vpc.nat_gateways.seen().map(|all| all.contains_key(gateway))
        }
        "database" => facts
            .rds
            .instances
            .seen()
            .zip(facts.rds.clusters.seen())
            .map(|(instances, clusters)| instances.contains_key(id) || clusters.contains_key(id)),
        "cache" => facts.elasticache.clusters.seen().map(|all| all.contains_key(id)),
        _ => None,
    };
    match is_there {
        Some(true) => Presence::Present,
        Some(false) => Presence::Deleted { last_seen },
        None => Presence::Unknown,
    }
}
