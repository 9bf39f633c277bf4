//! What stands in front of all regions of an account: Amazon CloudFront with its certificates, and
//! Amazon Route 53.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use iem_core::{
    event::{Event, ResourceKind},
    names,
    snapshot::{AccountSnapshot, Fact, cloudfront::ViewerCertificate},
    source::Source,
};

use super::{
    certificates, clients, cloudfront,
    facts::Facts,
    limits::{Api, Rate, Run},
    route53,
};

// AWS publishes no limit for it.
const CLOUDFRONT: Rate = Rate { burst: 5, per_second: 5 };
// "Quotas" in the developer guide of Route 53: five requests per second and account, and fewer
// for the state of health checks.
const ROUTE53: Rate = Rate { burst: 5, per_second: 4 };
const HEALTH_CHECK_STATUS: Rate = Rate { burst: 4, per_second: 1 };

/// The global services of one account.
pub(super) struct Edge<'a> {
    event: &'a Event,
    account: &'a str,
    cloudfront: Api<'a, aws_sdk_cloudfront::Client>,
    certificates: Api<'a, aws_sdk_acm::Client>,
    route53: Api<'a, aws_sdk_route53::Client>,
    checkers: Api<'a, aws_sdk_route53::Client>,
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
        let route53 = aws_sdk_route53::Client::new;
        Self {
            event,
            account,
            cloudfront: Api::new(run, "cloudfront", CLOUDFRONT, &config, aws_sdk_cloudfront::Client::new),
            certificates: Api::new(run, "acm", certificates::RATE, &config, aws_sdk_acm::Client::new),
            route53: Api::new(run, "route53", ROUTE53, &config, route53),
            checkers: Api::new(run, "route53", HEALTH_CHECK_STATUS, &config, route53),
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
            let distributions = facts.ask(Source::Distributions, |facts| &mut facts.cloudfront.distributions, answer);
            let answer = route53::zones(&self.route53);
            let zones = facts.ask(Source::HostedZones, |facts| &mut facts.route53.zones, answer);
            tokio::join!(distributions, zones);
        };
        Asked { facts, names: names.boxed_local().shared(), edge: self }
    }

    /// Ids of the listed zones.
    fn zones(&self, facts: &AccountSnapshot) -> Vec<String> {
        let Some(all) = facts.route53.zones.seen() else { return Vec::new() };
        let meant = self.listed(ResourceKind::HostedZone).flat_map(|name| names::find_zones(all, name));
        meant.map(|(id, _)| id.to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
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
        tokio::join!(self.certificates(), self.dns(), self.dns_limits());
    }

    /// The records of the listed zones, and the health checks that those use.
    async fn dns(&self) {
        let Edge { route53, checkers, .. } = self.edge;
        let zones = self.facts.read(|facts| self.edge.zones(facts));
        let answer = async |zone: &str| route53::records(route53, zone).await;
        self.facts.ask_each(Source::DnsRecords, |facts| &mut facts.route53.records, zones, answer).await;

        let used = self.facts.read(health_checks_in_use);
        let answer = route53::health_checks(route53, &used);
        let checks = self.facts.ask(Source::HealthChecks, |facts| &mut facts.route53.health_checks, answer);
        let answer = async |check: &str| route53::health_check_status(checkers, check).await;
        let used = used.iter().cloned().collect();
        let status = self.facts.ask_each(
            Source::HealthCheckStatus,
            |facts| &mut facts.route53.health_check_status,
            used,
            answer,
        );
        tokio::join!(checks, status);
    }

    /// The quotas of the account, and those of the listed zones.
    async fn dns_limits(&self) {
        let Edge { route53, .. } = self.edge;
        let answer = route53::limits(route53);
        let limits = self.facts.ask(Source::DnsLimits, |facts| &mut facts.route53.limits, answer);
        let zones = self.facts.read(|facts| self.edge.zones(facts));
        let answer = async |zone: &str| route53::record_limit(route53, zone).await;
        let of_zones =
            self.facts.ask_each(Source::RecordLimits, |facts| &mut facts.route53.record_limits, zones, answer);
        tokio::join!(limits, of_zones);
    }

    async fn certificates(&self) {
        let Edge { certificates: api, .. } = self.edge;
        let wanted = self.facts.read(|facts| self.edge.certificates_in_use(facts));
        let answer = async |arn: &str| certificates::certificate(api, arn).await;
        self.facts
            .ask_each(Source::DistributionCertificates, |facts| &mut facts.acm.certificates, wanted, answer)
            .await;
    }
}

fn health_checks_in_use(facts: &AccountSnapshot) -> BTreeSet<String> {
    let records = facts.route53.records.values().filter_map(Fact::seen).flatten();
    records.filter_map(|record| record.health_check.clone()).collect()
}
