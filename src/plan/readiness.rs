//! Region `readiness` of section 15: the lights of the three areas and how they move.

use std::fmt::Write as _;

use super::{Changes, Plan, history::History};
use crate::render::{for_markdown, labels};

pub(super) fn markdown(plan: &Plan<'_>, changes: &Changes, history: &History) -> String {
    let scorecard = plan.scorecard;
    let mut text = format!(
        "**{}: {}** on {}; {}.\n\n{}\n\n| Area | Light | Red | Yellow | Gray | Green | Accepted |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: |",
        labels::light(scorecard.overall),
        labels::meaning(scorecard.overall),
        scorecard.today(),
        labels::judged(scorecard),
        changed(changes),
    );
    for area in &scorecard.areas {
        let counts = [area.red, area.yellow, area.gray, area.green, area.accepted].map(|count| count.to_string());
        let (name, light) = (labels::area(area.id), labels::light(area.light));
        // Writing to a string cannot fail.
        let _ = write!(text, "\n| {name} | {light} | {} |", counts.join(" | "));
    }
    let next = for_markdown(&scorecard.next_step().replace('`', "'"));
    let _ = write!(text, "\n\n{}\n\nNext: {next}.", history.trend());
    text
}

fn changed(changes: &Changes) -> String {
    let mut text = format!("What changed {}.", changes.summary());
    // On the first day everything is new, and section 16 lists it.
    if changes.since.is_none() {
        return text;
    }
    let kinds = changes.kinds();
    for (at, (kind, ids)) in kinds.iter().filter(|(_, ids)| !ids.is_empty()).enumerate() {
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let _ = write!(text, "{}- {kind}: {}", if at == 0 { "\n\n" } else { "\n" }, ids.join(", "));
    }
    text
}
