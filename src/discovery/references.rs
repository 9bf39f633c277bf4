//! What one resource refers to, and how.

use super::places::{Here, Places};
use crate::{
    aws::route53::dns::{self, Answer},
    event::{Resource, ResourceKind},
    names,
    snapshot::{AccountSnapshot, Fact},
    workbook::resources::of_arn,
};

/// The resources that `from` refers to, each with the reason why it is in scope.
pub(super) fn of(from: &Resource, places: &Places<'_>) -> Vec<Resource> {
    let mut found = Found { from, resources: Vec::new() };
    match (from.kind, places.of(from), places.account_of(from)) {
        (ResourceKind::Stack, Some(here), _) => found.in_stack(here),
        (ResourceKind::Tag, Some(here), _) => found.tagged(here),
        (ResourceKind::LoadBalancer, Some(here), _) => found.behind_balancer(here),
        (ResourceKind::AutoScalingGroup, Some(here), _) => found.before_group(here),
        (ResourceKind::EcsService, Some(here), _) => found.before_service(here),
        (ResourceKind::EksCluster, Some(here), _) => found.of_cluster(here),
        (ResourceKind::Instance, Some(here), _) => found.group_of_instance(here),
        (ResourceKind::Distribution, _, Some(facts)) => found.names_of_distribution(facts, places),
        (ResourceKind::Other, ..) => found.endpoint(places),
        (ResourceKind::Function, Some(here), _) => found.of_function(here),
        (ResourceKind::Queue, Some(here), _) => found.readers(here),
        _ => {}
    }
    found.resources
}

struct Found<'a> {
    from: &'a Resource,
    resources: Vec<Resource>,
}

