//! The scorecard's instants as people read them: in the event's zone, in whole days.

use jiff::{
    civil::Date,
    tz::{Offset, TimeZone},
};

use crate::scorecard::{EventSummary, Finding, Scorecard};

impl EventSummary {
    /// The event's zone, when its label is an IANA name or an offset such as `GMT +8`.
    pub fn zone(&self) -> Option<TimeZone> {
        let label = self.time_zone.as_deref()?.trim();
        let upper = label.to_ascii_uppercase();
        let offset = ["UTC", "GMT"].iter().find_map(|name| upper.strip_prefix(name));
        match offset.unwrap_or(&upper).trim() {
            "" | "Z" => Some(TimeZone::UTC),
            written if written.starts_with(['+', '-']) => fixed_offset(written).map(TimeZone::fixed),
            _ => TimeZone::get(label).ok(),
        }
    }
}

/// Reads `+8`, `+08`, `+0800`, `-3:30`.
fn fixed_offset(written: &str) -> Option<Offset> {
    let (sign, digits) = written.split_at_checked(1)?;
    let digits = digits.trim();
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

impl Scorecard {
    /// The day of judgement, in the event's zone.
    pub fn today(&self) -> Date {
        let zone = self.event.zone().unwrap_or(TimeZone::UTC);
        self.generated_at.to_zoned(zone).date()
    }

    /// Whole days until the event starts, in its zone; negative once it has.
    pub fn days_to_go(&self) -> Option<i32> {
        let zone = self.event.zone().unwrap_or(TimeZone::UTC);
        Some(days_between(self.today(), self.event.start?.to_zoned(zone).date()))
    }
}

impl Finding {
    /// Whole days since the finding was due, when that day has passed.
    pub fn days_overdue(&self, today: Date) -> Option<i32> {
        let due: Date = self.due.as_deref()?.parse().ok()?;
        (due < today).then(|| days_between(due, today))
    }
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    // Spans between dates count days unless told otherwise, and those always fit.
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::scorecard::testing;

    #[test]
    fn labels_that_people_write() {
        let at = |label: &str| {
            let mut event = testing::rich().event;
            event.time_zone = Some(label.to_owned());
            event.zone().map(|zone| event.start.unwrap().to_zoned(zone).datetime().to_string())
        };
        for (label, expected) in [
            ("GMT +8", Some("2026-12-12T20:00:00")),
            ("gmt+08:00", Some("2026-12-12T20:00:00")),
            ("UTC+0800", Some("2026-12-12T20:00:00")),
            ("+8", Some("2026-12-12T20:00:00")),
            ("UTC -3:30", Some("2026-12-12T08:30:00")),
            ("Asia/Singapore", Some("2026-12-12T20:00:00")),
            ("UTC", Some("2026-12-12T12:00:00")),
            ("Z", Some("2026-12-12T12:00:00")),
            ("GMT +99", None),
            ("GMT +é", None),
            ("somewhere", None),
        ] {
            assert_eq!(at(label).as_deref(), expected, "{label}");
        }
    }

    #[test]
    fn days_are_counted_in_the_zone_of_the_event() {
        let mut scorecard = testing::rich();
        // 01:00 of the 6th in Singapore, still the 5th in UTC.
        scorecard.generated_at = "2026-12-05T17:00:00Z".parse().unwrap();
        assert_eq!(scorecard.today(), date(2026, 12, 6));
        assert_eq!(scorecard.days_to_go(), Some(6));
        let due = |day: &str| {
            scorecard.findings[0].due = Some(day.to_owned());
            scorecard.findings[0].days_overdue(date(2026, 12, 6))
        };
        let mut due = due;
        assert_eq!(["2026-11-30", "2026-12-06", "soon"].map(&mut due), [Some(6), None, None]);
    }
}
