//! THE TABLE of what a report measures on each kind of resource. Metrics need no more than a name
//! and a namespace, so that a kind is reported even where nothing else about it is read.

use schemars::JsonSchema;
use serde::Serialize;

use super::targets::Shape;
use crate::text::number::number_to;

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
    /// The metric of the same shape whose sum divides this one's: operations under a time, requests
    /// under errors.
    pub per: Option<&'static str>,
    /// From which value a period is yellow, and from which red; `None` where no value is bad by
    /// itself. For [`Signal::Availability`] and for credits lower is worse, and so the first is the
    /// larger one.
    pub bounds: Option<(f64, f64)>,
}

impl Measure {
    /// The measure that divides this one.
    pub(super) fn divisor(&self) -> Option<&'static Self> {
        let name = self.per?;
        MEASURES.iter().find(|other| other.shape == self.shape && other.name == name)
    }

    /// Whether the smallest value is the worst one.
    pub fn lower_is_worse(&self) -> bool {
        self.statistic == "Minimum"
    }
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
    /// How many per second; of statistic Sum, the sum of a period divided by its seconds.
    PerSecond,
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// 0 to 100.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes per second; of statistic Sum, the sum of a period divided by its seconds.
    BytesPerSecond,
}

/// No datapoint means zero.
const ZERO: bool = true;
/// No datapoint means that nobody knows.
const UNKNOWN: bool = false;

const fn measure(
    shape: Shape,
    name: &'static str,
    statistic: &'static str,
    unit: Unit,
    signal: Signal,
    absent_is_zero: bool,
    bounds: Option<(f64, f64)>,
) -> Measure {
    Measure { shape, name, statistic, unit, signal, absent_is_zero, bounds, per: None }
}

