//! Which metrics rules judge, of what a workbook lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    aws::{cloudwatch::metrics::Metric, ec2::capacity, elb::facts::LoadBalancer, rds},
    event::{Event, ResourceKind},
    names, quotas,
    snapshot::{Fact, RegionSnapshot},
};

/// The metrics that rules judge in one account and region. `facts` holds what has been
/// collected so far: listed balancers, groups and what those start.
pub fn wanted(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeSet<Metric> {
    let groups = event.listed(ResourceKind::AutoScalingGroup, account, region);
    let mut metrics: BTreeSet<_> = groups.map(|group| Metric::in_service(names::group_name(&group.name))).collect();
    let known = facts.autoscaling.groups.seen().into_iter().flatten();
    metrics.extend(known.filter(|(_, group)| group.is_weighted()).map(|(name, _)| Metric::capacity_in_service(name)));
    for (class, purchase) in capacity::classes(facts) {
        metrics.insert(Metric::vcpus(class, purchase));
    }
    metrics.extend(quotas::usage_metrics(facts));
    if let Fact::Seen(balancers) = &facts.elb.load_balancers {
        metrics.extend(balancers.iter().flat_map(|(arn, balancer)| of_balancer(event, region, arn, balancer)));
    }
    metrics.extend(facts.ecs.services.seen().into_iter().flat_map(|all| all.keys()).map(|name| Metric::tasks(name)));
    let node_groups = facts.eks.node_groups.values().filter_map(Fact::seen).flat_map(BTreeMap::values);
    metrics.extend(node_groups.flat_map(|group| &group.groups).map(|name| Metric::in_service(name)));
    metrics.extend(of_nat_gateways(event, account, region, facts));
    if facts.ses.account.seen().is_some() {
        metrics.insert(Metric::mails());
    }
    let databases = rds::parameters::listed_instances(event, account, region, facts);
    metrics.extend(databases.into_keys().map(Metric::database_connections));
    for (name, table) in &facts.dynamodb.tables {
        let Fact::Seen(Some(table)) = table else { continue };
        for index in [None].into_iter().chain(table.indexes.keys().map(|index| Some(index.as_str()))) {
            metrics.extend([false, true].map(|is_write| Metric::consumed(name, index, is_write)));
        }
    }
    let functions = facts.lambda.functions.iter().filter(|(_, it)| matches!(it, Fact::Seen(Some(_))));
    for (name, _) in functions {
        metrics.extend([Metric::concurrent_executions(Some(name)), Metric::throttles(name), Metric::duration(name)]);
    }
    if event.listed(ResourceKind::Function, account, region).next().is_some() {
        metrics.extend([Metric::concurrent_executions(None), Metric::unreserved_executions()]);
    }
    let apis = event.listed(ResourceKind::Api, account, region);
    for (id, api) in apis.flat_map(|api| names::find_apis(&facts.apigateway, &api.name)) {
        metrics.insert(Metric::api_requests(id, api));
        metrics.extend(Metric::api_errors(id, api));
    }
    for name in facts.sqs.queues.keys() {
        metrics.extend([Metric::oldest_message(name), Metric::in_flight(name)]);
    }
    metrics
}

/// What is measured of the NAT gateways of listed VPCs.
fn of_nat_gateways(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeSet<Metric> {
    let (Fact::Seen(vpcs), Fact::Seen(gateways)) = (&facts.vpc.vpcs, &facts.vpc.nat_gateways) else {
        return BTreeSet::new();
    };
    let listed = event.listed(ResourceKind::Vpc, account, region);
    let listed: BTreeSet<&str> = listed.flat_map(|vpc| names::find_vpcs(vpcs, &vpc.name)).map(|(id, _)| id).collect();
    let mut metrics = BTreeSet::new();
    for (id, gateway) in gateways.iter().filter(|(_, gateway)| listed.contains(gateway.vpc.as_str())) {
        for zone in gateway.units().into_keys() {
            metrics.extend([
                Metric::nat_port_errors(id, zone),
                Metric::nat_connections(id, zone),
                Metric::nat_bytes(id, zone),
                Metric::nat_packets(id, zone),
            ]);
        }
    }
    metrics
}

/// What is measured of one balancer. Connections and bytes count only where section 7 says how much
/// they grow.
fn of_balancer(event: &Event, region: &str, arn: &str, balancer: &LoadBalancer) -> Vec<Metric> {
    let suffix = names::load_balancer_suffix(arn);
    let mut metrics = Vec::new();
    match balancer.balancer_type.as_str() {
        "application" => {
            metrics.extend([Metric::requests(suffix), Metric::requests_earlier(suffix), Metric::peak_lcus(suffix)]);
            let row = event.prewarming_of(region, |name| names::is_load_balancer(name, arn, balancer));
            if row.is_some_and(|row| row.growth().is_some() || row.peak_rps.is_some()) {
                let more = [Metric::new_connections(suffix), Metric::active_connections(suffix), Metric::bytes(suffix)];
                metrics.extend(more);
            }
        }
        "network" => metrics.push(Metric::network_bytes(suffix)),
        _ => {}
    }
    metrics
}

#[cfg(test)]
mod tests {
    use super::wanted;
    use crate::{
        aws::{
            cloudwatch::metrics::{Days, Metric},
            elb::facts::LoadBalancer,
        },
        snapshot::{Fact, RegionSnapshot},
        workbook,
    };

    #[test]
    fn balancers_are_measured_as_their_kind_and_section_7_ask() {
        let event =
            workbook::parse("## Section 7\n| ELB | Traffic is expected to increase |\n|---|---|\n| web | 3x |\n");
        let balancer = |name: &str, kind: &str| {
            let arn = format!("arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/{name}");
            let balancer = LoadBalancer { name: name.to_owned(), balancer_type: kind.to_owned(), ..Default::default() };
            (arn, balancer)
        };
        let mut facts = RegionSnapshot::default();
        let kinds = [("web", "application"), ("api", "application"), ("tcp", "network"), ("fw", "gateway")];
        facts.elb.load_balancers = Fact::Seen(kinds.map(|(name, kind)| balancer(name, kind)).into());
        let metrics = wanted(&event.event, "1", "us-east-1", &facts);
        assert!(metrics.iter().all(|metric| (metric.days == Days::EARLIER) == (metric.period == 300)));
        let keys: Vec<String> = metrics.iter().map(Metric::key).collect();
        insta::assert_snapshot!(keys.join("\n"), @r"
        AWS/ApplicationELB ActiveConnectionCount Sum LoadBalancer=web
        AWS/ApplicationELB NewConnectionCount Sum LoadBalancer=web
        AWS/ApplicationELB PeakLCUs Sum LoadBalancer=api
        AWS/ApplicationELB PeakLCUs Sum LoadBalancer=web
        AWS/ApplicationELB ProcessedBytes Sum LoadBalancer=web
        AWS/ApplicationELB RequestCount Sum LoadBalancer=api
        AWS/ApplicationELB RequestCount Sum LoadBalancer=api Period=300
        AWS/ApplicationELB RequestCount Sum LoadBalancer=web
        AWS/ApplicationELB RequestCount Sum LoadBalancer=web Period=300
        AWS/NetworkELB ProcessedBytes Sum LoadBalancer=tcp
        ");
    }
}
