//! The review for a tired engineer: the verdict, what was tight, what was lost, what costs money
//! now, and the next thing to do last.

use super::{
    numbers,
    place::shared,
    words::{self, Clock},
};
use crate::{
    render::{Options, terminal::Page},
    report::{Class, Forecast, Report, first_to_break},
    rule::Light,
    scorecard::labels,
    text::{escape::for_terminal, number::count},
};

/// Entries of a part; the rest is counted, and stands in the other formats.
const MOST: usize = 5;

pub(super) fn render(report: &Report, options: &Options) -> String {
    let (report, place) = shared(report);
    let (report, clock) = (&report, Clock::of(&report));
    let mut page = Page::new(options);
    header(&mut page, report, &clock, place.as_deref());
    criteria(&mut page, report);
    forecasts(&mut page, report, &clock);
    losses(&mut page, report, &clock);
    incidents(&mut page, report, &clock);
    wind_down(&mut page, report);
    let next = page.bold("next:");
    page.line("", &format!("{next} {}", for_terminal(&report.next_step())));
    page.finish()
}

/// How many entries of a part are shown.
fn shown(page: &Page<'_>, all: usize) -> usize {
    if page.is_verbose() { all } else { all.min(MOST) }
}

fn rest(page: &mut Page<'_>, all: usize) {
    let left = all - shown(page, all);
    if left > 0 {
        page.line("    ", &format!("and {left} more (-v)"));
    }
    page.blank();
}

fn header(page: &mut Page<'_>, report: &Report, clock: &Clock, place: Option<&str>) {
    let verdict = page.tinted(words::verdict_light(report), words::verdict(report));
    let name = page.bold(&for_terminal(&labels::event(&report.event)));
    page.line("", &format!("{verdict}  {name}: {}", report.verdict_summary()));
    let place = place.map(|place| format!(" · {place}")).unwrap_or_default();
    let window = for_terminal(&format!("{}{place}", labels::window(&report.event)));
    page.line("", &format!("{window} · measured {}", words::measured_span(report, clock)));
    page.line("", &for_terminal(&words::facts(report)));
    for notice in &report.notices {
        page.line_after("note: ", "      ", &for_terminal(notice));
    }
    page.blank();
}

fn criteria(page: &mut Page<'_>, report: &Report) {
    if report.criteria.is_empty() {
        return;
    }
    page.heading("Success criteria");
    for criterion in &report.criteria {
        let word = page.tinted(words::judgement_light(criterion.judgement), words::judgement(criterion.judgement));
        page.line_after(&format!("{word}  "), "    ", &for_terminal(&criterion.text));
        page.line("    ", &for_terminal(&criterion.summary));
    }
    page.blank();
}

fn forecasts(page: &mut Page<'_>, report: &Report, clock: &Clock) {
    let all = report.forecasts.len();
    if all == 0 {
        return;
    }
    page.heading(&for_terminal(&format!("Planned against actual ({})", clock.head())));
    if let Some(first) = first_to_break(&report.forecasts) {
        page.line("", &for_terminal(&first));
        page.blank();
    }
    for forecast in report.forecasts.iter().take(shown(page, all)) {
        let what = page.bold(&for_terminal(&forecast.what));
        page.line("", &format!("{what}  {}", for_terminal(&labels::subject(&forecast.resource))));
        page.line("    ", &for_terminal(&forecast_line(forecast, clock)));
        for unknown in &forecast.unknown {
            page.line("    ", &for_terminal(unknown));
        }
    }
    rest(page, all);
}

