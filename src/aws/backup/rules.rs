//! Recovery points of what holds data: how old the newest one is when the event starts.

use jiff::SignedDuration;
use serde_json::json;

use super::facts::ProtectedResource;
use crate::{
    aws::{
        dynamodb,
        rds::{self, rules::Listed},
        s3,
    },
    event::Window,
    names::Database,
    partition::Partition,
    rule::{Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold, Topic},
    source::Source,
};

/// Rules about recovery points.
pub const RULES: &[&Rule] = &[&BEFORE_EVENT];

/// The event is near from a day before its start.
const NEAR: SignedDuration = SignedDuration::from_hours(24);

const YELLOW_DAYS: Threshold = Threshold {
    name: "yellow-days",
    default: 3.0,
    meaning: "age of the newest recovery point in days that is at risk, more than a day before the start",
};

const RED_HOURS: Threshold = Threshold {
    name: "red-hours",
    default: 24.0,
    meaning: "age of the newest recovery point in hours that is not ready, from a day before the start on",
};

const BEFORE_EVENT: Rule = Rule {
    id: "backup-before-event",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "what holds data has a recovery point of the last day before the start",
    why: "What goes wrong at the peak is undone from the newest recovery point: everything after it is lost. A backup \
          plan that has stopped, or runs once a week, is noticed only then. Automated backups of Amazon RDS and \
          point-in-time recovery of DynamoDB reach further than any backup plan: where they are on, an old recovery \
          point is no risk.",
    fix: "Take a recovery point on the day before the start: `aws backup start-backup-job --backup-vault-name <vault> \
          --resource-arn {resource_arn} --iam-role-arn <role> --region {region}`, and see what its backup plan did: \
          `aws backup list-backup-jobs --by-resource-arn {resource_arn} --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListProtectedResources.html",
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-on-demand-backup.html",
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html",
    ],
    lead_days: 1,
    needs: &[
        Source::RecoveryPoints,
        Source::DatabaseInstances,
        Source::DatabaseClusters,
        Source::Tables,
        Source::TableRecovery,
        Source::Buckets,
    ],
    thresholds: &[YELLOW_DAYS, RED_HOURS],
    example: Example::Region(
        r#"{"backup":{"protected":{"seen":{"arn:aws:s3:::shop-static":{"last_backup":"2026-11-29T01:00:00Z",
            "is_continuous":false}}}}}"#,
    ),
    check: |cx| {
        for listed in rds::rules::listed_databases(cx) {
            database(cx, &listed);
        }
        for (subject, place, table) in dynamodb::rules::listed_tables(cx) {
            self::table(cx, &subject, place, &table.arn);
        }
        for (subject, place) in s3::rules::listed_buckets(cx) {
            bucket(cx, &subject, place);
        }
    },
};

/// What AWS Backup knows of a resource: `None` when it did not answer, `Some(None)` when it never backed it up.
fn newest<'a>(
    cx: &mut Cx<'a>,
    subject: &Subject,
    place: Place<'a>,
    arn: &str,
) -> Option<Option<&'a ProtectedResource>> {
    let protected = cx.read(subject, Source::RecoveryPoints, &place.facts.backup.protected)?;
    Some(protected.get(arn))
}

/// Automated backups of Amazon RDS are judged by `db-backup-retention`, and so is a database that has none at all.
fn database<'a>(cx: &mut Cx<'a>, Listed { subject, database, facts }: &Listed<'a>) {
    let (arn, automated_days) = match database {
        Database::Cluster(_, cluster) => (&cluster.arn, cluster.backup_days),
        Database::Instance(_, instance) => {
            match (facts.cluster_of(instance), &instance.cluster, &instance.replica_of) {
                (Some(cluster), ..) => (&cluster.arn, cluster.backup_days),
                (None, None, None) => (&instance.arn, instance.backup_days),
                // A replica is made again from its source, and a cluster that is not listed tells nothing.
                _ => return cx.not_applicable(),
            }
        }
    };
    let Some(newest) = newest(cx, subject, facts.place, arn) else { return };
    let Some(point) = newest else { return cx.not_applicable() };
    let Some(verdict) = judge(cx, subject, arn, point) else { return };
    match verdict.light == Light::Green || automated_days == Some(0) {
        true => cx.push(verdict.light, subject, verdict.summary, verdict.evidence),
        false => cx.not_applicable(),
    }
}

