//! Every source, one row each: its name, where it is asked and where its answer goes in the snapshot, what people
//! call it, its IAM actions, the listed kinds for which it is asked, and the sources that say what to ask for.
//! `whole` says that one answer speaks for the whole account or region.

use super::{Scope, SourceInfo};
use crate::{
    aws::cloudwatch::alarms::WATCHED,
    event::ResourceKind::{self, *},
    snapshot::{AccountSnapshot, RegionSnapshot, Slot},
};

/// Kinds whose rules read networks and quotas.
const JUDGED: &[ResourceKind] = &[Instance, AutoScalingGroup, LoadBalancer, EcsService, Vpc];
/// Kinds whose rules read metrics.
const JUDGED_BY_METRICS: &[ResourceKind] = &[
    Instance,
    AutoScalingGroup,
    LoadBalancer,
    Vpc,
    Database,
    DynamoDbTable,
    EmailIdentity,
    Function,
    Api,
    Queue,
    EcsService,
    EksCluster,
];

/// Makes of the rows the enum, its list, what is known of each source, and where its answer goes.
macro_rules! sources {
    ($(
        $source:ident: $scope:ident $(($whole:ident))? $service:ident.$field:ident, $title:literal,
        [$($action:literal),+], $kinds:expr $(, after [$($before:ident),+])?;
    )+) => {
        /// One kind of thing that we may ask AWS.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Source {
            $(
                #[doc = $title]
                $source,
            )+
        }

        impl Source {
            /// Every source, in the order of the table.
            pub const ALL: &'static [Source] = &[$(Self::$source),+];

            /// The source's row.
            pub const fn info(self) -> SourceInfo {
                match self {
                    $(Self::$source => SourceInfo {
                        id: concat!(stringify!($service), "/", stringify!($field)),
                        title: $title,
                        scope: Scope::$scope,
                        is_whole: sources!(@flag $($whole)?),
                        actions: &[$($action),+],
                        kinds: $kinds,
                        after: &[$($(Self::$before),+)?],
                    },)+
                }
            }
        }

        impl AccountSnapshot {
            /// Where the answer of a source goes; `None` for one that is asked in regions.
            pub fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
                match source {
                    $(Source::$source => sources!(@account $scope self.$service.$field),)+
                }
            }
        }

        impl RegionSnapshot {
            /// Where the answer of a source goes; `None` for one that is asked once per account.
            pub fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
                match source {
                    $(Source::$source => sources!(@region $scope self.$service.$field),)+
                }
            }
        }
    };
    (@flag) => { false };
    (@flag whole) => { true };
    (@account Account $slot:expr) => { Some(&mut $slot) };
    (@account Region $slot:expr) => { None };
    (@region Account $slot:expr) => { None };
    (@region Region $slot:expr) => { Some(&mut $slot) };
}

