//! What Amazon RDS answered about database instances and clusters, Aurora's included.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fact, quotas::Limit};

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
    /// Quotas and their use by `AccountQuotaName` (`DescribeAccountAttributes`).
    pub limits: Fact<BTreeMap<String, Limit>>,
}

/// One database instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DbInstance {
    /// `DBInstanceArn`.
    pub arn: String,
    /// `Endpoint.Address`; absent until the instance has one.
    pub endpoint: Option<String>,
    /// `DBInstanceStatus`.
    pub status: String,
    /// `Engine`, such as mysql or aurora-postgresql.
    pub engine: String,
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
    /// `PreferredMaintenanceWindow`, in UTC, as `ddd:hh24:mi-ddd:hh24:mi`.
    pub maintenance_window: Option<String>,
    /// `AllocatedStorage`, in GiB.
    pub storage_gib: Option<u32>,
    /// `MaxAllocatedStorage`, in GiB; absent without storage autoscaling.
    pub max_storage_gib: Option<u32>,
}

/// One cluster: Aurora, or a Multi-AZ DB cluster of RDS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DbCluster {
    /// `DBClusterArn`.
    pub arn: String,
    /// `Endpoint` (the writer), `ReaderEndpoint` and `CustomEndpoints`.
    pub endpoints: Vec<String>,
    /// `Status`.
    pub status: String,
    /// `Engine`.
    pub engine: String,
    /// `DBClusterMembers[].DBInstanceIdentifier`.
    pub members: Vec<String>,
    /// `BackupRetentionPeriod`, in days.
    pub backup_days: Option<u32>,
    /// `PreferredMaintenanceWindow`, in UTC, as `ddd:hh24:mi-ddd:hh24:mi`.
    pub maintenance_window: Option<String>,
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
