//! What the answers so far name: that is asked for next.

use std::collections::{BTreeMap, BTreeSet};

use iem_core::snapshot::{Fact, RegionSnapshot};

/// Keys of an answer, if there is one.
pub(super) fn keys<T>(fact: &Fact<BTreeMap<String, T>>) -> Option<Vec<String>> {
    fact.seen().map(|answer| answer.keys().cloned().collect())
}

pub(super) fn templates_in_use(facts: &RegionSnapshot) -> BTreeSet<String> {
    let Fact::Seen(groups) = &facts.autoscaling.groups else { return BTreeSet::new() };
    groups.values().flat_map(|group| &group.launch.templates).cloned().collect()
}

pub(super) fn configurations_in_use(facts: &RegionSnapshot) -> BTreeSet<String> {
    let Fact::Seen(groups) = &facts.autoscaling.groups else { return BTreeSet::new() };
    groups.values().filter_map(|group| group.launch.configuration.clone()).collect()
}

/// Target groups of listed groups and services whose balancers are not known, in an earlier round or this one.
pub(super) fn unknown_target_groups(earlier: &BTreeSet<String>, facts: &RegionSnapshot) -> BTreeSet<String> {
    let groups = facts.autoscaling.groups.seen().into_iter().flat_map(BTreeMap::values);
    let services = facts.ecs.services.seen().into_iter().flat_map(BTreeMap::values);
    let of_groups = groups.flat_map(|group| &group.target_groups);
    let wanted = of_groups.chain(services.flat_map(|service| &service.target_groups));
    let is_known = |arn: &String| facts.elb.target_groups.seen().is_some_and(|known| known.contains_key(arn));
    wanted.filter(|arn| !earlier.contains(*arn) && !is_known(arn)).cloned().collect()
}
