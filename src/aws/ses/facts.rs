//! What Amazon SES answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon SES of one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ses {
    /// What the account may send (`GetAccount`).
    pub account: Fact<MailAccount>,
    /// Names of every identity of the region: domains and addresses (`ListEmailIdentities`).
    pub names: Fact<Vec<String>>,
    /// By name: the identities that stand behind listed ones (`GetEmailIdentity`).
    pub identities: PerResource<Identity>,
}

/// What the account may send from one region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailAccount {
    /// `ProductionAccessEnabled`: false in the sandbox, from which only verified addresses get mail.
    pub production_access: bool,
    /// `SendingEnabled`.
    pub sending_enabled: bool,
    /// `EnforcementStatus`: HEALTHY, PROBATION, SHUTDOWN, or `unknown`.
    pub enforcement: String,
    /// `SendQuota.Max24HourSend`: most recipients in 24 hours; -1 where there is no limit.
    pub max_24_hours: f64,
    /// `SendQuota.MaxSendRate`: most recipients per second.
    pub max_rate: f64,
    /// `SendQuota.SentLast24Hours`: recipients of the last 24 hours.
    pub sent_24_hours: f64,
}

/// One domain or address that mail is sent from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// `VerifiedForSendingStatus`.
    pub verified: bool,
    /// `VerificationStatus`: SUCCESS, PENDING, FAILED, TEMPORARY_FAILURE, NOT_STARTED, or `unknown`.
    pub verification: String,
    /// `DkimAttributes.Status`, of the same words.
    pub dkim: String,
}
