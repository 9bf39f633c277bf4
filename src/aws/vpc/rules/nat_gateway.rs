//! NAT gateways of listed VPCs: their state, their zones, and their limits at the peak.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Listed, behind_nat, listed_vpcs};
use crate::{
    aws::{
        cloudwatch::{facts::Series, metrics::Metric},
        vpc::facts::NatGateway,
    },
    rule::{Area, Cx, Evidence, Example, Light, Need, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
};

/// Rules about NAT gateways.
pub const RULES: &[&Rule] = &[&STATE, &PER_ZONE, &PORT_ERRORS, &CONNECTIONS, &THROUGHPUT];

/// Connections to one destination that one address takes ("NAT gateway basics").
const PER_ADDRESS: f64 = 55_000.0;
/// Bytes per second of 100 Gbps, to which a NAT gateway scales ("NAT gateway basics").
const BYTES: f64 = 12.5e9;
/// Packets per second to which it scales.
const PACKETS: f64 = 10e6;

/// NAT gateways of a VPC; `None` where they were not read.
fn nat_gateways<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<Vec<(Subject, &'a NatGateway)>> {
    let all = cx.read(&vpc.subject, Source::NatGateways, &vpc.place.facts.vpc.nat_gateways)?;
    let own = all.iter().filter(|(_, gateway)| gateway.vpc == vpc.id);
    let subject = |id: &String| Subject { kind: "nat-gateway", id: id.clone(), ..vpc.subject.clone() };
    Some(own.map(|(id, gateway)| (subject(id), gateway)).collect())
}

const STATE: Rule = Rule {
    id: "nat-gateway-state",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every NAT gateway is available",
    why: "Private subnets call payment providers, package registries and AWS itself through their NAT gateway. One \
          that failed or is being deleted takes all of them down.",
    fix: "Look at it with `aws ec2 describe-nat-gateways --nat-gateway-ids {resource} --region {region}`. One that \
          failed is deleted and created again, and the routes are pointed at the new one.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"],
    lead_days: 7,
    needs: &[Source::Vpcs, Source::NatGateways],
    thresholds: &[],
    example: Example::Region(
        r#"{"vpc":{"nat_gateways":{"seen":{"nat-0a1b2c3d4e5f60001":{"state":"failed","failure":"internal error"}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let Some(gateways) = nat_gateways(cx, &vpc) else { continue };
            if gateways.is_empty() {
                cx.not_applicable();
            }
            for (subject, gateway) in gateways {
                let light = match gateway.state.as_str() {
                    "available" => Light::Green,
                    "pending" => Light::Yellow,
                    "failed" | "deleting" => Light::Red,
                    _ => Light::Gray,
                };
                let failure = if gateway.failure.is_empty() { String::new() } else { format!(": {}", gateway.failure) };
                let public: Vec<_> = gateway.addresses.iter().filter_map(|it| it.public.as_ref()).collect();
                let evidence = Evidence::from([("state", json!(gateway.state)), ("public_addresses", json!(public))]);
                cx.push(light, &subject, format!("is {}{failure}", gateway.state), evidence);
            }
        }
    },
};

