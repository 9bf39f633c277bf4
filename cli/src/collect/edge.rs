//! What stands in front of all regions of an account: Amazon CloudFront and its certificates.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use iem_core::{
    event::{Event, ResourceKind},
    names,
    snapshot::{AccountSnapshot, cloudfront::ViewerCertificate},
    source::Source,
};

use super::{
    certificates, clients, cloudfront,
    facts::Facts,
    limits::{Api, Rate, Run},
};

// AWS publishes no limits for these.
const CLOUDFRONT: Rate = Rate { burst: 5, per_second: 5 };
const CERTIFICATES: Rate = Rate { burst: 5, per_second: 5 };

/// The global services of one account.
pub(super) struct Edge<'a> {
    event: &'a Event,
    account: &'a str,
    cloudfront: Api<'a, aws_sdk_cloudfront::Client>,
    certificates: Api<'a, aws_sdk_acm::Client>,
}

/// Answers of global services, which what is asked in a region can wait for.
pub(super) struct Asked<'e> {
    /// The answers so far.
    pub(super) facts: &'e Facts<'e, AccountSnapshot>,
    /// Done when the ids behind domain names and aliases are known.
    pub(super) names: Shared<LocalBoxFuture<'e, ()>>,
    edge: &'e Edge<'e>,
}

impl<'a> Edge<'a> {
    pub(super) fn new(run: &'a Run, event: &'a Event, account: &'a str, config: &SdkConfig) -> Self {
        let config = clients::in_region(config, event.global_region(account));
        Self {
            event,
            account,
            cloudfront: Api::new(run, "cloudfront", CLOUDFRONT, aws_sdk_cloudfront::Client::new(&config)),
            certificates: Api::new(run, "acm", CERTIFICATES, aws_sdk_acm::Client::new(&config)),
        }
    }

    /// What people wrote of one kind.
    fn listed(&self, kind: ResourceKind) -> impl Iterator<Item = &'a str> {
        let account = self.account;
        let listed = self
            .event
            .resources
            .iter()
            .filter(move |resource| resource.kind == kind && resource.account.as_deref() == Some(account));
        listed.map(|resource| resource.name.as_str())
    }

    /// Begins to ask.
    pub(super) fn ask<'e>(&'e self, facts: &'e Facts<'a, AccountSnapshot>) -> Asked<'e> {
        let names = async move {
            let answer = cloudfront::distributions(&self.cloudfront);
            facts.ask(Source::Distributions, |facts| &mut facts.cloudfront.distributions, answer).await;
        };
        Asked { facts, names: names.boxed_local().shared(), edge: self }
    }

    /// ARNs of the certificates that the listed distributions show.
    fn certificates_in_use(&self, facts: &AccountSnapshot) -> Vec<String> {
        let Some(all) = facts.cloudfront.distributions.seen() else { return Vec::new() };
        let listed = self.listed(ResourceKind::Distribution);
        let shown =
            listed.filter_map(|name| names::find_distribution(all, name)).filter_map(|(_, it)| match &it.certificate {
                ViewerCertificate::Acm(arn) => Some(arn.clone()),
                ViewerCertificate::CloudFront | ViewerCertificate::Iam(_) => None,
            });
        shown.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Asked<'_> {
    /// Asks what builds on the names.
    pub(super) async fn rest(&self) {
        self.names.clone().await;
        let Edge { certificates: api, .. } = self.edge;
        let wanted = self.facts.read(|facts| self.edge.certificates_in_use(facts));
        let answer = async |arn: &str| certificates::certificate(api, arn).await;
        self.facts
            .ask_each(Source::DistributionCertificates, |facts| &mut facts.acm.certificates, wanted, answer)
            .await;
    }
}
