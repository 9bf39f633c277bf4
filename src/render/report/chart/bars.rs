//! Use by month as small bars.

use maud::{Markup, html};

use super::pixel;
use crate::{render::report::numbers, report::MonthlyUse, text::escape::for_terminal};

const BAR: usize = 12;
const HEIGHT: i32 = 36;

/// A bar per month; a month without a datapoint is hollow.
pub(in super::super) fn bars(usage: &MonthlyUse) -> Markup {
    let known = || usage.values.iter().flatten().copied().filter(|value| value.is_finite());
    let largest = known().fold(0.0, f64::max);
    let height = |value: f64| {
        let share = if largest > 0.0 { (value / largest).clamp(0.0, 1.0) } else { 0.0 };
        pixel(share * f64::from(HEIGHT - 2)).max(1)
    };
    let last = usage.values.len().saturating_sub(1);
    html! {
        svg.bars role="img" viewBox={ "0 0 " (usage.values.len().max(1) * BAR) " " (HEIGHT) } {
            title { (for_terminal(&format!("{} of {} by month", usage.what, usage.resource.id))) }
            desc { "Largest month " (numbers::maybe(usage.unit, known().reduce(f64::max))) ", last month "
                (numbers::maybe(usage.unit, usage.values.get(last).copied().flatten())) "." }
            @for (at, value) in usage.values.iter().enumerate() {
                @match value {
                    Some(value) => {
                        @let tall = height(*value);
                        rect.month x=(at * BAR + 1) y=(HEIGHT - tall) width=(BAR - 3) height=(tall) {}
                    },
                    None => { rect.gap x=(at * BAR + 1) y=(HEIGHT - 12) width=(BAR - 3) height="11" {} },
                }
            }
        }
    }
}
