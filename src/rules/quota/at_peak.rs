//! What the listed groups and services use of a quota at the peak.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{YELLOW_SHARE, evidence, need, targets};
use crate::{
    aws::{
        autoscaling::facts::Group,
        ec2::capacity::Purchase,
        ecs::{self, facts::Service},
    },
    event::ResourceKind,
    names,
    quotas::{Peak, QuotaRow, TargetsPer, Unknown},
    rule::{Cx, Evidence, Light, Need, Place, Subject},
    source::Source,
};

/// Judges one quota at the peak, if listed groups use more of it then.
pub(super) fn at_peak<'a>(cx: &mut Cx<'a>, place: Place<'a>, row: &QuotaRow) {
    let subject = Subject::new("quota", row.key(), place);
    let uses = match row.peak {
        Peak::Targets(TargetsPer::Balancer("classic")) => targets::of_classic(cx, place, &subject),
        Peak::Targets(per) => targets::of(cx, place, &subject, per),
        Peak::Interfaces => interfaces(cx, place, &subject),
        Peak::Fargate(purchase) => fargate(cx, place, &subject, row, purchase),
        Peak::Same | Peak::NotKnown(_) | Peak::Reservations(_) => return,
    };
    let Some(uses) = uses else { return };
    let most = |one: &Use, other: &Use| {
        let by_peak = one.at_peak.total_cmp(&other.at_peak);
        by_peak.then(one.without_a_zone.partial_cmp(&other.without_a_zone).unwrap_or(std::cmp::Ordering::Equal))
    };
    let Some(Use { of, now, at_peak, without_a_zone }) = uses.into_iter().max_by(most) else {
        return cx.not_applicable();
    };
    let quota = match row.value(place.facts) {
        Ok(quota) => quota,
        Err((source, missed)) => return cx.miss(&subject, source, missed),
    };
    let yellow = cx.threshold(&YELLOW_SHARE);
    let light = match () {
        () if at_peak > quota.value => Light::Red,
        () if at_peak > yellow * quota.value => Light::Yellow,
        () if without_a_zone.is_some_and(|needed| needed > quota.value) => Light::Yellow,
        () => Light::Green,
    };
    let mut evidence = evidence(row, quota, now, at_peak, yellow);
    evidence.insert("of", json!(of));
    let lost = without_a_zone.map(|needed| format!(", and {needed} when a zone is lost")).unwrap_or_default();
    let summary = format!("the peak needs {at_peak} of {} in {of}{lost}: {}", quota.value, quota.name);
    cx.push(light, &subject, summary, evidence);
    cx.need(need(row, quota, now, at_peak, yellow).of(Some(of)));
}

/// What one resource or zone uses of a quota that holds for each of them.
pub(super) struct Use {
    pub(super) of: String,
    pub(super) now: f64,
    pub(super) at_peak: f64,
    /// The same at the peak when one of its zones is lost, for what is counted by zone.
    pub(super) without_a_zone: Option<f64>,
}

/// Network interfaces by Availability Zone; `None` when they were not read.
fn interfaces<'a>(cx: &mut Cx<'a>, place: Place<'a>, subject: &Subject) -> Option<Vec<Use>> {
    let groups = listed_groups(cx, place, subject)?;
    let tasks = interfaces_of_tasks(cx, place, subject)?;
    if groups.is_empty() && tasks.is_empty() {
        return Some(Vec::new());
    }
    let interfaces = cx.read(subject, Source::NetworkInterfaces, &place.facts.ec2.network_interfaces)?;
    let zones = interfaces.zones.iter();
    let mut uses: BTreeMap<&str, (u32, u32)> = zones.map(|(zone, now)| (zone.as_str(), (*now, *now))).collect();
    for group in groups {
        // Auto Scaling spreads instances evenly over the zones of a group.
        let share = growth(group).div_ceil(u32::try_from(group.zones.len()).unwrap_or(1).max(1));
        for zone in &group.zones {
            uses.entry(zone).or_default().1 += share;
        }
    }
    for (zones, growth) in tasks {
        let share = growth.div_ceil(u32::try_from(zones.len()).unwrap_or(1).max(1));
        for zone in zones {
            uses.entry(zone).or_default().1 += share;
        }
    }
    let to_use = |(zone, (now, peak)): (&str, (u32, u32))| Use {
        of: zone.to_owned(),
        now: now.into(),
        at_peak: peak.into(),
        without_a_zone: None,
    };
    Some(uses.into_iter().map(to_use).collect())
}

