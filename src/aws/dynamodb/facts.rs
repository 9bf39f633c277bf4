//! What Amazon DynamoDB answered, and Application Auto Scaling about its tables.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon DynamoDB in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DynamoDb {
    /// Listed tables by name (`DescribeTable`); `None` where there is no such table.
    pub tables: PerResource<Option<Table>>,
    /// Names of all tables (`ListTables`), asked for only where a listed one does not exist.
    pub table_names: Fact<BTreeSet<String>>,
    /// Whether a table can be restored to any moment, by table name (`DescribeContinuousBackups`,
    /// `PointInTimeRecoveryStatus`).
    pub point_in_time_recovery: PerResource<bool>,
    /// Quotas of one table (`DescribeLimits`).
    pub limits: Fact<TableLimits>,
    /// Auto scaling of listed tables with provisioned capacity, by [`target_key`]
    /// (`DescribeScalableTargets`).
    pub scaling_targets: Fact<BTreeMap<String, ScalingTarget>>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// `TableArn`.
    pub arn: String,
    /// `TableStatus`: ACTIVE, UPDATING, CREATING, DELETING, ARCHIVED, …
    pub status: String,
    /// Whether `BillingModeSummary.BillingMode` is `PAY_PER_REQUEST`. DynamoDB leaves the summary
    /// out for tables that have never been on demand.
    pub on_demand: bool,
    /// Capacity of the table itself.
    pub capacity: Capacity,
    /// Capacity of its global secondary indexes, by `IndexName`.
    pub indexes: BTreeMap<String, Capacity>,
}

/// What a table or an index can take, in read and write units per second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Reads.
    pub read: Throughput,
    /// Writes.
    pub write: Throughput,
}

/// Reads or writes of a table or an index, in units per second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Throughput {
    /// `ProvisionedThroughput.ReadCapacityUnits` or `WriteCapacityUnits`; absent on demand.
    pub provisioned: Option<u64>,
    /// `WarmThroughput.ReadUnitsPerSecond` or `WriteUnitsPerSecond`; absent where AWS gives none.
    pub warm: Option<u64>,
    /// `OnDemandThroughput.MaxReadRequestUnits` or `MaxWriteRequestUnits`; absent where nobody set one.
    pub maximum: Option<u64>,
}

/// Quotas of one table, in units per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableLimits {
    /// `TableMaxReadCapacityUnits`.
    pub table_read: u64,
    /// `TableMaxWriteCapacityUnits`.
    pub table_write: u64,
}

/// Auto scaling of one dimension of a table or an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScalingTarget {
    /// `MaxCapacity`, in units per second.
    pub maximum: u64,
    /// `SuspendedState.DynamicScalingOutSuspended`.
    pub suspended: bool,
}

/// Key of [`DynamoDb::scaling_targets`]: `ResourceId` and `ScalableDimension`.
pub fn target_key(table: &str, index: Option<&str>, is_write: bool) -> String {
    let direction = if is_write { "Write" } else { "Read" };
    match index {
        Some(index) => format!("table/{table}/index/{index} dynamodb:index:{direction}CapacityUnits"),
        None => format!("table/{table} dynamodb:table:{direction}CapacityUnits"),
    }
}
