//! Thirty days of metrics of a known shape, minute by minute, with the event of the workbook in
//! them. A formula answers `GetMetricData`: moto reads every datapoint that it has for every
//! datapoint that it answers, knows no percentiles, and starts periods at the start of the question.

use std::{cmp::Ordering, collections::BTreeMap, sync::LazyLock};

use serde_json::{Value, json};

use super::{call::Call, fault::Answer, fixture};

/// Datapoints per page, far fewer than AWS's, so that every longer series comes in pieces.
const PAGE: usize = 1000;

/// An instance that was terminated during the event: AWS does not list it any more.
pub(crate) const GONE: &str = "i-0a1b2c3d4e5f60718";
/// Publishes in us-east-1 alone, wherever the rest of the workload is.
pub(crate) const DISTRIBUTION: &str = "E2QWRUHAPOMQZL";
/// Published in the minutes alone in which it is not zero.
const SPARSE: &str = "HTTPCode_Target_5XX_Count";

/// One metric: what it is in a normal minute, by the name of the seed or that of the resource.
pub(crate) struct Published {
    pub(crate) namespace: &'static str,
    pub(crate) dimension: (&'static str, &'static str),
    pub(crate) name: &'static str,
    normal: f64,
}

impl Published {
    /// The only sample of a minute.
    pub(crate) fn sample(&self, minute: i64) -> Option<f64> {
        let is_there = publishes(self.dimension.1, minute) && (self.name != SPARSE || load(minute) > 5.0);
        is_there.then(|| self.normal * load(minute))
    }
}

pub(crate) const PUBLISHED: &[Published] = &{
    const fn row(
        namespace: &'static str,
        dimension: &'static str,
        resource: &'static str,
        name: &'static str,
        normal: f64,
    ) -> Published {
        Published { namespace, dimension: (dimension, resource), name, normal }
    }
    [
        row("AWS/ApplicationELB", "LoadBalancer", "lb.web.suffix", "RequestCount", 600.0),
        row("AWS/ApplicationELB", "LoadBalancer", "lb.web.suffix", "TargetResponseTime", 0.125),
        row("AWS/ApplicationELB", "LoadBalancer", "lb.web.suffix", SPARSE, 6.0),
        row("AWS/AutoScaling", "AutoScalingGroupName", "web", "GroupInServiceInstances", 2.0),
        row("AWS/EC2", "AutoScalingGroupName", "web", "CPUUtilization", 10.0),
        row("AWS/EC2", "InstanceId", "instance.0", "CPUUtilization", 10.0),
        row("AWS/EC2", "InstanceId", "instance.0", "NetworkOut", 6e6),
        row("AWS/EC2", "InstanceId", GONE, "CPUUtilization", 10.0),
        row("AWS/RDS", "DBInstanceIdentifier", "orders", "CPUUtilization", 8.0),
        row("AWS/RDS", "DBInstanceIdentifier", "orders", "DatabaseConnections", 20.0),
        row("AWS/DynamoDB", "TableName", "carts", "ConsumedReadCapacityUnits", 300.0),
        row("AWS/CloudFront", "DistributionId", DISTRIBUTION, "Requests", 1200.0),
        row("AWS/CloudFront", "DistributionId", DISTRIBUTION, "5xxErrorRate", 0.1),
        row("AWS/Lambda", "FunctionName", "checkout", "Invocations", 240.0),
        row("AWS/Lambda", "FunctionName", "checkout", "Errors", 0.6),
        row("AWS/Lambda", "FunctionName", "checkout", "Duration", 80.0),
        row("AWS/Lambda", "FunctionName", "checkout", "ConcurrentExecutions", 4.0),
        row("AWS/ApiGateway", "ApiName", "shop", "Count", 180.0),
        row("AWS/ApiGateway", "ApiName", "shop", "Latency", 60.0),
        row("AWS/ApiGateway", "ApiId", "api.events", "Count", 60.0),
        row("AWS/SQS", "QueueName", "orders", "NumberOfMessagesSent", 120.0),
        row("AWS/SQS", "QueueName", "orders", "ApproximateAgeOfOldestMessage", 3.0),
        row("AWS/SNS", "TopicName", "orders", "NumberOfMessagesPublished", 30.0),
        row("AWS/ECS", "ServiceName", "shop/mailer", "CPUUtilization", 9.0),
        row("AWS/EKS", "ClusterName", "shop", "apiserver_request_total", 600.0),
        row("AWS/NATGateway", "NatGatewayId", "nat", "BytesOutToDestination", 6e6),
    ]
};

/// A moment so many hours after the tests' present, in seconds since 1970.
fn at(hours: i64) -> i64 {
    static NOW: LazyLock<i64> = LazyLock::new(|| fixture::at("+0d").as_second());
    *NOW + hours * 3600
}