impl Found<'_> {
    /// One that lies where `from` lies.
    fn push(&mut self, kind: ResourceKind, written: &str, why: &str) {
        let own = |it: Option<&str>| it.map(str::to_owned);
        let Resource { account, region, line, .. } = self.from;
        let arn = of_arn(written);
        let account = own(arn.and_then(|(_, account, _)| account)).or_else(|| account.clone());
        let region = own(arn.and_then(|(.., region)| region)).or_else(|| region.clone());
        let region = region.filter(|_| kind.has_region());
        let name = names::plain_name(kind, written).to_owned();
        self.resources.push(Resource { kind, name, account, region, line: *line, found: Some(why.to_owned()) });
    }

    /// Where a distribution fetches from, and where its aliases lead, as far as AWS or a record names the host.
    fn names_of_distribution(&mut self, facts: &AccountSnapshot, places: &Places<'_>) {
        let known = facts.cloudfront.distributions.seen();
        let distribution = known.and_then(|known| names::find_distribution(known, &self.from.name));
        let Some((id, distribution)) = distribution else { return };
        let why = format!("origin of CloudFront distribution {id}");
        for host in distribution.origins.iter().map(|origin| origin.domain_name.as_str()) {
            self.behind_host(host, host, self.from.account.as_deref(), &why, places);
            self.behind_records(host, &why, places);
        }
        for alias in &distribution.aliases {
            self.behind_records(alias, &format!("alias {alias} of CloudFront distribution {id}"), places);
        }
    }

    /// What the hosts of an endpoint lead to.
    fn endpoint(&mut self, places: &Places<'_>) {
        for host in dns::hosts(&self.from.name) {
            self.behind_records(host, &format!("endpoint {host}"), places);
        }
    }

    /// What a host leads to by the records of the zones that were read.
    fn behind_records(&mut self, host: &str, why: &str, places: &Places<'_>) {
        for end in places.dns.follow(host) {
            if let Answer::Name(name) = &end.answer {
                let why = format!("{why} (record {} in zone {})", end.asked, end.zone);
                self.behind_host(name, &end.asked, Some(&end.account), &why, places);
            }
        }
    }

    /// The resource that a DNS name of AWS belongs to. Whose it is, the name does not say.
    fn behind_host(&mut self, host: &str, asked: &str, account: Option<&str>, why: &str, places: &Places<'_>) {
        let Some((kind, region, name)) = names::behind_host(host, asked) else { return };
        let known = match (kind, region) {
            (ResourceKind::Distribution, _) => places.distribution(host),
            (ResourceKind::LoadBalancer, Some(region)) => places.balancer(host, region),
            _ => None,
        };
        self.push(kind, known.map_or(name, |(_, name)| name), why);
        if let Some(found) = self.resources.last_mut() {
            found.region = region.map(str::to_owned);
            found.account = known.map(|(account, _)| account).or(account).map(str::to_owned);
        }
    }

    fn in_stack(&mut self, here: &Here<'_>) {
        let stack = names::stack_name(&self.from.name);
        let why = format!("stack {stack}");
        let resources = here.facts.cloudformation.resources.get(stack).and_then(Fact::seen);
        for resource in resources.into_iter().flatten() {
            if let Some(kind) = ResourceKind::of_type(&resource.resource_type) {
                self.push(kind, &resource.id, &why);
            }
        }
    }

    fn tagged(&mut self, here: &Here<'_>) {
        let tag = &self.from.name;
        let why = format!("tag {tag}");
        for arn in here.facts.tagging.resources.get(tag).and_then(Fact::seen).into_iter().flatten() {
            let Some((kind, ..)) = of_arn(arn) else { continue };
            // Some ARNs hold an id that a database keeps when it is renamed, and which no other answer calls it by.
            let lasting = names::lasting_id(arn).filter(|_| kind == ResourceKind::Database);
            let known = lasting.and_then(|_| names::databases_of(here.facts, arn)).unwrap_or_default();
            self.push(kind, known.first().map_or(arn, |database| database.id()), &why);
        }
    }

    fn behind_balancer(&mut self, here: &Here<'_>) {
        let Some((arn, balancer)) = here.balancer(&self.from.name) else { return };
        let subnets = balancer.zones.iter().map(|zone| &zone.subnet);
        self.vpc_of(here, subnets, &format!("load balancer {}", balancer.name));
        for target_group in here.behind(arn) {
            let Some(group) = here.target_group(target_group) else { continue };
            let why = format!("behind load balancer {} (target group {})", balancer.name, group.name);
            for name in here.groups(target_group) {
                self.push(ResourceKind::AutoScalingGroup, name, &why);
            }
            for name in here.services(target_group) {
                self.push(ResourceKind::EcsService, name, &why);
            }
            let targets = here.facts.elb.target_health.get(*target_group).and_then(Fact::seen);
            for target in targets.into_iter().flatten() {
                if names::is_instance_id(&target.id) && !here.is_member(&target.id) {
                    self.push(ResourceKind::Instance, &target.id, &why);
                } else if names::is_v2_arn(&target.id) {
                    self.push(ResourceKind::LoadBalancer, &target.id, &why);
                } else if let Some((ResourceKind::Function, ..)) = of_arn(&target.id) {
                    self.push(ResourceKind::Function, &target.id, &why);
                }
            }
        }
    }

    /// The VPC that a function runs in, and the queues and tables that it reads from.
    fn of_function(&mut self, here: &Here<'_>) {
        let name = names::function_name(&self.from.name);
        let function = here.facts.lambda.functions.get(name).and_then(Fact::seen).and_then(Option::as_ref);
        if let Some(vpc) = function.and_then(|function| function.vpc.as_deref()) {
            self.push(ResourceKind::Vpc, vpc, &format!("VPC of function {name}"));
        }
        let all = here.facts.lambda.event_sources.seen().into_iter().flat_map(|all| all.values());
        for source in all.filter(|it| it.function == name).filter_map(|it| it.source.as_deref()) {
            if let Some((kind @ (ResourceKind::Queue | ResourceKind::DynamoDbTable), ..)) = of_arn(source) {
                self.push(kind, source, &format!("event source of function {name}"));
            }
        }
    }

    /// Functions that read from a queue.
    fn readers(&mut self, here: &Here<'_>) {
        let name = names::plain_name(ResourceKind::Queue, &self.from.name);
        let is_it = |source: &str| {
            let (kind, account, _) = of_arn(source)?;
            let is_same = kind == ResourceKind::Queue && account == self.from.account.as_deref();
            (is_same && names::plain_name(kind, source) == name).then_some(())
        };
        let all = here.facts.lambda.event_sources.seen().into_iter().flat_map(|all| all.values());
        let readers: Vec<&str> =
            all.filter(|it| it.source.as_deref().and_then(is_it).is_some()).map(|it| it.function.as_str()).collect();
        for function in readers {
            self.push(ResourceKind::Function, function, &format!("reads queue {name}"));
        }
    }

    fn before_group(&mut self, here: &Here<'_>) {
        let name = names::group_name(&self.from.name);
        let groups = here.facts.autoscaling.groups.seen();
        let Some(group) = groups.and_then(|groups| groups.get(name)) else { return };
        self.vpc_of(here, &group.subnets, &format!("Auto Scaling group {name}"));
        for target_group in group.target_groups.iter().filter_map(|arn| here.target_group(arn)) {
            let why = format!("in front of Auto Scaling group {name} (target group {})", target_group.name);
            for balancer in &target_group.load_balancers {
                self.push(ResourceKind::LoadBalancer, balancer, &why);
            }
        }
        for balancer in &group.classic_load_balancers {
            self.push(ResourceKind::LoadBalancer, balancer, &format!("in front of Auto Scaling group {name}"));
        }
    }

    fn before_service(&mut self, here: &Here<'_>) {
        let Some(known) = here.facts.ecs.services.seen() else { return };
        for (name, service) in names::find_ecs_services(known, &self.from.name) {
            self.vpc_of(here, &service.subnets, &format!("ECS service {name}"));
            for target_group in service.target_groups.iter().filter_map(|arn| here.target_group(arn)) {
                let why = format!("in front of ECS service {name} (target group {})", target_group.name);
                for balancer in &target_group.load_balancers {
                    self.push(ResourceKind::LoadBalancer, balancer, &why);
                }
            }
            for balancer in &service.classic_load_balancers {
                self.push(ResourceKind::LoadBalancer, balancer, &format!("in front of ECS service {name}"));
            }
        }
    }

    /// The VPC of a cluster, and the Auto Scaling groups that Amazon EKS has made for its node groups.
    fn of_cluster(&mut self, here: &Here<'_>) {
        let known = here.facts.eks.clusters.seen();
        let Some((cluster, found)) = known.and_then(|known| names::find_eks_cluster(known, &self.from.name)) else {
            return;
        };
        if let Some(vpc) = &found.vpc {
            self.push(ResourceKind::Vpc, vpc, &format!("VPC of EKS cluster {cluster}"));
        }
        for (name, node_group) in here.facts.eks.node_groups.get(cluster).and_then(Fact::seen).into_iter().flatten() {
            for group in &node_group.groups {
                self.push(
                    ResourceKind::AutoScalingGroup,
                    group,
                    &format!("node group {name} of EKS cluster {cluster}"),
                );
            }
        }
    }

    /// The VPC that subnets are in.
    fn vpc_of<'s>(&mut self, here: &Here<'_>, subnets: impl IntoIterator<Item = &'s String>, of: &str) {
        let Some(known) = here.facts.ec2.subnets.seen() else { return };
        if let Some(subnet) = subnets.into_iter().find_map(|id| known.get(id)) {
            self.push(ResourceKind::Vpc, &subnet.vpc, &format!("VPC of {of}"));
        }
    }

    fn group_of_instance(&mut self, here: &Here<'_>) {
        let Some(known) = here.facts.ec2.instances.seen() else { return };
        for id in here.instances(&self.from.name) {
            let Some(instance) = known.get(id) else { continue };
            if let Some(vpc) = &instance.vpc {
                self.push(ResourceKind::Vpc, vpc, &format!("VPC of instance {id}"));
            }
            let Some(group) = &instance.group else { continue };
            let state = if instance.state == "terminated" { ", which it replaced" } else { "" };
            self.push(ResourceKind::AutoScalingGroup, group, &format!("Auto Scaling group of instance {id}{state}"));
        }
    }
}
