//! Databases: RDS instances and clusters, Aurora's included.

pub mod backups;
pub mod connections;
mod maintenance;
pub mod quota;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::facts::{DbCluster, DbInstance};
use crate::{
    event::ResourceKind,
    names::{self, Database},
    rule::{self, Area, Cx, Evidence, Example, Fix, Light, Place, Rule, Subject, Threshold, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about databases.
pub const RULES: &[&Rule] = &[&EXISTS, &MULTI_AZ, &maintenance::MAINTENANCE_IN_WINDOW, &STORAGE_AUTOSCALING];

const EXISTS: Rule = Rule {
    id: "db-exists",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed database exists and is available",
    why: "A database that is missing, stopped, full or failed takes everything that needs it down. An endpoint in \
          a workbook goes stale when a database is restored or renamed.",
    fix: "Look at it with `aws rds describe-db-instances --region {region} --query \
          'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,Endpoint.Address]'` and, for clusters, `aws rds \
          describe-db-clusters --region {region} --query \
          'DBClusters[].[DBClusterIdentifier,Status,Endpoint,ReaderEndpoint]'`, and correct section 6 of the \
          workbook if it was replaced.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html"],
    lead_days: 7,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters],
    thresholds: &[],
    example: Example::Region(r#"{"rds":{"instances":{"seen":{"orders":{"status":"storage-full"}}}}}"#),
    check: |cx| {
        for Listed { subject, database, facts } in databases(cx, Cx::existing) {
            let mut states = BTreeMap::new();
            match database {
                Database::Instance(id, instance) => _ = states.insert(id, instance.status.as_str()),
                Database::Cluster(id, cluster) => {
                    for member in &cluster.members {
                        let status = facts.instances.get(member).map_or("unknown", |it| it.status.as_str());
                        states.insert(member.as_str(), status);
                    }
                    // A cluster and its member may share a name: the worse state stands.
                    let worse = states.get(id).filter(|it| state_light(it) < state_light(&cluster.status));
                    let status = worse.copied().unwrap_or(&cluster.status);
                    states.insert(id, status);
                }
            }
            let worst = states.iter().min_by_key(|(_, status)| state_light(status));
            let Some((id, status)) = worst.map(|(id, status)| (*id, *status)) else { continue };
            let summary = match id == subject.id {
                _ if status == "unknown" => format!("RDS does not say how {id} is"),
                true => format!("{id} is {status}"),
                false => format!("its member {id} is {status}"),
            };
            cx.push(state_light(status), &subject, summary, Evidence::from([("states", json!(states))]));
        }
    },
};

/// "Viewing DB instance status" and "Viewing DB cluster status" in the guides of RDS and Aurora.
fn state_light(status: &str) -> Light {
    match status {
        // Backups and changes of what is monitored leave the database as it is.
        "available" | "backing-up" => Light::Green,
        status if status.starts_with("configuring-") => Light::Green,
        "backtracking"
        | "cloning"
        | "creating"
        | "failing-over"
        | "maintenance"
        | "migrating"
        | "modifying"
        | "promoting"
        | "rebooting"
        | "renaming"
        | "resetting-master-credentials"
        | "starting"
        | "storage-config-upgrade"
        | "storage-initialization"
        | "storage-optimization"
        | "update-iam-db-auth"
        | "upgrading" => Light::Yellow,
        "cloning-failed"
        | "delete-precheck"
        | "deleting"
        | "failed"
        | "inaccessible-encryption-credentials"
        | "inaccessible-encryption-credentials-recoverable"
        | "insufficient-capacity"
        | "migration-failed"
        | "restore-error"
        | "stopped"
        | "stopping"
        | "storage-full" => Light::Red,
        status if status.starts_with("incompatible-") => Light::Red,
        _ => Light::Gray,
    }
}

/// What RDS says of one region.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) instances: &'a BTreeMap<String, DbInstance>,
    pub(crate) clusters: &'a BTreeMap<String, DbCluster>,
    pub(crate) place: Place<'a>,
}