/// Every measure. Names, statistics and units are those of each service's page "Monitoring … with
/// Amazon CloudWatch". The bounds of CPU, memory, disk and response time are a decision of ours,
/// the same for every event: 70 and 85 %, 75 and 90 %, 1 and 2 s.
#[rustfmt::skip]
pub const MEASURES: &[Measure] = &[
    measure(Shape::ApplicationLoadBalancer, "RequestCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "NewConnectionCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "ActiveConnectionCount", "Sum", Unit::Count, Signal::Saturation, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "ProcessedBytes", "Sum", Unit::BytesPerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "PeakLCUs", "Sum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::ApplicationLoadBalancer, "TargetResponseTime", "Average", Unit::Seconds, Signal::Latency, UNKNOWN, Some((1.0, 2.0))),
    measure(Shape::ApplicationLoadBalancer, "TargetResponseTime", "p95", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::ApplicationLoadBalancer, "TargetResponseTime", "p99", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::ApplicationLoadBalancer, "HTTPCode_ELB_5XX_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "HTTPCode_ELB_4XX_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "HTTPCode_Target_5XX_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "HTTPCode_Target_4XX_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "TargetConnectionErrorCount", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ApplicationLoadBalancer, "RejectedConnectionCount", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    Measure { per: Some("RequestCount"), ..measure(Shape::ApplicationLoadBalancer, "HTTPCode_ELB_5XX_Count", "Sum", Unit::Percent, Signal::Errors, ZERO, Some((1.0, 5.0))) },
    Measure { per: Some("RequestCount"), ..measure(Shape::ApplicationLoadBalancer, "HTTPCode_Target_5XX_Count", "Sum", Unit::Percent, Signal::Errors, ZERO, Some((1.0, 5.0))) },
    measure(Shape::TargetGroup, "HealthyHostCount", "Minimum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::TargetGroup, "UnHealthyHostCount", "Maximum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::NetworkLoadBalancer, "NewFlowCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::NetworkLoadBalancer, "ActiveFlowCount", "Average", Unit::Count, Signal::Saturation, ZERO, None),
    measure(Shape::NetworkLoadBalancer, "ProcessedBytes", "Sum", Unit::BytesPerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::NetworkLoadBalancer, "TCP_ELB_Reset_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::NetworkLoadBalancer, "TCP_Target_Reset_Count", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::NetworkLoadBalancer, "PortAllocationErrorCount", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::NetworkTargetGroup, "HealthyHostCount", "Minimum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::NetworkTargetGroup, "UnHealthyHostCount", "Maximum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::ClassicLoadBalancer, "RequestCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "Latency", "Average", Unit::Seconds, Signal::Latency, UNKNOWN, Some((1.0, 2.0))),
    measure(Shape::ClassicLoadBalancer, "Latency", "p99", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::ClassicLoadBalancer, "HTTPCode_ELB_5XX", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "HTTPCode_ELB_4XX", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "HTTPCode_Backend_5XX", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "HTTPCode_Backend_4XX", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "BackendConnectionErrors", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "SurgeQueueLength", "Maximum", Unit::Count, Signal::Saturation, ZERO, Some((512.0, 1024.0))),
    measure(Shape::ClassicLoadBalancer, "SpilloverCount", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::ClassicLoadBalancer, "HealthyHostCount", "Minimum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::Instance, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::Instance, "NetworkIn", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Instance, "NetworkOut", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Instance, "NetworkPacketsIn", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Instance, "EBSReadOps", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Instance, "EBSWriteOps", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Instance, "CPUCreditBalance", "Minimum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Instance, "StatusCheckFailed", "Maximum", Unit::Count, Signal::Availability, UNKNOWN, Some((1.0, 1.0))),
    measure(Shape::GroupInstances, "CPUUtilization", "Average", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::GroupInstances, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, None),
    measure(Shape::GroupInstances, "NetworkIn", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::GroupInstances, "NetworkOut", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::GroupInstances, "StatusCheckFailed", "Maximum", Unit::Count, Signal::Availability, UNKNOWN, Some((1.0, 1.0))),
    measure(Shape::Group, "GroupInServiceInstances", "Maximum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Group, "GroupDesiredCapacity", "Maximum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Group, "GroupMaxSize", "Maximum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Group, "GroupPendingInstances", "Maximum", Unit::Count, Signal::Availability, UNKNOWN, None),
    measure(Shape::Volume, "VolumeReadOps", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Volume, "VolumeWriteOps", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    Measure { per: Some("VolumeReadOps"), ..measure(Shape::Volume, "VolumeTotalReadTime", "Sum", Unit::Seconds, Signal::Latency, UNKNOWN, None) },
    Measure { per: Some("VolumeWriteOps"), ..measure(Shape::Volume, "VolumeTotalWriteTime", "Sum", Unit::Seconds, Signal::Latency, UNKNOWN, None) },
    measure(Shape::Volume, "VolumeQueueLength", "Average", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Volume, "BurstBalance", "Minimum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((30.0, 10.0))),
    measure(Shape::Memcached, "CmdGet", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Memcached, "GetHits", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Memcached, "GetMisses", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Memcached, "BytesUsedForCacheItems", "Maximum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Redis, "CacheHits", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Redis, "CacheMisses", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Redis, "EngineCPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::Redis, "DatabaseMemoryUsagePercentage", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((75.0, 90.0))),
    measure(Shape::Redis, "BytesUsedForCache", "Maximum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Redis, "ReplicationLag", "Maximum", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::CacheNode, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::CacheNode, "FreeableMemory", "Minimum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::CacheNode, "Evictions", "Sum", Unit::PerSecond, Signal::Errors, UNKNOWN, None),
    measure(Shape::CacheNode, "CurrConnections", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::CacheNode, "NetworkBytesIn", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::CacheNode, "NetworkBytesOut", "Sum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::DatabaseInstance, "DatabaseConnections", "Maximum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "ReadIOPS", "Maximum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "WriteIOPS", "Maximum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "ReadThroughput", "Maximum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "WriteThroughput", "Maximum", Unit::BytesPerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "ReadLatency", "Average", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "WriteLatency", "Average", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "DiskQueueDepth", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, Some((5.0, 10.0))),
    measure(Shape::DatabaseInstance, "FreeableMemory", "Minimum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "FreeStorageSpace", "Minimum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "ReplicaLag", "Maximum", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::DatabaseInstance, "BurstBalance", "Minimum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((30.0, 10.0))),
    measure(Shape::DatabaseCluster, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::DatabaseCluster, "DatabaseConnections", "Maximum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseCluster, "Queries", "Average", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::DatabaseCluster, "SelectLatency", "Average", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::DatabaseCluster, "AuroraReplicaLagMaximum", "Maximum", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::DatabaseCluster, "FreeableMemory", "Minimum", Unit::Bytes, Signal::Saturation, UNKNOWN, None),
    measure(Shape::DatabaseCluster, "VolumeReadIOPs", "Sum", Unit::Count, Signal::Traffic, UNKNOWN, None),
    measure(Shape::Table, "ConsumedReadCapacityUnits", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Table, "ConsumedWriteCapacityUnits", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Table, "ProvisionedReadCapacityUnits", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Table, "ProvisionedWriteCapacityUnits", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Table, "ReadThrottleEvents", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Table, "WriteThrottleEvents", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Distribution, "Requests", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Distribution, "BytesDownloaded", "Sum", Unit::BytesPerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Distribution, "5xxErrorRate", "Average", Unit::Percent, Signal::Errors, UNKNOWN, Some((1.0, 5.0))),
    measure(Shape::Distribution, "4xxErrorRate", "Average", Unit::Percent, Signal::Errors, UNKNOWN, None),
    measure(Shape::Bucket, "AllRequests", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Bucket, "4xxErrors", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Bucket, "5xxErrors", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Bucket, "FirstByteLatency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::HostedZone, "DNSQueries", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Function, "Invocations", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Function, "ConcurrentExecutions", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Function, "Duration", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::Function, "Duration", "Maximum", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::Function, "Errors", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Function, "Throttles", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    Measure { per: Some("Invocations"), ..measure(Shape::Function, "Errors", "Sum", Unit::Percent, Signal::Errors, ZERO, Some((1.0, 5.0))) },
    measure(Shape::RestApi, "Count", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::RestApi, "Latency", "Average", Unit::Milliseconds, Signal::Latency, UNKNOWN, Some((1000.0, 2000.0))),
    measure(Shape::RestApi, "Latency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::RestApi, "IntegrationLatency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::RestApi, "5XXError", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::RestApi, "4XXError", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    Measure { per: Some("Count"), ..measure(Shape::RestApi, "5XXError", "Sum", Unit::Percent, Signal::Errors, ZERO, Some((1.0, 5.0))) },
    measure(Shape::HttpApi, "Count", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::HttpApi, "Latency", "Average", Unit::Milliseconds, Signal::Latency, UNKNOWN, Some((1000.0, 2000.0))),
    measure(Shape::HttpApi, "Latency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::HttpApi, "IntegrationLatency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::HttpApi, "5xx", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::HttpApi, "4xx", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    Measure { per: Some("Count"), ..measure(Shape::HttpApi, "5xx", "Sum", Unit::Percent, Signal::Errors, ZERO, Some((1.0, 5.0))) },
    measure(Shape::WebSocketApi, "ConnectCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::WebSocketApi, "MessageCount", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::WebSocketApi, "IntegrationLatency", "p99", Unit::Milliseconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::WebSocketApi, "ClientError", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::WebSocketApi, "ExecutionError", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::WebSocketApi, "IntegrationError", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::Queue, "NumberOfMessagesSent", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Queue, "NumberOfMessagesDeleted", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Queue, "ApproximateNumberOfMessagesVisible", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Queue, "ApproximateNumberOfMessagesNotVisible", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::Queue, "ApproximateAgeOfOldestMessage", "Maximum", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::Topic, "NumberOfMessagesPublished", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Topic, "NumberOfNotificationsDelivered", "Sum", Unit::PerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::Topic, "NumberOfNotificationsFailed", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::EcsService, "CPUUtilization", "Average", Unit::Percent, Signal::Saturation, UNKNOWN, Some((70.0, 85.0))),
    measure(Shape::EcsService, "CPUUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, None),
    measure(Shape::EcsService, "MemoryUtilization", "Average", Unit::Percent, Signal::Saturation, UNKNOWN, Some((75.0, 90.0))),
    measure(Shape::EcsService, "MemoryUtilization", "Maximum", Unit::Percent, Signal::Saturation, UNKNOWN, None),
    measure(Shape::EksCluster, "apiserver_request_total", "Sum", Unit::PerSecond, Signal::Traffic, UNKNOWN, None),
    measure(Shape::EksCluster, "apiserver_request_duration_seconds_GET_P99", "Average", Unit::Seconds, Signal::Latency, UNKNOWN, None),
    measure(Shape::EksCluster, "apiserver_request_total_5XX", "Sum", Unit::PerSecond, Signal::Errors, UNKNOWN, None),
    measure(Shape::EksCluster, "apiserver_request_total_429", "Sum", Unit::PerSecond, Signal::Errors, UNKNOWN, None),
    measure(Shape::EksCluster, "scheduler_schedule_attempts_UNSCHEDULABLE", "Sum", Unit::PerSecond, Signal::Saturation, UNKNOWN, None),
    measure(Shape::NatGateway, "BytesOutToDestination", "Sum", Unit::BytesPerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::NatGateway, "BytesInFromDestination", "Sum", Unit::BytesPerSecond, Signal::Traffic, ZERO, None),
    measure(Shape::NatGateway, "ActiveConnectionCount", "Maximum", Unit::Count, Signal::Saturation, UNKNOWN, None),
    measure(Shape::NatGateway, "ErrorPortAllocation", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
    measure(Shape::NatGateway, "PacketsDropCount", "Sum", Unit::PerSecond, Signal::Errors, ZERO, None),
];

/// A number in a sentence: whole from a thousand on, and with at most one decimal below.
pub(super) fn number(value: f64) -> String {
    number_to(value, if value.abs() < 1000.0 { 1 } else { 0 })
}
