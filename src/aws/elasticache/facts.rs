//! What Amazon ElastiCache answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// Amazon ElastiCache in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ElastiCache {
    /// Every cluster of the region by id, members of replication groups included (`DescribeCacheClusters`).
    pub clusters: Fact<BTreeMap<String, CacheCluster>>,
    /// Every replication group of the region by id (`DescribeReplicationGroups`).
    pub replication_groups: Fact<BTreeMap<String, ReplicationGroup>>,
    /// Every serverless cache of the region by name (`DescribeServerlessCaches`).
    pub serverless_caches: Fact<BTreeMap<String, ServerlessCache>>,
    /// Service updates that wait to be applied or are being applied (`DescribeUpdateActions`).
    pub updates: Fact<Vec<UpdateAction>>,
}

/// One cluster: the nodes of Memcached, or one node of Valkey or Redis OSS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CacheCluster {
    /// `ARN`, where ElastiCache gives it.
    pub arn: Option<String>,
    /// `CacheClusterStatus`.
    pub status: String,
    /// `Engine`: memcached, redis, valkey.
    pub engine: String,
    /// `ReplicationGroupId` of a member of a replication group.
    pub group: Option<String>,
    /// `ConfigurationEndpoint` and `CacheNodes[].Endpoint`, the addresses.
    pub endpoints: Vec<String>,
    /// `NumCacheNodes`.
    pub nodes: Option<u32>,
    /// `CacheNodes[].CustomerAvailabilityZone`, one per node that has one.
    pub zones: Vec<String>,
    /// `PreferredMaintenanceWindow`, in UTC, as `ddd:hh24:mi-ddd:hh24:mi`.
    pub maintenance_window: Option<String>,
}

/// One replication group of Valkey or Redis OSS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicationGroup {
    /// `ARN`, where ElastiCache gives it.
    pub arn: Option<String>,
    /// `Status`.
    pub status: String,
    /// `ConfigurationEndpoint`, and the endpoints of primaries, readers and nodes, the addresses.
    pub endpoints: Vec<String>,
    /// `MemberClusters`.
    pub members: Vec<String>,
    /// `NodeGroups[]`: the shards.
    pub shards: Vec<Shard>,
    /// `AutomaticFailover`: enabled, enabling, disabled, disabling.
    pub automatic_failover: Option<String>,
    /// `MultiAZ`: enabled, disabled.
    pub multi_az: Option<String>,
}

/// One shard of a replication group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// `NodeGroupId`.
    pub id: String,
    /// `NodeGroupMembers[].CacheClusterId`: the primary and its replicas.
    pub members: Vec<String>,
}

/// One serverless cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerlessCache {
    /// `ARN`, where ElastiCache gives it.
    pub arn: Option<String>,
    /// `Status`.
    pub status: String,
    /// `Endpoint` and `ReaderEndpoint`, the addresses.
    pub endpoints: Vec<String>,
}

/// One service update of one replication group or cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAction {
    /// `ServiceUpdateName`.
    pub name: String,
    /// `ReplicationGroupId` or `CacheClusterId`.
    pub cache: String,
    /// `UpdateActionStatus`: not-applied, waiting-to-start, in-progress, stopping, scheduling, scheduled, …
    pub status: String,
    /// `ServiceUpdateRecommendedApplyByDate`.
    #[schemars(with = "Option<String>")]
    pub apply_by: Option<Timestamp>,
}
