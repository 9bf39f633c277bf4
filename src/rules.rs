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
        elb, lambda, rds, route53, s3, ses, shield, sns, sqs, vpc, waf,
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
