//! Names of ECS services and EKS clusters.

use std::collections::BTreeMap;

use super::edge::host;
use crate::aws::{ecs::facts::Service, eks::facts::Cluster};

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

/// Name of an EKS cluster, from its name or ARN (`arn:aws:eks:…:cluster/shop`), or the host of its endpoint
/// (`https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com`).
pub fn eks_cluster_name(written: &str) -> &str {
    if is_eks_endpoint(written) {
        return host(written);
    }
    written.split_once(":cluster/").map_or(written, |(_, name)| name)
}

/// Whether `written` is the endpoint of an EKS cluster, which does not tell its name.
pub fn is_eks_endpoint(written: &str) -> bool {
    host(written).contains(".eks.amazonaws.com")
}

/// Whether `written` names the cluster `name` with this endpoint.
pub fn is_eks_cluster(name: &str, endpoint: Option<&str>, written: &str) -> bool {
    let written = eks_cluster_name(written);
    name == written || endpoint.is_some_and(|endpoint| host(endpoint).eq_ignore_ascii_case(written))
}

/// The EKS cluster that `written` names.
pub fn find_eks_cluster<'a>(clusters: &'a BTreeMap<String, Cluster>, written: &str) -> Option<(&'a str, &'a Cluster)> {
    let found = clusters.iter().find(|(name, it)| is_eks_cluster(name, it.endpoint.as_deref(), written));
    found.map(|(name, cluster)| (name.as_str(), cluster))
}
