//! What was lost, and what happened.

use maud::{Markup, html};

use super::{listing, number, section};
use crate::{
    render::{
        html::tinted,
        report::{
            chart::lanes,
            numbers,
            words::{self, Clock},
        },
    },
    report::{Class, Happening, Lost, Report},
    rule::Light,
    scorecard::labels,
    text::{escape::for_terminal, number::count},
};

pub(super) fn losses(report: &Report, clock: &Clock) -> Markup {
    let (lost, zero, unknown) = (report.lost(), report.no_losses(), report.unknown_losses());
    let rows = html! {
        @for lost in &lost {
            tr {
                th scope="row" { (for_terminal(&labels::subject(lost.resource))) }
                td { @if let Some(what) = lost.what { (what) " " } code { (lost.metric) } }
                (number("Lost in all", &words::lost(lost)))
                (number("Most at", &clock.maybe(lost.worst_at)))
                (number("In the hours before", &before(lost)))
            }
        }
    };
    let columns =
        [("Resource", false), ("What", false), ("Lost in all", true), ("Most at", true), ("In the hours before", true)];
    let head = for_terminal(&clock.head());
    let caption = format!("Errors, rejected and throttled requests, the largest first; times of {head}");
    let content = html! {
        @if lost.is_empty() {
            p { "No counter of errors, of rejected or of throttled requests that was read is above zero." }
        } @else { (listing(&caption, &columns, &rows)) }
        @if !zero.is_empty() {
            h3 { (tinted(Light::Green, "✓ ZERO")) " Measured, and none" }
            ul.notices { @for (what, resources) in &zero { li { (what) " of " (for_terminal(&words::names(resources))) } } }
        }
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
    let is_empty = report.resources.is_empty() && report.losses.is_empty();
    section("lost", "What was lost", is_empty.then_some("Nothing was measured."), &content)
}

fn before(lost: &Lost<'_>) -> String {
    lost.series.map_or_else(|| numbers::UNKNOWN.to_owned(), |series| numbers::total(series.unit, series.baseline.total))
}

/// So many happenings are listed whole; of more, those of the class info are folded.
const LISTED: usize = 40;

pub(super) fn timeline(report: &Report, clock: &Clock) -> Markup {
    let is_long = report.timeline.len() > LISTED;
    let (orientation, shown): (Vec<&Happening>, Vec<&Happening>) =
        report.timeline.iter().partition(|happening| is_long && happening.class == Class::Info);
    let content = html! {
        figure { div.scroll tabindex="0" role="region" aria-label="The timeline as a picture" { (lanes(report, clock)) } }
        (happenings("What happened, in the order of time", &shown, clock))
        @if !orientation.is_empty() {
            details {
                summary { (count(orientation.len(), "more happening")) ", for orientation" }
                (happenings("For orientation, in the order of time", &orientation, clock))
            }
        }
    };
    let nothing = report.timeline.is_empty().then_some("Nothing is known to have happened.");
    section("timeline", "Timeline", nothing, &content)
}

fn happenings(caption: &str, all: &[&Happening], clock: &Clock) -> Markup {
    let rows = html! {
        @for happening in all {
            tr {
                td.moment { (clock.happened(happening)) }
                td { (tinted(class_light(happening.class), words::class(happening.class))) }
                td {
                    (for_terminal(&happening.text))
                    span.definition {
                        (happening.kind)
                        @if let Some(resource) = &happening.resource { " · " (for_terminal(resource)) }
                        " · known from " (for_terminal(&happening.source))
                    }
                }
            }
        }
    };
    let caption = format!("{caption}; times of {}", for_terminal(&clock.head()));
    listing(&caption, &[("When", false), ("Class", false), ("What", false)], &rows)
}

fn class_light(class: Class) -> Light {
    match class {
        Class::Critical => Light::Red,
        Class::High => Light::Yellow,
        Class::Medium | Class::Info => Light::Gray,
    }
}
