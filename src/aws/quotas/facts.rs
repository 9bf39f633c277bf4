//! What Service Quotas answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Service Quotas in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Quotas of Amazon EC2 by `service-code/quota-code` (`GetServiceQuota`, else
    /// `GetAWSDefaultServiceQuota`).
    pub values: PerResource<Quota>,
    /// Quotas of other services, likewise (`ListServiceQuotas` over `ListAWSDefaultServiceQuotas`).
    pub listed: PerResource<Quota>,
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
    /// `UsageMetric`, where CloudWatch has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_metric: Option<UsageMetric>,
    /// `Period` of a quota on a rate, such as `1 SECOND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// The CloudWatch metric of a quota's use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsageMetric {
    /// `MetricNamespace`.
    pub namespace: String,
    /// `MetricName`.
    pub name: String,
    /// `MetricDimensions`. A value such as `arn:…/{id}` stands for every resource.
    pub dimensions: BTreeMap<String, String>,
    /// `MetricStatisticRecommendation`.
    pub statistic: String,
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

/// A quota that a service gives together with its use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How much is in use: `Used` of Amazon RDS (of a quota per instance, cluster or group, the highest use),
    /// `Count` of Route 53.
    pub used: u64,
    /// The quota: `Max` of Amazon RDS, `Limit.Value` of Route 53.
    pub max: u64,
}
