//! Amazon ElastiCache.

use std::collections::BTreeMap;

use aws_sdk_elasticache::{
    Client,
    types::{self, UpdateActionStatus},
};
use iem_core::{
    aws::elasticache::facts::{CacheCluster, ReplicationGroup, ServerlessCache, Shard, UpdateAction},
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{count, given, state, text, timestamp},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site},
};

/// AWS publishes none; other tools live with this.
const RATE: Rate = Rate { burst: 10, per_second: 10 };
/// Largest page.
const PAGE: i32 = 100;
/// Largest page of serverless caches and of updates.
const SMALL_PAGE: i32 = 50;
/// States of an update that still changes something.
const OPEN: [UpdateActionStatus; 6] = [
    UpdateActionStatus::NotApplied,
    UpdateActionStatus::WaitingToStart,
    UpdateActionStatus::InProgress,
    UpdateActionStatus::Stopping,
    UpdateActionStatus::Scheduling,
    UpdateActionStatus::Scheduled,
];

/// Amazon ElastiCache in one region. Everything is listed, as for databases.
pub(super) struct ElastiCache<'a> {
    api: Api<'a, Client>,
}

impl<'a> ElastiCache<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self { api: site.api("elasticache", RATE, Client::new) }
    }
}

impl Regional for ElastiCache<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::CacheClusters, |facts| &mut facts.elasticache.clusters, clusters(&self.api)),
            facts.row(Source::ReplicationGroups, |facts| &mut facts.elasticache.replication_groups, groups(&self.api)),
            facts.row(
                Source::ServerlessCaches,
                |facts| &mut facts.elasticache.serverless_caches,
                serverless_caches(&self.api),
            ),
            facts.row(Source::CacheUpdates, |facts| &mut facts.elasticache.updates, updates(&self.api)),
        ]
    }
}

