//! VPCs and what is in them.

use crate::workload::{
    answer::Answer,
    here::Here,
    names::{Names, Noun},
};

/// VPCs with their subnets, NAT gateways, endpoints and route tables.
pub(in crate::workload) fn vpcs<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let facts = &here.facts.vpc;
    let first = names.resources.len();
    for (id, vpc) in facts.vpcs.seen().into_iter().flatten() {
        let index = names.add(id, None, Answer::Vpc(vpc));
        vpc.name.iter().for_each(|name| names.shared(index, name));
    }
    if names.resources.len() == first {
        return;
    }
    let subnets = here.facts.ec2.subnets.seen().into_iter().flatten();
    let subnets = subnets.map(|(id, it)| (Noun::Subnet, id, &it.vpc));
    let gateways = facts.nat_gateways.seen().into_iter().flatten();
    let gateways = gateways.map(|(id, it)| (Noun::NatGateway, id, &it.vpc));
    let endpoints = facts.endpoints.seen().into_iter().flatten();
    let endpoints = endpoints.map(|(id, it)| (Noun::VpcEndpoint, id, &it.vpc));
    let tables = facts.route_tables.seen().into_iter().flatten();
    let tables = tables.map(|(id, it)| (Noun::RouteTable, id, &it.vpc));
    for (noun, id, vpc) in subnets.chain(gateways).chain(endpoints).chain(tables) {
        let owners = names.find(crate::event::ResourceKind::Vpc, vpc);
        owners.into_iter().for_each(|index| names.part(index, noun, id));
    }
}
