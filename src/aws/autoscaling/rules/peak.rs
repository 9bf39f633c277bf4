//! Auto Scaling groups at the event's peak.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use super::listed_groups;
use crate::{
    aws::{autoscaling::facts::Group, cloudwatch::metrics::Metric, ec2::facts::Subnet},
    rule::{Area, Cx, Evidence, Example, Need, Place, Rule, Subject, Threshold, Topic},
    rules::growth,
    source::Source,
};

/// Rules about groups at the peak.
pub const RULES: &[&Rule] = &[&MAX_COVERS_PEAK, &SUBNET_IPS_AT_PEAK];

const MAX_COVERS_PEAK_HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "maximum size as a multiple of the need at the peak, below which the group is at risk",
};

const MAX_COVERS_PEAK: Rule = Rule {
    id: "asg-max-covers-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Maximum],
    title: "every group may grow to the size that the peak needs",
    why: "A group never grows past its maximum. When the load is F times today's busiest hour, it needs about \
          F times the instances of that hour, and some to spare for a lost zone or a slow start.",
    fix: "Raise the maximum: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {resource} \
          --max-size {recommended} --region {region}`. Where the group's metrics are off, switch them on first: \
          `aws autoscaling enable-metrics-collection --auto-scaling-group-name {resource} --granularity 1Minute \
          --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html",
        "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html",
    ],
    lead_days: 7,
    needs: &[Source::Groups, Source::LoadBalancers, Source::TargetGroups, Source::Metrics],
    thresholds: &[MAX_COVERS_PEAK_HEADROOM],
    example: Example::Region(r#"{"autoscaling":{"groups":{"seen":{"web":{"max_size":20}}}}}"#),
    check: |cx| {
        for (subject, group, place) in listed_groups(cx) {
            let Some(factor) = peak_factor(cx, &subject, &group.target_groups, place) else { continue };
            let metrics = &place.facts.cloudwatch.metrics;
            let is_weighted = group.is_weighted();
            let metric = if is_weighted { Metric::capacity_in_service } else { Metric::in_service };
            let metric = metric(&subject.id).key();
            let Some(series) = cx.read_one(&subject, Source::Metrics, metrics, &metric) else {
                continue;
            };
            let in_service = f64::from(group.in_service());
            // Without the group's metrics the instances of this moment are all that is known of its
            // busiest hour: enough to say that a maximum is too low, never that it is high enough.
            let busiest = series.as_ref().map_or(in_service, |series| series.maximum.max(in_service));
            let needed = (busiest * factor).ceil();
            let recommended = (needed * cx.threshold(&MAX_COVERS_PEAK_HEADROOM)).ceil();
            let maximum = f64::from(group.max_size);
            let evidence = Evidence::from([
                ("max_size", json!(group.max_size)),
                ("busiest_in_service", json!(busiest)),
                ("measured_at", json!(series.as_ref().map(|series| series.maximum_at))),
                ("peak_factor", json!(factor)),
                ("needed", json!(needed as u64)),
                ("recommended", json!(recommended as u64)),
            ]);
            let units = if is_weighted { "units of weighted capacity" } else { "instances" };
            let summary =
                format!("the peak needs {needed} {units} ({busiest} in service × {factor}), the maximum is {maximum}");
            if maximum < needed {
                cx.red(&subject, summary, evidence);
            } else if series.is_none() {
                let summary = "the group's metrics are off or have no data, so that its busiest hour is not known";
                cx.gray(&subject, summary, evidence);
            } else if maximum < recommended {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
            cx.need(Need::new(needed, maximum, "instances").used(busiest));
        }
    },
};

/// Growth of the load on what registers in target groups; a gray verdict where it is not known.
pub(crate) fn peak_factor<'a>(
    cx: &mut Cx<'a>,
    subject: &Subject,
    target_groups: &[String],
    place: Place<'a>,
) -> Option<f64> {
    growth::behind(cx, target_groups, place).map_err(|unknown| unknown.tell(cx, subject)).ok()
}

const IPS_PER_INSTANCE: Threshold = Threshold {
    name: "ips-per-instance",
    default: 1.0,
    meaning: "private addresses that one instance takes; more with several network interfaces or prefixes",
};

const SUBNET_IPS_AT_PEAK_HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "free addresses as a multiple of the need, below which the group is at risk",
};

