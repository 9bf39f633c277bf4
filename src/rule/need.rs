//! What is asked of a subject, against what it cannot go beyond.

use schemars::JsonSchema;
use serde::Serialize;

/// What is asked of a subject, against what it cannot go beyond: the numbers of a finding that others reckon with.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Need {
    /// What the peak asks of it, in `unit`; in a rule about today, what is in use. Nothing where that is not known.
    pub needed: Option<f64>,
    /// What it cannot go beyond as it is set now, in `unit`; nothing where that is not known.
    pub ceiling: Option<f64>,
    /// What is in use today, in `unit`, where that was measured.
    pub used: Option<f64>,
    /// What the numbers count, such as `instances`; `units` where AWS does not name it.
    pub unit: &'static str,
    /// The quota that sets the ceiling, as `service-code/quota-code`.
    pub quota: Option<String>,
    /// The one that needs most, where the quota holds for each of several.
    pub of: Option<String>,
    /// What to ask AWS for, so that the need is no risk.
    pub ask_for: Option<u64>,
}

impl Need {
    /// A need, and the ceiling where it is known.
    pub fn new(needed: impl Into<Option<f64>>, ceiling: impl Into<Option<f64>>, unit: &'static str) -> Self {
        Self { needed: needed.into(), ceiling: ceiling.into(), used: None, unit, quota: None, of: None, ask_for: None }
    }

    /// Adds what is in use today.
    pub fn used(self, used: impl Into<Option<f64>>) -> Self {
        Self { used: used.into(), ..self }
    }

    /// Adds the quota that sets the ceiling, and what to ask AWS for.
    pub fn quota(self, key: impl Into<String>, ask_for: impl Into<Option<u64>>) -> Self {
        Self { quota: Some(key.into()), ask_for: ask_for.into(), ..self }
    }

    /// Adds the one of several that needs most.
    pub fn of(self, of: Option<String>) -> Self {
        Self { of, ..self }
    }
}
