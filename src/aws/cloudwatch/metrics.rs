//! One metric of CloudWatch, as rules judge it and the plan shows it. Those of each service are in its own `metrics`.

use std::borrow::Cow;

/// One metric, as `GetMetricData` takes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// `Namespace`.
    pub namespace: Cow<'static, str>,
    /// `MetricName`.
    pub name: Cow<'static, str>,
    /// `Dimensions`.
    pub dimensions: Vec<(Cow<'static, str>, String)>,
    /// `Stat`.
    pub statistic: Cow<'static, str>,
    /// `Period` in seconds.
    pub period: u32,
    /// The days that are read.
    pub days: Days,
}

/// A span of days, counted back from the moment of collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// Days ago on which it begins.
    pub from: u16,
    /// Days ago on which it ends.
    pub until: u16,
}

impl Days {
    /// One-minute data exists for 15 days (CloudWatch, "GetMetricData").
    pub const RECENT: Self = Self { from: 14, until: 0 };
    /// What lies before that. Five-minute data exists for 63 days.
    pub const EARLIER: Self = Self { from: 60, until: 14 };
}

/// Largest datapoints that a snapshot keeps of a metric that lists them.
pub const BUSIEST: usize = 5;

impl Metric {
    /// Name of the metric in a snapshot. One that leaves out the last days says its period as well.
    pub fn key(&self) -> String {
        let dimensions: Vec<_> = self.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let period = if self.days.until > 0 { format!(" Period={}", self.period) } else { String::new() };
        let key = format!("{} {} {} {}{period}", self.namespace, self.name, self.statistic, dimensions.join(","));
        key.trim_end().to_owned()
    }

    /// How many of its largest datapoints a snapshot keeps besides the largest one.
    pub fn busiest(&self) -> usize {
        if self.name == "RequestCount" { BUSIEST } else { 0 }
    }
}
