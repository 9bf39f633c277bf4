//! The review as one HTML page that asks nothing of the network: to hand on, to read, to print.

mod after;
mod lost;
mod planned;
mod resources;

use maud::{Markup, html};

use super::{
    place::shared,
    words::{self, Clock},
};
use crate::{
    render::html::{frame, inline, tinted},
    report::Report,
    scorecard::labels,
    text::escape::for_terminal,
};

const STYLE: &str = include_str!("html/style.css");

pub(super) fn render(report: &Report) -> String {
    let (report, place) = shared(report);
    let (report, clock) = (&report, Clock::of(&report));
    let title = format!("Event review: {}", for_terminal(&labels::event(&report.event)));
    let body = html! {
        (header(report, &clock, place.as_deref()))
        main {
            (notices(report))
            (planned::criteria(report))
            (planned::forecasts(report, &clock))
            (lost::losses(report, &clock))
            (lost::timeline(report, &clock))
            (after::indicators(report))
            (after::wind_down(report))
            (after::closing(report))
            (resources::health(report, &clock))
            (resources::resources(report, &clock))
            (after::usage(report))
        }
        (footer(report))
    };
    frame(&title, STYLE, &body)
}

fn header(report: &Report, clock: &Clock, place: Option<&str>) -> Markup {
    let event = &report.event;
    let light = words::verdict_light(report);
    html! {
        header class={ "band " (labels::light_id(light)) } {
            div.page {
                p.kicker { "Event review" }
                h1 { (for_terminal(labels::event_name(event))) }
                @if let Some(customer) = &event.customer { p.customer { (for_terminal(customer)) } }
                p.verdict { (tinted(light, words::verdict(report))) " " (report.verdict_summary()) }
                dl.facts {
                    div {
                        dt { "Event" }
                        dd {
                            (for_terminal(&labels::window(event)))
                            @if let Some(place) = place { br; (for_terminal(place)) }
                        }
                    }
                    div { dt { "Planned traffic" } dd { (labels::peak(event)) } }
                    div { dt { "Measured" } dd { (words::measured_span(report, clock)) } }
                    div { dt { "Compared with" } dd { (words::baseline_span(report, clock)) } }
                }
                p.next { b { "Next: " } (inline(&report.next_step())) }
                (contents(report))
            }
        }
    }
}

/// Links to the sections that the page has, with the number of their entries.
fn contents(report: &Report) -> Markup {
    let sections = [
        ("criteria", "Success criteria", report.criteria.len()),
        ("planned", "Planned against actual", report.forecasts.len()),
        ("lost", "What was lost", report.lost().len()),
        ("timeline", "Timeline", report.timeline.len()),
        ("indicators", "Indicators", report.indicators.len()),
        ("wind-down", "Wind-down", report.wind_down.len()),
        ("closing", "Closing", report.closing.items.len()),
        ("resources", "Resources", report.resources.len()),
        ("usage", "Twelve months", report.usage.len()),
    ];
    html! {
        nav aria-label="Sections" {
            ul { @for (id, title, count) in sections { li { a href={ "#" (id) } { (title) } " " span.count { (count) } } } }
        }
    }
}

fn notices(report: &Report) -> Markup {
    html! {
        @if !report.notices.is_empty() {
            section aria-labelledby="notices" {
                h2 #notices { "Before you read the numbers" }
                ul.notices { @for notice in &report.notices { li { (inline(notice)) } } }
            }
        }
    }
}

fn footer(report: &Report) -> Markup {
    let moment = |at| for_terminal(&labels::moment(at, &report.event));
    html! {
        footer {
            p {
                "Reviewed at " (moment(report.generated_at)) " on " (for_terminal(&words::facts(report)))
                ", by iem " (env!("CARGO_PKG_VERSION")) "."
            }
        }
    }
}

/// A section of the page; where it has no entries, one sentence says so.
fn section(id: &str, title: &str, nothing: Option<&str>, content: &Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 #(id) { (title) }
            @if let Some(nothing) = nothing { p.quiet { (nothing) } } @else { (content) }
        }
    }
}

/// A table that scrolls on its own where it is wider than the page, and whose rows become blocks on
/// a narrow screen. The caption names it.
fn listing(caption: &str, columns: &[(&str, bool)], body: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.wide.ready {
                caption { (caption) }
                thead { tr { @for (name, is_number) in columns { th.number[*is_number] scope="col" { (name) } } } }
                tbody { (body) }
            }
        }
    }
}

/// A number under the name of its column, which a narrow screen shows beside it.
fn number(column: &str, text: &str) -> Markup {
    html! { td.number data-column=(column) { (for_terminal(text)) } }
}
