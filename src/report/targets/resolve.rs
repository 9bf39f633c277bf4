//! From what people wrote in section 6 to what CloudWatch calls it.

mod applications;
mod data_stores;

use super::{Dimensions, Known, Shape, Target};
use crate::{
    aws::elb::facts::LoadBalancer,
    event::{Event, Resource, ResourceKind},
    names,
    rule::Subject,
    snapshot::{Fact, RegionSnapshot},
};

/// Whether a kind publishes its metrics in the partition's first region.
pub(super) fn is_global(kind: ResourceKind) -> bool {
    matches!(kind, ResourceKind::Distribution | ResourceKind::HostedZone)
}

/// What is measured for one resource of section 6.
pub(super) fn targets(
    event: &Event,
    resource: &Resource,
    known: Known<'_>,
    known_before: Option<Known<'_>>,
) -> Vec<Target> {
    let (facts, before) = (known.region, known_before.map(|before| before.region));
    let listed = Listed { event, resource };
    if resource.account.is_none() {
        return vec![listed.unmeasured("section 6 does not say in which account it is")];
    }
    if resource.region.is_none() && resource.kind.is_regional() {
        return vec![listed.unmeasured("section 6 does not say in which region it is")];
    }
    let written = resource.name.trim();
    // `arn:aws:rds:us-east-1:111122223333:db:orders` ends with the name.
    let last = if written.starts_with("arn:") { written.rsplit([':', '/']).next().unwrap_or(written) } else { written };
    let plain = names::plain_name(resource.kind, written);
    match resource.kind {
        ResourceKind::LoadBalancer => load_balancer(&listed, written, facts, before),
        ResourceKind::Instance => instances(&listed, written, facts, before),
        ResourceKind::AutoScalingGroup => {
            let by_name = vec![("AutoScalingGroupName", names::group_name(written).to_owned())];
            vec![listed.target(
                names::group_name(written),
                [(Shape::Group, by_name.clone()), (Shape::GroupInstances, by_name)],
            )]
        }
        ResourceKind::DynamoDbTable if is_endpoint(written) => {
            vec![listed.unmeasured("that is an endpoint of the service: list the table by its name")]
        }
        ResourceKind::DynamoDbTable => vec![listed.target(last, [(Shape::Table, named("TableName", last))])],
        ResourceKind::Database => data_stores::databases(&listed, written, last, facts, before),
        ResourceKind::Cache => data_stores::caches(&listed, written, last, facts, before),
        ResourceKind::Bucket => {
            let dimensions = vec![("BucketName", last.to_owned()), ("FilterId", BUCKET_FILTER.to_owned())];
            vec![listed.target(last, [(Shape::Bucket, dimensions)])]
        }
        ResourceKind::Distribution => vec![distribution(&listed, written, known, known_before)],
        ResourceKind::HostedZone => hosted_zones(&listed, written, known, known_before),
        ResourceKind::Vpc => applications::nat_gateways(&listed, written, facts, before),
        ResourceKind::Tag => vec![listed.unmeasured("a tag publishes no metrics: its resources do")],
        ResourceKind::Stack => vec![listed.unmeasured("a stack publishes no metrics: list its resources")],
        ResourceKind::Function => vec![listed.target(plain, [(Shape::Function, named("FunctionName", plain))])],
        ResourceKind::Queue => vec![listed.target(plain, [(Shape::Queue, named("QueueName", plain))])],
        ResourceKind::Topic => vec![listed.target(plain, [(Shape::Topic, named("TopicName", plain))])],
        ResourceKind::Api => applications::apis(&listed, written, facts, before),
        ResourceKind::EcsService => applications::services(&listed, plain, facts, before),
        ResourceKind::EksCluster => vec![applications::cluster(&listed, written, facts, before)],
        ResourceKind::EmailIdentity => vec![listed.unmeasured("SES publishes no metrics of one domain")],
        ResourceKind::Other => vec![listed.unmeasured("section 6 does not say what kind of resource it is")],
    }
}

/// The metrics configuration that the S3 console makes for a whole bucket. Others have names that
/// nobody can know.
const BUCKET_FILTER: &str = "EntireBucket";

fn named(dimension: &'static str, value: &str) -> Dimensions {
    vec![(dimension, value.to_owned())]
}

fn is_endpoint(written: &str) -> bool {
    written.contains(".amazonaws.")
}

