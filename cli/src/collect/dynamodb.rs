//! Amazon DynamoDB.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{Client, types};
use iem_core::{
    aws::dynamodb::facts::{Capacity, Table, TableLimits, Throughput},
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, state, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 10 };

/// Asks about the listed tables.
pub(super) struct DynamoDb<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> DynamoDb<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::DynamoDbTable);
        let listed: BTreeSet<_> = listed.filter_map(|table| names::table_name(&table.name)).collect();
        Self { api: site.api("dynamodb", RATE, Client::new), listed: listed.into_iter().map(str::to_owned).collect() }
    }

    async fn tables(&self, facts: &Facts<'_, RegionSnapshot>) {
        if !facts.is_planned(Source::Tables) {
            return;
        }
        let answer = async |name: &str| table(&self.api, name).await;
        facts.ask_each(Source::Tables, |facts| &mut facts.dynamodb.tables, self.listed.clone(), answer).await;
        // Other names are asked for only where one of them may have been meant.
        let is_gone = |facts: &RegionSnapshot| facts.dynamodb.tables.values().any(|it| matches!(it, Fact::Seen(None)));
        if facts.read(is_gone) {
            let names = table_names(&self.api).await.map_or_else(Fact::Missed, Fact::Seen);
            facts.write(|facts| facts.dynamodb.table_names = names);
        }
    }

    async fn recovery(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |name: &str| recovery(&self.api, name).await;
        let names = facts.read(existing);
        facts.ask_each(Source::TableRecovery, |facts| &mut facts.dynamodb.point_in_time_recovery, names, answer).await;
    }
}

impl Regional for DynamoDb<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::Tables) {
            facts.expect(|facts| &mut facts.dynamodb.tables, &self.listed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::Tables, self.tables(facts)),
            row(Source::TableRecovery, self.recovery(facts)),
            facts.row(Source::TableLimits, |facts| &mut facts.dynamodb.limits, limits(&self.api)),
        ]
    }
}

/// Names of the listed tables that exist.
fn existing(facts: &RegionSnapshot) -> Vec<String> {
    let tables = facts.dynamodb.tables.iter();
    tables.filter(|(_, fact)| matches!(fact, Fact::Seen(Some(_)))).map(|(name, _)| name.clone()).collect()
}

async fn table(api: &Api<'_, Client>, name: &str) -> Result<Option<Table>, Missed> {
    let answer = match api.send(|| api.client.describe_table().table_name(name).send()).await {
        Ok(answer) => answer,
        Err(failure) if failure.is(&["ResourceNotFoundException"]) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let table = required(answer.table(), "Table")?;
    let mode = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
    let on_demand = mode == Some(&types::BillingMode::PayPerRequest);
    let warm = table.warm_throughput().map(|it| (it.read_units_per_second(), it.write_units_per_second()));
    let own = capacity(on_demand, table.provisioned_throughput(), warm, table.on_demand_throughput());
    let indexes = table.global_secondary_indexes().iter().map(|index| {
        let warm = index.warm_throughput().map(|it| (it.read_units_per_second(), it.write_units_per_second()));
        let own = capacity(on_demand, index.provisioned_throughput(), warm, index.on_demand_throughput());
        Ok((text(index.index_name(), "IndexName")?, own))
    });
    Ok(Some(Table {
        arn: text(table.table_arn(), "TableArn")?,
        status: state(table.table_status().map(types::TableStatus::as_str)),
        on_demand,
        capacity: own,
        indexes: indexes.collect::<Result<_, Missed>>()?,
    }))
}

fn capacity(
    on_demand: bool,
    provisioned: Option<&types::ProvisionedThroughputDescription>,
    warm: Option<(Option<i64>, Option<i64>)>,
    maximum: Option<&types::OnDemandThroughput>,
) -> Capacity {
    // -1 stands for no maximum.
    let units = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
    let provisioned = provisioned.filter(|_| !on_demand);
    let (warm_read, warm_write) = warm.unwrap_or_default();
    Capacity {
        read: Throughput {
            provisioned: units(provisioned.and_then(|it| it.read_capacity_units())),
            warm: units(warm_read),
            maximum: units(maximum.and_then(|it| it.max_read_request_units())),
        },
        write: Throughput {
            provisioned: units(provisioned.and_then(|it| it.write_capacity_units())),
            warm: units(warm_write),
            maximum: units(maximum.and_then(|it| it.max_write_request_units())),
        },
    }
}

async fn table_names(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.list_tables();
    let pages = api.pages(
        |start| request.clone().set_exclusive_start_table_name(start).send(),
        |page| page.last_evaluated_table_name(),
    );
    Ok(pages.await?.into_iter().filter_map(|page| page.table_names).flatten().collect())
}

async fn recovery(api: &Api<'_, Client>, name: &str) -> Result<bool, Missed> {
    let answer = api.send(|| api.client.describe_continuous_backups().table_name(name).send()).await?;
    let status = answer
        .continuous_backups_description()
        .and_then(|it| it.point_in_time_recovery_description())
        .and_then(|it| it.point_in_time_recovery_status());
    let status = required(status, "PointInTimeRecoveryStatus")?;
    Ok(*status == types::PointInTimeRecoveryStatus::Enabled)
}

async fn limits(api: &Api<'_, Client>) -> Result<TableLimits, Missed> {
    let answer = api.send(|| api.client.describe_limits().send()).await?;
    let units = |value: Option<i64>, name| required(value.and_then(|value| u64::try_from(value).ok()), name);
    Ok(TableLimits {
        table_read: units(answer.table_max_read_capacity_units(), "TableMaxReadCapacityUnits")?,
        table_write: units(answer.table_max_write_capacity_units(), "TableMaxWriteCapacityUnits")?,
    })
}
