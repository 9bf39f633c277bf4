//! VPCs and NAT gateways: found by each of their names, and judged where they differ from the healthy ones.

use iem_core::{rules, snapshot::Snapshot, workbook};
use serde_json::{Value, json};

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, healthy, merge_patch, run};

/// What a rule says where section 6 lists these VPCs, one line per verdict.
fn said(rule: &str, vpcs: &str, snapshot: &Snapshot) -> String {
    let workbook = workbook::parse(&WORKBOOK.replace("- VPC ID: shop\n", &format!("- VPC ID: {vpcs}\n")));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, snapshot).into_iter();
    let lines = verdicts.map(|it| format!("{:?} {} {}: {}", it.light, it.subject.kind, it.subject.id, it.summary));
    lines.collect::<Vec<_>>().join("\n")
}

/// The healthy snapshot with facts of its region changed, one patch after the other.
fn patched<const N: usize>(patches: [Value; N]) -> Snapshot {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    patches.iter().for_each(|patch| merge_patch(region, patch));
    serde_json::from_value(value).unwrap()
}

const ID: &str = "vpc-0a1b2c3d4e5f60001";

#[test]
fn a_vpc_is_found_by_each_of_its_names() {
    let arn = format!("arn:aws:ec2:us-east-1:111122223333:vpc/{ID}");
    let (_, snapshot) = healthy();
    let found = format!("Green vpc {ID}: is available");
    for written in [ID, &arn, "shop", "Shop"] {
        assert_eq!(said("vpc-exists", written, &snapshot), found, "{written}");
        assert_eq!(said("wb-resource-drift", written, &snapshot).matches("Yellow").count(), 0, "{written}");
    }
    let missing = said("vpc-exists", "shpo", &snapshot);
    assert_eq!(
        missing.lines().next(),
        Some("Red vpc shpo: there is no VPC shpo in us-east-1: the nearest name is shop")
    );
    // What the balancers are in is judged although nobody lists it.
    assert!(missing.contains(&found), "{missing}");
    assert!(said("wb-resource-drift", "shpo", &snapshot).contains(&format!("Yellow vpc {ID}: found and not listed")));
}

