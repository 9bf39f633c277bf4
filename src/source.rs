//! The table of everything that we may ask AWS, and what follows from it: which calls a
//! workbook needs, and the least IAM policy that allows them.

mod task;

pub use task::{Task, iam_policy, needed, plan, tasks, with_origins};

use crate::{alarms, event::ResourceKind};

/// One kind of thing that we may ask AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is documented by its row in the table below")]
pub enum Source {
    Identity,
    TrustedAdvisorChecks,
    TrustedAdvisorSummaries,
    TrustedAdvisorResults,
    Instances,
    InstanceStatus,
    InstanceTypes,
    Volumes,
    Snapshots,
    Subnets,
    CapacityReservations,
    LaunchTemplates,
    ElasticIps,
    VolumeTotals,
    NetworkInterfaces,
    Vpcs,
    RouteTables,
    NatGateways,
    VpcEndpoints,
    SecurityGroups,
    Groups,
    ScalingPolicies,
    ScheduledActions,
    ScalingActivities,
    LaunchConfigurations,
    AutoScalingUse,
    LoadBalancers,
    LoadBalancerAttributes,
    Listeners,
    TargetGroups,
    TargetHealth,
    LcuReservations,
    DatabaseInstances,
    DatabaseClusters,
    DatabaseMaintenance,
    DatabaseSnapshots,
    DatabaseLimits,
    DatabaseParameters,
    DatabaseClusterParameters,
    CacheClusters,
    ReplicationGroups,
    ServerlessCaches,
    CacheUpdates,
    ClassicBalancers,
    ClassicBalancerAttributes,
    ClassicInstanceHealth,
    Tables,
    TableRecovery,
    TableLimits,
    TableScaling,
    EcsServices,
    TaskDefinitions,
    ServiceScaling,
    ServicePolicies,
    ServiceSchedules,
    AttachedServices,
    EksClusters,
    NodeGroups,
    Buckets,
    BucketVersioning,
    RecoveryPoints,
    MailAccount,
    MailIdentityNames,
    MailIdentities,
    Functions,
    ReservedConcurrency,
    ProvisionedConcurrency,
    EventSources,
    AccountConcurrency,
    RestApis,
    HttpApis,
    ApiStages,
    ApiThrottle,
    QueueUrls,
    Queues,
    Topics,
    AttachedGroups,
    AttachedTargetGroups,
    Stacks,
    StackResources,
    TaggedResources,
    QuotaValues,
    QuotaLists,
    QuotaRequests,
    Metrics,
    Alarms,
    EventMetrics,
    BaselineMetrics,
    MonthlyMetrics,
    AlarmHistory,
    Changes,
    HealthEvents,
    OpenHealthEvents,
    HealthEntities,
    Distributions,
    DistributionCertificates,
    ListenerCertificates,
    HostedZones,
    DnsRecords,
    HealthChecks,
    HealthCheckStatus,
    DnsLimits,
    RecordLimits,
    ShieldSubscription,
    ShieldProtections,
    BalancerWebAcls,
}

/// Where a source is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Once per account.
    Account,
    /// Once per account and region that lists a resource.
    Region,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct SourceInfo {
    /// Path of the fact in a saved snapshot, below its account or region.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where it is asked.
    pub scope: Scope,
    /// IAM actions that it takes. The first is the one that a refusal names.
    pub actions: &'static [&'static str],
    /// It is asked when the workbook lists one of these; an account source without any, always.
    pub kinds: &'static [ResourceKind],
    /// Sources whose answers say what to ask for.
    pub after: &'static [Source],
}

const INSTANCES: &[ResourceKind] = &[ResourceKind::Instance];
const GROUPS: &[ResourceKind] = &[ResourceKind::AutoScalingGroup];
const BALANCERS: &[ResourceKind] = &[ResourceKind::LoadBalancer];
const COMPUTE: &[ResourceKind] = &[ResourceKind::Instance, ResourceKind::AutoScalingGroup];
const COMPUTE_AND_DATABASES: &[ResourceKind] =
    &[ResourceKind::Instance, ResourceKind::AutoScalingGroup, ResourceKind::Database];
