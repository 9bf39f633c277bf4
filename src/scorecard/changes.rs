//! What became of the findings since the workbook was last written on an earlier day.

use std::collections::HashMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Finding, Scorecard};

/// Ids of findings, by what became of them since an earlier day. One that is gone has no finding
/// any more; it stands here under the id that its action item has in section 16.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changes {
    /// The day compared with (`YYYY-MM-DD`): the last one before today on which the workbook was
    /// written.
    #[schemars(with = "String")]
    pub since: Date,
    /// Open, and not there before.
    pub new: Vec<String>,
    /// Open again after having been closed or accepted.
    pub reopened: Vec<String>,
    /// Open, with a worse light than before.
    pub worse: Vec<String>,
    /// Open or accepted before, and not to be judged now: it stays open, and is neither better nor worse.
    pub no_longer_known: Vec<String>,
    /// Open with a milder light than before, or accepted.
    pub better: Vec<String>,
    /// Ready or gone, and open or accepted before.
    pub closed: Vec<String>,
}

/// One change.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    /// `new`, `reopened`, `worse`, `no longer known`, `better` or `closed`.
    pub kind: &'static str,
    /// Id as it stands in [`Changes`].
    pub id: &'a str,
    /// The finding, unless it is gone.
    pub finding: Option<&'a Finding>,
}

impl Changes {
    /// Each kind of change with its ids: what needs attention first.
    pub fn kinds(&self) -> [(&'static str, &[String]); 6] {
        [
            ("new", &self.new),
            ("reopened", &self.reopened),
            ("worse", &self.worse),
            ("no longer known", &self.no_longer_known),
            ("better", &self.better),
            ("closed", &self.closed),
        ]
    }
}

impl Scorecard {
    /// What follows on `what changed`: `since 2026-12-04: 2 new, 1 closed`.
    pub fn what_changed(&self) -> String {
        let Some(changes) = &self.changes else {
            return "is not known yet: the workbook was not written on an earlier day".to_owned();
        };
        let kinds = changes.kinds().into_iter().filter(|(_, ids)| !ids.is_empty());
        let counts: Vec<String> = kinds.map(|(kind, ids)| format!("{} {kind}", ids.len())).collect();
        let counts = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
        format!("since {}: {counts}", changes.since)
    }

    /// Every change with its finding.
    pub fn changed(&self) -> Vec<Changed<'_>> {
        let Some(changes) = &self.changes else { return Vec::new() };
        let findings: HashMap<&str, &Finding> =
            self.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
        let mut changed = Vec::new();
        for (kind, ids) in changes.kinds() {
            changed.extend(ids.iter().map(|id| Changed { kind, id, finding: findings.get(id.as_str()).copied() }));
        }
        changed
    }

    /// What became of each finding that changed, by its id.
    pub fn change_by_id(&self) -> HashMap<&str, &'static str> {
        let kinds = self.changes.iter().flat_map(Changes::kinds);
        kinds.flat_map(|(kind, ids)| ids.iter().map(move |id| (id.as_str(), kind))).collect()
    }
}

impl Changed<'_> {
    /// Id of its action item in section 16.
    pub fn item_id(&self) -> String {
        self.finding.map_or_else(|| self.id.to_owned(), Finding::item_id)
    }
}
