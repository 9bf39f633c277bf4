//! Elastic Load Balancing (v2 API).

mod describe;

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticloadbalancingv2::Client;
use iem_core::{event::ResourceKind, snapshot::RegionSnapshot, source::Source};

use super::{
    facts::Facts,
    in_use::{keys, unknown_target_groups},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, or_needs, row},
};

/// AWS publishes none; a guess below what other tools live with.
const RATE: Rate = Rate { burst: 40, per_second: 10 };

/// Application, network and gateway balancers of one region.
pub(super) struct Elb<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
    /// Target groups that earlier rounds have described.
    described: BTreeSet<String>,
}

impl<'a> Elb<'a> {
    pub(super) fn new(site: &Site<'a>, known: &RegionSnapshot) -> Self {
        let described = known.elb.target_groups.seen().into_iter().flat_map(BTreeMap::keys);
        Self {
            api: site.api("elasticloadbalancing", RATE, Client::new),
            listed: site.listed(ResourceKind::LoadBalancer).map(|balancer| balancer.name.clone()).collect(),
            described: described.cloned().collect(),
        }
    }

    async fn load_balancers(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let (found, others) = describe::load_balancers(&self.api, &self.listed).await?;
            facts.write(|facts| facts.elb.others.extend(others));
            Ok(found)
        };
        facts.ask(Source::LoadBalancers, |facts| &mut facts.elb.load_balancers, answer).await;
    }

    async fn attributes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |arn: &str| describe::attributes(&self.api, arn).await;
        let source = Source::LoadBalancerAttributes;
        facts.ask_each(source, |facts| &mut facts.elb.attributes, balancers(facts), answer).await;
    }

    async fn listeners(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |arn: &str| describe::listeners(&self.api, arn).await;
        facts.ask_each(Source::Listeners, |facts| &mut facts.elb.listeners, balancers(facts), answer).await;
    }

    async fn lcu_reservations(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |arn: &str| describe::capacity_reservation(&self.api, arn).await;
        let source = Source::LcuReservations;
        facts.ask_each(source, |facts| &mut facts.elb.capacity_reservations, balancers(facts), answer).await;
    }

    async fn target_groups(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let balancers = or_needs(facts, balancers(facts), Source::TargetGroups)?;
            describe::target_groups(&self.api, &balancers).await
        };
        facts.ask(Source::TargetGroups, |facts| &mut facts.elb.target_groups, answer).await;
    }

    async fn target_health(&self, facts: &Facts<'_, RegionSnapshot>) {
        let groups = facts.read(|facts| keys(&facts.elb.target_groups)).unwrap_or_default();
        let answer = async |arn: &str| describe::target_health(&self.api, arn).await;
        facts.ask_each(Source::TargetHealth, |facts| &mut facts.elb.target_health, groups, answer).await;
    }

    /// The target groups of listed groups and services, whose balancers need not be listed.
    async fn attached(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let unknown = facts.read(|facts| unknown_target_groups(&self.described, facts)).into_iter().collect();
            describe::attached(&self.api, &or_needs(facts, unknown, Source::AttachedTargetGroups)?).await
        };
        facts.ask(Source::AttachedTargetGroups, |facts| &mut facts.elb.attached, answer).await;
    }
}

/// ARNs of the listed balancers that exist.
fn balancers(facts: &Facts<'_, RegionSnapshot>) -> Vec<String> {
    facts.read(|facts| keys(&facts.elb.load_balancers)).unwrap_or_default()
}

impl Regional for Elb<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::LoadBalancers, self.load_balancers(facts)),
            row(Source::LoadBalancerAttributes, self.attributes(facts)),
            row(Source::Listeners, self.listeners(facts)),
            row(Source::LcuReservations, self.lcu_reservations(facts)),
            row(Source::TargetGroups, self.target_groups(facts)),
            row(Source::TargetHealth, self.target_health(facts)),
            row(Source::AttachedTargetGroups, self.attached(facts)),
        ]
    }
}
