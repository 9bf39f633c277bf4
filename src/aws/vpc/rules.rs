//! VPCs: whether they exist, and whether their zones, addresses and endpoints hold through the peak.

pub mod nat_gateway;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::facts::{Route, VpcEndpoint};
use crate::{
    aws::{ec2::facts::Subnet, elb::rules::prefix_length},
    event::ResourceKind,
    rule::{self, Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold, Topic},
    rules::quota::listed_groups,
    source::Source,
    workload::Answer,
};

/// Rules about VPCs.
pub const RULES: &[&Rule] = &[&EXISTS, &MULTI_AZ, &FREE_IPS, &ENDPOINT_STATE, &ENDPOINT_ZONES, &GATEWAY_ENDPOINT];

const EXISTS: Rule = Rule {
    id: "vpc-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed VPC exists, and its name means just one",
    why: "A wrong id means that nobody looked at the network that the workload is in. A name that two VPCs share \
          leaves open which of them was meant.",
    fix: "See what there is with `aws ec2 describe-vpcs --region {region} --query \
          \"Vpcs[].[VpcId,CidrBlock,Tags[?Key=='Name']|[0].Value]\"`, and list the VPC by its id in section 6.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/configure-your-vpc.html"],
    lead_days: 7,
    needs: &[Source::Vpcs],
    thresholds: &[],
    example: Example::Region(r#"{"vpc":{"vpcs":{"seen":{"vpc-0a1b2c3d4e5f60001":null}}}}"#),
    check: |cx| {
        for rule::Listed { subject, resource, .. } in cx.existing(ResourceKind::Vpc) {
            let Answer::Vpc(vpc) = resource.answer else { continue };
            let (summary, evidence) = (format!("is {}", vpc.state), Evidence::from([("state", json!(vpc.state))]));
            match vpc.state.as_str() {
                "available" => cx.green(&subject, summary, evidence),
                "pending" => cx.yellow(&subject, summary, evidence),
                _ => cx.gray(&subject, summary, evidence),
            }
        }
    },
};

/// A listed VPC that exists.
pub(super) struct Listed<'a> {
    /// What findings call it.
    pub(super) subject: Subject,
    /// Its id.
    pub(super) id: &'a str,
    /// Where it is.
    pub(super) place: Place<'a>,
}

/// Listed VPCs that exist, each once. The others are the business of `vpc-exists`.
pub(super) fn listed_vpcs<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    let vpcs = cx.resources(ResourceKind::Vpc).into_iter();
    vpcs.map(|it| Listed { id: it.resource.id, place: it.place, subject: it.subject }).collect()
}

/// Subnets of a VPC, by id; `None` where they were not read.
fn subnets<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<BTreeMap<&'a str, &'a Subnet>> {
    let all = cx.read(&vpc.subject, Source::Subnets, &vpc.place.facts.ec2.subnets)?;
    let own = all.iter().filter(|(_, subnet)| subnet.vpc == vpc.id);
    Some(own.map(|(id, subnet)| (id.as_str(), subnet)).collect())
}

/// Subnets of a VPC in which something runs, or in which a listed group will start instances. `None` where what tells
/// it was not read.
fn subnets_in_use<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<BTreeMap<&'a str, &'a Subnet>> {
    let mut own = subnets(cx, vpc)?;
    let interfaces = &vpc.place.facts.ec2.network_interfaces;
    let interfaces = cx.read(&vpc.subject, Source::NetworkInterfaces, interfaces)?;
    let groups = listed_groups(cx, vpc.place, &vpc.subject)?;
    let of_groups: BTreeSet<&str> = groups.iter().flat_map(|group| &group.subnets).map(String::as_str).collect();
    own.retain(|id, _| of_groups.contains(id) || interfaces.subnets.get(*id).is_some_and(|number| *number > 0));
    Some(own)
}

/// A subnet in use, its route table, and where its traffic to the internet goes.
pub(super) struct Outbound<'a> {
    /// Id of the subnet.
    pub(super) subnet: &'a str,
    /// Its zone.
    pub(super) zone: &'a str,
    /// Id of its route table.
    table: &'a str,
    /// The default route.
    pub(super) route: &'a Route,
}

