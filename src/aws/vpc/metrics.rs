//! Metrics of NAT gateways.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Connections per hour for which a NAT gateway found no port. `zone` for a regional one, of which
    /// each zone is measured apart ("Monitor NAT gateways with Amazon CloudWatch").
    pub fn nat_port_errors(id: &str, zone: Option<&str>) -> Self {
        Self { statistic: "Sum".into(), ..Self::of_nat_gateway("ErrorPortAllocation", id, zone) }
    }

    /// Most connections that a NAT gateway had open at once.
    pub fn nat_connections(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("ActiveConnectionCount", id, zone)
    }

    /// Most bytes that went through a NAT gateway within a second.
    pub fn nat_bytes(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("PeakBytesPerSecond", id, zone)
    }

    /// Most packets that went through a NAT gateway within a second.
    pub fn nat_packets(id: &str, zone: Option<&str>) -> Self {
        Self::of_nat_gateway("PeakPacketsPerSecond", id, zone)
    }

    /// The highest value of each hour of the last days.
    fn of_nat_gateway(name: &'static str, id: &str, zone: Option<&str>) -> Self {
        let zone = zone.map(|zone| ("AvailabilityZone".into(), zone.to_owned()));
        Self {
            namespace: "AWS/NATGateway".into(),
            name: name.into(),
            dimensions: zone.into_iter().chain([("NatGatewayId".into(), id.to_owned())]).collect(),
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }
}
