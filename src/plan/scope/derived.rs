//! Resources that nobody lists and that listed ones stand on.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    Plan,
    facts::{balancers, group_names, open, open_one},
};
use crate::{
    aws::{
        autoscaling::facts::Group,
        elb::facts::{LoadBalancer, Target},
    },
    rule::Place,
    source::Source,
    text::{markdown::text, number::count},
};

/// Rows of the target groups, subnets, launch templates and launch configurations of one place.
pub(super) fn rows(plan: &Plan<'_>, place: Place<'_>) -> Vec<Vec<String>> {
    let row = |kind: &str, name: &str, state: String, why: String| {
        vec![kind.to_owned(), name.to_owned(), text(place.account), text(place.region), state, why]
    };
    let mut rows = Vec::new();
    let mut found = BTreeMap::new();
    for balancer in balancers(plan, place) {
        if let Ok(Some((arn, balancer))) = balancer.found {
            found.insert(arn, balancer);
        }
    }
    rows.extend(
        target_groups(place, &found).into_iter().map(|[name, state, why]| row("target-group", &name, state, why)),
    );
    let groups: Vec<(&str, &Group)> = match open(Source::Groups, &place.facts.autoscaling.groups) {
        Ok(all) => group_names(plan, place).into_iter().filter_map(|name| Some((name, all.get(name)?))).collect(),
        Err(_) => Vec::new(),
    };
    for (id, owners) in subnets(&found, &groups) {
        let state = match open(Source::Subnets, &place.facts.ec2.subnets) {
            Ok(subnets) => match subnets.get(id) {
                Some(subnet) => match &subnet.cidr {
                    Some(cidr) => format!("{}, {} free of {cidr}", subnet.zone, count_ips(subnet.free_ips)),
                    None => format!("{}, IPv6 only", subnet.zone),
                },
                None => "not found".to_owned(),
            },
            Err(why) => why,
        };
        rows.push(row(
            "subnet",
            &text(id),
            text(&state),
            format!("subnet of {}", owners.into_iter().collect::<Vec<_>>().join(", ")),
        ));
    }
    for (key, owners) in owners(&groups, |group| &group.launch.templates) {
        let known = open(Source::LaunchTemplates, &place.facts.ec2.launch_templates);
        let state = known.map(|known| known.get(key).map(|template| template.instance_type.clone()));
        rows.push(row("launch-template", &text(key), launches(state), format!("launch template of {owners}")));
    }
    for (name, owners) in owners(&groups, |group| group.launch.configuration.as_slice()) {
        let known = open(Source::LaunchConfigurations, &place.facts.autoscaling.launch_configurations);
        let state = known.map(|known| known.get(name).map(|template| template.instance_type.clone()));
        let why = format!("launch configuration of {owners}");
        rows.push(row("launch-configuration", &text(name), launches(state), why));
    }
    rows
}

/// Name, state and reason of each target group behind a listed balancer.
fn target_groups(place: Place<'_>, balancers: &BTreeMap<&str, &LoadBalancer>) -> Vec<[String; 3]> {
    if balancers.is_empty() {
        return Vec::new();
    }
    let groups = match open(Source::TargetGroups, &place.facts.elb.target_groups) {
        Ok(groups) => groups,
        Err(why) => {
            let why_in_scope = "behind the listed balancers".to_owned();
            return vec![["not known".to_owned(), text(&why), why_in_scope]];
        }
    };
    let mut rows = Vec::new();
    for (arn, group) in groups {
        let owner = |arn: &String| balancers.get(arn.as_str()).map(|balancer| text(&balancer.name));
        let owners: Vec<String> = group.load_balancers.iter().filter_map(owner).collect();
        if owners.is_empty() {
            continue;
        }
        let state = match open_one(Source::TargetHealth, &place.facts.elb.target_health, arn) {
            Ok(targets) => health(targets),
            Err(why) => why,
        };
        rows.push([text(&group.name), text(&state), format!("behind load balancer {}", owners.join(", "))]);
    }
    rows
}

fn health(targets: &[Target]) -> String {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for target in targets {
        *states.entry(&target.state).or_default() += 1;
    }
    if states.is_empty() {
        return "no target".to_owned();
    }
    let states: Vec<String> = states.iter().map(|(state, number)| format!("{number} {state}")).collect();
    format!("{}: {}", count(targets.len(), "target"), states.join(", "))
}

fn count_ips(number: u32) -> String {
    if number == 1 { "1 address".to_owned() } else { format!("{number} addresses") }
}

/// Every subnet with the balancers and groups that use it.
fn subnets<'a>(
    balancers: &BTreeMap<&str, &'a LoadBalancer>,
    groups: &[(&str, &'a Group)],
) -> BTreeMap<&'a str, BTreeSet<String>> {
    let mut owners: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for balancer in balancers.values() {
        for zone in &balancer.zones {
            let owner = format!("load balancer {}", text(&balancer.name));
            owners.entry(&zone.subnet).or_default().insert(owner);
        }
    }
    for (name, group) in groups {
        for subnet in &group.subnets {
            owners.entry(subnet).or_default().insert(format!("group {}", text(name)));
        }
    }
    owners
}

/// What the groups use of one kind, with the groups that use it.
fn owners<'a>(groups: &[(&str, &'a Group)], used: impl Fn(&'a Group) -> &'a [String]) -> BTreeMap<&'a str, String> {
    let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, group) in groups {
        for key in used(group) {
            owners.entry(key).or_default().push(format!("group {}", text(name)));
        }
    }
    owners.into_iter().map(|(key, owners)| (key, owners.join(", "))).collect()
}

fn launches(known: Result<Option<Option<String>>, String>) -> String {
    match known {
        Ok(Some(Some(instance_type))) => text(&format!("launches {instance_type}")),
        Ok(Some(None)) => "leaves the instance type open".to_owned(),
        Ok(None) => "not found".to_owned(),
        Err(why) => text(&why),
    }
}
