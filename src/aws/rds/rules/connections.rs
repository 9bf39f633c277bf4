//! How many connections databases take, against those of the peak.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Facts, Listed, listed_databases};
use crate::{
    aws::{
        cloudwatch::metrics::Metric,
        rds::{
            facts::{DbInstance, Parameter},
            parameters::{self, SERVERLESS},
        },
    },
    names::Database,
    rule::{Area, Cx, Evidence, Example, Light, Need, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
};

/// Rules about the connections of databases.
pub const RULES: &[&Rule] = &[&COVER_PEAK];

/// Most connections that SQL Server takes; a setting of 0 allows them all (Microsoft, "Server configuration:
/// user connections").
const SQL_SERVER: u64 = 32_767;
/// Most connections of PostgreSQL on Aurora Serverless v2 where it may scale below one capacity unit ("Maximum
/// connections for Aurora Serverless v2").
const SCALED_DOWN: u64 = 2_000;
const GIB: f64 = 1_073_741_824.0;

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.7,
    meaning: "share of its connections at the peak from which an instance is at risk",
};

const FORMULA_YELLOW_SHARE: Threshold = Threshold {
    name: "formula-yellow-share",
    default: 0.6,
    meaning: "the same where a formula gives the connections, which are fewer by what RDS takes of the memory",
};

const RED_SHARE: Threshold = Threshold {
    name: "red-share",
    default: 0.9,
    meaning: "share of its connections at the peak from which an instance is not ready",
};

const COVER_PEAK: Rule = Rule {
    id: "db-connections-cover-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Application],
    title: "every database instance takes the connections of the peak",
    why: "A database that has no connection left refuses the next one, and every service behind it fails at once. \
          Connections grow with the servers that open them: twice the instances have twice the pools. Where \
          the limit is a formula of the memory, it is reckoned with the whole memory of the class, of which RDS first \
          takes what the system needs: it is at most that.",
    fix: "Need fewer, with smaller pools or RDS Proxy; take a class with more memory: `aws rds modify-db-instance \
          --db-instance-identifier {resource} --db-instance-class <class> --apply-immediately --region {region}`; or, \
          as every connection takes memory, carefully allow more: `aws rds modify-{group_kind} --{group_kind}-name \
          {parameter_group} --parameters \
          'ParameterName={parameter},ParameterValue={ask_for},ApplyMethod=pending-reboot' --region {region}`, and \
          reboot it. A default group cannot be changed: make a copy.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ParamValuesRef.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html",
    ],
    lead_days: 7,
    needs: &[
        Source::DatabaseInstances,
        Source::DatabaseClusters,
        Source::DatabaseParameters,
        Source::DatabaseClusterParameters,
        Source::InstanceTypes,
        Source::Metrics,
    ],
    thresholds: &[YELLOW_SHARE, FORMULA_YELLOW_SHARE, RED_SHARE],
    example: Example::Region(
        r#"{"rds":{"cluster_parameters":{"shop-aurora":{"seen":{"max_connections":{"value":"50"}}}}}}"#,
    ),
    check: |cx| {
        let mut seen = BTreeSet::new();
        for Listed { subject, database, facts } in listed_databases(cx) {
            let ids = match database {
                Database::Instance(id, _) => vec![id],
                Database::Cluster(_, cluster) => cluster.members.iter().map(String::as_str).collect(),
            };
            if ids.is_empty() {
                cx.gray(&subject, "RDS lists no instance of it", Evidence::default());
            }
            for id in ids.into_iter().filter(|id| seen.insert((facts.place.account, facts.place.region, *id))) {
                let line = subject.line;
                let subject = Subject { line, ..Subject::new("database", id, facts.place) };
                let Some(instance) = facts.instances.get(id) else {
                    cx.gray(&subject, "RDS does not describe it", Evidence::default());
                    continue;
                };
                judge(cx, &subject.with_arn(&instance.arn), id, instance, facts);
            }
        }
    },
};

