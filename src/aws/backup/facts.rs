//! What AWS Backup answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// AWS Backup in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// Every resource of the region that was ever backed up, by `ResourceArn` (`ListProtectedResources`).
    pub protected: Fact<BTreeMap<String, ProtectedResource>>,
}

/// The newest recovery point of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectedResource {
    /// `LastBackupTime`; absent where AWS gives none.
    #[schemars(with = "Option<String>")]
    pub last_backup: Option<Timestamp>,
    /// `LastRecoveryPointArn` is that of a continuous backup, which reaches further than `LastBackupTime`.
    pub is_continuous: bool,
}
