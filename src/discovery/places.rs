//! What each region's answers say of who stands behind whom, looked up by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    aws::{
        elb::facts::{LoadBalancer, TargetGroup},
        route53::dns::Dns,
    },
    event::{Resource, ResourceKind},
    names::{self, BalancerNames, Cache, Database},
    snapshot::{AccountSnapshot, Fact, RegionSnapshot, Snapshot},
};

/// One resource, however it was written.
pub(super) type Key = (ResourceKind, Option<String>, Option<String>, String);

/// Every account of a snapshot.
pub(super) struct Places<'a> {
    accounts: BTreeMap<&'a str, There<'a>>,
    /// The records of every zone that was read.
    pub(super) dns: Dns<'a>,
}

/// One account.
struct There<'a> {
    facts: &'a AccountSnapshot,
    regions: BTreeMap<&'a str, Here<'a>>,
}

/// One region.
pub(super) struct Here<'a> {
    pub(super) facts: &'a RegionSnapshot,
    balancers: Option<BalancerNames<'a>>,
    /// Target groups by ARN.
    target_groups: BTreeMap<&'a str, &'a TargetGroup>,
    /// ARNs of target groups, by the ARN of a balancer before them.
    behind: BTreeMap<&'a str, Vec<&'a str>>,
    /// Auto Scaling groups by the ARN of a target group that they register in.
    groups: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// ECS services by the ARN of a target group that they register in.
    services: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Instances of Auto Scaling groups.
    members: BTreeSet<&'a str>,
}

impl<'a> Places<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let there = |facts: &'a AccountSnapshot| There {
            facts,
            regions: facts.regions.iter().map(|(code, facts)| (code.as_str(), Here::new(facts))).collect(),
        };
        let accounts = || snapshot.accounts.iter().map(|(id, account)| (id.as_str(), account));
        Self { accounts: accounts().map(|(id, account)| (id, there(account))).collect(), dns: Dns::new(accounts()) }
    }

    /// The region that a resource is in.
    pub(super) fn of(&self, resource: &Resource) -> Option<&Here<'a>> {
        self.accounts.get(resource.account.as_deref()?)?.regions.get(resource.region.as_deref()?)
    }

    /// The account that a resource is in.
    pub(super) fn account_of(&self, resource: &Resource) -> Option<&'a AccountSnapshot> {
        self.accounts.get(resource.account.as_deref()?).map(|there| there.facts)
    }

    /// Account and name of the balancer that has this DNS name in a region.
    pub(super) fn balancer(&self, host: &str, region: &str) -> Option<(&'a str, &'a str)> {
        let name = |there: &There<'a>| there.regions.get(region)?.balancer_name(host);
        self.accounts.iter().find_map(|(account, there)| Some((*account, name(there)?)))
    }

    /// Account and id of the distribution that has this domain name.
    pub(super) fn distribution(&self, host: &str) -> Option<(&'a str, &'a str)> {
        self.accounts.iter().find_map(|(account, there)| {
            let known = there.facts.cloudfront.distributions.seen()?;
            let (id, _) = known.iter().find(|(_, it)| it.domain_name.eq_ignore_ascii_case(host))?;
            Some((*account, id.as_str()))
        })
    }

    /// The resources that a listed name may mean.
    pub(super) fn keys(&self, resource: &Resource) -> Vec<Key> {
        let named = |name: &str| key(&Resource { name: name.to_owned(), ..resource.clone() });
        let mut keys = vec![key(resource)];
        if let Some(here) = self.of(resource) {
            keys.extend(here.names(resource).into_iter().map(named));
        }
        let written = resource.name.as_str();
        match (resource.kind, self.account_of(resource)) {
            (ResourceKind::Distribution, Some(facts)) => {
                let known = facts.cloudfront.distributions.seen();
                keys.extend(known.and_then(|known| names::find_distribution(known, written)).map(|(id, _)| named(id)));
            }
            (ResourceKind::HostedZone, Some(facts)) => {
                let zones = facts.route53.zones.seen().map(|known| names::find_zones(known, written));
                keys.extend(zones.unwrap_or_default().into_iter().map(|(id, _)| named(id)));
            }
            _ => {}
        }
        keys
    }
}

/// A resource as AWS names it.
pub(super) fn key(resource: &Resource) -> Key {
    let name = names::plain_name(resource.kind, &resource.name).to_owned();
    (resource.kind, resource.account.clone(), resource.region.clone(), name)
}

