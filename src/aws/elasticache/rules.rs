//! Caches: ElastiCache clusters, replication groups and serverless caches.

use std::collections::BTreeSet;

use serde_json::json;

use super::facts::{CacheCluster, ReplicationGroup};
use crate::{
    event::ResourceKind,
    maintenance::Weekly,
    names::Cache,
    rule::{self, Area, Cx, Evidence, Example, Fix, Light, Place, Rule, Subject, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about caches.
pub const RULES: &[&Rule] = &[&EXISTS, &MULTI_AZ, &MAINTENANCE_IN_WINDOW];

const EXISTS: Rule = Rule {
    id: "cache-exists",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed cache exists and is available",
    why: "Without its cache a workload asks the database for everything, which at the peak is more than the database \
          can answer.",
    fix: "Look at it with `aws elasticache describe-replication-groups --region {region} --query \
          'ReplicationGroups[].[ReplicationGroupId,Status]'`, `describe-cache-clusters` and \
          `describe-serverless-caches`, and correct section 6 of the workbook if it was replaced.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.html"],
    lead_days: 7,
    needs: &[Source::CacheClusters, Source::ReplicationGroups, Source::ServerlessCaches],
    thresholds: &[],
    example: Example::Region(
        r#"{"elasticache":{"replication_groups":{"seen":{"sessions":{"status":"create-failed"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, cache, .. } in caches(cx, Cx::existing) {
            let status = match cache {
                Cache::Cluster(_, cluster) => &cluster.status,
                Cache::Group(_, group) => &group.status,
                Cache::Serverless(_, cache) => &cache.status,
            };
            let evidence = Evidence::from([("state", json!(status))]);
            cx.push(state_light(status), &subject, format!("{} is {status}", subject.id), evidence);
        }
    },
};

/// `CacheCluster`, `ReplicationGroup` and `ServerlessCache` in the API reference.
fn state_light(status: &str) -> Light {
    match status.to_ascii_lowercase().as_str() {
        // A snapshot is taken from a replica, where there is one.
        "available" | "snapshotting" => Light::Green,
        "creating" | "modifying" | "rebooting cluster nodes" => Light::Yellow,
        "create-failed" | "deleted" | "deleting" | "incompatible-network" | "restore-failed" => Light::Red,
        _ => Light::Gray,
    }
}

/// A listed cache that exists.
struct Listed<'a> {
    subject: Subject,
    cache: Cache<'a>,
    place: Place<'a>,
}

/// Listed caches that exist. The others are the business of `cache-exists`.
fn listed_caches<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    caches(cx, Cx::resources)
}

fn caches<'a>(cx: &mut Cx<'a>, listed: fn(&mut Cx<'a>, ResourceKind) -> Vec<rule::Listed<'a>>) -> Vec<Listed<'a>> {
    let cache = |it: rule::Listed<'a>| {
        let cache = match it.resource.answer {
            Answer::CacheCluster(cluster) => Cache::Cluster(it.resource.id, cluster),
            Answer::ReplicationGroup(group) => Cache::Group(it.resource.id, group),
            Answer::ServerlessCache(cache) => Cache::Serverless(it.resource.id, cache),
            _ => return None,
        };
        Some(Listed { subject: it.subject, cache, place: it.place })
    };
    listed(cx, ResourceKind::Cache).into_iter().filter_map(cache).collect()
}

