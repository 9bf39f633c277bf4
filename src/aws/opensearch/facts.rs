//! What Amazon OpenSearch Service answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, Missed};

/// Amazon OpenSearch Service in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenSearch {
    /// Every domain of the region by name (`ListDomainNames`, `DescribeDomains`).
    pub domains: Fact<BTreeMap<String, Domain>>,
    /// Why single domains were not read, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, Missed>,
}

/// One domain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// `ARN`.
    pub arn: String,
    /// `Endpoint`, `EndpointV2` and the values of `Endpoints`: hosts.
    pub endpoints: Vec<String>,
    /// `DomainProcessingStatus`: Active, Creating, Modifying, UpgradingEngineVersion, UpdatingServiceSoftware, Isolated,
    /// Deleting. Older answers lack it.
    pub status: Option<String>,
    /// `Deleted`: its deletion has begun.
    pub deleted: Option<bool>,
    /// `Processing`: its configuration is being changed.
    pub processing: Option<bool>,
    /// `UpgradeProcessing`: its engine is being upgraded.
    pub upgrading: Option<bool>,
    /// `ClusterConfig.InstanceCount`: data nodes.
    pub data_nodes: Option<u32>,
    /// `ClusterConfig.ZoneAwarenessEnabled`: its data nodes are spread over Availability Zones.
    pub zone_awareness: Option<bool>,
    /// `ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount`.
    pub zone_count: Option<u32>,
    /// `ClusterConfig.MultiAZWithStandbyEnabled`: the nodes of one zone stand by.
    pub standby: Option<bool>,
    /// `ServiceSoftwareOptions`.
    pub update: Option<SoftwareUpdate>,
    /// `OffPeakWindowOptions`.
    pub off_peak: Option<OffPeakWindow>,
}

/// The update of its service software that waits for a domain, or was installed last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoftwareUpdate {
    /// `UpdateAvailable`.
    pub available: Option<bool>,
    /// `UpdateStatus`: PENDING_UPDATE, IN_PROGRESS, COMPLETED, NOT_ELIGIBLE, ELIGIBLE.
    pub status: Option<String>,
    /// `NewVersion`, where one is available.
    pub version: Option<String>,
    /// `OptionalDeployment`: AWS never installs it by itself.
    pub optional: Option<bool>,
    /// `AutomatedUpdateDate`: from then on AWS installs it by itself.
    #[schemars(with = "Option<String>")]
    pub automatic_from: Option<Timestamp>,
}

/// Ten hours of every day, in which AWS does what can wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffPeakWindow {
    /// `Enabled`.
    pub enabled: Option<bool>,
    /// `OffPeakWindow.WindowStartTime`, in minutes from midnight, UTC.
    pub starts_at: Option<u32>,
}
