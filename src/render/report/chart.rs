//! Pictures as SVG that stands inside of a page: no script, no file, colors from the page's style.

mod bars;
mod lanes;
mod path;
mod scale;
mod strip;

use jiff::Timestamp;
use maud::{Markup, html};

pub(super) use self::{bars::bars, lanes::lanes, strip::strip};
use self::{
    path::path,
    scale::{Times, Values},
};
use super::{numbers, words::Clock};
use crate::{
    report::{Span, Unit},
    text::escape::for_terminal,
};

/// A curve of the event against its baseline.
pub(super) struct Plot<'a> {
    /// What the picture shows, not yet escaped.
    pub(super) title: String,
    /// What one sees in it, in words, not yet escaped.
    pub(super) description: String,
    /// Whether it is the small kind.
    pub(super) small: bool,
    /// The event with its lead and tail.
    pub(super) span: Span,
    /// Start and end of the event itself.
    pub(super) window: Option<(Timestamp, Timestamp)>,
    pub(super) clock: &'a Clock,
    pub(super) unit: Unit,
    pub(super) event: &'a [Option<f64>],
    pub(super) baseline: &'a [Option<f64>],
    /// Levels that are drawn in: class, label and value. The empty label is not written.
    pub(super) levels: Vec<(&'static str, String, f64)>,
    /// The moment of the event's peak.
    pub(super) peak: Option<(Timestamp, f64)>,
}

/// Pixels of a picture.
struct Size {
    width: i32,
    height: i32,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    /// About how many ticks each axis has.
    values: usize,
    times: usize,
}

const LARGE: Size = Size { width: 720, height: 260, left: 66, right: 704, top: 30, bottom: 226, values: 4, times: 9 };
const SMALL: Size = Size { width: 300, height: 104, left: 58, right: 294, top: 8, bottom: 82, values: 2, times: 4 };

/// A level this many times above everything else would press the curves flat.
const FAR: f64 = 6.0;

