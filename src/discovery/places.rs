//! What each region's answers say of who stands behind whom, looked up by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    event::{Resource, ResourceKind},
    names::{self, BalancerNames},
    snapshot::{
        Fact, RegionSnapshot, Snapshot,
        elb::{LoadBalancer, TargetGroup},
    },
};

/// One resource, however it was written.
pub(super) type Key = (ResourceKind, Option<String>, Option<String>, String);

/// Every region of a snapshot.
pub(super) struct Places<'a>(BTreeMap<&'a str, BTreeMap<&'a str, Here<'a>>>);

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
    /// Instances of Auto Scaling groups.
    members: BTreeSet<&'a str>,
}

impl<'a> Places<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let regions = |regions: &'a BTreeMap<String, RegionSnapshot>| {
            regions.iter().map(|(code, facts)| (code.as_str(), Here::new(facts))).collect()
        };
        Self(snapshot.accounts.iter().map(|(id, account)| (id.as_str(), regions(&account.regions))).collect())
    }

    /// The region that a resource is in.
    pub(super) fn of(&self, resource: &Resource) -> Option<&Here<'a>> {
        self.0.get(resource.account.as_deref()?)?.get(resource.region.as_deref()?)
    }

    /// The resources that a listed name may mean.
    pub(super) fn keys(&self, resource: &Resource) -> Vec<Key> {
        let here = self.of(resource);
        let named = |name: &str| key(&Resource { name: name.to_owned(), ..resource.clone() });
        let mut keys = vec![key(resource)];
        match (resource.kind, here) {
            (ResourceKind::LoadBalancer, Some(here)) => {
                keys.extend(here.balancer(&resource.name).map(|(_, balancer)| named(&balancer.name)));
            }
            (ResourceKind::Instance, Some(here)) => keys.extend(here.instances(&resource.name).map(named)),
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
            balancers: seen(&facts.elb.load_balancers).map(BalancerNames::new),
            target_groups: BTreeMap::new(),
            behind: BTreeMap::new(),
            groups: BTreeMap::new(),
            members: BTreeSet::new(),
        };
        let elb = &facts.elb;
        for (arn, group) in [&elb.target_groups, &elb.attached].into_iter().filter_map(seen).flatten() {
            if here.target_groups.insert(arn, group).is_none() {
                group.load_balancers.iter().for_each(|it| here.behind.entry(it).or_default().push(arn));
            }
        }
        for (name, group) in seen(&facts.autoscaling.attached).into_iter().flatten() {
            here.members.extend(group.instances.iter().map(String::as_str));
            group.target_groups.iter().for_each(|arn| _ = here.groups.entry(arn).or_default().insert(name));
        }
        for (name, group) in seen(&facts.autoscaling.groups).into_iter().flatten() {
            here.members.extend(group.instances.iter().map(|instance| instance.id.as_str()));
            group.target_groups.iter().for_each(|arn| _ = here.groups.entry(arn).or_default().insert(name));
        }
        here
    }

    /// ARN and answer of a balancer.
    pub(super) fn balancer(&self, written: &str) -> Option<(&'a str, &'a LoadBalancer)> {
        self.balancers.as_ref()?.find(written)
    }

    /// Ids of the instances that `written` names.
    pub(super) fn instances(&self, written: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let known = seen(&self.facts.ec2.instances);
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

    /// Whether an instance belongs to a group that is known.
    pub(super) fn is_member(&self, instance: &str) -> bool {
        self.members.contains(instance)
    }
}

pub(super) fn seen<T>(fact: &Fact<T>) -> Option<&T> {
    match fact {
        Fact::Seen(value) => Some(value),
        Fact::Missed(_) => None,
    }
}
