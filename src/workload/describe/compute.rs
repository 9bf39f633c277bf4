//! Instances, groups, balancers, functions and APIs.

use crate::{
    event::{Resource as Written, ResourceKind},
    names,
    snapshot::Fact,
    source::Source,
    workload::{
        answer::Answer,
        here::{Here, Unread, seen},
        names::{Names, Noun},
    },
};

/// Instances with their volumes.
pub(in crate::workload) fn instances<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let ec2 = &here.facts.ec2;
    let first = names.resources.len();
    for (id, instance) in ec2.instances.seen().into_iter().flatten() {
        let index = names.add(id, None, Answer::Instance(instance));
        instance.names.iter().for_each(|name| names.shared(index, name));
    }
    if names.resources.len() == first {
        return;
    }
    for (volume, it) in ec2.volumes.seen().into_iter().flatten() {
        for instance in &it.instances {
            let owners = names.find(ResourceKind::Instance, instance);
            owners.into_iter().for_each(|index| names.part(index, Noun::Volume, volume));
        }
    }
}

/// Auto Scaling groups with their instances.
pub(in crate::workload) fn groups<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, group) in here.facts.autoscaling.groups.seen().into_iter().flatten() {
        let index = names.add(name, Some(&group.arn), Answer::Group(group));
        let instance = Noun::Kind(ResourceKind::Instance);
        group.instances.iter().for_each(|it| names.part(index, instance, &it.id));
    }
}

/// Balancers of every generation, with their target groups. A name that a classic balancer shares with another is the
/// other's.
pub(in crate::workload) fn load_balancers<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let elb = &here.facts.elb;
    for (arn, balancer) in elb.load_balancers.seen().into_iter().flatten() {
        let index = names.add(&balancer.name, Some(arn), Answer::LoadBalancer(balancer));
        names.own(index, names::load_balancer_suffix(arn));
        names.own(index, &balancer.dns_name);
    }
    for (arn, group) in elb.target_groups.seen().into_iter().flatten() {
        for balancer in &group.load_balancers {
            for index in names.find(ResourceKind::LoadBalancer, balancer) {
                names.part(index, Noun::TargetGroup, arn);
                names.part(index, Noun::TargetGroup, &group.name);
            }
        }
    }
    for (name, balancer) in here.facts.classic_elb.load_balancers.seen().into_iter().flatten() {
        let index = names.add_shared(name, Answer::ClassicBalancer(balancer));
        names.shared(index, &balancer.dns_name);
    }
}

/// The names under which a balancer is looked for: as written, or what the ARN of a classic one ends with.
pub(in crate::workload) fn load_balancer_forms(written: &str) -> Vec<String> {
    let own = names::plain_dns_name(written).to_owned();
    match written.starts_with("arn:") && !names::is_v2_arn(written) {
        true => vec![own, names::load_balancer_suffix(written).to_owned()],
        false => vec![own],
    }
}

/// A name that no application, network or gateway balancer has may be a classic one's.
pub(in crate::workload) fn load_balancers_read(here: Here<'_>, it: &Written, is_found: bool) -> Result<(), Unread> {
    seen(Source::LoadBalancers, &here.facts.elb.load_balancers)?;
    if is_found || names::is_v2_arn(&it.name) {
        return Ok(());
    }
    seen(Source::ClassicBalancers, &here.facts.classic_elb.load_balancers).map(drop)
}

/// Lambda functions.
pub(in crate::workload) fn functions<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, function) in &here.facts.lambda.functions {
        if let Fact::Seen(Some(function)) = function {
            names.add(name, Some(&function.arn), Answer::Function(function));
        }
    }
}

/// APIs of API Gateway: REST, HTTP and WebSocket.
pub(in crate::workload) fn apis<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let apis = &here.facts.apigateway;
    for (id, api) in [&apis.rest_apis, &apis.http_apis].into_iter().filter_map(Fact::seen).flatten() {
        let index = names.add(id, None, Answer::Api(api));
        names.shared(index, &api.name);
    }
}
