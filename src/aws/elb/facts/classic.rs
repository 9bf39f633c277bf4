//! What Elastic Load Balancing (API of the classic balancers, version 2012-06-01) answered.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Classic load balancers in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClassicElb {
    /// The listed balancers that exist, by name (`DescribeLoadBalancers`). Asked for the names that
    /// no application, network or gateway balancer has; none where those have all.
    pub load_balancers: Fact<BTreeMap<String, ClassicBalancer>>,
    /// Names of the region's other classic balancers (`DescribeLoadBalancers`).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
    /// Attributes by balancer name (`DescribeLoadBalancerAttributes`).
    pub attributes: PerResource<ClassicAttributes>,
    /// Instances by balancer name (`DescribeInstanceHealth`).
    pub instance_health: PerResource<Vec<ClassicInstance>>,
}

/// One classic load balancer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassicBalancer {
    /// `DNSName`.
    pub dns_name: String,
    /// `AvailabilityZones`.
    pub zones: Vec<String>,
}

/// Attributes of one classic load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassicAttributes {
    /// `CrossZoneLoadBalancing.Enabled`; absent where AWS does not say.
    pub cross_zone: Option<bool>,
    /// `ConnectionDraining.Enabled`; absent where AWS does not say.
    pub draining: Option<bool>,
}

/// One instance behind a classic load balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassicInstance {
    /// `InstanceId`.
    pub id: String,
    /// `State`: InService, OutOfService, Unknown.
    pub state: String,
    /// `Description`, empty when there is none.
    pub reason: String,
}
