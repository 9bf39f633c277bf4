//! The health of one resource as a strip: a color, and a sign in every part that is not green.

use maud::{Markup, html};

use super::runs;
use crate::{rule::Light, scorecard::labels, text::escape::for_terminal};

const CELL: usize = 10;
const HEIGHT: usize = 18;

/// The strip. Green is plain, yellow has a `!`, red a `✗`, and a gap is hollow with one `?`.
pub(in super::super) fn strip(health: &[Light], title: &str) -> Markup {
    let lights = [Light::Green, Light::Yellow, Light::Red, Light::Gray];
    html! {
        svg.strip role="img" viewBox={ "0 0 " (health.len().max(1) * CELL) " " (HEIGHT) } preserveAspectRatio="none" {
            title { (for_terminal(title)) }
            desc { (described(health)) }
            @for light in lights {
                @let parts = runs(health, |part| *part == light);
                @for (from, until) in &parts {
                    rect.(labels::light_id(light)) x=(from * CELL) y="1" width=((until - from) * CELL) height=(HEIGHT - 2) {}
                }
                @if let (false, Some(sign)) = (parts.is_empty(), sign(light)) {
                    @let places = signs(light, &parts);
                    @let number = places.len();
                    text.(labels::light_id(light)) x=(places.join(" ")) y="13" text-anchor="middle" { (sign.repeat(number)) }
                }
            }
        }
    }
}

/// Where the signs stand: one in every part, and one for a whole gap.
fn signs(light: Light, runs: &[(usize, usize)]) -> Vec<String> {
    let middle = |from: usize, until: usize| ((from + until) * CELL / 2).to_string();
    match light {
        Light::Gray => runs.iter().map(|(from, until)| middle(*from, *until)).collect(),
        _ => runs.iter().flat_map(|(from, until)| *from..*until).map(|at| middle(at, at + 1)).collect(),
    }
}

fn sign(light: Light) -> Option<&'static str> {
    match light {
        Light::Red => Some("✗"),
        Light::Yellow => Some("!"),
        Light::Gray => Some("?"),
        Light::Green => None,
    }
}

/// The strip in words, for who does not see it.
fn described(health: &[Light]) -> String {
    let lights = [Light::Red, Light::Yellow, Light::Gray, Light::Green];
    let words = lights.map(|light| {
        let number = health.iter().filter(|part| **part == light).count();
        (number > 0).then(|| format!("{number} {}", labels::light_id(light)))
    });
    let words: Vec<String> = words.into_iter().flatten().collect();
    format!("Of {} parts of the event: {}.", health.len(), words.join(", "))
}
