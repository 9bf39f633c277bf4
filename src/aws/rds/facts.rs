//! What Amazon RDS answered about database instances and clusters, Aurora's included.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    aws::quotas::facts::Limit,
    snapshot::{Fact, PerResource},
};

/// Amazon RDS in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rds {
    /// Every instance of the region by identifier, members of clusters included (`DescribeDBInstances`).
    pub instances: Fact<BTreeMap<String, DbInstance>>,
    /// Every cluster of the region by identifier (`DescribeDBClusters`).
    pub clusters: Fact<BTreeMap<String, DbCluster>>,
    /// What waits to be applied, by the ARN of its instance or cluster (`DescribePendingMaintenanceActions`).
    pub pending_maintenance: Fact<BTreeMap<String, Vec<PendingAction>>>,
    /// `SnapshotCreateTime` of the newest snapshot that is available, by the identifier of its instance
    /// (`DescribeDBSnapshots` of the listed instances outside clusters).
    #[schemars(with = "Fact<BTreeMap<String, String>>")]
    pub snapshots: Fact<BTreeMap<String, Timestamp>>,
    /// By the name of an instance's parameter group, the parameters of interest that it has, by name
    /// (`DescribeDBParameters`).
    pub parameters: PerResource<BTreeMap<String, Parameter>>,
    /// The same of the parameter groups of clusters (`DescribeDBClusterParameters`).
    pub cluster_parameters: PerResource<BTreeMap<String, Parameter>>,
    /// Quotas and their use by `AccountQuotaName` (`DescribeAccountAttributes`).
    pub limits: Fact<BTreeMap<String, Limit>>,
}

/// One database instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DbInstance {
    /// `DBInstanceArn`.
    pub arn: String,
    /// `DbiResourceId`, which it keeps when it is renamed; some of AWS's services call it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// `Endpoint.Address`; absent until the instance has one.
    pub endpoint: Option<String>,
    /// `DBInstanceStatus`.
    pub status: String,
    /// `Engine`, such as mysql or aurora-postgresql.
    pub engine: String,
    /// `DBInstanceClass`, such as db.m5.large.
    pub class: Option<String>,
    /// The parameter group in use.
    pub parameter_group: Option<ParameterGroup>,
    /// `DBClusterIdentifier` of a member of a cluster.
    pub cluster: Option<String>,
    /// `ReadReplicaSourceDBInstanceIdentifier` of a read replica.
    pub replica_of: Option<String>,
    /// `AvailabilityZone`; absent until the instance has one.
    pub zone: Option<String>,
    /// `MultiAZ`: a standby in another zone takes over.
    pub multi_az: Option<bool>,
    /// `BackupRetentionPeriod`, in days; 0 switches automated backups off.
    pub backup_days: Option<u32>,
    /// `LatestRestorableTime`; absent without automated backups, and in members of clusters.
    #[schemars(with = "Option<String>")]
    pub restorable_until: Option<Timestamp>,
    /// `PreferredMaintenanceWindow`, in UTC, as `ddd:hh24:mi-ddd:hh24:mi`.
    pub maintenance_window: Option<String>,
    /// `AllocatedStorage`, in GiB.
    pub storage_gib: Option<u32>,
    /// `MaxAllocatedStorage`, in GiB; absent without storage autoscaling.
    pub max_storage_gib: Option<u32>,
}

/// The parameter group of an instance (`DBParameterGroups[]`, of which there is one).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterGroup {
    /// `DBParameterGroupName`.
    pub name: String,
    /// `ParameterApplyStatus`: in-sync where the instance runs with what the group holds.
    pub state: String,
}

/// One parameter of a parameter group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// `ParameterValue`, a number or a formula; absent where the engine's own default holds.
    pub value: Option<String>,
    /// `Source`: user, system or engine-default.
    pub source: String,
}

impl Parameter {
    /// Whether somebody set it, rather than AWS.
    pub fn is_set_by_user(&self) -> bool {
        self.source == "user"
    }
}

/// One cluster: Aurora, or a Multi-AZ DB cluster of RDS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DbCluster {
    /// `DBClusterArn`.
    pub arn: String,
    /// `DbClusterResourceId`, which it keeps when it is renamed; tags call it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// `Endpoint` (the writer), `ReaderEndpoint` and `CustomEndpoints`.
    pub endpoints: Vec<String>,
    /// `Status`.
    pub status: String,
    /// `Engine`.
    pub engine: String,
    /// `DBClusterMembers[].DBInstanceIdentifier`.
    pub members: Vec<String>,
    /// `DBClusterParameterGroup`.
    pub parameter_group: Option<String>,
    /// Members whose `DBClusterParameterGroupStatus` is pending-reboot: they run with older parameters.
    #[serde(default)]
    pub pending_reboot: Vec<String>,
    /// `ServerlessV2ScalingConfiguration`; absent without serverless instances.
    pub capacity: Option<Capacity>,
    /// `BackupRetentionPeriod`, in days.
    pub backup_days: Option<u32>,
    /// `LatestRestorableTime`.
    #[schemars(with = "Option<String>")]
    pub restorable_until: Option<Timestamp>,
    /// `PreferredMaintenanceWindow`, in UTC, as `ddd:hh24:mi-ddd:hh24:mi`.
    pub maintenance_window: Option<String>,
}

/// Between which Aurora capacity units (ACUs) serverless instances scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// `MinCapacity`.
    pub minimum: f64,
    /// `MaxCapacity`.
    pub maximum: f64,
}

/// One change that AWS is going to make.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PendingAction {
    /// `Action`, such as system-update or db-upgrade.
    pub action: String,
    /// `CurrentApplyDate`: when it is going to be applied.
    #[schemars(with = "Option<String>")]
    pub apply_at: Option<Timestamp>,
    /// `AutoAppliedAfterDate`: applied in the first maintenance window after it.
    #[schemars(with = "Option<String>")]
    pub auto_applied_after: Option<Timestamp>,
    /// `ForcedApplyDate`: applied then at the latest, maintenance window or not.
    #[schemars(with = "Option<String>")]
    pub forced_at: Option<Timestamp>,
}
