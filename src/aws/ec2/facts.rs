//! What Amazon EC2 answered.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// Amazon EC2 in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ec2 {
    /// The listed instances that exist, by id (`DescribeInstances`).
    pub instances: Fact<BTreeMap<String, Instance>>,
    /// Ids and `Name` tags of the region's instances, read only where a listed one was not found (`DescribeInstances`).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
    /// Status checks and scheduled events, by instance id (`DescribeInstanceStatus`, all states).
    pub instance_status: Fact<BTreeMap<String, InstanceStatus>>,
    /// Every type that a listed instance or group can run, by name (`DescribeInstanceTypes`).
    pub instance_types: Fact<BTreeMap<String, InstanceType>>,
    /// Volumes attached to listed instances, by id (`DescribeVolumes`).
    pub volumes: Fact<BTreeMap<String, Volume>>,
    /// Start of the newest completed snapshot of each of those volumes that has one, by volume
    /// id (`DescribeSnapshots`).
    #[schemars(with = "Fact<BTreeMap<String, String>>")]
    pub snapshots: Fact<BTreeMap<String, Timestamp>>,
    /// Subnets of the whole region, by id (`DescribeSubnets`).
    pub subnets: Fact<BTreeMap<String, Subnet>>,
    /// Capacity reservations that are not ended, by id (`DescribeCapacityReservations`).
    pub capacity_reservations: Fact<BTreeMap<String, CapacityReservation>>,
    /// Launch template versions that listed groups use, by [`launch_template_key`]
    /// (`DescribeLaunchTemplateVersions`).
    pub launch_templates: Fact<BTreeMap<String, LaunchTemplate>>,
    /// Elastic IP addresses of the whole region (`DescribeAddresses`), counted.
    pub elastic_ips: Fact<u32>,
    /// Volumes of the whole region (`DescribeVolumes`), summed up by `VolumeType`.
    pub volume_totals: Fact<BTreeMap<String, VolumeTotal>>,
    /// Network interfaces of the whole region (`DescribeNetworkInterfaces`), counted.
    pub network_interfaces: Fact<NetworkInterfaces>,
}

/// Key of a launch template version: its id or name and the version as the group writes it.
pub fn launch_template_key(id_or_name: &str, version: &str) -> String {
    format!("{id_or_name}:{version}")
}

/// One instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// `State.Name`: pending, running, shutting-down, terminated, stopping, stopped.
    pub state: String,
    /// `InstanceType`, such as `m5.large`.
    pub instance_type: String,
    /// `InstanceLifecycle` is `spot`.
    pub spot: bool,
    /// `Placement.AvailabilityZone`.
    pub zone: String,
    /// Other names that people use for it: the `Name` tag, private and public DNS names and
    /// IPv4 addresses.
    #[serde(default)]
    pub names: Vec<String>,
    /// Auto Scaling group from the tag `aws:autoscaling:groupName`.
    #[serde(default)]
    pub group: Option<String>,
    /// `VpcId`; absent for one that is terminated.
    #[serde(default)]
    pub vpc: Option<String>,
}

/// Status checks and scheduled events of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceStatus {
    /// `SystemStatus.Status`: ok, impaired, insufficient-data, initializing, not-applicable.
    pub system: String,
    /// `InstanceStatus.Status`, same values.
    pub instance: String,
    /// `AttachedEbsStatus.Status`, same values; absent where EC2 does not report it.
    #[serde(default)]
    pub ebs: Option<String>,
    /// `Events[]`.
    #[serde(default)]
    pub events: Vec<ScheduledEvent>,
}

/// Maintenance that AWS has planned for an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduledEvent {
    /// `Code`: instance-reboot, system-reboot, system-maintenance, instance-retirement, instance-stop.
    pub code: String,
    /// `Description`; starts with `[Completed]` or `[Canceled]` when it is over.
    pub description: String,
    /// `NotBefore`.
    #[schemars(with = "Option<String>")]
    pub not_before: Option<Timestamp>,
    /// `NotAfter`.
    #[schemars(with = "Option<String>")]
    pub not_after: Option<Timestamp>,
    /// `NotBeforeDeadline`: latest time to which the start can be moved.
    #[schemars(with = "Option<String>")]
    pub not_before_deadline: Option<Timestamp>,
}

/// One instance type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceType {
    /// `VCpuInfo.DefaultVCpus`.
    pub vcpus: u32,
    /// `MemoryInfo.SizeInMiB`.
    pub memory_mib: Option<u64>,
}

/// One volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Instances that it is attached to.
    pub instances: Vec<String>,
    /// `VolumeType`: gp3, gp2, io2, …
    pub volume_type: String,
    /// `Size` in GiB.
    pub size_gib: u32,
}

/// All volumes of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeTotal {
    /// Sum of `Size` in GiB.
    pub size_gib: u64,
    /// Sum of `Iops`.
    pub iops: u64,
}

/// One subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subnet {
    /// `VpcId`.
    pub vpc: String,
    /// `AvailabilityZone`.
    pub zone: String,
    /// `CidrBlock`, such as `10.0.1.0/24`; absent for a subnet that has IPv6 alone.
    pub cidr: Option<String>,
    /// `AvailableIpAddressCount`.
    pub free_ips: u32,
}

/// Network interfaces, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkInterfaces {
    /// How many each `AvailabilityZone` has.
    pub zones: BTreeMap<String, u32>,
    /// How many each `SubnetId` has, without those that make the network itself: of NAT gateways,
    /// endpoints and transit gateways (`InterfaceType`).
    pub subnets: BTreeMap<String, u32>,
    /// Most security groups of one interface (`Groups[]`).
    pub most_groups: u32,
}

/// One On-Demand Capacity Reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityReservation {
    /// `State`: active, scheduled, pending, …
    pub state: String,
    /// `InstanceType`.
    pub instance_type: String,
    /// `AvailabilityZone`.
    pub zone: String,
    /// `TotalInstanceCount`.
    pub total: u32,
    /// `AvailableInstanceCount`: reserved and unused.
    pub available: u32,
    /// `EndDate`; absent when it is open-ended.
    #[schemars(with = "Option<String>")]
    pub ends: Option<Timestamp>,
}

/// What a launch template version or launch configuration starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaunchTemplate {
    /// Instance type, unless the template leaves it open.
    pub instance_type: Option<String>,
    /// Whether it asks for Spot instances.
    pub spot: bool,
}
