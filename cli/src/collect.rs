//! Collection of a snapshot: asks AWS what is planned, as much at once as the limits allow. Every service that is asked
//! stands here, in one list each for regions and accounts.
//!
//! Nothing here judges. What cannot be had is recorded with its reason, and one refused
//! request, region or account never ends the run.

mod account;
mod alarm_history;
mod apigateway;
mod application_scaling;
mod autoscaling;
mod backup;
mod certificates;
mod classic_elb;
mod clients;
mod cloudformation;
mod cloudfront;
mod cloudtrail;
mod cloudwatch;
mod datapoints;
mod dynamodb;
mod ec2;
mod ecs;
mod edge;
mod eks;
mod elasticache;
mod elb;
mod facts;
#[cfg(test)]
mod fake;
mod fields;
mod health;
mod in_use;
mod lambda;
mod limits;
mod messaging;
mod missed;
mod opensearch;
mod quotas;
mod rds;
mod review;
mod rounds;
mod route53;
mod s3;
mod service;
mod ses;
mod sessions;
mod shield;
mod sts;
mod support;
mod tagging;
mod vpc;
mod waf;

use iem_core::{partition::Partition, snapshot::RegionSnapshot};

pub(crate) use self::rounds::{Collected, Options, collect};
use self::{
    apigateway::ApiGateway,
    application_scaling::ApplicationScaling,
    autoscaling::AutoScaling,
    backup::Backup,
    certificates::Certificates,
    classic_elb::ClassicElb,
    cloudformation::CloudFormation,
    cloudwatch::CloudWatch,
    dynamodb::DynamoDb,
    ec2::Ec2,
    ecs::Ecs,
    edge::Edge,
    eks::Eks,
    elasticache::ElastiCache,
    elb::Elb,
    health::Health,
    lambda::Lambda,
    messaging::Messaging,
    opensearch::OpenSearch,
    quotas::Quotas,
    rds::Rds,
    review::Review,
    s3::S3,
    service::{OfAccount, Regional, Site},
    ses::Ses,
    shield::Shield,
    support::Support,
    tagging::Tagging,
    waf::Waf,
};

/// The services of one region. `known` is what earlier rounds were told there.
fn of_region<'a>(site: &Site<'a>, known: &RegionSnapshot) -> Vec<Box<dyn Regional + 'a>> {
    vec![
        Box::new(Ec2::new(site)),
        Box::new(AutoScaling::new(site)),
        Box::new(Elb::new(site, known)),
        Box::new(ClassicElb::new(site)),
        Box::new(Certificates::new(site)),
        Box::new(Waf::new(site)),
        Box::new(Rds::new(site)),
        Box::new(ElastiCache::new(site)),
        Box::new(OpenSearch::new(site)),
        Box::new(DynamoDb::new(site)),
        Box::new(ApplicationScaling::new(site)),
        Box::new(Ecs::new(site)),
        Box::new(Eks::new(site)),
        Box::new(S3::new(site)),
        Box::new(Backup::new(site)),
        Box::new(Ses::new(site)),
        Box::new(Lambda::new(site)),
        Box::new(ApiGateway::new(site)),
        Box::new(Messaging::new(site)),
        Box::new(CloudFormation::new(site, known)),
        Box::new(Tagging::new(site)),
        Box::new(Quotas::new(site)),
        Box::new(CloudWatch::new(site)),
        Box::new(Review::new(site)),
    ]
}

/// The services of one account that belong to no region; `site` takes the region in which they are asked.
fn of_account<'a>(
    partition: Partition,
    global_region: &str,
    site: impl Fn(&str) -> Site<'a>,
) -> Vec<Box<dyn OfAccount + 'a>> {
    let global = site(partition.global_region);
    vec![
        Box::new(Support::new(&site(partition.support_region))),
        Box::new(Health::new(&global)),
        Box::new(Shield::new(&global)),
        Box::new(Edge::new(&site(global_region))),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aws_config::SdkConfig;
    use futures::FutureExt;
    use iem_core::{
        event::Event,
        snapshot::AccountSnapshot,
        source::{Scope, Source},
    };
    use jiff::Timestamp;

    use super::*;
    use crate::collect::{
        facts::Facts,
        fake,
        service::{Asks, Global},
    };

    #[test]
    fn every_source_is_asked_by_one_service() {
        let (run, event) = (fake::run(), Event::default());
        let site = |region: &str| Site {
            run: &run,
            event: &event,
            account: "111122223333",
            region: "",
            config: SdkConfig::builder().region(aws_config::Region::new(region.to_owned())).build(),
            past: None,
            now: Timestamp::UNIX_EPOCH,
        };
        let account = Facts::new(&run, String::new(), BTreeSet::new(), AccountSnapshot::default());
        let region = Facts::new(&run, String::new(), BTreeSet::new(), RegionSnapshot::default());
        let global = Global { facts: &account, names: async {}.boxed_local().shared() };
        let regional = of_region(&site("eu-west-1"), &RegionSnapshot::default());
        let of_account = of_account(Partition::AWS, "us-east-1", site);
        let sources = |asks: Asks<'_>| asks.into_iter().map(|(source, _)| source).collect::<Vec<_>>();
        let mut asked: Vec<Source> = regional.iter().flat_map(|it| sources(it.asks(&region, &global))).collect();
        assert!(asked.iter().all(|source| source.info().scope == Scope::Region));
        asked.extend(of_account.iter().flat_map(|it| sources(it.asks(&account))));
        asked.push(Source::Identity);
        asked.sort();
        let mut all = Source::ALL.to_vec();
        all.sort();
        assert_eq!(asked, all);
    }
}
