//! What Service Quotas answered.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fact, PerResource};

/// Service Quotas in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Quotas by `service-code/quota-code` (`GetServiceQuota`, else `GetAWSDefaultServiceQuota`).
    pub values: PerResource<Quota>,
    /// Increase requests of the last 90 days (`ListRequestedServiceQuotaChangeHistory`).
    pub requests: Fact<Vec<QuotaRequest>>,
}

/// One quota.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// `QuotaName`.
    pub name: String,
    /// `Value`.
    pub value: f64,
    /// Which of the two values it is.
    pub origin: QuotaOrigin,
    /// `Adjustable`.
    pub adjustable: bool,
}

/// Where a quota's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuotaOrigin {
    /// The value applied to this account and region.
    Applied,
    /// AWS's default, because the account has no applied value.
    Default,
}

/// One request for an increase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotaRequest {
    /// `service-code/quota-code`.
    pub quota: String,
    /// `DesiredValue`.
    pub desired: f64,
    /// `Status`: PENDING, CASE_OPENED, APPROVED, DENIED, CASE_CLOSED, NOT_APPROVED, INVALID_REQUEST.
    pub status: String,
    /// `Created`.
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// `CaseId`.
    pub case: Option<String>,
}
