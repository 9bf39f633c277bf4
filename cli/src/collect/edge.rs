//! What stands in front of all regions of an account: Amazon CloudFront with its certificates, and
//! Amazon Route 53.

use std::collections::BTreeSet;

use iem_core::{
    aws::cloudfront::facts::{Distribution, ViewerCertificate},
    event::{Event, ResourceKind},
    names,
    snapshot::{AccountSnapshot, Fact},
    source::Source,
};

use super::{
    certificates, cloudfront,
    facts::Facts,
    limits::{Api, Rate},
    route53,
    service::{Asks, OfAccount, Site, row},
    waf,
};

// AWS publishes no limit for it.
const CLOUDFRONT: Rate = Rate { burst: 5, per_second: 5 };
// "Quotas" in the developer guide of Route 53: five requests per second and account, and fewer
// for the state of health checks.
const ROUTE53: Rate = Rate { burst: 5, per_second: 4 };
const HEALTH_CHECK_STATUS: Rate = Rate { burst: 4, per_second: 1 };

/// CloudFront and Route 53 of one account.
pub(super) struct Edge<'a> {
    event: &'a Event,
    account: &'a str,
    cloudfront: Api<'a, aws_sdk_cloudfront::Client>,
    certificates: Api<'a, aws_sdk_acm::Client>,
    waf: Api<'a, aws_sdk_wafv2::Client>,
    route53: Api<'a, aws_sdk_route53::Client>,
    checkers: Api<'a, aws_sdk_route53::Client>,
}

impl<'a> Edge<'a> {
    /// `site` is in the region that answers for the global services.
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self {
            event: site.event,
            account: site.account,
            cloudfront: site.api("cloudfront", CLOUDFRONT, aws_sdk_cloudfront::Client::new),
            certificates: site.api("acm", certificates::RATE, aws_sdk_acm::Client::new),
            waf: site.api("wafv2", waf::RATE, aws_sdk_wafv2::Client::new),
            route53: site.api("route53", ROUTE53, aws_sdk_route53::Client::new),
            checkers: site.api("route53", HEALTH_CHECK_STATUS, aws_sdk_route53::Client::new),
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

    /// Ids of the listed zones.
    fn zones(&self, facts: &AccountSnapshot) -> Vec<String> {
        let Some(all) = facts.route53.zones.seen() else { return Vec::new() };
        let meant = self.listed(ResourceKind::HostedZone).flat_map(|name| names::find_zones(all, name));
        meant.map(|(id, _)| id.to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The listed distributions that exist.
    fn distributions<'f>(&self, facts: &'f AccountSnapshot) -> Vec<&'f Distribution> {
        let Some(all) = facts.cloudfront.distributions.seen() else { return Vec::new() };
        let listed = self.listed(ResourceKind::Distribution);
        listed.filter_map(|name| names::find_distribution(all, name)).map(|(_, it)| it).collect()
    }

    /// ARNs of the certificates that the listed distributions show.
    fn certificates_in_use(&self, facts: &AccountSnapshot) -> Vec<String> {
        let shown = self.distributions(facts).into_iter().filter_map(|it| match &it.certificate {
            ViewerCertificate::Acm(arn) => Some(arn.clone()),
            ViewerCertificate::CloudFront | ViewerCertificate::Iam(_) => None,
        });
        shown.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The web ACLs before the listed distributions. One without an ARN is of AWS WAF Classic.
    async fn web_acls(&self, facts: &Facts<'_, AccountSnapshot>) {
        let wanted = facts.read(|facts| {
            let acls = self.distributions(facts).into_iter().map(|it| it.web_acl.clone());
            acls.filter(|acl| acl.starts_with("arn:")).collect::<BTreeSet<_>>().into_iter().collect()
        });
        let answer = async |arn: &str| waf::of_cloudfront(&self.waf, arn).await;
        facts.ask_each(Source::DistributionWebAcls, |facts| &mut facts.cloudfront.web_acls, wanted, answer).await;
    }

    async fn certificates(&self, facts: &Facts<'_, AccountSnapshot>) {
        let wanted = facts.read(|facts| self.certificates_in_use(facts));
        let answer = async |arn: &str| certificates::certificate(&self.certificates, arn).await;
        let source = Source::DistributionCertificates;
        facts.ask_each(source, |facts| &mut facts.acm.certificates, wanted, answer).await;
    }

    /// The records of the listed zones.
    async fn records(&self, facts: &Facts<'_, AccountSnapshot>) {
        let zones = facts.read(|facts| self.zones(facts));
        let answer = async |zone: &str| route53::records(&self.route53, zone).await;
        facts.ask_each(Source::DnsRecords, |facts| &mut facts.route53.records, zones, answer).await;
    }

    /// The health checks that those records use.
    async fn health_checks(&self, facts: &Facts<'_, AccountSnapshot>) {
        let answer = async { route53::health_checks(&self.route53, &facts.read(health_checks_in_use)).await };
        facts.ask(Source::HealthChecks, |facts| &mut facts.route53.health_checks, answer).await;
    }

    async fn health_check_status(&self, facts: &Facts<'_, AccountSnapshot>) {
        let used = facts.read(health_checks_in_use).into_iter().collect();
        let answer = async |check: &str| route53::health_check_status(&self.checkers, check).await;
        let source = Source::HealthCheckStatus;
        facts.ask_each(source, |facts| &mut facts.route53.health_check_status, used, answer).await;
    }

    /// The quotas of the listed zones.
    async fn record_limits(&self, facts: &Facts<'_, AccountSnapshot>) {
        let zones = facts.read(|facts| self.zones(facts));
        let answer = async |zone: &str| route53::record_limit(&self.route53, zone).await;
        facts.ask_each(Source::RecordLimits, |facts| &mut facts.route53.record_limits, zones, answer).await;
    }
}

impl OfAccount for Edge<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, AccountSnapshot>) -> Asks<'f> {
        let distributions = cloudfront::distributions(&self.cloudfront);
        vec![
            facts.row(Source::Distributions, |facts| &mut facts.cloudfront.distributions, distributions),
            row(Source::DistributionWebAcls, self.web_acls(facts)),
            row(Source::DistributionCertificates, self.certificates(facts)),
            facts.row(Source::HostedZones, |facts| &mut facts.route53.zones, route53::zones(&self.route53)),
            row(Source::DnsRecords, self.records(facts)),
            row(Source::HealthChecks, self.health_checks(facts)),
            row(Source::HealthCheckStatus, self.health_check_status(facts)),
            facts.row(Source::DnsLimits, |facts| &mut facts.route53.limits, route53::limits(&self.route53)),
            row(Source::RecordLimits, self.record_limits(facts)),
        ]
    }
}

fn health_checks_in_use(facts: &AccountSnapshot) -> BTreeSet<String> {
    let records = facts.route53.records.values().filter_map(Fact::seen).flatten();
    records.filter_map(|record| record.health_check.clone()).collect()
}
