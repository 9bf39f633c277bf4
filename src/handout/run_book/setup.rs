//! Chapters 3 to 5: access, configuration, backup and restore.

use super::{answered, unknown, unknown_here};
use crate::{
    handout::{
        facts::{self, seen},
        md, table,
    },
    names,
    plan::Plan,
};

/// Chapter 3.
pub(super) fn access(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 3.1 How to get in\n\n".to_owned();
    let security: Vec<_> =
        event.questions.iter().filter(|question| question.topic.eq_ignore_ascii_case("security")).collect();
    if security.is_empty() {
        text += &(unknown("how the environment is accessed", "the Security part of section 12") + "\n\n");
    }
    for question in security {
        let answer = question.answer.as_deref().map(md);
        let answer = answer.unwrap_or_else(|| unknown("no answer", "section 12 of the workbook"));
        text += &format!("- {}<br>\n  {answer}\n", md(&question.text));
    }
    let accounts = facts::accounts(plan);
    text += "\nAccounts:\n\n";
    for usage in &accounts {
        let who = plan.snapshot().accounts.get(usage.account).and_then(|account| seen(Some(&account.sts.identity)));
        let who = who.map(|identity| format!("; iem looked as `{}`", identity.arn.replace('`', "'")));
        text += &format!("- {}{}\n", md(usage.account), who.as_deref().map(crate::handout::plain).unwrap_or_default());
    }
    text += "\n### 3.2 Who gives access\n\n";
    text + &unknown_here("who grants access during the event, and how it is taken back")
}

/// Chapter 4.
pub(super) fn configuration(plan: &Plan<'_>) -> String {
    let mut text = String::new();
    for (index, (account, region)) in plan.workbook().event.places().into_iter().enumerate() {
        let facts = plan.snapshot().account(account).region(region);
        text += &format!("### 4.{} {} in {}\n\n", index + 1, md(account), md(region));
        let groups: Vec<Vec<String>> = seen(Some(&facts.autoscaling.groups))
            .into_iter()
            .flatten()
            .map(|(name, group)| {
                let starts = group.launch.templates.iter().chain(&group.launch.configuration);
                let starts: Vec<String> = starts.map(|starts| md(starts)).collect();
                let policies = seen(Some(&facts.autoscaling.policies)).map(|all| {
                    let mine = all.get(name).map(Vec::as_slice).unwrap_or_default();
                    let show = mine.iter().map(|policy| {
                        let off = if policy.enabled { "" } else { ", switched off" };
                        format!("{} ({}{off})", md(&policy.name), md(&policy.policy_type))
                    });
                    let all: Vec<String> = show.collect();
                    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
                });
                let suspended = if group.suspended.is_empty() {
                    "none".to_owned()
                } else {
                    format!("**{}**", md(&group.suspended.join(", ")))
                };
                vec![
                    md(name),
                    starts.join(", "),
                    md(&group.health_check_type),
                    policies.unwrap_or_else(|| "not known".to_owned()),
                    suspended,
                ]
            })
            .collect();
        text += &table(&["Group", "Starts from", "Health check", "Scaling policies", "Suspended processes"], &groups);
        let balancers: Vec<Vec<String>> = seen(Some(&facts.elb.load_balancers))
            .into_iter()
            .flatten()
            .map(|(arn, balancer)| {
                let set = seen(facts.elb.attributes.get(arn));
                let flag = |key: &str| match set.map(|set| set.get(key).map(String::as_str)) {
                    Some(Some("true")) => "on".to_owned(),
                    Some(Some("false")) => "**off**".to_owned(),
                    Some(Some(other)) => md(other),
                    Some(None) | None => "not known".to_owned(),
                };
                let reserved =
                    seen(facts.elb.capacity_reservations.get(arn)).map(|reserved| match reserved.requested {
                        Some(units) => {
                            let zones = reserved.zones.iter().map(|zone| format!("{} {}", zone.zone, zone.state));
                            format!("{units} LCUs: {}", zones.collect::<Vec<_>>().join(", "))
                        }
                        None => "nothing".to_owned(),
                    });
                vec![
                    md(&balancer.name),
                    flag("deletion_protection.enabled"),
                    flag("access_logs.s3.enabled"),
                    md(reserved.as_deref().unwrap_or("not known")),
                ]
            })
            .collect();
        text += &table(&["Load balancer", "Deletion protection", "Access logs", "Reserved capacity"], &balancers);
        if groups.is_empty() && balancers.is_empty() {
            text += &unknown_here("how this site is configured; AWS told nothing");
        }
    }
    if text.is_empty() {
        text = unknown("the sites", "section 6 of the workbook") + "\n\n";
    }
    text + "### Application settings\n\n"
        + &unknown_here("settings, feature flags and local particulars of the application")
}

/// Chapter 5.
pub(super) fn backup(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 5.1 What is backed up\n\n".to_owned();
    let mut rows = Vec::new();
    for (account, region) in event.places() {
        let facts = plan.snapshot().account(account).region(region);
        for (id, volume) in seen(Some(&facts.ec2.volumes)).into_iter().flatten() {
            let newest = match seen(Some(&facts.ec2.snapshots)) {
                None => "not known".to_owned(),
                Some(all) => {
                    all.get(id).map_or("**none**".to_owned(), |at| format!("{} UTC", at.strftime("%Y-%m-%d %H:%M")))
                }
            };
            let size = format!("{} GiB {}", volume.size_gib, volume.volume_type);
            rows.push(vec![
                md(id),
                md(&volume.instances.join(", ")),
                md(&size),
                newest,
                md(&format!("{account}, {region}")),
            ]);
        }
    }
    text += &table(&["EBS volume", "Of instance", "Size", "Newest snapshot", "Where"], &rows);
    if rows.is_empty() {
        text += "No EBS volume of a listed instance is known.\n\n";
    }
    let others: Vec<String> = event
        .resources
        .iter()
        .filter(|row| keeps_data(row.kind))
        .map(|row| md(names::instance_id(&row.name)))
        .collect();
    if !others.is_empty() {
        text += &unknown_here(&format!("the backups of {}", others.join(", ")));
    }
    text += "### 5.2 Restore\n\n";
    text +=
        &answered(event, &["restor", "backup"], "the procedure of your own to restore data, and when it was rehearsed");
    text + "An EBS volume comes back from its newest snapshot, in the zone of the instance:\n\n```sh\n\
            aws ec2 describe-snapshots --owner-ids self --filters Name=volume-id,Values='<volume>' --query 'sort_by(Snapshots,&StartTime)[-1].SnapshotId' --region '<region>'\n\
            aws ec2 create-volume --snapshot-id '<snapshot>' --availability-zone '<zone>' --volume-type gp3 --region '<region>'\n\
            aws ec2 attach-volume --volume-id '<new volume>' --instance-id '<instance>' --device '<device>' --region '<region>'\n```\n\n\
            The new volume is slow until its blocks have been read once. Keep the old one until the data is verified.\n"
}

fn keeps_data(kind: crate::event::ResourceKind) -> bool {
    use crate::event::ResourceKind::{Bucket, Cache, Database, DynamoDbTable};
    matches!(kind, Bucket | Cache | Database | DynamoDbTable)
}
