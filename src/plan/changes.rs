//! What became of the action items since the last time.

use jiff::civil::Date;

use super::action_items::Status;

/// Ids of action items, by what became of them since an earlier day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The day compared with; `None` where the workbook was not written on an earlier day.
    pub since: Option<Date>,
    /// Open, and not there before.
    pub new: Vec<String>,
    /// Ready or gone, and open or accepted before.
    pub closed: Vec<String>,
    /// Open again after having been closed or accepted.
    pub reopened: Vec<String>,
    /// Open, with a worse light than before.
    pub worse: Vec<String>,
    /// Open with a milder light than before, or accepted.
    pub better: Vec<String>,
}

impl Changes {
    pub(super) fn add(&mut self, id: &str, before: Option<Status>, now: Status) {
        let is_open = |status: Status| status < Status::Accepted;
        let kind = match before {
            None if is_open(now) => &mut self.new,
            None => return,
            Some(before) if before == now => return,
            Some(_) if now == Status::Closed => &mut self.closed,
            Some(before) if !is_open(before) && is_open(now) => &mut self.reopened,
            Some(before) if now < before => &mut self.worse,
            Some(_) => &mut self.better,
        };
        kind.push(id.to_owned());
    }

    /// Each kind of change with its ids.
    pub fn kinds(&self) -> [(&'static str, &[String]); 5] {
        [
            ("new", &self.new),
            ("reopened", &self.reopened),
            ("worse", &self.worse),
            ("better", &self.better),
            ("closed", &self.closed),
        ]
    }

    /// What follows on `what changed`: `since 2026-12-04: 2 new, 1 closed`.
    pub fn summary(&self) -> String {
        let counts: Vec<String> = self
            .kinds()
            .iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(kind, ids)| format!("{} {kind}", ids.len()))
            .collect();
        let counts = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
        match self.since {
            Some(day) => format!("since {day}: {counts}"),
            None => format!("on the first day: {counts}"),
        }
    }
}