/// The subnets in use whose default route leads to a NAT gateway; `None` where what tells it was not read.
pub(super) fn behind_nat<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<Vec<Outbound<'a>>> {
    let used = subnets_in_use(cx, vpc)?;
    let tables = cx.read(&vpc.subject, Source::RouteTables, &vpc.place.facts.vpc.route_tables)?;
    let main = tables.iter().find(|(_, table)| table.vpc == vpc.id && table.main);
    let own =
        tables.iter().flat_map(|(id, table)| table.subnets.iter().map(move |subnet| (subnet.as_str(), (id, table))));
    let own: BTreeMap<&str, _> = own.collect();
    let outbound = used.into_iter().filter_map(|(id, subnet)| {
        let (table, answer) = own.get(id).copied().or(main)?;
        let route = answer.default_route.as_ref().filter(|route| route.target.starts_with("nat-"))?;
        Some(Outbound { subnet: id, zone: &subnet.zone, table, route })
    });
    Some(outbound.collect())
}

const MULTI_AZ: Rule = Rule {
    id: "vpc-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "every VPC has subnets in at least two Availability Zones",
    why: "When its only zone has trouble, nothing in the VPC has a place to go to.",
    fix: "Add a subnet in another zone: `aws ec2 create-subnet --vpc-id {resource} --availability-zone <zone> \
          --cidr-block <block> --region {region}`, and give it to groups, load balancers and databases.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/vpc-subnet-basics.html"],
    lead_days: 14,
    needs: &[Source::Vpcs, Source::Subnets],
    thresholds: &[],
    example: Example::Region(
        r#"{"ec2":{"subnets":{"seen":{"subnet-0a1b2c3d4e5f60002":{"zone":"us-east-1a"},
            "subnet-0a1b2c3d4e5f60004":{"zone":"us-east-1a"}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let Some(subnets) = subnets(cx, &vpc) else { continue };
            let zones: BTreeSet<&str> = subnets.values().map(|subnet| subnet.zone.as_str()).collect();
            let zones: Vec<&str> = zones.into_iter().collect();
            let evidence = Evidence::from([("zones", json!(zones)), ("subnets", json!(subnets.len()))]);
            match zones[..] {
                [] => cx.red(&vpc.subject, "has no subnet", evidence),
                [one] => cx.red(&vpc.subject, format!("has subnets in a single Availability Zone ({one})"), evidence),
                _ => cx.green(&vpc.subject, format!("has subnets in {} Availability Zones", zones.len()), evidence),
            }
        }
    },
};

const RED_SHARE: Threshold = Threshold {
    name: "red-share",
    default: 0.05,
    meaning: "free addresses as a share of all, below which a subnet is not ready",
};

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.15,
    meaning: "free addresses as a share of all, below which a subnet is at risk",
};

const FREE_IPS: Rule = Rule {
    id: "subnet-free-ips",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "every subnet has free addresses",
    why: "Whatever starts in a subnet takes an address there: instances, tasks, functions, nodes of load balancers. \
          A subnet that is almost full today stops the first scale-out.",
    fix: "Free addresses in {tightest}, or add a larger subnet in {zone}: `aws ec2 create-subnet --vpc-id {resource} \
          --availability-zone {zone} --cidr-block <block> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"],
    lead_days: 14,
    needs: &[Source::Vpcs, Source::Subnets],
    thresholds: &[RED_SHARE, YELLOW_SHARE],
    example: Example::Region(r#"{"ec2":{"subnets":{"seen":{"subnet-0a1b2c3d4e5f60003":{"free_ips":30}}}}}"#),
    check: |cx| {
        let (red, yellow) = (cx.threshold(&RED_SHARE), cx.threshold(&YELLOW_SHARE));
        for vpc in listed_vpcs(cx) {
            let Some(subnets) = subnets(cx, &vpc) else { continue };
            let share = |subnet: &Subnet| Some(f64::from(subnet.free_ips) / usable(subnet.cidr.as_deref()?)?);
            let mut shares: Vec<_> =
                subnets.iter().filter_map(|(id, subnet)| Some((share(subnet)?, *id, *subnet))).collect();
            shares.sort_by(|one, other| one.0.total_cmp(&other.0));
            let Some((least, id, subnet)) = shares.first() else {
                // IPv6 has addresses enough.
                cx.not_applicable();
                continue;
            };
            let tight: Vec<&str> = shares.iter().filter(|it| it.0 < yellow).map(|(_, id, _)| *id).collect();
            let evidence = Evidence::from([
                ("tightest", json!(id)),
                ("zone", json!(subnet.zone)),
                ("cidr", json!(subnet.cidr)),
                ("free_ips", json!(subnet.free_ips)),
                ("tight", json!(tight)),
            ]);
            let (zone, free) = (&subnet.zone, subnet.free_ips);
            let summary = match tight.len() {
                0 | 1 => format!("{id} in {zone} has the smallest share of free addresses: {free}"),
                more => format!("{more} subnets are almost full, first {id} in {zone} with {free} free addresses"),
            };
            let light = match least {
                least if *least < red => Light::Red,
                least if *least < yellow => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &vpc.subject, summary, evidence);
        }
    },
};

