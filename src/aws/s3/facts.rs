//! What Amazon S3 answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::PerResource;

/// Amazon S3: the buckets that are listed for one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct S3 {
    /// Listed buckets by name (`HeadBucket`); `None` where there is no such bucket. One that
    /// belongs to somebody else is denied, not absent.
    pub buckets: PerResource<Option<Bucket>>,
    /// Whether versioning is `Enabled`, by name of the listed buckets that are in this region
    /// (`GetBucketVersioning`).
    pub versioning: PerResource<bool>,
}

/// One bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// `x-amz-bucket-region`, which S3 gives with a redirect to another region as well.
    pub region: String,
}
