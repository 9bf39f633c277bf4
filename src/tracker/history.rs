//! Region `history` of section 16: one row per day on which the workbook was written.

use jiff::civil::Date;

use crate::{
    rule::Light,
    scorecard::{Scorecard, labels},
    text::number::count,
    tracker::{action_items::Tracker, record::Record},
    workbook::region_table as table,
};

/// Days that are kept.
const DAYS: usize = 30;
const HEADER: [&str; 7] = ["Date", "Overall", "Red", "Yellow", "Gray", "Green", "Closed"];
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The days so far, the earliest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    days: Vec<Day>,
    pub(crate) record: Record,
    pub(crate) notices: Vec<String>,
}

#[derive(Debug, Clone)]
struct Day {
    date: Date,
    overall: String,
    /// Red, yellow, gray, green and closed.
    counts: [usize; 5],
}

impl History {
    /// Reads what stands in the region.
    pub(crate) fn read(inside: &str) -> Self {
        let mut history = Self { record: Record::read(inside), ..Self::default() };
        for table in table::read(inside).tables {
            let columns = HEADER.map(|name| table.column(name));
            for row in &table.rows {
                let cells = columns.map(|column| column.and_then(|at| row.get(at)).map_or("", String::as_str));
                match day(cells) {
                    Some(day) if history.days.iter().all(|known| known.date != day.date) => history.days.push(day),
                    _ => history.notices.push(format!(
                        "region `history`: a row that could not be read, or of a day that was there, was left out: {}",
                        row.join(" | ")
                    )),
                }
            }
        }
        history.days.sort_by_key(|day| day.date);
        history
    }

    pub(crate) fn has(&self, date: Date) -> bool {
        self.days.iter().any(|day| day.date == date)
    }

    /// The last day before `date`.
    pub(crate) fn last_before(&self, date: Date) -> Option<Date> {
        self.days.iter().map(|day| day.date).rfind(|day| *day < date)
    }

    /// The last day on which the sections were written. Earlier versions kept no record of it.
    pub(crate) fn written(&self) -> Option<Date> {
        self.record.sections.or_else(|| self.days.last().map(|day| day.date))
    }

    /// The same with today's row, which replaces an earlier one of today. What was red or yellow and is no
    /// longer known counts as it was.
    pub(crate) fn with_today(mut self, scorecard: &Scorecard, tracker: &Tracker) -> Self {
        let date = scorecard.today();
        let [red, yellow, gray] = tracker.no_longer_known();
        let mut counts = [red, yellow, 0, 0, tracker.closed()];
        for area in &scorecard.areas {
            for (sum, count) in counts.iter_mut().zip([area.red, area.yellow, area.gray, area.green]) {
                *sum += count;
            }
        }
        counts[2] = counts[2].saturating_sub(gray);
        let lights = [(red, Light::Red), (yellow, Light::Yellow)];
        let known = lights.into_iter().filter(|(count, _)| *count > 0).map(|(_, light)| light);
        let overall = known.chain([scorecard.overall]).min().unwrap_or(scorecard.overall);
        self.days.retain(|day| day.date != date);
        let surplus = (self.days.len() + 1).saturating_sub(DAYS);
        self.days.drain(..surplus);
        self.days.push(Day { date, overall: labels::verdict(overall, scorecard.accepted), counts });
        self.days.sort_by_key(|day| day.date);
        self
    }

    /// How the red findings have gone, and the red and yellow ones together, one bar per day. Gray ones do not
    /// count: a day on which less could be read would look like a worse one, and the day after like a better one.
    pub(crate) fn trend(&self) -> String {
        let reds: Vec<usize> = self.days.iter().map(|day| day.counts[0]).collect();
        let open: Vec<usize> = self.days.iter().map(|day| day.counts[..2].iter().sum()).collect();
        let days = count(self.days.len(), "day");
        format!("Trend over {days}: red {} · red and yellow {}", bars(&reds), bars(&open))
    }

    pub(crate) fn markdown(&self) -> String {
        let rows = self.days.iter().map(|day| {
            let mut row = vec![day.date.to_string(), day.overall.clone()];
            row.extend(day.counts.map(|count| count.to_string()));
            row
        });
        let header = HEADER.map(str::to_owned);
        format!("{}{}\n\n{}", self.record.line(), self.trend(), table::markdown(&header, rows))
    }
}

fn day([date, overall, counts @ ..]: [&str; 7]) -> Option<Day> {
    let mut numbers = [0; 5];
    for (number, cell) in numbers.iter_mut().zip(counts) {
        *number = cell.parse().ok()?;
    }
    Some(Day { date: date.parse().ok()?, overall: overall.to_owned(), counts: numbers })
}

/// `▁▄█ (1 → 8)`, from zero to the highest count.
fn bars(counts: &[usize]) -> String {
    let highest = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |count: &usize| BARS.get(count.saturating_mul(BARS.len() - 1) / highest).copied().unwrap_or('█');
    let line: String = counts.iter().map(bar).collect();
    match counts {
        [first, .., last] => format!("{line} ({first} → {last})"),
        [only] => format!("{line} ({only})"),
        [] => line,
    }
}

#[cfg(test)]
mod tests {
    use crate::tracker::history::bars;

    #[test]
    fn bars_reach_from_zero_to_the_highest() {
        for (counts, line) in [
            (&[][..], ""),
            (&[0], "▁ (0)"),
            (&[7], "█ (7)"),
            (&[0, 1, 2, 4, 8], "▁▁▂▄█ (0 → 8)"),
            (&[usize::MAX, 1], "▂▁ (18446744073709551615 → 1)"),
        ] {
            assert_eq!(bars(counts), line);
        }
    }
}