async fn clusters(api: &Api<'_, Client>) -> Result<BTreeMap<String, CacheCluster>, Missed> {
    // Without the nodes there are no endpoints.
    let request = api.client.describe_cache_clusters().show_cache_node_info(true).max_records(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let clusters = pages.iter().flat_map(|page| page.cache_clusters());
    clusters.map(|it| Ok((text(it.cache_cluster_id(), "CacheClusterId")?, cluster(it)?))).collect()
}

fn cluster(cluster: &types::CacheCluster) -> Result<CacheCluster, Missed> {
    let nodes = cluster.cache_nodes();
    let endpoints = cluster.configuration_endpoint().into_iter().chain(nodes.iter().filter_map(|node| node.endpoint()));
    let zones = nodes.iter().filter_map(|node| node.customer_availability_zone());
    Ok(CacheCluster {
        arn: given(cluster.arn()),
        status: state(cluster.cache_cluster_status()),
        engine: text(cluster.engine(), "Engine")?,
        group: given(cluster.replication_group_id()),
        endpoints: addresses(endpoints),
        nodes: cluster.num_cache_nodes().map(|nodes| count(Some(nodes), "NumCacheNodes")).transpose()?,
        zones: zones.map(str::to_owned).collect(),
        maintenance_window: given(cluster.preferred_maintenance_window()),
    })
}

async fn groups(api: &Api<'_, Client>) -> Result<BTreeMap<String, ReplicationGroup>, Missed> {
    let request = api.client.describe_replication_groups().max_records(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let groups = pages.iter().flat_map(|page| page.replication_groups());
    groups.map(|it| Ok((text(it.replication_group_id(), "ReplicationGroupId")?, group(it)?))).collect()
}

fn group(group: &types::ReplicationGroup) -> Result<ReplicationGroup, Missed> {
    let of_shards = group.node_groups().iter().flat_map(|shard| {
        let nodes = shard.node_group_members().iter().filter_map(|node| node.read_endpoint());
        shard.primary_endpoint().into_iter().chain(shard.reader_endpoint()).chain(nodes)
    });
    let shards = group.node_groups().iter().map(|shard| {
        let members = shard.node_group_members().iter();
        Ok(Shard {
            id: text(shard.node_group_id(), "NodeGroupId")?,
            members: members.map(|it| text(it.cache_cluster_id(), "CacheClusterId")).collect::<Result<_, Missed>>()?,
        })
    });
    Ok(ReplicationGroup {
        arn: given(group.arn()),
        status: state(group.status()),
        endpoints: addresses(group.configuration_endpoint().into_iter().chain(of_shards)),
        members: group.member_clusters().to_vec(),
        shards: shards.collect::<Result<_, Missed>>()?,
        automatic_failover: given(group.automatic_failover().map(|it| it.as_str())),
        multi_az: given(group.multi_az().map(|it| it.as_str())),
    })
}

async fn serverless_caches(api: &Api<'_, Client>) -> Result<BTreeMap<String, ServerlessCache>, Missed> {
    let request = api.client.describe_serverless_caches().max_results(SMALL_PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let caches = pages.iter().flat_map(|page| page.serverless_caches());
    let caches = caches.map(|cache| {
        let found = ServerlessCache {
            arn: given(cache.arn()),
            status: state(cache.status()),
            endpoints: addresses(cache.endpoint().into_iter().chain(cache.reader_endpoint())),
        };
        Ok((text(cache.serverless_cache_name(), "ServerlessCacheName")?, found))
    });
    caches.collect()
}

async fn updates(api: &Api<'_, Client>) -> Result<Vec<UpdateAction>, Missed> {
    let request = api.client.describe_update_actions().set_update_action_status(Some(OPEN.to_vec()));
    let request = request.max_records(SMALL_PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let updates = pages.iter().flat_map(|page| page.update_actions());
    let updates = updates.map(|update| {
        let cache = given(update.replication_group_id()).or_else(|| given(update.cache_cluster_id()));
        Ok(UpdateAction {
            name: text(update.service_update_name(), "ServiceUpdateName")?,
            cache: text(cache.as_deref(), "ReplicationGroupId")?,
            status: state(update.update_action_status().map(|status| status.as_str())),
            apply_by: timestamp(update.service_update_recommended_apply_by_date()),
        })
    });
    updates.collect()
}

fn addresses<'a>(endpoints: impl Iterator<Item = &'a types::Endpoint>) -> Vec<String> {
    endpoints.filter_map(|endpoint| given(endpoint.address())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    /// Two pages of each list, in AWS's own XML.
    fn answer(operation: &str, body: &str) -> (u16, String) {
        let is_second = body.contains("=second");
        let number = if is_second { 2 } else { 1 };
        let token = if operation == "DescribeServerlessCaches" { "NextToken" } else { "Marker" };
        let next = if is_second { String::new() } else { format!("<{token}>second</{token}>") };
        let address = |name: &str| format!("<Address>{name}.use1.cache.amazonaws.com</Address><Port>6379</Port>");
        let list = match operation {
            "DescribeCacheClusters" => format!(
                "<CacheClusters><CacheCluster><CacheClusterId>pages-{number}</CacheClusterId>\
                 <CacheClusterStatus>available</CacheClusterStatus><Engine>memcached</Engine>\
                 <NumCacheNodes>1</NumCacheNodes><ConfigurationEndpoint>{}</ConfigurationEndpoint>\
                 <CacheNodes><CacheNode><CustomerAvailabilityZone>us-east-1a</CustomerAvailabilityZone>\
                 <Endpoint>{}</Endpoint></CacheNode></CacheNodes></CacheCluster></CacheClusters>",
                address("cfg"),
                address("node")
            ),
            "DescribeReplicationGroups" => format!(
                "<ReplicationGroups><ReplicationGroup><ReplicationGroupId>sessions-{number}</ReplicationGroupId>\
                 <Status>available</Status><AutomaticFailover>enabled</AutomaticFailover>\
                 <MemberClusters><ClusterId>a</ClusterId><ClusterId>b</ClusterId></MemberClusters>\
                 <NodeGroups><NodeGroup><NodeGroupId>0001</NodeGroupId><PrimaryEndpoint>{}</PrimaryEndpoint>\
                 <ReaderEndpoint>{}</ReaderEndpoint><NodeGroupMembers><NodeGroupMember>\
                 <CacheClusterId>a</CacheClusterId></NodeGroupMember></NodeGroupMembers></NodeGroup></NodeGroups>\
                 </ReplicationGroup></ReplicationGroups>",
                address("master"),
                address("replica")
            ),
            "DescribeServerlessCaches" => format!(
                "<ServerlessCaches><member><ServerlessCacheName>carts-{number}</ServerlessCacheName>\
                 <Status>available</Status><Endpoint>{}</Endpoint></member></ServerlessCaches>",
                address("carts")
            ),
            _ => format!(
                "<UpdateActions><UpdateAction><ReplicationGroupId>sessions</ReplicationGroupId>\
                 <ServiceUpdateName>update-{number}</ServiceUpdateName>\
                 <UpdateActionStatus>not-applied</UpdateActionStatus></UpdateAction></UpdateActions>"
            ),
        };
        (200, format!("<{operation}Response><{operation}Result>{list}{next}</{operation}Result></{operation}Response>"))
    }

    #[tokio::test]
    async fn every_page_is_read() {
        let (config, run) = (fake::config(answer), fake::run());
        let api = fake::api(&run, &config, Client::new);
        let clusters = clusters(&api).await.expect("clusters");
        assert_eq!(clusters["pages-1"].endpoints, ["cfg.use1.cache.amazonaws.com", "node.use1.cache.amazonaws.com"]);
        assert_eq!((clusters["pages-2"].nodes, &clusters["pages-2"].zones[..]), (Some(1), &["us-east-1a".into()][..]));
        let groups = groups(&api).await.expect("replication groups");
        let group = &groups["sessions-1"];
        assert_eq!(group.endpoints, ["master.use1.cache.amazonaws.com", "replica.use1.cache.amazonaws.com"]);
        assert_eq!(
            (&group.members[..], &group.shards[0].members[..]),
            (&["a".into(), "b".into()][..], &["a".into()][..])
        );
        assert_eq!((group.automatic_failover.as_deref(), &group.multi_az), (Some("enabled"), &None));
        let serverless = serverless_caches(&api).await.expect("serverless caches");
        assert_eq!(serverless["carts-2"].endpoints, ["carts.use1.cache.amazonaws.com"]);
        let updates = updates(&api).await.expect("updates");
        assert_eq!((updates[1].name.as_str(), updates[1].cache.as_str()), ("update-2", "sessions"));
        assert_eq!((clusters.len(), groups.len(), serverless.len(), updates.len()), (2, 2, 2, 2));
        drop(api);
        assert_eq!(run.into_calls().into_values().sum::<u64>(), 8);
    }
}
