//! DynamoDB tables: whether they exist, and whether they can take the peak.

use serde_json::json;

use super::facts::{Capacity, Table, Throughput, target_key};
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Need, Place, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
    workload::Answer,
};

/// Rules about DynamoDB tables.
pub const RULES: &[&Rule] = &[&EXISTS, &COVERS_PEAK, &MAXIMUM, &QUOTA, &RECOVERY];

const EXISTS: Rule = Rule {
    id: "table-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed DynamoDB table exists and is active",
    why: "A table that is missing, or that nobody can use, is an outage of what stands on it; a wrong name means \
          that nobody looked at the right one.",
    fix: "See what there is with `aws dynamodb list-tables --region {region}`, and correct section 6 of the workbook.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"],
    lead_days: 7,
    needs: &[Source::Tables],
    thresholds: &[],
    example: Example::Region(
        r#"{"dynamodb":{"tables":{"orders":{"seen":{"status":"INACCESSIBLE_ENCRYPTION_CREDENTIALS"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::DynamoDbTable) {
            let Answer::Table(table) = resource.answer else { continue };
            let evidence = Evidence::from([("status", json!(table.status))]);
            let summary = format!("is {}", table.status);
            match table.status.as_str() {
                "ACTIVE" => cx.green(&subject, summary, evidence),
                "UPDATING" => cx.yellow(&subject, summary, evidence),
                "unknown" => cx.gray(&subject, "AWS does not say whether it is active", evidence),
                _ => cx.red(&subject, summary, evidence),
            }
        }
    },
};

/// Listed tables that exist. The others are the business of `table-exists`.
pub(crate) fn listed_tables<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, &'a Table)> {
    let table = |it: Listed<'a>| match it.resource.answer {
        Answer::Table(table) => Some((it.subject, it.place, table)),
        _ => None,
    };
    cx.resources(ResourceKind::DynamoDbTable).into_iter().filter_map(table).collect()
}

/// Reads or writes of a table or of one of its indexes.
struct Load<'a> {
    index: Option<&'a str>,
    is_write: bool,
    throughput: Throughput,
}

impl Load<'_> {
    /// `reads`, `writes of index by-user`: tells the findings of a table apart.
    fn name(&self) -> String {
        let word = if self.is_write { "writes" } else { "reads" };
        self.index.map_or(word.to_owned(), |index| format!("{word} of index {index}"))
    }
}

fn loads(table: &Table) -> Vec<Load<'_>> {
    let own = [(None, &table.capacity)].into_iter();
    let all = own.chain(table.indexes.iter().map(|(name, capacity)| (Some(name.as_str()), capacity)));
    let both = |(index, capacity): (_, &Capacity)| {
        [(false, capacity.read), (true, capacity.write)].map(|(is_write, throughput)| Load {
            index,
            is_write,
            throughput,
        })
    };
    all.flat_map(both).collect()
}

/// What was consumed in the busiest minute of the last days and what the peak will take, in units per
/// second; a gray verdict where it is not known. CloudWatch gives the units of a whole minute.
fn peak<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>, load: &Load<'_>) -> Option<Peak> {
    let metric = Metric::consumed(&subject.id, load.index, load.is_write);
    let part = load.name();
    let whose = Whose { subject, part: &part, prefix: &format!("{part}: ") };
    let busiest = load::series(cx, whose, place, &metric)?.maximum / f64::from(metric.period);
    load::peak(cx, whose, busiest)
}