fn is_distribution_id(name: &str) -> bool {
    name.len() >= 9
        && name.starts_with('E')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_zone_id(name: &str) -> bool {
    name.len() >= 9
        && name.starts_with('Z')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// One resource of section 6.
struct Listed<'a> {
    event: &'a Event,
    resource: &'a Resource,
}

impl Listed<'_> {
    fn target(&self, id: &str, shapes: impl IntoIterator<Item = (Shape, Dimensions)>) -> Target {
        self.target_of(self.resource.kind.id(), id, shapes)
    }

    fn target_of(&self, kind: &'static str, id: &str, shapes: impl IntoIterator<Item = (Shape, Dimensions)>) -> Target {
        let Resource { account, region, .. } = self.resource;
        let metrics_region = match (account, region) {
            (Some(account), _) if is_global(self.resource.kind) => self.event.global_region(account).to_owned(),
            (_, region) => region.clone().unwrap_or_default(),
        };
        Target {
            subject: Subject {
                kind,
                id: id.to_owned(),
                arn: None,
                account: account.clone(),
                region: region.clone(),
                line: Some(self.resource.line),
            },
            kind: self.resource.kind,
            shapes: shapes.into_iter().collect(),
            metrics_region,
            unmeasured: None,
        }
    }

    fn unmeasured(&self, why: &str) -> Target {
        Target { unmeasured: Some(why.to_owned()), ..self.target(self.resource.name.trim(), []) }
    }
}

/// A distribution by its id, which its domain name or alias leads to where AWS was asked.
fn distribution(listed: &Listed<'_>, written: &str, known: Known<'_>, before: Option<Known<'_>>) -> Target {
    let find = |known: Known<'_>| {
        let all = known.account.cloudfront.distributions.seen()?;
        let (id, distribution) = names::find_distribution(all, written)?;
        Some((id.to_owned(), Some(distribution.arn.clone())))
    };
    let by_itself = || {
        let id = names::distribution_id(written);
        is_distribution_id(id).then(|| (id.to_owned(), None))
    };
    let Some((id, arn)) = find(known).or_else(|| find(before?)).or_else(by_itself) else {
        return listed.unmeasured("its id, by which CloudWatch knows it, is not known: list it as E…");
    };
    let dimensions = vec![("DistributionId", id.clone()), ("Region", "Global".to_owned())];
    let mut target = listed.target(&id, [(Shape::Distribution, dimensions)]);
    target.subject.arn = arn;
    target
}

/// Hosted zones by their ids, which a name leads to where AWS was asked.
fn hosted_zones(listed: &Listed<'_>, written: &str, known: Known<'_>, before: Option<Known<'_>>) -> Vec<Target> {
    let find = |known: Known<'_>| -> Vec<String> {
        let Some(zones) = known.account.route53.zones.seen() else { return Vec::new() };
        // Private zones publish nothing.
        let meant = names::find_zones(zones, written).into_iter().filter(|(_, zone)| !zone.is_private);
        meant.map(|(id, _)| id.to_owned()).collect()
    };
    let mut ids = find(known);
    if let (true, Some(before)) = (ids.is_empty(), before) {
        ids = find(before);
    }
    let id = names::zone_id(written);
    if ids.is_empty() && is_zone_id(id) {
        ids.push(id.to_owned());
    }
    if ids.is_empty() {
        return vec![listed.unmeasured("its id, by which CloudWatch knows it, is not known: list it as Z…")];
    }
    ids.iter().map(|id| listed.target(id, [(Shape::HostedZone, named("HostedZoneId", id))])).collect()
}

/// A balancer and its target groups. One that AWS does not list any more is known from before the
/// event, by its ARN, or is taken for a classic one.
fn load_balancer(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let found = find_balancer(written, facts).map(|it| (it, facts));
    if let Some(((arn, balancer), facts)) =
        found.or_else(|| before.and_then(|before| Some((find_balancer(written, before)?, before))))
    {
        return with_target_groups(listed, arn, balancer, facts);
    }
    if names::is_v2_arn(written) {
        let suffix = names::load_balancer_suffix(written);
        let name = names::load_balancer_name(written).unwrap_or(suffix);
        return match shape_of(suffix) {
            Some(shape) => vec![listed.target(name, [(shape, named("LoadBalancer", suffix))])],
            None => vec![listed.unmeasured(NO_GATEWAY)],
        };
    }
    if let Fact::Missed(_) = &facts.elb.load_balancers {
        return vec![listed.unmeasured("its ARN, by which CloudWatch knows it, was not read")];
    }
    // The DNS name of a classic balancer is its name and a number.
    let name = match written.split_once('.') {
        Some((host, _)) => {
            host.strip_prefix("internal-").unwrap_or(host).rsplit_once('-').map_or(host, |(name, _)| name)
        }
        None => written,
    };
    vec![listed.target(name, [(Shape::ClassicLoadBalancer, named("LoadBalancerName", name))])]
}

const NO_GATEWAY: &str = "gateway load balancers are not measured";

