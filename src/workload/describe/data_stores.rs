//! Databases, caches, tables and buckets.

use crate::{
    event::ResourceKind,
    names,
    snapshot::Fact,
    workload::{
        answer::Answer,
        here::Here,
        names::{Names, Noun},
    },
};

/// RDS and Aurora: instances, and clusters with their members.
pub(in crate::workload) fn databases<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let rds = &here.facts.rds;
    for (id, instance) in rds.instances.seen().into_iter().flatten() {
        let index = names.add(id, Some(&instance.arn), Answer::DbInstance(instance));
        instance.endpoint.iter().chain(&instance.resource_id).for_each(|name| names.own(index, name));
    }
    for (id, cluster) in rds.clusters.seen().into_iter().flatten() {
        let index = names.add(id, Some(&cluster.arn), Answer::DbCluster(cluster));
        cluster.endpoints.iter().chain(&cluster.resource_id).for_each(|name| names.own(index, name));
        for member in &cluster.members {
            let database = Noun::Kind(ResourceKind::Database);
            names.part(index, database, member);
            let known = rds.instances.seen().and_then(|all| all.get(member));
            known.into_iter().for_each(|it| names.part(index, database, &it.arn));
        }
    }
}

/// ElastiCache. A node of a replication group stands for its group, where that is known.
pub(in crate::workload) fn caches<'a>(here: Here<'a>, names: &mut Names<'a>) {
    let facts = &here.facts.elasticache;
    let cache = Noun::Kind(ResourceKind::Cache);
    for (id, group) in facts.replication_groups.seen().into_iter().flatten() {
        let index = names.add(id, group.arn.as_deref(), Answer::ReplicationGroup(group));
        group.endpoints.iter().for_each(|endpoint| names.own(index, endpoint));
        group.members.iter().for_each(|member| names.part(index, cache, member));
    }
    for (id, node) in facts.clusters.seen().into_iter().flatten() {
        let group = node.group.as_deref().map(|group| names.find(ResourceKind::Cache, group)).unwrap_or_default();
        let index = match group.first() {
            Some(index) => {
                names.own(*index, id);
                node.arn.iter().for_each(|arn| names.own(*index, arn));
                *index
            }
            None => names.add(id, node.arn.as_deref(), Answer::CacheCluster(node)),
        };
        node.endpoints.iter().for_each(|endpoint| names.own(index, endpoint));
    }
    for (id, cache) in facts.serverless_caches.seen().into_iter().flatten() {
        let index = names.add(id, cache.arn.as_deref(), Answer::ServerlessCache(cache));
        cache.endpoints.iter().for_each(|endpoint| names.own(index, endpoint));
    }
}

/// DynamoDB tables.
pub(in crate::workload) fn tables<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, table) in &here.facts.dynamodb.tables {
        if let Fact::Seen(Some(table)) = table {
            names.add(name, Some(&table.arn), Answer::Table(table));
        }
    }
}

/// S3 buckets.
pub(in crate::workload) fn buckets<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, bucket) in &here.facts.s3.buckets {
        if let Fact::Seen(Some(bucket)) = bucket {
            names.add(name, None, Answer::Bucket(bucket));
        }
    }
}

/// Why a name can be no database's.
pub(in crate::workload) fn no_database(written: &str) -> Option<String> {
    if names::is_proxy_endpoint(written) {
        return Some(format!("{written} is the endpoint of a proxy or a global database, which are not read yet"));
    }
    let is_foreign = names::is_foreign_name(written);
    is_foreign.then(|| format!("{written} is no name that AWS knows: list the identifier or the endpoint"))
}

/// Why a name can be no cache's.
pub(in crate::workload) fn no_cache(written: &str) -> Option<String> {
    let is_foreign = names::is_foreign_name(written);
    is_foreign.then(|| format!("{written} is no name that AWS knows: list the id or the endpoint"))
}
