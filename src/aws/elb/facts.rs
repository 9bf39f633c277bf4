//! What Elastic Load Balancing (v2 API) answered.

pub mod classic;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Elastic Load Balancing in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Elb {
    /// The listed balancers that exist, by ARN (`DescribeLoadBalancers`).
    pub load_balancers: Fact<BTreeMap<String, LoadBalancer>>,
    /// Names of other balancers of the region, read only where a listed one was not found (`DescribeLoadBalancers`).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
    /// Attributes by balancer ARN, key and value (`DescribeLoadBalancerAttributes`).
    pub attributes: PerResource<BTreeMap<String, String>>,
    /// Listeners by balancer ARN (`DescribeListeners`).
    pub listeners: PerResource<Vec<Listener>>,
    /// Target groups behind the listed balancers, by ARN (`DescribeTargetGroups`).
    pub target_groups: Fact<BTreeMap<String, TargetGroup>>,
    /// Targets by target group ARN (`DescribeTargetHealth`).
    pub target_health: PerResource<Vec<Target>>,
    /// LCU reservation by balancer ARN (`DescribeCapacityReservation`).
    pub capacity_reservations: PerResource<CapacityReservation>,
    /// Target groups that the listed Auto Scaling groups and ECS services register in, by ARN (`DescribeTargetGroups`).
    pub attached: Fact<BTreeMap<String, TargetGroup>>,
}

/// One load balancer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancer {
    /// `LoadBalancerName`.
    pub name: String,
    /// `DNSName`.
    pub dns_name: String,
    /// `Type`: application, network, gateway.
    pub balancer_type: String,
    /// `State.Code`: active, provisioning, active_impaired, failed.
    pub state: String,
    /// `State.Reason`, empty when there is none.
    pub state_reason: String,
    /// `AvailabilityZones[]`.
    pub zones: Vec<Zone>,
}

/// A zone that a balancer serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// `ZoneName`.
    pub name: String,
    /// `SubnetId`.
    pub subnet: String,
}

/// One listener.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// `Port`; absent for gateway balancers.
    pub port: Option<u32>,
    /// `Protocol`; absent for gateway balancers.
    pub protocol: Option<String>,
    /// `Certificates[].CertificateArn`, the default certificate; absent without TLS.
    pub certificate: Option<String>,
}

/// One target group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    /// `TargetGroupName`.
    pub name: String,
    /// `LoadBalancerArns`.
    pub load_balancers: Vec<String>,
}

/// One registered target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `Target.Id`: instance id, IP address, function or balancer ARN.
    pub id: String,
    /// `Target.Port`.
    pub port: Option<u32>,
    /// `Target.AvailabilityZone`, where Elastic Load Balancing gives it.
    pub zone: Option<String>,
    /// `TargetHealth.State`: initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable.
    pub state: String,
    /// `TargetHealth.Reason` and `Description`, empty when there are none.
    pub reason: String,
}

/// LCU reservation of one balancer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityReservation {
    /// `MinimumLoadBalancerCapacity.CapacityUnits`; absent when nothing is reserved.
    pub requested: Option<u64>,
    /// `CapacityReservationState[]`, one per zone.
    pub zones: Vec<ZoneCapacity>,
}

/// State of an LCU reservation in one zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneCapacity {
    /// `AvailabilityZone`.
    pub zone: String,
    /// `State.Code`: provisioned, pending, rebalancing, failed.
    pub state: String,
    /// `State.Reason`, empty when there is none.
    pub reason: String,
    /// `EffectiveCapacityUnits`.
    pub effective: f64,
}
