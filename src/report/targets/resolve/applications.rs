//! APIs, ECS services, EKS clusters and the NAT gateways of VPCs, as CloudWatch names them.

use std::collections::BTreeSet;

use super::{Listed, Shape, Target, named};
use crate::{
    aws::{apigateway::facts::Api, vpc::facts::NatGateway},
    names,
    snapshot::RegionSnapshot,
};

/// APIs that API Gateway lists, now or before the event. What CloudWatch calls one, only its protocol tells.
pub(super) fn apis(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let known = [Some(facts), before].into_iter().flatten().map(|facts| names::find_apis(&facts.apigateway, written));
    let Some(found) = known.into_iter().find(|found| !found.is_empty()) else {
        return vec![listed.unmeasured("its protocol, which tells how CloudWatch knows it, is not known")];
    };
    let target = |(id, api): (&str, &Api)| {
        let shape = match api.protocol.as_str() {
            "REST" => Shape::RestApi,
            "WEBSOCKET" => Shape::WebSocketApi,
            _ => Shape::HttpApi,
        };
        listed.target(id, [(shape, vec![names::api_dimension(id, api)])])
    };
    found.into_iter().map(target).collect()
}

/// ECS services that ECS lists, now or before the event, or that are written with their cluster.
pub(super) fn services(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let known = [Some(facts), before].into_iter().flatten().filter_map(|facts| facts.ecs.services.seen());
    let mut found = known.map(|all| names::find_ecs_services(all, written)).filter(|found| !found.is_empty());
    let found = match found.next() {
        Some(found) => found.into_iter().map(|(name, _)| name).collect(),
        None => vec![written],
    };
    let target = |name: &str| match name.split_once('/') {
        Some((cluster, service)) => {
            let dimensions = vec![("ClusterName", cluster.to_owned()), ("ServiceName", service.to_owned())];
            listed.target(name, [(Shape::EcsService, dimensions)])
        }
        None => {
            listed.unmeasured("its cluster, by which CloudWatch knows it, is not known: list it as cluster/service")
        }
    };
    found.into_iter().map(target).collect()
}

