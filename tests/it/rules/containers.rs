//! ECS services and EKS clusters: found by each of their names, and judged state by state.

use iem_core::{rule::Light, rules, snapshot::Snapshot, workbook};
use serde_json::{Value, json};

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, healthy, merge_patch, run};

const LISTED: &str = "- ECS services: checkout, arn:aws:ecs:us-east-1:111122223333:service/shop/worker\n";

/// What a rule says where section 6 lists these services, one line per verdict.
fn said(rule: &str, services: &str, snapshot: &Snapshot) -> String {
    assert!(WORKBOOK.contains(LISTED), "the healthy workbook lists other services");
    let workbook = workbook::parse(&WORKBOOK.replace(LISTED, &format!("- ECS services: {services}\n")));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, snapshot).into_iter();
    // What follows from the balancer in front of the other service is not asked here.
    let listed = verdicts.filter(|it| it.subject.id.starts_with("fargate/") || it.subject.kind == "ecs-service");
    listed.map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary)).collect::<Vec<_>>().join("\n")
}

/// The healthy snapshot with facts of Amazon ECS changed.
fn patched(patch: &str) -> Snapshot {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &serde_json::from_str(patch).unwrap_or_else(|error| panic!("{patch}: {error}")));
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_service_is_found_by_each_of_its_names() {
    let checkout = "Green shop/checkout: is ACTIVE";
    for written in [
        "checkout",
        "shop/checkout",
        "arn:aws:ecs:us-east-1:111122223333:service/shop/checkout",
        // The old format of the ARN.
        "arn:aws:ecs:us-east-1:111122223333:service/checkout",
        "checkout, shop/checkout",
    ] {
        assert_eq!(said("ecs-service-exists", written, &healthy().1), checkout, "{written}");
    }
    for (written, expected) in [
        ("chekout", "Red chekout: there is no service chekout in us-east-1: the nearest name is checkout"),
        (
            "shop/chekout",
            "Red shop/chekout: there is no service shop/chekout in us-east-1: the nearest name is shop/checkout",
        ),
        ("invoices", "Red invoices: there is no service invoices in us-east-1"),
        (
            "store/checkout",
            "Red store/checkout: there is no service store/checkout in us-east-1: the nearest name is shop/checkout",
        ),
    ] {
        let said = said("ecs-service-exists", written, &healthy().1);
        assert_eq!(said, format!("{expected}\n{checkout}"), "{written}: the balancer leads to the one that was meant");
    }
    let both = patched(
        r#"{"ecs":{"services":{"seen":{"staging/checkout":{"arn":"arn:2","status":"DRAINING","desired":1,
        "running":1,"pending":0,"scheduling":null,"launch_type":"EC2","capacity_providers":[],"task_definition":null,
        "deployments":[],"controller":null,"circuit_breaker":null,"target_groups":[],"classic_load_balancers":[],
        "subnets":[],"spread_over":[]}}}}}"#,
    );
    assert_eq!(
        said("ecs-service-exists", "checkout", &both),
        "Yellow checkout: 2 services have this name: shop/checkout, staging/checkout; list them by id\n\
         Green shop/checkout: is ACTIVE\nRed staging/checkout: is DRAINING"
    );
}

