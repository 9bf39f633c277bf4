//! Which listed resources a CloudWatch alarm watches.

use std::collections::{BTreeSet, HashSet};

use crate::{
    event::{Event, Resource, ResourceKind},
    names::{self, BalancerNames},
    snapshot::{Fact, RegionSnapshot, cloudwatch::Alarm},
};

/// Kinds of resources whose alarms are looked at.
pub(crate) const WATCHED: [ResourceKind; 3] =
    [ResourceKind::AutoScalingGroup, ResourceKind::Instance, ResourceKind::LoadBalancer];

/// What CloudWatch calls a listed resource.
#[derive(Debug)]
pub(crate) struct Dimension<'a> {
    pub(crate) resource: &'a Resource,
    /// Values of the dimension `AutoScalingGroupName`, `InstanceId` or `LoadBalancer`; nothing where
    /// AWS did not answer what a name has to be looked up in.
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
    let mut balancers = None;
    let mut values = |resource: &Resource| match (resource.kind, &facts.ec2.instances, &facts.elb.load_balancers) {
        (ResourceKind::AutoScalingGroup, ..) => Some(vec![names::group_name(&resource.name).to_owned()]),
        (ResourceKind::Instance, ..) if names::is_instance_id(&resource.name) => {
            Some(vec![names::instance_id(&resource.name).to_owned()])
        }
        (ResourceKind::Instance, Fact::Seen(all), _) => {
            let found = names::find_instances(all, &resource.name);
            Some(found.into_iter().map(|(id, _)| id.to_owned()).collect())
        }
        (ResourceKind::LoadBalancer, _, Fact::Seen(all)) => {
            let found = balancers.get_or_insert_with(|| BalancerNames::new(all)).find(&resource.name);
            Some(found.map(|(arn, _)| names::load_balancer_suffix(arn).to_owned()).into_iter().collect())
        }
        _ => None,
    };
    listed.map(|resource| Dimension { resource, values: values(resource) }).collect()
}

/// ARNs of the SNS topics that alarms on listed resources of one place tell.
pub fn topics(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeSet<String> {
    let Fact::Seen(all) = &facts.cloudwatch.alarms else { return BTreeSet::new() };
    let listed = WATCHED.into_iter().flat_map(|kind| event.listed(kind, account, region));
    let values: HashSet<String> =
        dimensions(listed, facts).into_iter().flat_map(|it| it.values.unwrap_or_default()).collect();
    let watching = all.values().filter(|alarm| alarm.dimensions.iter().any(|value| values.contains(value)));
    watching.flat_map(|alarm| &alarm.alarm_actions).filter(|arn| is_topic(arn)).cloned().collect()
}

/// Whether an alarm's action is to tell an SNS topic.
pub fn is_topic(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("sns")
}
