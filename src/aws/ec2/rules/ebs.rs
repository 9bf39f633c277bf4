//! EBS volumes of listed instances.

use std::collections::BTreeMap;

use serde_json::json;

use super::listed_instances;
use crate::{
    rule::{Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold, Topic},
    source::Source,
};

/// Rules about EBS volumes.
pub const RULES: &[&Rule] = &[&RECENT_SNAPSHOT];

const YELLOW_DAYS: Threshold =
    Threshold { name: "yellow-days", default: 7.0, meaning: "age of the newest snapshot in days that is at risk" };

const RED_DAYS: Threshold =
    Threshold { name: "red-days", default: 30.0, meaning: "age of the newest snapshot in days that is not ready" };

const RECENT_SNAPSHOT: Rule = Rule {
    id: "ebs-recent-snapshot",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "volumes of stand-alone instances have a recent snapshot",
    why: "A stand-alone instance that is lost during the event comes back only from its last snapshot, with \
          everything since then missing.",
    fix: "Take one now: `aws ec2 create-snapshot --volume-id {resource} --description \"before the event\" \
          --region {region}`, and put the volume into a backup plan.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-create-snapshot.html",
        "https://docs.aws.amazon.com/awssupport/latest/user/fault-tolerance-checks.html",
    ],
    lead_days: 2,
    needs: &[Source::Instances, Source::Volumes, Source::Snapshots],
    thresholds: &[YELLOW_DAYS, RED_DAYS],
    example: Example::Region(r#"{"ec2":{"snapshots":{"seen":{"vol-0a1b2c3d4e5f60001":"2026-09-01T00:00:00Z"}}}}"#),
    check: |cx| {
        for (instance, place, volumes) in stand_alone(cx) {
            let id = &instance.id;
            for volume in volumes {
                let subject = Subject { kind: "volume", id: volume.to_owned(), ..instance.clone() };
                let Some(snapshots) = cx.read(&subject, Source::Snapshots, &place.facts.ec2.snapshots) else {
                    continue;
                };
                let Some(newest) = snapshots.get(volume) else {
                    cx.red(
                        &subject,
                        format!("{volume} of {id} has no snapshot"),
                        Evidence::from([("instance", json!(id))]),
                    );
                    continue;
                };
                let days = cx.now.duration_since(*newest).as_hours().max(0) as f64 / 24.0;
                let light = match days {
                    days if days > cx.threshold(&RED_DAYS) => Light::Red,
                    days if days > cx.threshold(&YELLOW_DAYS) => Light::Yellow,
                    _ => Light::Green,
                };
                let evidence = Evidence::from([("instance", json!(id)), ("newest_snapshot", json!(newest))]);
                cx.push(light, &subject, format!("the newest snapshot of {volume} is {days:.0} days old"), evidence);
            }
        }
    },
};

/// Listed instances that belong to no group, with their volumes. A group replaces its instances
/// from the image, not from a snapshot of a lost one.
fn stand_alone<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, Vec<&'a str>)> {
    let mut attached: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for place in cx.places() {
        for (volume, facts) in place.facts.ec2.volumes.seen().into_iter().flatten() {
            let owners = facts.instances.iter().map(|owner| (place.account, place.region, owner.as_str()));
            owners.for_each(|owner| attached.entry(owner).or_default().push(volume));
        }
    }
    let mut found = Vec::new();
    for (subject, instance, place) in listed_instances(cx) {
        if instance.group.is_some() || instance.state == "terminated" {
            cx.not_applicable();
        } else if cx.read(&subject, Source::Volumes, &place.facts.ec2.volumes).is_some() {
            let volumes = attached.get(&(place.account, place.region, subject.id.as_str())).cloned();
            found.push((subject, place, volumes.unwrap_or_default()));
        }
    }
    found
}
