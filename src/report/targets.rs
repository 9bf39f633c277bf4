//! What section 6 lists, as CloudWatch names it, and which metrics to ask for.

use std::collections::BTreeSet;

use super::measures::Measure;
use crate::{
    event::{Event, ResourceKind},
    metrics::Metric,
    names,
    rule::Subject,
    snapshot::{Fact, RegionSnapshot, Snapshot, elb::LoadBalancer},
};

/// How CloudWatch names a resource: its namespace and its dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// `AWS/ApplicationELB`, by `LoadBalancer`.
    ApplicationLoadBalancer,
    /// `AWS/ApplicationELB`, by `TargetGroup` and `LoadBalancer`.
    TargetGroup,
    /// `AWS/NetworkELB`, by `LoadBalancer`.
    NetworkLoadBalancer,
    /// `AWS/ELB`, by `LoadBalancerName`.
    ClassicLoadBalancer,
    /// `AWS/EC2`, by `InstanceId`.
    Instance,
    /// `AWS/EC2`, by `AutoScalingGroupName`.
    GroupInstances,
    /// `AWS/AutoScaling`, by `AutoScalingGroupName`.
    Group,
    /// `AWS/EBS`, by `VolumeId`.
    Volume,
    /// `AWS/ElastiCache`, by `CacheClusterId`, with the engine Memcached.
    Memcached,
    /// `AWS/ElastiCache`, by `CacheClusterId`, with the engine Valkey or Redis OSS.
    Redis,
    /// `AWS/RDS`, by `DBInstanceIdentifier`.
    DatabaseInstance,
    /// `AWS/RDS`, by `DBClusterIdentifier`.
    DatabaseCluster,
    /// `AWS/DynamoDB`, by `TableName`.
    Table,
    /// `AWS/CloudFront`, by `DistributionId` and `Region=Global`, in the partition's first region.
    Distribution,
    /// `AWS/S3`, by `BucketName` and `FilterId`.
    Bucket,
    /// `AWS/Route53`, by `HostedZoneId`, in the partition's first region.
    HostedZone,
}

/// `Dimensions` of a metric, name and value.
pub type Dimensions = Vec<(&'static str, String)>;

/// One resource, as CloudWatch names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The resource, for people. `region` is where it lives.
    pub subject: Subject,
    /// The kind under which the workbook lists it, or of what it was found through.
    pub kind: ResourceKind,
    /// Shapes to try, each with its dimensions. More than one where only the answer tells which
    /// it is (Memcached or Redis), or where it publishes in two namespaces (a group).
    pub shapes: Vec<(Shape, Dimensions)>,
    /// Region whose CloudWatch holds the metrics.
    pub metrics_region: String,
    /// Why nothing can be asked about it; then there are no shapes.
    pub unmeasured: Option<String>,
}

impl Shape {
    /// `Namespace` of its metrics.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::ApplicationLoadBalancer | Self::TargetGroup => "AWS/ApplicationELB",
            Self::NetworkLoadBalancer => "AWS/NetworkELB",
            Self::ClassicLoadBalancer => "AWS/ELB",
            Self::Instance | Self::GroupInstances => "AWS/EC2",
            Self::Group => "AWS/AutoScaling",
            Self::Volume => "AWS/EBS",
            Self::Memcached | Self::Redis => "AWS/ElastiCache",
            Self::DatabaseInstance | Self::DatabaseCluster => "AWS/RDS",
            Self::Table => "AWS/DynamoDB",
            Self::Distribution => "AWS/CloudFront",
            Self::Bucket => "AWS/S3",
            Self::HostedZone => "AWS/Route53",
        }
    }
}

/// Everything that section 6 lists and what is measured with it, in the order of the workbook.
/// What cannot be asked about is there too, with the reason.
pub(super) fn all(event: &Event, snapshot: &Snapshot) -> Vec<Target> {
    _ = (event, snapshot);
    Vec::new()
}

/// Accounts that list a global resource, each with the region that holds the metrics of global
/// services in its partition.
pub(super) fn global_places(event: &Event) -> BTreeSet<(&str, &'static str)> {
    _ = event;
    BTreeSet::new()
}

/// The metrics of a report that one account and region holds. `facts` holds what has been
/// collected there so far; `months` asks for the traffic alone, a datapoint per day.
pub fn wanted(
    event: &Event,
    account: &str,
    region: &str,
    facts: &RegionSnapshot,
    period: u32,
    months: bool,
) -> BTreeSet<Metric> {
    let Fact::Seen(balancers) = &facts.elb.load_balancers else { return BTreeSet::new() };
    let is_listed = |arn: &str, balancer: &LoadBalancer| {
        let mut listed = event.listed(ResourceKind::LoadBalancer, account, region);
        listed.any(|resource| names::is_load_balancer(&resource.name, arn, balancer))
    };
    let listed = balancers.iter().filter(|(arn, it)| it.balancer_type == "application" && is_listed(arn, it));
    let measured: &[(&str, &str)] = match months {
        true => &[("RequestCount", "Sum")],
        false => &[("RequestCount", "Sum"), ("TargetResponseTime", "p99"), ("HTTPCode_ELB_5XX_Count", "Sum")],
    };
    let metric = |arn: &str, name, statistic| Metric {
        namespace: Shape::ApplicationLoadBalancer.namespace(),
        name,
        dimensions: vec![("LoadBalancer", names::load_balancer_suffix(arn).to_owned())],
        statistic,
        period,
    };
    listed.flat_map(|(arn, _)| measured.iter().map(move |(name, statistic)| metric(arn, name, statistic))).collect()
}

/// A measure as `GetMetricData` takes it.
pub(super) fn metric(measure: &Measure, dimensions: &Dimensions, period: u32) -> Metric {
    Metric {
        namespace: measure.shape.namespace(),
        name: measure.name,
        dimensions: dimensions.clone(),
        statistic: measure.statistic,
        period,
    }
}
