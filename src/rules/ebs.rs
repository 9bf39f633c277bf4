//! EBS volumes of listed instances.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold},
    snapshot::Fact,
    source::Source,
};

/// Rules about EBS volumes.
pub const RULES: &[&Rule] = &[&RECENT_SNAPSHOT];

const RECENT_SNAPSHOT: Rule = Rule {
    id: "ebs-recent-snapshot",
    area: Area::Operations,
    title: "volumes of stand-alone instances have a recent snapshot",
    why: "A stand-alone instance that is lost during the event comes back only from its last snapshot, with \
          everything since then missing.",
    fix: "Take one now: `aws ec2 create-snapshot --volume-id {resource} --description \"before the event\" \
          --region {region}`, and put the volume into a backup plan.",
    references: &[
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-create-snapshot.html",
        "https://docs.aws.amazon.com/awssupport/latest/user/fault-tolerance-checks.html",
    ],
    lead_days: 2,
    needs: &[Source::Instances, Source::Volumes, Source::Snapshots],
    thresholds: &[
        Threshold { name: "yellow-days", default: 7.0, meaning: "age of the newest snapshot in days that is at risk" },
        Threshold { name: "red-days", default: 30.0, meaning: "age of the newest snapshot in days that is not ready" },
    ],
    example: Example::Region(r#"{"ec2":{"snapshots":{"seen":{"vol-0a1b2c3d4e5f60001":"2026-09-01T00:00:00Z"}}}}"#),
    check: |cx| {
        for (id, subject, place, volumes) in stand_alone(cx) {
            for volume in volumes {
                let subject = Subject { kind: "volume", id: volume.to_owned(), ..subject.clone() };
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
                    days if days > cx.threshold("red-days") => Light::Red,
                    days if days > cx.threshold("yellow-days") => Light::Yellow,
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
fn stand_alone<'a>(cx: &mut Cx<'a>) -> Vec<(&'a str, Subject, Place<'a>, Vec<&'a str>)> {
    let mut found = Vec::new();
    for place in cx.places() {
        let mut attached: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        if let Fact::Seen(volumes) = &place.facts.ec2.volumes {
            for (volume, facts) in volumes {
                facts.instances.iter().for_each(|owner| attached.entry(owner).or_default().push(volume));
            }
        }
        for resource in cx.listed_in(place, ResourceKind::Instance) {
            let subject = Subject::new("instance", names::instance_id(&resource.name), place).listed_on(resource.line);
            let Some(instances) = cx.read(&subject, Source::Instances, &place.facts.ec2.instances) else { continue };
            match names::find_instances(instances, &resource.name)[..] {
                [(id, instance)] if instance.group.is_none() && instance.state != "terminated" => {
                    if cx.read(&subject, Source::Volumes, &place.facts.ec2.volumes).is_some() {
                        found.push((id, subject, place, attached.get(id).cloned().unwrap_or_default()));
                    }
                }
                _ => cx.not_applicable(),
            }
        }
    }
    found
}
