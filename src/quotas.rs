//! The table of service quotas that section 11 shows and rules judge. A quota more is a row
//! more: what is asked, measured, judged and shown follows from the row.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    aws::{
        cloudwatch::metrics::{Days, Metric},
        ec2::capacity::{self, Purchase},
        ecs,
        quotas::facts::{Quota, UsageMetric},
    },
    snapshot::{Fact, Missed, PerResource, RegionSnapshot},
    source::Source,
};

mod table;
pub mod told;

pub use table::QUOTAS;

/// One quota.
#[derive(Debug)]
pub struct QuotaRow {
    /// `ServiceCode` of Service Quotas.
    pub service: &'static str,
    /// `QuotaCode`.
    pub code: &'static str,
    /// `QuotaName`, for where Service Quotas was not read.
    pub name: &'static str,
    /// How its use is known.
    pub usage: Usage,
    /// What the peak adds to its use.
    pub peak: Peak,
}

/// How the use of a quota is known.
#[derive(Debug, Clone, Copy)]
pub enum Usage {
    /// By the CloudWatch metric that Service Quotas names for it (`UsageMetric`).
    Published,
    /// By our own count of a whole region, or by a service that gives its use.
    Counted(Source, fn(&RegionSnapshot) -> Fact<f64>),
    /// By our own count of what the quota holds for, each by itself: VPCs, zones, security groups and the
    /// like. The fullest of them counts.
    Fullest(Source, fn(&RegionSnapshot) -> Result<BTreeMap<&str, u32>, Unknown>),
    /// It is not, for this reason.
    NotMeasured(&'static str),
}

/// What the peak adds to the use of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peak {
    /// Nothing: what it counts is created by people, not by load.
    Same,
    /// Something, and how much is not known, for this reason.
    NotKnown(&'static str),
    /// Targets: listed groups at their maximum register as many.
    Targets(TargetsPer),
    /// Network interfaces: each instance that listed groups add has one at least.
    Interfaces,
    /// vCPUs of Fargate tasks, bought one way: listed services at their maximum run as many.
    Fargate(Purchase),
    /// LCUs that section 7 plans to reserve for balancers of this type.
    Reservations(&'static str),
}

/// What a limit on targets is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetsPer {
    /// Each target group.
    Group,
    /// Each balancer of this type.
    Balancer(&'static str),
    /// Each Availability Zone of each network balancer.
    Zone,
}

/// Why the use of a quota is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing that iem reads tells it.
    NotMeasurable(&'static str),
    /// CloudWatch has no datapoint of the usage metric: that is no zero.
    NoDatapoint,
    /// What would tell it was not read.
    Missed(Source, Missed),
}

impl QuotaRow {
    /// Key in a snapshot and name of findings: `service-code/quota-code`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.service, self.code)
    }

    /// The only type of balancer that it limits, as Elastic Load Balancing writes it into the name.
    pub fn balancer_type(&self) -> Option<&'static str> {
        let types = [
            ("Application Load Balancer", "application"),
            ("Network Load Balancer", "network"),
            ("Classic Load Balancer", "classic"),
        ];
        types.iter().find(|(words, _)| self.name.contains(words)).map(|(_, kind)| *kind)
    }

    /// Its value; else which source is missed, and why.
    ///
    /// # Errors
    ///
    /// When Service Quotas did not give it.
    pub fn value<'a>(&self, facts: &'a RegionSnapshot) -> Result<&'a Quota, (Source, Missed)> {
        let (source, values) = values(facts, self.service);
        match values.get(&self.key()) {
            Some(Fact::Seen(quota)) => Ok(quota),
            Some(Fact::Missed(missed)) => Err((source, missed.clone())),
            None => Err((source, Missed::not_asked())),
        }
    }

    /// What uses most of it, where it holds for each VPC, zone or the like by itself and one of them uses any.
    pub fn fullest(&self, facts: &RegionSnapshot) -> Option<String> {
        let Usage::Fullest(_, count) = self.usage else { return None };
        let (of, used) = count(facts).ok()?.into_iter().max_by_key(|(_, used)| *used)?;
        (used > 0).then(|| of.to_owned())
    }

    /// Its use now, in the unit of its value.
    ///
    /// # Errors
    ///
    /// When the use is not known.
    pub fn used(&self, facts: &RegionSnapshot, quota: &Quota) -> Result<f64, Unknown> {
        match self.usage {
            Usage::NotMeasured(why) => Err(Unknown::NotMeasurable(why)),
            Usage::Counted(source, count) => match count(facts) {
                Fact::Seen(used) => Ok(used),
                Fact::Missed(missed) => Err(Unknown::Missed(source, missed)),
            },
            Usage::Fullest(_, count) => Ok(count(facts)?.into_values().max().unwrap_or(0).into()),
            Usage::Published => {
                let metric = usage_metric(quota).map_err(Unknown::NotMeasurable)?;
                match facts.cloudwatch.metrics.get(&metric.key()) {
                    Some(Fact::Seen(Some(series))) => Ok(series.latest),
                    // What a quota of 0 limits cannot be in use.
                    Some(Fact::Seen(None)) if quota.value == 0.0 => Ok(0.0),
                    Some(Fact::Seen(None)) => Err(Unknown::NoDatapoint),
                    Some(Fact::Missed(missed)) => Err(Unknown::Missed(Source::Metrics, missed.clone())),
                    None => Err(Unknown::Missed(Source::Metrics, Missed::not_asked())),
                }
            }
        }
    }
}

