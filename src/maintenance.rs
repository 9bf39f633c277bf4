//! Maintenance windows that come back: every week, as RDS and ElastiCache write them, or every day.

use jiff::Timestamp;

use crate::event::Window;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: i64 = 24 * 60 * 60;
const WEEK: i64 = 7 * DAY;
/// The first day of 1970 was a Thursday.
const FIRST_MONDAY: i64 = -3 * DAY;

/// A span that comes back, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recurring {
    /// Seconds from a Monday, 00:00, to a start.
    pub(crate) start: i64,
    /// Seconds from start to end, fewer than `every`.
    pub(crate) length: i64,
    /// Seconds from start to start: a week, or a part of one.
    pub(crate) every: i64,
}

impl Recurring {
    /// Reads `ddd:hh24:mi-ddd:hh24:mi`, such as `sun:23:30-mon:00:30`, which comes back every week.
    pub(crate) fn weekly(written: &str) -> Option<Self> {
        let (from, to) = written.split_once('-')?;
        let (start, end) = (moment(from)?, moment(to)?);
        (start != end).then(|| Self { start, length: (end - start).rem_euclid(WEEK), every: WEEK })
    }

    /// The first time that ends at `moment` or later: the one that is on then, or the next.
    pub(crate) fn first_from(self, moment: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let first = FIRST_MONDAY + self.start;
        // A part of a second is behind the second.
        let moment = moment.as_second() + i64::from(moment.subsec_nanosecond() > 0);
        let ended = (moment - first - self.length + self.every - 1).div_euclid(self.every);
        let from = first + ended * self.every;
        Some((Timestamp::from_second(from).ok()?, Timestamp::from_second(from + self.length).ok()?))
    }

    /// The first time that it meets the event's window.
    pub(crate) fn meets(self, window: &Window) -> Option<(Timestamp, Timestamp)> {
        self.first_from(window.opens()).filter(|(from, to)| window.meets(*from, *to))
    }
}

/// Seconds from Monday, 00:00, of `ddd:hh24:mi`.
fn moment(written: &str) -> Option<i64> {
    let mut parts = written.trim().split(':');
    let day = parts.next()?.to_ascii_lowercase();
    let day = i64::try_from(DAYS.iter().position(|name| *name == day)?).ok()?;
    let hour: i64 = parts.next()?.parse().ok().filter(|hour| (0..24).contains(hour))?;
    let minute: i64 = parts.next()?.parse().ok().filter(|minute| (0..60).contains(minute))?;
    parts.next().is_none().then_some(day * DAY + hour * 3600 + minute * 60)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;

    /// Saturday 01:00 to 13:00, four hours of lead and two of tail: Friday 21:00 to Saturday 15:00.
    fn event() -> Window {
        Window {
            start: "2026-12-12T01:00:00Z".parse().unwrap(),
            end: "2026-12-12T13:00:00Z".parse().unwrap(),
            time_zone: TimeZone::UTC,
            time_zone_label: "UTC".to_owned(),
            lead: Window::DEFAULT_LEAD,
            tail: Window::DEFAULT_TAIL,
            line: 1,
        }
    }

    #[test]
    fn windows_meet_the_event_or_not() {
        for (written, expected) in [
            ("sat:02:00-sat:03:00", Some("2026-12-12T02:00:00Z")),
            ("Fri:20:30-Fri:21:00", Some("2026-12-11T20:30:00Z")),
            ("sat:15:00-sat:16:00", Some("2026-12-12T15:00:00Z")),
            ("fri:23:30-sat:00:30", Some("2026-12-11T23:30:00Z")),
            ("sun:00:00-sat:23:00", Some("2026-12-06T00:00:00Z")),
            ("fri:19:00-fri:20:59", None),
            ("sat:15:01-sat:16:00", None),
            ("sun:23:30-mon:00:30", None),
        ] {
            let met = Recurring::weekly(written).unwrap().meets(&event()).map(|(from, _)| from.to_string());
            assert_eq!(met.as_deref(), expected, "{written}");
        }
        let long = Window { end: event().start + SignedDuration::from_hours(48), ..event() };
        let next_week = Recurring::weekly("mon:01:00-mon:02:00").unwrap().meets(&long);
        assert_eq!(next_week.unwrap().0.to_string(), "2026-12-14T01:00:00Z");
    }

    #[test]
    fn what_is_no_window_is_not_read() {
        for written in ["", "sat", "sat:02:00", "sat:24:00-sun:01:00", "xxx:02:00-sat:03:00", "sat:02:00-sat:02:00"] {
            assert_eq!(Recurring::weekly(written), None, "{written}");
        }
    }

    #[test]
    fn the_first_time_is_the_one_that_is_on_or_the_next() {
        // Ten hours from 22:00 on.
        let daily = Recurring { start: 22 * 3600, length: 10 * 3600, every: DAY };
        for (moment, expected) in [
            ("2026-12-12T21:59:59Z", "2026-12-12T22:00:00Z to 2026-12-13T08:00:00Z"),
            ("2026-12-12T22:00:00Z", "2026-12-12T22:00:00Z to 2026-12-13T08:00:00Z"),
            ("2026-12-13T00:00:00Z", "2026-12-12T22:00:00Z to 2026-12-13T08:00:00Z"),
            ("2026-12-13T08:00:00Z", "2026-12-12T22:00:00Z to 2026-12-13T08:00:00Z"),
            ("2026-12-13T08:00:00.5Z", "2026-12-13T22:00:00Z to 2026-12-14T08:00:00Z"),
            ("1969-12-31T12:00:00Z", "1969-12-31T22:00:00Z to 1970-01-01T08:00:00Z"),
        ] {
            let (from, to) = daily.first_from(moment.parse().unwrap()).unwrap();
            assert_eq!(format!("{from} to {to}"), expected, "{moment}");
        }
        let (from, _) = daily.meets(&event()).unwrap();
        assert_eq!(from.to_string(), "2026-12-11T22:00:00Z");
        let afternoon = Recurring { start: 15 * 3600 + 60, length: 3600, every: DAY };
        let short = Window { lead: SignedDuration::ZERO, ..event() };
        assert_eq!(afternoon.meets(&short), None);
    }
}
