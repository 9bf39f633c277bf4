//! What AWS Certificate Manager answered.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::PerResource;

/// AWS Certificate Manager of one account or region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Acm {
    /// Certificates by ARN (`DescribeCertificate`): those that listed resources show.
    pub certificates: PerResource<Certificate>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// `DomainName` and `SubjectAlternativeNames`: host names that it is good for.
    pub names: Vec<String>,
    /// `Status`: ISSUED, PENDING_VALIDATION, EXPIRED, FAILED, …
    pub status: String,
    /// `NotAfter`; `None` before it is issued.
    #[schemars(with = "Option<String>")]
    pub not_after: Option<Timestamp>,
    /// Whether `RenewalEligibility` is ELIGIBLE: AWS renews it without anybody's doing.
    pub renews_itself: bool,
    /// `RenewalSummary.RenewalStatus`: PENDING_AUTO_RENEWAL, PENDING_VALIDATION, SUCCESS, FAILED;
    /// `None` when no renewal has begun.
    pub renewal: Option<String>,
}