/// An EKS cluster by its name, to which its endpoint leads where EKS was read.
pub(super) fn cluster(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Target {
    let known = [Some(facts), before].into_iter().flatten().filter_map(|facts| facts.eks.clusters.seen());
    let found = known.filter_map(|all| names::find_eks_cluster(all, written)).map(|(name, _)| name).next();
    let by_itself = || (!names::is_eks_endpoint(written)).then(|| names::eks_cluster_name(written));
    match found.or_else(by_itself) {
        Some(name) => listed.target(name, [(Shape::EksCluster, named("ClusterName", name))]),
        None => listed.unmeasured("its name, by which CloudWatch knows it, is not known: list it by its name"),
    }
}

/// The NAT gateways of a VPC, now or before the event: all of it that publishes metrics.
pub(super) fn nat_gateways(
    listed: &Listed<'_>,
    written: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let own = |facts: &RegionSnapshot| -> Option<Vec<Target>> {
        let vpcs = names::find_vpcs(facts.vpc.vpcs.seen()?, written);
        let is_own = |gateway: &NatGateway| vpcs.iter().any(|(id, _)| *id == gateway.vpc);
        let own = facts.vpc.nat_gateways.seen()?.iter().filter(|(_, gateway)| is_own(gateway));
        Some(own.flat_map(|(id, gateway)| nat_gateway(listed, id, gateway)).collect())
    };
    let mut known = own(facts);
    if known.as_ref().is_none_or(Vec::is_empty) {
        known = before.and_then(own).or(known);
    }
    match known {
        None => vec![listed.unmeasured("its NAT gateways, which publish metrics, were not read")],
        Some(found) if found.is_empty() => {
            vec![listed.unmeasured("it has no NAT gateway, and publishes no metrics itself")]
        }
        Some(found) => found,
    }
}

/// CloudWatch counts each zone of a regional one apart.
fn nat_gateway(listed: &Listed<'_>, id: &str, gateway: &NatGateway) -> Vec<Target> {
    let unit = |zone: Option<&str>| {
        let name = zone.map_or(id.to_owned(), |zone| format!("{id} {zone}"));
        let zone = zone.map(|zone| ("AvailabilityZone", zone.to_owned()));
        let dimensions = zone.into_iter().chain(named("NatGatewayId", id)).collect();
        listed.target_of("nat-gateway", &name, [(Shape::NatGateway, dimensions)])
    };
    let zones: BTreeSet<&str> = gateway.addresses.iter().filter_map(|address| address.zone.as_deref()).collect();
    match gateway.regional && !zones.is_empty() {
        true => zones.into_iter().map(|zone| unit(Some(zone))).collect(),
        false => vec![unit(None)],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::testing::{healthy, measured};
    use crate::{
        aws::vpc::facts::NatAddress,
        event::ResourceKind,
        snapshot::{Fact, RegionSnapshot},
    };

    #[test]
    fn each_form_of_a_name_is_measured_as_cloudwatch_knows_it() {
        let known = healthy();
        let nothing = RegionSnapshot::default();
        use ResourceKind::{Api, EcsService, EksCluster, Function, Queue, Topic, Vpc};
        const PROTOCOL: &str = ": its protocol, which tells how CloudWatch knows it, is not known";
        const CLUSTER: &str =
            "checkout: its cluster, by which CloudWatch knows it, is not known: list it as cluster/service";
        let events = "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com";
        let service = "arn:aws:ecs:us-east-1:111122223333:service/shop/worker";
        let endpoint = known.eks.clusters.seen().unwrap()["shop"].endpoint.clone().unwrap();
        let no_name = format!("{endpoint}: its name, by which CloudWatch knows it, is not known: list it by its name");
        let gateways = "nat-0a1b2c3d4e5f60001 NatGateway, nat-0a1b2c3d4e5f60002 NatGateway";
        for (kind, written, with_facts, without) in [
            (Function, "checkout:live", "checkout Function", "checkout Function"),
            (Queue, "https://sqs.us-east-1.amazonaws.com/111122223333/receipts", "receipts Queue", "receipts Queue"),
            (Topic, "arn:aws:sns:us-east-1:111122223333:orders", "orders Topic", "orders Topic"),
            (Api, "shop", "a1b2c3d4e5 RestApi", &format!("shop{PROTOCOL}")),
            (Api, events, "f6g7h8i9j0 HttpApi", &format!("{events}{PROTOCOL}")),
            (EcsService, "checkout", "shop/checkout EcsService", CLUSTER),
            (EcsService, service, "shop/worker EcsService", "shop/worker EcsService"),
            (EksCluster, "shop", "shop EksCluster", "shop EksCluster"),
            (EksCluster, &endpoint, "shop EksCluster", &no_name),
            (Vpc, "shop", gateways, "shop: its NAT gateways, which publish metrics, were not read"),
        ] {
            assert_eq!(measured(kind, written, &known, None), with_facts, "{written}");
            assert_eq!(measured(kind, written, &nothing, Some(&known)), with_facts, "{written}, known from before");
            assert_eq!(measured(kind, written, &nothing, None), without, "{written}, nothing known");
        }
    }

    #[test]
    fn a_regional_nat_gateway_is_measured_zone_by_zone_and_a_vpc_without_one_is_not() {
        let mut known = healthy();
        let Fact::Seen(gateways) = &mut known.vpc.nat_gateways else { panic!("no NAT gateways") };
        gateways.remove("nat-0a1b2c3d4e5f60002");
        let address = |zone: &str| NatAddress { public: None, private: None, zone: Some(zone.to_owned()) };
        for gateway in gateways.values_mut() {
            gateway.regional = true;
            gateway.addresses = ["us-east-1a", "us-east-1b"].map(address).into();
        }
        let measured = |known: &RegionSnapshot| measured(ResourceKind::Vpc, "shop", known, None);
        assert_eq!(
            measured(&known),
            "nat-0a1b2c3d4e5f60001 us-east-1a NatGateway, nat-0a1b2c3d4e5f60001 us-east-1b NatGateway"
        );
        known.vpc.nat_gateways = Fact::Seen(BTreeMap::new());
        assert_eq!(measured(&known), "shop: it has no NAT gateway, and publishes no metrics itself");
    }
}
