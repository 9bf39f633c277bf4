//! Words that every format shares.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use crate::{
    rule::{Area, Light, Subject},
    scorecard::{Accepted, Changed, EventSummary, Finding, Scorecard},
    text::number::count,
};

/// A symbol and a word, because color alone is no information for everybody.
pub(crate) fn light(light: Light) -> &'static str {
    match light {
        Light::Red => "✗ RED",
        Light::Yellow => "! YELLOW",
        Light::Gray => "? GRAY",
        Light::Green => "✓ GREEN",
    }
}

/// The light of an area or of the whole event, which does not count what somebody accepted: `✓ GREEN, 1 accepted`.
pub(crate) fn verdict(worst: Light, accepted: usize) -> String {
    match accepted {
        0 => light(worst).to_owned(),
        _ => format!("{}, {accepted} accepted", light(worst)),
    }
}

pub(crate) fn meaning(light: Light) -> &'static str {
    match light {
        Light::Red => "not ready",
        Light::Yellow => "at risk",
        Light::Gray => "could not be judged",
        Light::Green => "ready",
    }
}

pub(crate) fn area(area: Area) -> &'static str {
    match area {
        Area::Service => "AWS service readiness",
        Area::Operations => "Operational readiness",
        Area::Security => "Security readiness",
    }
}

/// `red`, as the JSON scorecard writes it.
pub(crate) fn light_id(light: Light) -> &'static str {
    match light {
        Light::Red => "red",
        Light::Yellow => "yellow",
        Light::Gray => "gray",
        Light::Green => "green",
    }
}

/// `service`, as the JSON scorecard writes it.
pub(crate) fn area_id(area: Area) -> &'static str {
    match area {
        Area::Service => "service",
        Area::Operations => "operations",
        Area::Security => "security",
    }
}

/// `asg web (111122223333, ap-southeast-1)`, not yet escaped.
pub(crate) fn subject(subject: &Subject) -> String {
    let account = subject.account.as_deref().filter(|account| *account != subject.id);
    let place: Vec<&str> = account.into_iter().chain(subject.region.as_deref()).collect();
    let name = format!("{} {}", subject.kind, subject.id);
    if place.is_empty() { name } else { format!("{name} ({})", place.join(", ")) }
}

/// `asg-multi-az: asg web (111122223333, us-east-1)`, not yet escaped.
pub(crate) fn changed(change: &Changed<'_>) -> String {
    match change.finding {
        Some(finding) => format!("{}: {}", finding.rule, subject(&finding.resource)),
        None => change.id.to_owned(),
    }
}

/// `max_size 20, needed 66`, not yet escaped.
pub(crate) fn evidence<'a>(pairs: impl Iterator<Item = (impl AsRef<str>, &'a Value)>) -> String {
    let texts: Vec<String> = pairs
        .map(|(name, value)| match value {
            Value::String(text) => format!("{} {text}", name.as_ref()),
            other => format!("{} {other}", name.as_ref()),
        })
        .collect();
    texts.join(", ")
}

/// Who accepted a risk, until when and why, not yet escaped.
pub(crate) fn accepted(accepted: &Accepted) -> String {
    format!("accepted by {} until {}: {}", accepted.owner, accepted.expires, accepted.reason)
}

/// Name and customer, not yet escaped.
pub(crate) fn event(event: &EventSummary) -> String {
    let name = event_name(event);
    match &event.customer {
        Some(customer) => format!("{name} · {customer}"),
        None => name.to_owned(),
    }
}

/// Name of the event, not yet escaped.
pub(crate) fn event_name(event: &EventSummary) -> &str {
    event.name.as_deref().unwrap_or("Event without a name")
}

/// When the event takes place and how far away it is.
pub(crate) fn calendar(scorecard: &Scorecard) -> String {
    let window = window(&scorecard.event);
    match to_go(scorecard) {
        Some(to_go) => format!("{window}, {to_go}"),
        None => window,
    }
}

/// When the event takes place, in its zone where that can be read and in UTC otherwise.
pub(crate) fn window(event: &EventSummary) -> String {
    let (Some(start), Some(end)) = (event.start, event.end) else {
        return "no start and end that can be read".to_owned();
    };
    let (zone, label) = zone(event);
    let [from, to] = [start, end].map(|at| at.to_zoned(zone.clone()));
    // The day is not said twice.
    let to_format = if from.date() == to.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    let (from, to) = (from.strftime("%Y-%m-%d %H:%M"), to.strftime(to_format));
    format!("{from} to {to} {label}")
}

/// How far away the event is, or nothing where that is not known.
pub(crate) fn to_go(scorecard: &Scorecard) -> Option<String> {
    let end = scorecard.event.end?;
    Some(match scorecard.days_to_go()? {
        _ if scorecard.generated_at > end => "over".to_owned(),
        1 => "1 day to go".to_owned(),
        0 => "today".to_owned(),
        days if days > 0 => format!("{days} days to go"),
        _ => "started".to_owned(),
    })
}

/// A moment in the event's zone where that can be read, and in UTC otherwise.
pub(crate) fn moment(at: Timestamp, event: &EventSummary) -> String {
    let (zone, label) = zone(event);
    format!("{} {label}", at.to_zoned(zone).strftime("%Y-%m-%d %H:%M"))
}

/// The event's zone with its label, not yet escaped; UTC where it cannot be read.
pub(crate) fn zone(event: &EventSummary) -> (TimeZone, &str) {
    match (&event.zone, &event.time_zone) {
        (Some(zone), Some(label)) => (zone.clone(), label),
        _ => (TimeZone::UTC, "UTC"),
    }
}

/// `22× normal traffic`.
pub(crate) fn peak(event: &EventSummary) -> String {
    match event.peak_factor {
        Some(factor) => format!("peak {factor}× normal traffic"),
        None => "no peak factor".to_owned(),
    }
}

/// When the finding is due, or nothing.
pub(crate) fn due(finding: &Finding, today: Date) -> Option<String> {
    let due = finding.due.as_ref()?;
    Some(match finding.days_overdue(today) {
        Some(1) => format!("due {due}, overdue by 1 day"),
        Some(days) => format!("due {due}, overdue by {days} days"),
        None => format!("due {due}"),
    })
}

/// How much was judged, in one line.
pub(crate) fn judged(scorecard: &Scorecard) -> String {
    let judged = &scorecard.judged;
    format!(
        "judged {} of {} by {}, {} not applicable",
        judged.findings.saturating_sub(judged.gray),
        count(judged.findings, "finding"),
        count(judged.rules, "rule"),
        judged.not_applicable,
    )
}
