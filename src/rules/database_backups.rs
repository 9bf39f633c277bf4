//! Backups of databases, and to which moment they reach.

use jiff::SignedDuration;
use serde_json::json;

use super::database::{Listed, listed_databases};
use crate::{
    names::Database,
    rule::{Area, Evidence, Example, Rule, Threshold},
    source::Source,
};

/// Rules about backups of databases.
pub const RULES: &[&Rule] = &[&RETENTION];

const RETENTION: Rule = Rule {
    id: "db-backup-retention",
    area: Area::Operations,
    title: "every database is backed up and can be restored to a moment of the past week",
    why: "A bad deployment or a wrong DELETE during the event can only be undone from a backup. RDS saves the log of \
          changes every five minutes; once that stops, what is written since then cannot be had again.",
    fix: "For an instance: `aws rds modify-db-instance --db-instance-identifier {resource} \
          --backup-retention-period 7 --apply-immediately --region {region}`; for a cluster: `aws rds \
          modify-db-cluster --db-cluster-identifier {resource} --backup-retention-period 7 --apply-immediately \
          --region {region}`. The first backup of an instance suspends its I/O for a moment. Why the latest moment to \
          restore to stands still, the events of the database may say: `aws rds describe-events --source-type \
          {source_type} --source-identifier {resource} --duration 1440 --region {region}`.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html",
    ],
    lead_days: 7,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters],
    thresholds: &[
        Threshold { name: "yellow-days", default: 7.0, meaning: "days of backups below which it is at risk" },
        Threshold {
            name: "yellow-minutes",
            default: 15.0,
            meaning: "age in minutes of the latest moment to restore to, from which it is at risk",
        },
    ],
    example: Example::Region(r#"{"rds":{"instances":{"seen":{"orders":{"backup_days":0}}}}}"#),
    check: |cx| {
        for Listed { subject, database, facts } in listed_databases(cx) {
            let (source_type, days, until) = match database {
                Database::Cluster(_, cluster) => ("db-cluster", cluster.backup_days, cluster.restorable_until),
                Database::Instance(_, instance) if instance.cluster.is_some() => {
                    let cluster = facts.cluster_of(instance);
                    let (days, until) = cluster.map(|it| (it.backup_days, it.restorable_until)).unwrap_or_default();
                    ("db-instance", days, until)
                }
                // A replica is made again from its source.
                Database::Instance(_, instance) if instance.replica_of.is_some() => {
                    cx.not_applicable();
                    continue;
                }
                Database::Instance(_, instance) => ("db-instance", instance.backup_days, instance.restorable_until),
            };
            let evidence = Evidence::from([
                ("backup_days", json!(days)),
                ("restorable_until", json!(until)),
                ("source_type", json!(source_type)),
            ]);
            let Some(days) = days else {
                cx.gray(&subject, "RDS does not say how long backups are kept", evidence);
                continue;
            };
            if days == 0 {
                cx.red(&subject, "automated backups are off", evidence);
                continue;
            }
            let Some(until) = until else {
                cx.gray(&subject, "RDS gives no moment that it can be restored to", evidence);
                continue;
            };
            let kept = format!("backups are kept for {days} day{}", if days == 1 { "" } else { "s" });
            // Seconds that AWS's clock is ahead are no age.
            let age = cx.taken_at.duration_since(until).max(SignedDuration::ZERO);
            let stands_still = age.as_secs() as f64 > cx.threshold("yellow-minutes") * 60.0;
            let summary = match stands_still {
                true => format!("{kept}, and the latest moment to restore to was {} old", shown(age)),
                false => kept,
            };
            if stands_still || f64::from(days) < cx.threshold("yellow-days") {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

/// An age in the largest unit of which it has two.
fn shown(age: SignedDuration) -> String {
    match age.as_hours() {
        hours if hours >= 48 => format!("{} days", hours / 24),
        hours if hours >= 2 => format!("{hours} hours"),
        _ => format!("{} minutes", age.as_mins()),
    }
}
