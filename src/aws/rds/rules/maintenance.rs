//! Whether a database is maintained during the event: its weekly window, and what waits for it.

use jiff::Timestamp;
use serde_json::json;

use super::{Facts, Listed, listed_databases};
use crate::{
    aws::rds::facts::{DbCluster, DbInstance, PendingAction},
    event::Window,
    maintenance::Weekly,
    names::{self, Database},
    rule::{Area, Evidence, Example, Fix, Light, Rule, Topic},
    source::Source,
};

pub(super) const MAINTENANCE_IN_WINDOW: Rule = Rule {
    id: "db-maintenance-in-window",
    area: Area::Service,
    topics: &[Topic::Change],
    title: "no database is maintained during the event",
    why: "In the weekly maintenance window AWS patches, restarts and fails databases over. Inside the event that is \
          an outage with a date.",
    fix: "Move the weekly window out of the event: `aws rds modify-db-instance --db-instance-identifier {name} \
          --preferred-maintenance-window <ddd:hh24:mi-ddd:hh24:mi> --region {region}` (for a cluster \
          `modify-db-cluster --db-cluster-identifier`).",
    other_fixes: &[MAINTENANCE_WAITS],
    references: &["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html"],
    lead_days: 7,
    needs: &[Source::DatabaseInstances, Source::DatabaseClusters, Source::DatabaseMaintenance],
    thresholds: &[],
    example: Example::Region(
        r#"{"rds":{"instances":{"seen":{"orders":{"maintenance_window":"sat:02:00-sat:03:00"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, database, facts } in listed_databases(cx) {
            let rds = &facts.place.facts.rds;
            let pending = cx.read(&subject, Source::DatabaseMaintenance, &rds.pending_maintenance);
            let Some(pending) = pending else { continue };
            let Some(window) = cx.window(&subject) else { continue };
            let maintained = maintained(database, facts);
            let found = maintained.iter().map(|it| maintenance(it, pending.get(it.arn), window));
            let Some((it, found)) = maintained.iter().zip(found).min_by_key(|(_, found)| found.light) else { continue };
            let evidence = Evidence::from([
                ("name", json!(it.name)),
                ("owner", json!(it.arn)),
                ("maintenance_window", json!(it.window)),
                ("action", json!(found.action)),
            ]);
            cx.push(found.light, &subject, found.summary, evidence);
            found.when.into_iter().for_each(|(from, to)| cx.takes_place(from, Some(to)));
            if found.action.is_some() {
                cx.fix(&MAINTENANCE_WAITS);
            }
        }
    },
};

const MAINTENANCE_WAITS: Fix = Fix {
    when: "Where maintenance waits for it",
    text: "Apply it before the event, at a quiet hour: `aws rds apply-pending-maintenance-action --resource-identifier \
           {owner} --apply-action {action} --opt-in-type immediate --region {region}`. Where it cannot be applied by \
           then, move the weekly window behind the event.",
    example: Example::Region(
        r#"{"rds":{"pending_maintenance":{"seen":{"arn:aws:rds:us-east-1:111122223333:db:orders":[
            {"action":"system-update","apply_at":null,"auto_applied_after":null,"forced_at":null}]}}}}"#,
    ),
};

/// What is maintained with a database, each in its own weekly window.
struct Maintained<'a> {
    name: &'a str,
    arn: &'a str,
    window: Option<&'a str>,
}

/// A database itself and what it is part of or made of.
fn maintained<'a>(database: Database<'a>, facts: Facts<'a>) -> Vec<Maintained<'a>> {
    let of_instance = |(name, it): (&'a str, &'a DbInstance)| Maintained {
        name,
        arn: &it.arn,
        window: it.maintenance_window.as_deref(),
    };
    let of_cluster = |cluster: &'a DbCluster| Maintained {
        name: names::database_id(&cluster.arn),
        arn: &cluster.arn,
        window: cluster.maintenance_window.as_deref(),
    };
    // What RDS does not list has no window that could be known.
    let unknown = |name: &'a String| Maintained { name, arn: "", window: None };
    match database {
        Database::Instance(id, instance) => {
            let cluster =
                instance.cluster.as_ref().map(|name| facts.clusters.get(name).map_or(unknown(name), of_cluster));
            [of_instance((id, instance))].into_iter().chain(cluster).collect()
        }
        Database::Cluster(_, cluster) => {
            let member = |id| facts.instances.get(id).map_or(unknown(id), |it| of_instance((id, it)));
            [of_cluster(cluster)].into_iter().chain(cluster.members.iter().map(member)).collect()
        }
    }
}

struct Maintenance<'a> {
    light: Light,
    summary: String,
    action: Option<&'a str>,
    /// When it takes place, if it meets the event.
    when: Option<(Timestamp, Timestamp)>,
}

/// What is going to be done to one database, and when.
fn maintenance<'a>(it: &Maintained<'_>, pending: Option<&'a Vec<PendingAction>>, window: &Window) -> Maintenance<'a> {
    let name = it.name;
    let pending: &[PendingAction] = pending.map(Vec::as_slice).unwrap_or_default();
    let dates = |action: &PendingAction| [action.apply_at, action.forced_at, action.auto_applied_after];
    let inside = |action: &PendingAction| dates(action).into_iter().flatten().find(|date| window.meets(*date, *date));
    if let Some((action, date)) = pending.iter().find_map(|action| Some((&*action.action, inside(action)?))) {
        let summary = format!("{action} of {name} falls into the event, on {}", window.show(date));
        return Maintenance { light: Light::Red, summary, action: Some(action), when: Some((date, date)) };
    }
    let weekly = it.window.and_then(|written| Some((written, Weekly::parse(written)?)));
    let met = weekly.and_then(|(written, weekly)| Some((written, weekly.meets(window)?)));
    let when = met.map(|(_, period)| period);
    let is_before = |date: Option<Timestamp>| date.is_some_and(|date| date < window.opens());
    let waits = pending.iter().find(|action| !is_before(action.apply_at)).map(|action| action.action.as_str());
    let first = pending.first().map(|action| action.action.as_str());
    match (met, waits, first) {
        (Some((written, _)), Some(action), _) => {
            let summary = format!("{action} waits for the maintenance window {written} UTC of {name}, in the event");
            Maintenance { light: Light::Red, summary, action: Some(action), when }
        }
        (Some((written, (from, _))), None, _) => {
            let from = window.show(from);
            let summary = format!("the maintenance window {written} UTC of {name} meets the event, from {from}");
            Maintenance { light: Light::Yellow, summary, action: None, when }
        }
        (None, _, Some(action)) => {
            let summary = format!("{action} of {name} waits to be applied");
            Maintenance { light: Light::Yellow, summary, action: Some(action), when }
        }
        (None, _, None) if weekly.is_none() => {
            let summary = match it.window {
                Some(written) => format!("iem cannot read the maintenance window of {name}, {written}"),
                None => format!("RDS gives no maintenance window of {name}"),
            };
            Maintenance { light: Light::Gray, summary, action: None, when }
        }
        (None, _, None) => {
            let summary = "no maintenance meets the event".to_owned();
            Maintenance { light: Light::Green, summary, action: None, when }
        }
    }
}
