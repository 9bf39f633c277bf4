//! Mean times to detect, to respond and to resolve, from incidents and alarms.

use jiff::Timestamp;

use super::{HOW, Inputs, Reading};
use crate::{
    event::{Incident, IncidentClass},
    report::timeline::{Scene, alarms, lasting, seconds},
    text::number::count,
};

pub(super) const DETECT: &str = "mean, over the incidents, of the time from the beginning to the time of detection that is \
                                 written, else to the first alarm that fired during the incident";
pub(super) const RESPOND: &str = "mean, over the incidents, of the time from the detection to the response that is written; \
                                  expected are 15 minutes for critical, 1 hour for high and 4 hours for medium";
pub(super) const RESOLVE: &str = "mean, over the incidents, of the time from the beginning to the end that is written";

/// An incident and when it was detected, as far as anybody knows.
struct Case<'a> {
    incident: &'a Incident,
    start: Option<Timestamp>,
    detected: Option<Timestamp>,
}

/// Detect, respond, resolve.
pub(super) fn times(scene: &Scene<'_>, inputs: &Inputs<'_>) -> [Reading; 3] {
    let Some(told) = &inputs.workbook.event.incidents else {
        return [(); 3].map(|()| Err(format!("nobody wrote down an incident; {HOW}")));
    };
    let (fired, missing) = alarms::fired(scene);
    let alarm = |incident: &Incident| {
        let start = incident.start?;
        let ends = [incident.responded, incident.resolved];
        let end = ends.into_iter().flatten().min().unwrap_or(scene.span.end);
        let during = |at: &Timestamp| (start..=end).contains(at);
        let fired = fired.iter().filter(|firing| !firing.before && !firing.only_scales());
        fired.map(|firing| firing.at).filter(during).min()
    };
    let case =
        |incident| Case { incident, start: incident.start, detected: incident.detected.or_else(|| alarm(incident)) };
    let cases: Vec<Case<'_>> = told.iter().filter(|incident| incident.is_stated).map(case).collect();
    let unread = if missing.is_empty() { String::new() } else { format!("; {}", missing.join("; ")) };
    [
        mean(&cases, "time of detection, and no alarm fired in them", &unread, |case| {
            Some((case.start?, case.detected?))
        }),
        respond(&cases, &unread),
        mean(&cases, "time of resolution", "", |case| Some((case.start?, case.incident.resolved?))),
    ]
}

fn respond(cases: &[Case<'_>], unread: &str) -> Reading {
    let times = |case: &Case<'_>| Some((case.detected?, case.incident.responded?));
    let (value, mut detail) = mean(cases, "times of detection and response", unread, times)?;
    let in_time = |case: &&Case<'_>| {
        let expected = match case.incident.class {
            Some(IncidentClass::Critical) => 15.0 * 60.0,
            Some(IncidentClass::High) => 3600.0,
            Some(IncidentClass::Medium) | None => 4.0 * 3600.0,
        };
        span(case, &times).is_some_and(|seconds| seconds <= expected)
    };
    let measured = cases.iter().filter(|case| span(case, &times).is_some()).count();
    let kept = cases.iter().filter(in_time).count();
    detail.push_str(&format!("; {kept} of {measured} in the expected time"));
    Ok((value, detail))
}

/// Seconds between the two moments, when both are known and in their order.
fn span(case: &Case<'_>, times: &impl Fn(&Case<'_>) -> Option<(Timestamp, Timestamp)>) -> Option<f64> {
    let (from, to) = times(case)?;
    // A beginning in seconds and a time in minutes may cross within the minute.
    let seconds = seconds(from, to);
    (seconds > -60.0).then_some(seconds.max(0.0))
}

fn mean(
    cases: &[Case<'_>],
    what: &str,
    unread: &str,
    times: impl Fn(&Case<'_>) -> Option<(Timestamp, Timestamp)>,
) -> Reading {
    if cases.is_empty() {
        return Err("there was no incident".to_owned());
    }
    let measured: Vec<f64> = cases.iter().filter_map(|case| span(case, &times)).collect();
    let lines: Vec<String> =
        cases.iter().filter(|case| span(case, &times).is_none()).map(|case| case.incident.line.to_string()).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let missing = format!("{} without {what} ({word} {})", count(lines.len(), "incident"), lines.join(", "));
    if measured.is_empty() {
        return Err(format!("{missing}{unread}; {HOW}"));
    }
    let mean = measured.iter().sum::<f64>() / measured.len() as f64;
    let each: Vec<String> = measured.iter().take(10).map(|seconds| lasting(*seconds)).collect();
    let more = if measured.len() > each.len() { " …" } else { "" };
    let mut detail = format!("{} over {}: {}{more}", lasting(mean), count(measured.len(), "incident"), each.join(", "));
    if !lines.is_empty() {
        detail.push_str(&format!("; {missing}"));
    }
    detail.push_str(unread);
    Ok((mean, detail))
}