/// `peak 4 at 09:16 · planned 9 (+125%) · growth 2×, planned 3× · ceiling 4, 0% left`.
fn forecast_line(forecast: &Forecast, clock: &Clock) -> String {
    let value = |number| numbers::value(forecast.unit, number);
    let mut parts = Vec::new();
    if let Some(peak) = forecast.real_peak {
        let at = forecast.peak_at.map(|at| format!(" at {}", clock.show(at))).unwrap_or_default();
        parts.push(format!("peak {}{at}", value(peak)));
    }
    parts.extend(forecast.predicted_peak.map(|peak| {
        let error = forecast.error.map(|error| format!(" ({})", numbers::error(Some(error)))).unwrap_or_default();
        format!("planned {}{error}", value(peak))
    }));
    let growth = forecast.real_factor.map(|factor| format!("growth {}", numbers::factor(Some(factor))));
    let planned = forecast.predicted_factor.map(|factor| format!("planned {}", numbers::factor(Some(factor))));
    parts.extend(match (growth, planned) {
        (Some(growth), Some(planned)) => Some(format!("{growth}, {planned}")),
        (None, Some(planned)) => Some(format!("growth {planned}")),
        (growth, None) => growth,
    });
    let left = forecast.headroom.map(|left| format!("{} left", numbers::share(Some(left))));
    let ceiling = forecast.ceiling.map(|ceiling| format!("ceiling {}", value(ceiling)));
    parts.extend(match (ceiling, left) {
        (Some(ceiling), Some(left)) => Some(format!("{ceiling}, {left}")),
        (ceiling, left) => ceiling.or(left),
    });
    parts.join(" · ")
}

fn losses(page: &mut Page<'_>, report: &Report, clock: &Clock) {
    let (lost, zero, unknown) = (report.lost(), report.no_losses(), report.unknown_losses());
    if report.resources.is_empty() && report.losses.is_empty() {
        return;
    }
    page.heading(&for_terminal(&format!("What was lost ({})", clock.head())));
    if lost.is_empty() {
        page.line("", "nothing, as far as the counters of errors were read");
    }
    for lost in lost.iter().take(shown(page, lost.len())) {
        let subject = for_terminal(&labels::subject(lost.resource));
        let what = lost.what.unwrap_or(lost.metric);
        let at = lost.worst_at.map(|at| format!(", most at {}", clock.show(at))).unwrap_or_default();
        let number = page.bold(&words::lost(lost));
        page.line_after("", "    ", &format!("{number}  {what}  {subject}{at}"));
    }
    if lost.len() > shown(page, lost.len()) {
        page.line("    ", &format!("and {} more (-v)", lost.len() - shown(page, lost.len())));
    }
    for (what, resources) in &zero {
        page.line_after("", "    ", &for_terminal(&format!("0  {what}  {}", words::names(resources))));
    }
    if !unknown.is_empty() {
        let light = page.tinted(Light::Gray, labels::light(Light::Gray));
        let resources = count(unknown.len(), "resource");
        page.line("", &format!("{light}  losses of {resources} are not known"));
        for loss in unknown.iter().take(shown(page, unknown.len())) {
            let subject = labels::subject(&loss.measured.resource);
            page.line("    ", &for_terminal(&format!("{subject}: {}", loss.reason)));
        }
        rest(page, unknown.len());
        return;
    }
    page.blank();
}

fn incidents(page: &mut Page<'_>, report: &Report, clock: &Clock) {
    if report.timeline.is_empty() {
        return;
    }
    let graver = words::CLASSES.into_iter().filter(|class| *class != Class::Info);
    let counts: Vec<String> =
        graver.map(|class| format!("{} {}", report.happenings(class), words::class_id(class))).collect();
    page.heading(&for_terminal(&format!("Incidents ({})", clock.head())));
    page.line("", &counts.join(", "));
    if let Some(worst) = report.worst_incident() {
        let light = if worst.class == Class::Critical { Light::Red } else { Light::Yellow };
        let word = page.tinted(light, words::class(worst.class));
        page.line_after(
            &format!("{word}  "),
            "    ",
            &format!("{} {}", clock.show(worst.at), for_terminal(&worst.text)),
        );
    }
    page.blank();
}

fn wind_down(page: &mut Page<'_>, report: &Report) {
    let all = report.wind_down_now().count();
    if all == 0 {
        return;
    }
    page.heading("Wind down now");
    for entry in report.wind_down_now().take(shown(page, all)) {
        let light = page.tinted(entry.light, labels::light(entry.light));
        let what = page.bold(entry.what);
        page.line("", &format!("{light}  {what}  {}", for_terminal(&labels::subject(&entry.resource))));
        page.line("    ", &for_terminal(&entry.summary));
        if let Some(command) = &entry.command {
            page.raw(&format!("      {}", for_terminal(command)));
        }
    }
    rest(page, all);
}
