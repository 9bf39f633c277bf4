//! Scaling activities of listed groups that failed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Class, Happening, Scene, missed_line, runs, times};
use crate::{
    aws::autoscaling::facts::Outcome,
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed},
    source::Source,
    text::number::count,
};

/// How many days of activities a snapshot holds.
const KEPT_DAYS: i64 = 14;

pub(super) fn happenings(scene: &Scene<'_>) -> Vec<Happening> {
    let event = &scene.inputs.workbook.event;
    let mut all = Vec::new();
    for (account, region) in event.places() {
        let groups: BTreeSet<&str> = event
            .listed(ResourceKind::AutoScalingGroup, account, region)
            .map(|resource| names::group_name(&resource.name))
            .collect();
        let facts = &scene.inputs.snapshot.account(account).region(region).autoscaling.activities;
        let mut missed: BTreeMap<Missed, Vec<&str>> = BTreeMap::new();
        for group in &groups {
            match facts.get(*group) {
                Some(Fact::Seen(activities)) => {
                    let failed = activities.iter().filter(|activity| {
                        matches!(activity.outcome(), Outcome::Failed | Outcome::Cancelled)
                            && scene.holds(activity.start)
                    });
                    let key = |activity: &&_| key(activity);
                    for run in runs(failed, key, |activity| (activity.start, activity.start)) {
                        let Some((first, last)) = run.first().zip(run.last()) else { continue };
                        let has_failed = first.outcome() == Outcome::Failed;
                        let verb = if has_failed { "failed" } else { "was cancelled" };
                        let cause = if first.message.is_empty() { "AWS gives no cause" } else { first.message.trim() };
                        all.push(Happening {
                            at: first.start,
                            until: (run.len() > 1).then_some(last.start),
                            class: if has_failed { Class::High } else { Class::Medium },
                            kind: "scaling-failure",
                            resource: Some((*group).to_owned()),
                            text: format!("scaling of group {group} {verb}{}: {cause}", times(run.len())),
                            source: format!("DescribeScalingActivities, {account} {region}"),
                        });
                    }
                }
                Some(Fact::Missed(why)) => missed.entry(why.clone()).or_default().push(group),
                None => missed.entry(Missed::not_asked()).or_default().push(group),
            }
        }
        for (why, groups) in missed {
            let more = if groups.len() > 1 { format!(" and {} more", groups.len() - 1) } else { String::new() };
            let place = format!("{}{more} in {region}", groups.first().copied().unwrap_or_default());
            let text = missed_line(&place, Source::ScalingActivities, &why);
            all.push(scene.not_read(Some(account), text, "DescribeScalingActivities"));
        }
        if groups.iter().any(|group| matches!(facts.get(*group), Some(Fact::Seen(_)))) {
            let place = format!("{} in {region}", count(groups.len(), "group"));
            all.extend(scene.forgotten(account, &place, Source::ScalingActivities, KEPT_DAYS));
        }
    }
    all
}

/// Messages name instances and numbers; two are equal when their status and first words are.
fn key(activity: &crate::aws::autoscaling::facts::Activity) -> (String, String) {
    let words = activity.message.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    (activity.status.clone(), words.take(12).collect::<Vec<_>>().join(" "))
}