impl<'a> Facts<'a> {
    /// Instances behind a database: itself, or the members of its cluster that RDS lists.
    fn members(self, cluster: &'a DbCluster) -> Vec<(&'a str, &'a DbInstance)> {
        let members = cluster.members.iter().filter_map(|id| self.instances.get_key_value(id));
        members.map(|(id, instance)| (id.as_str(), instance)).collect()
    }

    /// The cluster that an instance is a member of.
    pub(crate) fn cluster_of(self, instance: &DbInstance) -> Option<&'a DbCluster> {
        self.clusters.get(instance.cluster.as_deref()?)
    }
}

/// A listed database that exists.
pub(crate) struct Listed<'a> {
    pub(crate) subject: Subject,
    pub(crate) database: Database<'a>,
    pub(crate) facts: Facts<'a>,
}

/// Listed databases that exist. The others are the business of `db-exists`.
pub(crate) fn listed_databases<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    databases(cx, Cx::resources)
}

fn databases<'a>(cx: &mut Cx<'a>, listed: fn(&mut Cx<'a>, ResourceKind) -> Vec<rule::Listed<'a>>) -> Vec<Listed<'a>> {
    let mut found = Vec::new();
    for rule::Listed { subject, resource, place, .. } in listed(cx, ResourceKind::Database) {
        let database = match resource.answer {
            Answer::DbInstance(instance) => Database::Instance(resource.id, instance),
            Answer::DbCluster(cluster) => Database::Cluster(resource.id, cluster),
            _ => continue,
        };
        let rds = &place.facts.rds;
        let Some(instances) = cx.read(&subject, Source::DatabaseInstances, &rds.instances) else { continue };
        let Some(clusters) = cx.read(&subject, Source::DatabaseClusters, &rds.clusters) else { continue };
        found.push(Listed { subject, database, facts: Facts { instances, clusters, place } });
    }
    found
}

const MULTI_AZ: Rule = Rule {
    id: "db-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones, Topic::Failover],
    title: "every database has a standby or a reader in another Availability Zone",
    why: "A database in one zone goes down with it, and stays down until it is restored from a backup by hand.",
    fix: "Give it a standby: `aws rds modify-db-instance --db-instance-identifier {resource} --multi-az \
          --apply-immediately --region {region}`.",
    other_fixes: &[CLUSTER_IN_ONE_ZONE],
    references: &["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html"],
    lead_days: 14,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters],
    thresholds: &[],
    example: Example::Region(r#"{"rds":{"instances":{"seen":{"orders":{"multi_az":false}}}}}"#),
    check: |cx| {
        for Listed { subject, database, facts } in listed_databases(cx) {
            match database {
                Database::Cluster(_, cluster) => cluster_zones(cx, &subject, cluster, facts),
                Database::Instance(_, instance) => match (facts.cluster_of(instance), &instance.cluster) {
                    (Some(cluster), _) => cluster_zones(cx, &subject, cluster, facts),
                    (None, Some(name)) => {
                        cx.gray(&subject, format!("RDS does not list its cluster {name}"), Evidence::default());
                    }
                    // What a replica fails over to is its source.
                    (None, None) if instance.replica_of.is_some() => cx.not_applicable(),
                    (None, None) => instance_zones(cx, &subject, instance),
                },
            }
        }
    },
};

fn instance_zones(cx: &mut Cx<'_>, subject: &Subject, instance: &DbInstance) {
    let evidence = Evidence::from([("multi_az", json!(instance.multi_az)), ("zone", json!(instance.zone))]);
    match instance.multi_az {
        Some(true) => cx.green(subject, "a standby in another zone takes over", evidence),
        Some(false) => {
            let zone = instance.zone.as_deref().unwrap_or("one zone");
            cx.red(subject, format!("runs in a single Availability Zone ({zone})"), evidence);
        }
        None => cx.gray(subject, "RDS does not say whether it has a standby", evidence),
    }
}

