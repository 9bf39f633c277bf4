//! The CloudWatch metrics that rules judge and the plan shows.

use std::borrow::Cow;

use crate::{
    aws::{
        apigateway::facts::Api,
        ec2::capacity::{Purchase, VcpuClass},
    },
    names,
};

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

const APPLICATION: &str = "AWS/ApplicationELB";
const NETWORK: &str = "AWS/NetworkELB";

impl Metric {
    /// Instances in service of an Auto Scaling group. Published only while the group's metrics
    /// collection is on ("Amazon CloudWatch metrics for Amazon EC2 Auto Scaling").
    pub fn in_service(group: &str) -> Self {
        Self {
            namespace: "AWS/AutoScaling".into(),
            name: "GroupInServiceInstances".into(),
            dimensions: vec![("AutoScalingGroupName".into(), group.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

    /// Capacity in service of an Auto Scaling group, in the units of its sizes: instances by their weights. Published as
    /// [`Metric::in_service`] is.
    pub fn capacity_in_service(group: &str) -> Self {
        Self { name: "GroupInServiceCapacity".into(), ..Self::in_service(group) }
    }

    /// Requests per minute of an application load balancer, by the suffix of its ARN.
    pub fn requests(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "RequestCount", suffix)
    }

    /// Requests per five minutes of an application load balancer, in the days before those of
    /// [`Metric::requests`].
    pub fn requests_earlier(suffix: &str) -> Self {
        Self { period: 300, days: Days::EARLIER, ..Self::requests(suffix) }
    }

    /// Load balancer capacity units of an application load balancer. Its sum over a minute compares
    /// with the reserved number itself, while that of `ReservedLCUs` is a sixtieth of it ("Monitor
    /// Load Balancer Capacity Unit reservation").
    pub fn peak_lcus(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "PeakLCUs", suffix)
    }

    /// Connections per minute that clients and an application load balancer opened.
    pub fn new_connections(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "NewConnectionCount", suffix)
    }

    /// Connections that were open within a minute at an application load balancer.
    pub fn active_connections(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "ActiveConnectionCount", suffix)
    }

