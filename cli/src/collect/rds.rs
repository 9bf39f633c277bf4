//! Amazon RDS and Aurora.

use std::collections::BTreeMap;

use aws_sdk_rds::{
    Client,
    types::{self, Filter},
};
use iem_core::{
    aws::{
        quotas::facts::Limit,
        rds::{
            self,
            facts::{Capacity, DbCluster, DbInstance, Parameter, ParameterGroup, PendingAction},
        },
    },
    event::Event,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};
use jiff::Timestamp;

use super::{
    facts::Facts,
    fields::{count, given, number, required, state, text, timestamp},
    limits::{Api, Rate, in_chunks},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; other tools live with this.
const RATE: Rate = Rate { burst: 10, per_second: 10 };
/// Largest page.
const PAGE: i32 = 100;
/// Instances in one filter.
const VALUES: usize = 100;
/// Status of a snapshot that can be restored.
const AVAILABLE: &str = "available";

/// Amazon RDS in one region. Everything is listed: a page holds 100, more than one request per
/// listed name would bring, and a name that nothing has needs the others to be told apart.
pub(super) struct Rds<'a> {
    api: Api<'a, Client>,
    event: &'a Event,
    account: &'a str,
    region: &'a str,
}

impl<'a> Rds<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let Site { event, account, region, .. } = *site;
        Self { api: site.api("rds", RATE, Client::new), event, account, region }
    }

    /// When the newest snapshot of each listed instance was taken. Clusters keep their backups in their storage.
    async fn snapshots(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Timestamp>, Missed> {
        facts.needs(Source::DatabaseSnapshots)?;
        let listed: Vec<String> = facts.read(|facts| {
            let listed = rds::parameters::listed_instances(self.event, self.account, self.region, facts).into_iter();
            let alone = listed.filter(|(_, instance)| instance.cluster.is_none() && instance.replica_of.is_none());
            alone.map(|(id, _)| id.to_owned()).collect()
        });
        let pages = in_chunks(&listed, VALUES, async |ids| {
            let filter = Filter::builder().name("db-instance-id").set_values(Some(ids.to_vec())).build();
            let request = self.api.client.describe_db_snapshots().filters(filter).max_records(PAGE);
            self.api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await
        });
        let pages = pages.await?;
        let mut newest: BTreeMap<String, Timestamp> = BTreeMap::new();
        let available = pages.iter().flat_map(|page| page.db_snapshots()).filter(|it| it.status() == Some(AVAILABLE));
        for snapshot in available {
            let id = text(snapshot.db_instance_identifier(), "DBInstanceIdentifier")?;
            let taken = required(timestamp(snapshot.snapshot_create_time()), "SnapshotCreateTime")?;
            let known = newest.entry(id).or_insert(taken);
            *known = taken.max(*known);
        }
        Ok(newest)
    }

    async fn parameters(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted = facts.read(|facts| rds::parameters::groups(self.event, self.account, self.region, facts));
        let answer = async |group: &str| {
            let name = wanted.get(group).copied().unwrap_or_default();
            let request = self.api.client.describe_db_parameters().db_parameter_group_name(group);
            let request = request.filters(by_name(name)).max_records(PAGE);
            let pages =
                self.api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
            parameter(name, pages.iter().flat_map(|page| page.parameters()))
        };
        let groups = wanted.keys().cloned().collect();
        facts.ask_each(Source::DatabaseParameters, |facts| &mut facts.rds.parameters, groups, answer).await;
    }

    async fn cluster_parameters(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted = facts.read(|facts| rds::parameters::cluster_groups(self.event, self.account, self.region, facts));
        let answer = async |group: &str| {
            let name = wanted.get(group).copied().unwrap_or_default();
            let request = self.api.client.describe_db_cluster_parameters().db_cluster_parameter_group_name(group);
            let request = request.filters(by_name(name)).max_records(PAGE);
            let pages =
                self.api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
            parameter(name, pages.iter().flat_map(|page| page.parameters()))
        };
        let groups = wanted.keys().cloned().collect();
        let source = Source::DatabaseClusterParameters;
        facts.ask_each(source, |facts| &mut facts.rds.cluster_parameters, groups, answer).await;
    }
}

