//! Names of clusters.

use std::collections::BTreeMap;

use super::facts::Cluster;
use crate::names::host;

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
