//! Names of caches: workbooks mostly list them by endpoint.

use std::collections::BTreeMap;

use super::facts::{CacheCluster, ReplicationGroup, ServerlessCache};
use crate::{names::bare, snapshot::RegionSnapshot};

/// A cache that a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cache<'a> {
    /// A cluster that belongs to no replication group, and its id.
    Cluster(&'a str, &'a CacheCluster),
    /// A replication group and its id.
    Group(&'a str, &'a ReplicationGroup),
    /// A serverless cache and its name.
    Serverless(&'a str, &'a ServerlessCache),
}

impl<'a> Cache<'a> {
    /// Its id, or the name of a serverless one.
    pub fn id(&self) -> &'a str {
        match self {
            Self::Cluster(id, _) | Self::Group(id, _) | Self::Serverless(id, _) => id,
        }
    }
}

/// Caches of a region that a name stands for; `None` where ElastiCache did not answer.
pub fn caches_of<'a>(facts: &'a RegionSnapshot, written: &str) -> Option<Vec<Cache<'a>>> {
    let facts = &facts.elasticache;
    let (clusters, groups) = (facts.clusters.seen()?, facts.replication_groups.seen()?);
    Some(find_caches(clusters, groups, facts.serverless_caches.seen()?, written))
}

/// Caches that an id, an ARN or an endpoint (primary, reader, configuration or of a node) names.
/// A node of a replication group stands for its group.
pub fn find_caches<'a>(
    clusters: &'a BTreeMap<String, CacheCluster>,
    groups: &'a BTreeMap<String, ReplicationGroup>,
    serverless: &'a BTreeMap<String, ServerlessCache>,
    written: &str,
) -> Vec<Cache<'a>> {
    let name = bare(written);
    let named = |id: &str, arn: Option<&str>, endpoints: &[String]| {
        let mut names = [Some(id), arn].into_iter().flatten().chain(endpoints.iter().map(String::as_str));
        names.any(|known| known.eq_ignore_ascii_case(name))
    };
    let group = |id: &str| groups.get_key_value(id).map(|(id, group)| Cache::Group(id, group));
    let mut found: Vec<Cache<'a>> = Vec::new();
    for (id, cluster) in clusters.iter().filter(|(id, it)| named(id, it.arn.as_deref(), &it.endpoints)) {
        let of_group = cluster.group.as_deref().and_then(group);
        found.push(of_group.unwrap_or(Cache::Cluster(id, cluster)));
    }
    let of_groups = groups.iter().filter(|(id, it)| named(id, it.arn.as_deref(), &it.endpoints));
    found.extend(of_groups.map(|(id, group)| Cache::Group(id, group)));
    let serverless = serverless.iter().filter(|(id, it)| named(id, it.arn.as_deref(), &it.endpoints));
    found.extend(serverless.map(|(id, cache)| Cache::Serverless(id, cache)));
    let mut seen = Vec::new();
    found.retain(|cache| {
        !seen.contains(cache) && {
            seen.push(*cache);
            true
        }
    });
    found
}

/// The id that an ARN or an endpoint of a cache holds.
pub fn cache_id(written: &str) -> &str {
    let name = bare(written);
    if name.starts_with("arn:") {
        return name.rsplit(':').next().unwrap_or(name);
    }
    let mut labels = name.split('.');
    match (labels.next().unwrap_or(name), labels.next()) {
        ("clustercfg" | "master" | "replica", Some(id)) => id,
        (id, _) => id,
    }
}
