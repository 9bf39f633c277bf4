//! Steps 22 to 25: action items and their end states, the post-mortem, the support case's
//! resolution, survey, success story, and what to do better next time.

mod case;
mod items;
mod recommendations;
mod story;
mod survey;
#[cfg(test)]
mod tests;
mod words;

use jiff::ToSpan;
use schemars::JsonSchema;
use serde::Serialize;

use self::words::Words;
use super::{
    Inputs, criteria::Criterion, forecast::Forecast, indicators::Indicator, measured::Measured, timeline::Happening,
    wind_down::WindDown,
};

/// What closes the loop. Its texts are plain text; whoever writes them into a document escapes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Closing {
    /// Every action item of section 16 in its end state, those that are open first.
    pub items: Vec<ClosedItem>,
    /// Day by which the post-mortem is held: within a week of the event's end, in the event's time
    /// zone (`YYYY-MM-DD`).
    pub post_mortem_by: String,
    /// Text that resolves the support case (step 23), with reason code and category to be chosen.
    pub case_resolution: String,
    /// Draft of the survey request (step 24).
    pub survey: String,
    /// Draft of the success story (step 25), from measured facts alone.
    pub success_story: String,
    /// What to do better at the next event, the most valuable first: whole sentences with numbers.
    pub recommendations: Vec<String>,
}

/// An action item at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClosedItem {
    /// Stable id; the description for a row that people wrote.
    pub id: String,
    /// What had to be done.
    pub description: String,
    /// Status as the tracker has it: Red, Yellow, Gray, Accepted, Closed …
    pub status: String,
    /// Owner.
    pub owner: Option<String>,
    /// Whether it is still open.
    pub open: bool,
    /// Whether it was first seen on a day of the event, its lead and tail included.
    pub opened_during_event: bool,
}

/// What the other parts of a report say, for the texts that are written from them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) criteria: &'a [Criterion],
    pub(super) forecasts: &'a [Forecast],
    pub(super) resources: &'a [Measured],
    pub(super) timeline: &'a [Happening],
    pub(super) indicators: &'a [Indicator],
    pub(super) wind_down: &'a [WindDown],
}

/// What closes the loop.
pub(super) fn closing(inputs: &Inputs<'_>, found: Found<'_>) -> Closing {
    let Some(window) = &inputs.workbook.event.window else { return Closing::default() };
    let items = items::items(inputs, window);
    let last_day = window.end.to_zoned(window.time_zone.clone()).date();
    let words = Words { inputs: *inputs, window, found, post_mortem: last_day.saturating_add(7.days()) };
    Closing {
        post_mortem_by: words.post_mortem.to_string(),
        case_resolution: case::resolution(&words, &items),
        survey: survey::request(&words),
        success_story: story::draft(&words),
        recommendations: recommendations::next_time(&words, &items),
        items: items.into_iter().map(|item| item.closed).collect(),
    }
}
