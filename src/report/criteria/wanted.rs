//! What a measurable criterion asks for.

use std::fmt;

use crate::text::number::number_to;

/// A criterion that can be measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    pub(super) subject: What,
    pub(super) comparison: Comparison,
    /// In [`Wanted::unit`].
    pub(super) bound: f64,
    pub(super) unit: Unit,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Share of requests that did not fail.
    Availability,
    /// Share of requests that failed: with 5xx, or with 4xx.
    Errors5xx,
    Errors4xx,
    /// Response time, by its statistic.
    Latency(Statistic),
    /// Requests per second in the busiest period.
    PeakRequests,
    /// Requests of the whole event.
    Requests,
    /// CPU utilization.
    Cpu(Scope),
    /// Healthy, or unhealthy, targets behind each target group.
    HealthyHosts,
    UnhealthyHosts,
}

/// A statistic of response times, from the lowest to the highest value that it can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Statistic {
    Average,
    P50,
    P90,
    P95,
    P99,
    Maximum,
}

/// Whose CPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Instances,
    Databases,
    Caches,
}

/// How the measured value has to stand to the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What the bound is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Percent,
    Milliseconds,
    Seconds,
    PerSecond,
    PerMinute,
    Count,
}

impl What {
    /// The comparison that is meant where none is written: `availability 99.9 %`.
    pub(super) fn usual(self) -> Comparison {
        match self {
            Self::Availability | Self::PeakRequests | Self::Requests | Self::HealthyHosts => Comparison::AtLeast,
            Self::Errors5xx | Self::Errors4xx | Self::Latency(_) | Self::Cpu(_) | Self::UnhealthyHosts => {
                Comparison::AtMost
            }
        }
    }
}

impl Comparison {
    /// Whether a value that stands so to the bound meets it.
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::Above => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::Below => order.is_lt(),
        }
    }

    /// Whether more is better.
    pub(super) fn wants_more(self) -> bool {
        matches!(self, Self::AtLeast | Self::Above)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Availability => "availability",
            Self::Errors5xx => "5xx error rate",
            Self::Errors4xx => "4xx error rate",
            Self::Latency(Statistic::Average) => "average latency",
            Self::Latency(Statistic::P50) => "p50 latency",
            Self::Latency(Statistic::P90) => "p90 latency",
            Self::Latency(Statistic::P95) => "p95 latency",
            Self::Latency(Statistic::P99) => "p99 latency",
            Self::Latency(Statistic::Maximum) => "maximum latency",
            Self::PeakRequests => "peak requests",
            Self::Requests => "requests",
            Self::Cpu(Scope::All) => "CPU",
            Self::Cpu(Scope::Instances) => "instance CPU",
            Self::Cpu(Scope::Databases) => "database CPU",
            Self::Cpu(Scope::Caches) => "cache CPU",
            Self::HealthyHosts => "healthy hosts",
            Self::UnhealthyHosts => "unhealthy hosts",
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.subject, self.comparison, self.unit.show(self.bound))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::AtMost => "<=",
            Self::Below => "<",
        })
    }
}

impl Unit {
    /// A value with this unit behind it.
    pub(super) fn show(self, value: f64) -> String {
        let suffix = match self {
            Self::Percent => " %",
            Self::Milliseconds => " ms",
            Self::Seconds => " s",
            Self::PerSecond => " requests/s",
            Self::PerMinute => " requests/min",
            Self::Count => "",
        };
        let most = match self {
            Self::Percent | Self::Seconds => 4,
            _ => 1,
        };
        format!("{}{suffix}", number_to(value, most))
    }

    /// A measured value: whole from a thousand on, and never rounded up to a bound.
    pub(super) fn show_measured(self, value: f64) -> String {
        self.show(if value < 1000.0 { value } else { value.floor() })
    }
}
