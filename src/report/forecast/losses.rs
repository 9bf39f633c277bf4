//! What was lost: rejected, spilled, throttled and failed requests.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    report::{
        readings::{Readings, When},
        targets::Shape,
    },
    rule::Subject,
};

/// What AWS itself refused or dropped, per resource: no answer of the workload's own is in it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Loss {
    /// The resource.
    pub resource: Subject,
    /// What was lost, such as `rejected connections`.
    pub what: &'static str,
    /// `MetricName` of the sum.
    pub metric: &'static str,
    /// How many during the event with its lead and tail; zero only where that was measured.
    pub total: Option<f64>,
    /// Start of the period with the most, the first of several; `None` when there were none.
    #[schemars(with = "Option<String>")]
    pub worst_at: Option<Timestamp>,
    /// Why the total is not known: a sentence.
    pub unknown: Option<String>,
}

/// Names are those of each service's page "Monitoring … with Amazon CloudWatch".
const LOST: [(Shape, &str, &str); 12] = [
    (Shape::ApplicationLoadBalancer, "RejectedConnectionCount", "rejected connections"),
    (Shape::ApplicationLoadBalancer, "HTTPCode_ELB_5XX_Count", "requests that the balancer answered with 5xx"),
    (Shape::ApplicationLoadBalancer, "TargetConnectionErrorCount", "failed connections to targets"),
    (Shape::NetworkLoadBalancer, "PortAllocationErrorCount", "failed port allocations"),
    (Shape::ClassicLoadBalancer, "SpilloverCount", "spilled requests"),
    (Shape::ClassicLoadBalancer, "HTTPCode_ELB_5XX", "requests that the balancer answered with 5xx"),
    (Shape::Table, "ReadThrottleEvents", "throttled reads"),
    (Shape::Table, "WriteThrottleEvents", "throttled writes"),
    (Shape::Function, "Throttles", "throttled invocations"),
    (Shape::Topic, "NumberOfNotificationsFailed", "notifications that could not be delivered"),
    (Shape::NatGateway, "ErrorPortAllocation", "connections without a free port"),
    (Shape::NatGateway, "PacketsDropCount", "dropped packets"),
];

/// Losses of every resource that can have one, the largest first, and last what is not known.
pub(in crate::report) fn losses(readings: &Readings<'_>) -> Vec<Loss> {
    let mut all = Vec::new();
    for target in &readings.targets {
        for (measure, dimensions) in readings.measures(target) {
            let named =
                |row: &&(Shape, &str, &str)| row.0 == measure.shape && row.1 == measure.name && measure.per.is_none();
            let Some((_, metric, what)) = LOST.iter().find(named) else { continue };
            let resource = target.subject.clone();
            let mut loss = Loss { resource, what, metric, total: None, worst_at: None, unknown: None };
            // Sums are added as AWS gave them; a rate per second would have to be multiplied back.
            let values = readings.values(When::Event, target, measure, dimensions);
            let points = readings.points(When::Event, target, measure, dimensions);
            match values.and_then(|values| Ok((values, points?))) {
                Err(why) => loss.unknown = Some(format!("Not measured: {why}.")),
                Ok((values, _)) if values.iter().all(Option::is_none) => {
                    loss.unknown = Some("Not measured: CloudWatch has no datapoint of the resource.".to_owned());
                }
                Ok((_, points)) => {
                    let span = readings.span(When::Event);
                    let inside = || points.iter().filter(|(at, value)| span.index(*at).is_some() && *value > 0.0);
                    // The sum of nothing is a plain zero.
                    loss.total = Some(inside().fold(0.0, |total, (_, value)| total + value));
                    let worst = inside().reduce(|worst, next| if next.1 > worst.1 { next } else { worst });
                    loss.worst_at = worst.map(|(at, _)| at);
                }
            }
            all.push(loss);
        }
    }
    all.sort_by(|one, other| match (one.total, other.total) {
        (Some(one), Some(other)) => other.total_cmp(&one),
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    all
}