const PER_ZONE: Rule = Rule {
    id: "nat-gateway-per-zone",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "private subnets in use go out through a NAT gateway of their own zone",
    why: "A NAT gateway lives in one zone. When that zone has trouble, every subnet that goes out through it is cut \
          off, however healthy its own zone is; until then its traffic crosses zones and is charged for it.",
    fix: "Create a NAT gateway in each zone ({zones}) and point the default route of its private subnets at it: `aws ec2 \
          create-nat-gateway --subnet-id <public-subnet> --allocation-id <address> --region {region}`, `aws ec2 \
          replace-route --route-table-id <table> --destination-cidr-block 0.0.0.0/0 --nat-gateway-id <gateway> \
          --region {region}`; or use one regional NAT gateway, which follows the subnets into every zone.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
        "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
    ],
    lead_days: 14,
    needs: &[
        Source::Vpcs,
        Source::Subnets,
        Source::NetworkInterfaces,
        Source::Groups,
        Source::RouteTables,
        Source::NatGateways,
    ],
    thresholds: &[],
    example: Example::Region(
        r#"{"vpc":{"route_tables":{"seen":{"rtb-0a1b2c3d4e5f60003":{"default_route":{"target":"nat-0a1b2c3d4e5f60001"}}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let all = &vpc.place.facts.vpc.nat_gateways;
            let Some(gateways) = cx.read(&vpc.subject, Source::NatGateways, all) else { continue };
            let Some(outbound) = behind_nat(cx, &vpc) else { continue };
            let Some(subnets) = vpc.place.facts.ec2.subnets.seen() else { continue };
            if outbound.is_empty() {
                cx.not_applicable();
                continue;
            }
            let zones: BTreeSet<&str> = outbound.iter().map(|it| it.zone).collect();
            let mut through: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            let (mut lost, mut across, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
            for it in &outbound {
                let target = it.route.target.as_str();
                through.entry(target).or_default().insert(it.zone);
                match gateways.get(target) {
                    Some(gateway) if it.route.state != "active" || gateway.state != "available" => lost.push(it.subnet),
                    None => lost.push(it.subnet),
                    Some(NatGateway { regional: true, .. }) => {}
                    Some(gateway) => match gateway.subnet.as_ref().and_then(|id| subnets.get(id)) {
                        Some(home) if home.zone == it.zone => {}
                        Some(_) => across.push(it.subnet),
                        None => unknown.push(it.subnet),
                    },
                }
            }
            let evidence = Evidence::from([
                ("zones", json!(zones)),
                ("zones_by_nat_gateway", json!(through)),
                ("subnets_across_zones", json!(across)),
                ("subnets_without_a_way_out", json!(lost)),
            ]);
            let (light, summary) = match (&lost[..], &across[..], &unknown[..]) {
                ([_, ..], ..) => (
                    Light::Red,
                    format!("the way out of {} leads to a NAT gateway that is not available", lost.join(", ")),
                ),
                ([], [_, ..], _) if zones.len() > 1 && through.len() == 1 => {
                    let one = through.keys().next().copied().unwrap_or_default();
                    (Light::Red, format!("{} zones go out through a single NAT gateway ({one})", zones.len()))
                }
                ([], [_, ..], _) => (Light::Yellow, format!("{} go out through another zone", across.join(", "))),
                ([], [], [_, ..]) => {
                    (Light::Gray, format!("the subnet of the NAT gateway of {} was not found", unknown.join(", ")))
                }
                _ => {
                    let zones = zones.iter().copied().collect::<Vec<_>>().join(", ");
                    (Light::Green, format!("private subnets in {zones} have their way out in their own zone"))
                }
            };
            cx.push(light, &vpc.subject, summary, evidence);
        }
    },
};

/// What CloudWatch counts apart: a NAT gateway, or one zone of a regional one.
struct Unit<'a> {
    subject: Subject,
    zone: Option<&'a str>,
    addresses: usize,
}

impl Unit<'_> {
    fn name(&self) -> String {
        self.zone.map(|zone| format!("in {zone}: ")).unwrap_or_default()
    }

    /// What tells its findings about something apart.
    fn part(&self, what: &str) -> String {
        [Some(what), self.zone].into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

/// The units of the NAT gateways that serve; `None` where they were not read.
fn units<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<Vec<Unit<'a>>> {
    let gateways = nat_gateways(cx, vpc)?;
    let mut units = Vec::new();
    for (subject, gateway) in gateways {
        let own = gateway.units().into_iter();
        units.extend(own.map(|(zone, addresses)| Unit { subject: subject.clone(), zone, addresses }));
    }
    if units.is_empty() {
        cx.not_applicable();
    }
    Some(units)
}

/// What CloudWatch measured of a unit in the last days; a gray verdict where it has nothing.
fn measured<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>, unit: &Unit<'_>, metric: &Metric) -> Option<&'a Series> {
    let (part, prefix) = (unit.part(&metric.name), unit.name());
    load::series(cx, Whose { subject: &unit.subject, part: &part, prefix: &prefix }, vpc.place, metric)
}

fn part(cx: &mut Cx<'_>, light: Light, unit: &Unit<'_>, what: &str, summary: String, evidence: Evidence) {
    cx.push_part(light, Area::Service, &unit.subject, unit.part(what), summary, evidence);
}

const PORT_ERRORS: Rule = Rule {
    id: "nat-port-errors",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "no NAT gateway was out of ports in the last 14 days",
    why: "A NAT gateway that finds no free port for a connection drops it, and the caller sees a timeout. What \
          happened on an ordinary day happens at the peak all the time.",
    fix: "Give the NAT gateway another address: `aws ec2 associate-nat-gateway-address --nat-gateway-id {resource} \
          --allocation-ids <address> --region {region}`; reuse connections, send traffic to AWS through VPC endpoints, \
          or split the private subnets over more NAT gateways.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"],
    lead_days: 7,
    needs: &[Source::Vpcs, Source::NatGateways, Source::Metrics],
    thresholds: &[],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/NATGateway ErrorPortAllocation Sum NatGatewayId=nat-0a1b2c3d4e5f60001":
            {"seen":{"maximum":12}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            for unit in units(cx, &vpc).unwrap_or_default() {
                let metric = Metric::nat_port_errors(&unit.subject.id, unit.zone);
                let Some(series) = measured(cx, &vpc, &unit, &metric) else { continue };
                let evidence = Evidence::from([
                    ("most_in_an_hour", json!(series.maximum)),
                    ("measured_at", json!(series.maximum_at)),
                    ("addresses", json!(unit.addresses)),
                ]);
                let (light, summary) = match series.maximum {
                    none if none <= 0.0 => (Light::Green, "no connection was left without a port".to_owned()),
                    most => (Light::Red, format!("{most} connections found no port within the worst hour")),
                };
                let summary = format!("{}{summary}", unit.name());
                part(cx, light, &unit, &metric.name, summary, evidence);
            }
        }
    },
};

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.5,
    meaning: "share of the limit at the peak from which it is at risk",
};

