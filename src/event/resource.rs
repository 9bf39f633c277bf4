//! What section 6 lists.

use super::ResourceKind;

/// One resource that section 6 lists, or that follows from one that it lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its id, name, ARN, DNS name or endpoint, as written.
    pub name: String,
    /// Twelve-digit account id.
    pub account: Option<String>,
    /// Region code such as `ap-southeast-1`; `None` for global kinds or where it was not given.
    pub region: Option<String>,
    /// Line in the workbook; where it is found, that of the listed resource or endpoint that led to it.
    pub line: usize,
    /// Why it is in scope, such as `stack shop-prod`; `None` where section 6 lists it itself.
    pub found: Option<String>,
}
