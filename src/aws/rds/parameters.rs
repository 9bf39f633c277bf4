//! Parameters of databases: which ones are read of which groups, and what their formulas come to.

mod formula;

use std::collections::{BTreeMap, BTreeSet};

pub use formula::evaluate;

use super::facts::DbInstance;
use crate::{
    event::{Event, ResourceKind},
    names,
    snapshot::{Fact, RegionSnapshot},
};

/// Class of an instance of Aurora Serverless v2, which has no size of its own.
pub const SERVERLESS: &str = "db.serverless";

/// The parameter that limits how many connections an engine takes ("Maximum number of database
/// connections"). `None` for an engine in which more than one parameter does, such as Oracle.
pub fn max_connections(engine: &str) -> Option<&'static str> {
    match engine {
        "mysql" | "mariadb" | "postgres" | "aurora" | "aurora-mysql" | "aurora-postgresql" => Some("max_connections"),
        engine if engine.starts_with("sqlserver-") => Some("user connections"),
        _ => None,
    }
}

/// Type of the EC2 instances of an instance class: `m5.large` for `db.m5.large`.
pub fn instance_type(class: &str) -> Option<&str> {
    if class == SERVERLESS { None } else { class.strip_prefix("db.") }
}

/// Instances behind the databases that a workbook lists in one account and region, by identifier: a listed
/// instance itself, or the members of a listed cluster.
pub fn listed_instances<'a>(
    event: &Event,
    account: &str,
    region: &str,
    facts: &'a RegionSnapshot,
) -> BTreeMap<&'a str, &'a DbInstance> {
    let listed = event.listed(ResourceKind::Database, account, region);
    let found = listed.flat_map(|resource| names::databases_of(facts, &resource.name).unwrap_or_default());
    let known = facts.rds.instances.seen();
    let instances = found.flat_map(|database| match database {
        names::Database::Instance(id, instance) => vec![(id, instance)],
        names::Database::Cluster(_, cluster) => {
            let members = cluster.members.iter().filter_map(|id| known?.get_key_value(id));
            members.map(|(id, instance)| (id.as_str(), instance)).collect()
        }
    });
    instances.collect()
}

/// Parameter groups of the listed instances, each with the parameter that limits the connections.
pub fn groups(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeMap<String, &'static str> {
    let instances = listed_instances(event, account, region, facts).into_values();
    instances.filter_map(|it| Some((it.parameter_group.as_ref()?.name.clone(), max_connections(&it.engine)?))).collect()
}

/// Parameter groups of the clusters of listed instances, each with the parameter that limits the connections,
/// where the group of the instance leaves it as it is: what is set there stands above the cluster's.
pub fn cluster_groups(
    event: &Event,
    account: &str,
    region: &str,
    facts: &RegionSnapshot,
) -> BTreeMap<String, &'static str> {
    let rds = &facts.rds;
    let group = |instance: &DbInstance| {
        let parameter = max_connections(&instance.engine)?;
        let Fact::Seen(own) = rds.parameters.get(&instance.parameter_group.as_ref()?.name)? else { return None };
        let cluster = rds.clusters.seen()?.get(instance.cluster.as_deref()?)?;
        let is_inherited = !own.get(parameter).is_some_and(|own| own.is_set_by_user());
        is_inherited.then_some((cluster.parameter_group.clone()?, parameter))
    };
    listed_instances(event, account, region, facts).into_values().filter_map(group).collect()
}

/// EC2 types of the classes of every instance that is known.
pub fn instance_types(facts: &RegionSnapshot) -> BTreeSet<String> {
    let instances = facts.rds.instances.seen().into_iter().flat_map(BTreeMap::values);
    instances.filter_map(|it| instance_type(it.class.as_deref()?)).map(str::to_owned).collect()
}