const RED_SHARE: Threshold =
    Threshold { name: "red-share", default: 0.9, meaning: "share of the limit at the peak from which it is not ready" };

const SHARES: &[Threshold] = &[YELLOW_SHARE, RED_SHARE];

const CONNECTIONS: Rule = Rule {
    id: "nat-connections-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "NAT gateways have ports for the connections of the peak",
    why: "Each address of a NAT gateway takes 55,000 connections at once to one destination. CloudWatch does not tell \
          destinations apart, so all connections are judged as if they went to one, such as a payment provider.",
    fix: "Give the NAT gateway more addresses, up to eight: `aws ec2 associate-nat-gateway-address --nat-gateway-id \
          {resource} --allocation-ids <address> --region {region}`; the quota L-5F53652F allows two at first. Reuse \
          connections, and send traffic to AWS through VPC endpoints.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"],
    lead_days: 7,
    needs: &[Source::Vpcs, Source::NatGateways, Source::Metrics],
    thresholds: SHARES,
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/NATGateway ActiveConnectionCount Maximum NatGatewayId=nat-0a1b2c3d4e5f60001":
            {"seen":{"maximum":40000}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            for unit in units(cx, &vpc).unwrap_or_default() {
                let limit = PER_ADDRESS * unit.addresses as f64;
                let metric = Metric::nat_connections(&unit.subject.id, unit.zone);
                at_peak(cx, &vpc, &unit, &metric, (limit, "connections"));
            }
        }
    },
};

const THROUGHPUT: Rule = Rule {
    id: "nat-throughput-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "NAT gateways carry the bytes and packets of the peak",
    why: "A NAT gateway scales to 100 Gbps and ten million packets per second, and drops what comes beyond that.",
    fix: "Split the private subnets over more NAT gateways, or take traffic off {resource}: VPC endpoints for AWS \
          services, a cache for what is fetched again and again.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"],
    lead_days: 14,
    needs: &[Source::Vpcs, Source::NatGateways, Source::Metrics],
    thresholds: SHARES,
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/NATGateway PeakBytesPerSecond Maximum NatGatewayId=nat-0a1b2c3d4e5f60001":
            {"seen":{"maximum":1000000000}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            for unit in units(cx, &vpc).unwrap_or_default() {
                let id = &unit.subject.id;
                let (bytes, packets) = (Metric::nat_bytes(id, unit.zone), Metric::nat_packets(id, unit.zone));
                at_peak(cx, &vpc, &unit, &bytes, (BYTES, "bytes per second"));
                at_peak(cx, &vpc, &unit, &packets, (PACKETS, "packets per second"));
            }
        }
    },
};

/// Judges the highest value of a metric, times the event's growth, against a limit.
fn at_peak<'a>(
    cx: &mut Cx<'a>,
    vpc: &Listed<'a>,
    unit: &Unit<'_>,
    metric: &Metric,
    (limit, what): (f64, &'static str),
) {
    let Some(series) = measured(cx, vpc, unit, metric) else { return };
    let whose = Whose { part: &unit.part(&metric.name), ..Whose::whole(&unit.subject) };
    let Some(Peak { growth, needed, .. }) = load::peak(cx, whose, series.maximum) else { return };
    let light = match needed / limit {
        share if share >= cx.threshold(&RED_SHARE) => Light::Red,
        share if share >= cx.threshold(&YELLOW_SHARE) => Light::Yellow,
        _ => Light::Green,
    };
    let evidence = Evidence::from([
        ("busiest", json!(series.maximum)),
        ("measured_at", json!(series.maximum_at)),
        ("peak_factor", json!(growth)),
        ("needed", json!(needed as u64)),
        ("limit", json!(limit as u64)),
        ("addresses", json!(unit.addresses)),
    ]);
    let summary = format!(
        "{}the peak needs {needed} {what} ({} at most so far × {growth}), the limit is {limit}",
        unit.name(),
        series.maximum
    );
    part(cx, light, unit, &metric.name, summary, evidence);
    cx.need(Need::new(needed, limit, what).used(series.maximum));
}