/// Compares the connections of the peak with those that an instance takes.
fn judge<'a>(cx: &mut Cx<'a>, subject: &Subject, id: &str, instance: &'a DbInstance, facts: Facts<'a>) {
    let limit = match limit(cx, subject, id, instance, facts) {
        Ok(limit) => limit,
        Err(why) => {
            if let Some(why) = why {
                cx.gray(subject, why, Evidence::default());
            }
            return;
        }
    };
    let whose = Whose::whole(subject);
    let Some(series) = load::series(cx, whose, facts.place, &Metric::database_connections(id)) else { return };
    let Some(Peak { busiest, growth, needed }) = load::peak(cx, whose, series.maximum) else { return };
    let most = limit.most as f64;
    let yellow = cx.threshold(if limit.formula.is_some() { &FORMULA_YELLOW_SHARE } else { &YELLOW_SHARE });
    let light = match needed {
        needed if needed > most * cx.threshold(&RED_SHARE) => Light::Red,
        needed if needed > most * yellow || limit.waits.is_some() => Light::Yellow,
        _ => Light::Green,
    };
    let takes = match &limit.formula {
        Some(formula) => format!("at most about {} ({formula})", limit.most),
        None => limit.most.to_string(),
    };
    let waits = limit.waits.map(|state| format!("; its parameter group is {state}: an older value may hold"));
    let summary = format!(
        "the peak needs {needed} connections ({busiest} in the busiest hour × {growth}), it takes {takes}{}",
        waits.unwrap_or_default()
    );
    let evidence = Evidence::from([
        ("busiest", json!(busiest)),
        ("peak_factor", json!(growth)),
        ("needed", json!(needed as u64)),
        ("most", json!(limit.most)),
        ("parameter_group", json!(limit.group)),
        ("group_kind", json!(limit.group_kind)),
        ("parameter", json!(limit.parameter)),
        ("formula", json!(limit.formula)),
        ("ask_for", json!((needed / yellow).ceil() as u64)),
    ]);
    cx.push(light, subject, summary, evidence);
    let need = Need::new(needed, most, "connections").used(busiest);
    cx.need(Need { ask_for: Some((needed / yellow).ceil() as u64), ..need });
}

/// How many connections an instance takes, and what says so.
struct Limit<'a> {
    most: u64,
    parameter: &'static str,
    group: &'a str,
    /// As the operations are called that change it.
    group_kind: &'static str,
    /// Set where the number is reckoned from the memory of the class, and so at most this.
    formula: Option<String>,
    /// State of a group that the instance does not run with yet.
    waits: Option<&'a str>,
}

/// Why there is no limit to compare with; `None` where a missed fact has said so already.
type Unknown = Option<String>;

fn limit<'a>(
    cx: &mut Cx<'a>,
    subject: &Subject,
    id: &str,
    instance: &'a DbInstance,
    facts: Facts<'a>,
) -> Result<Limit<'a>, Unknown> {
    let Some(parameter) = parameters::max_connections(&instance.engine) else {
        let engine = &instance.engine;
        return Err(Some(format!("how many connections {engine} takes is not read yet: compare them by hand")));
    };
    let Setting { group, group_kind, written, waits } = setting(cx, subject, id, instance, facts, parameter)?;
    let Some(value) = written.and_then(|written| written.value.as_deref()) else {
        return Err(Some(format!("parameter group {group} gives no {parameter}")));
    };
    let known = Limit { most: 0, parameter, group, group_kind, formula: None, waits };
    match value.trim().parse() {
        Ok(0) if parameter == "user connections" => return Ok(Limit { most: SQL_SERVER, ..known }),
        Ok(most) => return Ok(Limit { most: capped(most, instance, facts), ..known }),
        Err(_) => {}
    }
    let memory = memory(cx, subject, instance, facts)?;
    let Some(most) = parameters::evaluate(value, memory) else {
        return Err(Some(format!("{parameter} of parameter group {group} is {value}, which is not understood")));
    };
    Ok(Limit {
        most: capped(most, instance, facts),
        formula: Some(format!("{value} of {} GiB", memory as f64 / GIB)),
        ..known
    })
}