/// Addresses of an IPv4 block, without the five that AWS keeps ("Subnet CIDR blocks").
fn usable(cidr: &str) -> Option<f64> {
    let bits = prefix_length(cidr).filter(|bits| *bits <= 28)?;
    Some(f64::from(32 - bits).exp2() - 5.0)
}

/// Endpoints of a VPC; `None` where they were not read.
fn endpoints<'a>(cx: &mut Cx<'a>, vpc: &Listed<'a>) -> Option<Vec<(Subject, &'a VpcEndpoint)>> {
    let all = cx.read(&vpc.subject, Source::VpcEndpoints, &vpc.place.facts.vpc.endpoints)?;
    let own = all.iter().filter(|(_, endpoint)| endpoint.vpc == vpc.id);
    let subject = |id: &String| Subject { kind: "vpc-endpoint", id: id.clone(), ..vpc.subject.clone() };
    Some(own.map(|(id, endpoint)| (subject(id), endpoint)).collect())
}

/// `com.amazonaws.us-east-1.sqs`, or what stands for a service.
fn service(endpoint: &VpcEndpoint) -> &str {
    endpoint.service.as_deref().unwrap_or(&endpoint.endpoint_type)
}

const ENDPOINT_STATE: Rule = Rule {
    id: "vpc-endpoint-state",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every VPC endpoint is available",
    why: "Through an endpoint that is not available nothing reaches its service: calls fail, or go out through a NAT \
          gateway that was not sized for them.",
    fix: "Look at it with `aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {resource} --region {region}`. One that \
          waits for acceptance is accepted by the owner of {service}; one that failed is deleted and created again.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html"],
    lead_days: 7,
    needs: &[Source::Vpcs, Source::VpcEndpoints],
    thresholds: &[],
    example: Example::Region(r#"{"vpc":{"endpoints":{"seen":{"vpce-0a1b2c3d4e5f60001":{"state":"failed"}}}}}"#),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let Some(endpoints) = endpoints(cx, &vpc) else { continue };
            if endpoints.is_empty() {
                cx.not_applicable();
            }
            for (subject, endpoint) in endpoints {
                let service = service(endpoint);
                let evidence = Evidence::from([("state", json!(endpoint.state)), ("service", json!(service))]);
                let light = match endpoint.state.to_ascii_lowercase().as_str() {
                    // What has to be true of an endpoint of an unknown type, nobody knows.
                    "available" if !KNOWN_ENDPOINTS.contains(&endpoint.endpoint_type.as_str()) => Light::Gray,
                    "available" => Light::Green,
                    "pending" | "pendingacceptance" | "partial" => Light::Yellow,
                    "failed" | "rejected" | "expired" | "deleting" => Light::Red,
                    _ => Light::Gray,
                };
                cx.push(light, &subject, format!("the endpoint of {service} is {}", endpoint.state), evidence);
            }
        }
    },
};

/// `VpcEndpointType` (API `VpcEndpoint`).
const KNOWN_ENDPOINTS: [&str; 5] = ["Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork"];

