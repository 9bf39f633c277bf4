//! Success criteria, and planned against actual.

use maud::{Markup, html};

use super::{listing, number, section};
use crate::{
    render::{
        html::{inline, tinted},
        report::{
            chart::Plot,
            numbers,
            words::{self, Clock},
        },
    },
    report::{Forecast, Report, Unit, first_to_break},
    scorecard::labels,
    text::{escape::for_terminal, number::count},
};

/// So many charts are shown; the rest are folded.
const SHOWN: usize = 8;

pub(super) fn criteria(report: &Report) -> Markup {
    let rows = html! {
        @for criterion in &report.criteria {
            tr {
                td { (tinted(words::judgement_light(criterion.judgement), words::judgement(criterion.judgement))) }
                th scope="row" { (for_terminal(&criterion.text)) }
                td {
                    (inline(&criterion.summary))
                    p.definition {
                        @if !criterion.definition.is_empty() { "Measured: " (inline(&criterion.definition)) " " }
                        "Workbook line " (criterion.line) "."
                    }
                }
            }
        }
    };
    let columns = [("Judgement", false), ("Criterion", false), ("What was measured", false)];
    let nothing = report.criteria.is_empty().then_some("Section 1 of the workbook sets no success criteria.");
    section("criteria", "Success criteria", nothing, &listing("Success criteria of section 1", &columns, &rows))
}

pub(super) fn forecasts(report: &Report, clock: &Clock) -> Markup {
    let rows = html! { @for forecast in &report.forecasts { (row(forecast, clock)) } };
    let head = for_terminal(&clock.head());
    let caption = format!("Planned against actual, the smallest headroom first; times of {head}");
    let columns = [
        ("Resource and number", false),
        (COLUMNS[0], true),
        (COLUMNS[1], true),
        (COLUMNS[2], true),
        (COLUMNS[3], true),
        (COLUMNS[4], true),
        (COLUMNS[5], true),
        (COLUMNS[6], true),
        (COLUMNS[7], true),
    ];
    let pictures: Vec<Markup> =
        report.forecasts.iter().filter_map(|forecast| picture(report, forecast, clock)).collect();
    let content = html! {
        @if let Some(first) = first_to_break(&report.forecasts) { p.first { (for_terminal(&first)) } }
        p.quiet {
            "The factor is the peak divided by the largest value of the same hours before. The error is planned ÷ real − 1: "
            "above zero the plan was too large. Headroom is the share of the ceiling that was left at the peak."
        }
        (listing(&caption, &columns, &rows))
        @for picture in pictures.iter().take(SHOWN) { (picture) }
        @if pictures.len() > SHOWN {
            details {
                summary { (count(pictures.len() - SHOWN, "more chart")) }
                @for picture in pictures.iter().skip(SHOWN) { (picture) }
            }
        }
    };
    let nothing = report.forecasts.is_empty().then_some("No number of the plan can be compared.");
    section("planned", "Planned against actual", nothing, &content)
}

const COLUMNS: [&str; 8] =
    ["Planned factor", "Real factor", "Planned peak", "Real peak", "At", "Plan's error", "Ceiling", "Headroom left"];

fn row(forecast: &Forecast, clock: &Clock) -> Markup {
    let unit = forecast.unit;
    let notes = words::notes(forecast);
    let numbers = [
        numbers::factor(forecast.predicted_factor),
        numbers::factor(forecast.real_factor),
        numbers::maybe(unit, forecast.predicted_peak),
        numbers::maybe(unit, forecast.real_peak),
        clock.maybe(forecast.peak_at),
        numbers::error(forecast.error),
        numbers::maybe(unit, forecast.ceiling),
        numbers::share(forecast.headroom),
    ];
    html! {
        tr.noted[!notes.is_empty()] {
            th scope="row" {
                (for_terminal(&forecast.what)) br;
                span.subject { (for_terminal(&labels::subject(&forecast.resource))) }
            }
            @for (column, text) in COLUMNS.iter().zip(&numbers) { (number(column, text)) }
        }
        @if !notes.is_empty() {
            tr { td colspan="9" { p.definition { @for note in &notes { (inline(note)) " " } } } }
        }
    }
}

/// What was planned or had a ceiling of its own, with both drawn in.
fn picture(report: &Report, forecast: &Forecast, clock: &Clock) -> Option<Markup> {
    // A share of a hundred stands with its bounds among the resources.
    let has_levels = forecast.predicted_peak.is_some() || forecast.unit != Unit::Percent;
    let series = report.series_of(forecast).filter(|_| has_levels)?;
    let (unit, subject) = (forecast.unit, labels::subject(&forecast.resource));
    let level = |class, name: &str, value: Option<f64>| {
        value.map(|value| (class, format!("{name} {}", numbers::value(unit, value)), value))
    };
    let levels: Vec<_> = level("plan", "planned peak", forecast.predicted_peak)
        .into_iter()
        .chain(level("ceiling", "ceiling", forecast.ceiling))
        .collect();
    let peak = forecast.peak_at.zip(forecast.real_peak);
    let plot = Plot {
        title: format!("{} of {subject}", forecast.what),
        description: match peak {
            Some((at, value)) => {
                format!("The peak was {} at {} {}.", numbers::value(unit, value), clock.full(at), clock.label)
            }
            None => "No peak is known.".to_owned(),
        },
        small: false,
        span: report.spans.event,
        window: report.event.start.zip(report.event.end),
        clock,
        unit,
        event: &series.curve,
        baseline: &series.baseline_curve,
        levels: levels.clone(),
        peak,
    };
    Some(html! {
        figure {
            figcaption {
                b { (for_terminal(&forecast.what)) } " " span.subject { (for_terminal(&subject)) }
                (legend(false))
            }
            div.scroll tabindex="0" role="region" aria-label=(for_terminal(&plot.title)) { (plot.svg()) }
            @for (_, label, value) in &levels {
                @if !plot.draws(*value) { p.definition { "Far above the picture: " (for_terminal(label)) "." } }
            }
        }
    })
}

/// What the lines of a chart are.
pub(super) fn legend(has_bounds: bool) -> Markup {
    html! {
        span.legend {
            span.key.event { "event" } " "
            span.key.baseline { "same hours before" } " "
            span.key.gap { "no datapoint" } " "
            span.key.window { "the event's window" }
            @if has_bounds { " " span.key.yellow { "yellow from here" } " " span.key.red { "red from here" } }
        }
    }
}
