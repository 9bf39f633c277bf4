//! Which listed resources a CloudWatch alarm watches.

use crate::{
    event::{Resource, ResourceKind},
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
