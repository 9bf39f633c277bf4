//! What the AWS Support API answered about Trusted Advisor.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Trusted Advisor of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Support {
    /// Every check that the account's plan offers, by check id (`DescribeTrustedAdvisorChecks`).
    pub checks: Fact<BTreeMap<String, Check>>,
    /// Status of each check, by check id (`DescribeTrustedAdvisorCheckSummaries`):
    /// ok, warning, error, not_available.
    pub summaries: Fact<BTreeMap<String, String>>,
    /// Flagged resources of the checks that are not ok, by check id
    /// (`DescribeTrustedAdvisorCheckResult`).
    pub results: PerResource<Vec<FlaggedResource>>,
}

/// One Trusted Advisor check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// `name`.
    pub name: String,
    /// `category`: cost_optimizing, performance, security, fault_tolerance, service_limits, …
    pub category: String,
}

/// One resource that a check reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlaggedResource {
    /// `status`: ok, warning, error.
    pub status: String,
    /// `region`, where the check has one.
    pub region: Option<String>,
    /// `isSuppressed`: somebody excluded the row in Trusted Advisor.
    pub suppressed: bool,
    /// `metadata`, each value under the column name that the check itself gives.
    pub columns: BTreeMap<String, String>,
}
