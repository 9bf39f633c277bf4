//! What an endpoint and a hosted zone lead to.

use super::*;
use crate::event::Entry;

/// The same with a zone and a distribution before the balancer.
fn shop_with_names() -> Snapshot {
    let mut snapshot = serde_json::to_value(shop()).expect("JSON");
    let record = |name: &str, target: &str| json!({"name": name, "record_type": "A", "routing": "simple", "set": "", "ttl": null, "health_check": null, "target": target});
    let distribution = |domain_name: &str, origin: &str| {
        json!({"arn": "x", "domain_name": domain_name, "aliases": ["shop.example.com"], "status": "Deployed", "enabled": true,
            "origins": [{"domain_name": origin, "protocol": null}], "certificate": "cloud_front", "web_acl": ""})
    };
    let account = &mut snapshot["accounts"][ACCOUNT];
    account["cloudfront"] = json!({"distributions": {"seen": {
        "E1EXAMPLE": distribution("d1.cloudfront.net", "origin.example.com"),
        "E2EXAMPLE": distribution("d2.cloudfront.net", "elsewhere.example.net"),
    }}});
    account["route53"] = json!({
        "zones": {"seen": {"Z1EXAMPLE": {"name": "example.com.", "is_private": false}}},
        "records": {"Z1EXAMPLE": {"seen": [
            record("shop.example.com.", "d1.cloudfront.net."),
            record("origin.example.com.", "dualstack.web-1.eu-west-1.elb.amazonaws.com."),
            record("\\052.static.example.com.", "s3-website.eu-west-1.amazonaws.com."),
            record("api.example.com.", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com."),
            record("auth.example.com.", "d9.cloudfront.net."),
            record("loop.example.com.", "loop.example.com."),
        ]}},
    });
    serde_json::from_value(snapshot).expect("a snapshot")
}

#[test]
fn an_endpoint_and_a_zone_lead_to_the_workload() {
    let endpoint = |text: &str| Entry { text: text.to_owned(), line: 3 };
    let zone = Resource { region: None, ..listed(ResourceKind::HostedZone, "example.com") };
    let endpoints = vec![
        endpoint("Shop: https://shop.example.com/health"),
        endpoint("img.static.example.com, api.example.com, auth.example.com"),
        endpoint("loop.example.com and www.example.org"),
    ];
    let event = Event { endpoints, ..event(vec![zone]) };
    let snapshot = shop_with_names();
    insta::assert_snapshot!(told(&discover(&event, &snapshot)), @r"
    distribution E1EXAMPLE global: endpoint shop.example.com (record shop.example.com in zone example.com)
    bucket img.static.example.com eu-west-1: endpoint img.static.example.com (record img.static.example.com in zone example.com)
    api a1b2c3d4e5 eu-west-1: endpoint api.example.com (record api.example.com in zone example.com)
    distribution d9.cloudfront.net global: endpoint auth.example.com (record auth.example.com in zone example.com)
    load-balancer web eu-west-1: origin of CloudFront distribution E1EXAMPLE (record origin.example.com in zone example.com)
    asg shop eu-west-1: behind load balancer web (target group web)
    instance i-0a1b2c3d4e5f60009 eu-west-1: behind load balancer web (target group web)
    load-balancer admin eu-west-1: in front of Auto Scaling group shop (target group admin)
    ");
    insta::assert_snapshot!(told(&followed(event, &snapshot).unseen), @r"
    bucket img.static.example.com eu-west-1: endpoint img.static.example.com (record img.static.example.com in zone example.com)
    api a1b2c3d4e5 eu-west-1: endpoint api.example.com (record api.example.com in zone example.com)
    distribution d9.cloudfront.net global: endpoint auth.example.com (record auth.example.com in zone example.com)
    ");
}

#[test]
fn what_an_endpoint_leads_to_is_not_found_where_it_is_listed() {
    let distribution = Resource { region: None, ..listed(ResourceKind::Distribution, "shop.example.com") };
    let resources = vec![distribution, listed(ResourceKind::LoadBalancer, "web")];
    let endpoints = vec![Entry { text: "https://shop.example.com/".to_owned(), line: 3 }];
    let found = discover(&Event { endpoints, ..event(resources) }, &shop_with_names());
    let names: BTreeSet<_> = found.iter().map(|it| it.name.as_str()).collect();
    assert!(!names.contains("E1EXAMPLE") && !names.contains("web"), "{names:?}");
}
