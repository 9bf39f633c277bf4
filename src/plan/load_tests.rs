//! Section 13: what was tested and what was measured, against the planned peak.

use super::{
    Plan,
    facts::{balancers, open_one, place_name, places},
    markdown::{bullets, number, table, text},
};
use crate::{
    event::Event,
    metrics::{LOOKBACK_DAYS, Metric},
    names,
    source::Source,
    workbook::highest_rate,
};

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let event = &plan.workbook.event;
    let peak = planned(event);
    let mut blocks = Vec::new();
    let rows: Vec<Vec<String>> = event.load_tests.iter().map(|test| row(event, test, peak.as_ref())).collect();
    if rows.is_empty() {
        blocks.push("Section 13 has no load-test result.".to_owned());
    } else {
        blocks.push(table(&["Test", "Line", "Requests per second", "Share of the planned peak"], &rows));
    }
    let mut lines = vec![match &peak {
        Some((rps, from)) => format!("Planned peak: {} requests per second, {from}.", number(*rps)),
        None => "Planned peak: not known, because section 7 gives none in requests per second.".to_owned(),
    }];
    lines.extend(measured(plan, peak.as_ref()));
    blocks.push(bullets(&lines));
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

/// The busiest minute of each listed application balancer.
fn measured(plan: &Plan<'_>, peak: Option<&(f64, String)>) -> Vec<String> {
    let mut lines = Vec::new();
    for place in places(plan) {
        let here = text(&place_name(place));
        for balancer in balancers(plan, place) {
            let written = text(&balancer.resource.name);
            let (arn, found) = match &balancer.found {
                Ok(Some(found)) => *found,
                Ok(None) => continue,
                Err(why) => {
                    lines.push(format!("Busiest minute of {written} ({here}): {}.", text(why)));
                    continue;
                }
            };
            if found.balancer_type != "application" {
                continue;
            }
            let metric = Metric::requests(names::load_balancer_suffix(arn));
            let known = open_one(Source::Metrics, &place.facts.cloudwatch.metrics, &metric.key());
            let known = match known {
                Err(why) => text(&why),
                Ok(None) => "CloudWatch has no requests of it".to_owned(),
                Ok(Some(series)) => {
                    let rps = series.maximum / 60.0;
                    let share = peak.map_or(String::new(), |(peak, _)| {
                        format!(", {}% of the planned peak", number((rps / peak * 100.0).floor()))
                    });
                    let window = plan.workbook.event.window.as_ref();
                    let at =
                        window.map_or_else(|| series.maximum_at.to_string(), |window| window.show(series.maximum_at));
                    format!("{} requests per second at {}{share}", number(rps), text(&at))
                }
            };
            let name = text(&found.name);
            lines.push(format!("Busiest minute of {name} ({here}) in the last {LOOKBACK_DAYS} days: {known}."));
        }
    }
    lines
}
