//! Which listed resources a CloudWatch alarm watches.

use std::collections::{BTreeSet, HashSet};

use crate::{
    event::{Event, Resource, ResourceKind},
    names::{self, BalancerNames, Cache, Database},
    snapshot::{RegionSnapshot, cloudwatch::Alarm},
};

/// Kinds of resources whose alarms are looked at.
pub(crate) const WATCHED: &[ResourceKind] = &[
    ResourceKind::AutoScalingGroup,
    ResourceKind::Instance,
    ResourceKind::LoadBalancer,
    ResourceKind::DynamoDbTable,
    ResourceKind::Database,
    ResourceKind::Cache,
    ResourceKind::Function,
    ResourceKind::Queue,
];

/// What CloudWatch calls a listed resource.
#[derive(Debug)]
pub(crate) struct Dimension<'a> {
    pub(crate) resource: &'a Resource,
    /// Its dimensions as `Name=Value`; nothing where AWS did not answer what a name has to be looked up in.
    pub(crate) values: Option<Vec<String>>,
}

impl Dimension<'_> {
    /// Whether an alarm watches the resource.
    pub(crate) fn is_of(&self, alarm: &Alarm) -> bool {
        self.values.iter().flatten().any(|value| alarm.dimensions.contains(value))
    }
}

/// The dimensions of the resources that are listed in one place, in their order.
pub(crate) fn dimensions<'a>(listed: impl Iterator<Item = &'a Resource>, facts: &RegionSnapshot) -> Vec<Dimension<'a>> {
    let balancers = facts.elb.load_balancers.seen().map(BalancerNames::new);
    let values = |resource: &Resource| {
        let written = resource.name.as_str();
        match resource.kind {
            ResourceKind::AutoScalingGroup => Some(vec![of("AutoScalingGroupName", names::group_name(written))]),
            ResourceKind::Instance if names::is_instance_id(written) => {
                Some(vec![of("InstanceId", names::instance_id(written))])
            }
            ResourceKind::Instance => {
                let found = names::find_instances(facts.ec2.instances.seen()?, written);
                Some(found.into_iter().map(|(id, _)| of("InstanceId", id)).collect())
            }
            ResourceKind::LoadBalancer => {
                let found = balancers.as_ref()?.find(written);
                let suffix = found.map(|(arn, _)| of("LoadBalancer", names::load_balancer_suffix(arn)));
                Some(suffix.into_iter().collect())
            }
            ResourceKind::DynamoDbTable => {
                Some(names::table_name(written).map(|name| of("TableName", name)).into_iter().collect())
            }
            ResourceKind::Function => Some(vec![of("FunctionName", names::function_name(written))]),
            ResourceKind::Queue => Some(vec![of("QueueName", names::plain_name(resource.kind, written))]),
            ResourceKind::Database => databases(facts, written),
            ResourceKind::Cache => caches(facts, written),
            _ => None,
        }
    };
    listed.map(|resource| Dimension { resource, values: values(resource) }).collect()
}

fn of(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

/// A cluster is watched through its instances as well.
fn databases(facts: &RegionSnapshot, written: &str) -> Option<Vec<String>> {
    let mut dimensions = Vec::new();
    for database in names::databases_of(facts, written)? {
        match database {
            Database::Instance(id, _) => dimensions.push(of("DBInstanceIdentifier", id)),
            Database::Cluster(id, cluster) => {
                dimensions.push(of("DBClusterIdentifier", id));
                dimensions.extend(cluster.members.iter().map(|member| of("DBInstanceIdentifier", member)));
            }
        }
    }
    Some(dimensions)
}

/// A replication group is watched through its nodes as well.
fn caches(facts: &RegionSnapshot, written: &str) -> Option<Vec<String>> {
    let mut dimensions = Vec::new();
    for cache in names::caches_of(facts, written)? {
        match cache {
            Cache::Cluster(id, _) => dimensions.push(of("CacheClusterId", id)),
            Cache::Group(id, group) => {
                dimensions.push(of("ReplicationGroupId", id));
                dimensions.extend(group.members.iter().map(|member| of("CacheClusterId", member)));
            }
            // Alarms call it what its endpoint calls it.
            Cache::Serverless(id, _) => dimensions.push(of("clusterId", id)),
        }
    }
    Some(dimensions)
}

/// ARNs of the SNS topics that alarms on listed resources of one place tell.
pub fn topics(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeSet<String> {
    let Some(all) = facts.cloudwatch.alarms.seen() else { return BTreeSet::new() };
    let listed = WATCHED.iter().flat_map(|kind| event.listed(*kind, account, region));
    let values: HashSet<String> =
        dimensions(listed, facts).into_iter().flat_map(|it| it.values.unwrap_or_default()).collect();
    let watching = all.values().filter(|alarm| alarm.dimensions.iter().any(|value| values.contains(value)));
    watching.flat_map(|alarm| &alarm.alarm_actions).filter(|arn| is_topic(arn)).cloned().collect()
}

/// Whether an alarm's action is to tell an SNS topic.
pub fn is_topic(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("sns")
}
