//! The timeline as a picture: a row per class, with a mark for each moment and a bar for each span.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{pixel, scale::Times};
use crate::{
    render::report::words::{self, Clock},
    report::{Happening, Report, Span},
    text::{escape::for_terminal, number::count},
};

const WIDTH: i32 = 720;
const LEFT: i32 = 96;
const RIGHT: i32 = 704;
const TOP: i32 = 26;
const ROW: i32 = 34;

/// The picture. What began before it is drawn from its edge; what is outside of it is not drawn.
pub(in super::super) fn lanes(report: &Report, clock: &Clock) -> Markup {
    let bottom = TOP + ROW * 4;
    let span = report.spans.event;
    let times = Times::new(span, (f64::from(LEFT), f64::from(RIGHT)));
    html! {
        svg.chart.lanes role="img" viewBox={ "0 0 " (WIDTH) " " (bottom + 26) } {
            title { "What happened, by class" }
            desc { (described(report)) }
            (window(report, times, clock, bottom))
            @for (at, label) in times.ticks(&clock.zone, 9) {
                @let x = pixel(times.clamped(at));
                path.grid d={ "M" (x) " " (TOP) "V" (bottom + 4) } {}
                text.x x=(x.min(WIDTH - 20)) y=(bottom + 18) { (label) }
            }
            @for (row, class) in (0..).zip(words::CLASSES) {
                @let y = TOP + ROW * row + ROW / 2;
                path.grid d={ "M" (LEFT) " " (y) "H" (RIGHT) } {}
                text.lane x=(LEFT - 8) y=(y + 4) { (words::class(class)) }
                @for happening in report.timeline.iter().filter(|happening| happening.class == class) {
                    (mark(happening, span, times, y, clock))
                }
            }
        }
    }
}

fn mark(happening: &Happening, span: Span, times: Times, y: i32, clock: &Clock) -> Markup {
    let until = happening.until.unwrap_or(happening.at);
    if until < span.start || happening.at > span.end {
        return html! {};
    }
    let (from, to) = (pixel(times.clamped(happening.at)), pixel(times.clamped(until)));
    let class = words::class_id(happening.class);
    let title = format!("{} {}", clock.full(happening.at), happening.text);
    html! {
        @if happening.until.is_some() {
            rect.mark.(class) x=(from) y=(y - 7) width=((to - from).max(5)) height="14" rx="3" {
                title { (for_terminal(&title)) }
            }
        } @else {
            path.mark.(class) d={ "M" (from) " " (y - 8) "l8 8-8 8-8-8z" } { title { (for_terminal(&title)) } }
        }
    }
}

fn window(report: &Report, times: Times, clock: &Clock, bottom: i32) -> Markup {
    let (Some(start), Some(end)) = (report.event.start, report.event.end) else { return html! {} };
    let (from, until) = (pixel(times.clamped(start)), pixel(times.clamped(end)));
    let ends: [(Timestamp, i32, &str, &str); 2] = [(start, from, "start", "end"), (end, until, "end", "start")];
    html! {
        @if until > from { rect.window x=(from) y=(TOP) width=(until - from) height=(bottom - TOP) {} }
        @for (at, x, word, anchor) in ends {
            @if times.pixel(at).is_some() {
                path.edge d={ "M" (x) " " (TOP - 14) "V" (bottom) } {}
                @let anchor = if !(LEFT + 80..=RIGHT - 80).contains(&x) && (x < LEFT + 80) == (anchor == "end") {
                    if anchor == "end" { "start" } else { "end" }
                } else { anchor };
                text.label x=(if anchor == "end" { x - 5 } else { x + 5 }) y=(TOP - 6) text-anchor=(anchor) {
                    (word) " " (clock.time(at))
                }
            }
        }
    }
}

fn described(report: &Report) -> String {
    let of_class = |class| format!("{} {}", report.happenings(class), words::class_id(class));
    format!(
        "{}: {}. The list below tells each.",
        count(report.timeline.len(), "happening"),
        words::CLASSES.map(of_class).join(", ")
    )
}
