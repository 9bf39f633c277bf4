//! Metrics of load balancers, by the suffix of their ARNs.

use crate::aws::cloudwatch::metrics::{Days, Metric};

const APPLICATION: &str = "AWS/ApplicationELB";
const NETWORK: &str = "AWS/NetworkELB";

impl Metric {
    /// Requests per minute of an application load balancer, by the suffix of its ARN.
    pub fn requests(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "RequestCount", suffix)
    }

    /// Requests per five minutes of an application load balancer, in the days before those of
    /// [`Metric::requests`].
    pub fn requests_earlier(suffix: &str) -> Self {
        Self { period: 300, days: Days::EARLIER, ..Self::requests(suffix) }
    }

    /// Load balancer capacity units of an application load balancer. Its sum over a minute compares
    /// with the reserved number itself, while that of `ReservedLCUs` is a sixtieth of it ("Monitor
    /// Load Balancer Capacity Unit reservation").
    pub fn peak_lcus(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "PeakLCUs", suffix)
    }

    /// Connections per minute that clients and an application load balancer opened.
    pub fn new_connections(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "NewConnectionCount", suffix)
    }

    /// Connections that were open within a minute at an application load balancer.
    pub fn active_connections(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "ActiveConnectionCount", suffix)
    }

    /// Bytes per minute of an application load balancer.
    pub fn bytes(suffix: &str) -> Self {
        Self::of_balancer(APPLICATION, "ProcessedBytes", suffix)
    }

    /// Bytes per minute of a network load balancer.
    pub fn network_bytes(suffix: &str) -> Self {
        Self::of_balancer(NETWORK, "ProcessedBytes", suffix)
    }

    /// A sum over each minute of the last days.
    fn of_balancer(namespace: &'static str, name: &'static str, suffix: &str) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: vec![("LoadBalancer".into(), suffix.to_owned())],
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }
}
