//! What Amazon API Gateway answered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon API Gateway in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApiGateway {
    /// REST APIs by id (`GetRestApis`).
    pub rest_apis: Fact<BTreeMap<String, Api>>,
    /// HTTP and WebSocket APIs by id (`GetApis` of version 2).
    pub http_apis: Fact<BTreeMap<String, Api>>,
    /// Stages of listed APIs by the API's id, and by `StageName` (`GetStages` of either version).
    pub stages: PerResource<BTreeMap<String, Stage>>,
    /// What the account takes in the region, over all APIs and stages (`GetAccount`, `throttleSettings`).
    pub account_throttle: Fact<Throttle>,
}

/// One API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// `name`.
    pub name: String,
    /// `REST`, or `ProtocolType`: HTTP, WEBSOCKET.
    pub protocol: String,
}

/// One stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Throttle of every method or route without one of its own (`methodSettings` of `*/*`,
    /// `DefaultRouteSettings`); absent where only the account's holds.
    pub throttle: Option<Throttle>,
    /// Whether access logs have a destination (`accessLogSettings`), or executions are logged
    /// (`loggingLevel` ERROR or INFO).
    pub logs: bool,
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Requests per second (`rateLimit`, `throttlingRateLimit`).
    pub rate: f64,
    /// Requests at once (`burstLimit`, `throttlingBurstLimit`).
    pub burst: u32,
}
