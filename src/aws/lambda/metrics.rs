//! Metrics of Lambda functions.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Concurrent executions of a Lambda function; without a name, of all functions of the region.
    pub fn concurrent_executions(function: Option<&str>) -> Self {
        Self::of_functions("ConcurrentExecutions", function, "Maximum", 60)
    }

    /// Concurrent executions of all functions of the region that have no reserved concurrency.
    pub fn unreserved_executions() -> Self {
        Self::of_functions("UnreservedConcurrentExecutions", None, "Maximum", 60)
    }

    /// Invocations of a Lambda function that were throttled on each day of UTC.
    pub fn throttles(function: &str) -> Self {
        Self::of_functions("Throttles", Some(function), "Sum", 86400)
    }

    /// Milliseconds that the slowest hundredth of an hour's invocations of a Lambda function took at least.
    pub fn duration(function: &str) -> Self {
        Self::of_functions("Duration", Some(function), "p99", 3600)
    }

    fn of_functions(name: &'static str, function: Option<&str>, statistic: &'static str, period: u32) -> Self {
        Self {
            namespace: "AWS/Lambda".into(),
            name: name.into(),
            dimensions: function.map(|function| ("FunctionName".into(), function.to_owned())).into_iter().collect(),
            statistic: statistic.into(),
            period,
            days: Days::RECENT,
        }
    }
}
