//! Names of databases and caches: workbooks mostly list them by endpoint.

use std::collections::BTreeMap;

use crate::{
    aws::{
        elasticache::facts::{CacheCluster, ReplicationGroup, ServerlessCache},
        rds::facts::{DbCluster, DbInstance},
    },
    snapshot::RegionSnapshot,
};

/// A database that a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Database<'a> {
    /// An instance and its identifier.
    Instance(&'a str, &'a DbInstance),
    /// A cluster and its identifier.
    Cluster(&'a str, &'a DbCluster),
}

impl<'a> Database<'a> {
    /// Its identifier.
    pub fn id(&self) -> &'a str {
        match self {
            Self::Instance(id, _) | Self::Cluster(id, _) => id,
        }
    }
}

/// Databases of a region that a name stands for; `None` where RDS did not answer.
pub fn databases_of<'a>(facts: &'a RegionSnapshot, written: &str) -> Option<Vec<Database<'a>>> {
    Some(find_databases(facts.rds.instances.seen()?, facts.rds.clusters.seen()?, written))
}

/// Databases that an identifier, an ARN or an endpoint (of an instance; writer, reader or custom
/// of a cluster) names. More than one means that an instance and a cluster share a name.
pub fn find_databases<'a>(
    instances: &'a BTreeMap<String, DbInstance>,
    clusters: &'a BTreeMap<String, DbCluster>,
    written: &str,
) -> Vec<Database<'a>> {
    let name = bare(written);
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    let lasting = lasting_id(written);
    let lasts = |known: &Option<String>| lasting.is_some() && known.as_deref() == lasting;
    let instances = instances
        .iter()
        .filter(|(id, it)| is(id) || is(&it.arn) || it.endpoint.as_deref().is_some_and(is) || lasts(&it.resource_id));
    let clusters = clusters
        .iter()
        .filter(|(id, it)| is(id) || is(&it.arn) || it.endpoints.iter().any(|it| is(it)) || lasts(&it.resource_id));
    let instances = instances.map(|(id, instance)| Database::Instance(id, instance));
    instances.chain(clusters.map(|(id, cluster)| Database::Cluster(id, cluster))).collect()
}

/// The id that a database keeps when it is renamed, where a name or an ARN holds one: `cluster-` or `db-`, and capital
/// letters and digits (`DbClusterResourceId`, `DbiResourceId`).
pub fn lasting_id(written: &str) -> Option<&str> {
    let id = database_id(written);
    let letters = id.strip_prefix("cluster-").or_else(|| id.strip_prefix("db-"))?;
    let is_one = letters.len() >= 20 && letters.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    is_one.then_some(id)
}

/// The identifier that an ARN or an endpoint of a database begins or ends with.
pub fn database_id(written: &str) -> &str {
    let name = bare(written);
    match name.starts_with("arn:") {
        true => name.rsplit(':').next().unwrap_or(name),
        false => name.split('.').next().unwrap_or(name),
    }
}

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

/// Whether it is a DNS name that AWS does not give: what stands behind it cannot be known.
pub fn is_foreign_name(written: &str) -> bool {
    let name = bare(written);
    name.contains('.') && !name.starts_with("arn:") && !name.contains(".amazonaws.")
}

/// Whether it is the endpoint of an RDS proxy or of a global database, which are no databases
/// themselves: `shop.proxy-abc123.us-east-1.rds.amazonaws.com`.
pub fn is_proxy_endpoint(written: &str) -> bool {
    let mut labels = bare(written).split('.').skip(1);
    match labels.next().unwrap_or_default() {
        // An additional endpoint of a proxy: `shop-ro.endpoint.proxy-abc123.us-east-1.rds.amazonaws.com`.
        "endpoint" => labels.next().is_some_and(|label| label.starts_with("proxy-")),
        kind => kind.starts_with("proxy-") || kind.starts_with("global-"),
    }
}

/// A name as AWS gives it: endpoints without scheme, port and trailing dot.
pub fn bare(written: &str) -> &str {
    let name = written.trim();
    if name.starts_with("arn:") {
        return name;
    }
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let end = name.find([':', '/']).unwrap_or(name.len());
    name[..end].trim_end_matches('.')
}
