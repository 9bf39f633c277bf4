//! How many targets the peak brings to listed balancers, their target groups and their zones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::at_peak::{Use, growth, listed_groups, services};
use crate::{
    aws::elb::rules::within_zones,
    event::ResourceKind,
    names,
    quotas::TargetsPer,
    rule::{Cx, Evidence, Place, Subject},
    source::Source,
};

/// Targets that come to a target group at the peak, and the zones that they are spread over.
struct Coming<'a> {
    targets: u32,
    zones: BTreeSet<&'a str>,
}

/// Targets of every listed balancer, of its zones, or of its target groups; `None` when they were not read.
pub(super) fn of<'a>(cx: &mut Cx<'a>, place: Place<'a>, subject: &Subject, per: TargetsPer) -> Option<Vec<Use>> {
    let listed = cx.listed_in(place, ResourceKind::LoadBalancer);
    if listed.is_empty() {
        return Some(Vec::new());
    }
    let elb = &place.facts.elb;
    cx.read(subject, Source::LoadBalancers, &elb.load_balancers)?;
    let found = listed.iter().filter_map(|resource| cx.balancer(place, &resource.name));
    let of_type = |kind: &str| match per {
        TargetsPer::Group => true,
        TargetsPer::Balancer(wanted) => kind == wanted,
        TargetsPer::Zone => kind == "network",
    };
    let found: BTreeMap<&str, _> = found.filter(|(_, balancer)| of_type(&balancer.balancer_type)).collect();
    if found.is_empty() {
        return Some(Vec::new());
    }
    let target_groups = cx.read(subject, Source::TargetGroups, &elb.target_groups)?;
    let mut per_group = Vec::new();
    let mut per_balancer: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let mut per_zone: BTreeMap<&str, Zones<'a>> = BTreeMap::new();
    let coming = coming(cx, place, subject, per)?;
    for (arn, target_group) in target_groups {
        let balancers: Vec<_> =
            target_group.load_balancers.iter().filter_map(|arn| found.get_key_value(arn.as_str())).collect();
        if balancers.is_empty() {
            continue;
        }
        let registered = cx.read_one(subject, Source::TargetHealth, &elb.target_health, arn)?;
        let now = registered.len() as f64;
        let here = coming.get(arn.as_str()).map(Vec::as_slice).unwrap_or_default();
        let at_peak = now + f64::from(here.iter().map(|it| it.targets).sum::<u32>());
        for (arn, _) in balancers {
            let sum = per_balancer.entry(arn).or_default();
            *sum = (sum.0 + now, sum.1 + at_peak);
            if per == TargetsPer::Zone {
                let zones = per_zone.entry(arn).or_default();
                let zone_of = within_zones(cx, place, registered).into_iter().map(|(_, zone)| zone);
                zone_of.for_each(|zone| zones.register(zone));
                here.iter().for_each(|it| zones.add(it));
            }
        }
        let of = format!("target group {}", target_group.name);
        per_group.push(Use { of, now, at_peak, without_a_zone: None });
    }
    let unknown: u32 = per_zone.values().map(|zones| zones.anywhere).sum();
    if unknown > 0 {
        let summary = format!("the zones of {} are not known", crate::text::number::count(unknown as usize, "target"));
        cx.gray(subject, summary, Evidence::from([("unknown", json!(unknown))]));
        return None;
    }
    let name = |arn| found.get(arn).map_or(arn, |balancer| balancer.name.as_str());
    Some(match per {
        TargetsPer::Group => per_group,
        TargetsPer::Zone => per_zone.into_iter().flat_map(|(arn, zones)| zones.uses(name(arn))).collect(),
        TargetsPer::Balancer(_) => {
            let of = |(arn, (now, at_peak))| Use { of: name(arn).to_owned(), now, at_peak, without_a_zone: None };
            per_balancer.into_iter().map(of).collect()
        }
    })
}

