//! What an ECS service can grow to, what its tasks take of AWS Fargate, and what has to be asked about it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::facts::{ScalingTarget, Service};
use crate::{
    aws::ec2::capacity::Purchase,
    snapshot::{Fact, RegionSnapshot},
};

/// CPU units of one vCPU ("Amazon ECS task definition parameters").
const UNITS_PER_VCPU: f64 = 1024.0;

/// Most tasks that a service can get to by itself: the maximum of its auto scaling, or without that what is
/// desired now.
pub fn most_tasks(service: &Service, target: Option<&ScalingTarget>) -> u32 {
    let scaled = target.filter(|target| !target.scale_out_suspended);
    scaled.map_or(service.desired, |target| target.maximum.max(service.desired))
}

/// How many of `tasks` a service places on AWS Fargate, bought one way. A capacity provider strategy fills
/// the bases first, then splits by weight ("Amazon ECS clusters for Fargate workloads"); each share is
/// rounded up.
pub fn fargate_tasks(service: &Service, purchase: Purchase, tasks: u32) -> u32 {
    if service.launch_type.as_deref() == Some("FARGATE") {
        return if purchase == Purchase::OnDemand { tasks } else { 0 };
    }
    let wanted = match purchase {
        Purchase::OnDemand => "FARGATE",
        Purchase::Spot => "FARGATE_SPOT",
    };
    let weights: u32 = service.capacity_providers.iter().map(|provider| provider.weight).sum();
    let mut rest = tasks;
    let mut placed = 0;
    for provider in &service.capacity_providers {
        let base = provider.base.min(rest);
        rest -= base;
        placed += if provider.name == wanted { base } else { 0 };
    }
    let weighted = service.capacity_providers.iter().filter(|provider| provider.name == wanted);
    weighted.fold(placed, |sum, provider| {
        sum + (u64::from(rest) * u64::from(provider.weight)).div_ceil(u64::from(weights.max(1))) as u32
    })
}

/// Whether a service runs on AWS Fargate, at least in part.
pub fn is_on_fargate(service: &Service) -> bool {
    service.launch_type.as_deref() == Some("FARGATE")
        || service.capacity_providers.iter().any(|provider| provider.name.starts_with("FARGATE"))
}

/// The listed services on AWS Fargate, as far as they were read.
fn on_fargate(facts: &RegionSnapshot) -> impl Iterator<Item = &Service> {
    let services = facts.ecs.services.seen().into_iter().flat_map(BTreeMap::values);
    services.filter(|service| is_on_fargate(service))
}

/// Whether listed services count against the quotas of AWS Fargate.
pub fn uses_fargate(facts: &RegionSnapshot) -> bool {
    on_fargate(facts).next().is_some()
}

/// vCPUs of a number of tasks.
pub fn vcpus(cpu: u32, tasks: u32) -> f64 {
    f64::from(cpu) / UNITS_PER_VCPU * f64::from(tasks)
}

/// ARNs of the task definitions whose size counts against a quota.
pub fn task_definitions(facts: &RegionSnapshot) -> BTreeSet<String> {
    on_fargate(facts).filter_map(|service| service.task_definition.clone()).collect()
}

/// ARNs of the target groups behind the listed balancers that send to addresses, and that no Auto Scaling
/// group registers in: a service may stand there.
pub fn unexplained_target_groups(facts: &RegionSnapshot) -> BTreeSet<String> {
    let (Some(groups), Some(attached)) = (facts.elb.target_groups.seen(), facts.autoscaling.attached.seen()) else {
        return BTreeSet::new();
    };
    let has_addresses = |arn: &String| {
        let targets = facts.elb.target_health.get(arn).and_then(Fact::seen);
        targets.into_iter().flatten().any(|target| target.id.parse::<IpAddr>().is_ok())
    };
    let is_explained = |arn: &String| attached.values().any(|group| group.target_groups.contains(arn));
    groups.keys().filter(|arn| has_addresses(arn) && !is_explained(arn)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ecs::facts::CapacityProvider;

    #[test]
    fn a_strategy_fills_bases_first_and_splits_the_rest_by_weight() {
        let service = |providers: &[(&str, u32, u32)]| Service {
            capacity_providers: providers
                .iter()
                .map(|(name, base, weight)| CapacityProvider { name: (*name).to_owned(), base: *base, weight: *weight })
                .collect(),
            ..Service::default()
        };
        for (providers, tasks, expected) in [
            (&[("FARGATE", 0, 1)][..], 7, (7, 0)),
            (&[("FARGATE", 2, 1), ("FARGATE_SPOT", 0, 3)], 10, (4, 6)),
            (&[("FARGATE", 2, 1), ("FARGATE_SPOT", 0, 3)], 1, (1, 0)),
            // Both shares of an odd rest are rounded up: a quota must hold either.
            (&[("FARGATE", 0, 1), ("FARGATE_SPOT", 0, 1)], 5, (3, 3)),
            (&[("web-instances", 0, 1), ("FARGATE", 0, 1)], 4, (2, 0)),
            (&[("FARGATE_SPOT", 0, 0)], 4, (0, 0)),
            (&[], 4, (0, 0)),
        ] {
            let service = service(providers);
            let placed = [Purchase::OnDemand, Purchase::Spot].map(|it| fargate_tasks(&service, it, tasks));
            assert_eq!(placed, [expected.0, expected.1], "{providers:?} {tasks}");
        }
        let launched = Service { launch_type: Some("FARGATE".to_owned()), ..Service::default() };
        assert_eq!(fargate_tasks(&launched, Purchase::OnDemand, 4), 4);
        assert_eq!(fargate_tasks(&launched, Purchase::Spot, 4), 0);
    }
}
