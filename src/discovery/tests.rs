//! Discovery on small topologies.

mod endpoints;
mod random;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::discover;
use crate::{
    event::{Event, Resource, ResourceKind},
    snapshot::{SCHEMA, Snapshot},
    workbook::Workbook,
    workload::Workload,
};

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

fn listed(kind: ResourceKind, name: &str) -> Resource {
    let (account, region) = (Some(ACCOUNT.to_owned()), Some(REGION.to_owned()));
    Resource { kind, name: name.to_owned(), account, region, line: 7, found: None }
}

fn event(resources: Vec<Resource>) -> Event {
    Event { resources, ..Event::default() }
}

fn snapshot(region: Value) -> Snapshot {
    let json = json!({
        "schema": SCHEMA, "taken_at": Timestamp::UNIX_EPOCH.to_string(),
        "accounts": {ACCOUNT: {"regions": {REGION: region}}},
    });
    serde_json::from_value(json).expect("a snapshot")
}

fn balancer_arn(name: &str) -> String {
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/{name}/0123456789abcdef")
}

fn target_group_arn(name: &str) -> String {
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{name}/0123456789abcdef")
}

fn balancer(name: &str) -> Value {
    let dns_name = format!("{name}-1.{REGION}.elb.amazonaws.com");
    json!({"name": name, "dns_name": dns_name, "balancer_type": "application", "state": "active", "state_reason": "", "zones": []})
}

fn group(target_groups: &[String], instances: &[&str]) -> Value {
    let instances = instances
        .iter()
        .map(|id| json!({"id": id, "instance_type": "m5.large", "zone": "a", "state": "InService", "weight": 1}));
    json!({
        "arn": "x", "min_size": 1, "max_size": 2, "desired": 1, "zones": [], "subnets": [], "health_check_type": "ELB",
        "target_groups": target_groups, "classic_load_balancers": [], "suspended": [], "metrics": [],
        "instances": instances.collect::<Vec<_>>(),
        "launch": {"templates": [], "configuration": null, "overrides": [], "by_attributes": false},
    })
}

fn instance(group: Option<&str>) -> Value {
    json!({"state": "running", "instance_type": "m5.large", "spot": false, "zone": "a", "names": ["10.0.0.1"], "group": group})
}

/// A shop: a stack with a nested one, two balancers before one group, and an instance that stands alone.
fn shop() -> Snapshot {
    let resource = |kind: &str, id: &str| json!({"resource_type": kind, "id": id});
    let nested = format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop-data/0a1b");
    let target = |id: &str| json!({"id": id, "port": 80, "zone": null, "state": "healthy", "reason": ""});
    let behind = |name: &str, balancer: &str| json!({"name": name, "load_balancers": [balancer_arn(balancer)]});
    snapshot(json!({
        "cloudformation": {"resources": {
            "shop-prod": {"seen": [
                resource("AWS::ElasticLoadBalancingV2::LoadBalancer", &balancer_arn("web")),
                resource("AWS::CloudFormation::Stack", &nested),
                resource("AWS::IAM::Role", "shop-role"),
            ]},
            "shop-data": {"seen": [
                resource("AWS::DynamoDB::Table", "orders"),
                resource("AWS::CloudFront::Distribution", "E1EXAMPLE"),
                resource("AWS::CloudFormation::Stack", "shop-prod"),
            ]},
        }},
        "tagging": {"resources": {"event=spring-sale": {"seen": [
            format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"),
            format!("arn:aws:rds:{REGION}:{ACCOUNT}:cluster:shop"),
            "arn:aws:s3:::shop-images",
        ]}}},
        "elb": {
            "load_balancers": {"seen": {balancer_arn("web"): balancer("web"), balancer_arn("admin"): balancer("admin")}},
            "target_groups": {"seen": {target_group_arn("web"): behind("web", "web")}},
            "attached": {"seen": {target_group_arn("admin"): behind("admin", "admin")}},
            "target_health": {target_group_arn("web"): {"seen": [
                target("i-0a1b2c3d4e5f60001"), target("i-0a1b2c3d4e5f60009"), target("10.0.0.9"),
            ]}},
        },
        "autoscaling": {
            "attached": {"seen": {"shop": {"target_groups": [target_group_arn("web")], "instances": ["i-0a1b2c3d4e5f60001"]}}},
            "groups": {"seen": {"shop": group(&[target_group_arn("web"), target_group_arn("admin")], &["i-0a1b2c3d4e5f60001"])}},
        },
        "ec2": {"instances": {"seen": {
            "i-0a1b2c3d4e5f60001": instance(Some("shop")), "i-0a1b2c3d4e5f60009": instance(None),
        }}},
    }))
}

