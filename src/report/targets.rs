//! What section 6 lists, as CloudWatch names it, and which metrics to ask for.

mod resolve;

use std::collections::BTreeSet;

use super::measures::{MEASURES, Measure, Signal};
use crate::{
    aws::cloudwatch::metrics::{Days, Metric},
    event::{Event, Resource, ResourceKind},
    rule::Subject,
    snapshot::{AccountSnapshot, RegionSnapshot, Snapshot},
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
    /// `AWS/NetworkELB`, by `TargetGroup` and `LoadBalancer`.
    NetworkTargetGroup,
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
    /// `AWS/ElastiCache`, by `CacheClusterId`: what every engine publishes.
    CacheNode,
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
    /// `AWS/Lambda`, by `FunctionName`: all its versions and aliases.
    Function,
    /// `AWS/ApiGateway`, by `ApiName`.
    RestApi,
    /// `AWS/ApiGateway`, by `ApiId`.
    HttpApi,
    /// `AWS/ApiGateway`, by `ApiId`, with the protocol WebSocket.
    WebSocketApi,
    /// `AWS/SQS`, by `QueueName`.
    Queue,
    /// `AWS/SNS`, by `TopicName`.
    Topic,
    /// `AWS/ECS`, by `ClusterName` and `ServiceName`.
    EcsService,
    /// `AWS/EKS`, by `ClusterName`: its control plane, from Kubernetes 1.28 on.
    EksCluster,
    /// `AWS/NATGateway`, by `NatGatewayId`, and by `AvailabilityZone` where it is a regional one.
    NatGateway,
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
    /// Whether it is tried beside others of which a resource publishes only one.
    pub(super) fn is_one_of_several(self) -> bool {
        matches!(self, Self::Memcached | Self::Redis | Self::DatabaseInstance | Self::DatabaseCluster)
    }

    /// `Namespace` of its metrics.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::ApplicationLoadBalancer | Self::TargetGroup => "AWS/ApplicationELB",
            Self::NetworkLoadBalancer | Self::NetworkTargetGroup => "AWS/NetworkELB",
            Self::ClassicLoadBalancer => "AWS/ELB",
            Self::Instance | Self::GroupInstances => "AWS/EC2",
            Self::Group => "AWS/AutoScaling",
            Self::Volume => "AWS/EBS",
            Self::Memcached | Self::Redis | Self::CacheNode => "AWS/ElastiCache",
            Self::DatabaseInstance | Self::DatabaseCluster => "AWS/RDS",
            Self::Table => "AWS/DynamoDB",
            Self::Distribution => "AWS/CloudFront",
            Self::Bucket => "AWS/S3",
            Self::HostedZone => "AWS/Route53",
            Self::Function => "AWS/Lambda",
            Self::RestApi | Self::HttpApi | Self::WebSocketApi => "AWS/ApiGateway",
            Self::Queue => "AWS/SQS",
            Self::Topic => "AWS/SNS",
            Self::EcsService => "AWS/ECS",
            Self::EksCluster => "AWS/EKS",
            Self::NatGateway => "AWS/NATGateway",
        }
    }
}

/// What tells how CloudWatch names what section 6 lists in one place.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Answers about the account. Its regions are not looked at.
    pub account: &'a AccountSnapshot,
    /// Answers of the region.
    pub region: &'a RegionSnapshot,
}

impl<'a> Known<'a> {
    /// What a snapshot holds of an account and region.
    pub fn of(snapshot: &'a Snapshot, account: &str, region: &str) -> Self {
        let account = snapshot.account(account);
        Self { account, region: account.region(region) }
    }
}

/// Everything that section 6 lists and what is measured with it, in the order of the workbook.
/// What cannot be asked about is there too, with the reason. A balancer or instance that is gone
/// is found in `before`.
pub(super) fn all(event: &Event, snapshot: &Snapshot, before: Option<&Snapshot>) -> Vec<Target> {
    let (mut targets, mut known) = (Vec::new(), BTreeSet::new());
    for resource in &event.resources {
        let account = resource.account.as_deref().unwrap_or_default();
        let region = resource.region.as_deref().unwrap_or_default();
        let facts = Known::of(snapshot, account, region);
        let before = before.map(|before| Known::of(before, account, region));
        for target in resolve::targets(event, resource, facts, before) {
            // The line on which it is listed first stands for all.
            if known.insert(Subject { line: None, ..target.subject.clone() }) {
                targets.push(target);
            }
        }
    }
    targets
}

/// Accounts that list a global resource, each with the region that holds the metrics of global
/// services in its partition.
pub(super) fn global_places(event: &Event) -> BTreeSet<(&str, &'static str)> {
    let global = event.resources.iter().filter(|resource| resolve::is_global(resource.kind));
    global.filter_map(|resource| resource.account.as_deref()).map(|it| (it, event.global_region(it))).collect()
}

/// The metrics of a report that one account and region holds. `facts` holds what has been
/// collected there so far, `before` what was saved before the event; `months` asks for the traffic
/// alone, a datapoint per day.
pub fn wanted(
    event: &Event,
    (account, region): (&str, &str),
    facts: Known<'_>,
    before: Option<Known<'_>>,
    period: u32,
    months: bool,
) -> BTreeSet<Metric> {
    let here = |resource: &&Resource| resource.account.as_deref() == Some(account);
    let targets = event.resources.iter().filter(here).flat_map(|it| resolve::targets(event, it, facts, before));
    let mut metrics = BTreeSet::new();
    for target in targets.filter(|target| target.metrics_region == region) {
        for (shape, dimensions) in &target.shapes {
            let measures = MEASURES.iter().filter(|measure| measure.shape == *shape);
            let wanted = measures.filter(|measure| !months || measure.signal == Signal::Traffic);
            metrics.extend(wanted.map(|measure| metric(measure, dimensions, period)));
        }
    }
    metrics
}

/// A measure as `GetMetricData` takes it.
pub(super) fn metric(measure: &Measure, dimensions: &Dimensions, period: u32) -> Metric {
    Metric {
        namespace: measure.shape.namespace().into(),
        name: measure.name.into(),
        dimensions: dimensions.iter().map(|(name, value)| ((*name).into(), value.clone())).collect(),
        statistic: measure.statistic.into(),
        period,
        // The report asks for its own spans.
        days: Days::RECENT,
    }
}
