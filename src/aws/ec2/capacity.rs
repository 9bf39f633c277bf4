//! Which instance types a workload can start, and how many vCPUs those count against quotas.

use std::collections::BTreeSet;

use crate::{
    aws::{
        autoscaling::facts::{Distribution, Group},
        rds,
    },
    snapshot::{Fact, RegionSnapshot},
};

/// What findings call the vCPU quotas of a place as a whole.
pub const VCPUS: &str = "ec2 vCPUs";

/// A family of instance types that shares vCPU quotas ("On-Demand Instance quotas",
/// "Spot Instance quotas"; codes from Service Quotas).
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VcpuClass {
    /// Name in the quota and in the `Class` dimension of the usage metric.
    pub name: &'static str,
    /// Code of the running On-Demand quota.
    pub on_demand: &'static str,
    /// Code of the Spot request quota.
    pub spot: Option<&'static str>,
    /// Letters before the first digit of the type name.
    families: &'static [&'static str],
}

/// How instances are bought: each way has a quota of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purchase {
    /// On-Demand Instances.
    OnDemand,
    /// Spot Instances.
    Spot,
}

/// Every class. A type's family is what stands before its first digit; `u-6tb1` is `u`.
pub const CLASSES: &[VcpuClass] = &[
    VcpuClass {
        name: "Standard",
        on_demand: "L-1216C47A",
        spot: Some("L-34B43A08"),
        families: &["a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"],
    },
    VcpuClass { name: "G", on_demand: "L-DB2E81BA", spot: Some("L-3819A6DF"), families: &["g", "gr", "vt"] },
    VcpuClass { name: "P", on_demand: "L-417A185B", spot: Some("L-7212CCBC"), families: &["p"] },
    VcpuClass { name: "F", on_demand: "L-74FC7D96", spot: Some("L-88CF9481"), families: &["f"] },
    VcpuClass { name: "Inf", on_demand: "L-1945791B", spot: Some("L-B5D1601B"), families: &["inf"] },
    VcpuClass { name: "X", on_demand: "L-7295265B", spot: Some("L-E3A00192"), families: &["x"] },
    VcpuClass { name: "Trn", on_demand: "L-2C3B7624", spot: Some("L-6B0D517C"), families: &["trn"] },
    VcpuClass { name: "DL", on_demand: "L-6E869C2A", spot: Some("L-85EED4F7"), families: &["dl"] },
    VcpuClass { name: "HPC", on_demand: "L-F7808C92", spot: None, families: &["hpc"] },
    VcpuClass { name: "High Memory", on_demand: "L-43DA4232", spot: None, families: &["u"] },
];

impl VcpuClass {
    /// Key of the quota in a snapshot, or `None` where AWS has no such quota.
    pub fn quota(&self, purchase: Purchase) -> Option<String> {
        let code = match purchase {
            Purchase::OnDemand => Some(self.on_demand),
            Purchase::Spot => self.spot,
        };
        code.map(|code| format!("ec2/{code}"))
    }

    /// Value of the `Class` dimension of the usage metric.
    pub fn usage_class(&self, purchase: Purchase) -> String {
        let purchase = match purchase {
            Purchase::OnDemand => "OnDemand",
            Purchase::Spot => "Spot",
        };
        format!("{}/{purchase}", self.name)
    }
}

/// Class of an instance type; `None` for Mac and for families that are newer than this table.
pub fn class_of(instance_type: &str) -> Option<&'static VcpuClass> {
    let end = instance_type.find(|c: char| !c.is_ascii_lowercase())?;
    let family = &instance_type[..end];
    CLASSES.iter().find(|class| class.families.contains(&family))
}

