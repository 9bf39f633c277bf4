//! Which listed resources a CloudWatch alarm watches.

mod composite;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(crate) use composite::{Composites, Voice};

use super::facts::{Alarm, AlarmMetric};
use crate::{
    event::{Event, Resource, ResourceKind},
    names::{self, BalancerNames, Cache, Database},
    snapshot::{AccountSnapshot, RegionSnapshot},
};

/// Kinds of resources whose alarms are looked at. A VPC is watched through its NAT gateways.
pub(crate) const WATCHED: &[ResourceKind] = &[
    ResourceKind::AutoScalingGroup,
    ResourceKind::Instance,
    ResourceKind::LoadBalancer,
    ResourceKind::DynamoDbTable,
    ResourceKind::Database,
    ResourceKind::Cache,
    ResourceKind::Function,
    ResourceKind::Queue,
    ResourceKind::Topic,
    ResourceKind::Api,
    ResourceKind::EcsService,
    ResourceKind::EksCluster,
    ResourceKind::Vpc,
    ResourceKind::Distribution,
];

/// Metrics of an EKS cluster: what EKS publishes itself, and Container Insights. ECS has clusters too.
const EKS: &[&str] = &["AWS/EKS", "ContainerInsights"];

/// A listed resource, and what CloudWatch calls it.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) resource: &'a Resource,
    /// Its names; nothing where AWS did not answer what they have to be looked up in.
    pub(crate) names: Option<Vec<Name>>,
}

/// What each metric of a resource has.
#[derive(Debug)]
pub(crate) struct Name {
    /// Dimensions as `Name=Value`, all of them.
    dimensions: Vec<String>,
    /// Namespaces, one of them, where another service gives its resources the same dimensions; else none.
    namespaces: &'static [&'static str],
}

impl Name {
    fn new<const N: usize>(dimensions: [(&str, &str); N]) -> Self {
        Self { dimensions: dimensions.map(|(name, value)| format!("{name}={value}")).into(), namespaces: &[] }
    }

    fn is_of(&self, metric: &AlarmMetric) -> bool {
        (self.namespaces.is_empty() || self.namespaces.contains(&metric.namespace.as_str()))
            && self.dimensions.iter().all(|dimension| metric.dimensions.contains(dimension))
    }
}

/// Accounts and regions whose alarms may watch something listed, each with what that is, in the order of the workbook.
pub(crate) fn places(event: &Event) -> BTreeMap<(&str, &str), Vec<&Resource>> {
    let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut global: BTreeMap<&str, &str> = BTreeMap::new();
    for resource in event.resources.iter().filter(|resource| WATCHED.contains(&resource.kind)) {
        let Some(account) = resource.account.as_deref() else { continue };
        let region = match &resource.region {
            Some(region) => region.as_str(),
            None if resource.kind == ResourceKind::Distribution => {
                global.entry(account).or_insert_with(|| event.global_region(account))
            }
            None => continue,
        };
        places.entry((account, region)).or_default().push(resource);
    }
    places
}

/// What CloudWatch calls the resources whose alarms are in one place, kind by kind and in their order. `known` holds the
/// answers of the account, `facts` those of the region.
pub(crate) fn listed<'a>(
    mut here: Vec<&'a Resource>,
    known: &AccountSnapshot,
    facts: &RegionSnapshot,
) -> Vec<Listed<'a>> {
    here.sort_by_key(|it| WATCHED.iter().position(|kind| *kind == it.kind));
    let has_balancers = here.iter().any(|it| it.kind == ResourceKind::LoadBalancer);
    let balancers = facts.elb.load_balancers.seen().filter(|_| has_balancers).map(BalancerNames::new);
    let listed = here.into_iter().map(|resource| {
        let names = match resource.kind {
            ResourceKind::LoadBalancer => balancers.as_ref().map(|known| {
                let found = known.find(&resource.name);
                let suffix = found.map(|(arn, _)| names::load_balancer_suffix(arn));
                suffix.map(|suffix| Name::new([("LoadBalancer", suffix)])).into_iter().collect()
            }),
            _ => names_of(resource, known, facts),
        };
        Listed { resource, names }
    });
    // A VPC without a NAT gateway publishes nothing that an alarm could watch.
    let has_metrics = |it: &Listed<'_>| {
        it.resource.kind != ResourceKind::Vpc || it.names.as_ref().is_none_or(|names| !names.is_empty())
    };
    listed.filter(has_metrics).collect()
}

