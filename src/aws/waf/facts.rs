//! What AWS WAF answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::PerResource;

/// AWS WAF of one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Waf {
    /// By ARN of an application load balancer: the web ACL before it (`GetWebACLForResource`).
    pub web_acls: PerResource<WebAcl>,
}

/// One web ACL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebAcl {
    /// `Name`; empty where no web ACL stands there.
    pub name: String,
    /// Its rules with a `RateBasedStatement`, in order.
    pub rate_rules: Vec<RateRule>,
    /// Its rule groups that were not opened, so that nobody knows whether they limit a rate: own ones, those of Firewall
    /// Manager, and those of vendors other than AWS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unopened: Vec<String>,
}

/// One rate-based rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateRule {
    /// `Name`.
    pub name: String,
    /// `Limit`: most requests of one key in a window.
    pub limit: u64,
    /// `EvaluationWindowSec`: seconds of a window.
    pub window: u64,
    /// `AggregateKeyType`: IP, FORWARDED_IP, CUSTOM_KEYS, CONSTANT.
    pub key: String,
    /// Whether it counts only what a `ScopeDownStatement` lets through.
    pub is_narrowed: bool,
    /// Whether the rule only counts (`Action.Count`).
    pub counts_only: bool,
}