/// Units of a group's capacity that are bought one way when the group has `capacity` units.
/// A mixed-instances policy fills its On-Demand base first, then splits by percentage, rounded
/// towards On-Demand ("Auto Scaling groups with multiple instance types and purchase options").
pub fn units(group: &Group, template_is_spot: bool, purchase: Purchase, capacity: u32) -> u32 {
    let on_demand = match &group.launch.distribution {
        Some(Distribution { on_demand_base, on_demand_percent }) => {
            let base = capacity.min(*on_demand_base);
            base + ((capacity - base) * (*on_demand_percent).min(100)).div_ceil(100)
        }
        None if template_is_spot => 0,
        None => capacity,
    };
    match purchase {
        Purchase::OnDemand => on_demand,
        Purchase::Spot => capacity - on_demand,
    }
}

/// What a group can start, with the weight of each type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Starts {
    /// Type and how many units of capacity one instance of it counts for.
    pub types: BTreeSet<(String, u32)>,
    /// Whether the template asks for Spot instances.
    pub spot: bool,
}

/// What a group can start: the types of its overrides, else of its template or launch
/// configuration. `None` when that is not known: chosen by attributes, or a template that was
/// not read.
pub fn starts(group: &Group, facts: &RegionSnapshot) -> Option<Starts> {
    if group.launch.by_attributes {
        return None;
    }
    let mut known = Starts::default();
    for key in &group.launch.templates {
        let Fact::Seen(templates) = &facts.ec2.launch_templates else { return None };
        let template = templates.get(key)?;
        known.spot |= template.spot;
        if group.launch.overrides.is_empty() {
            known.types.insert((template.instance_type.clone()?, 1));
        }
    }
    if let Some(name) = &group.launch.configuration {
        let Fact::Seen(configurations) = &facts.autoscaling.launch_configurations else {
            return None;
        };
        let configuration = configurations.get(name)?;
        known.spot |= configuration.spot;
        known.types.insert((configuration.instance_type.clone()?, 1));
    }
    for row in &group.launch.overrides {
        known.types.insert((row.instance_type.clone(), row.weight.max(1)));
    }
    (!known.types.is_empty()).then_some(known)
}

/// Every instance type that listed instances, listed groups, capacity reservations or databases use.
pub fn instance_types(facts: &RegionSnapshot) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    if let Fact::Seen(instances) = &facts.ec2.instances {
        types.extend(instances.values().map(|instance| instance.instance_type.clone()));
    }
    if let Fact::Seen(reservations) = &facts.ec2.capacity_reservations {
        types.extend(reservations.values().map(|reservation| reservation.instance_type.clone()));
    }
    if let Fact::Seen(groups) = &facts.autoscaling.groups {
        for group in groups.values() {
            types.extend(group.instances.iter().filter_map(|instance| instance.instance_type.clone()));
            if let Some(starts) = starts(group, facts) {
                types.extend(starts.types.into_iter().map(|(name, _)| name));
            }
        }
    }
    types.extend(rds::parameters::instance_types(facts));
    types
}

/// vCPU quotas that the listed instances and groups count against.
pub fn classes(facts: &RegionSnapshot) -> BTreeSet<(&'static VcpuClass, Purchase)> {
    let mut classes = BTreeSet::new();
    let mut add = |instance_type: &str, purchase| {
        if let Some(class) = class_of(instance_type) {
            classes.insert((class, purchase));
        }
    };
    if let Fact::Seen(instances) = &facts.ec2.instances {
        for instance in instances.values() {
            add(&instance.instance_type, if instance.spot { Purchase::Spot } else { Purchase::OnDemand });
        }
    }
    if let Fact::Seen(groups) = &facts.autoscaling.groups {
        for group in groups.values() {
            let Some(starts) = starts(group, facts) else { continue };
            for purchase in [Purchase::OnDemand, Purchase::Spot] {
                if units(group, starts.spot, purchase, group.max_size) > 0 {
                    starts.types.iter().for_each(|(instance_type, _)| add(instance_type, purchase));
                }
            }
        }
    }
    classes
}

/// Quotas that rules judge in one account and region, by their key in a snapshot.
pub fn wanted_quotas(facts: &RegionSnapshot) -> BTreeSet<String> {
    classes(facts).into_iter().filter_map(|(class, purchase)| class.quota(purchase)).collect()
}
