//! What AWS Health answered.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// AWS Health of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Health {
    /// Health events that touch the event's window, the earliest first (`DescribeEvents`; needs a
    /// support plan with the Health API).
    pub events: Fact<Vec<HealthEvent>>,
    /// Issues, investigations and scheduled changes that were open or upcoming when they were asked for, the earliest
    /// first (`DescribeEvents`, which see).
    pub open: Fact<Vec<HealthEvent>>,
    /// By ARN of a scheduled change that meets the event: the resources of the account that it affects, as AWS names
    /// them (`entityValue` of `DescribeAffectedEntities`).
    pub affected: PerResource<Vec<String>>,
}

/// One health event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealthEvent {
    /// `arn`.
    pub arn: String,
    /// `service`, such as `EC2`.
    pub service: String,
    /// `eventTypeCode`, such as `AWS_EC2_OPERATIONAL_ISSUE`.
    pub code: String,
    /// `eventTypeCategory`: issue, accountNotification, scheduledChange, investigation.
    pub category: String,
    /// `region`; `global` where it is none.
    pub region: String,
    /// `startTime`.
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// `endTime`; `None` while it goes on.
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
    /// `statusCode`: open, closed, upcoming.
    pub status: String,
}
