//! The parts of the document; one that has nothing to say is none.

use super::{command, table};
use crate::{
    render::{
        escape::for_markdown,
        labels,
        markdown::inline,
        report::{
            numbers, spark,
            words::{self, Clock},
        },
    },
    report::{Class, Forecast, Happening, Measured, Report, Series, WindDown},
};

/// Characters of a sparkline.
const SPARK: usize = 24;

pub(super) fn criteria(report: &Report) -> Option<String> {
    let rows = report.criteria.iter().map(|criterion| {
        let definition = match criterion.definition.as_str() {
            "" => String::new(),
            definition => format!("<br>Measured: {}", for_markdown(definition)),
        };
        vec![
            words::judgement(criterion.judgement).to_owned(),
            for_markdown(&criterion.text),
            for_markdown(&criterion.summary) + &definition,
            criterion.line.to_string(),
        ]
    });
    let text = table(&["Judgement", "Criterion", "What was measured", ">Line"], rows);
    (!report.criteria.is_empty()).then_some(text)
}

pub(super) fn forecasts(report: &Report, clock: &Clock) -> Option<String> {
    let peak = format!(">Real peak, at ({})", for_markdown(&clock.label));
    let columns = [
        "Resource and number",
        ">Planned factor",
        ">Real factor",
        ">Planned peak",
        peak.as_str(),
        ">Plan's error",
        ">Ceiling",
        ">Headroom",
        "Over the event",
    ];
    let text = table(&columns, report.forecasts.iter().map(|forecast| forecast_row(report, forecast, clock)));
    (!report.forecasts.is_empty()).then_some(text)
}

fn forecast_row(report: &Report, forecast: &Forecast, clock: &Clock) -> Vec<String> {
    let unit = forecast.unit;
    let with = |number: String, from: &str| {
        if from.is_empty() { number } else { format!("{number}<br>{}", for_markdown(from)) }
    };
    let mut name = format!("{}, {}", for_markdown(&forecast.what), for_markdown(&labels::subject(&forecast.resource)));
    for unknown in &forecast.unknown {
        name.push_str("<br>");
        name.push_str(&for_markdown(unknown));
    }
    vec![
        name,
        numbers::factor(forecast.predicted_factor),
        numbers::factor(forecast.real_factor),
        with(numbers::maybe(unit, forecast.predicted_peak), &forecast.predicted_from),
        with(numbers::maybe(unit, forecast.real_peak), &forecast.peak_at.map(|at| clock.show(at)).unwrap_or_default()),
        numbers::error(forecast.error),
        with(numbers::maybe(unit, forecast.ceiling), &forecast.ceiling_is),
        numbers::share(forecast.headroom),
        report.series_of(forecast).map(curve).unwrap_or_default(),
    ]
}

fn curve(series: &Series) -> String {
    spark::line(&series.curve, SPARK)
}

pub(super) fn losses(report: &Report, clock: &Clock) -> Option<String> {
    let (losses, unknown) = (report.losses(), report.unknown_losses());
    let mut blocks = Vec::new();
    let when = format!("At ({})", for_markdown(&clock.label));
    let rows = losses.iter().map(|(measured, series)| {
        vec![
            for_markdown(&labels::subject(&measured.resource)),
            format!("`{}`", words::metric(series)),
            numbers::total(series.unit, series.event.total),
            numbers::maybe(series.unit, series.event.maximum),
            clock.maybe(series.event.maximum_at),
            numbers::total(series.unit, series.baseline.total),
            curve(series),
        ]
    });
    let columns =
        ["Resource", "Metric", ">Lost in all", ">Worst", when.as_str(), ">In the hours before", "Over the event"];
    if losses.is_empty() {
        blocks
            .push("No counter of errors, of rejected or of throttled requests that was read is above zero.".to_owned());
    } else {
        blocks.push(table(&columns, rows));
    }
    let lines: Vec<String> = unknown
        .iter()
        .map(|loss| {
            let counters: Vec<String> = loss.counters.iter().map(|series| format!("`{}`", series.metric)).collect();
            let subject = for_markdown(&labels::subject(&loss.measured.resource));
            let counters = if counters.is_empty() { String::new() } else { format!("{}: ", counters.join(", ")) };
            format!("- Not known of {subject}: {counters}{}", for_markdown(loss.reason))
        })
        .collect();
    if !lines.is_empty() {
        blocks.push(lines.join("\n"));
    }
    (!report.resources.is_empty()).then(|| blocks.join("\n\n"))
}