/// The value of a parameter, and the group that gives it.
struct Setting<'a> {
    group: &'a str,
    group_kind: &'static str,
    written: Option<&'a Parameter>,
    waits: Option<&'a str>,
}

/// What somebody set in the group of the instance stands above the group of its cluster, and that above what
/// AWS set for the instance ("Working with parameter groups" and "Parameters that Aurora adjusts" in the guide
/// of Aurora).
fn setting<'a>(
    cx: &mut Cx<'a>,
    subject: &Subject,
    id: &str,
    instance: &'a DbInstance,
    facts: Facts<'a>,
    parameter: &str,
) -> Result<Setting<'a>, Unknown> {
    let rds = &facts.place.facts.rds;
    let Some(group) = &instance.parameter_group else {
        return Err(Some("RDS does not say which parameter group it has".to_owned()));
    };
    let own = cx.read_one(subject, Source::DatabaseParameters, &rds.parameters, &group.name).ok_or(None)?;
    let own = own.get(parameter);
    let waits = (group.state != "in-sync").then_some(group.state.as_str());
    let setting = Setting { group: &group.name, group_kind: "db-parameter-group", written: own, waits };
    let Some(name) = instance.cluster.as_deref().filter(|_| !own.is_some_and(Parameter::is_set_by_user)) else {
        return Ok(setting);
    };
    let cluster = facts.clusters.get(name);
    let Some((cluster, group)) = cluster.and_then(|it| Some((it, it.parameter_group.as_deref()?))) else {
        return Err(Some(format!("RDS does not say which parameter group its cluster {name} has")));
    };
    let source = Source::DatabaseClusterParameters;
    let inherited = cx.read_one(subject, source, &rds.cluster_parameters, group).ok_or(None)?.get(parameter);
    let is_above = |it: &&Parameter| it.is_set_by_user() || own.is_none_or(|own| own.value.is_none());
    let Some(written) = inherited.filter(is_above) else { return Ok(setting) };
    let waits = cluster.pending_reboot.iter().any(|member| member == id).then_some("pending-reboot").or(setting.waits);
    Ok(Setting { group, group_kind: "db-cluster-parameter-group", written: Some(written), waits })
}

/// Bytes of memory of the instance's class: more than the database has of it. One without a class of its own
/// counts as large as its cluster lets it become, by 2 GiB a capacity unit.
fn memory<'a>(cx: &mut Cx<'a>, subject: &Subject, instance: &'a DbInstance, facts: Facts<'a>) -> Result<u64, Unknown> {
    let class = instance.class.as_deref().unwrap_or_default();
    if class == SERVERLESS {
        let capacity = facts.cluster_of(instance).and_then(|cluster| cluster.capacity);
        let bytes = capacity.map(|capacity| (capacity.maximum * 2.0 * GIB) as u64);
        return bytes.ok_or_else(|| Some("RDS does not say how far its cluster lets it scale".to_owned()));
    }
    let Some(instance_type) = parameters::instance_type(class) else {
        return Err(Some("RDS does not say which class it has".to_owned()));
    };
    let types = &facts.place.facts.ec2.instance_types;
    let types = cx.read(subject, Source::InstanceTypes, types).ok_or(None)?;
    let memory = types.get(instance_type).and_then(|found| found.memory_mib?.checked_mul(1 << 20));
    memory.ok_or_else(|| Some(format!("EC2 does not know how much memory class {class} has")))
}

/// A serverless PostgreSQL that may become very small never takes many connections.
fn capped(most: u64, instance: &DbInstance, facts: Facts<'_>) -> u64 {
    let capacity = facts.cluster_of(instance).and_then(|cluster| cluster.capacity);
    let is_serverless = instance.class.as_deref() == Some(SERVERLESS) && instance.engine == "aurora-postgresql";
    let is_capped = is_serverless && capacity.is_some_and(|capacity| capacity.minimum < 1.0);
    if is_capped { most.min(SCALED_DOWN) } else { most }
}
