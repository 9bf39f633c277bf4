//! Alarms whose actions somebody disabled.

use super::list::{List, whole};
use crate::{
    event::ResourceKind,
    rule::{Light, Subject},
    snapshot::Fact,
    source::Source,
    text::{number::count, shell::word},
};

const WHAT: &str = "muted alarm";

/// Every muted alarm of the places whose alarms are read.
pub(super) fn muted(list: &mut List<'_>) {
    let kinds = [ResourceKind::Instance, ResourceKind::AutoScalingGroup, ResourceKind::LoadBalancer];
    for place in list.places(&kinds) {
        let Some(all) = list.open(WHAT, place, Source::Alarms, &place.facts.cloudwatch.alarms) else { continue };
        let muted: Vec<_> = all.iter().filter(|(_, alarm)| !alarm.actions_enabled).collect();
        if muted.is_empty() {
            let summary = format!("{}, none muted", count(all.len(), "alarm"));
            list.push(Light::Green, WHAT, whole(place), summary, None);
        }
        let before = match list.before(place).map(|facts| &facts.cloudwatch.alarms) {
            Some(Fact::Seen(before)) => Some(before),
            _ => None,
        };
        let was_muted =
            |name: &String| before.and_then(|before| before.get(name)).is_some_and(|alarm| !alarm.actions_enabled);
        let mut old = Vec::new();
        for (name, alarm) in muted {
            if was_muted(name) {
                old.push(name.as_str());
                continue;
            }
            let subject = Subject::new("alarm", name, place).with_arn(&alarm.arn);
            let state = if alarm.state.is_empty() { "unknown" } else { &alarm.state };
            let (light, silent) = match alarm.alarm_actions.len() {
                0 => (Light::Yellow, "it has no action for ALARM anyway".to_owned()),
                _ if alarm.only_scales() => (Light::Red, "it scales nothing".to_owned()),
                number => (Light::Red, format!("{} not taken", count(number, "action"))),
            };
            let found = format!("its actions are disabled: {silent}; its state is {state}");
            let command = format!(
                "aws cloudwatch enable-alarm-actions --alarm-names {} --region {}",
                word("alarm", name),
                word("region", place.region)
            );
            let then = "enables them, and they run at its next change of state";
            list.still(light, WHAT, subject, &found, (then, command));
        }
        if !old.is_empty() {
            let number = count(old.len(), "alarm");
            let summary = format!("{number} muted, as in {}: {}", list.before_name(), old.join(", "));
            list.push(Light::Yellow, WHAT, whole(place), summary, None);
        }
    }
}
