//! Networks: VPCs, route tables, NAT gateways, endpoints and security groups of a whole region.

use std::collections::BTreeMap;

use aws_sdk_ec2::{
    Client,
    types::{self, AvailabilityMode, Filter, NatGatewayState},
};
use iem_core::{
    aws::vpc::facts::{NatAddress, NatGateway, Route, RouteTable, SecurityGroup, Vpc, VpcEndpoint},
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{given, required, state, text},
    limits::Api,
    service::Asks,
};

/// Largest page.
const PAGE: i32 = 1000;
/// Largest page of route tables.
const ROUTE_TABLES: i32 = 100;
/// States of a NAT gateway that has not ended.
const OPEN: &[NatGatewayState] =
    &[NatGatewayState::Pending, NatGatewayState::Available, NatGatewayState::Failed, NatGatewayState::Deleting];

/// The sources about networks.
pub(super) fn asks<'f>(api: &'f Api<'_, Client>, facts: &'f Facts<'_, RegionSnapshot>) -> Asks<'f> {
    vec![
        facts.row(Source::Vpcs, |facts| &mut facts.vpc.vpcs, vpcs(api)),
        facts.row(Source::RouteTables, |facts| &mut facts.vpc.route_tables, route_tables(api)),
        facts.row(Source::NatGateways, |facts| &mut facts.vpc.nat_gateways, nat_gateways(api)),
        facts.row(Source::VpcEndpoints, |facts| &mut facts.vpc.endpoints, endpoints(api)),
        facts.row(Source::SecurityGroups, |facts| &mut facts.vpc.security_groups, security_groups(api)),
    ]
}

async fn vpcs(api: &Api<'_, Client>) -> Result<BTreeMap<String, Vpc>, Missed> {
    let request = api.client.describe_vpcs().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let vpcs = pages.iter().flat_map(|page| page.vpcs()).map(|vpc| {
        let name = vpc.tags().iter().find(|tag| tag.key() == Some("Name")).and_then(|tag| tag.value());
        let is_associated = |it: &&types::VpcIpv6CidrBlockAssociation| {
            let state = it.ipv6_cidr_block_state().and_then(|state| state.state());
            state == Some(&types::VpcCidrBlockStateCode::Associated)
        };
        let ipv6_cidrs = vpc.ipv6_cidr_block_association_set().iter().filter(is_associated).count();
        let found = Vpc {
            state: state(vpc.state().map(|state| state.as_str())),
            name: given(name),
            cidr: text(vpc.cidr_block(), "cidrBlock")?,
            ipv6_cidrs: whole(ipv6_cidrs, "ipv6CidrBlockAssociationSet")?,
        };
        Ok((text(vpc.vpc_id(), "vpcId")?, found))
    });
    vpcs.collect()
}

async fn route_tables(api: &Api<'_, Client>) -> Result<BTreeMap<String, RouteTable>, Missed> {
    let request = api.client.describe_route_tables().max_results(ROUTE_TABLES);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let tables = pages.iter().flat_map(|page| page.route_tables()).map(|table| {
        let default = table.routes().iter().find(|route| route.destination_cidr_block() == Some("0.0.0.0/0"));
        let subnets = table.associations().iter().filter_map(|it| it.subnet_id());
        let found = RouteTable {
            vpc: text(table.vpc_id(), "vpcId")?,
            main: table.associations().iter().any(|it| it.main() == Some(true)),
            subnets: subnets.map(str::to_owned).collect(),
            default_route: default.map(route),
        };
        Ok((text(table.route_table_id(), "routeTableId")?, found))
    });
    tables.collect()
}

fn route(route: &types::Route) -> Route {
    let target = route
        .nat_gateway_id()
        .or(route.gateway_id())
        .or(route.transit_gateway_id())
        .or(route.vpc_peering_connection_id())
        .or(route.network_interface_id())
        .or(route.instance_id());
    Route { target: state(target), state: state(route.state().map(|it| it.as_str())) }
}

async fn nat_gateways(api: &Api<'_, Client>) -> Result<BTreeMap<String, NatGateway>, Missed> {
    let open = OPEN.iter().map(|state| state.as_str().to_owned()).collect();
    let open = Filter::builder().name("state").set_values(Some(open)).build();
    let request = api.client.describe_nat_gateways().filter(open).max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let gateways = pages.iter().flat_map(|page| page.nat_gateways()).map(|gateway| {
        let address = |it: &types::NatGatewayAddress| NatAddress {
            public: given(it.public_ip()),
            private: given(it.private_ip()),
            zone: given(it.availability_zone()),
        };
        let regional = gateway.availability_mode() == Some(&AvailabilityMode::Regional);
        let subnet = given(gateway.subnet_id());
        let found = NatGateway {
            state: state(gateway.state().map(|state| state.as_str())),
            failure: gateway.failure_message().unwrap_or_default().to_owned(),
            vpc: text(gateway.vpc_id(), "vpcId")?,
            subnet: if regional { subnet } else { Some(required(subnet, "subnetId")?) },
            regional,
            addresses: gateway.nat_gateway_addresses().iter().map(address).collect(),
        };
        Ok((text(gateway.nat_gateway_id(), "natGatewayId")?, found))
    });
    gateways.collect()
}

async fn endpoints(api: &Api<'_, Client>) -> Result<BTreeMap<String, VpcEndpoint>, Missed> {
    let request = api.client.describe_vpc_endpoints().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let endpoints = pages.iter().flat_map(|page| page.vpc_endpoints()).map(|endpoint| {
        let found = VpcEndpoint {
            endpoint_type: text(endpoint.vpc_endpoint_type().map(|it| it.as_str()), "vpcEndpointType")?,
            state: state(endpoint.state().map(|state| state.as_str())),
            service: given(endpoint.service_name()),
            vpc: text(endpoint.vpc_id(), "vpcId")?,
            subnets: endpoint.subnet_ids().to_vec(),
            route_tables: endpoint.route_table_ids().to_vec(),
        };
        Ok((text(endpoint.vpc_endpoint_id(), "vpcEndpointId")?, found))
    });
    let is_there = |found: &Result<(String, VpcEndpoint), Missed>| {
        found.as_ref().map_or(true, |(_, endpoint)| !endpoint.state.eq_ignore_ascii_case("deleted"))
    };
    endpoints.filter(is_there).collect()
}

async fn security_groups(api: &Api<'_, Client>) -> Result<BTreeMap<String, SecurityGroup>, Missed> {
    let request = api.client.describe_security_groups().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let groups = pages.iter().flat_map(|page| page.security_groups()).map(|group| {
        let sides = [group.ip_permissions(), group.ip_permissions_egress()];
        let most = sides
            .map(|rules| rules_of(rules, |it| it.ip_ranges().len()).max(rules_of(rules, |it| it.ipv6_ranges().len())));
        let lists = sides.iter().flat_map(|rules| rules.iter()).map(|rule| rule.prefix_list_ids().len()).sum();
        let found = SecurityGroup {
            rules: whole(most[0].max(most[1]), "ipPermissions")?,
            prefix_lists: whole(lists, "prefixListIds")?,
        };
        Ok((text(group.group_id(), "groupId")?, found))
    });
    groups.collect()
}

/// Rules of one direction and address family, without those about prefix lists.
fn rules_of(rules: &[types::IpPermission], ranges: fn(&types::IpPermission) -> usize) -> usize {
    rules.iter().map(|rule| ranges(rule) + rule.user_id_group_pairs().len()).sum()
}

fn whole(number: usize, field: &str) -> Result<u32, Missed> {
    required(u32::try_from(number).ok(), field)
}
