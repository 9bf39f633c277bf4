//! What people wrote into the workbook.

use super::{Class, Happening, Scene};
use crate::event::Incident;

pub(super) fn happenings(scene: &Scene<'_>) -> Vec<Happening> {
    let told = scene.inputs.workbook.event.incidents.as_deref().unwrap_or_default();
    told.iter().map(|incident| happening(scene, incident)).collect()
}

/// What could not be placed in time stands at the start, and says so. A class that is not written is
/// medium.
fn happening(scene: &Scene<'_>, incident: &Incident) -> Happening {
    let mut text = incident.text.clone();
    if incident.start.is_some_and(|start| !scene.holds(start)) {
        text.push_str(" (outside of the window)");
    }
    if incident.is_stated && incident.class.is_none() {
        text.push_str(" (no class is written)");
    }
    let text = match (incident.start, incident.unread.is_empty()) {
        (None, _) => format!("not placed in time, {}: {text}", incident.unread.join("; ")),
        (Some(_), false) => format!("{text} (could not be read: {})", incident.unread.join("; ")),
        (Some(_), true) => text,
    };
    Happening {
        at: incident.start.unwrap_or(scene.span.start),
        until: incident.resolved.filter(|_| incident.start.is_some()),
        class: match incident.class {
            Some(class) => class.into(),
            None if incident.is_stated => Class::Medium,
            None => Class::Info,
        },
        kind: if incident.is_stated { "incident" } else { "note" },
        resource: None,
        text,
        source: format!("workbook line {}", incident.line),
    }
}
