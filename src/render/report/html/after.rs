//! What comes after the event: indicators, wind-down, closing, and the year's use.

use maud::{Markup, html};

use super::{listing, number, section};
use crate::{
    render::{
        html::{badge, inline},
        report::{chart::bars, numbers, words},
    },
    report::{ClosedItem, MonthlyUse, Report, WindDown},
    rule::{Light, Subject},
    scorecard::labels,
    text::escape::{for_terminal, lines},
};

pub(super) fn indicators(report: &Report) -> Markup {
    let rows = html! {
        @for indicator in &report.indicators {
            tr {
                th scope="row" { (indicator.name) }
                (number("Value", &numbers::maybe(indicator.unit, indicator.value)))
                td { (inline(&indicator.detail)) p.definition { "Definition: " (inline(indicator.definition)) } }
            }
        }
    };
    let columns = [("Indicator", false), ("Value", true), ("What it stands on", false)];
    let nothing = report.indicators.is_empty().then_some("There are none.");
    section(
        "indicators",
        "Indicators",
        nothing,
        &listing("Key performance indicators of operational support", &columns, &rows),
    )
}

pub(super) fn wind_down(report: &Report) -> Markup {
    let content = html! {
        p.quiet { "A person runs these commands; iem only reads." }
        @for entry in report.wind_down.iter().filter(|entry| entry.light != Light::Green) { (article(entry)) }
        @if report.wind_down.iter().any(|entry| entry.light == Light::Green) {
            details {
                summary { "Back to normal" }
                @for entry in report.wind_down.iter().filter(|entry| entry.light == Light::Green) { (article(entry)) }
            }
        }
    };
    let nothing = report.wind_down.is_empty().then_some("Nothing is known that would have to be wound down.");
    section("wind-down", "Wind-down", nothing, &content)
}

fn article(entry: &WindDown) -> Markup {
    html! {
        article.finding.(labels::light_id(entry.light)) {
            h3 { (badge(entry.light)) " " (entry.what) " " span.subject { (for_terminal(&labels::subject(&entry.resource))) } }
            p.summary { (for_terminal(&entry.summary)) }
            @if let Some(command) = &entry.command { pre tabindex="0" { code { (for_terminal(command)) } } }
        }
    }
}

pub(super) fn closing(report: &Report) -> Markup {
    let closing = &report.closing;
    let rows = html! { @for item in &closing.items { (item_row(item)) } };
    let columns = [("Item", false), ("Status", false), ("Owner", false), ("First seen", false)];
    let drafts = [
        ("Resolution of the support case", &closing.case_resolution),
        ("Survey", &closing.survey),
        ("Success story", &closing.success_story),
    ];
    let content = html! {
        p { "The post-mortem is held by " b { (for_terminal(&closing.post_mortem_by)) } "." }
        @if !closing.recommendations.is_empty() {
            h3 { "For the next event" }
            ol.notices { @for advice in &closing.recommendations { li { (inline(advice)) } } }
        }
        h3 { "Action items" }
        @if closing.items.is_empty() { p.quiet { "The tracker holds none." } }
        @else { (listing("Action items in their end state, the open ones first", &columns, &rows)) }
        @for (title, text) in drafts {
            @if !text.is_empty() { details { summary { (title) ", a draft" } pre tabindex="0" { (lines(text)) } } }
        }
    };
    section("closing", "Closing", None, &content)
}

fn item_row(item: &ClosedItem) -> Markup {
    html! {
        tr {
            th scope="row" {
                (for_terminal(&item.description)) " "
                @if item.id != item.description { code.quiet { (for_terminal(&item.id)) } }
            }
            td { (for_terminal(&item.status)) @if item.open { " (open)" } }
            td { (for_terminal(item.owner.as_deref().unwrap_or("nobody"))) }
            td { @if item.opened_during_event { "during the event" } @else { "before" } }
        }
    }
}

pub(super) fn usage(report: &Report) -> Markup {
    let (silent, counted): (Vec<&MonthlyUse>, Vec<&MonthlyUse>) =
        report.usage.iter().partition(|usage| usage.is_silent());
    let resources: Vec<&Subject> = silent.iter().map(|usage| &usage.resource).collect();
    let content = html! {
        p.quiet { "Appendix B: what CloudWatch counted, month by month. A hollow bar is a month without a datapoint." }
        div.charts { @for usage in counted { (year(usage)) } }
        @if !silent.is_empty() { p.quiet { "Without a datapoint in all months: " (for_terminal(&words::names(&resources))) "." } }
    };
    let nothing = report.usage.is_empty().then_some("No resource counts its traffic.");
    section("usage", "Use of the last twelve months", nothing, &content)
}

fn year(usage: &MonthlyUse) -> Markup {
    let subject = for_terminal(&labels::subject(&usage.resource));
    let caption = format!("{} of {subject} by month", for_terminal(usage.what));
    html! {
        div.year {
            h3 { (for_terminal(usage.what)) " " span.subject { (subject) } }
            @if let Some(reason) = &usage.missed { p { "Not read: " (for_terminal(reason)) } }
            @else {
                (bars(usage))
                @if let (Some(first), Some(last)) = (usage.months.first(), usage.months.last()) {
                    p.definition { (first) " to " (last) }
                }
                details {
                    summary { "Numbers" }
                    table {
                        caption { (caption) }
                        thead { tr { th scope="col" { "Month" } th.number scope="col" { (for_terminal(usage.what)) } } }
                        tbody {
                            @for (month, value) in usage.months.iter().zip(&usage.values) {
                                tr { th scope="row" { (month) } td.number { @match value {
                                    Some(value) => (numbers::value(usage.unit, *value)),
                                    None => "no datapoint",
                                } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