fn table<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>, arn: &str) {
    let Some(newest) = newest(cx, subject, place, arn) else { return };
    let verdict = match newest {
        Some(point) => match judge(cx, subject, arn, point) {
            Some(verdict) => verdict,
            None => return,
        },
        None => Verdict {
            light: Light::Yellow,
            summary: "AWS Backup has no recovery point of it, and point-in-time recovery is off".to_owned(),
            evidence: Evidence::from([("resource_arn", json!(arn))]),
        },
    };
    if verdict.light != Light::Green {
        let to_a_moment = &place.facts.dynamodb.point_in_time_recovery;
        match cx.read_one(subject, Source::TableRecovery, to_a_moment, &subject.id) {
            None => return,
            Some(true) => return cx.not_applicable(),
            Some(false) => {}
        }
    }
    cx.push(verdict.light, subject, verdict.summary, verdict.evidence);
}

/// AWS Backup takes no bucket without versioning, which `bucket-versioning` judges.
fn bucket<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>) {
    let arn = format!("arn:{}:s3:::{}", Partition::of(place.region).id, subject.id);
    let Some(newest) = newest(cx, subject, place, &arn) else { return };
    let Some(point) = newest else { return cx.not_applicable() };
    if let Some(Verdict { light, summary, evidence }) = judge(cx, subject, &arn, point) {
        cx.push(light, subject, summary, evidence);
    }
}

struct Verdict {
    light: Light,
    summary: String,
    evidence: Evidence,
}

/// How old the newest recovery point is now, or was when the event started; a gray verdict without a start.
fn judge(cx: &mut Cx<'_>, subject: &Subject, arn: &str, point: &ProtectedResource) -> Option<Verdict> {
    let start = cx.window(subject).map(|&Window { start, .. }| start)?;
    let evidence = Evidence::from([("resource_arn", json!(arn)), ("last_backup", json!(point.last_backup))]);
    let Some(last) = point.last_backup else {
        let summary = "AWS Backup does not say when it was last backed up".to_owned();
        return Some(Verdict { light: Light::Gray, summary, evidence });
    };
    let hours = cx.now.min(start).duration_since(last).as_secs_f64().max(0.0) / 3600.0;
    let left = start.duration_since(cx.now);
    let is_near = left <= NEAR;
    let (most_hours, most_days) = (cx.threshold(&RED_HOURS), cx.threshold(&YELLOW_DAYS));
    let light = match () {
        () if is_near && hours > most_hours => Light::Red,
        () if !is_near && hours > most_days * 24.0 => Light::Yellow,
        () => Light::Green,
    };
    let age = span(hours);
    let summary = match light {
        Light::Green => format!("its newest recovery point in AWS Backup is {age} old"),
        _ if point.is_continuous => format!(
            "AWS Backup keeps a continuous backup that its plan last touched {age} ago, and does not tell how far it \
             reaches"
        ),
        _ if left.is_negative() => {
            format!("its newest recovery point in AWS Backup was {age} old at the start of the event")
        }
        _ => {
            let left = span(left.as_secs_f64() / 3600.0);
            format!("its newest recovery point in AWS Backup is {age} old, and the event starts in {left}")
        }
    };
    let light = if light != Light::Green && point.is_continuous { Light::Gray } else { light };
    Some(Verdict { light, summary, evidence })
}

/// `less than an hour`, `1 hour`, `31 hours`, `5 days`: whole ones, rounded down.
fn span(hours: f64) -> String {
    match hours.floor() {
        hours if hours >= 48.0 => format!("{} days", (hours / 24.0).floor()),
        0.0 => "less than an hour".to_owned(),
        1.0 => "1 hour".to_owned(),
        hours => format!("{hours} hours"),
    }
}
