//! One AWS thing, and what AWS says of it.

use crate::{
    aws::{
        apigateway::facts::Api,
        autoscaling::facts::Group,
        cloudformation::facts::Stack,
        cloudfront::facts::Distribution,
        dynamodb::facts::Table,
        ec2::facts::Instance,
        ecs::facts::Service,
        eks::facts::Cluster,
        elasticache::facts::{CacheCluster, ReplicationGroup, ServerlessCache},
        elb::facts::{LoadBalancer, classic::ClassicBalancer},
        lambda::facts::Function,
        rds::facts::{DbCluster, DbInstance},
        route53::facts::Zone,
        s3::facts::Bucket,
        sns::facts::Topic,
        vpc::facts::Vpc,
    },
    event::ResourceKind,
};

/// One AWS thing that a written name means.
#[derive(Debug, Clone, Copy)]
pub struct Resource<'a> {
    /// Its id, or its name where AWS has no id for it, as its own API takes it.
    pub id: &'a str,
    /// Its ARN, where AWS gives one.
    pub arn: Option<&'a str>,
    /// What AWS says of it.
    pub answer: Answer<'a>,
}

/// What AWS says of one thing: the answer of the call that describes its kind.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// EC2 instance.
    Instance(&'a Instance),
    /// Application, network or gateway load balancer.
    LoadBalancer(&'a LoadBalancer),
    /// Classic load balancer.
    ClassicBalancer(&'a ClassicBalancer),
    /// EC2 Auto Scaling group.
    Group(&'a Group),
    /// S3 bucket.
    Bucket(&'a Bucket),
    /// VPC.
    Vpc(&'a Vpc),
    /// DynamoDB table.
    Table(&'a Table),
    /// RDS or Aurora instance.
    DbInstance(&'a DbInstance),
    /// Aurora or Multi-AZ cluster.
    DbCluster(&'a DbCluster),
    /// ElastiCache cluster that belongs to no replication group.
    CacheCluster(&'a CacheCluster),
    /// ElastiCache replication group.
    ReplicationGroup(&'a ReplicationGroup),
    /// ElastiCache serverless cache.
    ServerlessCache(&'a ServerlessCache),
    /// Lambda function.
    Function(&'a Function),
    /// API of API Gateway.
    Api(&'a Api),
    /// ECS service.
    EcsService(&'a Service),
    /// EKS cluster.
    EksCluster(&'a Cluster),
    /// SQS queue, by its URL.
    Queue(&'a str),
    /// SNS topic.
    Topic(&'a Topic),
    /// CloudFormation stack.
    Stack(&'a Stack),
    /// CloudFront distribution.
    Distribution(&'a Distribution),
    /// Route 53 hosted zone.
    Zone(&'a Zone),
    /// SES identity, which its name alone describes.
    EmailIdentity,
}

impl Answer<'_> {
    /// The kind that section 6 lists it as.
    pub fn kind(&self) -> ResourceKind {
        match self {
            Self::Instance(_) => ResourceKind::Instance,
            Self::LoadBalancer(_) | Self::ClassicBalancer(_) => ResourceKind::LoadBalancer,
            Self::Group(_) => ResourceKind::AutoScalingGroup,
            Self::Bucket(_) => ResourceKind::Bucket,
            Self::Vpc(_) => ResourceKind::Vpc,
            Self::Table(_) => ResourceKind::DynamoDbTable,
            Self::DbInstance(_) | Self::DbCluster(_) => ResourceKind::Database,
            Self::CacheCluster(_) | Self::ReplicationGroup(_) | Self::ServerlessCache(_) => ResourceKind::Cache,
            Self::Function(_) => ResourceKind::Function,
            Self::Api(_) => ResourceKind::Api,
            Self::EcsService(_) => ResourceKind::EcsService,
            Self::EksCluster(_) => ResourceKind::EksCluster,
            Self::Queue(_) => ResourceKind::Queue,
            Self::Topic(_) => ResourceKind::Topic,
            Self::Stack(_) => ResourceKind::Stack,
            Self::Distribution(_) => ResourceKind::Distribution,
            Self::Zone(_) => ResourceKind::HostedZone,
            Self::EmailIdentity => ResourceKind::EmailIdentity,
        }
    }

    /// What findings call the kind of the thing: they tell a cluster from an instance.
    pub fn subject_kind(&self) -> &'static str {
        match self {
            Self::DbCluster(_) => "database-cluster",
            Self::ServerlessCache(_) => "serverless-cache",
            _ => self.kind().id(),
        }
    }

    /// Whether it is over: EC2 shows an instance for an hour after its end, under the name that its successor has now.
    pub(super) fn is_ended(&self) -> bool {
        matches!(self, Self::Instance(instance) if instance.state == "terminated")
    }
}
