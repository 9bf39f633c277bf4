//! What Amazon EKS answered.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, Missed, PerResource};

/// Amazon EKS in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Eks {
    /// The listed clusters that exist, by name (`DescribeCluster`).
    pub clusters: Fact<BTreeMap<String, Cluster>>,
    /// Why single clusters were not read, by the name that was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, Missed>,
    /// Names of all clusters (`ListClusters`), asked for only where one is listed by its endpoint or does not
    /// exist.
    pub cluster_names: Fact<BTreeSet<String>>,
    /// Node groups by name, by the name of their cluster (`ListNodegroups`, `DescribeNodegroup`).
    pub node_groups: PerResource<BTreeMap<String, NodeGroup>>,
}

/// One cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// `arn`.
    pub arn: String,
    /// `status`: CREATING, ACTIVE, DELETING, FAILED, UPDATING, PENDING.
    pub status: String,
    /// `version` of Kubernetes.
    pub version: Option<String>,
    /// `endpoint`, with its scheme; absent while the cluster is created.
    pub endpoint: Option<String>,
    /// `health.issues[]`, code and message.
    pub issues: Vec<String>,
    /// `resourcesVpcConfig.vpcId`.
    pub vpc: Option<String>,
}

/// One managed node group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeGroup {
    /// `status`: CREATING, ACTIVE, UPDATING, DELETING, CREATE_FAILED, DELETE_FAILED, DEGRADED.
    pub status: String,
    /// `scalingConfig.minSize`, in nodes.
    pub minimum: u32,
    /// `scalingConfig.maxSize`, in nodes.
    pub maximum: u32,
    /// `scalingConfig.desiredSize`, in nodes.
    pub desired: u32,
    /// `resources.autoScalingGroups[].name`.
    pub groups: Vec<String>,
    /// `health.issues[]`, code and message.
    pub issues: Vec<String>,
}
