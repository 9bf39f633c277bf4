//! Section 9: what was discovered, as a Mermaid flowchart.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Plan,
    facts::{Balancer, balancers, group_names, open, open_one, place_name, places},
};
use crate::{
    aws::autoscaling::facts::Group,
    event::ResourceKind,
    names,
    rule::Place,
    source::Source,
    text::{markdown::bullets, number::count},
};

mod chart;

use chart::Chart;

/// What a node says whose facts AWS did not give.
const NOT_READ: &str = "could not read it";

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let places = places(plan);
    let mut notes = not_drawn(plan);
    if places.is_empty() {
        notes.insert(0, "Nothing to draw: section 6 lists nothing with an account and a region.".to_owned());
        return bullets(&notes);
    }
    let mut chart = Chart::default();
    for place in places {
        chart.begin(&place_name(place));
        Drawing { plan, place, chart: &mut chart }.draw();
    }
    notes.extend(chart.left_out());
    let chart = format!("```mermaid\n{}\n```", chart.finish());
    if notes.is_empty() { chart } else { format!("{chart}\n\n{}", bullets(&notes)) }
}

/// Listed resources that the diagram does not show.
fn not_drawn(plan: &Plan<'_>) -> Vec<String> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in &plan.workbook().event.resources {
        let drawn = [ResourceKind::Instance, ResourceKind::LoadBalancer, ResourceKind::AutoScalingGroup];
        if !drawn.contains(&resource.kind) || resource.account.is_none() || resource.region.is_none() {
            *kinds.entry(resource.kind.id()).or_default() += 1;
        }
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, number)| format!("{kind} {number}")).collect();
    if kinds.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "Listed and not drawn, as the diagram shows only instances, groups and load balancers whose place is given: {}.",
        kinds.join(", ")
    )]
}

/// Draws one place.
struct Drawing<'a, 'c> {
    plan: &'c Plan<'a>,
    place: Place<'a>,
    chart: &'c mut Chart,
}

