//! What belongs to one AWS service alone: what it answers (`facts`), what its resources are called (`names`), what it
//! publishes (`metrics`), the rules about it (`rules`), and what else is known of it. One folder per service.

pub mod acm;
pub mod apigateway;
pub mod autoscaling;
pub mod backup;
pub mod cloudformation;
pub mod cloudfront;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod dynamodb;
pub mod ec2;
pub mod ecs;
pub mod eks;
pub mod elasticache;
pub mod elb;
pub mod health;
pub mod lambda;
pub mod quotas;
pub mod rds;
pub mod route53;
pub mod s3;
pub mod ses;
pub mod shield;
pub mod sns;
pub mod sqs;
pub mod support;
pub mod tagging;
pub mod vpc;
pub mod waf;
