//! Everything that AWS answered at one moment, as our own small structs.
//!
//! A fact is either [`Fact::Seen`] or [`Fact::Missed`] with the reason. There is no third
//! state and no default value: a fact that nobody asked for is missed as well.

mod join;
mod merge;
mod redact;
mod slot;

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::aws::{AccountSnapshot, RegionSnapshot};
pub use join::join;
pub use merge::merge;
pub use redact::redact;
pub use slot::Slot;

/// Format of a saved snapshot. A reader refuses any other.
pub const SCHEMA: &str = "iem.snapshot/1";

/// What AWS answered, per account and region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// When collection started.
    #[schemars(with = "String")]
    pub taken_at: Timestamp,
    /// By twelve-digit account id.
    pub accounts: BTreeMap<String, AccountSnapshot>,
}

impl Snapshot {
    /// A snapshot in which nothing has been asked yet.
    pub fn empty(taken_at: Timestamp) -> Self {
        Self { schema: SCHEMA.to_owned(), taken_at, accounts: BTreeMap::new() }
    }

    /// Answers of an account; for one that is not here, nothing but missed facts.
    pub fn account(&self, id: &str) -> &AccountSnapshot {
        static NOTHING: LazyLock<AccountSnapshot> = LazyLock::new(AccountSnapshot::default);
        self.accounts.get(id).unwrap_or(&NOTHING)
    }
}

impl AccountSnapshot {
    /// Answers of a region; for one that is not here, nothing but missed facts.
    pub fn region(&self, code: &str) -> &RegionSnapshot {
        static NOTHING: LazyLock<RegionSnapshot> = LazyLock::new(RegionSnapshot::default);
        self.regions.get(code).unwrap_or(&NOTHING)
    }
}

/// Answers of AWS STS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sts {
    /// Account and ARN of the credentials in use (`GetCallerIdentity`).
    pub identity: Fact<Identity>,
}

/// Who the credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Twelve-digit account id.
    pub account: String,
    /// ARN of the user or assumed role.
    pub arn: String,
}

/// One answer of AWS, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// AWS answered.
    Seen(T),
    /// AWS did not answer, or was not asked.
    Missed(Missed),
}

impl<T> Fact<T> {
    /// The answer, if there is one.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(answer) => Some(answer),
            Self::Missed(_) => None,
        }
    }

    /// Whether nobody has asked yet.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Missed(Missed { reason: Reason::NotAsked, .. }))
    }
}

// Not derived: `T` need not have a default, because the default is "nobody asked".
impl<T> Default for Fact<T> {
    fn default() -> Self {
        Self::Missed(Missed::not_asked())
    }
}

/// Answers that AWS gives one resource at a time, by the resource's key. A key that is absent
/// was not asked for.
pub type PerResource<T> = BTreeMap<String, Fact<T>>;

/// Why a fact is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The kind of cause.
    pub reason: Reason,
    /// What AWS or the network said, shortened; empty when there is nothing to add.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Missed {
    /// Begins the detail of a fact that could not be asked for, because the answer that names
    /// what to ask for is missing; the title of that answer's source follows.
    pub const NEEDS: &str = "needs ";
    /// Begins the detail of a fact that could not be asked for, because the role that it would have
    /// been asked in was refused; the role's ARN, `: ` and what AWS said follow.
    pub const ROLE: &str = "sts:AssumeRole on ";

    /// The role that was refused, and what AWS said.
    pub fn role(&self) -> Option<(&str, &str)> {
        let role = self.detail.strip_prefix(Self::ROLE)?;
        Some(role.split_once(": ").unwrap_or((role, "")))
    }

    /// A fact that no call was made for.
    pub fn not_asked() -> Self {
        Self { reason: Reason::NotAsked, detail: String::new() }
    }
}

/// The kinds of cause that keep a fact from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No call was made for it.
    NotAsked,
    /// The credentials lack the IAM action, or a policy denies it.
    Denied,
    /// AWS kept throttling until the retries were used up.
    Throttled,
    /// The account has no support plan that includes the API.
    NotSubscribed,
    /// No credentials were found.
    NoCredentials,
    /// Credentials were found, and AWS does not accept them.
    RefusedCredentials,
    /// The clock of the machine is too far from that of AWS, which accepts 15 minutes.
    WrongClock,
    /// The session or token has expired.
    ExpiredCredentials,
    /// The credentials belong to another account than the workbook names.
    WrongAccount,
    /// The region is not enabled for the account, or does not exist.
    RegionDisabled,
    /// No answer came in time.
    TimedOut,
    /// The run was interrupted before the answer came.
    Interrupted,
    /// The endpoint could not be reached.
    Unreachable,
    /// The answer was not what AWS documents, for example an HTML page.
    Malformed,
    /// AWS answered with another error.
    Failed,
}
