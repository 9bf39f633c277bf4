//! What belongs to one AWS service alone: what it answers (`facts`), what its resources are called (`names`), what it
//! publishes (`metrics`), the rules about it (`rules`), and what else is known of it. One folder per service; what is in
//! each stands here.

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