sources! {
    Identity: Account(whole) sts.identity, "caller identity", ["sts:GetCallerIdentity"], &[];

    TrustedAdvisorChecks: Account support.checks, "Trusted Advisor checks",
        ["support:DescribeTrustedAdvisorChecks"], &[];
    TrustedAdvisorSummaries: Account support.summaries, "Trusted Advisor summaries",
        ["support:DescribeTrustedAdvisorCheckSummaries"], &[], after [TrustedAdvisorChecks];
    TrustedAdvisorResults: Account support.results, "Trusted Advisor results",
        ["support:DescribeTrustedAdvisorCheckResult"], &[], after [TrustedAdvisorSummaries];

    Instances: Region ec2.instances, "EC2 instances", ["ec2:DescribeInstances"], &[Instance];
    InstanceStatus: Region ec2.instance_status, "EC2 status checks and scheduled events",
        ["ec2:DescribeInstanceStatus"], &[Instance], after [Instances];
    InstanceTypes: Region ec2.instance_types, "EC2 instance types",
        ["ec2:DescribeInstanceTypes"], &[Instance, AutoScalingGroup, Database],
        after [Instances, Groups, LaunchTemplates, LaunchConfigurations, CapacityReservations, DatabaseInstances];
    Volumes: Region ec2.volumes, "EBS volumes", ["ec2:DescribeVolumes"], &[Instance], after [Instances];
    Snapshots: Region ec2.snapshots, "EBS snapshots", ["ec2:DescribeSnapshots"], &[Instance], after [Volumes];
    Subnets: Region(whole) ec2.subnets, "subnets", ["ec2:DescribeSubnets"], JUDGED;
    CapacityReservations: Region ec2.capacity_reservations, "EC2 capacity reservations",
        ["ec2:DescribeCapacityReservations"], &[Instance, AutoScalingGroup];
    LaunchTemplates: Region ec2.launch_templates, "EC2 launch templates",
        ["ec2:DescribeLaunchTemplateVersions"], &[AutoScalingGroup], after [Groups];
    ElasticIps: Region ec2.elastic_ips, "Elastic IP addresses", ["ec2:DescribeAddresses"], JUDGED;
    VolumeTotals: Region ec2.volume_totals, "EBS volumes of the region", ["ec2:DescribeVolumes"], JUDGED;
    NetworkInterfaces: Region ec2.network_interfaces, "network interfaces", ["ec2:DescribeNetworkInterfaces"], JUDGED;

    Vpcs: Region(whole) vpc.vpcs, "VPCs", ["ec2:DescribeVpcs"], JUDGED;
    RouteTables: Region vpc.route_tables, "route tables", ["ec2:DescribeRouteTables"], JUDGED;
    NatGateways: Region vpc.nat_gateways, "NAT gateways", ["ec2:DescribeNatGateways"], JUDGED;
    VpcEndpoints: Region vpc.endpoints, "VPC endpoints", ["ec2:DescribeVpcEndpoints"], JUDGED;
    SecurityGroups: Region vpc.security_groups, "security groups", ["ec2:DescribeSecurityGroups"], JUDGED;

    Groups: Region autoscaling.groups, "Auto Scaling groups",
        ["autoscaling:DescribeAutoScalingGroups"], &[AutoScalingGroup];
    ScalingPolicies: Region autoscaling.policies, "scaling policies",
        ["autoscaling:DescribePolicies"], &[AutoScalingGroup];
    ScheduledActions: Region autoscaling.scheduled_actions, "scheduled scaling actions",
        ["autoscaling:DescribeScheduledActions"], &[AutoScalingGroup];
    ScalingActivities: Region autoscaling.activities, "scaling activities",
        ["autoscaling:DescribeScalingActivities"], &[AutoScalingGroup];
    InstanceRefreshes: Region autoscaling.refreshes, "instance refreshes",
        ["autoscaling:DescribeInstanceRefreshes"], &[AutoScalingGroup];
    LaunchConfigurations: Region autoscaling.launch_configurations, "launch configurations",
        ["autoscaling:DescribeLaunchConfigurations"], &[AutoScalingGroup], after [Groups];
    AutoScalingUse: Region autoscaling.account_use, "Auto Scaling account limits",
        ["autoscaling:DescribeAccountLimits"], JUDGED;

    LoadBalancers: Region elb.load_balancers, "load balancers",
        ["elasticloadbalancing:DescribeLoadBalancers"], &[LoadBalancer];
    LoadBalancerAttributes: Region elb.attributes, "load balancer attributes",
        ["elasticloadbalancing:DescribeLoadBalancerAttributes"], &[LoadBalancer], after [LoadBalancers];
    Listeners: Region elb.listeners, "listeners",
        ["elasticloadbalancing:DescribeListeners"], &[LoadBalancer], after [LoadBalancers];
    TargetGroups: Region elb.target_groups, "target groups",
        ["elasticloadbalancing:DescribeTargetGroups"], &[LoadBalancer], after [LoadBalancers];
    TargetHealth: Region elb.target_health, "target health",
        ["elasticloadbalancing:DescribeTargetHealth"], &[LoadBalancer], after [TargetGroups];
    LcuReservations: Region elb.capacity_reservations, "LCU reservations",
        ["elasticloadbalancing:DescribeCapacityReservation"], &[LoadBalancer], after [LoadBalancers];

    DatabaseInstances: Region rds.instances, "database instances", ["rds:DescribeDBInstances"], &[Database];
    DatabaseClusters: Region rds.clusters, "database clusters", ["rds:DescribeDBClusters"], &[Database];
    DatabaseMaintenance: Region rds.pending_maintenance, "pending database maintenance",
        ["rds:DescribePendingMaintenanceActions"], &[Database];
    DatabaseSnapshots: Region rds.snapshots, "snapshots of databases",
        ["rds:DescribeDBSnapshots"], &[Database], after [DatabaseInstances, DatabaseClusters];
    DatabaseLimits: Region rds.limits, "quotas of Amazon RDS", ["rds:DescribeAccountAttributes"], &[Database];
    DatabaseParameters: Region rds.parameters, "parameters of databases",
        ["rds:DescribeDBParameters"], &[Database], after [DatabaseInstances, DatabaseClusters];
    DatabaseClusterParameters: Region rds.cluster_parameters, "parameters of database clusters",
        ["rds:DescribeDBClusterParameters"], &[Database], after [DatabaseParameters];

    CacheClusters: Region elasticache.clusters, "cache clusters", ["elasticache:DescribeCacheClusters"], &[Cache];
    ReplicationGroups: Region elasticache.replication_groups, "replication groups",
        ["elasticache:DescribeReplicationGroups"], &[Cache];
    ServerlessCaches: Region elasticache.serverless_caches, "serverless caches",
        ["elasticache:DescribeServerlessCaches"], &[Cache];
    CacheUpdates: Region elasticache.updates, "service updates of caches",
        ["elasticache:DescribeUpdateActions"], &[Cache];

    ClassicBalancers: Region classic_elb.load_balancers, "classic load balancers",
        ["elasticloadbalancing:DescribeLoadBalancers"], &[LoadBalancer], after [LoadBalancers];
    ClassicBalancerAttributes: Region classic_elb.attributes, "classic load balancer attributes",
        ["elasticloadbalancing:DescribeLoadBalancerAttributes"], &[LoadBalancer], after [ClassicBalancers];
    ClassicInstanceHealth: Region classic_elb.instance_health, "instances behind classic load balancers",
        ["elasticloadbalancing:DescribeInstanceHealth"], &[LoadBalancer], after [ClassicBalancers];

    Tables: Region dynamodb.tables, "DynamoDB tables",
        ["dynamodb:DescribeTable", "dynamodb:ListTables"], &[DynamoDbTable];
    TableRecovery: Region dynamodb.point_in_time_recovery, "point-in-time recovery of tables",
        ["dynamodb:DescribeContinuousBackups"], &[DynamoDbTable], after [Tables];
    TableLimits: Region dynamodb.limits, "quotas of DynamoDB tables", ["dynamodb:DescribeLimits"], &[DynamoDbTable];
    TableScaling: Region dynamodb.scaling_targets, "auto scaling of DynamoDB tables",
        ["application-autoscaling:DescribeScalableTargets"], &[DynamoDbTable], after [Tables];

    EcsServices: Region ecs.services, "ECS services",
        ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"], &[EcsService];
    TaskDefinitions: Region ecs.task_definitions, "task definitions on Fargate",
        ["ecs:DescribeTaskDefinition"], &[EcsService], after [EcsServices];
    ServiceScaling: Region ecs.scaling_targets, "auto scaling of ECS services",
        ["application-autoscaling:DescribeScalableTargets"], &[EcsService], after [EcsServices];
    ServicePolicies: Region ecs.scaling_policies, "scaling policies of ECS services",
        ["application-autoscaling:DescribeScalingPolicies"], &[EcsService], after [ServiceScaling];
    ServiceSchedules: Region ecs.scheduled_actions, "scheduled scaling of ECS services",
        ["application-autoscaling:DescribeScheduledActions"], &[EcsService], after [EcsServices];
    AttachedServices: Region ecs.attached, "ECS services behind load balancers",
        ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"], &[LoadBalancer],
        after [TargetGroups, TargetHealth, AttachedGroups];

    EksClusters: Region eks.clusters, "EKS clusters", ["eks:DescribeCluster", "eks:ListClusters"], &[EksCluster];
    NodeGroups: Region eks.node_groups, "node groups of EKS clusters",
        ["eks:DescribeNodegroup", "eks:ListNodegroups"], &[EksCluster], after [EksClusters];

    Buckets: Region s3.buckets, "S3 buckets", ["s3:ListBucket"], &[Bucket];
    BucketVersioning: Region s3.versioning, "versioning of S3 buckets",
        ["s3:GetBucketVersioning"], &[Bucket], after [Buckets];

    RecoveryPoints: Region backup.protected, "recovery points of AWS Backup",
        ["backup:ListProtectedResources"], &[Bucket, DynamoDbTable, Database];

    MailAccount: Region ses.account, "what the account may send by SES", ["ses:GetAccount"], &[EmailIdentity];
    MailIdentityNames: Region ses.names, "SES identities", ["ses:ListEmailIdentities"], &[EmailIdentity];
    MailIdentities: Region ses.identities, "state of SES identities",
        ["ses:GetEmailIdentity"], &[EmailIdentity], after [MailIdentityNames];

    Functions: Region lambda.functions, "Lambda functions",
        ["lambda:GetFunctionConfiguration", "lambda:ListFunctions"], &[Function];
    ReservedConcurrency: Region lambda.reserved_concurrency, "reserved concurrency of functions",
        ["lambda:GetFunctionConcurrency"], &[Function], after [Functions];
    ProvisionedConcurrency: Region lambda.provisioned_concurrency, "provisioned concurrency of functions",
        ["lambda:ListProvisionedConcurrencyConfigs"], &[Function], after [Functions];
    EventSources: Region(whole) lambda.event_sources, "what functions read from",
        ["lambda:ListEventSourceMappings"], &[Function, Queue];
    AccountConcurrency: Region lambda.account_concurrency, "concurrency of the account",
        ["lambda:GetAccountSettings"], &[Function];

    RestApis: Region(whole) apigateway.rest_apis, "REST APIs", ["apigateway:GET"], &[Api];
    HttpApis: Region(whole) apigateway.http_apis, "HTTP and WebSocket APIs", ["apigateway:GET"], &[Api];
    ApiStages: Region apigateway.stages, "stages of APIs", ["apigateway:GET"], &[Api], after [RestApis, HttpApis];
    ApiThrottle: Region apigateway.account_throttle, "API Gateway throttle of the account",
        ["apigateway:GET"], &[Api];

    QueueUrls: Region sqs.urls, "SQS queues of the region", ["sqs:ListQueues"], &[Queue];
    Queues: Region sqs.queues, "attributes of SQS queues", ["sqs:GetQueueAttributes"], &[Queue], after [QueueUrls];

    Topics: Region sns.topics, "SNS topics",
        ["sns:GetTopicAttributes", "sns:ListTopics"], WATCHED, after [Alarms, Instances, LoadBalancers,
        DatabaseInstances, DatabaseClusters, CacheClusters, ReplicationGroups, ServerlessCaches, RestApis, HttpApis,
        EcsServices, EksClusters, Vpcs, NatGateways];

    AttachedGroups: Region autoscaling.attached, "Auto Scaling groups behind load balancers",
        ["autoscaling:DescribeAutoScalingGroups"], &[LoadBalancer], after [TargetGroups];

    AttachedTargetGroups: Region elb.attached, "target groups of Auto Scaling groups and ECS services",
        ["elasticloadbalancing:DescribeTargetGroups"], &[AutoScalingGroup, EcsService],
        after [Groups, EcsServices, TargetGroups];

    Stacks: Region cloudformation.stacks, "CloudFormation stacks", ["cloudformation:DescribeStacks"], &[Stack];
    StackResources: Region cloudformation.resources, "resources of CloudFormation stacks",
        ["cloudformation:ListStackResources"], &[Stack];

    TaggedResources: Region tagging.resources, "tagged resources", ["tag:GetResources"], &[Tag];

    QuotaValues: Region quotas.values, "service quotas of EC2 and Fargate",
        ["servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota"], JUDGED,
        after [Instances, Groups, LaunchTemplates, LaunchConfigurations, EcsServices];
    QuotaLists: Region quotas.listed, "service quotas",
        ["servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"], JUDGED;
    QuotaRequests: Region quotas.requests, "quota increase requests",
        ["servicequotas:ListRequestedServiceQuotaChangeHistory"], JUDGED;

    Metrics: Region cloudwatch.metrics, "CloudWatch metrics",
        ["cloudwatch:GetMetricData"], JUDGED_BY_METRICS, after [DatabaseInstances, DatabaseClusters, Tables,
        NodeGroups, EcsServices, Queues, Functions, RestApis, HttpApis, MailAccount, Vpcs, NatGateways, Instances,
        Groups, LaunchTemplates, LaunchConfigurations, LoadBalancers, QuotaValues, QuotaLists];
    Alarms: Region cloudwatch.alarms, "CloudWatch alarms", ["cloudwatch:DescribeAlarms"], WATCHED;
    EventMetrics: Region cloudwatch.event, "metrics of the event",
        ["cloudwatch:GetMetricData"], &ResourceKind::ALL, after [Instances, Volumes, LoadBalancers, TargetGroups,
        DatabaseInstances, DatabaseClusters, CacheClusters, ReplicationGroups, ServerlessCaches, RestApis, HttpApis,
        EcsServices, EksClusters, Vpcs, NatGateways];
    BaselineMetrics: Region cloudwatch.baseline, "metrics before the event",
        ["cloudwatch:GetMetricData"], &ResourceKind::ALL, after [Instances, Volumes, LoadBalancers, TargetGroups,
        DatabaseInstances, DatabaseClusters, CacheClusters, ReplicationGroups, ServerlessCaches, RestApis, HttpApis,
        EcsServices, EksClusters, Vpcs, NatGateways];
    MonthlyMetrics: Region cloudwatch.months, "metrics of twelve months",
        ["cloudwatch:GetMetricData"], &ResourceKind::ALL, after [Instances, Volumes, LoadBalancers, TargetGroups,
        DatabaseInstances, DatabaseClusters, CacheClusters, ReplicationGroups, ServerlessCaches, RestApis, HttpApis,
        EcsServices, EksClusters, Vpcs, NatGateways];
    AlarmHistory: Region cloudwatch.alarm_history, "alarm history",
        ["cloudwatch:DescribeAlarmHistory"], &ResourceKind::ALL;

    Changes: Region cloudtrail.changes, "changes recorded by CloudTrail",
        ["cloudtrail:LookupEvents"], &ResourceKind::ALL;

    HealthEvents: Account health.events, "AWS Health events", ["health:DescribeEvents"], &[];
    OpenHealthEvents: Account health.open, "open and upcoming AWS Health events", ["health:DescribeEvents"], &[];
    HealthEntities: Account health.affected, "resources affected by AWS Health events",
        ["health:DescribeAffectedEntities"], &[], after [OpenHealthEvents];

    Distributions: Account(whole) cloudfront.distributions, "CloudFront distributions",
        ["cloudfront:ListDistributions"], &[Distribution];

    DistributionWebAcls: Account cloudfront.web_acls, "web ACLs of CloudFront distributions",
        ["wafv2:GetWebACL"], &[Distribution], after [Distributions];
    DistributionCertificates: Account acm.certificates, "certificates of CloudFront distributions",
        ["acm:DescribeCertificate"], &[Distribution], after [Distributions];
    ListenerCertificates: Region acm.certificates, "certificates of listeners",
        ["acm:DescribeCertificate"], &[LoadBalancer], after [Listeners];

    HostedZones: Account(whole) route53.zones, "Route 53 hosted zones", ["route53:ListHostedZones"], &[HostedZone];
    DnsRecords: Account route53.records, "records of hosted zones",
        ["route53:ListResourceRecordSets"], &[HostedZone], after [HostedZones];
    HealthChecks: Account route53.health_checks, "Route 53 health checks",
        ["route53:ListHealthChecks"], &[HostedZone], after [DnsRecords];
    HealthCheckStatus: Account route53.health_check_status, "what Route 53's checkers see",
        ["route53:GetHealthCheckStatus"], &[HostedZone], after [DnsRecords];
    DnsLimits: Account route53.limits, "quotas of Route 53", ["route53:GetAccountLimit"], &[HostedZone];
    RecordLimits: Account route53.record_limits, "quota of records of hosted zones",
        ["route53:GetHostedZoneLimit"], &[HostedZone], after [HostedZones];

    ShieldSubscription: Account shield.subscription, "the subscription to Shield Advanced",
        ["shield:DescribeSubscription"], &[Distribution, LoadBalancer];
    ShieldProtections: Account shield.protections, "what Shield Advanced protects",
        ["shield:ListProtections"], &[Distribution, LoadBalancer], after [ShieldSubscription];

    BalancerWebAcls: Region waf.web_acls, "web ACLs of load balancers",
        ["wafv2:GetWebACLForResource"], &[LoadBalancer], after [LoadBalancers];
}