#[test]
fn services_are_judged_state_by_state() {
    let service = |patch: &str| format!(r#"{{"ecs":{{"services":{{"seen":{{"shop/checkout":{patch}}}}}}}}}"#);
    let target = |patch: &str| format!(r#"{{"ecs":{{"scaling_targets":{{"seen":{{"shop/checkout":{patch}}}}}}}}}"#);
    let actions = |list: &str| format!(r#"{{"ecs":{{"scheduled_actions":{{"seen":{{"shop/checkout":[{list}]}}}}}}}}"#);
    let action = |schedule: &str, minimum: &str, maximum: &str| {
        format!(
            r#"{{"name":"night","schedule":"{schedule}","time_zone":null,"start":null,"end":null,"minimum":{minimum},"maximum":{maximum}}}"#
        )
    };
    let mut lines = String::new();
    for (rule, patch) in [
        ("ecs-service-running", service(r#"{"running":0,"pending":0}"#)),
        ("ecs-service-running", service(r#"{"desired":0,"running":0}"#)),
        (
            "ecs-deployment-in-progress",
            service(r#"{"deployments":[{"status":"PRIMARY","rollout":"IN_PROGRESS","reason":""}]}"#),
        ),
        (
            "ecs-deployment-in-progress",
            service(
                r#"{"deployments":[{"status":"PRIMARY","rollout":null,"reason":""},{"status":"ACTIVE","rollout":null,"reason":""}]}"#,
            ),
        ),
        ("ecs-deployment-in-progress", service(r#"{"controller":"CODE_DEPLOY","deployments":[]}"#)),
        ("ecs-service-multi-az", service(r#"{"desired":1}"#)),
        ("ecs-service-multi-az", service(r#"{"subnets":["subnet-gone"]}"#)),
        ("ecs-service-multi-az", service(r#"{"subnets":[]}"#)),
        ("ecs-service-multi-az", service(r#"{"subnets":[],"spread_over":["attribute:ecs.availability-zone"]}"#)),
        ("ecs-service-multi-az", service(r#"{"scheduling":"DAEMON"}"#)),
        ("ecs-deployment-rollback", service(r#"{"circuit_breaker":{"enabled":true,"rollback":false}}"#)),
        ("ecs-deployment-rollback", service(r#"{"controller":"EXTERNAL"}"#)),
        (
            "ecs-spot-share",
            service(
                r#"{"launch_type":null,"capacity_providers":[{"name":"FARGATE","base":0,"weight":1},{"name":"FARGATE_SPOT","base":0,"weight":1}]}"#,
            ),
        ),
        ("ecs-auto-scaling", target("null")),
        ("ecs-auto-scaling", target(r#"{"schedule_suspended":true}"#)),
        ("ecs-auto-scaling", r#"{"ecs":{"scaling_policies":{"shop/checkout":{"seen":[]}}}}"#.to_owned()),
        ("ecs-max-covers-peak", target("null")),
        ("ecs-max-covers-peak", target(r#"{"maximum":25}"#)),
        ("ecs-max-covers-peak", target(r#"{"scale_out_suspended":true}"#)),
        ("ecs-scheduled-scale-in-in-window", actions(&action("cron(0 3 ? * SAT *)", "null", "20"))),
        ("ecs-scheduled-scale-in-in-window", actions(&action("cron(0 3 ? * SUN *)", "1", "20"))),
        ("ecs-scheduled-scale-in-in-window", actions(&action("rate(1 day)", "1", "null"))),
        ("ecs-scaled-out-before-start", actions(&action("at(2026-12-12T02:00:00)", "24", "null"))),
        ("ecs-scaled-out-before-start", target(r#"{"schedule_suspended":true}"#)),
        ("quota-at-peak", r#"{"quotas":{"values":{"fargate/L-3032A538":{"seen":{"value":50}}}}}"#.to_owned()),
        ("quota-at-peak", service(r#"{"task_definition":null}"#)),
    ] {
        lines.push_str(&format!("{rule} {}\n", said(rule, "checkout", &patched(&patch))));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn what_cloudwatch_did_not_measure_is_never_green() {
    let without = |name: &str, service: &str| {
        let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
        let region = &mut value["accounts"][ACCOUNT]["regions"][REGION];
        let metrics = region["cloudwatch"]["metrics"].as_object_mut().unwrap();
        let silent =
            metrics.iter_mut().filter(|(key, _)| key.contains(name)).map(|(_, fact)| *fact = json!({"seen": null}));
        assert_eq!(silent.count(), 1, "{name}");
        merge_patch(&mut region["ecs"], &serde_json::from_str(service).unwrap());
        serde_json::from_value::<Snapshot>(value).unwrap()
    };
    let tasks = "ServiceName=checkout";
    let fargate = "Class=Standard/OnDemand,Resource=vCPU,Service=Fargate";
    let few = r#"{"scaling_targets":{"seen":{"shop/checkout":{"maximum":8}}}}"#;
    let many = r#"{"scaling_targets":{"seen":{"shop/checkout":{"maximum":400}}}}"#;
    let mut lines = String::new();
    for (rule, metric, patch) in [
        ("ecs-max-covers-peak", tasks, "{}"),
        ("ecs-max-covers-peak", tasks, few),
        ("ecs-scaled-out-before-start", tasks, "{}"),
        ("quota-at-peak", fargate, "{}"),
        ("quota-at-peak", fargate, many),
    ] {
        lines.push_str(&format!("{rule} {}\n", said(rule, "checkout", &without(metric, patch))));
    }
    insta::assert_snapshot!(lines);
}

/// What a rule says where section 6 lists these clusters.
fn of_clusters(rule: &str, clusters: &str, patch: &str) -> String {
    let workbook =
        workbook::parse(&WORKBOOK.replace("- EKS clusters: shop\n", &format!("- EKS clusters: {clusters}\n")));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, &patched(patch)).into_iter();
    verdicts.map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary)).collect::<Vec<_>>().join("\n")
}

#[test]
fn clusters_and_node_groups_are_judged_state_by_state() {
    let group = |patch: &str| format!(r#"{{"eks":{{"node_groups":{{"shop":{{"seen":{{"workers":{patch}}}}}}}}}}}"#);
    let cluster = |patch: &str| format!(r#"{{"eks":{{"clusters":{{"seen":{{"shop":{patch}}}}}}}}}"#);
    let both = "shop, arn:aws:eks:us-east-1:111122223333:cluster/shop";
    let mut lines = String::new();
    for (rule, listed, patch) in [
        ("eks-cluster-exists", both, "{}".to_owned()),
        ("eks-cluster-exists", "0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.us-east-1.eks.amazonaws.com", "{}".to_owned()),
        ("eks-cluster-exists", "shopp", "{}".to_owned()),
        ("eks-cluster-exists", "shop", cluster(r#"{"status":"UPDATING"}"#)),
        ("eks-cluster-exists", "shop", cluster(r#"{"status":"FAILED"}"#)),
        ("eks-node-groups-healthy", "shop", group(r#"{"status":"UPDATING"}"#)),
        ("eks-node-groups-healthy", "shop", group("null")),
        ("eks-node-groups-healthy", "nobody", "{}".to_owned()),
        ("eks-node-group-max-covers-peak", "shop", group(r#"{"maximum":100}"#)),
        ("eks-node-group-max-covers-peak", "shop", group(r#"{"groups":[]}"#)),
        ("eks-node-group-max-covers-peak", "shop", group(r#"{"groups":[],"desired":8}"#)),
    ] {
        lines.push_str(&format!("{rule} {}\n", of_clusters(rule, listed, &patch)));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn metrics_of_one_node_group_that_are_missed_leave_the_others_judged() {
    let rule = rules::find("eks-node-group-max-covers-peak").unwrap();
    let snapshot = patched(
        r#"{"eks":{"node_groups":{"shop":{"seen":{"spot":{"status":"ACTIVE","issues":[],"minimum":1,"desired":10,
        "maximum":12,"groups":["eks-spot"]},"tail":{"status":"ACTIVE","issues":[],"minimum":1,"desired":10,
        "maximum":12,"groups":["eks-tail"]}}}}},
        "cloudwatch":{"metrics":{
        "AWS/AutoScaling GroupInServiceInstances Maximum AutoScalingGroupName=eks-spot":{"missed":{"reason":"denied","detail":""}},
        "AWS/AutoScaling GroupInServiceInstances Maximum AutoScalingGroupName=eks-tail":{"seen":{"latest":10.0,
        "latest_at":"2026-12-05T00:00:00Z","maximum":10.0,"maximum_at":"2026-12-05T00:00:00Z"}}}}}"#,
    );
    let verdicts = run(rule, &healthy().0, &snapshot);
    let said: Vec<_> = verdicts.iter().map(|it| (it.part.as_str(), it.light)).collect();
    let expected = [("", Light::Gray), ("node group tail", Light::Red), ("node group workers", Light::Green)];
    assert_eq!(said, expected, "{verdicts:#?}");
}
