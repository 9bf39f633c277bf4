//! ECS services, from what AWS answers to what is said of them.

use serde_json::{Value, json};

use super::{check, findings};
use crate::bed::Bed;

/// What is said under the rules that begin with a prefix.
fn said(scorecard: &Value, prefix: &str) -> String {
    let of_rules = findings(scorecard).iter().filter(|it| it["rule"].as_str().unwrap().starts_with(prefix));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let line = |it: &Value| {
        let id = it["resource"]["id"].as_str().unwrap();
        format!("{} {} {id}: {}\n", text(it, "light"), text(it, "rule"), text(it, "summary"))
    };
    of_rules.map(line).collect()
}

const JSON: &str = "application/x-amz-json-1.1";

#[test]
fn services_of_every_cluster_and_page_are_judged() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!("ecs", said(&scorecard, "ecs-"));
    // Both clusters and both pages are listed once, for the listed names and for the balancer.
    let calls = ["ListClusters", "ListServices", "DescribeServices", "DescribeTaskDefinition"];
    let calls = calls.map(|operation| bed.count(&format!("ecs:{operation}@us-east-1")));
    assert_eq!(calls, [2, 3, 2, 2]);
}

#[test]
fn a_region_without_clusters_has_no_service_and_nothing_behind_its_balancers() {
    let bed = Bed::start().answer("ecs:ListClusters", 200, JSON, r#"{"clusterArns": []}"#);
    let (code, message) = ("ClusterNotFoundException", "Cluster not found.");
    let bed = bed.fail("ecs:DescribeServices", 400, code, message);
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, "ecs-"), @r"
    red ecs-service-exists cart: there is no service cart in us-east-1
    red ecs-service-exists shop/mailer: there is no service shop/mailer in us-east-1
    red ecs-service-exists shop/carts: there is no service shop/carts in us-east-1
    ");
    assert_eq!(bed.count("application-autoscaling:DescribeScalingPolicies"), 0);
}

#[test]
fn too_many_services_to_look_through_are_gray_and_not_none() {
    let arns: Vec<String> = (0..201).map(|number| format!("arn:aws:ecs:us-east-1:1:service/shop/s{number}")).collect();
    let bed = Bed::start().answer("ecs:ListServices", 200, JSON, &json!({ "serviceArns": arns }).to_string());
    let (_, scorecard) = check(&bed);
    let drift = said(&scorecard, "wb-resource-drift");
    assert!(
        drift.contains("gray wb-resource-drift us-east-1: could not read ECS services behind load balancers"),
        "{drift}"
    );
    assert!(drift.contains("402 services are too many to look through"), "{drift}");
}

#[test]
fn clusters_and_the_node_groups_of_every_page_are_judged() {
    let bed = Bed::start();
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!("eks", said(&scorecard, "eks-"));
    let calls = ["ListClusters", "DescribeCluster", "ListNodegroups", "DescribeNodegroup"];
    let calls = calls.map(|operation| bed.count(&format!("eks:{operation}@us-east-1")));
    // One cluster is listed by its endpoint, so that all are looked at.
    assert_eq!(calls, [2, 2, 3, 2]);
}

#[test]
fn a_region_without_eks_clusters_has_none_of_the_listed_ones() {
    let bed = Bed::start().answer("eks:ListClusters", 200, "application/json", r#"{"clusters": []}"#);
    let (_, scorecard) = check(&bed);
    insta::assert_snapshot!(said(&scorecard, "eks-"), @r"
    red eks-cluster-exists shop: there is no cluster shop in us-east-1
    red eks-cluster-exists BA7C2C3D4E5F60718293A4B5C6D7E8F9.gr7.us-east-1.eks.amazonaws.com: there is no cluster BA7C2C3D4E5F60718293A4B5C6D7E8F9.gr7.us-east-1.eks.amazonaws.com in us-east-1
    ");
    assert_eq!(bed.count("eks:ListNodegroups"), 0);
}

#[test]
fn a_cluster_that_is_gone_brings_the_nearest_name() {
    let (code, message) = ("ResourceNotFoundException", "No cluster found for name: shopp.");
    let bed = Bed::start().fail("eks:DescribeCluster", 404, code, message);
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("- EKS clusters: ").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let workbook = bed.write("one.md", &format!("{before}- EKS clusters: shopp\n{after}"));
    let output = bed.iem(["check", &workbook, "--now", crate::bed::NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    insta::assert_snapshot!(said(&scorecard, "eks-"), @"red eks-cluster-exists shopp: there is no cluster shopp in us-east-1: the nearest name is shop");
}
