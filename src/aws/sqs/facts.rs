//! What Amazon SQS answered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon SQS in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sqs {
    /// URLs of all queues by name (`ListQueues`).
    pub urls: Fact<BTreeMap<String, String>>,
    /// Listed queues that exist, by name (`GetQueueAttributes`).
    pub queues: PerResource<Queue>,
}

/// One queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// `QueueArn`.
    pub arn: String,
    /// `VisibilityTimeout` in seconds.
    pub visibility_timeout: u32,
    /// `MessageRetentionPeriod` in seconds.
    pub retention: u32,
    /// `deadLetterTargetArn` of `RedrivePolicy`; absent where it has none.
    pub dead_letters_to: Option<String>,
    /// Whether `RedriveAllowPolicy` is set, which says whose dead letters it takes.
    pub takes_dead_letters: bool,
}
