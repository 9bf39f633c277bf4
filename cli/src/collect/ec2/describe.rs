//! What EC2 describes, page by page.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::{
    Client,
    types::{self, CapacityReservationState, Filter, InstanceStateName, NetworkInterfaceType, SnapshotState},
};
use futures::future::{join_all, try_join_all};
use iem_core::{
    aws::ec2::facts::{
        CapacityReservation, Instance, InstanceStatus, InstanceType, NetworkInterfaces, ScheduledEvent, Subnet, Volume,
        VolumeTotal,
    },
    names,
    snapshot::Missed,
};
use jiff::Timestamp;

use crate::collect::{
    fields::{count, given, instant, required, state, text, timestamp},
    limits::{Api, in_chunks, in_halves},
    missed::Failure,
};

/// Values per filter.
const VALUES: usize = 200;
/// Ids per request where the operation has no filter for them, and types per page.
const IDS: usize = 100;
/// Largest page; requests without a page size have a smaller request limit.
const PAGE: i32 = 1000;
/// Largest page of volumes.
const VOLUMES: i32 = 500;
/// States of a capacity reservation that has not ended.
const OPEN: &[CapacityReservationState] = &[
    CapacityReservationState::Active,
    CapacityReservationState::Assessing,
    CapacityReservationState::Cancelling,
    CapacityReservationState::Delayed,
    CapacityReservationState::PaymentPending,
    CapacityReservationState::Pending,
    CapacityReservationState::Scheduled,
    CapacityReservationState::Unavailable,
];

fn filter(name: &str, values: &[String]) -> Filter {
    Filter::builder().name(name).set_values(Some(values.to_vec())).build()
}

/// The listed instances that exist, by id. A filter passes over names that do not exist.
pub(super) async fn instances(api: &Api<'_, Client>, listed: &[String]) -> Result<BTreeMap<String, Instance>, Missed> {
    let mut by_filter: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for name in listed {
        by_filter.entry(names::instance_filter(name)).or_default().push(names::instance_id(name).to_owned());
    }
    let ask = by_filter.iter().map(|(name, values)| {
        in_chunks(values, VALUES, async move |values| {
            let request = api.client.describe_instances().filters(filter(name, values)).max_results(PAGE);
            api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
        })
    });
    let pages = try_join_all(ask).await?;
    let reservations = pages.iter().flatten().flat_map(|page| page.reservations());
    let instances = reservations.flat_map(|reservation| reservation.instances());
    instances.map(|it| Ok((text(it.instance_id(), "instanceId")?, instance(it)?))).collect()
}

/// Ids and `Name` tags of all instances of the region that have not ended.
pub(super) async fn instance_names(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.describe_instances().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let reservations = pages.iter().flat_map(|page| page.reservations());
    let has_ended = |it: &types::Instance| it.state().and_then(|it| it.name()) == Some(&InstanceStateName::Terminated);
    let instances = reservations.flat_map(|reservation| reservation.instances()).filter(|it| !has_ended(it));
    let names = instances.flat_map(|it| [it.instance_id(), tag(it, "Name")]).flatten();
    Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn tag<'a>(instance: &'a types::Instance, key: &str) -> Option<&'a str> {
    instance.tags().iter().find(|tag| tag.key() == Some(key)).and_then(|tag| tag.value())
}

fn instance(instance: &types::Instance) -> Result<Instance, Missed> {
    let status = instance.state().and_then(|state| state.name()).map(|name| name.as_str());
    let placement = instance.placement();
    let names = [
        tag(instance, "Name"),
        instance.private_dns_name(),
        instance.public_dns_name(),
        instance.private_ip_address(),
        instance.public_ip_address(),
    ];
    Ok(Instance {
        state: state(status),
        instance_type: text(instance.instance_type().map(|it| it.as_str()), "instanceType")?,
        spot: instance.instance_lifecycle().is_some_and(|it| it.as_str() == "spot"),
        zone: text(placement.and_then(|it| it.availability_zone()), "availabilityZone")?,
        names: names.into_iter().flatten().filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        group: tag(instance, "aws:autoscaling:groupName").map(str::to_owned),
        vpc: given(instance.vpc_id()),
    })
}

