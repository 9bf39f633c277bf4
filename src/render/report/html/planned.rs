//! Success criteria, and planned against actual.

use maud::{Markup, html};

use super::{listing, section, wide};
use crate::{
    render::{
        escape::for_terminal,
        html::tinted,
        labels,
        report::{
            chart::Plot,
            numbers,
            words::{self, Clock},
        },
    },
    report::{Forecast, Report, Signal},
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
                    (for_terminal(&criterion.summary))
                    p.definition {
                        @if !criterion.definition.is_empty() { "Measured: " (for_terminal(&criterion.definition)) ". " }
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
    let zone = for_terminal(&clock.label);
    let caption = format!("Planned against actual, the smallest headroom first; times in {zone}");
    let columns = [
        ("Resource and number", false),
        ("Planned factor", true),
        ("Real factor", true),
        ("Planned peak", true),
        ("Real peak", true),
        ("Plan's error", true),
        ("Ceiling", true),
        ("Headroom left", true),
    ];
    let pictures: Vec<Markup> =
        report.forecasts.iter().filter_map(|forecast| picture(report, forecast, clock)).collect();
    let content = html! {
        p.quiet {
            "The factor is the peak divided by the largest value of the same hours before. The error is planned ÷ real − 1: "
            "above zero the plan was too large. Headroom is the share of the ceiling that was left at the peak."
        }
        (wide(&caption, &columns, &rows))
        @for picture in pictures.iter().take(SHOWN) { (picture) }
        @if pictures.len() > SHOWN {
            details {
                summary { (labels::count(pictures.len() - SHOWN, "more chart")) }
                @for picture in pictures.iter().skip(SHOWN) { (picture) }
            }
        }
    };
    let nothing = report.forecasts.is_empty().then_some("No number of the plan can be compared.");
    section("planned", "Planned against actual", nothing, &content)
}

fn row(forecast: &Forecast, clock: &Clock) -> Markup {
    let unit = forecast.unit;
    html! {
        tr {
            th scope="row" {
                (for_terminal(&forecast.what)) br;
                span.subject { (for_terminal(&labels::subject(&forecast.resource))) }
                @for unknown in &forecast.unknown { p.definition { (for_terminal(unknown)) } }
            }
            td.number { (numbers::factor(forecast.predicted_factor)) }
            td.number { (numbers::factor(forecast.real_factor)) }
            td.number { (numbers::maybe(unit, forecast.predicted_peak)) (source(&forecast.predicted_from)) }
            td.number {
                (numbers::maybe(unit, forecast.real_peak))
                @if let Some(at) = forecast.peak_at { span.definition.moment { (clock.show(at)) } }
            }
            td.number { (numbers::error(forecast.error)) }
            td.number { (numbers::maybe(unit, forecast.ceiling)) (source(&forecast.ceiling_is)) }
            td.number {
                (numbers::share(forecast.headroom))
                @if forecast.carries.is_some() { span.definition { "would carry " (numbers::factor(forecast.carries)) } }
            }
        }
    }
}

fn source(from: &str) -> Markup {
    html! { @if !from.is_empty() { span.definition { (for_terminal(from)) } } }
}

/// The traffic itself, with the plan and the ceiling drawn in.
fn picture(report: &Report, forecast: &Forecast, clock: &Clock) -> Option<Markup> {
    let series = report.series_of(forecast).filter(|series| series.signal == Signal::Traffic)?;
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
                format!("The peak was {} at {} {}.", numbers::value(unit, value), clock.show(at), clock.label)
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
