//! From the resources that a workbook lists to those that they stand on: the whole workload follows
//! from a few names.
//!
//! A stack names its resources, a tag whatever carries it, a balancer what stands behind it, an Auto
//! Scaling group or ECS service what stands before it, an instance and a cluster their groups, a function what
//! it reads from, whatever runs in a VPC that VPC, and a distribution its origins. The records of hosted zones
//! lead from an endpoint, an alias or an origin to what answers there. The instances of a group are not
//! followed to: they come and go, and are judged through their group.

mod places;
mod references;
#[cfg(test)]
mod tests;
mod types;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    event::{Entry, Event, Resource, ResourceKind},
    snapshot::Snapshot,
    source::Source,
};
use places::Places;
pub(crate) use types::{unjudged_arn, unjudged_type};

/// What tells which resources follow from others.
pub const SOURCES: &[Source] = &[
    Source::StackResources,
    Source::TaggedResources,
    Source::LoadBalancers,
    Source::TargetGroups,
    Source::TargetHealth,
    Source::AttachedGroups,
    Source::AttachedServices,
    Source::EcsServices,
    Source::EksClusters,
    Source::NodeGroups,
    Source::Groups,
    Source::AttachedTargetGroups,
    Source::Instances,
    Source::Subnets,
    Source::Vpcs,
    Source::Functions,
    Source::EventSources,
    Source::Distributions,
    Source::HostedZones,
    Source::DnsRecords,
];

/// Most rounds in which a collection asks for what the round before has found. Hosted zone, distribution,
/// balancer, group and the group's other balancers take five.
pub const ROUNDS: usize = 5;

/// Everything that follows from what the event lists, as far as the snapshot tells, each resource once
/// and with the reason that is nearest to the list. What is listed is not repeated.
pub fn discover(event: &Event, snapshot: &Snapshot) -> Vec<Resource> {
    let places = Places::new(snapshot);
    let listed = || event.resources.iter().filter(|resource| resource.found.is_none());
    let mut known: BTreeSet<_> = listed().flat_map(|resource| places.keys(resource)).collect();
    let mut open: VecDeque<Resource> = listed().cloned().chain(event.endpoints.iter().map(endpoint)).collect();
    let mut found = Vec::new();
    // What is nearer to the list is followed first.
    while let Some(from) = open.pop_front() {
        for resource in references::of(&from, &places) {
            if known.insert(places::key(&resource)) {
                open.push_back(resource.clone());
                found.push(resource);
            }
        }
    }
    found
}

/// An entry of section 5, as what can lead to others.
fn endpoint(entry: &Entry) -> Resource {
    let Entry { text, line } = entry.clone();
    Resource { kind: ResourceKind::Other, name: text, account: None, region: None, line, found: None }
}

/// The event with a nameless resource of every kind that may follow from what it lists, where it may be:
/// what has to be allowed before anything is known.
pub fn reach(event: &Event) -> Event {
    let mut reached = event.clone();
    let mut known: BTreeSet<_> = reached.resources.iter().map(places::key).collect();
    let mut next = 0;
    while let Some(from) = reached.resources.get(next).cloned() {
        next += 1;
        // A zone leads from an endpoint to what answers there.
        let leads_nowhere = from.kind == ResourceKind::HostedZone && event.endpoints.is_empty();
        let kinds = if leads_nowhere { &[] } else { from.kind.info().leads_to };
        for &kind in kinds.iter().filter(|kind| !matches!(kind, ResourceKind::Tag | ResourceKind::Other)) {
            let region = from
                .region
                .as_deref()
                .unwrap_or_else(|| event.global_region(from.account.as_deref().unwrap_or_default()));
            let region = kind.is_regional().then(|| region.to_owned());
            let resource = Resource { kind, name: String::new(), region, ..from.clone() };
            if known.insert(places::key(&resource)) {
                reached.resources.push(resource);
            }
        }
    }
    reached
}

/// Tells whether a resource lies where the workbook wants AWS to be asked: in an account that it lists, and in
/// a region that it lists there, if it lists one.
pub fn scope(event: &Event) -> impl Fn(&Resource) -> bool {
    let mut accounts: BTreeMap<&Option<String>, BTreeSet<&String>> = BTreeMap::new();
    for listed in &event.resources {
        accounts.entry(&listed.account).or_default().extend(&listed.region);
    }
    move |resource| {
        let Some(regions) = accounts.get(&resource.account) else { return false };
        resource.region.as_ref().is_none_or(|region| regions.is_empty() || regions.contains(region))
    }
}
