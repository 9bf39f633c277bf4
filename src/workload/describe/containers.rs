//! ECS services and EKS clusters.

use crate::{
    event::ResourceKind,
    names,
    snapshot::Fact,
    workload::{
        answer::Answer,
        here::Here,
        names::{Names, Noun},
    },
};

/// ECS services. One that is written without its cluster may be several.
pub(in crate::workload) fn services<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, service) in here.facts.ecs.services.seen().into_iter().flatten() {
        let index = names.add(name, Some(&service.arn), Answer::EcsService(service));
        name.rsplit('/').next().into_iter().for_each(|bare| names.shared(index, bare));
    }
}

/// EKS clusters with their node groups, and the Auto Scaling groups of these.
pub(in crate::workload) fn clusters<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let eks = &here.facts.eks;
    for (name, cluster) in eks.clusters.seen().into_iter().flatten() {
        let index = names.add(name, Some(&cluster.arn), Answer::EksCluster(cluster));
        cluster.endpoint.iter().for_each(|endpoint| names.own(index, names::host(endpoint)));
        for (node_group, it) in eks.node_groups.get(name).and_then(Fact::seen).into_iter().flatten() {
            names.part(index, Noun::NodeGroup, node_group);
            let group = Noun::Kind(ResourceKind::AutoScalingGroup);
            it.groups.iter().for_each(|name| names.part(index, group, name));
        }
    }
}