/// Status checks and scheduled events of the instances that exist, by id. The operation has no
/// filter for ids, and one that has vanished costs the whole request.
pub(super) async fn instance_status(
    api: &Api<'_, Client>,
    ids: &[String],
) -> Result<BTreeMap<String, InstanceStatus>, Missed> {
    let has_vanished = |failure: &Failure| failure.is(&["InvalidInstanceID.NotFound"]);
    let ask = async |ids: &[String]| {
        let request = api.client.describe_instance_status().include_all_instances(true);
        let request = request.set_instance_ids(Some(ids.to_vec()));
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    };
    let answers = join_all(ids.chunks(IDS).map(|ids| in_halves(ids, has_vanished, &ask))).await;
    let mut found = BTreeMap::new();
    for (_, answer) in answers.into_iter().flatten() {
        let pages = match answer {
            Err(failure) if has_vanished(&failure) => continue,
            answer => answer?,
        };
        for status in pages.iter().flat_map(|page| page.instance_statuses()) {
            found.insert(text(status.instance_id(), "instanceId")?, checks(status));
        }
    }
    Ok(found)
}

fn checks(status: &types::InstanceStatus) -> InstanceStatus {
    let word = |status: Option<&types::SummaryStatus>| state(status.map(|it| it.as_str()));
    let events = status.events().iter().map(|event| ScheduledEvent {
        code: state(event.code().map(|code| code.as_str())),
        description: event.description().unwrap_or_default().to_owned(),
        not_before: timestamp(event.not_before()),
        not_after: timestamp(event.not_after()),
        not_before_deadline: timestamp(event.not_before_deadline()),
    });
    InstanceStatus {
        system: word(status.system_status().and_then(|it| it.status())),
        instance: word(status.instance_status().and_then(|it| it.status())),
        ebs: status.attached_ebs_status().map(|it| state(it.status().map(|status| status.as_str()))),
        events: events.collect(),
    }
}

/// The instance types that exist, by name.
pub(super) async fn instance_types(
    api: &Api<'_, Client>,
    names: &[String],
) -> Result<BTreeMap<String, InstanceType>, Missed> {
    let pages = in_chunks(names, IDS, async |names| {
        let request = api.client.describe_instance_types();
        let request = request.filters(filter("instance-type", names)).max_results(100);
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    });
    let pages = pages.await?;
    let types = pages.iter().flat_map(|page| page.instance_types()).map(|found| {
        let name = text(found.instance_type().map(|name| name.as_str()), "instanceType")?;
        let vcpus = found.v_cpu_info().and_then(|info| info.default_v_cpus());
        let memory = found.memory_info().and_then(|info| u64::try_from(info.size_in_mib()?).ok());
        Ok((name, InstanceType { vcpus: count(vcpus, "defaultVCpus")?, memory_mib: memory }))
    });
    types.collect()
}

/// Volumes attached to the instances, by id.
pub(super) async fn volumes(api: &Api<'_, Client>, instances: &[String]) -> Result<BTreeMap<String, Volume>, Missed> {
    let pages = in_chunks(instances, VALUES, async |ids| {
        let request = api.client.describe_volumes();
        let request = request.filters(filter("attachment.instance-id", ids)).max_results(VOLUMES);
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    });
    let pages = pages.await?;
    let volumes = pages.iter().flat_map(|page| page.volumes()).map(|volume| {
        let attached = volume.attachments().iter().filter_map(|it| it.instance_id());
        let found = Volume {
            instances: attached.map(str::to_owned).collect(),
            volume_type: text(volume.volume_type().map(|it| it.as_str()), "volumeType")?,
            size_gib: count(volume.size(), "size")?,
        };
        Ok((text(volume.volume_id(), "volumeId")?, found))
    });
    volumes.collect()
}

