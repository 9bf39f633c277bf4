//! What AWS CloudTrail answered.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// AWS CloudTrail in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudTrail {
    /// Calls that changed something during the event, the earliest first (`LookupEvents` with
    /// `ReadOnly` false; CloudTrail keeps 90 days).
    pub changes: Fact<Vec<Change>>,
}

/// One call that changed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// `EventTime`.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// `EventSource` without its domain, such as `autoscaling`.
    pub service: String,
    /// `EventName`, such as `UpdateAutoScalingGroup`.
    pub operation: String,
    /// `Username`; empty where AWS does not say.
    pub user: String,
    /// `ResourceName` of each of `Resources`.
    pub resources: Vec<String>,
    /// `errorCode` of the call, when AWS refused it.
    pub error: Option<String>,
    /// Whether an AWS service made the call on its own (`invokedBy` or a service-linked role), as
    /// scaling does all day.
    pub by_aws: bool,
}