pub(super) fn timeline(report: &Report, clock: &Clock) -> Option<String> {
    let text = happenings(report.timeline.iter(), clock);
    (!report.timeline.is_empty()).then_some(text)
}

/// What is more than orientation.
pub(super) fn incidents(report: &Report, clock: &Clock) -> Option<String> {
    let mut incidents = report.timeline.iter().filter(|happening| happening.class != Class::Info).peekable();
    incidents.peek()?;
    Some(happenings(incidents, clock))
}

fn happenings<'a>(happenings: impl Iterator<Item = &'a Happening>, clock: &Clock) -> String {
    let when = format!("From ({})", for_markdown(&clock.label));
    let rows = happenings.map(|happening| {
        let resource = happening.resource.as_deref().unwrap_or_default();
        vec![
            clock.show(happening.at),
            happening.until.map(|until| clock.show(until)).unwrap_or_default(),
            words::class(happening.class).to_owned(),
            happening.kind.to_owned(),
            for_markdown(&happening.text),
            for_markdown(resource),
            for_markdown(&happening.source),
        ]
    });
    table(&[&when, "Until", "Class", "Kind", "What", "Resource", "Known from"], rows)
}

pub(super) fn health(report: &Report) -> Option<String> {
    let rows = report.resources.iter().map(|measured| {
        let strip = match &measured.unmeasured {
            Some(reason) => format!("not measured: {}", for_markdown(reason)),
            None => format!("`{}`", spark::strip(&measured.health)),
        };
        vec![for_markdown(&labels::subject(&measured.resource)), labels::light(measured.worst()).to_owned(), strip]
    });
    let text = table(&["Resource", "Worst", "Over the event"], rows);
    let legend = "`▁` within bounds, `▄` near a bound, `█` beyond a bound, `·` no datapoint, or no bound to judge by.";
    (!report.resources.is_empty()).then(|| format!("{legend}\n\n{text}"))
}

pub(super) fn resources(report: &Report, clock: &Clock) -> Option<String> {
    let blocks: Vec<String> = report.resources.iter().map(|measured| resource(measured, clock)).collect();
    (!blocks.is_empty()).then(|| blocks.join("\n\n"))
}

fn resource(measured: &Measured, clock: &Clock) -> String {
    let light = labels::light(measured.worst());
    let mut blocks = vec![format!("### {light} {}", for_markdown(&labels::subject(&measured.resource)))];
    blocks.extend(words::presence(measured, clock).map(|words| format!("**State:** {}", for_markdown(&words))));
    blocks.extend(measured.unmeasured.as_ref().map(|reason| format!("**Not measured:** {}", for_markdown(reason))));
    let when = format!("At ({})", for_markdown(&clock.label));
    let columns =
        ["Metric", "Over the event", ">Largest", when.as_str(), ">Mean", ">Largest before", ">In all", "Datapoints"];
    let rows = measured.series.iter().map(|series| series_row(series, clock));
    if !measured.series.is_empty() {
        blocks.push(table(&columns, rows));
    }
    blocks.join("\n\n")
}

