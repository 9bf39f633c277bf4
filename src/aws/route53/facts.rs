//! What Amazon Route 53 answered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    aws::quotas::facts::Limit,
    snapshot::{Fact, PerResource},
};

/// Amazon Route 53 of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Route53 {
    /// Every hosted zone of the account, by id without `/hostedzone/` (`ListHostedZones`).
    pub zones: Fact<BTreeMap<String, Zone>>,
    /// By zone id: the records of listed zones (`ListResourceRecordSets`). Of their values only the names
    /// that aliases and CNAME records point to are kept.
    pub records: PerResource<Vec<Record>>,
    /// The health checks that records of listed zones use, as far as they exist, by id
    /// (`ListHealthChecks`).
    pub health_checks: Fact<BTreeMap<String, HealthCheck>>,
    /// By id of a health check that a record of a listed zone uses: what each checker of Route 53
    /// last saw, such as `Success: HTTP Status Code 200, OK` (`GetHealthCheckStatus`).
    pub health_check_status: PerResource<Vec<String>>,
    /// Quotas of the account with their use, by `Type` such as `MAX_HOSTED_ZONES_BY_OWNER` (`GetAccountLimit`).
    pub limits: Fact<BTreeMap<String, Limit>>,
    /// Records of each listed zone, and how many it may have, by zone id (`GetHostedZoneLimit`,
    /// `MAX_RRSETS_BY_ZONE`).
    pub record_limits: PerResource<Limit>,
}

/// One hosted zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// `Name`, with its trailing dot.
    pub name: String,
    /// `Config.PrivateZone`: answers inside VPCs alone.
    pub is_private: bool,
}

impl Zone {
    /// What people call it: `example.com`, or `example.com (private)`.
    pub fn shown(&self) -> String {
        format!("{}{}", self.name.trim_end_matches('.'), if self.is_private { " (private)" } else { "" })
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `Name`, with its trailing dot.
    pub name: String,
    /// `Type`: A, AAAA, CNAME, …
    pub record_type: String,
    /// What it is chosen by: failover, weighted, latency, geolocation, multivalue, other, simple.
    pub routing: String,
    /// `SetIdentifier`, empty for simple routing.
    pub set: String,
    /// `TTL` in seconds; `None` for an alias, which takes that of its target.
    pub ttl: Option<u64>,
    /// `HealthCheckId`.
    pub health_check: Option<String>,
    /// The name that an alias (`AliasTarget.DNSName`) or a CNAME record points to, as Route 53 has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// One health check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealthCheck {
    /// What it checks, for people: host name or address, port and path.
    pub target: String,
    /// `HealthCheckConfig.Type`: HTTP, HTTPS, TCP, CALCULATED, CLOUDWATCH_METRIC, RECOVERY_CONTROL, …
    pub check_type: String,
    /// `HealthCheckConfig.Disabled`: always taken for healthy.
    pub is_disabled: bool,
    /// `HealthCheckConfig.Inverted`: healthy is taken for unhealthy.
    pub is_inverted: bool,
}
