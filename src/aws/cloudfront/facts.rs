//! What Amazon CloudFront answered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    aws::waf::facts::WebAcl,
    snapshot::{Fact, PerResource},
};

/// Amazon CloudFront of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudFront {
    /// Every distribution of the account, by id (`ListDistributions`): what people wrote can be an
    /// alias, which no request filters by.
    pub distributions: Fact<BTreeMap<String, Distribution>>,
    /// By ARN: the web ACLs of AWS WAF before the listed distributions (`GetWebACL`).
    pub web_acls: PerResource<WebAcl>,
}

/// One distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// `ARN`.
    pub arn: String,
    /// `DomainName`, such as `d111111abcdef8.cloudfront.net`.
    pub domain_name: String,
    /// `Aliases`: the host names that it answers for, with `*` for one label.
    pub aliases: Vec<String>,
    /// `Status`: Deployed, or InProgress while a change is on its way to the edge.
    pub status: String,
    /// `Enabled`; absent where AWS does not say.
    pub enabled: Option<bool>,
    /// `Origins`.
    pub origins: Vec<Origin>,
    /// `ViewerCertificate`.
    pub certificate: ViewerCertificate,
    /// `WebACLId`, the web ACL of AWS WAF; empty when there is none.
    pub web_acl: String,
}

/// Where a distribution fetches from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// `DomainName`.
    pub domain_name: String,
    /// `CustomOriginConfig.OriginProtocolPolicy`: http-only, match-viewer, https-only; `None` for
    /// an S3 bucket and for an origin inside a VPC.
    pub protocol: Option<String>,
}

/// What a distribution shows to viewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewerCertificate {
    /// The certificate of `*.cloudfront.net`, or none that AWS names.
    CloudFront,
    /// ARN of a certificate of AWS Certificate Manager.
    Acm(String),
    /// Id of a server certificate of IAM.
    Iam(String),
}