const MULTI_AZ: Rule = Rule {
    id: "cache-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones, Topic::Failover],
    title: "every cache has a replica in another Availability Zone that takes over by itself",
    why: "When the only node of a shard fails, its part of the cache is empty, and the database gets the peak's \
          traffic.",
    fix: "For a replication group: add a replica with `aws elasticache increase-replica-count \
          --replication-group-id {resource} --new-replica-count 1 --apply-immediately --region {region}`, then `aws \
          elasticache modify-replication-group --replication-group-id {resource} --automatic-failover-enabled \
          --multi-az-enabled --apply-immediately --region {region}`. A single node of Valkey or Redis OSS has to \
          become a replication group first; to Memcached add nodes in other zones.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html"],
    lead_days: 14,
    needs: &[Source::CacheClusters, Source::ReplicationGroups, Source::ServerlessCaches],
    thresholds: &[],
    example: Example::Region(
        r#"{"elasticache":{"replication_groups":{"seen":{"sessions":{"automatic_failover":"disabled"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, cache, .. } in listed_caches(cx) {
            let (light, summary, evidence) = match cache {
                Cache::Group(_, group) => group_failover(group),
                Cache::Cluster(_, cluster) => cluster_zones(cluster),
                // "High availability" in the guide: a serverless cache keeps its data in several zones.
                Cache::Serverless(..) => {
                    let summary = "a serverless cache spans several Availability Zones".to_owned();
                    (Light::Green, summary, Evidence::default())
                }
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

fn group_failover(group: &ReplicationGroup) -> (Light, String, Evidence) {
    let evidence = Evidence::from([
        ("automatic_failover", json!(group.automatic_failover)),
        ("multi_az", json!(group.multi_az)),
        ("shards", json!(group.shards.len())),
    ]);
    let alone = group.shards.iter().find(|shard| shard.members.len() == 1);
    let (light, summary) = match (group.automatic_failover.as_deref(), group.multi_az.as_deref()) {
        _ if group.shards.is_empty() || group.shards.iter().any(|shard| shard.members.is_empty()) => {
            (Light::Gray, "ElastiCache does not say which nodes it has".to_owned())
        }
        (Some("disabled" | "disabling"), _) => (Light::Red, "automatic failover is off".to_owned()),
        _ if alone.is_some() => {
            (Light::Red, format!("shard {} has no replica", alone.map_or("", |shard| shard.id.as_str())))
        }
        (Some("enabling"), _) => (Light::Yellow, "automatic failover is being switched on".to_owned()),
        (Some("enabled"), Some("enabled")) => {
            (Light::Green, "a replica in another zone takes over by itself".to_owned())
        }
        (Some("enabled"), Some("disabled")) => {
            (Light::Yellow, "replicas take over, but Multi-AZ is off: all may be in one zone".to_owned())
        }
        _ => (Light::Gray, "ElastiCache does not say whether a replica takes over".to_owned()),
    };
    (light, summary, evidence)
}

fn cluster_zones(cluster: &CacheCluster) -> (Light, String, Evidence) {
    let zones: BTreeSet<&str> = cluster.zones.iter().map(String::as_str).collect();
    let evidence =
        Evidence::from([("engine", json!(cluster.engine)), ("nodes", json!(cluster.nodes)), ("zones", json!(zones))]);
    let (light, summary) = match cluster.nodes {
        None | Some(0) => (Light::Gray, "ElastiCache does not say how many nodes it has".to_owned()),
        Some(1) => (Light::Red, "one node, and nothing takes over".to_owned()),
        Some(nodes) if zones.len() > 1 => (Light::Green, format!("{nodes} nodes in {} zones", zones.len())),
        Some(nodes) if cluster.zones.len() == nodes as usize => {
            (Light::Yellow, format!("all {nodes} nodes are in one zone"))
        }
        Some(nodes) => (Light::Gray, format!("ElastiCache does not say in which zones its {nodes} nodes are")),
    };
    (light, summary, evidence)
}

const MAINTENANCE_IN_WINDOW: Rule = Rule {
    id: "cache-maintenance-in-window",
    area: Area::Service,
    topics: &[Topic::Change],
    title: "no cache is maintained during the event",
    why: "In the weekly maintenance window ElastiCache patches and replaces nodes. Inside the event that costs \
          connections and, without replicas, what the nodes hold.",
    fix: "Move the weekly window out of the event: `aws elasticache modify-replication-group --replication-group-id \
          {resource} --preferred-maintenance-window <ddd:hh24:mi-ddd:hh24:mi> --region {region}` (for a cluster of its \
          own `modify-cache-cluster --cache-cluster-id`).",
    other_fixes: &[UPDATE_WAITS],
    references: &["https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html"],
    lead_days: 7,
    needs: &[Source::CacheClusters, Source::ReplicationGroups, Source::ServerlessCaches, Source::CacheUpdates],
    thresholds: &[],
    example: Example::Region(
        r#"{"elasticache":{"clusters":{"seen":{"sessions-001":{"maintenance_window":"sat:02:00-sat:03:00"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, cache, place } in listed_caches(cx) {
            let facts = &place.facts.elasticache;
            let Some(clusters) = cx.read(&subject, Source::CacheClusters, &facts.clusters) else { continue };
            let windows: Vec<Option<&str>> = match cache {
                Cache::Cluster(_, cluster) => vec![cluster.maintenance_window.as_deref()],
                Cache::Group(_, group) => {
                    let of =
                        |id| clusters.get(id).and_then(|cluster: &CacheCluster| cluster.maintenance_window.as_deref());
                    group.members.iter().map(of).collect()
                }
                // AWS maintains it without a window.
                Cache::Serverless(..) => {
                    cx.not_applicable();
                    continue;
                }
            };
            let Some(updates) = cx.read(&subject, Source::CacheUpdates, &facts.updates) else { continue };
            let Some(window) = cx.window(&subject) else { continue };
            let weekly = windows.iter().map(|written| Some(((*written)?, Weekly::parse((*written)?)?)));
            let weekly: Vec<Option<(&str, Weekly)>> = weekly.collect();
            let met = weekly.iter().flatten().find_map(|(written, weekly)| Some((*written, weekly.meets(window)?)));
            let is_ours = |id: &String| match cache {
                Cache::Group(own, group) => id == own || group.members.contains(id),
                _ => *id == subject.id,
            };
            let waiting: Vec<_> = updates.iter().filter(|update| is_ours(&update.cache)).collect();
            let due = waiting.iter().find_map(|update| {
                let date = update.apply_by.filter(|date| window.meets(*date, *date))?;
                Some((&update.name, date))
            });
            let (light, summary) = match (met, due, waiting.first()) {
                (_, Some((name, date)), _) => {
                    let date = window.show(date);
                    (Light::Red, format!("the service update {name} is to be applied in the event, by {date}"))
                }
                (Some((written, _)), _, Some(update)) => {
                    let (name, status) = (&update.name, &update.status);
                    let summary = format!(
                        "the service update {name} waits ({status}), and the maintenance window {written} UTC meets the event"
                    );
                    (Light::Red, summary)
                }
                (Some((written, (from, _))), _, None) => {
                    let from = window.show(from);
                    (Light::Yellow, format!("the maintenance window {written} UTC meets the event, from {from}"))
                }
                (None, _, Some(update)) => {
                    (Light::Yellow, format!("the service update {} waits ({})", update.name, update.status))
                }
                (None, _, None) if weekly.is_empty() || weekly.contains(&None) => {
                    (Light::Gray, "ElastiCache gives no maintenance window of it".to_owned())
                }
                (None, _, None) => (Light::Green, "no maintenance meets the event".to_owned()),
            };
            let evidence = Evidence::from([
                ("maintenance_windows", json!(windows)),
                ("update", json!(waiting.first().map(|update| &update.name))),
            ]);
            cx.push(light, &subject, summary, evidence);
            match (due, met) {
                (Some((_, date)), _) => cx.takes_place(date, None),
                (None, Some((_, (from, to)))) => cx.takes_place(from, Some(to)),
                (None, None) => {}
            }
            if !waiting.is_empty() {
                cx.fix(&UPDATE_WAITS);
            }
        }
    },
};

const UPDATE_WAITS: Fix = Fix {
    when: "Where a service update waits for it",
    text: "Apply it before the event, at a quiet hour: `aws elasticache batch-apply-update-action --service-update-name \
           {update} --replication-group-ids {resource} --region {region}` (for a cluster of its own \
           `--cache-cluster-ids`). Where it cannot be applied by then, move the weekly window behind the event.",
    example: Example::Region(
        r#"{"elasticache":{"updates":{"seen":[
            {"name":"elasticache-20261101","cache":"sessions","status":"not-applied","apply_by":null}]}}}"#,
    ),
};