const DATABASES: &[ResourceKind] = &[ResourceKind::Database];
const CACHES: &[ResourceKind] = &[ResourceKind::Cache];
const DISTRIBUTIONS: &[ResourceKind] = &[ResourceKind::Distribution];
const ZONES: &[ResourceKind] = &[ResourceKind::HostedZone];
const STACKS: &[ResourceKind] = &[ResourceKind::Stack];
const TAGS: &[ResourceKind] = &[ResourceKind::Tag];
const MEASURED: &[ResourceKind] = &ResourceKind::ALL;
const BUCKETS: &[ResourceKind] = &[ResourceKind::Bucket];
const TABLES: &[ResourceKind] = &[ResourceKind::DynamoDbTable];
const BACKED_UP: &[ResourceKind] = &[ResourceKind::Bucket, ResourceKind::DynamoDbTable, ResourceKind::Database];
const PROTECTED: &[ResourceKind] = &[ResourceKind::Distribution, ResourceKind::LoadBalancer];
const SERVICES: &[ResourceKind] = &[ResourceKind::EcsService];
const CLUSTERS: &[ResourceKind] = &[ResourceKind::EksCluster];
const GROUPS_AND_SERVICES: &[ResourceKind] = &[ResourceKind::AutoScalingGroup, ResourceKind::EcsService];
const MAIL: &[ResourceKind] = &[ResourceKind::EmailIdentity];
const FUNCTIONS: &[ResourceKind] = &[ResourceKind::Function];
const APIS: &[ResourceKind] = &[ResourceKind::Api];
const QUEUES: &[ResourceKind] = &[ResourceKind::Queue];
const FUNCTIONS_AND_QUEUES: &[ResourceKind] = &[ResourceKind::Function, ResourceKind::Queue];
const JUDGED: &[ResourceKind] = &[
    ResourceKind::Instance,
    ResourceKind::AutoScalingGroup,
    ResourceKind::LoadBalancer,
    ResourceKind::EcsService,
    ResourceKind::Vpc,
];
const JUDGED_BY_METRICS: &[ResourceKind] = &[
    ResourceKind::Instance,
    ResourceKind::AutoScalingGroup,
    ResourceKind::LoadBalancer,
    ResourceKind::Vpc,
    ResourceKind::Database,
    ResourceKind::DynamoDbTable,
    ResourceKind::EmailIdentity,
    ResourceKind::Function,
    ResourceKind::Api,
    ResourceKind::Queue,
    ResourceKind::EcsService,
    ResourceKind::EksCluster,
];

