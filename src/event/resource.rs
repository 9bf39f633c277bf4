//! What section 6 lists: resources and their kinds.

/// One resource that section 6 lists, or that follows from one that it lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its id, name, ARN, DNS name or endpoint, as written.
    pub name: String,
    /// Twelve-digit account id.
    pub account: Option<String>,
    /// Region code such as `ap-southeast-1`; `None` for global kinds or where it was not given.
    pub region: Option<String>,
    /// Line in the workbook; where it is found, that of the listed resource or endpoint that led to it.
    pub line: usize,
    /// Why it is in scope, such as `stack shop-prod`; `None` where section 6 lists it itself.
    pub found: Option<String>,
}

/// The kinds of resource that section 6 can list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// EC2 instance.
    Instance,
    /// Load balancer of any generation.
    LoadBalancer,
    /// EC2 Auto Scaling group.
    AutoScalingGroup,
    /// S3 bucket.
    Bucket,
    /// VPC.
    Vpc,
    /// DynamoDB table.
    DynamoDbTable,
    /// RDS instance or Aurora cluster.
    Database,
    /// ElastiCache cluster.
    Cache,
    /// Lambda function.
    Function,
    /// API Gateway API: REST, HTTP or WebSocket.
    Api,
    /// ECS service.
    EcsService,
    /// EKS cluster.
    EksCluster,
    /// SQS queue.
    Queue,
    /// SNS topic.
    Topic,
    /// CloudFormation stack.
    Stack,
    /// Tag, as `key=value` or `key`: every resource that carries it.
    Tag,
    /// CloudFront distribution.
    Distribution,
    /// Route 53 hosted zone.
    HostedZone,
    /// SES domain.
    EmailIdentity,
    /// Anything else.
    Other,
}

impl ResourceKind {
    /// Every kind, in the order of the workbook's section 6.
    pub const ALL: [ResourceKind; 20] = [
        Self::Distribution,
        Self::HostedZone,
        Self::EmailIdentity,
        Self::Instance,
        Self::LoadBalancer,
        Self::AutoScalingGroup,
        Self::Bucket,
        Self::Vpc,
        Self::DynamoDbTable,
        Self::Database,
        Self::Cache,
        Self::Function,
        Self::Api,
        Self::EcsService,
        Self::EksCluster,
        Self::Queue,
        Self::Topic,
        Self::Stack,
        Self::Tag,
        Self::Other,
    ];

    /// Short permanent name, used in JSON and in finding ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::LoadBalancer => "load-balancer",
            Self::AutoScalingGroup => "asg",
            Self::Bucket => "bucket",
            Self::Vpc => "vpc",
            Self::DynamoDbTable => "dynamodb-table",
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Function => "function",
            Self::Api => "api",
            Self::EcsService => "ecs-service",
            Self::EksCluster => "eks-cluster",
            Self::Queue => "queue",
            Self::Topic => "topic",
            Self::Stack => "stack",
            Self::Tag => "tag",
            Self::Distribution => "distribution",
            Self::HostedZone => "hosted-zone",
            Self::EmailIdentity => "email-identity",
            Self::Other => "other",
        }
    }

    /// What people call one of the kind.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::LoadBalancer => "load balancer",
            Self::AutoScalingGroup => "Auto Scaling group",
            Self::Bucket => "bucket",
            Self::Vpc => "VPC",
            Self::DynamoDbTable => "table",
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Function => "function",
            Self::Api => "API",
            Self::EcsService => "service",
            Self::EksCluster => "cluster",
            Self::Queue => "queue",
            Self::Topic => "topic",
            Self::Stack => "stack",
            Self::Tag => "tag",
            Self::Distribution => "distribution",
            Self::HostedZone => "hosted zone",
            Self::EmailIdentity => "mail identity",
            Self::Other => "resource",
        }
    }

    /// Label of section 6 that the kind stands behind.
    pub fn label(self) -> &'static str {
        match self {
            Self::Instance => "Instance IDs",
            Self::LoadBalancer => "ELB name",
            Self::AutoScalingGroup => "Auto Scaling group",
            Self::Bucket => "S3 bucket names",
            Self::Vpc => "VPC ID",
            Self::DynamoDbTable => "DynamoDB tables",
            Self::Database => "RDS hostnames",
            Self::Cache => "ElastiCache",
            Self::Function => "Lambda functions",
            Self::Api => "API Gateway APIs",
            Self::EcsService => "ECS services",
            Self::EksCluster => "EKS clusters",
            Self::Queue => "SQS queues",
            Self::Topic => "SNS topics",
            Self::Stack => "CloudFormation stacks",
            Self::Tag => "Tags",
            Self::Distribution => "CloudFront distribution",
            Self::HostedZone => "Route 53 hosted zones",
            Self::EmailIdentity => "SES domain",
            Self::Other => "Other",
        }
    }

    /// Whether one of the kind can have a region: of those that section 6 lists as global, SES identities do.
    pub fn has_region(self) -> bool {
        self.is_regional() || self == Self::EmailIdentity
    }

    /// Whether section 6 lists the kind by region.
    pub fn is_regional(self) -> bool {
        !matches!(self, Self::Distribution | Self::HostedZone | Self::EmailIdentity | Self::Other)
    }
}
