//! Databases and caches, as CloudWatch names them: each node of a cache publishes by itself.

use super::{Listed, Shape, Target, is_endpoint, named};
use crate::{
    names::{self, Cache, Database},
    snapshot::RegionSnapshot,
};

/// A database that RDS lists, now or before the event, or what its name looks like.
pub(super) fn databases(
    listed: &Listed<'_>,
    written: &str,
    last: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let known = [Some(facts), before].into_iter().flatten().filter_map(|facts| names::databases_of(facts, written));
    let Some(found) = known.into_iter().find(|found| !found.is_empty()) else {
        if names::is_foreign_name(written) || names::is_proxy_endpoint(written) {
            return vec![listed.unmeasured("that is no database's own name: list its identifier or endpoint")];
        }
        return vec![guessed_database(listed, written, last)];
    };
    let targets = found.into_iter().map(|database| match database {
        Database::Instance(id, _) => listed.target(id, [(Shape::DatabaseInstance, named("DBInstanceIdentifier", id))]),
        Database::Cluster(id, _) => listed.target(id, [(Shape::DatabaseCluster, named("DBClusterIdentifier", id))]),
    });
    targets.collect()
}

/// A cache that ElastiCache lists, now or before the event, node by node, or what its name looks like.
pub(super) fn caches(
    listed: &Listed<'_>,
    written: &str,
    last: &str,
    facts: &RegionSnapshot,
    before: Option<&RegionSnapshot>,
) -> Vec<Target> {
    let known = [Some(facts), before].into_iter().flatten().filter_map(|facts| names::caches_of(facts, written));
    let Some(found) = known.into_iter().find(|found| !found.is_empty()) else {
        if names::is_foreign_name(written) {
            return vec![listed.unmeasured("that is no cache's own name: list its id or endpoint")];
        }
        return vec![guessed_cache(listed, written, last)];
    };
    let mut targets = Vec::new();
    for cache in found {
        match cache {
            Cache::Cluster(id, _) => targets.push(cluster(listed, id)),
            Cache::Group(_, group) => targets.extend(group.members.iter().map(|id| cluster(listed, id))),
            Cache::Serverless(..) => targets.push(listed.unmeasured("serverless caches are not measured yet")),
        }
    }
    targets
}

/// Which engine it runs, only the answer tells.
fn cluster(listed: &Listed<'_>, id: &str) -> Target {
    let by_id = named("CacheClusterId", id);
    listed.target(id, [Shape::CacheNode, Shape::Memcached, Shape::Redis].map(|shape| (shape, by_id.clone())))
}

/// What a name looks like, where RDS was not read: `orders.abc123.us-east-1.rds.amazonaws.com` is an instance, `orders.cluster-abc123.…` and
/// `orders.cluster-ro-abc123.…` are a cluster.
fn guessed_database(listed: &Listed<'_>, written: &str, last: &str) -> Target {
    let (name, rest) = written.split_once('.').unwrap_or((last, ""));
    let is_cluster =
        if written.starts_with("arn:") { written.contains(":cluster:") } else { rest.starts_with("cluster-") };
    let id = if written.starts_with("arn:") { last } else { name };
    let by_instance = (Shape::DatabaseInstance, named("DBInstanceIdentifier", id));
    let by_cluster = (Shape::DatabaseCluster, named("DBClusterIdentifier", id));
    match (is_cluster, rest.is_empty() && !written.starts_with("arn:")) {
        (true, _) => listed.target(id, [by_cluster]),
        // A bare name can be either; the one that has no datapoint is left out.
        (false, true) => listed.target(id, [by_instance, by_cluster]),
        (false, false) => listed.target(id, [by_instance]),
    }
}

/// A cache by its cluster's id, where ElastiCache was not read. The endpoint of a replication group
/// stands for several nodes, of which the first one is measured.
fn guessed_cache(listed: &Listed<'_>, written: &str, last: &str) -> Target {
    let mut labels = written.split('.');
    let first = labels.next().unwrap_or(written);
    let id = match first {
        _ if !is_endpoint(written) => last.to_owned(),
        "clustercfg" => format!("{}-0001-001", labels.next().unwrap_or_default()),
        "master" | "replica" => format!("{}-001", labels.next().unwrap_or_default()),
        name if written.contains(".ng.") => format!("{name}-001"),
        name => name.to_owned(),
    };
    cluster(listed, &id)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{healthy, measured};
    use crate::{event::ResourceKind, snapshot::RegionSnapshot};

    #[test]
    fn databases_and_every_node_of_a_cache_are_measured() {
        let known = healthy();
        let nothing = RegionSnapshot::default();
        let reader = "shop.cluster-ro-c0ffee123456.us-east-1.rds.amazonaws.com";
        let primary = "master.sessions.c0ffee.use1.cache.amazonaws.com:6379";
        use ResourceKind::{Cache, Database};
        const FOREIGN: &str = "db.example.com: that is no database's own name: list its identifier or endpoint";
        for (kind, written, with_facts, without) in [
            (Database, "orders", "orders DatabaseInstance", "orders"),
            (Database, "shop", "shop DatabaseCluster", "shop"),
            (Database, reader, "shop DatabaseCluster", "shop DatabaseCluster"),
            (Database, "gone", "gone", "gone"),
            (Database, "db.example.com", FOREIGN, FOREIGN),
            (Cache, primary, "sessions-001, sessions-002", "sessions-001"),
            (Cache, "sessions", "sessions-001, sessions-002", "sessions"),
            (Cache, "pages", "pages", "pages"),
            (Cache, "carts", "carts: serverless caches are not measured yet", "carts"),
        ] {
            assert_eq!(measured(kind, written, &known, None), with_facts, "{written}");
            assert_eq!(measured(kind, written, &nothing, Some(&known)), with_facts, "{written}, known from before");
            assert_eq!(measured(kind, written, &nothing, None), without, "{written}, nothing known");
        }
    }
}