fn cluster_zones<'a>(cx: &mut Cx<'a>, subject: &Subject, cluster: &'a DbCluster, facts: Facts<'a>) {
    let members = facts.members(cluster);
    let zones: BTreeSet<&str> = members.iter().filter_map(|(_, member)| member.zone.as_deref()).collect();
    let is_known = members.len() == cluster.members.len() && members.iter().all(|(_, member)| member.zone.is_some());
    // `arn:aws:rds:us-east-1:111122223333:cluster:shop` ends with the identifier.
    let name = names::database_id(&cluster.arn);
    let evidence = Evidence::from([
        ("cluster", json!(name)),
        ("engine", json!(cluster.engine)),
        ("members", json!(cluster.members)),
        ("zones", json!(zones)),
    ]);
    if zones.len() > 1 {
        let summary = format!("cluster {name}: {} instances in {} zones", members.len(), zones.len());
        cx.green(subject, summary, evidence);
    } else if members.is_empty() || !is_known {
        cx.gray(subject, format!("RDS does not say in which zones the instances of cluster {name} are"), evidence);
        cx.fix(&CLUSTER_IN_ONE_ZONE);
    } else if members.len() == 1 {
        cx.red(subject, format!("cluster {name} has one instance: no reader can take over"), evidence);
        cx.fix(&CLUSTER_IN_ONE_ZONE);
    } else {
        cx.red(subject, format!("cluster {name}: all {} instances are in one zone", members.len()), evidence);
        cx.fix(&CLUSTER_IN_ONE_ZONE);
    }
}

const CLUSTER_IN_ONE_ZONE: Fix = Fix {
    when: "Where it is a cluster",
    text: "Add a reader in another zone: `aws rds create-db-instance --db-cluster-identifier {cluster} \
           --db-instance-identifier <reader> --db-instance-class <class> --engine {engine} --availability-zone <zone> \
           --region {region}`.",
    example: Example::Region(r#"{"rds":{"instances":{"seen":{"shop-2":{"zone":"us-east-1a"}}}}}"#),
};

const YELLOW_HEADROOM: Threshold = Threshold {
    name: "yellow-headroom",
    default: 0.1,
    meaning: "share of its storage that it may still grow by, below which it is at risk",
};

const STORAGE_AUTOSCALING: Rule = Rule {
    id: "db-storage-autoscaling",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "the storage of every database instance can grow during the event",
    why: "A database whose storage is full stops. Without storage autoscaling nobody but a person enlarges it, and \
          after a change of storage RDS allows no other for six hours.",
    fix: "Let it grow: `aws rds modify-db-instance --db-instance-identifier {resource} --max-allocated-storage \
          <GiB> --apply-immediately --region {region}`, or enlarge it well before the event.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"],
    lead_days: 7,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters],
    thresholds: &[YELLOW_HEADROOM],
    example: Example::Region(r#"{"rds":{"instances":{"seen":{"orders":{"max_storage_gib":null}}}}}"#),
    check: |cx| {
        for Listed { subject, database, .. } in listed_databases(cx) {
            let instance = match database {
                Database::Instance(_, instance) if instance.cluster.is_none() => instance,
                // The storage of Aurora grows by itself, and that of other clusters cannot.
                _ => {
                    cx.not_applicable();
                    continue;
                }
            };
            let (now, max) = (instance.storage_gib, instance.max_storage_gib);
            let evidence = Evidence::from([("storage_gib", json!(now)), ("max_storage_gib", json!(max))]);
            match (now, max) {
                (None, _) => cx.gray(&subject, "RDS does not say how much storage it has", evidence),
                (Some(now), None) => cx.yellow(&subject, format!("its {now} GiB do not grow by themselves"), evidence),
                (Some(now), Some(max)) => {
                    let is_tight = f64::from(max) < f64::from(now) * (1.0 + cx.threshold(&YELLOW_HEADROOM));
                    let light = if is_tight { Light::Yellow } else { Light::Green };
                    cx.push(light, &subject, format!("its {now} GiB may grow to {max} GiB"), evidence);
                }
            }
        }
    },
};