    /// Bytes per minute of an application load balancer.
    pub fn bytes(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "ProcessedBytes", suffix)
    }

    /// Bytes per minute of a network load balancer.
    pub fn network_bytes(suffix: &str) -> Self {
        Self::of_balancer(NETWORK, "ProcessedBytes", suffix)
    }

    /// Read or write capacity units that a DynamoDB table, or one of its global secondary indexes,
    /// consumed in each minute. A sixtieth of it is the mean per second.
    pub fn consumed(table: &str, index: Option<&str>, is_write: bool) -> Self {
        let mut dimensions = vec![("TableName".into(), table.to_owned())];
        dimensions.extend(index.map(|index| ("GlobalSecondaryIndexName".into(), index.to_owned())));
        Self {
            namespace: "AWS/DynamoDB".into(),
            name: if is_write { "ConsumedWriteCapacityUnits" } else { "ConsumedReadCapacityUnits" }.into(),
            dimensions,
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }

    /// Tasks of an ECS service, `cluster/service`, in each minute: every running task gives one datapoint of its
    /// CPU a minute, so that their number is the number of tasks ("Service RUNNING task count").
    pub fn tasks(service: &str) -> Self {
        let (cluster, name) = service.split_once('/').unwrap_or(("default", service));
        Self {
            namespace: "AWS/ECS".into(),
            name: "CPUUtilization".into(),
            dimensions: vec![("ClusterName".into(), cluster.to_owned()), ("ServiceName".into(), name.to_owned())],
            statistic: "SampleCount".into(),
            period: 60,
            days: Days::RECENT,
        }
    }

    /// Connections per hour for which a NAT gateway found no port. `zone` for a regional one, of which
    /// each zone is measured apart ("Monitor NAT gateways with Amazon CloudWatch").
    pub fn nat_port_errors(id: &str, zone: Option<&str>) -> Self {
        Self { statistic: "Sum".into(), ..Self::of_nat_gateway("ErrorPortAllocation", id, zone) }
    }

    /// Most connections that a NAT gateway had open at once.
    pub fn nat_connections(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("ActiveConnectionCount", id, zone)
    }

    /// Most bytes that went through a NAT gateway within a second.
    pub fn nat_bytes(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("PeakBytesPerSecond", id, zone)
    }

    /// Most packets that went through a NAT gateway within a second.
    pub fn nat_packets(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("PeakPacketsPerSecond", id, zone)
    }

    /// The highest value of each hour of the last days.
    fn of_nat_gateway(name: &'static str, id: &str, zone: Option<&str>) -> Self {
        let zone = zone.map(|zone| ("AvailabilityZone".into(), zone.to_owned()));
        Self {
            namespace: "AWS/NATGateway".into(),
            name: name.into(),
            dimensions: zone.into_iter().chain([("NatGatewayId".into(), id.to_owned())]).collect(),
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

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

    /// Seconds that the oldest message of an SQS queue has waited, the longest of each hour.
    pub fn oldest_message(queue: &str) -> Self {
        Self::of_queue("ApproximateAgeOfOldestMessage", queue)
    }

    /// Messages of an SQS queue that were received and not deleted, the most of each hour.
    pub fn in_flight(queue: &str) -> Self {
        Self::of_queue("ApproximateNumberOfMessagesNotVisible", queue)
    }

    fn of_queue(name: &'static str, queue: &str) -> Self {
        Self {
            namespace: "AWS/SQS".into(),
            name: name.into(),
            dimensions: vec![("QueueName".into(), queue.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

    /// Mails per minute that an account sends by Amazon SES from one region ("Amazon SES metrics and dimensions").
    pub fn mails() -> Self {
        Self {
            namespace: "AWS/SES".into(),
            name: "Send".into(),
            dimensions: Vec::new(),
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }

    /// Connections that clients had open to a database instance, the most of each hour.
    pub fn database_connections(instance: &str) -> Self {
        Self {
            namespace: "AWS/RDS".into(),
            name: "DatabaseConnections".into(),
            dimensions: vec![("DBInstanceIdentifier".into(), instance.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

    /// Requests per minute to an API, or messages per minute to a WebSocket API. CloudWatch knows a REST API
    /// by its name: two of one name are one.
    pub fn api_requests(id: &str, api: &Api) -> Self {
        let name = if api.protocol == "WEBSOCKET" { "MessageCount" } else { "Count" };
        Self::of_api(name, id, api, "Sum", 60)
    }

    /// Share of each hour's requests to an API that an error of the server answered; `None` for a
    /// WebSocket API, which counts messages.
    pub fn api_errors(id: &str, api: &Api) -> Option<Self> {
        let name = match api.protocol.as_str() {
            "REST" => "5XXError",
            "HTTP" => "5xx",
            _ => return None,
        };
        Some(Self::of_api(name, id, api, "Average", 3600))
    }

    fn of_api(name: &'static str, id: &str, api: &Api, statistic: &'static str, period: u32) -> Self {
        let (dimension, value) = names::api_dimension(id, api);
        Self {
            namespace: "AWS/ApiGateway".into(),
            name: name.into(),
            dimensions: vec![(dimension.into(), value)],
            statistic: statistic.into(),
            period,
            days: Days::RECENT,
        }
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

    /// A sum over each minute of the last days.
    fn of_balancer(namespace: &'static str, name: &'static str, suffix: &str) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: vec![("LoadBalancer".into(), suffix.to_owned())],
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }

    /// vCPUs in use against an EC2 quota ("Amazon EC2 usage metrics").
    pub fn vcpus(class: &VcpuClass, purchase: Purchase) -> Self {
        Self {
            namespace: "AWS/Usage".into(),
            name: "ResourceCount".into(),
            dimensions: vec![
                ("Class".into(), class.usage_class(purchase)),
                ("Resource".into(), "vCPU".to_owned()),
                ("Service".into(), "EC2".to_owned()),
                ("Type".into(), "Resource".to_owned()),
            ],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

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
