//! Metrics of APIs.

use super::facts::Api;
use crate::{
    aws::cloudwatch::metrics::{Days, Metric},
    names,
};

impl Metric {
    /// Requests per minute to an API, or messages per minute to a WebSocket API. CloudWatch knows a REST API
    /// by its name: two of one name are one.
    pub fn api_requests(id: &str, api: &Api) -> Self {
        let name = if api.protocol == "WEBSOCKET" { "MessageCount" } else { "Count" };
        Self::of_api(name, id, api, "Sum", 60)
    }

    /// Share of each hour's requests to an API that an error of the server answered; `None` for a
    /// WebSocket API, which counts messages.
    pub fn api_errors(id: &str, api: &Api) -> Option<Self> {
        let name = match api.protocol.as_str() {
            "REST" => "5XXError",
            "HTTP" => "5xx",
            _ => return None,
        };
        Some(Self::of_api(name, id, api, "Average", 3600))
    }

    fn of_api(name: &'static str, id: &str, api: &Api, statistic: &'static str, period: u32) -> Self {
        let (dimension, value) = names::api_dimension(id, api);
        Self {
            namespace: "AWS/ApiGateway".into(),
            name: name.into(),
            dimensions: vec![(dimension.into(), value)],
            statistic: statistic.into(),
            period,
            days: Days::RECENT,
        }
    }
}
