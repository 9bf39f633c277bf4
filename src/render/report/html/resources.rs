//! Every resource: its health in one line, and its series as small charts.

use maud::{Markup, html};

use super::{planned::legend, section};
use crate::{
    render::{
        html::badge,
        report::{
            chart::{Plot, strip},
            numbers,
            words::{self, Clock},
        },
    },
    report::{Measured, Report, Series, Summary, Unit},
    rule::Light,
    scorecard::labels,
    text::escape::for_terminal,
};

/// Up to so many resources, those that came near a bound are shown open.
const OPEN: usize = 12;

pub(super) fn health(report: &Report, clock: &Clock) -> Markup {
    let content = html! {
        p.quiet {
            "Each strip is the event from " (clock.span(report.spans.event.start, report.spans.event.end))
            " (" (for_terminal(&clock.head())) "), cut into equal parts. A part has the worst light that a metric with bounds gives: "
        }
        p.lights { @for light in [Light::Green, Light::Yellow, Light::Red, Light::Gray] { (badge(light)) " " (meaning(light)) " " } }
        table.health {
            caption { "Health of every resource" }
            thead { tr { th scope="col" { "Resource" } th scope="col" { "Health over time" } } }
            tbody {
                @for (at, measured) in report.resources.iter().enumerate() {
                    tr {
                        th scope="row" {
                            a href={ "#r" (at) } { (for_terminal(&measured.resource.id)) } " "
                            span.subject { (measured.resource.kind) }
                        }
                        td {
                            @if let Some(reason) = &measured.unmeasured { span.quiet { "not measured: " (for_terminal(reason)) } }
                            @else { (strip(&measured.health, &format!("Health of {}", labels::subject(&measured.resource)))) }
                        }
                    }
                }
            }
        }
    };
    let nothing = report.resources.is_empty().then_some("Section 6 of the workbook lists nothing.");
    section("health", "Health", nothing, &content)
}

fn meaning(light: Light) -> &'static str {
    match light {
        Light::Green => "within bounds",
        Light::Yellow => "near a bound",
        Light::Red => "beyond a bound",
        Light::Gray => "no datapoint, or no bound to judge by",
    }
}

pub(super) fn resources(report: &Report, clock: &Clock) -> Markup {
    let is_short = report.resources.len() <= OPEN;
    let content = html! {
        p { (legend(true)) }
        @for (at, measured) in report.resources.iter().enumerate() {
            @let is_open = is_short && matches!(measured.worst(), Light::Red | Light::Yellow);
            details.resource #{ "r" (at) } open=[is_open.then_some("")] {
                summary {
                    (badge(measured.worst())) " " b { (for_terminal(&labels::subject(&measured.resource))) }
                    @if let Some(words) = words::presence(measured, clock) { " " span.presence { (words) } }
                }
                @if let Some(reason) = &measured.unmeasured { p { "Not measured: " (for_terminal(reason)) } }
                @if words::pictured(measured).next().is_some() {
                    div.charts { @for series in words::pictured(measured) { (figure(report, measured, series, clock)) } }
                }
                @for (word, names) in words::plain(measured) {
                    p.plain {
                        b { (for_terminal(&word)) } ": "
                        @for (at, name) in names.iter().enumerate() { @if at > 0 { ", " } code { (name) } }
                    }
                }
            }
        }
    };
    let nothing = report.resources.is_empty().then_some("Section 6 of the workbook lists nothing.");
    section("resources", "Resources", nothing, &content)
}

/// One metric: its chart where there are datapoints, and its numbers in words.
fn figure(report: &Report, measured: &Measured, series: &Series, clock: &Clock) -> Markup {
    let has_data = series.curve.iter().flatten().next().is_some();
    html! {
        figure.series {
            figcaption { b { (words::metric_name(series)) } " " span.subject { (series.statistic) } }
            @if has_data { (plot(report, measured, series, clock).svg()) }
            p.definition { (numbers_of(&series.event, series.unit, clock)) }
            p.definition { "Before: " (before(&series.baseline, series.unit)) }
        }
    }
}

fn plot<'a>(report: &Report, measured: &Measured, series: &'a Series, clock: &'a Clock) -> Plot<'a> {
    let largest = numbers::maybe(series.unit, series.event.maximum);
    let before = numbers::maybe(series.unit, series.baseline.maximum);
    let mut levels = Vec::new();
    if let Some((yellow, red)) = series.bounds {
        levels = vec![("yellow", String::new(), yellow), ("red", String::new(), red)];
    }
    Plot {
        title: format!("{} of {}", words::metric(series), measured.resource.id),
        description: format!("Largest {largest}, before {before}."),
        small: true,
        span: report.spans.event,
        window: report.event.start.zip(report.event.end),
        clock,
        unit: series.unit,
        event: &series.curve,
        baseline: &series.baseline_curve,
        levels,
        peak: None,
    }
}

fn numbers_of(summary: &Summary, unit: Unit, clock: &Clock) -> Markup {
    if let Some(silence) = words::silence(summary) {
        return html! { strong { (for_terminal(&silence)) } };
    }
    html! {
        "Largest " b { (numbers::maybe(unit, summary.maximum)) }
        @if let Some(at) = summary.maximum_at { " at " (clock.show(at)) }
        ", mean " (numbers::maybe(unit, summary.mean)) ", smallest " (numbers::maybe(unit, summary.minimum))
        @if summary.total.is_some() { ", in all " (numbers::total(unit, summary.total)) }
        @if summary.datapoints < summary.periods { "; " (summary.datapoints) " of " (summary.periods) " datapoints" }
        @for gap in &summary.gaps { "; gap " (clock.span(gap.from, gap.until)) }
        "."
    }
}

fn before(summary: &Summary, unit: Unit) -> Markup {
    if let Some(silence) = words::silence(summary) {
        return html! { (for_terminal(&silence)) };
    }
    html! { "largest " (numbers::maybe(unit, summary.maximum)) ", mean " (numbers::maybe(unit, summary.mean)) "." }
}
