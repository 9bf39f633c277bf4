//! THE TABLE of what a report measures on each kind of resource. Metrics need no more than a name
//! and a namespace, so that a kind is reported even where nothing else about it is read.

use schemars::JsonSchema;
use serde::Serialize;

use super::targets::Shape;

/// One metric of one shape of resource.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// The resources that publish it.
    pub shape: Shape,
    /// `MetricName`.
    pub name: &'static str,
    /// `Stat` of `GetMetricData`: Sum, Average, Minimum, Maximum, p99 …
    pub statistic: &'static str,
    /// What a value is, once it has been brought to its unit.
    pub unit: Unit,
    /// What it tells.
    pub signal: Signal,
    /// Whether no datapoint means zero. AWS publishes some counters only above zero; for a gauge
    /// no datapoint means that nobody knows.
    pub absent_is_zero: bool,
    /// From which value a period is yellow, and from which red; `None` where no value is bad by
    /// itself. For [`Signal::Availability`] and for credits lower is worse, and so the first is the
    /// larger one.
    pub bounds: Option<(f64, f64)>,
}

/// What a metric tells: the four golden signals of Site Reliability Engineering, and what they
/// stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Signal {
    /// How much is asked of the resource.
    Traffic,
    /// How long it takes.
    Latency,
    /// How often it fails: errors, throttles, rejected and spilled requests.
    Errors,
    /// How full it is.
    Saturation,
    /// How much of it is there and healthy.
    Availability,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// How many.
    Count,
    /// How many per second: the sum of a period divided by its seconds.
    PerSecond,
    /// Seconds.
    Seconds,
    /// 0 to 100.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes per second: the sum of a period divided by its seconds.
    BytesPerSecond,
}

/// Every measure.
pub const MEASURES: &[Measure] = &[];
