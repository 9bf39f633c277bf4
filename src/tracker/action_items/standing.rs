//! What is known of an action item: its status, and the day on which that was known last.

use std::fmt;

use jiff::civil::Date;

use crate::tracker::action_items::rows::Row;
use crate::{rule::Light, scorecard::Finding, workbook::region_table as table};

/// Status of an action item: the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Red,
    Yellow,
    /// Accepted once and not any more, and not to be judged.
    Gray,
    Accepted,
    Closed,
}

impl Status {
    const ALL: [Self; 5] = [Self::Red, Self::Yellow, Self::Gray, Self::Accepted, Self::Closed];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Yellow => "Yellow",
            Self::Gray => "Gray",
            Self::Accepted => "Accepted",
            Self::Closed => "Closed",
        }
    }
}

/// Separates the status from its day in a cell.
const AS_OF: &str = ", as of ";

/// A status, as the cell says it: `Red`, or `Red, as of 2026-12-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) status: Status,
    /// The last day on which it was known, where it is not known now.
    pub(super) as_of: Option<Date>,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        Self { status, as_of: None }
    }
}

impl Standing {
    pub(super) fn parse(cell: &str) -> Option<Self> {
        let (word, day) = cell.split_once(AS_OF).map_or((cell, None), |(word, day)| (word, Some(day)));
        let status = Status::ALL.into_iter().find(|status| table::is(word, status.word()))?;
        let as_of = day.and_then(|day| day.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok());
        Some(Self { status, as_of })
    }

    /// What a finding makes of its row. `None` where it is no item: it is green or gray, and was never open.
    pub(super) fn of(finding: &Finding, row: Option<&Row>, today: Date) -> Option<Self> {
        let status = match finding.light {
            Light::Green => Status::Closed,
            _ if finding.accepted.is_some() => Status::Accepted,
            Light::Red => Status::Red,
            Light::Yellow => Status::Yellow,
            Light::Gray => Status::Gray,
        };
        let known = match (row, finding.light) {
            (None, Light::Green | Light::Gray) => return None,
            (Some(row), Light::Gray) => Self::parse(row.cell("Status")).map(|known| (row, known)),
            _ => None,
        };
        Some(match known {
            // That a thing was mended is not taken back by a run that could not look.
            Some((_, known)) if known.status == Status::Closed => known,
            Some((row, known)) if known.status < Status::Gray && status == Status::Gray => known.unknown(row, today),
            _ => status.into(),
        })
    }

    /// What becomes of a row without a finding. Where what it needs could not be read, that it is gone says
    /// nothing.
    pub(super) fn of_gone(row: &Row, is_missed: bool, today: Date) -> Self {
        match Self::parse(row.cell("Status")) {
            Some(known) if is_missed && known.status < Status::Closed => known.unknown(row, today),
            _ => Status::Closed.into(),
        }
    }

    fn unknown(self, row: &Row, today: Date) -> Self {
        let last_seen = || row.cell("Last seen").parse().unwrap_or(today);
        Self { as_of: Some(self.as_of.unwrap_or_else(last_seen)), ..self }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.status.word())?;
        self.as_of.map_or(Ok(()), |day| write!(f, "{AS_OF}{day}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::tracker::action_items::standing::Standing;

    #[test]
    fn cells_are_read_as_they_are_written() {
        for (cell, written) in [
            ("Red", Some("Red")),
            ("Yellow, as of 2026-12-05", Some("Yellow, as of 2026-12-05")),
            ("**red, as of 2026-12-05**", Some("Red, as of 2026-12-05")),
            ("Red, as of yesterday", Some("Red")),
            ("`Closed`", Some("Closed")),
            ("In progress", None),
            ("", None),
        ] {
            assert_eq!(Standing::parse(cell).map(|it| it.to_string()).as_deref(), written, "{cell}");
        }
    }
}
