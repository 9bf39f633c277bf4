//! Backups of databases, and to which moment they reach.

use jiff::SignedDuration;
use serde_json::json;

use super::{Listed, listed_databases};
use crate::{
    names::Database,
    rule::{Area, Evidence, Example, Rule, Threshold, Topic},
    source::Source,
};

/// Rules about backups of databases.
pub const RULES: &[&Rule] = &[&RETENTION, &SNAPSHOT];

const YELLOW_DAYS: Threshold =
    Threshold { name: "yellow-days", default: 7.0, meaning: "days of backups below which it is at risk" };

const YELLOW_MINUTES: Threshold = Threshold {
    name: "yellow-minutes",
    default: 15.0,
    meaning: "age in minutes of the latest moment to restore to, from which it is at risk",
};

const RETENTION: Rule = Rule {
    id: "db-backup-retention",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "every database is backed up and can be restored to a moment of the past week",
    why: "A bad deployment or a wrong DELETE during the event can only be undone from a backup. RDS saves the log of \
          changes every five minutes; once that stops, what is written since then cannot be had again.",
    fix: "For an instance: `aws rds modify-db-instance --db-instance-identifier {resource} \
          --backup-retention-period 7 --apply-immediately --region {region}`; for a cluster: `aws rds \
          modify-db-cluster --db-cluster-identifier {resource} --backup-retention-period 7 --apply-immediately \
          --region {region}`. The first backup of an instance suspends its I/O for a moment. Why the latest moment to \
          restore to stands still, the events of the database may say: `aws rds describe-events --source-type \
          {source_type} --source-identifier {resource} --duration 1440 --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html",
    ],
    lead_days: 7,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters],
    thresholds: &[YELLOW_DAYS, YELLOW_MINUTES],
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
            let stands_still = age.as_secs() as f64 > cx.threshold(&YELLOW_MINUTES) * 60.0;
            let summary = match stands_still {
                true => format!("{kept}, and the latest moment to restore to was {} old", shown(age)),
                false => kept,
            };
            if stands_still || f64::from(days) < cx.threshold(&YELLOW_DAYS) {
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, summary, evidence);
            }
        }
    },
};

const YELLOW_HOURS: Threshold = Threshold {
    name: "yellow-hours",
    default: 48.0,
    meaning: "age of the newest snapshot in hours from which an instance is at risk",
};

const SNAPSHOT: Rule = Rule {
    id: "db-recent-snapshot",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "every database instance has a snapshot of the last two days",
    why: "A restore begins with the newest snapshot and repeats every change since then: the older the snapshot, the \
          longer the shop stands still. RDS takes one in each backup window. One that brings none, because the \
          storage is full or the instance stands still, is noticed at the restore. Clusters of Aurora keep their \
          backups in their storage, and need none.",
    fix: "Take one: `aws rds create-db-snapshot --db-instance-identifier {resource} --db-snapshot-identifier \
          {resource}-before-the-event --region {region}`, and see why the last backup window brought none: `aws rds \
          describe-events --source-type db-instance --source-identifier {resource} --event-categories backup \
          --duration 10080 --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CreateSnapshot.html",
    ],
    lead_days: 1,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters, Source::DatabaseSnapshots],
    thresholds: &[YELLOW_HOURS],
    example: Example::Region(r#"{"rds":{"snapshots":{"seen":{"orders":"2026-11-28T20:30:00Z"}}}}"#),
    check: |cx| {
        for Listed { subject, database, facts } in listed_databases(cx) {
            let instance = match database {
                Database::Instance(_, instance) if instance.cluster.is_none() && instance.replica_of.is_none() => {
                    instance
                }
                _ => {
                    cx.not_applicable();
                    continue;
                }
            };
            let snapshots = &facts.place.facts.rds.snapshots;
            let Some(snapshots) = cx.read(&subject, Source::DatabaseSnapshots, snapshots) else { continue };
            let newest = snapshots.get(database.id());
            let evidence = Evidence::from([("newest", json!(newest))]);
            let Some(&newest) = newest else {
                match instance.backup_days {
                    // `db-backup-retention` says it.
                    Some(0) => cx.not_applicable(),
                    _ => cx.yellow(&subject, "RDS has no snapshot of it", evidence),
                }
                continue;
            };
            let age = cx.taken_at.duration_since(newest).max(SignedDuration::ZERO);
            let summary = format!("its newest snapshot was {} old", shown(age));
            match age.as_secs() as f64 > cx.threshold(&YELLOW_HOURS) * 3600.0 {
                true => cx.yellow(&subject, summary, evidence),
                false => cx.green(&subject, summary, evidence),
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
