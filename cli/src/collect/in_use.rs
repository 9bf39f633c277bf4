//! What the answers so far name: that is asked for next.

use std::collections::{BTreeMap, BTreeSet};

use iem_core::snapshot::{Fact, RegionSnapshot};

/// Keys of an answer, if there is one.
pub(super) fn keys<T>(fact: &Fact<BTreeMap<String, T>>) -> Option<Vec<String>> {
    fact.seen().map(|answer| answer.keys().cloned().collect())
}

pub(super) fn subnets_in_use(facts: &RegionSnapshot) -> BTreeSet<String> {
    let mut subnets = BTreeSet::new();
    if let Fact::Seen(groups) = &facts.autoscaling.groups {
        subnets.extend(groups.values().flat_map(|group| &group.subnets).cloned());
    }
    if let Fact::Seen(balancers) = &facts.elb.load_balancers {
        let zones = balancers.values().flat_map(|balancer| &balancer.zones);
        subnets.extend(zones.map(|zone| zone.subnet.clone()));
    }
    let services = facts.ecs.services.seen().into_iter().flat_map(BTreeMap::values);
    subnets.extend(services.flat_map(|service| service.subnets.clone()));
    subnets
}

pub(super) fn templates_in_use(facts: &RegionSnapshot) -> BTreeSet<String> {
    let Fact::Seen(groups) = &facts.autoscaling.groups else { return BTreeSet::new() };
    groups.values().flat_map(|group| &group.launch.templates).cloned().collect()
}

pub(super) fn configurations_in_use(facts: &RegionSnapshot) -> BTreeSet<String> {
    let Fact::Seen(groups) = &facts.autoscaling.groups else { return BTreeSet::new() };
    groups.values().filter_map(|group| group.launch.configuration.clone()).collect()
}