const ENDPOINT_ZONES: Rule = Rule {
    id: "vpc-endpoint-zones",
    area: Area::Service,
    topics: &[Topic::Zones],
    title: "every interface endpoint is in each zone that the VPC uses",
    why: "An interface endpoint has an address in each zone that it was given. The other zones reach it across zones: \
          slower, charged, and not at all when its zone has trouble.",
    fix: "Add a subnet of each missing zone ({missing}): `aws ec2 modify-vpc-endpoint --vpc-endpoint-id {resource} \
          --add-subnet-ids <subnet> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"],
    lead_days: 7,
    needs: &[Source::Vpcs, Source::Subnets, Source::NetworkInterfaces, Source::Groups, Source::VpcEndpoints],
    thresholds: &[],
    example: Example::Region(
        r#"{"vpc":{"endpoints":{"seen":{"vpce-0a1b2c3d4e5f60001":{"subnets":["subnet-0a1b2c3d4e5f60003"]}}}}}"#,
    ),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let Some(endpoints) = endpoints(cx, &vpc) else { continue };
            let Some(all) = subnets(cx, &vpc) else { continue };
            let Some(used) = subnets_in_use(cx, &vpc) else { continue };
            let used: BTreeSet<&str> = used.values().map(|subnet| subnet.zone.as_str()).collect();
            let interfaces = endpoints.into_iter().filter(|(_, endpoint)| endpoint.endpoint_type == "Interface");
            let interfaces: Vec<_> = interfaces.collect();
            if interfaces.is_empty() {
                cx.not_applicable();
            }
            for (subject, endpoint) in interfaces {
                let own = endpoint.subnets.iter().filter_map(|id| all.get(id.as_str()));
                let own: BTreeSet<&str> = own.map(|subnet| subnet.zone.as_str()).collect();
                let missing: Vec<&str> = used.difference(&own).copied().collect();
                let evidence = Evidence::from([
                    ("service", json!(service(endpoint))),
                    ("zones", json!(own)),
                    ("missing", json!(missing)),
                ]);
                let service = service(endpoint);
                if missing.is_empty() {
                    cx.green(&subject, format!("the endpoint of {service} is in every zone in use"), evidence);
                } else {
                    let summary = format!("the endpoint of {service} is not in {}", missing.join(", "));
                    cx.yellow(&subject, summary, evidence);
                }
            }
        }
    },
};

const GATEWAY_ENDPOINT: Rule = Rule {
    id: "vpc-gateway-endpoint",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "private subnets reach S3 and DynamoDB without a NAT gateway",
    why: "Traffic to S3 and DynamoDB takes ports and bandwidth of the NAT gateway and is charged there. At the peak it \
          competes with everything else that goes out. A gateway endpoint costs nothing and takes it off.",
    fix: "Create one for the route tables {route_tables}: `aws ec2 create-vpc-endpoint --vpc-id {resource} \
          --vpc-endpoint-type Gateway --service-name {service} --route-table-ids <table> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"],
    lead_days: 7,
    needs: &[
        Source::Vpcs,
        Source::Subnets,
        Source::NetworkInterfaces,
        Source::Groups,
        Source::RouteTables,
        Source::VpcEndpoints,
    ],
    thresholds: &[],
    example: Example::Region(r#"{"vpc":{"endpoints":{"seen":{"vpce-0a1b2c3d4e5f60002":{"route_tables":[]}}}}}"#),
    check: |cx| {
        for vpc in listed_vpcs(cx) {
            let Some(endpoints) = endpoints(cx, &vpc) else { continue };
            let Some(outbound) = behind_nat(cx, &vpc) else { continue };
            let has_tables = !cx.listed_in(vpc.place, ResourceKind::DynamoDbTable).is_empty();
            let services = [("s3", "S3"), ("dynamodb", "DynamoDB")];
            for (suffix, title) in services.into_iter().take(if has_tables { 2 } else { 1 }) {
                let is_it = |endpoint: &VpcEndpoint| {
                    let ends = endpoint.service.as_deref().is_some_and(|name| name.rsplit('.').next() == Some(suffix));
                    ends && endpoint.endpoint_type == "Gateway" && endpoint.state.eq_ignore_ascii_case("available")
                };
                let own = endpoints.iter().filter(|(_, endpoint)| is_it(endpoint));
                let own: BTreeSet<&str> = own.flat_map(|(_, it)| &it.route_tables).map(String::as_str).collect();
                let without: Vec<_> = outbound.iter().filter(|it| !own.contains(it.table)).collect();
                let tables: BTreeSet<&str> = without.iter().map(|it| it.table).collect();
                let evidence = Evidence::from([
                    ("service", json!(format!("com.amazonaws.{}.{suffix}", vpc.place.region))),
                    ("route_tables", json!(tables)),
                    ("subnets", json!(without.iter().map(|it| it.subnet).collect::<Vec<_>>())),
                ]);
                let (light, summary) = match (outbound.len(), without.len()) {
                    (0, _) => {
                        cx.not_applicable();
                        continue;
                    }
                    (_, 0) => (Light::Green, format!("no private subnet reaches {title} through a NAT gateway")),
                    (all, some) => (
                        Light::Yellow,
                        format!("{some} of {all} private subnets in use would reach {title} through a NAT gateway"),
                    ),
                };
                cx.push_part(light, Area::Service, &vpc.subject, suffix, summary, evidence);
            }
        }
    },
};
