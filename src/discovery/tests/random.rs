//! Discovery on random topologies: it ends, and never repeats itself.

use proptest::prelude::*;

use super::*;

/// A random region: everything may refer to everything, itself included.
fn region() -> impl Strategy<Value = Value> {
    let links = || prop::collection::vec((0..6_usize, 0..6_usize), 0..24);
    (links(), links(), links(), links(), links()).prop_map(|(nested, owned, before, registered, targets)| {
        let of = |links: &[(usize, usize)], from: usize| -> Vec<usize> {
            links.iter().filter(|link| link.0 == from).map(|link| link.1).collect()
        };
        let mut region = json!({});
        for number in 0..6 {
            let resources = of(&nested, number).into_iter().map(|to| json!({"resource_type": "AWS::CloudFormation::Stack", "id": format!("s{to}")}));
            let owned = of(&owned, number).into_iter().map(|to| json!({"resource_type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "id": balancer_arn(&format!("b{to}"))}));
            region["cloudformation"]["resources"][format!("s{number}")] = json!({"seen": resources.chain(owned).collect::<Vec<_>>()});
            let balancers: Vec<String> = of(&before, number).into_iter().map(|to| balancer_arn(&format!("b{to}"))).collect();
            let arn = target_group_arn(&format!("t{number}"));
            region["elb"]["target_groups"]["seen"][&arn] = json!({"name": format!("t{number}"), "load_balancers": balancers});
            region["elb"]["load_balancers"]["seen"][balancer_arn(&format!("b{number}"))] = balancer(&format!("b{number}"));
            let instances = of(&targets, number).into_iter().map(|to| json!({"id": format!("i-0000000{to}"), "port": 80, "zone": null, "state": "healthy", "reason": ""}));
            region["elb"]["target_health"][&arn] = json!({"seen": instances.collect::<Vec<_>>()});
            let target_groups: Vec<String> = of(&registered, number).into_iter().map(|to| target_group_arn(&format!("t{to}"))).collect();
            region["autoscaling"]["groups"]["seen"][format!("g{number}")] = group(&target_groups, &[]);
            region["ec2"]["instances"]["seen"][format!("i-0000000{number}")] = instance(Some(&format!("g{number}")));
        }
        region
    })
}

proptest! {
    #[test]
    fn discovery_ends_and_never_repeats(
        region in region(),
        stacks in prop::collection::btree_set(0..6_usize, 0..3),
        balancers in prop::collection::btree_set(0..6_usize, 0..3),
        groups in prop::collection::btree_set(0..6_usize, 0..3),
    ) {
        let snapshot = snapshot(region);
        let mut resources: Vec<_> = stacks.iter().map(|it| listed(ResourceKind::Stack, &format!("s{it}"))).collect();
        resources.extend(balancers.iter().map(|it| listed(ResourceKind::LoadBalancer, &balancer_arn(&format!("b{it}")))));
        resources.extend(groups.iter().map(|it| listed(ResourceKind::AutoScalingGroup, &format!("g{it}"))));
        let event = event(resources);
        let found = discover(&event, &snapshot);
        let name = |it: &Resource| (it.kind, crate::names::plain_name(it.kind, &it.name).to_owned());
        let mut seen: BTreeSet<_> = event.resources.iter().map(name).collect();
        for resource in &found {
            prop_assert!(seen.insert(name(resource)), "{} twice", resource.name);
            prop_assert!(resource.found.is_some());
        }
        // Nothing follows from what was found that was not found.
        let mut all = event.clone();
        all.resources.extend(found.iter().map(|it| Resource { found: None, ..it.clone() }));
        prop_assert_eq!(discover(&all, &snapshot), vec![]);
    }
}
