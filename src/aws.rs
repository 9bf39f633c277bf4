//! What belongs to one AWS service alone: what it answers (`facts`), what its resources are called (`names`), what it
//! publishes (`metrics`), the rules about it (`rules`), and what else is known of it. One folder per service; what is in
//! each stands here, and where in a snapshot its answers are.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Sts;

/// Answers of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountSnapshot {
    /// Who answered.
    pub sts: Sts,
    /// Trusted Advisor through the Support API.
    pub support: support::facts::Support,
    /// AWS Health.
    pub health: health::facts::Health,
    /// Amazon CloudFront.
    pub cloudfront: cloudfront::facts::CloudFront,
    /// AWS Certificate Manager in the region that CloudFront takes certificates from.
    pub acm: acm::facts::Acm,
    /// Amazon Route 53.
    pub route53: route53::facts::Route53,
    /// AWS Shield.
    pub shield: shield::facts::Shield,
    /// By region code.
    pub regions: BTreeMap<String, RegionSnapshot>,
}

/// Answers of one region of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegionSnapshot {
    /// Amazon EC2.
    pub ec2: ec2::facts::Ec2,
    /// Networks of Amazon EC2.
    pub vpc: vpc::facts::Networks,
    /// AWS Certificate Manager.
    pub acm: acm::facts::Acm,
    /// Elastic Load Balancing (application, network and gateway balancers).
    pub elb: elb::facts::Elb,
    /// Elastic Load Balancing (classic balancers).
    pub classic_elb: elb::facts::classic::ClassicElb,
    /// Amazon DynamoDB.
    pub dynamodb: dynamodb::facts::DynamoDb,
    /// Amazon ECS.
    pub ecs: ecs::facts::Ecs,
    /// Amazon EKS.
    pub eks: eks::facts::Eks,
    /// Amazon S3.
    pub s3: s3::facts::S3,
    /// AWS Backup.
    pub backup: backup::facts::Backup,
    /// Amazon SES.
    pub ses: ses::facts::Ses,
    /// AWS Lambda.
    pub lambda: lambda::facts::Lambda,
    /// Amazon API Gateway.
    pub apigateway: apigateway::facts::ApiGateway,
    /// Amazon SQS.
    pub sqs: sqs::facts::Sqs,
    /// Amazon SNS.
    pub sns: sns::facts::Sns,
    /// AWS WAF.
    pub waf: waf::facts::Waf,
    /// Amazon EC2 Auto Scaling.
    pub autoscaling: autoscaling::facts::AutoScaling,
    /// Amazon RDS and Aurora.
    pub rds: rds::facts::Rds,
    /// Amazon ElastiCache.
    pub elasticache: elasticache::facts::ElastiCache,
    /// Amazon OpenSearch Service.
    pub opensearch: opensearch::facts::OpenSearch,
    /// Service Quotas.
    pub quotas: quotas::facts::Quotas,
    /// Amazon CloudWatch.
    pub cloudwatch: cloudwatch::facts::CloudWatch,
    /// AWS CloudTrail.
    pub cloudtrail: cloudtrail::facts::CloudTrail,
    /// AWS CloudFormation.
    pub cloudformation: cloudformation::facts::CloudFormation,
    /// AWS Resource Groups Tagging API.
    pub tagging: tagging::facts::Tagging,
}

/// AWS Certificate Manager.
pub mod acm {
    pub mod facts;
    pub mod rules;
}

/// Amazon API Gateway.
pub mod apigateway {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon EC2 Auto Scaling.
pub mod autoscaling {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// AWS Backup.
pub mod backup {
    pub mod facts;
    pub mod rules;
}

/// AWS CloudFormation.
pub mod cloudformation {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon CloudFront.
pub mod cloudfront {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// AWS CloudTrail.
pub mod cloudtrail {
    pub mod facts;
}

/// Amazon CloudWatch.
pub mod cloudwatch {
    pub mod alarms;
    pub mod facts;
    pub mod metrics;
    pub mod rules;
}

/// Amazon DynamoDB.
pub mod dynamodb {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon EC2.
pub mod ec2 {
    pub mod capacity;
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon ECS.
pub mod ecs {
    pub mod capacity;
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon EKS.
pub mod eks {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon ElastiCache.
pub mod elasticache {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Elastic Load Balancing.
pub mod elb {
    pub mod facts;
    pub mod lcu;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// AWS Health.
pub mod health {
    pub mod facts;
}

/// AWS Lambda.
pub mod lambda {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon OpenSearch Service.
pub mod opensearch {
    pub mod facts;
    pub mod rules;
}

/// Service Quotas.
pub mod quotas {
    pub mod facts;
}

/// Amazon RDS and Aurora.
pub mod rds {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod parameters;
    pub mod rules;
}

/// Amazon Route 53.
pub mod route53 {
    pub mod dns;
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon S3.
pub mod s3 {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon SES.
pub mod ses {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// AWS Shield.
pub mod shield {
    pub mod facts;
    pub mod rules;
}

/// Amazon SNS.
pub mod sns {
    pub mod facts;
    pub(crate) mod names;
    pub mod rules;
}

/// Amazon SQS.
pub mod sqs {
    pub mod facts;
    mod metrics;
    pub mod rules;
}

/// The Support API, and Trusted Advisor through it.
pub mod support {
    pub mod facts;
}

/// AWS Resource Groups Tagging API.
pub mod tagging {
    pub mod facts;
    pub(crate) mod names;
}

/// Networks of Amazon EC2.
pub mod vpc {
    pub mod facts;
    mod metrics;
    pub(crate) mod names;
    pub mod rules;
}

/// AWS WAF.
pub mod waf {
    pub mod facts;
    pub mod rules;
}
