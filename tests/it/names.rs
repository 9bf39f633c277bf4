//! A resource is found by each form of its name.

use std::collections::BTreeMap;

use iem_core::{
    aws::{ecs::facts::Service, eks::facts::Cluster, elb::facts::classic::ClassicBalancer},
    event::ResourceKind,
    names,
};

#[test]
fn tables_and_buckets_are_known_by_name_arn_and_address() {
    for (written, table) in [
        ("orders", Some("orders")),
        ("shop.orders_2026", Some("shop.orders_2026")),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/orders", Some("orders")),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/by-user", Some("orders")),
        ("dynamodb.us-east-1.amazonaws.com", None),
    ] {
        assert_eq!(names::table_name(written), table, "{written}");
    }
    for (written, bucket) in [
        ("shop.static", "shop.static"),
        ("arn:aws:s3:::shop-static", "shop-static"),
        ("arn:aws-cn:s3:::shop-static/images/*", "shop-static"),
        ("s3://shop-static/images", "shop-static"),
        ("shop-static.s3.amazonaws.com", "shop-static"),
        ("shop.s3.static.s3.us-east-1.amazonaws.com", "shop.s3.static"),
        ("https://shop-static.s3.cn-north-1.amazonaws.com.cn/index.html", "shop-static"),
        ("shop-static.s3-website-us-east-1.amazonaws.com.", "shop-static"),
    ] {
        assert_eq!(names::bucket_name(written), bucket, "{written}");
    }
}

#[test]
fn classic_balancers_are_known_by_name_arn_and_dns_name() {
    let dns_name = "internal-Old-Shop-123.us-east-1.elb.amazonaws.com".to_owned();
    let all = BTreeMap::from([("old-shop".to_owned(), ClassicBalancer { dns_name, zones: Vec::new() })]);
    for (written, found) in [
        ("OLD-shop", true),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/old-shop", true),
        ("dualstack.internal-old-shop-123.us-east-1.elb.amazonaws.com.", true),
        ("shop", false),
        ("app/old-shop/50dc6c495c0c9188", false),
    ] {
        assert_eq!(names::find_classic_balancer(&all, written).is_some(), found, "{written}");
    }
}

#[test]
fn the_nearest_name_is_one_that_may_have_been_meant() {
    let nearest = |written| names::nearest(written, ["orders", "carts", "sessions-2026"]);
    assert_eq!(nearest("Order"), Some("orders"));
    assert_eq!(nearest("sessions-2025"), Some("sessions-2026"));
    assert_eq!(nearest("invoices"), None);
}

#[test]
fn ecs_services_are_known_by_name_and_both_formats_of_their_arn() {
    let all =
        ["shop/checkout", "staging/checkout", "shop/check"].map(|name| (name.to_owned(), Service::default())).into();
    for (written, plain, found) in [
        ("checkout", "checkout", &["shop/checkout", "staging/checkout"][..]),
        ("shop/checkout", "shop/checkout", &["shop/checkout"]),
        ("arn:aws:ecs:us-east-1:111122223333:service/shop/checkout", "shop/checkout", &["shop/checkout"]),
        ("arn:aws:ecs:us-east-1:111122223333:service/check", "check", &["shop/check"]),
        ("live/checkout", "live/checkout", &[]),
        ("out", "out", &[]),
    ] {
        assert_eq!(names::plain_name(ResourceKind::EcsService, written), plain, "{written}");
        let names: Vec<&str> = names::find_ecs_services(&all, written).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, found, "{written}");
    }
}

#[test]
fn eks_clusters_are_known_by_name_arn_and_endpoint() {
    let endpoint = Some("https://0A1B2C3D.gr7.us-east-1.eks.amazonaws.com".to_owned());
    let all = BTreeMap::from([("shop".to_owned(), Cluster { endpoint, ..Cluster::default() })]);
    for (written, plain, found) in [
        ("shop", "shop", true),
        ("arn:aws:eks:us-east-1:111122223333:cluster/shop", "shop", true),
        ("https://0a1b2c3d.gr7.us-east-1.eks.amazonaws.com", "0a1b2c3d.gr7.us-east-1.eks.amazonaws.com", true),
        ("0A1B2C3D.gr7.us-east-1.eks.amazonaws.com", "0A1B2C3D.gr7.us-east-1.eks.amazonaws.com", true),
        ("99999999.gr7.us-east-1.eks.amazonaws.com", "99999999.gr7.us-east-1.eks.amazonaws.com", false),
        ("sho", "sho", false),
    ] {
        assert_eq!(names::plain_name(ResourceKind::EksCluster, written), plain, "{written}");
        assert_eq!(names::find_eks_cluster(&all, written).is_some(), found, "{written}");
    }
}

/// What stops before the name would be called nothing in a finding: "there is no instance  in us-east-1".
#[test]
fn no_kind_calls_a_thing_by_an_empty_name() {
    for written in [
        "arn:aws:ec2:us-east-1:111122223333:instance/",
        "arn:aws:sns:us-east-1:111122223333:",
        "arn:aws:s3:::",
        "arn:aws:lambda:us-east-1:111122223333:function:",
        "arn:aws:cloudformation:us-east-1:111122223333:stack/",
        "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app//0123456789abcdef",
        "https://sqs.us-east-1.amazonaws.com/111122223333/",
        "https:///",
        "/",
        ":",
        ".",
    ] {
        for kind in ResourceKind::ALL {
            assert_ne!(names::plain_name(kind, written), "", "{kind:?} {written}");
        }
    }
}