/// What an answer gives, or that it is missed.
fn seen<T>(source: Source, fact: &Fact<T>) -> Result<&T, Unknown> {
    match fact {
        Fact::Seen(value) => Ok(value),
        Fact::Missed(missed) => Err(Unknown::Missed(source, missed.clone())),
    }
}

/// The metric of a quota's use, or why there is none that can be asked for.
///
/// # Errors
///
/// When Service Quotas names no metric, or one that does not give the use of the whole quota.
pub fn usage_metric(quota: &Quota) -> Result<Metric, &'static str> {
    let UsageMetric { namespace, name, dimensions, statistic } =
        quota.usage_metric.as_ref().ok_or("Service Quotas names no usage metric for it")?;
    if dimensions.values().any(|value| value.contains('{')) {
        return Err("its usage metric is one per resource, which Service Quotas does not name");
    }
    if quota.period.as_deref().is_some_and(|period| period.ends_with("SECOND")) {
        return Err("it limits a rate, and its usage metric does not show the highest rate");
    }
    Ok(Metric {
        namespace: namespace.clone().into(),
        name: name.clone().into(),
        dimensions: dimensions.iter().map(|(name, value)| (name.clone().into(), value.clone())).collect(),
        statistic: statistic.clone().into(),
        period: 3600,
        days: Days::RECENT,
    })
}

/// The quotas of a service as the snapshot has them, and the source that they come from. Amazon
/// EC2 has over a thousand quotas, so that those are asked for one by one; other services are
/// listed.
pub fn values<'a>(facts: &'a RegionSnapshot, service: &str) -> (Source, &'a PerResource<Quota>) {
    match service {
        service if ONE_BY_ONE.contains(&service) => (Source::QuotaValues, &facts.quotas.values),
        _ => (Source::QuotaLists, &facts.quotas.listed),
    }
}

/// Amazon EC2 has over a thousand quotas. Those of AWS Fargate are asked for where a listed service runs there.
const ONE_BY_ONE: [&str; 2] = ["ec2", FARGATE];
const FARGATE: &str = "fargate";

/// The rows of the table that count in a region.
pub fn rows(facts: &RegionSnapshot) -> impl Iterator<Item = &'static QuotaRow> {
    let uses_fargate = ecs::capacity::uses_fargate(facts);
    QUOTAS.iter().filter(move |row| row.service != FARGATE || uses_fargate)
}

/// The value of any quota, by its key `service-code/quota-code`.
pub fn find<'a>(facts: &'a RegionSnapshot, key: &str) -> Option<&'a Fact<Quota>> {
    let (service, _) = key.split_once('/')?;
    values(facts, service).1.get(key)
}

/// The regional quota for LCUs that balancers of a type can reserve.
pub fn reserved_lcus(balancer_type: &str) -> Option<&'static QuotaRow> {
    QUOTAS.iter().find(|row| matches!(row.peak, Peak::Reservations(kind) if kind == balancer_type))
}

/// Services whose quotas are listed.
pub fn listed_services() -> BTreeSet<&'static str> {
    QUOTAS.iter().map(|row| row.service).filter(|service| !ONE_BY_ONE.contains(service)).collect()
}

/// Keys of the table's quotas of one service.
pub fn keys(service: &str) -> Vec<String> {
    QUOTAS.iter().filter(|row| row.service == service).map(QuotaRow::key).collect()
}

/// Keys of the quotas that are asked for one by one: those of the table, and the vCPU quotas of
/// what listed instances and groups run.
pub fn asked_one_by_one(facts: &RegionSnapshot) -> BTreeSet<String> {
    let mut keys = capacity::wanted_quotas(facts);
    keys.extend(rows(facts).filter(|row| ONE_BY_ONE.contains(&row.service)).map(QuotaRow::key));
    keys
}

/// The usage metrics of the table's quotas that have been read so far.
pub fn usage_metrics(facts: &RegionSnapshot) -> BTreeSet<Metric> {
    let published = rows(facts).filter(|row| matches!(row.usage, Usage::Published));
    published.filter_map(|row| usage_metric(row.value(facts).ok()?).ok()).collect()
}
