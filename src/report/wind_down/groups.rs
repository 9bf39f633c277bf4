//! Sizes of Auto Scaling groups, and processes that somebody suspended.

use super::list::{List, whole};
use crate::{
    aws::autoscaling::facts::Group,
    event::ResourceKind,
    names,
    rule::{Light, Place, Subject},
    snapshot::Fact,
    source::Source,
    text::{
        number::{count, number},
        shell::word,
    },
};

const SIZE: &str = "group size";
const MINIMUM: &str = "group minimum";
const DESIRED: &str = "desired count";
const SUSPENDED: &str = "scaling process";

/// Processes without which a group neither scales nor replaces what fails ("Suspend and resume
/// processes").
const NEEDED: [&str; 6] =
    ["AlarmNotification", "HealthCheck", "Launch", "ReplaceUnhealthy", "ScheduledActions", "Terminate"];

/// The size that a group has on other days.
pub(super) struct Normal {
    /// `MinSize`, where it is known.
    pub(super) minimum: Option<u32>,
    /// Instances, as desired before or as measured.
    pub(super) desired: f64,
    /// Where both are from: `the snapshot of …`.
    from: String,
}

/// The listed groups of a place that exist, by name.
pub(super) fn listed<'a>(
    list: &mut List<'a>,
    what: &'static str,
    place: Place<'a>,
) -> Option<Vec<(Subject, &'a Group)>> {
    let all = list.open(what, place, Source::Groups, &place.facts.autoscaling.groups)?;
    let mut found: Vec<(Subject, &Group)> = Vec::new();
    for resource in list.event.listed(ResourceKind::AutoScalingGroup, place.account, place.region) {
        let name = names::group_name(&resource.name);
        if let Some(group) = all.get(name)
            && found.iter().all(|(known, _)| known.id != name)
        {
            found.push((Subject::new("asg", name, place).with_arn(&group.arn), group));
        }
    }
    Some(found)
}

/// The size that a group has on other days, or why that is not known.
pub(super) fn normal(list: &List<'_>, place: Place<'_>, subject: &Subject, group: &Group) -> Result<Normal, String> {
    if let Some(Fact::Seen(before)) = list.before(place).map(|facts| &facts.autoscaling.groups)
        && let Some(before) = before.get(&subject.id)
    {
        let (minimum, desired) = (before.min_size, before.desired);
        let from = format!("minimum {minimum}, desired {desired} in {}", list.before_name());
        return Ok(Normal { minimum: Some(minimum), desired: f64::from(desired), from });
    }
    if group.is_weighted() {
        return Err("the group counts weights and its metric counts instances".to_owned());
    }
    let desired = list.largest_before(ResourceKind::AutoScalingGroup, subject, "GroupInServiceInstances")?;
    let from = format!("at most {} in service on the same weekdays before", number(desired));
    Ok(Normal { minimum: None, desired, from })
}

/// Minimum and desired count of every listed group, against those of other days.
pub(super) fn sizes(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::AutoScalingGroup]) {
        for (subject, group) in listed(list, SIZE, place).unwrap_or_default() {
            match normal(list, place, &subject, group) {
                Ok(normal) => size(list, place, &subject, group, &normal),
                Err(why) => {
                    let summary = format!(
                        "minimum {}, desired {}: whether that is the normal size is not known, {why}",
                        group.min_size, group.desired
                    );
                    list.push(Light::Gray, SIZE, subject, summary, None);
                }
            }
        }
    }
}

fn size(list: &mut List<'_>, place: Place<'_>, subject: &Subject, group: &Group, normal: &Normal) {
    let (name, region) = (word("group", &subject.id), word("region", place.region));
    let (min_size, desired, from) = (group.min_size, group.desired, &normal.from);
    let is_minimum_up = f64::from(min_size) > normal.minimum.map_or(normal.desired, f64::from);
    if is_minimum_up {
        let found = format!("the minimum is {min_size} and keeps as many running; normal is {from}");
        let size = normal.minimum.map_or("'<normal-minimum>'".to_owned(), |minimum| minimum.to_string());
        let command = format!(
            "aws autoscaling update-auto-scaling-group --auto-scaling-group-name {name} --min-size {size} --region {region}"
        );
        let then = "lowers the minimum and ends no instance by itself";
        list.still(Light::Red, MINIMUM, subject.clone(), &found, (then, command));
    }
    if f64::from(desired) > normal.desired {
        let found = format!("the desired count is {desired}; normal is {from}");
        let surplus = number(f64::from(desired) - normal.desired);
        let first = if is_minimum_up { " and works once the minimum is lowered" } else { "" };
        let command = format!(
            "aws autoscaling set-desired-capacity --auto-scaling-group-name {name} --desired-capacity {:.0} --region \
             {region}",
            normal.desired
        );
        let then = format!(
            "ends {surplus} instances at once{first}; where scaling policies are on, they do it as traffic falls"
        );
        list.still(Light::Yellow, DESIRED, subject.clone(), &found, (&then, command));
    } else if !is_minimum_up {
        let summary = format!("minimum {min_size}, desired {desired}: {from}");
        list.push(Light::Green, SIZE, subject.clone(), summary, None);
    }
}

/// Suspended processes of every listed group.
pub(super) fn suspended(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::AutoScalingGroup]) {
        // That the groups could not be read stands there already.
        if !matches!(place.facts.autoscaling.groups, Fact::Seen(_)) {
            continue;
        }
        let groups = listed(list, SUSPENDED, place).unwrap_or_default();
        if !groups.is_empty() && groups.iter().all(|(_, group)| group.suspended.is_empty()) {
            let summary = format!("no process is suspended in {}", count(groups.len(), "group"));
            list.push(Light::Green, SUSPENDED, whole(place), summary, None);
        }
        let before = match list.before(place).map(|facts| &facts.autoscaling.groups) {
            Some(Fact::Seen(before)) => Some(before),
            _ => None,
        };
        for (subject, group) in groups.into_iter().filter(|(_, group)| !group.suspended.is_empty()) {
            let names = group.suspended.join(", ");
            let was = before.and_then(|before| before.get(&subject.id));
            let is_new = |name: &String| was.is_none_or(|was| !was.suspended.contains(name));
            let is_needed = |name: &String| NEEDED.contains(&name.as_str());
            let words: Vec<String> = group.suspended.iter().map(|name| word("process", name)).collect();
            let command = format!(
                "aws autoscaling resume-processes --auto-scaling-group-name {} --scaling-processes {} --region {}",
                word("group", &subject.id),
                words.join(" "),
                word("region", place.region)
            );
            let (light, found) = if !group.suspended.iter().any(is_new) {
                (Light::Yellow, format!("suspended: {names}, as in {}", list.before_name()))
            } else if group.suspended.iter().any(|name| is_new(name) && is_needed(name)) {
                (Light::Red, format!("suspended: {names}; the group does not scale or heal as it should"))
            } else {
                (Light::Yellow, format!("suspended: {names}"))
            };
            let then = "resumes them, after which the group may start and end instances at once";
            list.still(light, SUSPENDED, subject, &found, (then, command));
        }
    }
}
