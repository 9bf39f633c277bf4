//! Region `readiness` of section 15: the lights of the three areas and how they move.

use std::fmt::Write as _;

use crate::tracker::History;
use crate::{
    scorecard::{Scorecard, labels},
    text::escape::for_markdown,
};

pub(super) fn markdown(scorecard: &Scorecard, history: &History) -> String {
    let mut text = format!(
        "**{}: {}** on {}, {}; {}.\n\n{}\n\n| Area | Light | Red | Yellow | Gray | Green | Accepted |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: |",
        labels::verdict(scorecard.overall, scorecard.accepted),
        labels::meaning(scorecard.overall),
        scorecard.today(),
        for_markdown(&scorecard.facts_by_day()),
        labels::judged(scorecard),
        changed(scorecard),
    );
    for area in &scorecard.areas {
        let counts = [area.red, area.yellow, area.gray, area.green, area.accepted].map(|count| count.to_string());
        let (name, light) = (labels::area(area.id), labels::verdict(area.light, area.accepted));
        // Writing to a string cannot fail.
        let _ = write!(text, "\n| {name} | {light} | {} |", counts.join(" | "));
    }
    let next = for_markdown(&scorecard.next_step().replace('`', "'"));
    let _ = write!(text, "\n\n{}\n\nNext: {next}.", history.trend());
    text
}

fn changed(scorecard: &Scorecard) -> String {
    let mut text = format!("What changed {}.", scorecard.what_changed());
    let mut last = "";
    for change in scorecard.changed() {
        let id = change.item_id();
        // Writing to a string cannot fail.
        let _ = match (last, change.kind) {
            (last, kind) if last == kind => write!(text, ", `{id}`"),
            ("", kind) => write!(text, "\n\n- {kind}: `{id}`"),
            (_, kind) => write!(text, "\n- {kind}: `{id}`"),
        };
        last = change.kind;
    }
    text
}
