//! Key performance indicators of operational support, each with the definition that it is
//! measured by.

mod response;
#[cfg(test)]
mod tests;
mod uptime;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    measures::Unit,
    readings::Readings,
    timeline::{Class, Happening, Scene, alarms},
};
use crate::{
    rule::Area,
    source::Source,
    text::number::count,
    tracker::{open_ids, rule_of},
};

/// How to write what nobody wrote.
const HOW: &str = "write each below `### Incidents` in section 18, like `- 09:14 (critical): what failed; detected 09:16, \
                   responded 09:18, resolved 09:31`, or `- none`";

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Indicator {
    /// Its name, such as `mean time to detect`.
    pub name: &'static str,
    /// How it is measured here.
    pub definition: &'static str,
    /// Its value; `None` when it is not measurable.
    pub value: Option<f64>,
    /// What the value is.
    pub unit: Unit,
    /// The numbers behind it, or why it is not measurable: one sentence.
    pub detail: String,
}

/// A value with the numbers behind it, or why there is none.
type Reading = Result<(f64, String), String>;

/// The indicators, always the same ones, in the same order.
pub(super) fn indicators(readings: &Readings<'_>, inputs: &Inputs<'_>, timeline: &[Happening]) -> Vec<Indicator> {
    let Some(scene) = Scene::new(readings, inputs) else { return Vec::new() };
    let [detect, respond, resolve] = response::times(&scene, inputs);
    let rows: [(&'static str, &'static str, Unit, Reading); 8] = [
        ("mean time to detect", response::DETECT, Unit::Seconds, detect),
        ("mean time to respond", response::RESPOND, Unit::Seconds, respond),
        ("mean time to resolve", response::RESOLVE, Unit::Seconds, resolve),
        ("uptime", uptime::DEFINITION, Unit::Percent, uptime::uptime(readings, inputs)),
        ("incidents", INCIDENTS, Unit::Count, incidents(inputs, timeline)),
        ("alarms that fired", ALARMS, Unit::Count, alarms_that_fired(&scene)),
        ("security findings open", SECURITY, Unit::Count, security(inputs)),
        ("user satisfaction", SATISFACTION, Unit::Percent, satisfaction(inputs)),
    ];
    let indicator = |(name, definition, unit, reading): (_, _, _, Reading)| match reading {
        Ok((value, detail)) => Indicator { name, definition, value: Some(value), unit, detail },
        Err(reason) => Indicator { name, definition, value: None, unit, detail: format!("not measurable: {reason}") },
    };
    rows.into_iter().map(indicator).collect()
}

const INCIDENTS: &str = "incidents written in sections 16 and 18: critical when the service failed, high when a part of it \
                         failed, medium when it was worse than it should be; one without a class counts as medium";

fn incidents(inputs: &Inputs<'_>, timeline: &[Happening]) -> Reading {
    if inputs.workbook.event.incidents.is_none() {
        return Err(format!("nobody wrote whether there were incidents; {HOW}"));
    }
    let of = |kind: &str| timeline.iter().filter(|happening| happening.kind == kind).count();
    let of_class = |class| timeline.iter().filter(|it| it.kind == "incident" && it.class == class).count();
    let classes = [(Class::Critical, "critical"), (Class::High, "high"), (Class::Medium, "medium")];
    let mut detail = classes.map(|(class, word)| format!("{} {word}", of_class(class))).join(", ");
    if of("note") > 0 {
        detail.push_str(&format!("; {} without class or heading not counted", count(of("note"), "dated line")));
    }
    Ok((of("incident") as f64, detail))
}

const ALARMS: &str = "different alarms that went to ALARM in the window, or had gone before and not back, by their history; \
                      those that only scale a group do not count";

fn alarms_that_fired(scene: &Scene<'_>) -> Reading {
    if alarms::places(scene).is_empty() {
        return Err("section 6 lists no resource with its account and region".to_owned());
    }
    let (fired, missing) = alarms::fired(scene);
    let (scaling, told): (Vec<_>, Vec<_>) = fired.iter().partition(|firing| firing.only_scales());
    let (alarms, firings) = alarms::tally(told.into_iter());
    let mut detail = alarms::told((alarms, firings));
    if !scaling.is_empty() {
        let (scaling, _) = alarms::tally(scaling.into_iter());
        detail.push_str(&format!("; {} more only scale", count(scaling, "alarm")));
    }
    let (undefined, _) = alarms::tally(fired.iter().filter(|firing| !firing.is_defined()));
    if undefined > 0 {
        detail.push_str(&format!("; of {} it is not known whether they only scale", count(undefined, "alarm")));
    }
    if !missing.is_empty() {
        return Err(format!("{}; what was read: {detail}", missing.join("; ")));
    }
    Ok((alarms as f64, detail))
}

const SECURITY: &str = "red and yellow action items of section 16 whose rule is of the area security, as `iem plan` or \
                        `iem check` wrote them last; rows of people have no area and do not count";

fn security(inputs: &Inputs<'_>) -> Reading {
    let region = inputs.workbook.regions.iter().find(|region| region.name == "action-items");
    let inside = region.and_then(|region| inputs.text.get(region.inside.clone()));
    let Some(inside) = inside else {
        return Err("section 16 holds no action items of iem; run `iem plan` before the event".to_owned());
    };
    let rules: Vec<_> = open_ids(inside).iter().filter_map(|id| rule_of(id)).collect();
    let open = rules.iter().filter(|rule| rule.area == Area::Security).count();
    // Trusted Advisor's findings are of the area of the check, which the tracker does not keep.
    let advised = rules.iter().filter(|rule| rule.needs.contains(&Source::TrustedAdvisorResults)).count();
    let detail = format!("{} open, {open} of them of security", count(rules.len(), "action item"));
    if advised > 0 {
        let why = "section 16 does not keep their area; look them up in section 10";
        return Err(format!("open findings of Trusted Advisor: {advised}, and {why}; of all, {detail}"));
    }
    Ok((open as f64, detail))
}

const SATISFACTION: &str = "what section 18 says, as a share of the best answer: `Satisfaction: 4.2/5` is 84 %";

fn satisfaction(inputs: &Inputs<'_>) -> Reading {
    match &inputs.workbook.event.satisfaction {
        None => Err("nobody entered it; write `- Satisfaction: 4.2/5` or `84%` in section 18".to_owned()),
        Some(told) => match told.percent {
            Some(percent) => Ok((percent, format!("`{}` on line {}", told.text, told.line))),
            None => {
                Err(format!("`{}` on line {} cannot be read; write it like `4.2/5` or `84%`", told.text, told.line))
            }
        },
    }
}
