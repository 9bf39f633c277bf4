//! What the SDK reads about Auto Scaling groups, from moto and from fixtures.

use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::Bed;

#[test]
fn groups_policies_actions_and_activities() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let scaling = aws_sdk_autoscaling::Client::new(&plain(&bed).await);
        let groups = scaling.describe_auto_scaling_groups().send().await.unwrap();
        for group in groups.auto_scaling_groups() {
            let suspended: Vec<_> = group.suspended_processes().iter().filter_map(|one| one.process_name()).collect();
            let metrics: Vec<_> = group.enabled_metrics().iter().filter_map(|one| one.metric()).collect();
            lines.push(format!(
                "{} {:?}..{:?} of {:?} in {:?}, check {:?}, suspended {suspended:?}, metrics {metrics:?}, from {:?} {:?}",
                group.auto_scaling_group_name().unwrap(),
                group.desired_capacity().unwrap(),
                group.min_size().unwrap(),
                group.max_size().unwrap(),
                group.availability_zones(),
                group.health_check_type().unwrap(),
                group.launch_template().and_then(|template| template.launch_template_id()),
                group.launch_configuration_name(),
            ));
            for instance in group.instances() {
                lines.push(format!(
                    "  {} {:?} {:?} {:?}",
                    instance.instance_id().unwrap(),
                    instance.instance_type(),
                    instance.availability_zone(),
                    instance.lifecycle_state(),
                ));
            }
        }
        for policy in scaling.describe_policies().send().await.unwrap().scaling_policies() {
            lines.push(format!("{:?} {:?} {:?}", policy.policy_name(), policy.policy_type(), policy.enabled()));
        }
        let actions = scaling.describe_scheduled_actions().send().await.unwrap();
        for action in actions.scheduled_update_group_actions() {
            lines.push(format!(
                "{:?} {:?} at {} to {:?}",
                action.auto_scaling_group_name(),
                action.scheduled_action_name(),
                action.start_time().unwrap(),
                action.max_size(),
            ));
        }
        let configurations = scaling.describe_launch_configurations().send().await.unwrap();
        for configuration in configurations.launch_configurations() {
            lines.push(format!(
                "configuration {:?} {:?}",
                configuration.launch_configuration_name(),
                configuration.instance_type(),
            ));
        }
        for group in ["web", "api"] {
            let pages = scaling.describe_scaling_activities().auto_scaling_group_name(group);
            let pages = pages.into_paginator().items().send();
            for activity in pages.try_collect().await.unwrap() {
                lines.push(format!(
                    "{group} {} {} {:.40}",
                    activity.start_time().unwrap(),
                    activity.status_code().unwrap(),
                    activity.status_message().unwrap_or(""),
                ));
            }
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    web 2..2 of 20 in ["us-east-1a", "us-east-1b"], check "ELB", suspended [], metrics ["GroupInServiceInstances", "GroupDesiredCapacity", "GroupMaxSize"], from Some("launch_template.web") None
      instance.0 Some("m5.large") Some("us-east-1a") Some(InService)
      instance.1 Some("m5.large") Some("us-east-1b") Some(InService)
    api 2..1 of 2 in ["us-east-1a"], check "EC2", suspended ["AlarmNotification"], metrics [], from None Some("api")
      instance.2 Some("t3.medium") Some("us-east-1a") Some(InService)
      instance.3 Some("t3.medium") Some("us-east-1a") Some(InService)
    Some("web-cpu") Some("TargetTrackingScaling") Some(true)
    Some("api") Some("api-scale-in") at 2026-11-27T14:00:00Z to Some(1)
    configuration Some("api") Some("t3.medium")
    web 2026-11-22T00:00:00Z Successful 
    web 2026-11-20T00:00:00Z Failed We currently do not have sufficient m5.l
    web 2026-11-03T00:00:00Z Successful
    "#);
}
