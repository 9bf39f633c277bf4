//! Names of databases: workbooks mostly list them by endpoint.

use std::collections::BTreeMap;

use super::facts::{DbCluster, DbInstance};
use crate::{names::bare, snapshot::RegionSnapshot};

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
