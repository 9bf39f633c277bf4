//! From a verdict to a finding: its id, when it is due, how it is mended, and who owns it.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use super::{Finding, age};
use crate::{
    event::Event,
    rule::{
        Light, Rule, Subject, Verdict,
        fix::{fill_in, missed_evidence, missed_fix},
    },
};

/// Two findings of one rule about one subject that say the same are one; those that differ are
/// numbered, in the order in which the rule found them.
pub(super) fn tell_apart(findings: &mut Vec<Finding>) {
    let ids: HashSet<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
    if ids.len() == findings.len() {
        return;
    }
    let mut seen: HashMap<String, Vec<String>> = HashMap::with_capacity(findings.len());
    findings.retain_mut(|finding| {
        let summaries = seen.entry(finding.id.clone()).or_default();
        if summaries.contains(&finding.summary) {
            return false;
        }
        summaries.push(finding.summary.clone());
        if summaries.len() > 1 {
            finding.id = format!("{}~{}", finding.id, summaries.len());
        }
        true
    });
}

/// The days that due dates are counted from, in the event's zone.
pub(super) struct Days {
    pub(super) today: Date,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
}

impl Days {
    pub(super) fn new(event: &Event, now: Timestamp) -> Self {
        let zone = event.window.as_ref().map_or(TimeZone::UTC, |window| window.time_zone.clone());
        let day = |moment: Timestamp| moment.to_zoned(zone.clone()).date();
        let window = event.window.as_ref();
        Self {
            today: day(now),
            start: window.map(|window| day(window.start)),
            end: window.map(|window| day(window.end)),
        }
    }
}

/// `too_old` says why the facts make nothing ready: what is red or yellow stays so.
pub(super) fn finding(verdict: Verdict, event: &Event, days: &Days, too_old: Option<&str>) -> Finding {
    let Verdict {
        rule,
        area,
        mut light,
        subject,
        part,
        mut summary,
        mut evidence,
        need,
        when,
        lines,
        fix,
        mended_by,
        missed,
    } = verdict;
    let too_old = too_old.filter(|_| light == Light::Green && !rule.needs.is_empty());
    if let Some(why) = too_old {
        // The numbers stay: they are what is known, of their day.
        (light, summary) = (Light::Gray, why.to_owned());
    }
    let is_settled = light == Light::Green;
    let lead = Span::new().days(if too_old.is_some() { 0 } else { rule.lead_days });
    let due = days.start.filter(|_| !is_settled).and_then(|start| start.checked_sub(lead).ok());
    let fix = match &missed {
        _ if is_settled => String::new(),
        _ if too_old.is_some() => age::FIX.to_owned(),
        Some((source, missed)) => {
            evidence = missed_evidence(*source, missed);
            missed_fix(*source, missed)
        }
        None => mended_by.unwrap_or_else(|| fill_in(fix, &subject, &evidence)),
    };
    Finding {
        id: finding_id(rule, &subject, &part),
        rule: rule.id,
        topics: rule.topics,
        area,
        light,
        summary,
        evidence,
        need,
        when,
        lines,
        missed: missed.map(|(source, _)| source),
        fix,
        due,
        overdue: due.is_some_and(|day| day < days.today),
        owner: owner(rule, &subject, event),
        accepted: None,
        resource: subject,
    }
}

fn finding_id(rule: &Rule, subject: &Subject, part: &str) -> String {
    let [account, region] = [&subject.account, &subject.region].map(|name| name.as_deref().unwrap_or("-"));
    let mark = if part.is_empty() { "" } else { "#" };
    [rule.id, "/", account, "/", region, "/", subject.kind, "/", &subject.id, mark, part].concat()
}

/// The owner of the tracker row that names both the rule and the resource.
fn owner(rule: &Rule, subject: &Subject, event: &Event) -> Option<String> {
    let names = |text: &str| text.contains(rule.id) && text.contains(&subject.id);
    event.action_items.iter().find(|item| names(&item.description))?.owner.clone()
}

/// The `Owner` column of the action items in section 16 says it about exactly one finding.
pub(super) fn take_over_owners(findings: &mut [Finding], owners: &BTreeMap<String, String>) {
    for finding in findings.iter_mut().filter(|_| !owners.is_empty()) {
        if let Some(owner) = owners.get(&finding.item_id()) {
            finding.owner = Some(owner.clone());
        }
    }
}