impl Plot<'_> {
    /// Whether a level is drawn; one that is far above the curves is told in words instead.
    pub(super) fn draws(&self, value: f64) -> bool {
        let drawn = self.event.iter().chain(self.baseline).flatten().copied();
        value.is_finite() && value <= drawn.fold(0.0, f64::max) * FAR
    }

    /// The picture.
    pub(super) fn svg(&self) -> Markup {
        let size = if self.small { SMALL } else { LARGE };
        let (left, right, top, bottom) =
            (f64::from(size.left), f64::from(size.right), f64::from(size.top), f64::from(size.bottom));
        let levels: Vec<_> = self.levels.iter().filter(|(_, _, value)| self.draws(*value)).collect();
        let drawn = self.event.iter().chain(self.baseline).flatten().copied();
        let all = drawn.chain(levels.iter().map(|(_, _, value)| *value));
        let values = Values::around(all, self.unit == Unit::Count && self.is_whole(), size.values, (bottom, top));
        let times = Times::new(self.span, (left, right));
        html! {
            svg class=(if self.small { "chart small" } else { "chart" }) role="img"
                viewBox={ "0 0 " (size.width) " " (size.height) } {
                title { (for_terminal(&self.title)) }
                desc { (for_terminal(&self.description)) }
                (self.window(&size, times))
                (gaps(self.event, times, &size))
                path.grid d=(self.grid(&size, times, values)) {}
                @for tick in values.ticks() {
                    text.y x=(size.left - 5) y=(pixel(values.pixel(tick)) + 4) { (numbers::value(self.unit, tick)) }
                }
                @for (at, label) in times.ticks(&self.clock.zone, size.times) {
                    text.x x=(held(pixel(times.clamped(at)), &size)) y=(size.bottom + 17) { (label) }
                }
                path.baseline d=(path(&points(self.baseline, times, values))) {}
                path.event d=(path(&points(self.event, times, values))) {}
                @for (at, (class, label, value)) in levels.iter().enumerate() {
                    @let y = pixel(values.pixel(*value));
                    path.level.(class) d={ "M" (size.left) " " (y) "H" (size.right) } {}
                    @if !label.is_empty() && !self.small {
                        // Above the line where there is room; and labels take turns at the two ends, so
                        // that levels that are close do not collide.
                        @let y = if y - size.top < 14 { y + 15 } else { y - 5 };
                        @if at % 2 == 0 { text.label x=(size.left + 6) y=(y) { (for_terminal(label)) } }
                        @else { text.label x=(size.right - 6) y=(y) text-anchor="end" { (for_terminal(label)) } }
                    }
                }
                @if let Some((at, value)) = self.peak.filter(|(_, value)| values.holds(*value)) {
                    @if let Some(x) = times.pixel(at) { circle.peak cx=(pixel(x)) cy=(pixel(values.pixel(value))) r="4" {} }
                }
            }
        }
    }

    /// A line per value, and a short one per moment.
    fn grid(&self, size: &Size, times: Times, values: Values) -> String {
        let value = |tick| format!("M{} {}H{}", size.left, pixel(values.pixel(tick)), size.right);
        let moment = |at| format!("M{} {}v4", pixel(times.clamped(at)), size.bottom);
        let moments = times.ticks(&self.clock.zone, size.times);
        values.ticks().into_iter().map(value).chain(moments.into_iter().map(|(at, _)| moment(at))).collect()
    }

    /// The stretch of the event itself, without lead and tail.
    fn window(&self, size: &Size, times: Times) -> Markup {
        let Some((start, end)) = self.window else { return html! {} };
        let (from, until) = (pixel(times.clamped(start)), pixel(times.clamped(end)));
        let ends = [(start, from, "start", "end"), (end, until, "end", "start")];
        html! {
            @if until > from {
                rect.window x=(from) y=(size.top) width=(until - from) height=(size.bottom - size.top) {}
            }
            @for (at, x, word, anchor) in ends {
                @if times.pixel(at).is_some() {
                    path.edge d={ "M" (x) " " (size.top - if self.small { 4 } else { 16 }) "V" (size.bottom) } {}
                    @if !self.small {
                        // Both words stand outside of the window where there is room for them.
                        @let fits = if word == "start" { x - size.left > 80 } else { size.right - x > 80 };
                        @let anchor = if fits { anchor } else if anchor == "end" { "start" } else { "end" };
                        text.label x=(if anchor == "end" { x - 5 } else { x + 5 }) y=(size.top - 7) text-anchor=(anchor) {
                            (word) " " (self.clock.time(at))
                        }
                    }
                }
            }
        }
    }

    fn is_whole(&self) -> bool {
        self.event.iter().flatten().any(|value| *value >= 2.0)
    }
}

/// A label at the edge stays inside of the picture.
fn held(x: i32, size: &Size) -> i32 {
    x.clamp(size.left, size.width - 20)
}

/// Stretches without a datapoint, shaded.
fn gaps(curve: &[Option<f64>], times: Times, size: &Size) -> Markup {
    let edge = |index: usize| pixel(times.share(index as f64 / curve.len().max(1) as f64));
    html! {
        @for (from, until) in runs(curve, |value| value.is_none()) {
            rect.gap x=(edge(from)) y=(size.top) width=((edge(until) - edge(from)).max(1)) height=(size.bottom - size.top) {}
        }
    }
}

/// Stretches of entries, as index of the first and of the first one after it.
fn runs<T>(entries: &[T], is: impl Fn(&T) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match runs.last_mut() {
            _ if !is(entry) => {}
            Some(last) if last.1 == at => last.1 = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// Each part of a curve in the middle of its stretch.
fn points(curve: &[Option<f64>], times: Times, values: Values) -> Vec<Option<(i64, i64)>> {
    let middle = |at: usize| times.share((at as f64 + 0.5) / curve.len() as f64);
    let point = |(at, value): (usize, &Option<f64>)| {
        let value = value.filter(|value| value.is_finite())?;
        Some((i64::from(pixel(middle(at))), i64::from(pixel(values.pixel(value)))))
    };
    curve.iter().enumerate().map(point).collect()
}

/// A whole pixel.
fn pixel(place: f64) -> i32 {
    // Places are inside of a picture of a few hundred pixels.
    place.round() as i32
}