fn names_of(resource: &Resource, known: &AccountSnapshot, facts: &RegionSnapshot) -> Option<Vec<Name>> {
    let written = resource.name.as_str();
    let plain = names::plain_name(resource.kind, written);
    let one = |dimension: &str, value: &str| vec![Name::new([(dimension, value)])];
    let names = match resource.kind {
        ResourceKind::AutoScalingGroup => one("AutoScalingGroupName", plain),
        ResourceKind::Function => one("FunctionName", plain),
        ResourceKind::Queue => one("QueueName", plain),
        ResourceKind::Topic => one("TopicName", plain),
        ResourceKind::Instance if names::is_instance_id(written) => one("InstanceId", plain),
        ResourceKind::Instance => {
            let found = names::find_instances(facts.ec2.instances.seen()?, written);
            found.into_iter().map(|(id, _)| Name::new([("InstanceId", id)])).collect()
        }
        ResourceKind::DynamoDbTable => {
            names::table_name(written).map(|name| Name::new([("TableName", name)])).into_iter().collect()
        }
        ResourceKind::Database => databases(facts, written)?,
        ResourceKind::Cache => caches(facts, written)?,
        ResourceKind::Api => {
            facts.apigateway.rest_apis.seen()?;
            facts.apigateway.http_apis.seen()?;
            let found = names::find_apis(&facts.apigateway, written).into_iter();
            let found = found.map(|(id, api)| names::api_dimension(id, api));
            found.map(|(name, value)| Name::new([(name, value.as_str())])).collect()
        }
        ResourceKind::EcsService => {
            let found = names::find_ecs_services(facts.ecs.services.seen()?, plain).into_iter();
            let apart = found.filter_map(|(name, _)| name.split_once('/'));
            apart.map(|(cluster, name)| Name::new([("ClusterName", cluster), ("ServiceName", name)])).collect()
        }
        ResourceKind::EksCluster => {
            let found = names::find_eks_cluster(facts.eks.clusters.seen()?, written);
            let name = |name| Name { namespaces: EKS, ..Name::new([("ClusterName", name)]) };
            found.map(|(cluster, _)| name(cluster)).into_iter().collect()
        }
        ResourceKind::Vpc => {
            let vpcs: Vec<&str> =
                names::find_vpcs(facts.vpc.vpcs.seen()?, written).into_iter().map(|(id, _)| id).collect();
            let gateways = facts.vpc.nat_gateways.seen()?.iter();
            let own = gateways.filter(|(_, gateway)| vpcs.contains(&gateway.vpc.as_str()));
            own.map(|(id, _)| Name::new([("NatGatewayId", id)])).collect()
        }
        ResourceKind::Distribution => {
            let found = names::find_distribution(known.cloudfront.distributions.seen()?, written);
            found.map(|(id, _)| Name::new([("DistributionId", id)])).into_iter().collect()
        }
        _ => return None,
    };
    Some(names)
}

/// A cluster is watched through its instances as well.
fn databases(facts: &RegionSnapshot, written: &str) -> Option<Vec<Name>> {
    let instance = |id: &str| Name::new([("DBInstanceIdentifier", id)]);
    let mut found = Vec::new();
    for database in names::databases_of(facts, written)? {
        match database {
            Database::Instance(id, _) => found.push(instance(id)),
            Database::Cluster(id, cluster) => {
                found.push(Name::new([("DBClusterIdentifier", id)]));
                found.extend(cluster.members.iter().map(|member| instance(member)));
            }
        }
    }
    Some(found)
}

/// A replication group is watched through its nodes as well.
fn caches(facts: &RegionSnapshot, written: &str) -> Option<Vec<Name>> {
    let cluster = |id: &str| Name::new([("CacheClusterId", id)]);
    let mut found = Vec::new();
    for cache in names::caches_of(facts, written)? {
        match cache {
            Cache::Cluster(id, _) => found.push(cluster(id)),
            Cache::Group(id, group) => {
                found.push(Name::new([("ReplicationGroupId", id)]));
                found.extend(group.members.iter().map(|member| cluster(member)));
            }
            // Alarms call it what its endpoint calls it.
            Cache::Serverless(id, _) => found.push(Name::new([("clusterId", id)])),
        }
    }
    Some(found)
}

/// An alarm by its name, and the listed resources that it watches.
pub(crate) type Watching<'a, 'r> = (&'a str, &'a Alarm, Vec<&'r Resource>);

/// The alarms that watch something listed.
pub(crate) fn watching<'a, 'r>(listed: &[Listed<'r>], all: &'a BTreeMap<String, Alarm>) -> Vec<Watching<'a, 'r>> {
    let mut known: HashMap<&str, Vec<(usize, &'r Resource, &Name)>> = HashMap::new();
    for (index, Listed { resource, names }) in listed.iter().enumerate() {
        for name in names.iter().flatten() {
            // The last dimension is the one that fewest share.
            let known = name.dimensions.last().map(|it| known.entry(it).or_default());
            known.into_iter().for_each(|known| known.push((index, resource, name)));
        }
    }
    let watched = |alarm: &Alarm| -> Vec<&'r Resource> {
        let mut watched = BTreeMap::new();
        for metric in &alarm.metrics {
            let alike = metric.dimensions.iter().filter_map(|dimension| known.get(dimension.as_str())).flatten();
            let of_it = alike.filter(|(_, _, name)| name.is_of(metric));
            watched.extend(of_it.map(|(index, resource, _)| (*index, *resource)));
        }
        watched.into_values().collect()
    };
    let all = all.iter().map(|(name, alarm)| (name.as_str(), alarm, watched(alarm)));
    all.filter(|(_, _, watched)| !watched.is_empty()).collect()
}

/// ARNs of the SNS topics that alarms on listed resources of one place tell. `known` holds the answers of the
/// account, `facts` those of the region.
pub fn topics(event: &Event, place: (&str, &str), known: &AccountSnapshot, facts: &RegionSnapshot) -> BTreeSet<String> {
    let Some(all) = facts.cloudwatch.alarms.seen() else { return BTreeSet::new() };
    let listed = listed(places(event).remove(&place).unwrap_or_default(), known, facts);
    let actions = watching(&listed, all).into_iter().flat_map(|(_, alarm, _)| &alarm.alarm_actions);
    actions.filter(|arn| is_topic(arn)).cloned().collect()
}

/// Whether an alarm's action is to tell an SNS topic.
pub fn is_topic(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("sns")
}
