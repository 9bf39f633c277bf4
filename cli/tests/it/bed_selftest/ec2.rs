//! What the SDK reads about instances, from moto and from fixtures.

use aws_sdk_ec2::types::InstanceStateName;
use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::Bed;

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
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    instance.0 m5.large us-east-1a running group web
    instance.1 m5.large us-east-1b running group web
    instance.2 t3.medium us-east-1a running group api
    instance.3 t3.medium us-east-1a running group api
    instance.4 m5.large us-east-1b running group -
    instance.5 m5.large us-east-1b stopped group -
    volume.0 Some(8) GiB at instance.0
    volume.1 Some(8) GiB at instance.1
    volume.2 Some(8) GiB at instance.2
    volume.3 Some(8) GiB at instance.3
    volume.4 Some(8) GiB at instance.4
    volume.5 Some(8) GiB at instance.5
    volume.0 completed 2026-11-22T00:00:00Z
    volume.1 completed 2026-11-22T00:00:00Z
    volume.2 completed 2026-11-22T00:00:00Z
    subnet.a us-east-1a 10.0.1.0/24 247 free
    subnet.b us-east-1b 10.0.2.0/24 247 free
    subnet.tiny us-east-1c 10.0.3.0/28 11 free
    template Some(M5Large)
    type m5.large Some(2)
    type t3.medium Some(2)
    "#);
}

#[test]
fn ec2_scheduled_events_and_capacity_reservations_come_from_fixtures() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let ec2 = aws_sdk_ec2::Client::new(&plain(&bed).await);
        let statuses = ec2.describe_instance_status().include_all_instances(true).send().await.unwrap();
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
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    instance.0 running system ok instance ok ebs ok
    instance.1 running system ok instance ok ebs ok
      system-reboot 2026-11-27T13:00:00Z to 2026-11-27T15:00:00Z, deadline 2026-12-02T00:00:00Z
    instance.2 running system ok instance ok ebs ok
    instance.3 running system initializing instance initializing ebs initializing
    instance.4 running system ok instance ok ebs ok
    instance.5 stopped system not-applicable instance not-applicable ebs not-applicable
    cr-0a1b2c3d4e5f60001 active m5.large us-east-1a 2/4 until None
    cr-0a1b2c3d4e5f60002 active m5.large us-east-1b 2/2 until Some("2026-11-26T00:00:00Z")
    "#);
    assert_eq!(bed.count("ec2:DescribeCapacityReservations"), 2, "both pages were asked for");
}
