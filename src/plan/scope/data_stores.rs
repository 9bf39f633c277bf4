//! Databases and caches of section 6.

use super::{Seen, gone, known_as, not_clear};
use crate::{
    event::Resource,
    names::{self, Cache, Database},
    plan::facts::open,
    render::count,
    rule::Place,
    source::Source,
};

pub(super) fn database(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let instances = open(Source::DatabaseInstances, &place.facts.rds.instances)?;
    let clusters = open(Source::DatabaseClusters, &place.facts.rds.clusters)?;
    let found = names::find_databases(instances, clusters, &resource.name);
    match found.as_slice() {
        [] if names::is_foreign_name(&resource.name) || names::is_proxy_endpoint(&resource.name) => Err(no_own_name()),
        [] => Ok(gone()),
        [Database::Instance(id, it)] => Ok(known_as(id, &format!("{}, {}", it.status, it.engine))),
        [Database::Cluster(id, it)] => {
            Ok(known_as(id, &format!("{}, {}, {}", it.status, it.engine, count(it.members.len(), "instance"))))
        }
        several => Ok(not_clear("database", several.iter().map(Database::id))),
    }
}

pub(super) fn cache(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let facts = &place.facts.elasticache;
    let clusters = open(Source::CacheClusters, &facts.clusters)?;
    let groups = open(Source::ReplicationGroups, &facts.replication_groups)?;
    let serverless = open(Source::ServerlessCaches, &facts.serverless_caches)?;
    let found = names::find_caches(clusters, groups, serverless, &resource.name);
    match found.as_slice() {
        [] if names::is_foreign_name(&resource.name) => Err(no_own_name()),
        [] => Ok(gone()),
        [Cache::Cluster(id, it)] => Ok(known_as(id, &format!("{}, {}", it.status, it.engine))),
        [Cache::Group(id, it)] => Ok(known_as(id, &format!("{}, {}", it.status, count(it.shards.len(), "shard")))),
        [Cache::Serverless(id, it)] => Ok(known_as(id, &format!("{}, serverless", it.status))),
        several => Ok(not_clear("cache", several.iter().map(Cache::id))),
    }
}

fn no_own_name() -> String {
    "not seen: what stands behind that name cannot be known".to_owned()
}
