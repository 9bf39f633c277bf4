//! The scorecard's instants as people read them: in the event's zone, in whole days.

use jiff::{civil::Date, tz::TimeZone};

use crate::scorecard::{EventSummary, Finding, Scorecard};

impl EventSummary {
    /// The zone in which days are counted and moments are shown: the event's, and UTC where it has none.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }
}

impl Scorecard {
    /// The day of judgement, in the event's zone.
    pub fn today(&self) -> Date {
        let zone = self.event.zone();
        self.generated_at.to_zoned(zone).date()
    }

    /// Whole days until the event starts, in its zone; negative once it has.
    pub fn days_to_go(&self) -> Option<i32> {
        let zone = self.event.zone();
        Some(days_between(self.today(), self.event.start?.to_zoned(zone).date()))
    }
}

impl Finding {
    /// Whole days since the finding was due, when that day has passed.
    pub fn days_overdue(&self, today: Date) -> Option<i32> {
        let due = self.due?;
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
    fn days_are_counted_in_the_zone_of_the_event() {
        let mut scorecard = testing::rich();
        // 01:00 of the 6th in Singapore, still the 5th in UTC.
        scorecard.generated_at = "2026-12-05T17:00:00Z".parse().unwrap();
        assert_eq!(scorecard.today(), date(2026, 12, 6));
        assert_eq!(scorecard.days_to_go(), Some(6));
        let due = |day| {
            scorecard.findings[0].due = day;
            scorecard.findings[0].days_overdue(date(2026, 12, 6))
        };
        let mut due = due;
        assert_eq!([Some(date(2026, 11, 30)), Some(date(2026, 12, 6)), None].map(&mut due), [Some(6), None, None]);
    }
}
