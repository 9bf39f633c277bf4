//! Which spans of time a report measures, and at which resolution.

use std::{error::Error, fmt};

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{event::Window, snapshot::Snapshot};

const DAY: i64 = 24 * 60 * 60;

/// How long CloudWatch keeps datapoints of each period, in seconds ("GetMetricData").
const RETENTION: [(u32, i64); 3] = [(60, 15 * DAY), (300, 63 * DAY), (3600, 455 * DAY)];

/// A span of time, cut into periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// First moment; a multiple of the period since the epoch.
    #[schemars(with = "String")]
    pub start: Timestamp,
    /// First moment after it; a multiple of the period since the epoch.
    #[schemars(with = "String")]
    pub end: Timestamp,
    /// Seconds per datapoint.
    pub period: u32,
}

impl Span {
    /// The smallest span of whole periods that holds `start` to `end`, at the finest period that
    /// CloudWatch still has at `now`.
    fn finest(start: Timestamp, end: Timestamp, now: Timestamp) -> Self {
        let age = now.as_second() - start.as_second();
        let kept = RETENTION.iter().find(|(_, kept)| age <= *kept).map_or(3600, |(period, _)| *period);
        Self::of(start, end, kept)
    }

    fn of(start: Timestamp, end: Timestamp, period: u32) -> Self {
        let size = i64::from(period);
        let down = |second: i64| second.div_euclid(size) * size;
        let at = |second| Timestamp::from_second(second).unwrap_or(start);
        Self { start: at(down(start.as_second())), end: at(down(end.as_second() + size - 1)), period }
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        let seconds = self.end.as_second() - self.start.as_second();
        usize::try_from(seconds / i64::from(self.period.max(1))).unwrap_or(0)
    }

    /// Start of a period, by its index.
    pub fn at(&self, index: usize) -> Timestamp {
        let seconds = i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(i64::from(self.period));
        self.start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    }

    /// Index of the period that holds a moment of the span.
    pub fn index(&self, moment: Timestamp) -> Option<usize> {
        let seconds = moment.as_second() - self.start.as_second();
        let index = usize::try_from(seconds.div_euclid(i64::from(self.period.max(1)))).ok()?;
        (index < self.periods()).then_some(index)
    }
}

/// The spans of one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spans {
    /// The event with its lead and tail, up to now while it still runs.
    pub event: Span,
    /// The same weekdays and hours before the event: one week earlier, or as many whole weeks as a
    /// longer event takes.
    pub baseline: Span,
    /// The twelve months before now, a day per datapoint.
    pub months: Span,
    /// Until when the event's one-minute datapoints exist; `None` once they are gone.
    #[schemars(with = "Option<String>")]
    pub minutes_until: Option<Timestamp>,
}

/// Why there is nothing to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReport {
    /// The workbook gives no start and end.
    NoWindow,
    /// The event had not begun when AWS was asked.
    NotBegun {
        /// When AWS was asked, or would be.
        at: Timestamp,
        /// When the event's window opens.
        opens: Timestamp,
    },
}

impl fmt::Display for NoReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWindow => f.write_str("the workbook gives no start and end that can be read (section 2)"),
            Self::NotBegun { at, opens } => write!(f, "at {at} the event has not begun: its window opens at {opens}"),
        }
    }
}

impl Error for NoReport {}

/// The spans that a report measures whose datapoints are read at `now`.
///
/// # Errors
///
/// [`NoReport`], when there is no window, or it has not opened.
pub fn spans(window: Option<&Window>, now: Timestamp) -> Result<Spans, NoReport> {
    let window = window.ok_or(NoReport::NoWindow)?;
    let opens = window.opens();
    if opens >= now {
        return Err(NoReport::NotBegun { at: now, opens });
    }
    let closes = window.closes().min(now);
    let event = Span::finest(opens, closes, now);
    let length = event.end.as_second() - event.start.as_second();
    let weeks = (length + 7 * DAY - 1).div_euclid(7 * DAY).max(1);
    let earlier = SignedDuration::from_secs(weeks * 7 * DAY);
    let back = |moment: Timestamp| moment.saturating_sub(earlier).unwrap_or(Timestamp::MIN);
    let year = now.saturating_sub(SignedDuration::from_secs(365 * DAY)).unwrap_or(Timestamp::MIN);
    let minutes_end = opens.saturating_add(SignedDuration::from_secs(RETENTION[0].1)).unwrap_or(Timestamp::MAX);
    Ok(Spans {
        event,
        baseline: Span::finest(back(event.start), back(event.end), now),
        months: Span::of(year, now, 86_400),
        minutes_until: (minutes_end >= now).then_some(minutes_end),
    })
}

/// What the sources of a report are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The spans of time.
    pub spans: Spans,
    /// What AWS answered before the event, where that was saved: it names what is gone now.
    pub before: Option<&'a Snapshot>,
}