const COVERS_PEAK: Rule = Rule {
    id: "table-warm-throughput-covers-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Application],
    title: "every table and index takes the peak's reads and writes at once",
    why: "A table on demand takes its warm throughput at once and twice its previous peak soon after; one with \
          provisioned capacity takes what is provisioned, and auto scaling adds more only after minutes of load. \
          What comes beyond that is throttled.",
    fix: "For a table on demand, raise its warm throughput, which is charged and cannot be lowered again: `aws \
          dynamodb update-table --table-name {resource} --warm-throughput \
          ReadUnitsPerSecond=<units>,WriteUnitsPerSecond=<units> --region {region}`; {load} need {needed} units per \
          second. For provisioned capacity, raise the minimum and maximum of its auto scaling before the start: `aws \
          application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id \
          {scaling_resource} --scalable-dimension {scaling_dimension} --min-capacity {needed} --max-capacity {needed} \
          --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html",
    ],
    lead_days: 7,
    needs: &[Source::Tables, Source::TableScaling, Source::Metrics],
    thresholds: &[],
    example: Example::Region(r#"{"dynamodb":{"tables":{"orders":{"seen":{"capacity":{"write":{"warm":4000}}}}}}}"#),
    check: |cx| {
        for (subject, place, table) in listed_tables(cx) {
            let targets = if table.on_demand {
                None
            } else {
                let targets = &place.facts.dynamodb.scaling_targets;
                let Some(targets) = cx.read(&subject, Source::TableScaling, targets) else { continue };
                Some(targets)
            };
            for load in loads(table) {
                let Some(Peak { busiest, growth, needed }) = peak(cx, &subject, place, &load) else { continue };
                let key = target_key(&subject.id, load.index, load.is_write);
                let (scaling_resource, dimension) = key.split_once(' ').unwrap_or((&key, ""));
                let target = targets.and_then(|targets| targets.get(&key)).filter(|target| !target.suspended);
                // On demand, twice the previous peak is taken as well ("On-demand capacity mode").
                let (ready, later) = match target {
                    _ if table.on_demand => (load.throughput.warm, Some(2.0 * busiest)),
                    target => (load.throughput.provisioned, target.map(|target| target.maximum as f64)),
                };
                let part = load.name();
                let evidence = Evidence::from([
                    ("load", json!(part)),
                    ("busiest_per_second", json!(busiest)),
                    ("peak_factor", json!(growth)),
                    ("needed", json!(needed as u64)),
                    ("ready", json!(ready)),
                    ("after_scaling", json!(later)),
                    ("scaling_resource", json!(scaling_resource)),
                    ("scaling_dimension", json!(dimension)),
                ]);
                let kind = if table.on_demand { "warm throughput" } else { "provisioned capacity" };
                let (light, summary) = match ready {
                    None => (Light::Gray, format!("{part}: AWS gives no {kind}")),
                    Some(ready) => {
                        let summary = format!(
                            "{part}: the peak needs {needed} units per second ({busiest:.1} in the busiest minute × \
                             {growth}), the {kind} is {ready}"
                        );
                        if needed <= ready as f64 {
                            (Light::Green, summary)
                        } else if later.is_some_and(|later| needed <= later) {
                            (Light::Yellow, format!("{summary}; it gets there only after scaling"))
                        } else {
                            (Light::Red, summary)
                        }
                    }
                };
                cx.push_part(light, Area::Service, &subject, part, summary, evidence);
                cx.need(Need::new(needed, ready.map(|ready| ready as f64), "units per second").used(busiest));
            }
        }
    },
};

