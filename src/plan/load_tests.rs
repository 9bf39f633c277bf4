//! Section 13: what was tested and what was measured, against the planned peak.

use super::Plan;
use crate::text::{
    markdown::{bullets, table, text},
    number::number,
};
use crate::{event::Event, workbook::highest_rate};

mod measured;

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let peak = planned(event);
    let mut blocks = Vec::new();
    let rows: Vec<Vec<String>> = event.load_tests.iter().map(|test| row(event, test, peak.as_ref())).collect();
    if rows.is_empty() {
        blocks.push("Section 13 has no load-test result.".to_owned());
    } else {
        blocks.push(table(&["Test", "Line", "Requests per second", "Share of the planned peak"], &rows));
    }
    let line = match &peak {
        Some((rps, from)) => format!("Planned peak: {} requests per second, {from}.", number(*rps)),
        None => "Planned peak: not known, because section 7 gives none in requests per second.".to_owned(),
    };
    blocks.push(bullets(&[line]));
    let measured = measured::blocks(plan, peak.as_ref().map(|(rps, _)| *rps));
    if !measured.is_empty() {
        blocks.push("#### Measured".to_owned());
    }
    blocks.extend(measured);
    blocks.join("\n\n")
}

/// The planned peak of the whole workload in requests per second, and where it comes from.
fn planned(event: &Event) -> Option<(f64, String)> {
    let whole = event.prewarming.iter().find(|row| row.load_balancer.is_none());
    if let Some(rps) = whole.and_then(|row| row.peak_rps) {
        return Some((rps, "as section 7 states for the whole workload".to_owned()));
    }
    let peaks: Vec<f64> = event.prewarming.iter().filter_map(|row| row.peak_rps).collect();
    let (stated, all) = (peaks.len(), event.prewarming.len());
    match (stated, all) {
        (0, _) => None,
        (1, 1) => Some((peaks[0], "as section 7 states".to_owned())),
        _ if stated < all => Some((
            peaks.iter().sum(),
            format!("the sum of {stated} of {all} balancers in section 7; the others state none"),
        )),
        _ => Some((peaks.iter().sum(), format!("the sum of the {all} balancers in section 7"))),
    }
}

fn row(event: &Event, test: &crate::event::Entry, peak: Option<&(f64, String)>) -> Vec<String> {
    let rate = highest_rate(&test.text);
    // A test that names one balancer is measured by that balancer's own peak.
    let lower = test.text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).collect();
    let named = event
        .prewarming
        .iter()
        .find(|row| row.load_balancer.as_deref().is_some_and(|name| words.contains(&name.to_lowercase().as_str())));
    let own = named.and_then(|row| Some((row.peak_rps?, format!(" ({})", text(row.load_balancer.as_deref()?)))));
    let against = own.or_else(|| peak.map(|(rps, _)| (*rps, String::new())));
    let share = match (rate, against) {
        (Some(rate), Some((peak, of))) => {
            let share = format!("{}%{of}", number((rate / peak * 100.0).floor()));
            if rate < peak { format!("**{share}**") } else { share }
        }
        (None, _) => "not known: no rate was read".to_owned(),
        (_, None) => "not known: no planned peak".to_owned(),
    };
    let rate = rate.map_or("none could be read".to_owned(), number);
    vec![text(&test.text), test.line.to_string(), rate, share]
}
