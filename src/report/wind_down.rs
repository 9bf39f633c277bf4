//! Step 20: what is still at the event's size, or costs money for nothing, and the command that
//! brings it back. A person runs the commands; nothing here is ever sent to AWS.

mod alarms;
mod balancers;
mod data;
mod groups;
mod list;
mod notes;
mod quotas;
mod reservations;
mod schedules;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Serialize;

use self::list::List;
use super::{Inputs, readings::Readings};
use crate::rule::{Light, Subject};

/// One thing to wind down, or that is back to normal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WindDown {
    /// The resource or quota.
    pub resource: Subject,
    /// What it is about, such as `LCU reservation` or `group minimum`.
    pub what: &'static str,
    /// Red: it costs money or hides alarms now. Yellow: worth a decision. Gray: could not be read.
    /// Green: back to normal.
    pub light: Light,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The command that brings it back, or that shows what could not be read; `None` where nothing
    /// can or has to be done.
    pub command: Option<String>,
}

/// Everything to wind down, worst light first.
pub(super) fn wind_down(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<WindDown> {
    let Some(window) = &inputs.workbook.event.window else { return Vec::new() };
    let mut list = List::new(readings, *inputs, window);
    balancers::reservations(&mut list);
    reservations::reservations(&mut list);
    groups::sizes(&mut list);
    schedules::actions(&mut list);
    groups::suspended(&mut list);
    alarms::muted(&mut list);
    data::tables(&mut list);
    data::databases(&mut list);
    quotas::requests(&mut list);
    notes::waivers(&mut list);
    notes::freezes(&mut list);
    list.finish()
}