fn series_row(series: &Series, clock: &Clock) -> Vec<String> {
    let (event, before) = (&series.event, &series.baseline);
    let gaps: String = event.gaps.iter().map(|gap| format!("<br>gap {}", clock.gap(*gap))).collect();
    let datapoints = match words::silence(event) {
        Some(silence) => for_markdown(&silence),
        None => format!("{} of {}{gaps}", event.datapoints, event.periods),
    };
    vec![
        format!("`{}`", words::metric(series)),
        curve(series),
        numbers::maybe(series.unit, event.maximum),
        clock.maybe(event.maximum_at),
        numbers::maybe(series.unit, event.mean),
        numbers::maybe(series.unit, before.maximum),
        numbers::total(series.unit, event.total),
        datapoints,
    ]
}

pub(super) fn indicators(report: &Report) -> Option<String> {
    let rows = report.indicators.iter().map(|indicator| {
        let value = indicator.value.map_or("not measurable".to_owned(), |value| numbers::value(indicator.unit, value));
        vec![indicator.name.to_owned(), value, for_markdown(&indicator.detail), indicator.definition.to_owned()]
    });
    let text = table(&["Indicator", ">Value", "What it stands on", "Definition"], rows);
    (!report.indicators.is_empty()).then_some(text)
}

pub(super) fn wind_down(report: &Report) -> Option<String> {
    let rows = report.wind_down.iter().map(|entry| {
        vec![
            labels::light(entry.light).to_owned(),
            entry.what.to_owned(),
            for_markdown(&labels::subject(&entry.resource)),
            for_markdown(&entry.summary),
        ]
    });
    let mut blocks = vec![table(&["Light", "What", "Resource", "Summary"], rows)];
    let with_command = |entry: &WindDown| entry.command.as_deref().map(command);
    for entry in &report.wind_down {
        if let Some(command) = with_command(entry) {
            let subject = for_markdown(&labels::subject(&entry.resource));
            blocks.push(format!("For the {} of {subject}:\n\n{command}", entry.what));
        }
    }
    (!report.wind_down.is_empty()).then(|| blocks.join("\n\n"))
}

pub(super) fn items(report: &Report) -> Option<String> {
    let rows = report.closing.items.iter().map(|item| {
        vec![
            for_markdown(&item.description),
            for_markdown(&item.status),
            if item.open { "yes" } else { "no" }.to_owned(),
            for_markdown(item.owner.as_deref().unwrap_or_default()),
            if item.opened_during_event { "during the event" } else { "before" }.to_owned(),
        ]
    });
    let text = table(&["Item", "Status", "Open", "Owner", "First seen"], rows);
    (!report.closing.items.is_empty()).then_some(text)
}

pub(super) fn recommendations(report: &Report) -> Option<String> {
    let closing = &report.closing;
    let mut lines: Vec<String> =
        (1..).zip(&closing.recommendations).map(|(number, advice)| format!("{number}. {}", inline(advice))).collect();
    if !closing.post_mortem_by.is_empty() {
        lines.push(format!("\nThe post-mortem is held by {}.", for_markdown(&closing.post_mortem_by)));
    }
    (!lines.is_empty()).then(|| lines.join("\n").trim_start().to_owned())
}

pub(super) fn usage(report: &Report) -> Option<String> {
    let months = &report.usage.first()?.months;
    let mut columns = vec!["Resource".to_owned(), "What".to_owned(), "By month".to_owned()];
    columns.extend(months.iter().map(|month| format!(">{month}")));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = report.usage.iter().map(|usage| {
        let shown = match &usage.missed {
            Some(reason) => format!("not read: {}", for_markdown(reason)),
            None => spark::line(&usage.values, usage.values.len()),
        };
        let mut row = vec![for_markdown(&labels::subject(&usage.resource)), for_markdown(usage.what), shown];
        // Every row has the columns of the first, whichever months it knows.
        row.extend(months.iter().map(|month| {
            let at = usage.months.iter().position(|known| known == month);
            numbers::maybe(usage.unit, at.and_then(|at| usage.values.get(at).copied().flatten()))
        }));
        row
    });
    Some(format!("{}\n\n`·` and – stand for a month without a datapoint.", table(&columns, rows)))
}