/// Zones of each listed service whose tasks have network interfaces of their own, and tasks that it can add; `None`
/// when they were not read.
fn interfaces_of_tasks<'a>(
    cx: &mut Cx<'a>,
    place: Place<'a>,
    subject: &Subject,
) -> Option<Vec<(BTreeSet<&'a str>, u32)>> {
    let mut found = Vec::new();
    for (service, most) in services(cx, place, subject)? {
        if service.subnets.is_empty() {
            continue;
        }
        let subnets = cx.read(subject, Source::Subnets, &place.facts.ec2.subnets)?;
        let zones = service.subnets.iter().filter_map(|id| subnets.get(id)).map(|subnet| subnet.zone.as_str());
        found.push((zones.collect(), most.saturating_sub(service.running)));
    }
    Some(found)
}

/// The listed services that are active, and the tasks that each can get to; `None` when they were not read.
pub(super) fn services<'a>(cx: &mut Cx<'a>, place: Place<'a>, subject: &Subject) -> Option<Vec<(&'a Service, u32)>> {
    let listed = cx.listed_in(place, ResourceKind::EcsService);
    if listed.is_empty() {
        return Some(Vec::new());
    }
    let facts = &place.facts.ecs;
    let all = cx.read(subject, Source::EcsServices, &facts.services)?;
    let targets = cx.read(subject, Source::ServiceScaling, &facts.scaling_targets)?;
    let found = listed.iter().flat_map(|resource| names::find_ecs_services(all, &resource.name));
    let found: BTreeMap<&str, &Service> = found.filter(|(_, service)| service.status == "ACTIVE").collect();
    let most = |(name, service): (&str, &'a Service)| (service, ecs::capacity::most_tasks(service, targets.get(name)));
    Some(found.into_iter().map(most).collect())
}

/// vCPUs of tasks on Fargate; `None` when they were not read.
fn fargate<'a>(
    cx: &mut Cx<'a>,
    place: Place<'a>,
    subject: &Subject,
    row: &QuotaRow,
    purchase: Purchase,
) -> Option<Vec<Use>> {
    let (mut now, mut at_peak) = (0.0, 0.0);
    for (service, most) in services(cx, place, subject)? {
        let tasks = ecs::capacity::fargate_tasks(service, purchase, most);
        if tasks == 0 {
            continue;
        }
        // A service that an external controller deploys has no task definition of its own.
        let Some(arn) = &service.task_definition else {
            let summary = "Amazon ECS does not say what a task of a listed service on Fargate takes";
            cx.gray(subject, summary, Evidence::from([("service", json!(service.arn))]));
            return None;
        };
        let definition = cx.read_one(subject, Source::TaskDefinitions, &place.facts.ecs.task_definitions, arn)?;
        now += ecs::capacity::vcpus(definition.cpu, ecs::capacity::fargate_tasks(service, purchase, service.running));
        at_peak += ecs::capacity::vcpus(definition.cpu, tasks);
    }
    if at_peak == 0.0 {
        return Some(Vec::new());
    }
    let quota = match row.value(place.facts) {
        Ok(quota) => quota,
        Err((source, missed)) => {
            cx.miss(subject, source, missed);
            return None;
        }
    };
    // What else runs there goes on. Where its use is not known, the listed services alone may be too much.
    let used = match row.used(place.facts, quota) {
        Ok(used) => used,
        Err(_) if at_peak > quota.value => now,
        Err(Unknown::Missed(source, missed)) => {
            cx.miss(subject, source, missed);
            return None;
        }
        Err(_) => {
            let summary = format!(
                "the listed services need {at_peak} vCPUs at the peak, and CloudWatch has no use of {}",
                row.name
            );
            cx.gray(subject, summary, Evidence::from([("needed", json!(at_peak))]));
            cx.need(Need::new(at_peak, quota.value, "vCPUs").quota(row.key(), None));
            return None;
        }
    };
    let at_peak = (used - now).max(0.0) + at_peak;
    Some(vec![Use { of: place.region.to_owned(), now: used, at_peak, without_a_zone: None }])
}

/// The listed groups that exist; `None` when groups are listed and were not read.
pub(crate) fn listed_groups<'a>(cx: &mut Cx<'a>, place: Place<'a>, subject: &Subject) -> Option<Vec<&'a Group>> {
    let listed = cx.listed_in(place, ResourceKind::AutoScalingGroup);
    if listed.is_empty() {
        return Some(Vec::new());
    }
    let groups = cx.read(subject, Source::Groups, &place.facts.autoscaling.groups)?;
    let named: BTreeMap<&str, &Group> = listed
        .iter()
        .filter_map(|resource| groups.get_key_value(names::group_name(&resource.name)))
        .map(|(name, group)| (name.as_str(), group))
        .collect();
    Some(named.into_values().collect())
}

/// Instances that a group can add. With weights it adds fewer.
pub(super) fn growth(group: &Group) -> u32 {
    group.max_size.saturating_sub(u32::try_from(group.instances.len()).unwrap_or(u32::MAX))
}
