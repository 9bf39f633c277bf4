//! What the SDK reads from moto and from each fixture, in short.

use aws_sdk_ec2::types::InstanceStateName;
use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::Bed;

#[test]
fn identity_is_the_account_of_the_workbook() {
    let bed = Bed::start();
    let account = block_on(async {
        let sts = aws_sdk_sts::Client::new(&plain(&bed).await);
        sts.get_caller_identity().send().await.unwrap().account
    });
    assert_eq!(account.as_deref(), Some("123456789012"));
    assert_eq!(account.as_deref(), Some(bed.id("account")));
}

#[test]
fn ec2_instances_volumes_subnets_and_templates() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let ec2 = aws_sdk_ec2::Client::new(&plain(&bed).await);
        let listed: Vec<_> = (0..6).map(|number| bed.id(&format!("instance.{number}"))).collect();
        for id in &listed {
            let found = ec2.describe_instances().instance_ids(*id).send().await.unwrap();
            let instance = &found.reservations()[0].instances()[0];
            let group = instance.tags().iter().find(|tag| tag.key() == Some("aws:autoscaling:groupName"));
            lines.push(format!(
                "{id} {} {} {} group {}",
                instance.instance_type().unwrap(),
                instance.placement().unwrap().availability_zone().unwrap(),
                instance.state().unwrap().name().unwrap_or(&InstanceStateName::Pending),
                group.and_then(|tag| tag.value()).unwrap_or("-"),
            ));
        }
        let attached = aws_sdk_ec2::types::Filter::builder()
            .name("attachment.instance-id")
            .set_values(Some(listed.iter().map(ToString::to_string).collect()))
            .build();
        let volumes = ec2.describe_volumes().filters(attached).send().await.unwrap();
        for volume in volumes.volumes() {
            let holder = volume.attachments()[0].instance_id().unwrap();
            lines.push(format!("{} {:?} GiB at {holder}", volume.volume_id().unwrap(), volume.size()));
        }
        let snapshots = ec2.describe_snapshots().owner_ids("self").send().await.unwrap();
        for snapshot in snapshots.snapshots() {
            lines.push(format!(
                "{} {} {}",
                snapshot.volume_id().unwrap(),
                snapshot.state().unwrap(),
                snapshot.start_time().unwrap(),
            ));
        }
        for name in ["a", "b", "tiny"] {
            let subnets = ec2.describe_subnets().subnet_ids(bed.id(&format!("subnet.{name}")));
            let subnets = subnets.send().await.unwrap();
            let subnet = &subnets.subnets()[0];
            lines.push(format!(
                "subnet.{name} {} {} {} free",
                subnet.availability_zone().unwrap(),
                subnet.cidr_block().unwrap(),
                subnet.available_ip_address_count().unwrap(),
            ));
        }
        let versions = ec2.describe_launch_template_versions();
        let versions = versions.launch_template_id(bed.id("launch_template.web")).versions("1");
        let versions = versions.send().await.unwrap();
        let data = versions.launch_template_versions()[0].launch_template_data().unwrap();
        lines.push(format!("template {:?}", data.instance_type()));
        let types = ec2.describe_instance_types().instance_types("m5.large".into());
        let types = types.instance_types("t3.medium".into()).send().await.unwrap();
        for found in types.instance_types() {
            let vcpus = found.v_cpu_info().and_then(|info| info.default_v_cpus());
            lines.push(format!("type {} {vcpus:?}", found.instance_type().unwrap()));
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
}

#[test]
fn ec2_scheduled_events_and_capacity_reservations_come_from_fixtures() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let ec2 = aws_sdk_ec2::Client::new(&plain(&bed).await);
        let statuses =
            ec2.describe_instance_status().include_all_instances(true).send().await.unwrap();
        for status in statuses.instance_statuses() {
            lines.push(format!(
                "{} {} system {} instance {} ebs {}",
                status.instance_id().unwrap(),
                status.instance_state().unwrap().name().unwrap(),
                status.system_status().unwrap().status().unwrap(),
                status.instance_status().unwrap().status().unwrap(),
                status.attached_ebs_status().unwrap().status().unwrap(),
            ));
            for event in status.events() {
                lines.push(format!(
                    "  {} {} to {}, deadline {}",
                    event.code().unwrap(),
                    event.not_before().unwrap(),
                    event.not_after().unwrap(),
                    event.not_before_deadline().unwrap(),
                ));
            }
        }
        let pages = ec2.describe_capacity_reservations().into_paginator().items().send();
        for reservation in pages.try_collect().await.unwrap() {
            lines.push(format!(
                "{} {} {} {} {}/{} until {:?}",
                reservation.capacity_reservation_id().unwrap(),
                reservation.state().unwrap(),
                reservation.instance_type().unwrap(),
                reservation.availability_zone().unwrap(),
                reservation.available_instance_count().unwrap(),
                reservation.total_instance_count().unwrap(),
                reservation.end_date().map(ToString::to_string),
            ));
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
    assert_eq!(bed.count("ec2:DescribeCapacityReservations"), 2, "both pages were asked for");
}