/// Times the normal load: five during the event, six in the minute of its peak.
pub(crate) fn load(minute: i64) -> f64 {
    match minute {
        _ if minute == at(111) => 6.0,
        _ if (at(108)..at(114)).contains(&minute) => 5.0,
        _ => 1.0,
    }
}

/// Whether the resource published anything in the minute.
pub(crate) fn publishes(resource: &str, minute: i64) -> bool {
    let thirty_days = at(-23 * 24)..at(7 * 24);
    match resource {
        // Ten minutes without datapoints.
        "lb.web.suffix" if (at(112)..at(112) + 600).contains(&minute) => false,
        GONE if minute >= at(110) => false,
        _ => thirty_days.contains(&minute),
    }
}

/// What AWS would answer, in pages.
pub(crate) fn answer(call: &Call, ids: &BTreeMap<String, String>) -> Answer {
    let number = |name: &str| call.params[name].as_f64().map_or(0, |number| number as i64);
    let span = (number("StartTime"), number("EndTime"));
    let first: usize = call.param("NextToken").and_then(|token| token.parse().ok()).unwrap_or(0);
    let page = first..first + PAGE;
    let mut results = Vec::new();
    let mut total = 0;
    for query in call.params["MetricDataQueries"].as_array().into_iter().flatten() {
        let points = points(&query["MetricStat"], &call.region, span, ids);
        let (from, to) = (page.start.max(total), page.end.min(total + points.len()));
        if from < to || (points.is_empty() && page.contains(&total)) {
            let part = points.get(from.max(total) - total..to.max(total) - total).unwrap_or_default();
            let (times, values): (Vec<i64>, Vec<f64>) = part.iter().copied().unzip();
            let status = if total + points.len() > page.end { "PartialData" } else { "Complete" };
            let id = &query["Id"];
            results.push(json!({
                "Id": id, "Label": id, "StatusCode": status, "Timestamps": times, "Values": values,
            }));
        }
        total += points.len();
    }
    let next = (total > page.end).then(|| page.end.to_string());
    Answer::cbor(200, &json!({ "MetricDataResults": results, "NextToken": next }))
}

/// The datapoints of one query, the newest first.
fn points(stat: &Value, region: &str, (start, end): (i64, i64), ids: &BTreeMap<String, String>) -> Vec<(i64, f64)> {
    let metric = &stat["Metric"];
    let dimensions = metric["Dimensions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (dimension, named) = match dimensions {
        [dimension] => (&dimension["Name"], text(&dimension["Value"])),
        [dimension, global] if global["Value"] == "Global" && region == "us-east-1" => {
            (&dimension["Name"], text(&dimension["Value"]))
        }
        [cluster, service] if cluster["Name"] == "ClusterName" && service["Name"] == "ServiceName" => {
            (&service["Name"], format!("{}/{}", text(&cluster["Value"]), text(&service["Value"])))
        }
        _ => return Vec::new(),
    };
    let published = PUBLISHED.iter().find(|published| {
        let (name, resource) = published.dimension;
        let value = ids.get(resource).map_or(resource, String::as_str);
        metric["Namespace"] == published.namespace
            && metric["MetricName"] == published.name
            && *dimension == name
            && named == value
    });
    let Some(published) = published else { return Vec::new() };
    let period = stat["Period"].as_i64().unwrap_or(60);
    let starts = (start..end).step_by(usize::try_from(period).unwrap_or(60));
    let points = starts.filter_map(|start| {
        let minutes = (start..start + period).step_by(60);
        let samples: Vec<f64> = minutes.filter_map(|minute| published.sample(minute)).collect();
        Some((start, statistic(stat["Stat"].as_str().unwrap_or(""), samples)?))
    });
    let mut points: Vec<_> = points.collect();
    points.reverse();
    points
}

/// One statistic of the samples of a period; none without samples.
fn statistic(name: &str, mut samples: Vec<f64>) -> Option<f64> {
    samples.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
    let (smallest, largest) = (*samples.first()?, *samples.last()?);
    let sum: f64 = samples.iter().sum();
    Some(match name {
        "Sum" => sum,
        "SampleCount" => samples.len() as f64,
        "Average" => sum / samples.len() as f64,
        "Minimum" => smallest,
        "Maximum" => largest,
        percentile => {
            let share: f64 = percentile.strip_prefix('p').and_then(|it| it.parse().ok()).expect("a percentile");
            let rank = (share / 100.0 * samples.len() as f64).ceil() as usize;
            samples[rank.clamp(1, samples.len()) - 1]
        }
    })
}