/// Every volume of the region, summed up by type.
pub(super) async fn volume_totals(api: &Api<'_, Client>) -> Result<BTreeMap<String, VolumeTotal>, Missed> {
    let request = api.client.describe_volumes().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut totals: BTreeMap<String, VolumeTotal> = BTreeMap::new();
    for volume in pages.iter().flat_map(|page| page.volumes()) {
        let total = totals.entry(text(volume.volume_type().map(|it| it.as_str()), "volumeType")?).or_default();
        total.size_gib += u64::from(count(volume.size(), "size")?);
        // Types without provisioned IOPS have none in the answer.
        total.iops += u64::from(count(Some(volume.iops().unwrap_or(0)), "iops")?);
    }
    Ok(totals)
}

/// How many Elastic IP addresses the region has. The operation has no pages.
pub(super) async fn elastic_ips(api: &Api<'_, Client>) -> Result<u32, Missed> {
    let answer = api.send(|| api.client.describe_addresses().send()).await?;
    required(u32::try_from(answer.addresses().len()).ok(), "addressesSet")
}

/// Interfaces that make the network itself: they use it for nobody.
const OF_THE_NETWORK: &[NetworkInterfaceType] = &[
    NetworkInterfaceType::GatewayLoadBalancerEndpoint,
    NetworkInterfaceType::NatGateway,
    NetworkInterfaceType::TransitGateway,
    NetworkInterfaceType::VpcEndpoint,
];

/// How many network interfaces each Availability Zone and each subnet has.
pub(super) async fn network_interfaces(api: &Api<'_, Client>) -> Result<NetworkInterfaces, Missed> {
    let request = api.client.describe_network_interfaces().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut counts = NetworkInterfaces::default();
    for interface in pages.iter().flat_map(|page| page.network_interfaces()) {
        *counts.zones.entry(text(interface.availability_zone(), "availabilityZone")?).or_default() += 1;
        if !interface.interface_type().is_some_and(|kind| OF_THE_NETWORK.contains(kind)) {
            *counts.subnets.entry(text(interface.subnet_id(), "subnetId")?).or_default() += 1;
        }
        let groups = required(u32::try_from(interface.groups().len()).ok(), "groupSet")?;
        counts.most_groups = counts.most_groups.max(groups);
    }
    Ok(counts)
}

/// Start of the newest completed own snapshot of each volume that has one.
pub(super) async fn snapshots(
    api: &Api<'_, Client>,
    volumes: &[String],
) -> Result<BTreeMap<String, Timestamp>, Missed> {
    let completed = [SnapshotState::Completed.as_str().to_owned()];
    let pages = in_chunks(volumes, VALUES, async |ids| {
        let request = api.client.describe_snapshots().owner_ids("self").max_results(PAGE);
        let request = request.filters(filter("volume-id", ids)).filters(filter("status", &completed));
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    });
    let mut newest = BTreeMap::new();
    for snapshot in pages.await?.iter().flat_map(|page| page.snapshots()) {
        if snapshot.state() != Some(&SnapshotState::Completed) {
            continue;
        }
        let start = instant(snapshot.start_time(), "startTime")?;
        let newest = newest.entry(text(snapshot.volume_id(), "volumeId")?).or_insert(start);
        *newest = start.max(*newest);
    }
    Ok(newest)
}

/// Every subnet of the region, by id.
pub(super) async fn subnets(api: &Api<'_, Client>) -> Result<BTreeMap<String, Subnet>, Missed> {
    let request = api.client.describe_subnets().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let subnets = pages.iter().flat_map(|page| page.subnets()).map(|subnet| {
        let found = Subnet {
            vpc: text(subnet.vpc_id(), "vpcId")?,
            zone: text(subnet.availability_zone(), "availabilityZone")?,
            cidr: given(subnet.cidr_block()),
            free_ips: count(subnet.available_ip_address_count(), "availableIpAddressCount")?,
        };
        Ok((text(subnet.subnet_id(), "subnetId")?, found))
    });
    subnets.collect()
}

