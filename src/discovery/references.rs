//! What one resource refers to, and how.

use super::places::{Here, Places};
use crate::{
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
        (ResourceKind::EksCluster, Some(here), _) => found.groups_of_cluster(here),
        (ResourceKind::Instance, Some(here), _) => found.group_of_instance(here),
        (ResourceKind::Distribution, _, Some(facts)) => found.origins(facts, places),
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
        let region = region.filter(|_| kind.is_regional());
        let name = names::plain_name(kind, written).to_owned();
        self.resources.push(Resource { kind, name, account, region, line: *line, found: Some(why.to_owned()) });
    }

    /// Where a distribution fetches from, as far as AWS names the host.
    fn origins(&mut self, facts: &AccountSnapshot, places: &Places<'_>) {
        let known = facts.cloudfront.distributions.seen();
        let distribution = known.and_then(|known| names::find_distribution(known, &self.from.name));
        let Some((id, distribution)) = distribution else { return };
        let why = format!("origin of CloudFront distribution {id}");
        for host in distribution.origins.iter().map(|origin| origin.domain_name.as_str()) {
            let (kind, region) = match (names::balancer_region(host), names::bucket_region(host)) {
                (Some(region), _) => (ResourceKind::LoadBalancer, region),
                (None, Some(region)) => (ResourceKind::Bucket, region),
                (None, None) => continue,
            };
            // Whose balancer it is, its name does not say.
            let known = places.balancer(host, region).filter(|_| kind == ResourceKind::LoadBalancer);
            self.push(kind, known.map_or(host, |(_, name)| name), &why);
            if let Some(found) = self.resources.last_mut() {
                found.region = Some(region.to_owned());
                found.account = known.map(|(account, _)| account.to_owned()).or_else(|| found.account.take());
            }
        }
    }

    fn in_stack(&mut self, here: &Here<'_>) {
        let stack = names::stack_name(&self.from.name);
        let why = format!("stack {stack}");
        let resources = here.facts.cloudformation.resources.get(stack).and_then(Fact::seen);
        for resource in resources.into_iter().flatten() {
            if let Some(kind) = kind_of_type(&resource.resource_type) {
                self.push(kind, &resource.id, &why);
            }
        }
    }

    fn tagged(&mut self, here: &Here<'_>) {
        let tag = &self.from.name;
        let why = format!("tag {tag}");
        for arn in here.facts.tagging.resources.get(tag).and_then(Fact::seen).into_iter().flatten() {
            if let Some((kind, ..)) = of_arn(arn) {
                self.push(kind, arn, &why);
            }
        }
    }

    fn behind_balancer(&mut self, here: &Here<'_>) {
        let Some((arn, balancer)) = here.balancer(&self.from.name) else { return };
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
                }
            }
        }
    }

    fn before_group(&mut self, here: &Here<'_>) {
        let name = names::group_name(&self.from.name);
        let groups = here.facts.autoscaling.groups.seen();
        let Some(group) = groups.and_then(|groups| groups.get(name)) else { return };
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

    /// The Auto Scaling groups that Amazon EKS has made for the node groups of a cluster.
    fn groups_of_cluster(&mut self, here: &Here<'_>) {
        let known = here.facts.eks.clusters.seen();
        let Some((cluster, _)) = known.and_then(|known| names::find_eks_cluster(known, &self.from.name)) else {
            return;
        };
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

    fn group_of_instance(&mut self, here: &Here<'_>) {
        let Some(known) = here.facts.ec2.instances.seen() else { return };
        for id in here.instances(&self.from.name) {
            let Some(instance) = known.get(id) else { continue };
            let Some(group) = &instance.group else { continue };
            let state = if instance.state == "terminated" { ", which it replaced" } else { "" };
            self.push(ResourceKind::AutoScalingGroup, group, &format!("Auto Scaling group of instance {id}{state}"));
        }
    }
}

/// Kind of a CloudFormation resource type ("AWS resource and property types reference").
fn kind_of_type(resource_type: &str) -> Option<ResourceKind> {
    Some(match resource_type {
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => ResourceKind::Api,
        "AWS::AutoScaling::AutoScalingGroup" => ResourceKind::AutoScalingGroup,
        "AWS::CloudFormation::Stack" => ResourceKind::Stack,
        "AWS::CloudFront::Distribution" => ResourceKind::Distribution,
        "AWS::DynamoDB::GlobalTable" | "AWS::DynamoDB::Table" => ResourceKind::DynamoDbTable,
        "AWS::EC2::Instance" => ResourceKind::Instance,
        "AWS::EC2::VPC" => ResourceKind::Vpc,
        "AWS::ECS::Service" => ResourceKind::EcsService,
        "AWS::EKS::Cluster" => ResourceKind::EksCluster,
        "AWS::ElastiCache::CacheCluster"
        | "AWS::ElastiCache::ReplicationGroup"
        | "AWS::ElastiCache::ServerlessCache" => ResourceKind::Cache,
        "AWS::ElasticLoadBalancing::LoadBalancer" | "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            ResourceKind::LoadBalancer
        }
        "AWS::Lambda::Function" => ResourceKind::Function,
        "AWS::RDS::DBCluster" | "AWS::RDS::DBInstance" => ResourceKind::Database,
        "AWS::Route53::HostedZone" => ResourceKind::HostedZone,
        "AWS::S3::Bucket" => ResourceKind::Bucket,
        "AWS::SES::EmailIdentity" => ResourceKind::EmailIdentity,
        "AWS::SNS::Topic" => ResourceKind::Topic,
        "AWS::SQS::Queue" => ResourceKind::Queue,
        _ => return None,
    })
}