impl<'a> Drawing<'a, '_> {
    fn draw(&mut self) {
        let groups = self.groups();
        let instances = self.instances();
        let mut balancers_seen = BTreeMap::new();
        for Balancer { resource, found } in balancers(self.plan, self.place) {
            match found {
                Ok(Some((arn, balancer))) => {
                    let lines = [
                        format!("load balancer {}", balancer.name),
                        format!("{}, {}", balancer.balancer_type, balancer.state),
                    ];
                    let node = self.chart.node(&format!("lb {arn}"), &lines);
                    balancers_seen.insert(arn, node);
                }
                Ok(None) => drop(self.unseen("load balancer", &resource.name, "not found")),
                Err(_) => drop(self.unseen("load balancer", &resource.name, NOT_READ)),
            }
        }
        self.target_groups(&balancers_seen, &groups, &instances);
        for (group, node) in groups.values() {
            self.zones(group, node);
            for name in &group.classic_load_balancers {
                let classic = self.unseen("classic load balancer", name, "not seen");
                self.chart.edge(&classic, node);
            }
        }
    }

    fn unseen(&mut self, kind: &str, name: &str, why: &str) -> String {
        self.chart.unseen(&format!("{kind} {name}"), &[format!("{kind} {name}"), why.to_owned()])
    }

    /// Listed groups that exist, with their nodes, by name.
    fn groups(&mut self) -> BTreeMap<&'a str, (&'a Group, String)> {
        let mut drawn = BTreeMap::new();
        let facts = self.place.facts;
        for name in group_names(self.plan, self.place) {
            let known = match open(Source::Groups, &facts.autoscaling.groups) {
                Ok(known) => known,
                Err(_) => {
                    self.unseen("group", name, NOT_READ);
                    continue;
                }
            };
            let Some(group) = known.get(name) else {
                self.unseen("group", name, "not found");
                continue;
            };
            let size = format!("{}, up to {}", count(group.instances.len(), "instance"), group.max_size);
            let node = self.chart.node(&format!("asg {name}"), &[format!("group {name}"), size]);
            drawn.insert(name, (group, node));
        }
        drawn
    }

    /// Listed instances that exist, with their nodes, by id.
    fn instances(&mut self) -> BTreeMap<&'a str, String> {
        let mut drawn = BTreeMap::new();
        let facts = self.place.facts;
        let listed = self.plan.workload.listed(ResourceKind::Instance, self.place.account, self.place.region);
        for resource in listed {
            let Ok(known) = open(Source::Instances, &facts.ec2.instances) else {
                self.unseen("instance", &resource.name, NOT_READ);
                continue;
            };
            let found = names::find_instances(known, &resource.name);
            if found.is_empty() {
                self.unseen("instance", &resource.name, "not found");
            }
            for (id, instance) in found {
                let lines = [format!("instance {id}"), format!("{}, {}", instance.instance_type, instance.state)];
                let node = self.chart.node(&format!("instance {id}"), &lines);
                let zone = self.zone(&instance.zone);
                self.chart.edge(&node, &zone);
                drawn.insert(id, node);
            }
        }
        drawn
    }

    fn target_groups(
        &mut self,
        balancers: &BTreeMap<&'a str, String>,
        groups: &BTreeMap<&'a str, (&'a Group, String)>,
        instances: &BTreeMap<&'a str, String>,
    ) {
        let facts = self.place.facts;
        let known = open(Source::TargetGroups, &facts.elb.target_groups);
        let Ok(known) = known else {
            for node in balancers.values() {
                let unseen = self.chart.unseen("target groups", &["target groups".to_owned(), NOT_READ.to_owned()]);
                self.chart.edge(node, &unseen);
            }
            return;
        };
        for (arn, target_group) in known {
            let owners: Vec<_> =
                target_group.load_balancers.iter().filter_map(|owner| balancers.get(owner.as_str())).collect();
            if owners.is_empty() {
                continue;
            }
            let node = self.chart.node(&format!("tg {arn}"), &[format!("target group {}", target_group.name)]);
            owners.iter().for_each(|owner| self.chart.edge(owner, &node));
            let mut members = BTreeSet::new();
            for (group, group_node) in groups.values().filter(|(group, _)| group.target_groups.contains(arn)) {
                self.chart.edge(&node, group_node);
                members.extend(group.instances.iter().map(|instance| instance.id.as_str()));
            }
            let Ok(targets) = open_one(Source::TargetHealth, &facts.elb.target_health, arn) else {
                let unseen = self.chart.unseen(&format!("targets {arn}"), &["targets".to_owned(), NOT_READ.to_owned()]);
                self.chart.edge(&node, &unseen);
                continue;
            };
            let mut others = BTreeSet::new();
            for target in targets.iter().filter(|target| !members.contains(target.id.as_str())) {
                match instances.get(target.id.as_str()) {
                    Some(instance) => self.chart.edge(&node, instance),
                    None => drop(others.insert(&target.id)),
                }
            }
            if !others.is_empty() {
                let label = [count(others.len(), "other target"), "not listed".to_owned()];
                let others = self.chart.node(&format!("others {arn}"), &label);
                self.chart.edge(&node, &others);
            }
        }
    }

    /// Draws a group's zones with its subnets there.
    fn zones(&mut self, group: &Group, node: &str) {
        let subnets = open(Source::Subnets, &self.place.facts.ec2.subnets).ok();
        for zone in &group.zones {
            let zone = self.zone(zone);
            self.chart.edge(node, &zone);
        }
        for id in &group.subnets {
            let Some(subnet) = subnets.and_then(|subnets| subnets.get(id)) else {
                let why = if subnets.is_some() { "not found" } else { NOT_READ };
                let unseen = self.unseen("subnet", id, why);
                self.chart.edge(node, &unseen);
                continue;
            };
            let zone = self.zone(&subnet.zone);
            self.chart.add_line(&zone, id);
            self.chart.edge(node, &zone);
        }
    }

    fn zone(&mut self, name: &str) -> String {
        self.chart.node(&format!("zone {name}"), &[format!("zone {name}")])
    }
}