const SUBNET_IPS_AT_PEAK: Rule = Rule {
    id: "asg-subnet-ips-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "subnets have free addresses for every group at its maximum",
    why: "An instance that finds no free address in its subnet does not start. Free addresses run out zone by \
          zone, and groups that share subnets use up each other's.",
    fix: "Add a larger subnet in the zone to the group, or free addresses there: `aws ec2 describe-subnets \
          --region {region} --query 'Subnets[].[SubnetId,AvailabilityZone,AvailableIpAddressCount]'`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"],
    lead_days: 14,
    needs: &[Source::Groups, Source::Subnets],
    thresholds: &[IPS_PER_INSTANCE, SUBNET_IPS_AT_PEAK_HEADROOM],
    example: Example::Region(r#"{"ec2":{"subnets":{"seen":{"subnet-0a1b2c3d4e5f60001":{"free_ips":3}}}}}"#),
    check: |cx| {
        let groups = listed_groups(cx);
        // Groups in the same subnets share the same room.
        let mut rooms = BTreeMap::new();
        let mut in_subnet: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::new();
        for (index, (_, group, place)) in groups.iter().enumerate() {
            for subnet in &group.subnets {
                in_subnet.entry((place.account, place.region, subnet)).or_default().push(index);
            }
        }
        for (subject, group, place) in &groups {
            let Some(subnets) = cx.read(subject, Source::Subnets, &place.facts.ec2.subnets) else {
                continue;
            };
            if group.subnets.is_empty() || group.subnets.iter().any(|id| !subnets.contains_key(id)) {
                cx.gray(
                    subject,
                    "a subnet of the group was not found",
                    Evidence::from([("subnets", json!(group.subnets))]),
                );
                continue;
            }
            let key = (place.account, place.region, &group.subnets);
            let zones = rooms.entry(key).or_insert_with(|| {
                let mut sharing = BTreeSet::new();
                for subnet in &group.subnets {
                    sharing
                        .extend(in_subnet.get(&(place.account, place.region, subnet.as_str())).into_iter().flatten());
                }
                let sharing: Vec<_> = sharing.into_iter().filter_map(|index: &usize| groups.get(*index)).collect();
                let sharing: Vec<_> = sharing.into_iter().map(|(_, group, _)| *group).collect();
                zone_rooms(group, &sharing, subnets, cx.threshold(&IPS_PER_INSTANCE))
            });
            let Some(tightest) = zones.iter().min_by(|a, b| (a.free - a.needed).total_cmp(&(b.free - b.needed))) else {
                continue;
            };
            let evidence = Evidence::from([
                ("zone", json!(tightest.zone)),
                ("free", json!(tightest.free)),
                ("needed", json!(tightest.needed)),
                ("subnets", json!(group.subnets)),
            ]);
            let summary = format!(
                "{} has {} free addresses where growth to the maximum takes {}",
                tightest.zone, tightest.free, tightest.needed
            );
            if tightest.free < tightest.needed {
                cx.red(subject, summary, evidence);
            } else if tightest.free < tightest.needed * cx.threshold(&SUBNET_IPS_AT_PEAK_HEADROOM) {
                cx.yellow(subject, summary, evidence);
            } else {
                cx.green(subject, summary, evidence);
            }
            cx.need(Need::new(tightest.needed, tightest.free, "addresses"));
        }
    },
};

struct ZoneRoom {
    zone: String,
    free: f64,
    needed: f64,
}

/// Free and needed addresses in each zone of `group`: its own subnets there and those of groups
/// that share one with it, against the growth of all of them.
fn zone_rooms(group: &Group, all: &[&Group], subnets: &BTreeMap<String, Subnet>, per_instance: f64) -> Vec<ZoneRoom> {
    let zone_of = |id: &String| subnets.get(id).map(|subnet| subnet.zone.clone());
    let in_zone = |group: &Group, zone: &str| -> BTreeSet<String> {
        group.subnets.iter().filter(|id| zone_of(id).as_deref() == Some(zone)).cloned().collect()
    };
    let zones: BTreeSet<String> = group.subnets.iter().filter_map(zone_of).collect();
    let room = |zone: String| {
        let own = in_zone(group, &zone);
        let mut shared = own.clone();
        let mut needed = 0.0;
        for other in all {
            let theirs = in_zone(other, &zone);
            if theirs.is_disjoint(&own) {
                continue;
            }
            let zones_of_other: BTreeSet<_> = other.subnets.iter().filter_map(zone_of).collect();
            let growth = other.max_size.saturating_sub(u32::try_from(other.instances.len()).unwrap_or(u32::MAX));
            needed += (f64::from(growth) / zones_of_other.len() as f64).ceil() * per_instance;
            shared.extend(theirs);
        }
        let free = shared.iter().filter_map(|id| subnets.get(id)).map(|subnet| f64::from(subnet.free_ips)).sum();
        ZoneRoom { zone, free, needed }
    };
    zones.into_iter().map(room).collect()
}
