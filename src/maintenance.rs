//! Weekly maintenance windows, as RDS and ElastiCache write them.

use jiff::Timestamp;

use crate::event::Window;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: i64 = 24 * 60 * 60;
const WEEK: i64 = 7 * DAY;
/// The first day of 1970 was a Thursday.
const FIRST_MONDAY: i64 = -3 * DAY;

/// A span that comes back every week, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weekly {
    /// Seconds from Monday, 00:00.
    start: i64,
    /// Seconds from start to end.
    length: i64,
}

impl Weekly {
    /// Reads `ddd:hh24:mi-ddd:hh24:mi`, such as `sun:23:30-mon:00:30`.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        let (from, to) = written.split_once('-')?;
        let (start, end) = (moment(from)?, moment(to)?);
        (start != end).then(|| Self { start, length: (end - start).rem_euclid(WEEK) })
    }

    /// The first time that it meets the event's window.
    pub(crate) fn meets(self, window: &Window) -> Option<(Timestamp, Timestamp)> {
        let week = (window.opens().as_second() - FIRST_MONDAY).div_euclid(WEEK) * WEEK + FIRST_MONDAY;
        // It may have begun in the week before, and the window lies in the same week or the next.
        [-WEEK, 0, WEEK].into_iter().find_map(|shift| {
            let from = Timestamp::from_second(week + shift + self.start).ok()?;
            let to = Timestamp::from_second(week + shift + self.start + self.length).ok()?;
            window.meets(from, to).then_some((from, to))
        })
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
            let met = Weekly::parse(written).unwrap().meets(&event()).map(|(from, _)| from.to_string());
            assert_eq!(met.as_deref(), expected, "{written}");
        }
        let long = Window { end: event().start + SignedDuration::from_hours(48), ..event() };
        let next_week = Weekly::parse("mon:01:00-mon:02:00").unwrap().meets(&long);
        assert_eq!(next_week.unwrap().0.to_string(), "2026-12-14T01:00:00Z");
    }

    #[test]
    fn what_is_no_window_is_not_read() {
        for written in ["", "sat", "sat:02:00", "sat:24:00-sun:01:00", "xxx:02:00-sat:03:00", "sat:02:00-sat:02:00"] {
            assert_eq!(Weekly::parse(written), None, "{written}");
        }
    }
}