/// Capacity reservations that have not ended, by id.
pub(super) async fn capacity_reservations(
    api: &Api<'_, Client>,
) -> Result<BTreeMap<String, CapacityReservation>, Missed> {
    let open: Vec<String> = OPEN.iter().map(|state| state.as_str().to_owned()).collect();
    let request = api.client.describe_capacity_reservations();
    let request = request.filters(filter("state", &open)).max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let found = pages.iter().flat_map(|page| page.capacity_reservations()).map(|reservation| {
        let found = CapacityReservation {
            state: state(reservation.state().map(|state| state.as_str())),
            instance_type: text(reservation.instance_type(), "instanceType")?,
            zone: text(reservation.availability_zone(), "availabilityZone")?,
            total: count(reservation.total_instance_count(), "totalInstanceCount")?,
            available: count(reservation.available_instance_count(), "availableInstanceCount")?,
            ends: timestamp(reservation.end_date()),
        };
        Ok((text(reservation.capacity_reservation_id(), "capacityReservationId")?, found))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use iem_core::snapshot::Reason;

    use super::*;
    use crate::collect::fake;

    #[tokio::test]
    async fn an_instance_that_vanished_does_not_cost_the_others() {
        let config = fake::config(|_, body| {
            if body.contains("i-2") {
                let error = "<Code>InvalidInstanceID.NotFound</Code><Message>i-2</Message>";
                return (400, format!("<Response><Errors><Error>{error}</Error></Errors></Response>"));
            }
            let item = |id| match body.contains(id) {
                true => format!("<item><instanceId>{id}</instanceId></item>"),
                false => String::new(),
            };
            let set = ["i-1", "i-3"].map(item).concat();
            let name = "DescribeInstanceStatusResponse";
            (200, format!("<{name}><instanceStatusSet>{set}</instanceStatusSet></{name}>"))
        });
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        let ids = ["i-1", "i-2", "i-3"].map(str::to_owned);
        let found = instance_status(&api, &ids).await.expect("an answer");
        let states: Vec<_> = found.iter().map(|(id, it)| (id.as_str(), it.system.as_str())).collect();
        assert_eq!(states, [("i-1", "unknown"), ("i-3", "unknown")]);
    }

    #[tokio::test]
    async fn the_names_of_all_instances_come_from_every_page() {
        let config = fake::config(|_, body| {
            let item = |id: &str, name: &str, state: &str| {
                format!(
                    "<item><instanceId>{id}</instanceId><instanceState><name>{state}</name></instanceState>\
                     <tagSet><item><key>Name</key><value>{name}</value></item></tagSet></item>"
                )
            };
            let (items, next) = match body.contains("NextToken=more") {
                true => (item("i-3", "pay", "stopped"), ""),
                false => (
                    item("i-1", "shop", "running") + &item("i-2", "old-shop", "terminated"),
                    "<nextToken>more</nextToken>",
                ),
            };
            let set = format!("<item><instancesSet>{items}</instancesSet></item>");
            let name = "DescribeInstancesResponse";
            (200, format!("<{name}><reservationSet>{set}</reservationSet>{next}</{name}>"))
        });
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        let names = instance_names(&api).await.expect("an answer");
        assert_eq!(names.into_iter().collect::<Vec<_>>().join(" "), "i-1 i-3 pay shop");
    }

    #[test]
    fn an_instance_without_a_type_is_no_answer() {
        let missed = instance(&types::Instance::builder().build()).expect_err("an error");
        assert_eq!(missed.reason, Reason::Malformed);
        assert_eq!(missed.detail, "instanceType is missing or not valid");
    }
}