impl Source {
    /// Every source, in the order of the table.
    pub const ALL: &'static [Source] = &[
        Self::Identity,
        Self::TrustedAdvisorChecks,
        Self::TrustedAdvisorSummaries,
        Self::TrustedAdvisorResults,
        Self::Instances,
        Self::InstanceStatus,
        Self::InstanceTypes,
        Self::Volumes,
        Self::Snapshots,
        Self::Subnets,
        Self::CapacityReservations,
        Self::LaunchTemplates,
        Self::ElasticIps,
        Self::VolumeTotals,
        Self::NetworkInterfaces,
        Self::Vpcs,
        Self::RouteTables,
        Self::NatGateways,
        Self::VpcEndpoints,
        Self::SecurityGroups,
        Self::Groups,
        Self::ScalingPolicies,
        Self::ScheduledActions,
        Self::ScalingActivities,
        Self::LaunchConfigurations,
        Self::AutoScalingUse,
        Self::LoadBalancers,
        Self::LoadBalancerAttributes,
        Self::Listeners,
        Self::TargetGroups,
        Self::TargetHealth,
        Self::LcuReservations,
        Self::DatabaseInstances,
        Self::DatabaseClusters,
        Self::DatabaseMaintenance,
        Self::DatabaseSnapshots,
        Self::DatabaseLimits,
        Self::DatabaseParameters,
        Self::DatabaseClusterParameters,
        Self::CacheClusters,
        Self::ReplicationGroups,
        Self::ServerlessCaches,
        Self::CacheUpdates,
        Self::ClassicBalancers,
        Self::ClassicBalancerAttributes,
        Self::ClassicInstanceHealth,
        Self::Tables,
        Self::TableRecovery,
        Self::TableLimits,
        Self::TableScaling,
        Self::EcsServices,
        Self::TaskDefinitions,
        Self::ServiceScaling,
        Self::ServicePolicies,
        Self::ServiceSchedules,
        Self::AttachedServices,
        Self::EksClusters,
        Self::NodeGroups,
        Self::Buckets,
        Self::BucketVersioning,
        Self::RecoveryPoints,
        Self::MailAccount,
        Self::MailIdentityNames,
        Self::MailIdentities,
        Self::Functions,
        Self::ReservedConcurrency,
        Self::ProvisionedConcurrency,
        Self::EventSources,
        Self::AccountConcurrency,
        Self::RestApis,
        Self::HttpApis,
        Self::ApiStages,
        Self::ApiThrottle,
        Self::QueueUrls,
        Self::Queues,
        Self::Topics,
        Self::AttachedGroups,
        Self::AttachedTargetGroups,
        Self::Stacks,
        Self::StackResources,
        Self::TaggedResources,
        Self::QuotaValues,
        Self::QuotaLists,
        Self::QuotaRequests,
        Self::Metrics,
        Self::Alarms,
        Self::EventMetrics,
        Self::BaselineMetrics,
        Self::MonthlyMetrics,
        Self::AlarmHistory,
        Self::Changes,
        Self::HealthEvents,
        Self::OpenHealthEvents,
        Self::HealthEntities,
        Self::Distributions,
        Self::DistributionCertificates,
        Self::ListenerCertificates,
        Self::HostedZones,
        Self::DnsRecords,
        Self::HealthChecks,
        Self::HealthCheckStatus,
        Self::DnsLimits,
        Self::RecordLimits,
        Self::ShieldSubscription,
        Self::ShieldProtections,
        Self::BalancerWebAcls,
    ];

    /// The source's row.
    #[rustfmt::skip]
    pub const fn info(self) -> SourceInfo {
        use Scope::{Account, Region};
        const fn row(
            id: &'static str, title: &'static str, scope: Scope, actions: &'static [&'static str],
            kinds: &'static [ResourceKind], after: &'static [Source],
        ) -> SourceInfo {
            SourceInfo { id, title, scope, actions, kinds, after }
        }
        match self {
            Self::Identity => row("sts/identity", "caller identity", Account, &["sts:GetCallerIdentity"], &[], &[]),
            Self::TrustedAdvisorChecks => row("support/checks", "Trusted Advisor checks", Account, &["support:DescribeTrustedAdvisorChecks"], &[], &[]),
            Self::TrustedAdvisorSummaries => row("support/summaries", "Trusted Advisor summaries", Account, &["support:DescribeTrustedAdvisorCheckSummaries"], &[], &[Self::TrustedAdvisorChecks]),
            Self::TrustedAdvisorResults => row("support/results", "Trusted Advisor results", Account, &["support:DescribeTrustedAdvisorCheckResult"], &[], &[Self::TrustedAdvisorSummaries]),
            Self::Instances => row("ec2/instances", "EC2 instances", Region, &["ec2:DescribeInstances"], INSTANCES, &[]),
            Self::InstanceStatus => row("ec2/instance_status", "EC2 status checks and scheduled events", Region, &["ec2:DescribeInstanceStatus"], INSTANCES, &[Self::Instances]),
            Self::InstanceTypes => row("ec2/instance_types", "EC2 instance types", Region, &["ec2:DescribeInstanceTypes"], COMPUTE_AND_DATABASES, &[Self::Instances, Self::Groups, Self::LaunchTemplates, Self::LaunchConfigurations, Self::CapacityReservations, Self::DatabaseInstances]),
            Self::Volumes => row("ec2/volumes", "EBS volumes", Region, &["ec2:DescribeVolumes"], INSTANCES, &[Self::Instances]),
            Self::Snapshots => row("ec2/snapshots", "EBS snapshots", Region, &["ec2:DescribeSnapshots"], INSTANCES, &[Self::Volumes]),
            Self::Subnets => row("ec2/subnets", "subnets", Region, &["ec2:DescribeSubnets"], JUDGED, &[]),
            Self::CapacityReservations => row("ec2/capacity_reservations", "EC2 capacity reservations", Region, &["ec2:DescribeCapacityReservations"], COMPUTE, &[]),
            Self::LaunchTemplates => row("ec2/launch_templates", "EC2 launch templates", Region, &["ec2:DescribeLaunchTemplateVersions"], GROUPS, &[Self::Groups]),
            Self::ElasticIps => row("ec2/elastic_ips", "Elastic IP addresses", Region, &["ec2:DescribeAddresses"], JUDGED, &[]),
            Self::VolumeTotals => row("ec2/volume_totals", "EBS volumes of the region", Region, &["ec2:DescribeVolumes"], JUDGED, &[]),
            Self::NetworkInterfaces => row("ec2/network_interfaces", "network interfaces", Region, &["ec2:DescribeNetworkInterfaces"], JUDGED, &[]),
            Self::Vpcs => row("vpc/vpcs", "VPCs", Region, &["ec2:DescribeVpcs"], JUDGED, &[]),
            Self::RouteTables => row("vpc/route_tables", "route tables", Region, &["ec2:DescribeRouteTables"], JUDGED, &[]),
            Self::NatGateways => row("vpc/nat_gateways", "NAT gateways", Region, &["ec2:DescribeNatGateways"], JUDGED, &[]),
            Self::VpcEndpoints => row("vpc/endpoints", "VPC endpoints", Region, &["ec2:DescribeVpcEndpoints"], JUDGED, &[]),
            Self::SecurityGroups => row("vpc/security_groups", "security groups", Region, &["ec2:DescribeSecurityGroups"], JUDGED, &[]),
            Self::Groups => row("autoscaling/groups", "Auto Scaling groups", Region, &["autoscaling:DescribeAutoScalingGroups"], GROUPS, &[]),
            Self::ScalingPolicies => row("autoscaling/policies", "scaling policies", Region, &["autoscaling:DescribePolicies"], GROUPS, &[]),
            Self::ScheduledActions => row("autoscaling/scheduled_actions", "scheduled scaling actions", Region, &["autoscaling:DescribeScheduledActions"], GROUPS, &[]),
            Self::ScalingActivities => row("autoscaling/activities", "scaling activities", Region, &["autoscaling:DescribeScalingActivities"], GROUPS, &[]),
            Self::LaunchConfigurations => row("autoscaling/launch_configurations", "launch configurations", Region, &["autoscaling:DescribeLaunchConfigurations"], GROUPS, &[Self::Groups]),
            Self::AutoScalingUse => row("autoscaling/account_use", "Auto Scaling account limits", Region, &["autoscaling:DescribeAccountLimits"], JUDGED, &[]),
            Self::LoadBalancers => row("elb/load_balancers", "load balancers", Region, &["elasticloadbalancing:DescribeLoadBalancers"], BALANCERS, &[]),
            Self::LoadBalancerAttributes => row("elb/attributes", "load balancer attributes", Region, &["elasticloadbalancing:DescribeLoadBalancerAttributes"], BALANCERS, &[Self::LoadBalancers]),
            Self::Listeners => row("elb/listeners", "listeners", Region, &["elasticloadbalancing:DescribeListeners"], BALANCERS, &[Self::LoadBalancers]),
            Self::TargetGroups => row("elb/target_groups", "target groups", Region, &["elasticloadbalancing:DescribeTargetGroups"], BALANCERS, &[Self::LoadBalancers]),
            Self::TargetHealth => row("elb/target_health", "target health", Region, &["elasticloadbalancing:DescribeTargetHealth"], BALANCERS, &[Self::TargetGroups]),
            Self::LcuReservations => row("elb/capacity_reservations", "LCU reservations", Region, &["elasticloadbalancing:DescribeCapacityReservation"], BALANCERS, &[Self::LoadBalancers]),
            Self::DatabaseInstances => row("rds/instances", "database instances", Region, &["rds:DescribeDBInstances"], DATABASES, &[]),
            Self::DatabaseClusters => row("rds/clusters", "database clusters", Region, &["rds:DescribeDBClusters"], DATABASES, &[]),
            Self::DatabaseMaintenance => row("rds/pending_maintenance", "pending database maintenance", Region, &["rds:DescribePendingMaintenanceActions"], DATABASES, &[]),
            Self::DatabaseSnapshots => row("rds/snapshots", "snapshots of databases", Region, &["rds:DescribeDBSnapshots"], DATABASES, &[Self::DatabaseInstances, Self::DatabaseClusters]),
            Self::DatabaseLimits => row("rds/limits", "quotas of Amazon RDS", Region, &["rds:DescribeAccountAttributes"], DATABASES, &[]),
            Self::DatabaseParameters => row("rds/parameters", "parameters of databases", Region, &["rds:DescribeDBParameters"], DATABASES, &[Self::DatabaseInstances, Self::DatabaseClusters]),
            Self::DatabaseClusterParameters => row("rds/cluster_parameters", "parameters of database clusters", Region, &["rds:DescribeDBClusterParameters"], DATABASES, &[Self::DatabaseParameters]),
            Self::CacheClusters => row("elasticache/clusters", "cache clusters", Region, &["elasticache:DescribeCacheClusters"], CACHES, &[]),
            Self::ReplicationGroups => row("elasticache/replication_groups", "replication groups", Region, &["elasticache:DescribeReplicationGroups"], CACHES, &[]),
            Self::ServerlessCaches => row("elasticache/serverless_caches", "serverless caches", Region, &["elasticache:DescribeServerlessCaches"], CACHES, &[]),
            Self::CacheUpdates => row("elasticache/updates", "service updates of caches", Region, &["elasticache:DescribeUpdateActions"], CACHES, &[]),
            Self::ClassicBalancers => row("classic_elb/load_balancers", "classic load balancers", Region, &["elasticloadbalancing:DescribeLoadBalancers"], BALANCERS, &[Self::LoadBalancers]),
            Self::ClassicBalancerAttributes => row("classic_elb/attributes", "classic load balancer attributes", Region, &["elasticloadbalancing:DescribeLoadBalancerAttributes"], BALANCERS, &[Self::ClassicBalancers]),
            Self::ClassicInstanceHealth => row("classic_elb/instance_health", "instances behind classic load balancers", Region, &["elasticloadbalancing:DescribeInstanceHealth"], BALANCERS, &[Self::ClassicBalancers]),
            Self::Tables => row("dynamodb/tables", "DynamoDB tables", Region, &["dynamodb:DescribeTable", "dynamodb:ListTables"], TABLES, &[]),
            Self::TableRecovery => row("dynamodb/point_in_time_recovery", "point-in-time recovery of tables", Region, &["dynamodb:DescribeContinuousBackups"], TABLES, &[Self::Tables]),
            Self::TableLimits => row("dynamodb/limits", "quotas of DynamoDB tables", Region, &["dynamodb:DescribeLimits"], TABLES, &[]),
            Self::TableScaling => row("dynamodb/scaling_targets", "auto scaling of DynamoDB tables", Region, &["application-autoscaling:DescribeScalableTargets"], TABLES, &[Self::Tables]),
            Self::EcsServices => row("ecs/services", "ECS services", Region, &["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"], SERVICES, &[]),
            Self::TaskDefinitions => row("ecs/task_definitions", "task definitions on Fargate", Region, &["ecs:DescribeTaskDefinition"], SERVICES, &[Self::EcsServices]),
            Self::ServiceScaling => row("ecs/scaling_targets", "auto scaling of ECS services", Region, &["application-autoscaling:DescribeScalableTargets"], SERVICES, &[Self::EcsServices]),
            Self::ServicePolicies => row("ecs/scaling_policies", "scaling policies of ECS services", Region, &["application-autoscaling:DescribeScalingPolicies"], SERVICES, &[Self::ServiceScaling]),
            Self::ServiceSchedules => row("ecs/scheduled_actions", "scheduled scaling of ECS services", Region, &["application-autoscaling:DescribeScheduledActions"], SERVICES, &[Self::EcsServices]),
            Self::AttachedServices => row("ecs/attached", "ECS services behind load balancers", Region, &["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"], BALANCERS, &[Self::TargetGroups, Self::TargetHealth, Self::AttachedGroups]),
            Self::EksClusters => row("eks/clusters", "EKS clusters", Region, &["eks:DescribeCluster", "eks:ListClusters"], CLUSTERS, &[]),
            Self::NodeGroups => row("eks/node_groups", "node groups of EKS clusters", Region, &["eks:DescribeNodegroup", "eks:ListNodegroups"], CLUSTERS, &[Self::EksClusters]),
            Self::Buckets => row("s3/buckets", "S3 buckets", Region, &["s3:ListBucket"], BUCKETS, &[]),
            Self::BucketVersioning => row("s3/versioning", "versioning of S3 buckets", Region, &["s3:GetBucketVersioning"], BUCKETS, &[Self::Buckets]),
            Self::RecoveryPoints => row("backup/protected", "recovery points of AWS Backup", Region, &["backup:ListProtectedResources"], BACKED_UP, &[]),
            Self::MailAccount => row("ses/account", "what the account may send by SES", Region, &["ses:GetAccount"], MAIL, &[]),
            Self::MailIdentityNames => row("ses/names", "SES identities", Region, &["ses:ListEmailIdentities"], MAIL, &[]),
            Self::MailIdentities => row("ses/identities", "state of SES identities", Region, &["ses:GetEmailIdentity"], MAIL, &[Self::MailIdentityNames]),
            Self::Functions => row("lambda/functions", "Lambda functions", Region, &["lambda:GetFunctionConfiguration", "lambda:ListFunctions"], FUNCTIONS, &[]),
            Self::ReservedConcurrency => row("lambda/reserved_concurrency", "reserved concurrency of functions", Region, &["lambda:GetFunctionConcurrency"], FUNCTIONS, &[Self::Functions]),
            Self::ProvisionedConcurrency => row("lambda/provisioned_concurrency", "provisioned concurrency of functions", Region, &["lambda:ListProvisionedConcurrencyConfigs"], FUNCTIONS, &[Self::Functions]),
            Self::EventSources => row("lambda/event_sources", "what functions read from", Region, &["lambda:ListEventSourceMappings"], FUNCTIONS_AND_QUEUES, &[]),
            Self::AccountConcurrency => row("lambda/account_concurrency", "concurrency of the account", Region, &["lambda:GetAccountSettings"], FUNCTIONS, &[]),
            Self::RestApis => row("apigateway/rest_apis", "REST APIs", Region, &["apigateway:GET"], APIS, &[]),
            Self::HttpApis => row("apigateway/http_apis", "HTTP and WebSocket APIs", Region, &["apigateway:GET"], APIS, &[]),
            Self::ApiStages => row("apigateway/stages", "stages of APIs", Region, &["apigateway:GET"], APIS, &[Self::RestApis, Self::HttpApis]),
            Self::ApiThrottle => row("apigateway/account_throttle", "API Gateway throttle of the account", Region, &["apigateway:GET"], APIS, &[]),
            Self::QueueUrls => row("sqs/urls", "SQS queues of the region", Region, &["sqs:ListQueues"], QUEUES, &[]),
            Self::Queues => row("sqs/queues", "attributes of SQS queues", Region, &["sqs:GetQueueAttributes"], QUEUES, &[Self::QueueUrls]),
            Self::Topics => row("sns/topics", "SNS topics", Region, &["sns:GetTopicAttributes", "sns:ListTopics"], alarms::WATCHED, &[Self::Alarms, Self::Instances, Self::LoadBalancers, Self::DatabaseInstances, Self::DatabaseClusters, Self::CacheClusters, Self::ReplicationGroups, Self::ServerlessCaches, Self::RestApis, Self::HttpApis, Self::EcsServices, Self::EksClusters, Self::Vpcs, Self::NatGateways]),
            Self::AttachedGroups => row("autoscaling/attached", "Auto Scaling groups behind load balancers", Region, &["autoscaling:DescribeAutoScalingGroups"], BALANCERS, &[Self::TargetGroups]),
            Self::AttachedTargetGroups => row("elb/attached", "target groups of Auto Scaling groups and ECS services", Region, &["elasticloadbalancing:DescribeTargetGroups"], GROUPS_AND_SERVICES, &[Self::Groups, Self::EcsServices, Self::TargetGroups]),
            Self::Stacks => row("cloudformation/stacks", "CloudFormation stacks", Region, &["cloudformation:DescribeStacks"], STACKS, &[]),
            Self::StackResources => row("cloudformation/resources", "resources of CloudFormation stacks", Region, &["cloudformation:ListStackResources"], STACKS, &[]),
            Self::TaggedResources => row("tagging/resources", "tagged resources", Region, &["tag:GetResources"], TAGS, &[]),
            Self::QuotaValues => row("quotas/values", "service quotas of EC2 and Fargate", Region, &["servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota"], JUDGED, &[Self::Instances, Self::Groups, Self::LaunchTemplates, Self::LaunchConfigurations, Self::EcsServices]),
            Self::QuotaLists => row("quotas/listed", "service quotas", Region, &["servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"], JUDGED, &[]),
            Self::QuotaRequests => row("quotas/requests", "quota increase requests", Region, &["servicequotas:ListRequestedServiceQuotaChangeHistory"], JUDGED, &[]),
            Self::Metrics => row("cloudwatch/metrics", "CloudWatch metrics", Region, &["cloudwatch:GetMetricData"], JUDGED_BY_METRICS, &[Self::DatabaseInstances, Self::DatabaseClusters, Self::Tables, Self::NodeGroups, Self::EcsServices, Self::Queues, Self::Functions, Self::RestApis, Self::HttpApis, Self::MailAccount, Self::Vpcs, Self::NatGateways, Self::Instances, Self::Groups, Self::LaunchTemplates, Self::LaunchConfigurations, Self::LoadBalancers, Self::QuotaValues, Self::QuotaLists]),
            Self::Alarms => row("cloudwatch/alarms", "CloudWatch alarms", Region, &["cloudwatch:DescribeAlarms"], alarms::WATCHED, &[]),
            Self::EventMetrics => row("cloudwatch/event", "metrics of the event", Region, &["cloudwatch:GetMetricData"], MEASURED, &[Self::Instances, Self::Volumes, Self::LoadBalancers, Self::TargetGroups, Self::DatabaseInstances, Self::DatabaseClusters, Self::CacheClusters, Self::ReplicationGroups, Self::ServerlessCaches, Self::RestApis, Self::HttpApis, Self::EcsServices, Self::EksClusters, Self::Vpcs, Self::NatGateways]),
            Self::BaselineMetrics => row("cloudwatch/baseline", "metrics before the event", Region, &["cloudwatch:GetMetricData"], MEASURED, &[Self::Instances, Self::Volumes, Self::LoadBalancers, Self::TargetGroups, Self::DatabaseInstances, Self::DatabaseClusters, Self::CacheClusters, Self::ReplicationGroups, Self::ServerlessCaches, Self::RestApis, Self::HttpApis, Self::EcsServices, Self::EksClusters, Self::Vpcs, Self::NatGateways]),
            Self::MonthlyMetrics => row("cloudwatch/months", "metrics of twelve months", Region, &["cloudwatch:GetMetricData"], MEASURED, &[Self::Instances, Self::Volumes, Self::LoadBalancers, Self::TargetGroups, Self::DatabaseInstances, Self::DatabaseClusters, Self::CacheClusters, Self::ReplicationGroups, Self::ServerlessCaches, Self::RestApis, Self::HttpApis, Self::EcsServices, Self::EksClusters, Self::Vpcs, Self::NatGateways]),
            Self::AlarmHistory => row("cloudwatch/alarm_history", "alarm history", Region, &["cloudwatch:DescribeAlarmHistory"], MEASURED, &[]),
            Self::Changes => row("cloudtrail/changes", "changes recorded by CloudTrail", Region, &["cloudtrail:LookupEvents"], MEASURED, &[]),
            Self::HealthEvents => row("health/events", "AWS Health events", Account, &["health:DescribeEvents"], &[], &[]),
            Self::OpenHealthEvents => row("health/open", "open and upcoming AWS Health events", Account, &["health:DescribeEvents"], &[], &[]),
            Self::HealthEntities => row("health/affected", "resources affected by AWS Health events", Account, &["health:DescribeAffectedEntities"], &[], &[Self::OpenHealthEvents]),
            Self::Distributions => row("cloudfront/distributions", "CloudFront distributions", Account, &["cloudfront:ListDistributions"], DISTRIBUTIONS, &[]),
            Self::DistributionCertificates => row("acm/certificates", "certificates of CloudFront distributions", Account, &["acm:DescribeCertificate"], DISTRIBUTIONS, &[Self::Distributions]),
            Self::ListenerCertificates => row("acm/certificates", "certificates of listeners", Region, &["acm:DescribeCertificate"], BALANCERS, &[Self::Listeners]),
            Self::HostedZones => row("route53/zones", "Route 53 hosted zones", Account, &["route53:ListHostedZones"], ZONES, &[]),
            Self::DnsRecords => row("route53/records", "records of hosted zones", Account, &["route53:ListResourceRecordSets"], ZONES, &[Self::HostedZones]),
            Self::HealthChecks => row("route53/health_checks", "Route 53 health checks", Account, &["route53:ListHealthChecks"], ZONES, &[Self::DnsRecords]),
            Self::HealthCheckStatus => row("route53/health_check_status", "what Route 53's checkers see", Account, &["route53:GetHealthCheckStatus"], ZONES, &[Self::DnsRecords]),
            Self::DnsLimits => row("route53/limits", "quotas of Route 53", Account, &["route53:GetAccountLimit"], ZONES, &[]),
            Self::RecordLimits => row("route53/record_limits", "quota of records of hosted zones", Account, &["route53:GetHostedZoneLimit"], ZONES, &[Self::HostedZones]),
            Self::ShieldSubscription => row("shield/subscription", "the subscription to Shield Advanced", Account, &["shield:DescribeSubscription"], PROTECTED, &[]),
            Self::ShieldProtections => row("shield/protections", "what Shield Advanced protects", Account, &["shield:ListProtections"], PROTECTED, &[Self::ShieldSubscription]),
            Self::BalancerWebAcls => row("waf/web_acls", "web ACLs of load balancers", Region, &["wafv2:GetWebACLForResource"], BALANCERS, &[Self::LoadBalancers]),
        }
    }
}

impl Source {
    /// Whether one answer speaks for the whole account or region, whatever is listed there: a later round
    /// of a collection does not ask for it again.
    pub const fn is_of_the_whole_place(self) -> bool {
        matches!(
            self,
            Self::Identity
                | Self::Distributions
                | Self::HostedZones
                | Self::Subnets
                | Self::Vpcs
                | Self::RestApis
                | Self::HttpApis
                | Self::EventSources
        )
    }
}