fn told(found: &[Resource]) -> String {
    let line = |it: &Resource| {
        let region = it.region.as_deref().unwrap_or("global");
        format!("{} {} {region}: {}", it.kind.id(), it.name, it.found.as_deref().unwrap_or("listed"))
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_balancer_leads_to_the_service_behind_it_and_the_service_to_its_other_balancers() {
    let service = json!({
        "arn": "x", "status": "ACTIVE", "desired": 2, "running": 2, "pending": 0, "scheduling": null, "launch_type": "FARGATE",
        "capacity_providers": [], "task_definition": null, "deployments": [], "controller": null, "circuit_breaker": null,
        "target_groups": [target_group_arn("cart"), target_group_arn("admin")], "classic_load_balancers": ["old"],
        "subnets": [], "spread_over": [],
    });
    let behind = |name: &str, balancer: &str| json!({"name": name, "load_balancers": [balancer_arn(balancer)]});
    let snapshot = snapshot(json!({
        "elb": {
            "load_balancers": {"seen": {balancer_arn("web"): balancer("web"), balancer_arn("admin"): balancer("admin")}},
            "target_groups": {"seen": {target_group_arn("cart"): behind("cart", "web")}},
            "attached": {"seen": {target_group_arn("admin"): behind("admin", "admin")}},
        },
        "ecs": {
            "attached": {"seen": {"shop/cart": [target_group_arn("cart"), target_group_arn("admin")]}},
            "services": {"seen": {"shop/cart": service}},
        },
    }));
    let of = |kind, name| told(&discover(&event(vec![listed(kind, name)]), &snapshot));
    insta::assert_snapshot!(of(ResourceKind::LoadBalancer, "web"), @r"
    ecs-service shop/cart eu-west-1: behind load balancer web (target group cart)
    load-balancer admin eu-west-1: in front of ECS service shop/cart (target group admin)
    load-balancer old eu-west-1: in front of ECS service shop/cart
    ");
    // However a service is written, it is listed and not found.
    for written in ["cart", "shop/cart", "arn:aws:ecs:eu-west-1:111122223333:service/shop/cart"] {
        assert!(!of(ResourceKind::EcsService, written).contains("ecs-service"), "{written}");
    }
}

#[test]
fn a_cluster_leads_to_the_auto_scaling_groups_of_its_node_groups() {
    let node_group = json!({"status": "ACTIVE", "minimum": 1, "maximum": 4, "desired": 2, "groups": ["eks-workers-0ac9"], "issues": []});
    let cluster = json!({"arn": "x", "status": "ACTIVE", "version": "1.34", "endpoint": "https://0A1B.eks.amazonaws.com", "issues": []});
    let snapshot = snapshot(json!({"eks": {
        "clusters": {"seen": {"shop": cluster}}, "node_groups": {"shop": {"seen": {"workers": node_group}}},
    }}));
    for written in ["shop", "https://0A1B.eks.amazonaws.com"] {
        let found = discover(&event(vec![listed(ResourceKind::EksCluster, written)]), &snapshot);
        assert_eq!(told(&found), "asg eks-workers-0ac9 eu-west-1: node group workers of EKS cluster shop");
    }
}

#[test]
fn what_runs_in_a_vpc_leads_to_it() {
    let subnet = |vpc: &str| json!({"vpc": vpc, "zone": "eu-west-1a", "cidr": null, "free_ips": 0});
    let mut web = balancer("web");
    web["zones"] = json!([{"name": "eu-west-1a", "subnet": "subnet-1"}]);
    let mut shop = group(&[], &[]);
    shop["subnets"] = json!(["subnet-2"]);
    let mut alone = instance(None);
    alone["vpc"] = json!("vpc-3");
    let cart = json!({
        "arn": "x", "status": "ACTIVE", "desired": 2, "running": 2, "pending": 0, "capacity_providers": [],
        "deployments": [], "target_groups": [], "classic_load_balancers": [], "subnets": ["subnet-0", "subnet-4"],
        "spread_over": [],
    });
    let resize = |vpc: Option<&str>| {
        let function =
            json!({"arn": "x", "state": "Active", "last_update": "Successful", "reason": "", "timeout": 3, "vpc": vpc});
        json!({ "seen": function })
    };
    let vpc = |name: &str| json!({"state": "available", "name": name, "cidr": "10.0.0.0/16", "ipv6_cidrs": 0});
    let snapshot = snapshot(json!({
        "elb": {"load_balancers": {"seen": {balancer_arn("web"): web}}},
        "autoscaling": {"groups": {"seen": {"shop": shop}}},
        "ec2": {
            "instances": {"seen": {"i-0a1b2c3d4e5f60001": alone}},
            "subnets": {"seen": {"subnet-1": subnet("vpc-1"), "subnet-2": subnet("vpc-2"), "subnet-4": subnet("vpc-4")}},
        },
        "ecs": {"services": {"seen": {"shop/cart": cart}}},
        "eks": {"clusters": {"seen": {"shop": {"arn": "x", "status": "ACTIVE", "issues": [], "vpc": "vpc-5"}}}},
        "lambda": {"functions": {"resize": resize(Some("vpc-6")), "outside": resize(None)}},
        "vpc": {"vpcs": {"seen": {
            "vpc-1": vpc("a"), "vpc-2": vpc("b"), "vpc-3": vpc("c"), "vpc-4": vpc("d"), "vpc-5": vpc("e"), "vpc-6": vpc("f"),
        }}},
    }));
    let mut resources = vec![
        listed(ResourceKind::LoadBalancer, "web"),
        listed(ResourceKind::AutoScalingGroup, "shop"),
        listed(ResourceKind::Instance, "i-0a1b2c3d4e5f60001"),
        listed(ResourceKind::EcsService, "shop/cart"),
        listed(ResourceKind::EksCluster, "shop"),
        listed(ResourceKind::Function, "resize"),
        listed(ResourceKind::Function, "outside"),
    ];
    insta::assert_snapshot!(told(&discover(&event(resources.clone()), &snapshot)), @r"
    vpc vpc-1 eu-west-1: VPC of load balancer web
    vpc vpc-2 eu-west-1: VPC of Auto Scaling group shop
    vpc vpc-3 eu-west-1: VPC of instance i-0a1b2c3d4e5f60001
    vpc vpc-4 eu-west-1: VPC of ECS service shop/cart
    vpc vpc-5 eu-west-1: VPC of EKS cluster shop
    vpc vpc-6 eu-west-1: VPC of function resize
    ");
    // What is listed by its name is not found again.
    resources.extend(["a", "b", "c", "d", "e", "f"].map(|name| listed(ResourceKind::Vpc, name)));
    assert_eq!(discover(&event(resources), &snapshot), []);
}

#[test]
fn three_names_lead_to_the_whole_workload() {
    let event = event(vec![listed(ResourceKind::Stack, "shop-prod"), listed(ResourceKind::Tag, "event=spring-sale")]);
    insta::assert_snapshot!(told(&discover(&event, &shop())), @r"
    load-balancer web eu-west-1: stack shop-prod
    stack shop-data eu-west-1: stack shop-prod
    dynamodb-table orders eu-west-1: tag event=spring-sale
    database shop eu-west-1: tag event=spring-sale
    bucket shop-images eu-west-1: tag event=spring-sale
    asg shop eu-west-1: behind load balancer web (target group web)
    instance i-0a1b2c3d4e5f60009 eu-west-1: behind load balancer web (target group web)
    distribution E1EXAMPLE global: stack shop-data
    load-balancer admin eu-west-1: in front of Auto Scaling group shop (target group admin)
    ");
}

#[test]
fn references_are_followed_both_ways_from_any_form_of_a_name() {
    for (kind, name) in [
        (ResourceKind::LoadBalancer, "web-1.eu-west-1.elb.amazonaws.com".to_owned()),
        (ResourceKind::LoadBalancer, balancer_arn("web")),
        (ResourceKind::AutoScalingGroup, "shop".to_owned()),
        (ResourceKind::Instance, "i-0a1b2c3d4e5f60001".to_owned()),
    ] {
        let event = event(vec![listed(kind, &name)]);
        let found: BTreeSet<String> = discover(&event, &shop()).into_iter().map(|it| it.name).collect();
        let whole = ["admin", "i-0a1b2c3d4e5f60001", "i-0a1b2c3d4e5f60009", "shop", "web"];
        // What is listed is not found again, and the instances of a group are judged through it.
        let own = if kind == ResourceKind::AutoScalingGroup { "shop" } else { "web" };
        let expected: BTreeSet<String> = whole
            .into_iter()
            .filter(|it| *it != "i-0a1b2c3d4e5f60001" && (kind == ResourceKind::Instance || *it != own))
            .map(str::to_owned)
            .collect();
        assert_eq!(found, expected, "from {name}");
    }
}

#[test]
fn a_function_behind_a_balancer_leads_to_what_it_reads_from() {
    let function = |name: &str| format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}");
    let source = |function: &str, source: &str| json!({"function": function, "source": source, "state": "Enabled", "maximum_concurrency": null});
    let snapshot = snapshot(json!({
        "elb": {
            "load_balancers": {"seen": {balancer_arn("web"): balancer("web")}},
            "target_groups": {"seen": {target_group_arn("web"): {"name": "web", "load_balancers": [balancer_arn("web")]}}},
            "target_health": {target_group_arn("web"): {"seen": [
                {"id": function("checkout:live"), "port": null, "zone": null, "state": "healthy", "reason": ""},
            ]}},
        },
        "lambda": {"event_sources": {"seen": {
            "1": source("checkout", &format!("arn:aws:sqs:{REGION}:{ACCOUNT}:orders")),
            "2": source("checkout", &format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/carts/stream/2026-01-01T00:00:00.000")),
            "3": source("checkout", &format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks")),
            "4": source("refunds", &format!("arn:aws:sqs:{REGION}:{ACCOUNT}:refunds")),
        }}},
    }));
    let found = |kind, name: &str| told(&discover(&event(vec![listed(kind, name)]), &snapshot));
    insta::assert_snapshot!(found(ResourceKind::LoadBalancer, "web"), @r"
    function checkout eu-west-1: behind load balancer web (target group web)
    queue orders eu-west-1: event source of function checkout
    dynamodb-table carts eu-west-1: event source of function checkout
    ");
    for written in ["refunds", "refunds:live", &function("refunds"), &function("refunds:7")] {
        let refunds = found(ResourceKind::Function, written);
        assert_eq!(refunds, "queue refunds eu-west-1: event source of function refunds", "{written}");
    }
    for written in [
        "orders".to_owned(),
        format!("arn:aws:sqs:{REGION}:{ACCOUNT}:orders"),
        format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders"),
    ] {
        let orders = found(ResourceKind::Queue, &written);
        let carts = "dynamodb-table carts eu-west-1: event source of function checkout";
        assert_eq!(orders, format!("function checkout eu-west-1: reads queue orders\n{carts}"), "{written}");
    }
}

/// The event with what follows from its list.
fn followed(event: Event, snapshot: &Snapshot) -> Event {
    let workbook = Workbook { event, ..Workbook::default() };
    Workload::new(&workbook, snapshot).workbook.event
}

#[test]
fn what_aws_did_not_describe_stands_apart() {
    let mut snapshot = shop();
    let region = snapshot.accounts.get_mut(ACCOUNT).and_then(|it| it.regions.get_mut(REGION)).expect("a region");
    region.ec2 = Default::default();
    let event = followed(event(vec![listed(ResourceKind::LoadBalancer, "web")]), &snapshot);
    let (once, unseen) = (told(&event.resources), told(&event.unseen));
    insta::assert_snapshot!(format!("{once}\nunseen:\n{unseen}"), @r"
    load-balancer web eu-west-1: listed
    asg shop eu-west-1: behind load balancer web (target group web)
    load-balancer admin eu-west-1: in front of Auto Scaling group shop (target group admin)
    unseen:
    instance i-0a1b2c3d4e5f60009 eu-west-1: behind load balancer web (target group web)
    ");
    let again = followed(event, &snapshot);
    assert_eq!((told(&again.resources), told(&again.unseen)), (once, unseen), "following twice changes nothing");
}