#[test]
fn balancers_their_targets_and_lcu_reservations() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let elb = aws_sdk_elasticloadbalancingv2::Client::new(&plain(&bed).await);
        let balancers = elb.describe_load_balancers().send().await.unwrap();
        for balancer in balancers.load_balancers() {
            let arn = balancer.load_balancer_arn().unwrap();
            let zones: Vec<_> =
                balancer.availability_zones().iter().filter_map(|zone| zone.zone_name()).collect();
            lines.push(format!(
                "{arn} {} {} {zones:?}",
                balancer.r#type().unwrap(),
                balancer.state().unwrap().code().unwrap(),
            ));
            let attributes = elb.describe_load_balancer_attributes().load_balancer_arn(arn);
            for attribute in attributes.send().await.unwrap().attributes() {
                if attribute.key() == Some("deletion_protection.enabled") {
                    lines.push(format!("  deletion protection {}", attribute.value().unwrap()));
                }
            }
            let listeners = elb.describe_listeners().load_balancer_arn(arn).send().await.unwrap();
            for listener in listeners.listeners() {
                lines.push(format!("  listener {:?} {:?}", listener.port(), listener.protocol()));
            }
            let groups = elb.describe_target_groups().load_balancer_arn(arn).send().await.unwrap();
            for group in groups.target_groups() {
                let arn = group.target_group_arn().unwrap();
                lines.push(format!("  {arn}"));
                let health = elb.describe_target_health().target_group_arn(arn).send();
                for described in health.await.unwrap().target_health_descriptions() {
                    let health = described.target_health().unwrap();
                    lines.push(format!(
                        "    {} {} {:?}",
                        described.target().unwrap().id().unwrap(),
                        health.state().unwrap(),
                        health.reason().map(|reason| reason.as_str()),
                    ));
                }
            }
            let reserved = elb.describe_capacity_reservation().load_balancer_arn(arn);
            let reserved = reserved.send().await.unwrap();
            let minimum = reserved.minimum_load_balancer_capacity();
            lines.push(format!("  LCUs {:?}", minimum.and_then(|minimum| minimum.capacity_units())));
            for zone in reserved.capacity_reservation_state() {
                lines.push(format!(
                    "    {} {} {:?}",
                    zone.availability_zone().unwrap(),
                    zone.state().unwrap().code().unwrap(),
                    zone.effective_capacity_units(),
                ));
            }
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
}

#[test]
fn groups_policies_actions_and_activities() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let scaling = aws_sdk_autoscaling::Client::new(&plain(&bed).await);
        let groups = scaling.describe_auto_scaling_groups().send().await.unwrap();
        for group in groups.auto_scaling_groups() {
            let suspended: Vec<_> =
                group.suspended_processes().iter().filter_map(|one| one.process_name()).collect();
            let metrics: Vec<_> =
                group.enabled_metrics().iter().filter_map(|one| one.metric()).collect();
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
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
}

#[test]
fn quotas_and_increase_requests() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let quotas = aws_sdk_servicequotas::Client::new(&plain(&bed).await);
        for code in ["L-1216C47A", "L-34B43A08"] {
            let applied = quotas.get_service_quota().service_code("ec2").quota_code(code).send();
            match applied.await.map_err(aws_sdk_servicequotas::Error::from) {
                Ok(found) => lines.push(format!("{code} applied {:?}", found.quota().unwrap().value())),
                Err(error) => lines.push(format!("{code} {error}")),
            }
            let default = quotas.get_aws_default_service_quota();
            let default = default.service_code("ec2").quota_code(code).send().await.unwrap();
            lines.push(format!("{code} default {:?}", default.quota().unwrap().value()));
        }
        let history = quotas.list_requested_service_quota_change_history().service_code("ec2");
        let pages = history.into_paginator().items().send();
        for request in pages.try_collect().await.unwrap() {
            lines.push(format!(
                "{} {:?} {} {} {:?}",
                request.quota_code().unwrap(),
                request.desired_value().unwrap(),
                request.status().unwrap(),
                request.created().unwrap(),
                request.case_id(),
            ));
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
}

#[test]
fn trusted_advisor() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let support = aws_sdk_support::Client::new(&plain(&bed).await);
        let checks = support.describe_trusted_advisor_checks().language("en").send().await.unwrap();
        let ids = checks.checks().iter().map(|check| Some(check.id().to_owned())).collect();
        let summaries = support.describe_trusted_advisor_check_summaries().set_check_ids(Some(ids));
        let summaries = summaries.send().await.unwrap();
        for (check, summary) in checks.checks().iter().zip(summaries.summaries()) {
            lines.push(format!(
                "{} {} {} {} columns: {}",
                check.id(),
                check.category(),
                check.name(),
                check.metadata().len(),
                summary.status(),
            ));
            let result = support.describe_trusted_advisor_check_result().check_id(check.id());
            let result = result.send().await.unwrap();
            let result = result.result().unwrap();
            assert_eq!(result.check_id(), check.id());
            for row in result.flagged_resources() {
                assert_eq!(row.metadata().len(), check.metadata().len());
                lines.push(format!(
                    "  {} suppressed {} {:?}",
                    row.status(),
                    row.is_suppressed(),
                    row.metadata().iter().flatten().collect::<Vec<_>>(),
                ));
            }
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @"");
}