/// What listed groups and services add at their maximum, by the ARN of the target group that it registers in.
fn coming<'a>(
    cx: &mut Cx<'a>,
    place: Place<'a>,
    subject: &Subject,
    per: TargetsPer,
) -> Option<BTreeMap<&'a str, Vec<Coming<'a>>>> {
    let mut coming: BTreeMap<&str, Vec<Coming<'a>>> = BTreeMap::new();
    for group in listed_groups(cx, place, subject)? {
        let zones: BTreeSet<&str> = group.zones.iter().map(String::as_str).collect();
        for arn in &group.target_groups {
            coming.entry(arn).or_default().push(Coming { targets: growth(group), zones: zones.clone() });
        }
    }
    for (service, most) in services(cx, place, subject)? {
        let mut zones = BTreeSet::new();
        if per == TargetsPer::Zone && !service.subnets.is_empty() {
            let subnets = cx.read(subject, Source::Subnets, &place.facts.ec2.subnets)?;
            zones.extend(service.subnets.iter().filter_map(|id| subnets.get(id)).map(|subnet| subnet.zone.as_str()));
        }
        for arn in &service.target_groups {
            let targets = most.saturating_sub(service.running);
            coming.entry(arn).or_default().push(Coming { targets, zones: zones.clone() });
        }
    }
    Some(coming)
}

/// Targets of one balancer by zone.
#[derive(Default)]
struct Zones<'a> {
    by_zone: BTreeMap<&'a str, (u32, u32)>,
    /// Those whose zone nobody knows, now or at the peak.
    anywhere: u32,
}

impl<'a> Zones<'a> {
    fn register(&mut self, zone: Option<&'a str>) {
        let Some(zone) = zone else {
            self.anywhere += 1;
            return;
        };
        let known = self.by_zone.entry(zone).or_default();
        *known = (known.0 + 1, known.1 + 1);
    }

    /// Groups and services spread what they add evenly over their zones.
    fn add(&mut self, Coming { targets, zones }: &Coming<'a>) {
        let share = targets.div_ceil(u32::try_from(zones.len()).unwrap_or(1).max(1));
        zones.iter().for_each(|zone| self.by_zone.entry(zone).or_default().1 += share);
        if zones.is_empty() {
            self.anywhere += targets;
        }
    }

    fn uses(self, balancer: &str) -> Vec<Use> {
        let all: u32 = self.by_zone.values().map(|(_, at_peak)| at_peak).sum::<u32>();
        let others = u32::try_from(self.by_zone.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let without_a_zone = (others > 0).then(|| f64::from(all.div_ceil(others)));
        let of = |(zone, (now, at_peak)): (&str, (u32, u32))| Use {
            of: format!("{zone} of {balancer}"),
            now: f64::from(now),
            at_peak: f64::from(at_peak),
            without_a_zone,
        };
        self.by_zone.into_iter().map(of).collect()
    }
}

/// Instances of every listed classic balancer; `None` when they were not read.
pub(super) fn of_classic<'a>(cx: &mut Cx<'a>, place: Place<'a>, subject: &Subject) -> Option<Vec<Use>> {
    let listed = cx.listed_in(place, ResourceKind::LoadBalancer);
    if listed.is_empty() {
        return Some(Vec::new());
    }
    let facts = &place.facts.classic_elb;
    cx.read(subject, Source::LoadBalancers, &place.facts.elb.load_balancers)?;
    let unknown = listed.iter().filter(|it| cx.balancer(place, &it.name).is_none() && !names::is_v2_arn(&it.name));
    let unknown: Vec<_> = unknown.collect();
    if unknown.is_empty() {
        return Some(Vec::new());
    }
    let all = cx.read(subject, Source::ClassicBalancers, &facts.load_balancers)?;
    let classic: BTreeSet<&str> =
        unknown.iter().filter_map(|it| names::find_classic_balancer(all, &it.name)).map(|(name, _)| name).collect();
    let mut uses = Vec::new();
    for name in classic {
        let registered = cx.read_one(subject, Source::ClassicInstanceHealth, &facts.instance_health, name)?;
        let groups = listed_groups(cx, place, subject)?;
        let behind = groups.into_iter().filter(|group| group.classic_load_balancers.iter().any(|it| it == name));
        let now = registered.len() as f64;
        let at_peak = now + f64::from(behind.map(growth).sum::<u32>());
        uses.push(Use { of: name.to_owned(), now, at_peak, without_a_zone: None });
    }
    Some(uses)
}
