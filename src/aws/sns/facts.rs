//! What Amazon SNS answered.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon SNS in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sns {
    /// Listed topics, and those that alarms on listed resources tell, by ARN (`GetTopicAttributes`);
    /// `None` where there is no such topic.
    pub topics: PerResource<Option<Topic>>,
    /// ARNs of all topics (`ListTopics`), asked for only where a listed one does not exist.
    pub topic_arns: Fact<BTreeSet<String>>,
}

/// One topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// `SubscriptionsConfirmed`.
    pub confirmed: u32,
    /// `SubscriptionsPending`: those whose receivers have not answered the request for confirmation.
    pub pending: u32,
}