const MAXIMUM: Rule = Rule {
    id: "table-on-demand-maximum",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Application],
    title: "no maximum that somebody set on a table on demand throttles the peak",
    why: "A maximum keeps the bill low on an ordinary day. At the event it throttles every request above it, \
          however much DynamoDB could take.",
    fix: "Raise the maximum, or take it away with -1: `aws dynamodb update-table --table-name {resource} \
          --on-demand-throughput MaxReadRequestUnits=-1,MaxWriteRequestUnits=-1 --region {region}`; {load} need \
          {needed} units per second. An index has a maximum of its own.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html",
    ],
    lead_days: 7,
    needs: &[Source::Tables, Source::Metrics],
    thresholds: &[],
    example: Example::Region(r#"{"dynamodb":{"tables":{"orders":{"seen":{"capacity":{"write":{"maximum":500}}}}}}}"#),
    check: |cx| {
        for (subject, place, table) in listed_tables(cx) {
            if !table.on_demand {
                cx.not_applicable();
                continue;
            }
            for load in loads(table) {
                let part = load.name();
                let Some(maximum) = load.throughput.maximum else {
                    cx.not_applicable();
                    continue;
                };
                let Some(Peak { busiest, growth, needed }) = peak(cx, &subject, place, &load) else { continue };
                let evidence = Evidence::from([
                    ("load", json!(part)),
                    ("busiest_per_second", json!(busiest)),
                    ("peak_factor", json!(growth)),
                    ("needed", json!(needed as u64)),
                    ("maximum", json!(maximum)),
                ]);
                let summary =
                    format!("{part}: the peak needs {needed} units per second, the maximum that is set is {maximum}");
                let short = needed > maximum as f64;
                let light = if short { Light::Red } else { Light::Green };
                cx.push_part(light, Area::Service, &subject, part, summary, evidence);
                cx.need(Need::new(needed, maximum as f64, "units per second").used(busiest));
            }
        }
    },
};

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.8,
    meaning: "share of the quota at the peak from which a table is at risk",
};

const QUOTA: Rule = Rule {
    id: "table-quota-covers-peak",
    area: Area::Service,
    topics: &[Topic::Quota, Topic::Capacity, Topic::Application],
    title: "the quotas of a table leave room for the peak",
    why: "No table, on demand or not, takes more reads or writes than the quotas of a table allow, and raising \
          them takes days.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code dynamodb --quota-code \
          {quota_code} --desired-value {needed} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"],
    lead_days: 14,
    needs: &[Source::Tables, Source::TableLimits, Source::Metrics],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"dynamodb":{"limits":{"seen":{"table_write":1000}}}}"#),
    check: |cx| {
        for (subject, place, table) in listed_tables(cx) {
            let Some(limits) = cx.read(&subject, Source::TableLimits, &place.facts.dynamodb.limits) else { continue };
            for load in loads(table) {
                let Some(Peak { needed, .. }) = peak(cx, &subject, place, &load) else { continue };
                let (limit, code) =
                    if load.is_write { (limits.table_write, "L-AB614373") } else { (limits.table_read, "L-CF0CBE56") };
                let part = load.name();
                let evidence = Evidence::from([
                    ("load", json!(part)),
                    ("needed", json!(needed as u64)),
                    ("quota", json!(limit)),
                    ("quota_code", json!(code)),
                ]);
                let summary =
                    format!("{part}: the peak needs {needed} units per second, the quota of a table is {limit}");
                let light = match limit as f64 {
                    limit if needed > limit => Light::Red,
                    limit if needed > limit * cx.threshold(&YELLOW_SHARE) => Light::Yellow,
                    _ => Light::Green,
                };
                cx.push_part(light, Area::Service, &subject, part, summary, evidence);
                let need = Need::new(needed, limit as f64, "units per second");
                cx.need(need.quota(format!("dynamodb/{code}"), needed as u64));
            }
        }
    },
};

const RECOVERY: Rule = Rule {
    id: "table-pitr",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "every table can be restored to a moment before a mistake",
    why: "A wrong deployment under pressure writes wrong items at the rate of the peak. Without point-in-time \
          recovery there is nothing to go back to but the last backup.",
    fix: "Switch it on: `aws dynamodb update-continuous-backups --table-name {resource} \
          --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html",
    ],
    lead_days: 2,
    needs: &[Source::Tables, Source::TableRecovery],
    thresholds: &[],
    example: Example::Region(r#"{"dynamodb":{"point_in_time_recovery":{"orders":{"seen":false}}}}"#),
    check: |cx| {
        for (subject, place, _) in listed_tables(cx) {
            let all = &place.facts.dynamodb.point_in_time_recovery;
            match cx.read_one(&subject, Source::TableRecovery, all, &subject.id) {
                Some(true) => cx.green(&subject, "point-in-time recovery is on", Evidence::default()),
                Some(false) => cx.yellow(&subject, "point-in-time recovery is off", Evidence::default()),
                None => {}
            }
        }
    },
};