impl Regional for Rds<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::DatabaseInstances, |facts| &mut facts.rds.instances, instances(&self.api)),
            facts.row(Source::DatabaseClusters, |facts| &mut facts.rds.clusters, clusters(&self.api)),
            facts.row(Source::DatabaseMaintenance, |facts| &mut facts.rds.pending_maintenance, pending(&self.api)),
            facts.row(Source::DatabaseSnapshots, |facts| &mut facts.rds.snapshots, self.snapshots(facts)),
            facts.row(Source::DatabaseLimits, |facts| &mut facts.rds.limits, limits(&self.api)),
            row(Source::DatabaseParameters, self.parameters(facts)),
            row(Source::DatabaseClusterParameters, self.cluster_parameters(facts)),
        ]
    }
}

async fn instances(api: &Api<'_, Client>) -> Result<BTreeMap<String, DbInstance>, Missed> {
    let request = api.client.describe_db_instances().max_records(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let instances = pages.iter().flat_map(|page| page.db_instances());
    instances.map(|it| Ok((text(it.db_instance_identifier(), "DBInstanceIdentifier")?, instance(it)?))).collect()
}

fn instance(instance: &types::DbInstance) -> Result<DbInstance, Missed> {
    let number = |value: Option<i32>, name| value.map(|value| count(Some(value), name)).transpose();
    let group = instance.db_parameter_groups().first().map(parameter_group);
    Ok(DbInstance {
        arn: text(instance.db_instance_arn(), "DBInstanceArn")?,
        resource_id: given(instance.dbi_resource_id()),
        endpoint: instance.endpoint().and_then(|endpoint| endpoint.address()).map(str::to_owned),
        status: state(instance.db_instance_status()),
        engine: text(instance.engine(), "Engine")?,
        class: given(instance.db_instance_class()),
        parameter_group: group.transpose()?,
        cluster: given(instance.db_cluster_identifier()),
        replica_of: given(instance.read_replica_source_db_instance_identifier()),
        zone: given(instance.availability_zone()),
        multi_az: instance.multi_az(),
        backup_days: number(instance.backup_retention_period(), "BackupRetentionPeriod")?,
        restorable_until: timestamp(instance.latest_restorable_time()),
        maintenance_window: given(instance.preferred_maintenance_window()),
        storage_gib: number(instance.allocated_storage(), "AllocatedStorage")?,
        max_storage_gib: number(instance.max_allocated_storage(), "MaxAllocatedStorage")?,
    })
}

fn parameter_group(group: &types::DbParameterGroupStatus) -> Result<ParameterGroup, Missed> {
    let name = text(group.db_parameter_group_name(), "DBParameterGroupName")?;
    Ok(ParameterGroup { name, state: state(group.parameter_apply_status()) })
}

async fn clusters(api: &Api<'_, Client>) -> Result<BTreeMap<String, DbCluster>, Missed> {
    let request = api.client.describe_db_clusters().max_records(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let clusters = pages.iter().flat_map(|page| page.db_clusters());
    clusters.map(|it| Ok((text(it.db_cluster_identifier(), "DBClusterIdentifier")?, cluster(it)?))).collect()
}

fn cluster(cluster: &types::DbCluster) -> Result<DbCluster, Missed> {
    let endpoints = [cluster.endpoint(), cluster.reader_endpoint()].into_iter().flatten();
    let endpoints = endpoints.chain(cluster.custom_endpoints().iter().map(String::as_str));
    let members = cluster.db_cluster_members().iter();
    let id = |member: &types::DbClusterMember| {
        text(member.db_instance_identifier(), "DBClusterMembers.DBInstanceIdentifier")
    };
    let waits = members.clone().filter(|it| it.db_cluster_parameter_group_status() == Some("pending-reboot"));
    let capacity = cluster.serverless_v2_scaling_configuration().map(capacity);
    let days = cluster.backup_retention_period();
    Ok(DbCluster {
        arn: text(cluster.db_cluster_arn(), "DBClusterArn")?,
        resource_id: given(cluster.db_cluster_resource_id()),
        endpoints: endpoints.map(str::to_owned).collect(),
        status: state(cluster.status()),
        engine: text(cluster.engine(), "Engine")?,
        pending_reboot: waits.map(id).collect::<Result<_, Missed>>()?,
        members: members.map(id).collect::<Result<_, Missed>>()?,
        parameter_group: given(cluster.db_cluster_parameter_group()),
        capacity: capacity.transpose()?,
        backup_days: days.map(|days| count(Some(days), "BackupRetentionPeriod")).transpose()?,
        restorable_until: timestamp(cluster.latest_restorable_time()),
        maintenance_window: given(cluster.preferred_maintenance_window()),
    })
}

fn capacity(range: &types::ServerlessV2ScalingConfigurationInfo) -> Result<Capacity, Missed> {
    let minimum = number(range.min_capacity(), "MinCapacity")?;
    Ok(Capacity { minimum, maximum: number(range.max_capacity(), "MaxCapacity")? })
}

async fn pending(api: &Api<'_, Client>) -> Result<BTreeMap<String, Vec<PendingAction>>, Missed> {
    let request = api.client.describe_pending_maintenance_actions().max_records(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.marker()).await?;
    let mut found: BTreeMap<String, Vec<PendingAction>> = BTreeMap::new();
    for resource in pages.iter().flat_map(|page| page.pending_maintenance_actions()) {
        let arn = text(resource.resource_identifier(), "ResourceIdentifier")?;
        let actions = resource.pending_maintenance_action_details().iter().map(|action| {
            Ok(PendingAction {
                action: text(action.action(), "Action")?,
                apply_at: timestamp(action.current_apply_date()),
                auto_applied_after: timestamp(action.auto_applied_after_date()),
                forced_at: timestamp(action.forced_apply_date()),
            })
        });
        found.entry(arn).or_default().extend(actions.collect::<Result<Vec<_>, Missed>>()?);
    }
    Ok(found)
}

/// Keeps the answer to one page.
fn by_name(name: &str) -> Filter {
    Filter::builder().name("parameter-name").values(name).build()
}

/// The parameter that was asked for, by its name: an endpoint that does not filter answers with all of them.
fn parameter<'p>(
    name: &str,
    all: impl Iterator<Item = &'p types::Parameter>,
) -> Result<BTreeMap<String, Parameter>, Missed> {
    let found = all.filter(|parameter| parameter.parameter_name() == Some(name)).map(|parameter| {
        let value = given(parameter.parameter_value());
        Ok((name.to_owned(), Parameter { value, source: text(parameter.source(), "Source")? }))
    });
    found.collect()
}

/// Every quota in one answer: the operation has no pages.
async fn limits(api: &Api<'_, Client>) -> Result<BTreeMap<String, Limit>, Missed> {
    let answer = api.send(|| api.client.describe_account_attributes().send()).await?;
    let number = |value: Option<i64>, name| required(value.and_then(|value| u64::try_from(value).ok()), name);
    let limits = answer.account_quotas().iter().map(|quota| {
        let limit = Limit { used: number(quota.used(), "Used")?, max: number(quota.max(), "Max")? };
        Ok((text(quota.account_quota_name(), "AccountQuotaName")?, limit))
    });
    limits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    /// Two pages of each list, in AWS's own XML.
    fn answer(operation: &str, body: &str) -> (u16, String) {
        let is_second = body.contains("Marker=second");
        let marker = if is_second { "" } else { "<Marker>second</Marker>" };
        let number = if is_second { 2 } else { 1 };
        let list = match operation {
            "DescribeDBInstances" => format!(
                "<DBInstances><DBInstance><DBInstanceIdentifier>shop-{number}</DBInstanceIdentifier>\
                 <DBInstanceArn>arn:aws:rds:us-east-1:1:db:shop-{number}</DBInstanceArn><Engine>mysql</Engine>\
                 <DBInstanceStatus>available</DBInstanceStatus><MultiAZ>true</MultiAZ>\
                 <DBInstanceClass>db.m5.large</DBInstanceClass><DBParameterGroups><DBParameterGroup>\
                 <DBParameterGroupName>shop</DBParameterGroupName>\
                 <ParameterApplyStatus>pending-reboot</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>\
                 <Endpoint><Address>shop-{number}.abc.us-east-1.rds.amazonaws.com</Address></Endpoint>\
                 <BackupRetentionPeriod>7</BackupRetentionPeriod>\
                 <LatestRestorableTime>2026-11-20T09:55:00Z</LatestRestorableTime><AllocatedStorage>20</AllocatedStorage>\
                 </DBInstance></DBInstances>"
            ),
            "DescribeDBClusters" => format!(
                "<DBClusters><DBCluster><DBClusterIdentifier>shop-{number}</DBClusterIdentifier>\
                 <DBClusterArn>arn:aws:rds:us-east-1:1:cluster:shop-{number}</DBClusterArn>\
                 <Engine>aurora-mysql</Engine><Status>available</Status><Endpoint>writer</Endpoint>\
                 <ReaderEndpoint>reader</ReaderEndpoint>\
                 <CustomEndpoints><member>custom</member></CustomEndpoints>\
                 <DBClusterMembers><DBClusterMember><DBInstanceIdentifier>one</DBInstanceIdentifier>\
                 <DBClusterParameterGroupStatus>pending-reboot</DBClusterParameterGroupStatus></DBClusterMember>\
                 </DBClusterMembers><DBClusterParameterGroup>shop</DBClusterParameterGroup>\
                 <ServerlessV2ScalingConfiguration><MinCapacity>0.5</MinCapacity><MaxCapacity>16</MaxCapacity>\
                 </ServerlessV2ScalingConfiguration></DBCluster></DBClusters>"
            ),
            _ => format!(
                "<PendingMaintenanceActions><ResourcePendingMaintenanceActions>\
                 <ResourceIdentifier>arn:{number}</ResourceIdentifier><PendingMaintenanceActionDetails>\
                 <PendingMaintenanceAction><Action>db-upgrade</Action>\
                 <CurrentApplyDate>2026-11-2{number}T00:00:00Z</CurrentApplyDate></PendingMaintenanceAction>\
                 </PendingMaintenanceActionDetails></ResourcePendingMaintenanceActions>\
                 </PendingMaintenanceActions>"
            ),
        };
        (
            200,
            format!("<{operation}Response><{operation}Result>{list}{marker}</{operation}Result></{operation}Response>"),
        )
    }

    #[tokio::test]
    async fn every_page_is_read() {
        let (config, run) = (fake::config(answer), fake::run());
        let api = fake::api(&run, &config, Client::new);
        let instances = instances(&api).await.expect("instances");
        let one = &instances["shop-1"];
        assert_eq!(one.endpoint.as_deref(), Some("shop-1.abc.us-east-1.rds.amazonaws.com"));
        assert_eq!((one.multi_az, one.backup_days, one.storage_gib), (Some(true), Some(7), Some(20)));
        assert_eq!((&one.cluster, one.max_storage_gib, &one.maintenance_window), (&None, None, &None));
        let until = one.restorable_until.map(|at| at.to_string());
        assert_eq!(until.as_deref(), Some("2026-11-20T09:55:00Z"));
        let group = ParameterGroup { name: "shop".to_owned(), state: "pending-reboot".to_owned() };
        assert_eq!((one.class.as_deref(), &one.parameter_group), (Some("db.m5.large"), &Some(group)));
        let clusters = clusters(&api).await.expect("clusters");
        let shop = &clusters["shop-1"];
        assert_eq!(shop.capacity, Some(Capacity { minimum: 0.5, maximum: 16.0 }));
        assert_eq!((shop.parameter_group.as_deref(), &shop.pending_reboot), (Some("shop"), &vec!["one".to_owned()]));
        assert_eq!(clusters["shop-1"].endpoints, ["writer", "reader", "custom"]);
        assert_eq!((&clusters["shop-1"].members, clusters["shop-1"].backup_days), (&vec!["one".to_owned()], None));
        let pending = pending(&api).await.expect("pending maintenance");
        assert_eq!(pending["arn:2"][0].apply_at.map(|at| at.to_string()).as_deref(), Some("2026-11-22T00:00:00Z"));
        assert_eq!((instances.len(), clusters.len(), pending.len()), (2, 2, 2));
        drop(api);
        assert_eq!(run.into_calls().into_values().sum::<u64>(), 6);
    }

    #[tokio::test]
    async fn quotas_come_with_their_use() {
        let config = fake::config(|operation, _| {
            let quota = |name, used, max| {
                format!(
                    "<AccountQuota><AccountQuotaName>{name}</AccountQuotaName><Used>{used}</Used><Max>{max}</Max>\
                     </AccountQuota>"
                )
            };
            let list = quota("DBInstances", 38, "40") + &quota("AllocatedStorage", 4_000_000_000u64, "5000000000");
            let list = format!("<AccountQuotas>{list}</AccountQuotas>");
            (200, format!("<{operation}Response><{operation}Result>{list}</{operation}Result></{operation}Response>"))
        });
        let run = fake::run();
        let limits = limits(&fake::api(&run, &config, Client::new)).await.expect("limits");
        assert_eq!(limits["DBInstances"], Limit { used: 38, max: 40 });
        assert_eq!(limits["AllocatedStorage"].used, 4_000_000_000);
    }

    #[tokio::test]
    async fn an_answer_without_what_aws_always_gives_is_no_answer() {
        let config = fake::config(|operation, _| {
            let list =
                "<DBInstances><DBInstance><DBInstanceIdentifier>shop</DBInstanceIdentifier></DBInstance></DBInstances>";
            (200, format!("<{operation}Response><{operation}Result>{list}</{operation}Result></{operation}Response>"))
        });
        let run = fake::run();
        let missed = instances(&fake::api(&run, &config, Client::new)).await.expect_err("malformed");
        assert_eq!(missed.detail, "DBInstanceArn is missing or not valid");
    }
}
