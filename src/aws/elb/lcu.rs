//! Load balancer capacity units (LCUs), in which reservations are made and balancers are measured.

use super::facts::LoadBalancer;
use crate::{aws::cloudwatch::metrics::Metric, names};

/// Megabits per second of one LCU of a network balancer ("Request LCU reservation").
pub const MEGABITS: f64 = 2.2;
/// Least reservation of an application balancer ("Capacity reservations for your Application Load Balancer").
pub const LEAST: f64 = 100.0;
/// Least reservation of a network balancer per zone ("Capacity reservations for your Network Load Balancer").
pub const LEAST_PER_ZONE: f64 = 2750.0;

/// The metric that tells how many LCUs each minute of a balancer took; `None` for gateway balancers,
/// for which AWS publishes none.
pub fn metric(arn: &str, balancer: &LoadBalancer) -> Option<Metric> {
    let suffix = names::load_balancer_suffix(arn);
    match balancer.balancer_type.as_str() {
        "application" => Some(Metric::peak_lcus(suffix)),
        "network" => Some(Metric::network_bytes(suffix)),
        _ => None,
    }
}

/// LCUs of a minute in which the balancer's [`metric`] was `value`.
pub fn of_minute(balancer: &LoadBalancer, value: f64) -> f64 {
    if balancer.balancer_type == "network" { megabits(value) / MEGABITS } else { value }
}

/// Megabits per second of a minute with so many bytes.
pub fn megabits(bytes_per_minute: f64) -> f64 {
    bytes_per_minute * 8.0 / 60.0 / 1e6
}

/// The least that can be reserved for a balancer.
pub fn least(balancer: &LoadBalancer) -> f64 {
    if balancer.balancer_type == "network" { LEAST_PER_ZONE * balancer.zones.len() as f64 } else { LEAST }
}
