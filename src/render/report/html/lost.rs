//! What was lost, and what happened.

use maud::{Markup, html};

use super::{listing, section, wide};
use crate::{
    render::{
        escape::for_terminal,
        html::tinted,
        labels,
        report::{
            chart::lanes,
            numbers,
            words::{self, Clock},
        },
    },
    report::{Class, Report},
    rule::Light,
};

pub(super) fn losses(report: &Report, clock: &Clock) -> Markup {
    let (losses, unknown) = (report.losses(), report.unknown_losses());
    let rows = html! {
        @for (measured, series) in &losses {
            tr {
                th scope="row" { (for_terminal(&labels::subject(&measured.resource))) }
                td { code { (series.metric) } span.definition { (series.statistic) } }
                td.number { (numbers::total(series.unit, series.event.total)) }
                td.number { (numbers::maybe(series.unit, series.event.maximum)) }
                td { (clock.maybe(series.event.maximum_at)) }
                td.number { (numbers::total(series.unit, series.baseline.total)) }
            }
        }
    };
    let when = for_terminal(&format!("At ({})", clock.label));
    let columns = [
        ("Resource", false),
        ("Metric", false),
        ("Lost in all", true),
        ("Worst", true),
        (when.as_str(), false),
        ("In the hours before", true),
    ];
    let content = html! {
        @if losses.is_empty() {
            p { "No counter of errors, of rejected or of throttled requests that was read is above zero." }
        } @else { (wide("Errors, rejected and throttled requests, the largest first", &columns, &rows)) }
        @if !unknown.is_empty() {
            h3 { (tinted(Light::Gray, labels::light(Light::Gray))) " Not known" }
            ul.notices {
                @for loss in &unknown {
                    li {
                        (for_terminal(&labels::subject(&loss.measured.resource))) ": "
                        @for (at, series) in loss.counters.iter().enumerate() {
                            @if at > 0 { ", " }
                            code { (series.metric) }
                        }
                        @if !loss.counters.is_empty() { ": " }
                        (for_terminal(loss.reason))
                    }
                }
            }
        }
    };
    let nothing = report.resources.is_empty().then_some("Nothing was measured.");
    section("lost", "What was lost", nothing, &content)
}

pub(super) fn timeline(report: &Report, clock: &Clock) -> Markup {
    let rows = html! {
        @for happening in &report.timeline {
            tr {
                td.moment { (clock.show(happening.at)) }
                td.moment { @if let Some(until) = happening.until { (clock.show(until)) } }
                td { (tinted(class_light(happening.class), words::class(happening.class))) }
                td { (happening.kind) }
                td {
                    (for_terminal(&happening.text))
                    @if let Some(resource) = &happening.resource { " " span.subject { (for_terminal(resource)) } }
                }
                td.subject { (for_terminal(&happening.source)) }
            }
        }
    };
    let when = for_terminal(&format!("From ({})", clock.label));
    let columns = [
        (when.as_str(), false),
        ("Until", false),
        ("Class", false),
        ("Kind", false),
        ("What", false),
        ("Known from", false),
    ];
    let content = html! {
        figure { div.scroll tabindex="0" role="region" aria-label="The timeline as a picture" { (lanes(report, clock)) } }
        (listing("Everything that happened, in the order of time", &columns, &rows))
    };
    let nothing = report.timeline.is_empty().then_some("Nothing is known to have happened.");
    section("timeline", "Timeline", nothing, &content)
}

fn class_light(class: Class) -> Light {
    match class {
        Class::Critical => Light::Red,
        Class::High => Light::Yellow,
        Class::Medium | Class::Info => Light::Gray,
    }
}
