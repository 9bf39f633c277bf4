//! What AWS Lambda answered.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// AWS Lambda in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Lambda {
    /// Listed functions by name (`GetFunctionConfiguration`); `None` where there is no such function.
    pub functions: PerResource<Option<Function>>,
    /// Names of all functions (`ListFunctions`), asked for only where a listed one does not exist.
    pub function_names: Fact<BTreeSet<String>>,
    /// `ReservedConcurrentExecutions` by function name (`GetFunctionConcurrency`); `None` where
    /// nothing is reserved.
    pub reserved_concurrency: PerResource<Option<u32>>,
    /// Provisioned concurrency by function name, and by the alias or version that has it
    /// (`ListProvisionedConcurrencyConfigs`).
    pub provisioned_concurrency: PerResource<BTreeMap<String, ProvisionedConcurrency>>,
    /// What functions of the region read from, by `UUID` (`ListEventSourceMappings`).
    pub event_sources: Fact<BTreeMap<String, EventSource>>,
    /// Concurrency that the account has in the region (`GetAccountSettings`).
    pub account_concurrency: Fact<AccountConcurrency>,
}

/// One function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// `FunctionArn`.
    pub arn: String,
    /// `State`: Active, Pending, Inactive, Failed, …
    pub state: String,
    /// `LastUpdateStatus`: Successful, InProgress, Failed.
    pub last_update: String,
    /// `StateReason`, else `LastUpdateStatusReason`; empty where AWS gives none.
    pub reason: String,
    /// `Timeout` in seconds.
    pub timeout: u32,
    /// `VpcConfig.VpcId`; absent where the function runs outside the account's networks.
    pub vpc: Option<String>,
}

/// Provisioned concurrency of one alias or version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvisionedConcurrency {
    /// `Status`: READY, IN_PROGRESS, FAILED.
    pub status: String,
    /// `StatusReason`; empty where AWS gives none.
    pub reason: String,
    /// `RequestedProvisionedConcurrentExecutions`.
    pub requested: u32,
    /// `AllocatedProvisionedConcurrentExecutions`.
    pub allocated: u32,
}

/// One event source mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventSource {
    /// Name of the function, from `FunctionArn`.
    pub function: String,
    /// `EventSourceArn`; absent for a source that is not of AWS.
    pub source: Option<String>,
    /// `State`: Enabled, Disabled, Creating, Enabling, Disabling, Updating, Deleting.
    pub state: String,
    /// `ScalingConfig.MaximumConcurrency`; absent where nobody set one.
    pub maximum_concurrency: Option<u32>,
}

/// Concurrency of an account in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountConcurrency {
    /// `AccountLimit.ConcurrentExecutions`.
    pub limit: u32,
    /// `AccountLimit.UnreservedConcurrentExecutions`: what functions without reserved concurrency share.
    pub unreserved: u32,
}
