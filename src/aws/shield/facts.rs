//! What AWS Shield answered.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// AWS Shield Advanced of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shield {
    /// The subscription (`DescribeSubscription`); `None` where the account has none.
    pub subscription: Fact<Option<Subscription>>,
    /// ARNs of the protected resources (`ListProtections`, `ResourceArn`); empty without a subscription.
    pub protections: Fact<BTreeSet<String>>,
}

/// A subscription to Shield Advanced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// `EndTime`.
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
    /// `AutoRenew`: ENABLED, DISABLED, or `unknown`.
    pub auto_renew: String,
    /// `ProactiveEngagementStatus`: ENABLED, DISABLED, PENDING, or `unknown`.
    pub proactive_engagement: String,
}
