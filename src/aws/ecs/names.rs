//! Names of services.

use std::collections::BTreeMap;

use super::facts::Service;

/// Cluster and name of an ECS service as its ARN has them, `shop/checkout`; what is written without
/// its cluster stays so (`arn:aws:ecs:us-east-1:111122223333:service/checkout` is an ARN's old format).
pub fn ecs_service_name(written: &str) -> &str {
    written.split_once(":service/").map_or(written, |(_, name)| name)
}

/// The ECS services that `written` names. One that is written without its cluster may be several.
pub fn find_ecs_services<'a>(services: &'a BTreeMap<String, Service>, written: &str) -> Vec<(&'a str, &'a Service)> {
    let written = ecs_service_name(written);
    let all = services.iter().map(|(name, service)| (name.as_str(), service));
    all.filter(|(name, _)| is_ecs_service(name, written)).collect()
}

/// Whether `written`, with or without a cluster, names the service `name`.
pub fn is_ecs_service(name: &str, written: &str) -> bool {
    name == written || !written.contains('/') && name.rsplit('/').next() == Some(written)
}
