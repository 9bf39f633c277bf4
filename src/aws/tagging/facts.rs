//! What the AWS Resource Groups Tagging API answered.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::PerResource;

/// Tags in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tagging {
    /// ARNs of the resources that carry a listed tag, by the tag as `key=value` (`GetResources`).
    pub resources: PerResource<BTreeSet<String>>,
}