fn find_balancer<'a>(written: &str, facts: &'a RegionSnapshot) -> Option<(&'a str, &'a LoadBalancer)> {
    let Fact::Seen(balancers) = &facts.elb.load_balancers else { return None };
    let mut balancers = balancers.iter();
    balancers.find(|(arn, it)| names::is_load_balancer(written, arn, it)).map(|(arn, it)| (arn.as_str(), it))
}

fn shape_of(suffix: &str) -> Option<Shape> {
    match suffix.split('/').next() {
        Some("app") => Some(Shape::ApplicationLoadBalancer),
        Some("net") => Some(Shape::NetworkLoadBalancer),
        _ => None,
    }
}

fn with_target_groups(listed: &Listed<'_>, arn: &str, balancer: &LoadBalancer, facts: &RegionSnapshot) -> Vec<Target> {
    let suffix = names::load_balancer_suffix(arn);
    let Some(shape) = shape_of(suffix) else { return vec![listed.unmeasured(NO_GATEWAY)] };
    let mut target = listed.target(&balancer.name, [(shape, named("LoadBalancer", suffix))]);
    target.subject.arn = Some(arn.to_owned());
    let mut targets = vec![target];
    let Fact::Seen(groups) = &facts.elb.target_groups else { return targets };
    let shape = match shape {
        Shape::ApplicationLoadBalancer => Shape::TargetGroup,
        _ => Shape::NetworkTargetGroup,
    };
    for (group_arn, group) in groups.iter().filter(|(_, group)| group.load_balancers.iter().any(|it| it == arn)) {
        // `arn:…:targetgroup/web/6d0ecf831eec9f09`
        let group_suffix = group_arn.rsplit(':').next().unwrap_or(group_arn);
        let dimensions = vec![("LoadBalancer", suffix.to_owned()), ("TargetGroup", group_suffix.to_owned())];
        let mut target = listed.target_of("target-group", &group.name, [(shape, dimensions)]);
        target.subject.arn = Some(group_arn.clone());
        targets.push(target);
    }
    targets
}

/// Instances and their volumes. One that AWS does not list any more is known by its id.
fn instances(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let ids = |facts: &RegionSnapshot| -> Vec<String> {
        let Fact::Seen(instances) = &facts.ec2.instances else { return Vec::new() };
        names::find_instances(instances, written).into_iter().map(|(id, _)| id.to_owned()).collect()
    };
    let mut known = (ids(facts), facts);
    if let (true, Some(before)) = (known.0.is_empty(), before) {
        known = (ids(before), before);
    }
    let (mut ids, facts) = known;
    if ids.is_empty() {
        if !names::is_instance_id(written) {
            return vec![listed.unmeasured("its id, by which CloudWatch knows it, is not known")];
        }
        ids.push(names::instance_id(written).to_owned());
    }
    let mut targets = Vec::new();
    for id in &ids {
        targets.push(listed.target(id, [(Shape::Instance, named("InstanceId", id))]));
        let Fact::Seen(volumes) = &facts.ec2.volumes else { continue };
        for (volume, _) in volumes.iter().filter(|(_, volume)| volume.instances.contains(id)) {
            targets.push(listed.target_of("ebs-volume", volume, [(Shape::Volume, named("VolumeId", volume))]));
        }
    }
    targets
}

#[cfg(test)]
mod testing {
    use crate::{
        event::{Event, Resource, ResourceKind},
        report::targets::Known,
        snapshot::{AccountSnapshot, RegionSnapshot},
    };

    /// The region of the healthy event.
    pub(super) fn healthy() -> RegionSnapshot {
        let healthy: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/healthy/snapshot.json")).unwrap();
        let region = healthy.pointer("/accounts/111122223333/regions/us-east-1").unwrap();
        serde_json::from_value(region.clone()).unwrap()
    }

    /// The ids and first shapes of what is measured for one listed name.
    pub(super) fn measured(
        kind: ResourceKind,
        written: &str,
        facts: &RegionSnapshot,
        before: Option<&RegionSnapshot>,
    ) -> String {
        let account = Some("111122223333".to_owned());
        let region = Some("us-east-1".to_owned());
        let resource = Resource { kind, name: written.to_owned(), account, region, line: 1, found: None };
        let account = AccountSnapshot::default();
        let known = |region| Known { account: &account, region };
        let targets = super::targets(&Event::default(), &resource, known(facts), before.map(known)).into_iter();
        let ids = targets.map(|target| match (&target.unmeasured, target.shapes.len()) {
            (Some(why), _) => format!("{}: {why}", target.subject.id),
            (None, 1) => format!("{} {:?}", target.subject.id, target.shapes[0].0),
            (None, _) => target.subject.id,
        });
        ids.collect::<Vec<_>>().join(", ")
    }
}