#[test]
fn two_vpcs_of_one_name_are_both_judged_and_said() {
    let other = json!({"state": "available", "name": "shop", "cidr": "10.9.0.0/16", "ipv6_cidrs": 0});
    let snapshot = patched([json!({"vpc": {"vpcs": {"seen": {"vpc-0a1b2c3d4e5f60002": other}}}})]);
    insta::assert_snapshot!(said("vpc-exists", "shop", &snapshot), @r"
    Yellow vpc shop: 2 VPCs have this name: vpc-0a1b2c3d4e5f60001, vpc-0a1b2c3d4e5f60002; list them by id
    Green vpc vpc-0a1b2c3d4e5f60001: is available
    Green vpc vpc-0a1b2c3d4e5f60002: is available
    ");
    insta::assert_snapshot!(said("vpc-multi-az", &format!("shop, {ID}"), &snapshot), @r"
    Green vpc vpc-0a1b2c3d4e5f60001: has subnets in 2 Availability Zones
    Red vpc vpc-0a1b2c3d4e5f60002: has no subnet
    ");
}

#[test]
fn the_way_out_of_private_subnets_stays_in_their_zone() {
    let judged = |patches: [Value; 2]| said("nat-gateway-per-zone", "shop", &patched(patches));
    let nat = |id: &str, change: Value| json!({"vpc": {"nat_gateways": {"seen": {id: change}}}});
    let route =
        |table: &str, route: Value| json!({"vpc": {"route_tables": {"seen": {table: {"default_route": route}}}}});
    let (first, second) = ("nat-0a1b2c3d4e5f60001", "nat-0a1b2c3d4e5f60002");
    let (one, other) = ("rtb-0a1b2c3d4e5f60002", "rtb-0a1b2c3d4e5f60003");
    let all_through_the_first = || route(other, json!({"target": first}));
    let without_own_tables = json!({"vpc": {"route_tables": {"seen": {one: null, other: null}}}});
    let main_leads = |to: &str| route("rtb-0a1b2c3d4e5f60001", json!({"target": to, "state": "active"}));
    let idle_second_zone = json!({
        "autoscaling": {"groups": {"seen": {"web": {"subnets": ["subnet-0a1b2c3d4e5f60001"]}, "api": {"subnets": []}}}},
        "ec2": {"network_interfaces": {"seen": {"subnets": {"subnet-0a1b2c3d4e5f60002": null}}}},
    });
    let lines = [
        // A regional one follows the subnets into every zone.
        [nat(first, json!({"regional": true, "subnet": null})), all_through_the_first()],
        [all_through_the_first(), json!({})],
        [all_through_the_first(), idle_second_zone],
        // Each goes out through the zone of the other.
        [route(one, json!({"target": second})), all_through_the_first()],
        // Subnets without a table of their own take the main one.
        [without_own_tables.clone(), main_leads(second)],
        [without_own_tables, main_leads("tgw-0a1b2c3d4e5f60001")],
        [nat(second, Value::Null), json!({})],
        [nat(second, json!({"state": "deleting"})), json!({})],
        [route(other, json!({"target": second, "state": "blackhole"})), json!({})],
        [route(other, Value::Null), json!({})],
    ]
    .map(judged);
    insta::assert_snapshot!(lines.join("\n"), @r"
    Green vpc vpc-0a1b2c3d4e5f60001: private subnets in us-east-1a, us-east-1b have their way out in their own zone
    Red vpc vpc-0a1b2c3d4e5f60001: 2 zones go out through a single NAT gateway (nat-0a1b2c3d4e5f60001)
    Green vpc vpc-0a1b2c3d4e5f60001: private subnets in us-east-1a have their way out in their own zone
    Yellow vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60001, subnet-0a1b2c3d4e5f60002 go out through another zone
    Red vpc vpc-0a1b2c3d4e5f60001: 2 zones go out through a single NAT gateway (nat-0a1b2c3d4e5f60002)

    Red vpc vpc-0a1b2c3d4e5f60001: the way out of subnet-0a1b2c3d4e5f60002 leads to a NAT gateway that is not available
    Red vpc vpc-0a1b2c3d4e5f60001: the way out of subnet-0a1b2c3d4e5f60002 leads to a NAT gateway that is not available
    Red vpc vpc-0a1b2c3d4e5f60001: the way out of subnet-0a1b2c3d4e5f60002 leads to a NAT gateway that is not available
    Green vpc vpc-0a1b2c3d4e5f60001: private subnets in us-east-1a have their way out in their own zone
    ");
}

#[test]
fn connections_are_held_against_every_address_of_a_nat_gateway() {
    let address = |zone: Option<&str>| json!({"public": "203.0.113.9", "private": "10.0.32.9", "zone": zone});
    let busy = |key: &str, maximum: f64| {
        let at = "2026-11-28T12:00:00Z";
        let series = json!({"seen": {"latest": 0.0, "latest_at": at, "maximum": maximum, "maximum_at": at}});
        json!({format!("AWS/NATGateway ActiveConnectionCount Maximum {key}"): series})
    };
    let judged = |change: Value, metrics: Value| {
        let first = json!({"nat-0a1b2c3d4e5f60001": change, "nat-0a1b2c3d4e5f60002": null});
        let patch = json!({"vpc": {"nat_gateways": {"seen": first}}, "cloudwatch": {"metrics": metrics}});
        said("nat-connections-at-peak", "shop", &patched([patch]))
    };
    let id = "NatGatewayId=nat-0a1b2c3d4e5f60001";
    let zonal = |zone: &str| format!("AvailabilityZone={zone},{id}");
    let mut zones = busy(&zonal("us-east-1a"), 3000.0);
    merge_patch(&mut zones, &busy(&zonal("us-east-1b"), 1000.0));
    let regional = json!({
        "regional": true, "subnet": null,
        "addresses": [address(Some("us-east-1a")), address(Some("us-east-1b")), address(Some("us-east-1b"))],
    });
    let lines = [
        judged(json!({}), busy(id, 2250.0)),
        judged(json!({"addresses": [address(None), address(None)]}), busy(id, 2250.0)),
        judged(regional, zones),
        judged(json!({"state": "pending"}), json!({})),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r"
    Red nat-gateway nat-0a1b2c3d4e5f60001: the peak needs 49500 connections (2250 at most so far × 22), the limit is 55000
    Green nat-gateway nat-0a1b2c3d4e5f60001: the peak needs 49500 connections (2250 at most so far × 22), the limit is 110000
    Red nat-gateway nat-0a1b2c3d4e5f60001: in us-east-1a: the peak needs 66000 connections (3000 at most so far × 22), the limit is 55000
    Green nat-gateway nat-0a1b2c3d4e5f60001: in us-east-1b: the peak needs 22000 connections (1000 at most so far × 22), the limit is 110000

    ");
}

#[test]
fn subnets_and_endpoints_are_judged_where_they_stand() {
    let subnet = |change: Value| json!({"ec2": {"subnets": {"seen": {"subnet-0a1b2c3d4e5f60003": change}}}});
    let endpoint = |state: &str| {
        let patch = json!({"vpc": {"endpoints": {"seen": {"vpce-0a1b2c3d4e5f60001": {"state": state}}}}});
        said("vpc-endpoint-state", "shop", &patched([patch])).lines().next().unwrap().to_owned()
    };
    let free = |change: Value| said("subnet-free-ips", "shop", &patched([subnet(change)]));
    let mut lines: Vec<String> = [12, 13, 37, 38].map(|number| free(json!({"free_ips": number}))).into();
    // IPv6 has addresses enough.
    lines.push(free(json!({"cidr": null, "free_ips": 0})));
    lines.extend(["available", "pendingAcceptance", "rejected", "unheard-of"].map(endpoint));
    insta::assert_snapshot!(lines.join("\n"), @r"
    Red vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60003 in us-east-1a has the smallest share of free addresses: 12
    Yellow vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60003 in us-east-1a has the smallest share of free addresses: 13
    Yellow vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60003 in us-east-1a has the smallest share of free addresses: 37
    Green vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60003 in us-east-1a has the smallest share of free addresses: 38
    Green vpc vpc-0a1b2c3d4e5f60001: subnet-0a1b2c3d4e5f60004 in us-east-1b has the smallest share of free addresses: 243
    Green vpc-endpoint vpce-0a1b2c3d4e5f60001: the endpoint of com.amazonaws.us-east-1.sqs is available
    Yellow vpc-endpoint vpce-0a1b2c3d4e5f60001: the endpoint of com.amazonaws.us-east-1.sqs is pendingAcceptance
    Red vpc-endpoint vpce-0a1b2c3d4e5f60001: the endpoint of com.amazonaws.us-east-1.sqs is rejected
    Gray vpc-endpoint vpce-0a1b2c3d4e5f60001: the endpoint of com.amazonaws.us-east-1.sqs is unheard-of
    ");
}
