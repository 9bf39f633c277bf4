//! Every rule, in the order of the scorecard. One file per subject.

pub mod answers;
pub mod drift;
pub mod endpoint;
pub mod growth;
pub mod health;
pub(crate) mod load;
pub mod quota;
pub mod trusted_advisor;
mod wanted;
pub mod workbook;

use std::collections::BTreeSet;

pub use wanted::wanted as wanted_metrics;

use crate::{
    aws::{
        apigateway, autoscaling, backup, cloudformation, cloudfront, cloudwatch, dynamodb, ec2, ecs, eks, elasticache,
        elb, lambda, opensearch, rds, route53, s3, ses, shield, sns, sqs, vpc, waf,
    },
    event::Event,
    rule::Rule,
    source::{Source, Task, tasks, with_origins},
};

const ALL: &[&[&Rule]] = &[
    workbook::RULES,
    answers::RULES,
    growth::RULES,
    drift::RULES,
    ec2::rules::RULES,
    ec2::rules::ebs::RULES,
    ec2::rules::vcpu_quota::RULES,
    quota::RULES,
    autoscaling::rules::RULES,
    autoscaling::rules::peak::RULES,
    autoscaling::rules::schedule::RULES,
    elb::rules::RULES,
    elb::rules::attributes::RULES,
    elb::rules::listener::RULES,
    elb::rules::classic::RULES,
    vpc::rules::RULES,
    vpc::rules::nat_gateway::RULES,
    dynamodb::rules::RULES,
    ecs::rules::RULES,
    ecs::rules::scaling::RULES,
    ecs::rules::schedule::RULES,
    eks::rules::RULES,
    s3::rules::RULES,
    backup::rules::RULES,
    ses::rules::RULES,
    lambda::rules::RULES,
    apigateway::rules::RULES,
    sqs::rules::RULES,
    sns::rules::RULES,
    elb::rules::lcu::RULES,
    elb::rules::lcu_quota::RULES,
    rds::rules::RULES,
    rds::rules::backups::RULES,
    rds::rules::connections::RULES,
    rds::rules::quota::RULES,
    elasticache::rules::RULES,
    opensearch::rules::RULES,
    cloudfront::rules::RULES,
    route53::rules::RULES,
    route53::rules::quota::RULES,
    endpoint::RULES,
    cloudformation::rules::RULES,
    trusted_advisor::RULES,
    health::RULES,
    shield::rules::RULES,
    waf::rules::RULES,
    cloudwatch::rules::RULES,
];

/// What people call what the rules are about, by the first word of their ids.
pub(crate) const SUBJECTS: [(&str, &str); 33] = [
    ("wb", "The workbook"),
    ("ec2", "EC2 instances"),
    ("ebs", "EBS volumes"),
    ("quota", "Service quotas"),
    ("asg", "Auto Scaling groups"),
    ("lb", "Application and Network Load Balancers"),
    ("clb", "Classic Load Balancers"),
    ("vpc", "VPCs"),
    ("subnet", "Subnets"),
    ("nat", "NAT gateways"),
    ("table", "DynamoDB tables"),
    ("ecs", "ECS services"),
    ("eks", "EKS clusters"),
    ("bucket", "S3 buckets"),
    ("backup", "AWS Backup"),
    ("ses", "Amazon SES"),
    ("function", "Lambda functions"),
    ("api", "API Gateway APIs"),
    ("queue", "SQS queues"),
    ("topic", "SNS topics"),
    ("db", "RDS and Aurora databases"),
    ("cache", "ElastiCache caches"),
    ("search", "OpenSearch domains"),
    ("distribution", "CloudFront distributions"),
    ("zone", "Route 53 hosted zones"),
    ("endpoint", "Endpoints"),
    ("cfn", "CloudFormation stacks"),
    ("support", "AWS Support"),
    ("ta", "Trusted Advisor"),
    ("health", "AWS Health"),
    ("shield", "Shield Advanced"),
    ("waf", "AWS WAF"),
    ("cw", "CloudWatch alarms"),
];

/// Every rule, in the order of the scorecard.
pub fn all() -> Vec<&'static Rule> {
    ALL.concat()
}

/// The rule with an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.id == id)
}

/// Everything that `rules` need: what they read, what that comes from, and the identity of each
/// account.
pub fn needed(rules: &[&Rule]) -> BTreeSet<Source> {
    with_origins(rules.iter().flat_map(|rule| rule.needs).copied())
}

/// What has to be asked so that `rules` can judge `event`: the needs of every rule, and what
/// those come from.
pub fn plan(rules: &[&Rule], event: &Event) -> BTreeSet<Task> {
    tasks(&needed(rules), event)
}