impl<'a> Here<'a> {
    fn new(facts: &'a RegionSnapshot) -> Self {
        let mut here = Self {
            facts,
            balancers: facts.elb.load_balancers.seen().map(BalancerNames::new),
            target_groups: BTreeMap::new(),
            behind: BTreeMap::new(),
            groups: BTreeMap::new(),
            services: BTreeMap::new(),
            members: BTreeSet::new(),
        };
        let elb = &facts.elb;
        for (arn, group) in [&elb.target_groups, &elb.attached].into_iter().filter_map(Fact::seen).flatten() {
            if here.target_groups.insert(arn, group).is_none() {
                group.load_balancers.iter().for_each(|it| here.behind.entry(it).or_default().push(arn));
            }
        }
        for (name, group) in facts.autoscaling.attached.seen().into_iter().flatten() {
            here.members.extend(group.instances.iter().map(String::as_str));
            group.target_groups.iter().for_each(|arn| _ = here.groups.entry(arn).or_default().insert(name));
        }
        for (name, group) in facts.autoscaling.groups.seen().into_iter().flatten() {
            here.members.extend(group.instances.iter().map(|instance| instance.id.as_str()));
            group.target_groups.iter().for_each(|arn| _ = here.groups.entry(arn).or_default().insert(name));
        }
        let attached = facts.ecs.attached.seen().into_iter().flatten();
        let listed = facts.ecs.services.seen().into_iter().flatten();
        for (name, target_groups) in attached.chain(listed.map(|(name, service)| (name, &service.target_groups))) {
            target_groups.iter().for_each(|arn| _ = here.services.entry(arn).or_default().insert(name));
        }
        here
    }

    /// Names under which AWS knows a listed resource.
    fn names(&self, resource: &Resource) -> Vec<&'a str> {
        let written = resource.name.as_str();
        match resource.kind {
            ResourceKind::LoadBalancer => self.balancer_name(written).into_iter().collect(),
            ResourceKind::Instance => self.instances(written).collect(),
            ResourceKind::Api => {
                names::find_apis(&self.facts.apigateway, written).into_iter().map(|(id, _)| id).collect()
            }
            ResourceKind::EksCluster => {
                let known = self.facts.eks.clusters.seen();
                known
                    .and_then(|known| names::find_eks_cluster(known, written))
                    .map(|(name, _)| name)
                    .into_iter()
                    .collect()
            }
            ResourceKind::EcsService => {
                let known = self.facts.ecs.services.seen();
                let found = known.map(|known| names::find_ecs_services(known, written)).unwrap_or_default();
                found.into_iter().map(|(name, _)| name).collect()
            }
            ResourceKind::Vpc => {
                let found = self.facts.vpc.vpcs.seen().map(|known| names::find_vpcs(known, written));
                found.unwrap_or_default().into_iter().map(|(id, _)| id).collect()
            }
            ResourceKind::Database => {
                let found = names::databases_of(self.facts, written).unwrap_or_default().into_iter();
                // A listed cluster speaks for its instances.
                let names = found.flat_map(|it| match it {
                    Database::Instance(id, _) => vec![id],
                    Database::Cluster(id, cluster) => cluster.members.iter().map(String::as_str).chain([id]).collect(),
                });
                names.collect()
            }
            ResourceKind::Cache => {
                let found = names::caches_of(self.facts, written).unwrap_or_default().into_iter();
                let names = found.flat_map(|it| match it {
                    Cache::Cluster(id, _) | Cache::Serverless(id, _) => vec![id],
                    Cache::Group(id, group) => group.members.iter().map(String::as_str).chain([id]).collect(),
                });
                names.collect()
            }
            _ => Vec::new(),
        }
    }

    /// ARN and answer of a balancer.
    pub(super) fn balancer(&self, written: &str) -> Option<(&'a str, &'a LoadBalancer)> {
        self.balancers.as_ref()?.find(written)
    }

    /// Name of a balancer of any generation.
    fn balancer_name(&self, written: &str) -> Option<&'a str> {
        let classic = self.facts.classic_elb.load_balancers.seen();
        let classic = || Some(names::find_classic_balancer(classic?, written)?.0);
        self.balancer(written).map(|(_, balancer)| balancer.name.as_str()).or_else(classic)
    }

    /// Ids of the instances that `written` names.
    pub(super) fn instances(&self, written: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let known = self.facts.ec2.instances.seen();
        let found = known.map(|known| names::find_instances(known, written)).unwrap_or_default();
        found.into_iter().map(|(id, _)| id)
    }

    pub(super) fn target_group(&self, arn: &str) -> Option<&'a TargetGroup> {
        self.target_groups.get(arn).copied()
    }

    /// ARNs of the target groups behind a balancer.
    pub(super) fn behind(&self, balancer: &str) -> &[&'a str] {
        self.behind.get(balancer).map(Vec::as_slice).unwrap_or_default()
    }

    /// Auto Scaling groups that register in a target group.
    pub(super) fn groups(&self, target_group: &str) -> impl Iterator<Item = &'a str> {
        self.groups.get(target_group).into_iter().flatten().copied()
    }

    /// ECS services that register in a target group.
    pub(super) fn services(&self, target_group: &str) -> impl Iterator<Item = &'a str> {
        self.services.get(target_group).into_iter().flatten().copied()
    }

    /// Whether an instance belongs to a group that is known.
    pub(super) fn is_member(&self, instance: &str) -> bool {
        self.members.contains(instance)
    }
}
