//! The rows. Codes and names are those of Service Quotas; which quotas count what is in the
//! "Quotas" pages of each service.

use std::collections::BTreeMap;

use super::{
    Peak::{Fargate, Interfaces, NotKnown, Reservations, Same, Targets},
    QuotaRow,
    TargetsPer::{Balancer, Group, Zone},
    Unknown,
    Usage::{self, Counted, Fullest, NotMeasured, Published},
    seen,
};
use crate::{
    aws::{
        autoscaling::facts::AccountUse,
        ec2::{capacity::Purchase, facts::VolumeTotal},
        vpc::facts::{NatAddress, NatGateway},
    },
    snapshot::{Fact, RegionSnapshot},
    source::Source,
};

const fn row(
    service: &'static str,
    code: &'static str,
    name: &'static str,
    usage: Usage,
    peak: super::Peak,
) -> QuotaRow {
    QuotaRow { service, code, name, usage, peak }
}

const NO_METRIC: &str = "AWS publishes no usage, and iem does not count it";
const IN_A_RULE: &str = "it limits one listener rule, which does not fill up by itself";
const ROOT_VOLUMES: &str = "new instances bring volumes, whose sizes are not read";
const CHANGES: &str = "it limits volume modifications under way, which the peak does not start";

/// Every quota but the vCPU quotas, which have a table of their own ([`crate::aws::ec2::capacity::CLASSES`]).
#[rustfmt::skip]
pub const QUOTAS: &[QuotaRow] = &[
    row("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", Counted(Source::ElasticIps, |it| count(&it.ec2.elastic_ips, |&it| f64::from(it))), Same),
    row("ec2", "L-B665C33B", "AMIs", NotMeasured(NO_METRIC), Same),
    row("ec2", "L-0E3CBAB9", "Public AMIs", Published, Same),

    row("ebs", "L-D18FCD1D", "Storage for General Purpose SSD (gp2) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "gp2")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-7A658B76", "Storage for General Purpose SSD (gp3) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "gp3")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-FD252861", "Storage for Provisioned IOPS SSD (io1) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "io1")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-09BD8365", "Storage for Provisioned IOPS SSD (io2) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "io2")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-82ACEF56", "Storage for Throughput Optimized HDD (st1) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "st1")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-17AF77E8", "Storage for Cold HDD (sc1) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "sc1")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-9CF3C2EB", "Storage for Magnetic (standard) volumes, in TiB", Counted(Source::VolumeTotals, |it| tebibytes(it, "standard")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-B3A130E6", "IOPS for Provisioned IOPS SSD (io1) volumes", Counted(Source::VolumeTotals, |it| iops(it, "io1")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-8D977E7E", "IOPS for Provisioned IOPS SSD (io2) volumes", Counted(Source::VolumeTotals, |it| iops(it, "io2")), NotKnown(ROOT_VOLUMES)),
    row("ebs", "L-98A0B26D", "IOPS modifications for Provisioned IOPS SSD (io1) volumes", NotMeasured(CHANGES), Same),
    row("ebs", "L-35B31D98", "IOPS modifications for Provisioned IOPS SSD (io2) volumes", NotMeasured(CHANGES), Same),
    row("ebs", "L-F06E64A8", "Storage modifications for General Purpose SSD (gp2) volumes, in TiB", NotMeasured(CHANGES), Same),
    row("ebs", "L-59C8FC87", "Storage modifications for General Purpose SSD (gp3) volumes, in TiB", NotMeasured(CHANGES), Same),
    row("ebs", "L-5F80CA91", "Storage modifications for Provisioned IOPS SSD (io1) volumes, in TiB", NotMeasured(CHANGES), Same),
    row("ebs", "L-9A0E0F82", "Storage modifications for Provisioned IOPS SSD (io2) volumes, in TiB", NotMeasured(CHANGES), Same),
    row("ebs", "L-309BACF6", "Snapshots per Region", NotMeasured(NO_METRIC), Same),
    row("ebs", "L-631ECBD3", "Fast snapshot restore", NotMeasured(NO_METRIC), Same),
    row("ebs", "L-8656991D", "Concurrent snapshot copies per destination Region", NotMeasured(NO_METRIC), Same),

    row("elasticloadbalancing", "L-53DA6B97", "Application Load Balancers per Region", Published, Same),
    row("elasticloadbalancing", "L-69A177A2", "Network Load Balancers per Region", Published, Same),
    row("elasticloadbalancing", "L-E9E9831D", "Classic Load Balancers per Region", Published, Same),
    row("elasticloadbalancing", "L-B22855CB", "Target Groups per Region", Published, Same),
    row("elasticloadbalancing", "L-A0D0B863", "Targets per Target Group per Region", Published, Targets(Group)),
    row("elasticloadbalancing", "L-7E6692B2", "Targets per Application Load Balancer", Published, Targets(Balancer("application"))),
    row("elasticloadbalancing", "L-EEF1AD04", "Targets per Network Load Balancer", Published, Targets(Balancer("network"))),
    row("elasticloadbalancing", "L-B211E961", "Targets per Availability Zone per Network Load Balancer", Published, Targets(Zone)),
    row("elasticloadbalancing", "L-CE3125E5", "Registered Instances per Classic Load Balancer", Published, Targets(Balancer("classic"))),
    row("elasticloadbalancing", "L-B6DF7632", "Listeners per Application Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-57A373D6", "Listeners per Network Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-1A491844", "Listeners per Classic Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-7EED9B64", "Rules per Application Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-9365A611", "Certificates per Application Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-52964454", "Certificates per Network Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-822D1B1B", "Target Groups per Application Load Balancer", Published, Same),
    row("elasticloadbalancing", "L-057ECE54", "Target Groups per Action per Application Load Balancer", NotMeasured(IN_A_RULE), Same),
    row("elasticloadbalancing", "L-EBC0C08B", "Condition Values per Rule", NotMeasured(IN_A_RULE), Same),
    row("elasticloadbalancing", "L-A012D4E8", "Condition Wildcards per Rule", NotMeasured(IN_A_RULE), Same),
    row("elasticloadbalancing", "L-23568085", "Network Load Balancer ENIs per VPC", Published, Same),
    row("elasticloadbalancing", "L-8A66D0E6", "Reserved Application Load Balancer Capacity Units (LCU) per Region", Published, Reservations("application")),
    row("elasticloadbalancing", "L-0BB7B635", "Reserved Capacity Units (LCU) per Application Load Balancer", NotMeasured(NO_METRIC), Same),
    row("elasticloadbalancing", "L-723DCCB6", "Reserved Network Load Balancer Capacity Units (LCU) per Region", Published, Reservations("network")),
    row("elasticloadbalancing", "L-7C45F98A", "Reserved Capacity Units (LCU) per Network Load Balancer per Availability Zone", NotMeasured(NO_METRIC), Same),

    row("fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", Published, Fargate(Purchase::OnDemand)),
    row("fargate", "L-36FBB829", "Fargate Spot vCPU resource count", Published, Fargate(Purchase::Spot)),

    row("autoscaling", "L-CDE20ADC", "Auto Scaling groups per region", Counted(Source::AutoScalingUse, |it| account_use(it, |it| it.groups)), Same),
    row("autoscaling", "L-6B80B8FA", "Launch configurations per region", Counted(Source::AutoScalingUse, |it| account_use(it, |it| it.launch_configurations)), Same),

    row("vpc", "L-F678F1CE", "VPCs per Region", Published, Same),
    row("vpc", "L-407747CB", "Subnets per VPC", Fullest(Source::Subnets, |it| Ok(tally(seen(Source::Subnets, &it.ec2.subnets)?.values().map(|it| &it.vpc)))), Same),
    // AWS enforces this one in each Availability Zone ("Amazon VPC quotas").
    row("vpc", "L-DF5E4CA3", "Network interfaces per Region", Fullest(Source::NetworkInterfaces, interfaces_by_zone), Interfaces),
    row("vpc", "L-FE5A380F", "NAT gateways per Availability Zone", Fullest(Source::NatGateways, nat_gateways_by_zone), Same),
    row("vpc", "L-5F53652F", "Elastic IP address quota per NAT gateway", Fullest(Source::NatGateways, |it| nat_addresses(it, |it| it.public.is_some())), Same),
    row("vpc", "L-DFA99DE7", "Private IP address quota per NAT gateway", Fullest(Source::NatGateways, |it| nat_addresses(it, |it| it.private.is_some())), Same),
    row("vpc", "L-12E49864", "Regional NAT gateways per VPC", Fullest(Source::NatGateways, |it| Ok(tally(nat_gateways(it)?.filter(|(_, it)| it.regional).map(|(_, it)| &it.vpc)))), Same),
    row("vpc", "L-A4707A72", "Internet gateways per Region", NotMeasured(NO_METRIC), Same),
    row("vpc", "L-589F43AA", "Route tables per VPC", Fullest(Source::RouteTables, |it| Ok(tally(seen(Source::RouteTables, &it.vpc.route_tables)?.values().map(|it| &it.vpc)))), Same),
    row("vpc", "L-93826ACB", "Routes per route table", Published, Same),
    row("vpc", "L-E79EC296", "VPC security groups per Region", Counted(Source::SecurityGroups, |it| count(&it.vpc.security_groups, |it| it.len() as f64)), Same),
    row("vpc", "L-0EA8095F", "Inbound or outbound rules per security group", Fullest(Source::SecurityGroups, security_group_rules), Same),
    row("vpc", "L-2AFB9258", "Security groups per network interface", Counted(Source::NetworkInterfaces, |it| count(&it.ec2.network_interfaces, |it| it.most_groups.into())), Same),
    row("vpc", "L-83CA0A9D", "IPv4 CIDR blocks per VPC", Published, Same),
    row("vpc", "L-085A6257", "IPv6 CIDR blocks per VPC", Fullest(Source::Vpcs, |it| Ok(seen(Source::Vpcs, &it.vpc.vpcs)?.iter().map(|(id, it)| (id.as_str(), it.ipv6_cidrs)).collect())), Same),
    row("vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", Fullest(Source::VpcEndpoints, interface_endpoints), Same),
    row("vpc", "L-1B52E74A", "Gateway VPC endpoints per Region", Counted(Source::VpcEndpoints, |it| count(&it.vpc.endpoints, |all| all.values().filter(|it| it.endpoint_type == "Gateway").count() as f64)), Same),
    row("vpc", "L-B4A6D682", "Network ACLs per VPC", NotMeasured(NO_METRIC), Same),
    row("vpc", "L-2AEEBF1A", "Rules per network ACL", NotMeasured(NO_METRIC), Same),
    row("vpc", "L-BB24F6E5", "Network Address Usage", NotMeasured("AWS publishes it per VPC only, and only where monitoring of it is on"), NotKnown("every new instance adds to it")),
    row("vpc", "L-CD17FD4B", "Peered Network Address Usage", NotMeasured("AWS publishes it per VPC only, and only where monitoring of it is on"), NotKnown("every new instance adds to it")),
];

fn count<T>(fact: &Fact<T>, number: impl Fn(&T) -> f64) -> Fact<f64> {
    match fact {
        Fact::Seen(value) => Fact::Seen(number(value)),
        Fact::Missed(missed) => Fact::Missed(missed.clone()),
    }
}

fn volumes(facts: &RegionSnapshot, kind: &str, number: fn(&VolumeTotal) -> f64) -> Fact<f64> {
    // Every volume of the region was summed up: a type that is absent has none.
    count(&facts.ec2.volume_totals, |totals| totals.get(kind).map_or(0.0, number))
}

fn tebibytes(facts: &RegionSnapshot, kind: &str) -> Fact<f64> {
    volumes(facts, kind, |total| total.size_gib as f64 / 1024.0)
}

fn iops(facts: &RegionSnapshot, kind: &str) -> Fact<f64> {
    volumes(facts, kind, |total| total.iops as f64)
}

fn account_use(facts: &RegionSnapshot, number: fn(&AccountUse) -> u32) -> Fact<f64> {
    count(&facts.autoscaling.account_use, |it| f64::from(number(it)))
}

/// How often each name occurs.
fn tally<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, u32> {
    let mut numbers = BTreeMap::new();
    names.for_each(|name| *numbers.entry(name.as_str()).or_default() += 1);
    numbers
}

fn interfaces_by_zone(facts: &RegionSnapshot) -> Result<BTreeMap<&str, u32>, Unknown> {
    let zones = &seen(Source::NetworkInterfaces, &facts.ec2.network_interfaces)?.zones;
    Ok(zones.iter().map(|(zone, number)| (zone.as_str(), *number)).collect())
}

fn interface_endpoints(facts: &RegionSnapshot) -> Result<BTreeMap<&str, u32>, Unknown> {
    let all = seen(Source::VpcEndpoints, &facts.vpc.endpoints)?.values();
    Ok(tally(all.filter(|it| it.endpoint_type == "Interface").map(|it| &it.vpc)))
}

/// NAT gateways that count: one that failed does not.
fn nat_gateways(facts: &RegionSnapshot) -> Result<impl Iterator<Item = (&String, &NatGateway)>, Unknown> {
    Ok(seen(Source::NatGateways, &facts.vpc.nat_gateways)?.iter().filter(|(_, it)| it.state != "failed"))
}

fn nat_gateways_by_zone(facts: &RegionSnapshot) -> Result<BTreeMap<&str, u32>, Unknown> {
    let gateways = nat_gateways(facts)?;
    let subnets = seen(Source::Subnets, &facts.ec2.subnets)?;
    let homes = gateways.filter_map(|(_, it)| subnets.get(it.subnet.as_ref()?));
    Ok(tally(homes.map(|subnet| &subnet.zone)))
}

/// Addresses of each NAT gateway, without those of regional ones, which are of several zones.
fn nat_addresses(facts: &RegionSnapshot, counts: impl Fn(&NatAddress) -> bool) -> Result<BTreeMap<&str, u32>, Unknown> {
    let zonal = nat_gateways(facts)?.filter(|(_, it)| !it.regional);
    Ok(tally(zonal.flat_map(|(id, it)| it.addresses.iter().filter(|it| counts(it)).map(move |_| id))))
}

fn security_group_rules(facts: &RegionSnapshot) -> Result<BTreeMap<&str, u32>, Unknown> {
    let groups = seen(Source::SecurityGroups, &facts.vpc.security_groups)?;
    if groups.values().any(|group| group.prefix_lists > 0) {
        return Err(Unknown::NotMeasurable("a security group refers to a prefix list, whose entries count as rules"));
    }
    Ok(groups.iter().map(|(id, group)| (id.as_str(), group.rules)).collect())
}
