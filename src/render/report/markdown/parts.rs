//! The parts of the document; one that has nothing to say is none.

use super::{command, table};
use crate::{
    render::report::{
        numbers, spark,
        words::{self, Clock},
    },
    report::{Class, Forecast, Happening, Measured, Report, Series, WindDown, first_to_break},
    rule::Subject,
    scorecard::labels,
    text::{escape::for_markdown, markdown::inline},
};

/// Characters of a sparkline.
const SPARK: usize = 24;

pub(super) fn criteria(report: &Report) -> Option<String> {
    let rows = report.criteria.iter().map(|criterion| {
        vec![
            words::judgement(criterion.judgement).to_owned(),
            for_markdown(&criterion.text),
            inline(&criterion.summary),
            criterion.line.to_string(),
        ]
    });
    let mut blocks = vec![table(&["Judgement", "Criterion", "What was measured", ">Line"], rows)];
    let defined = report.criteria.iter().filter(|criterion| !criterion.definition.is_empty());
    let definitions: Vec<String> = defined
        .map(|criterion| format!("- **{}:** {}", for_markdown(&criterion.text), inline(&criterion.definition)))
        .collect();
    if !definitions.is_empty() {
        blocks.push(format!("How they were measured:\n\n{}", definitions.join("\n")));
    }
    (!report.criteria.is_empty()).then(|| blocks.join("\n\n"))
}

pub(super) fn forecasts(report: &Report, clock: &Clock) -> Option<String> {
    let at = format!("At ({})", for_markdown(&clock.head()));
    let columns = [
        "Resource and number",
        ">Planned factor",
        ">Real factor",
        ">Planned peak",
        ">Real peak",
        at.as_str(),
        ">Plan's error",
        ">Ceiling",
        ">Headroom",
        "Over the event",
    ];
    let mut blocks: Vec<String> =
        first_to_break(&report.forecasts).map(|first| for_markdown(&first)).into_iter().collect();
    blocks.push(table(&columns, report.forecasts.iter().map(|forecast| forecast_row(report, forecast, clock))));
    let notes: Vec<String> = report.forecasts.iter().filter_map(forecast_notes).collect();
    blocks.push(
        "Factor: the peak ÷ the largest value of the same hours before. Error: planned ÷ real − 1, above zero the plan \
         was too large. Headroom: the share of the ceiling that was left at the peak."
            .to_owned(),
    );
    if !notes.is_empty() {
        blocks.push(notes.join("\n"));
    }
    (!report.forecasts.is_empty()).then(|| blocks.join("\n\n"))
}

fn forecast_name(forecast: &Forecast) -> String {
    format!("{}, {}", for_markdown(&forecast.what), for_markdown(&labels::subject(&forecast.resource)))
}

fn forecast_notes(forecast: &Forecast) -> Option<String> {
    let notes: Vec<String> = words::notes(forecast).iter().map(|note| inline(note)).collect();
    (!notes.is_empty()).then(|| format!("- {}: {}", forecast_name(forecast), notes.join(" ")))
}

fn forecast_row(report: &Report, forecast: &Forecast, clock: &Clock) -> Vec<String> {
    let unit = forecast.unit;
    vec![
        forecast_name(forecast),
        numbers::factor(forecast.predicted_factor),
        numbers::factor(forecast.real_factor),
        numbers::maybe(unit, forecast.predicted_peak),
        numbers::maybe(unit, forecast.real_peak),
        clock.maybe(forecast.peak_at),
        numbers::error(forecast.error),
        numbers::maybe(unit, forecast.ceiling),
        numbers::share(forecast.headroom),
        report.series_of(forecast).map(curve).unwrap_or_default(),
    ]
}

fn curve(series: &Series) -> String {
    spark::line(&series.curve, SPARK)
}

pub(super) fn losses(report: &Report, clock: &Clock) -> Option<String> {
    let (lost, unknown) = (report.lost(), report.unknown_losses());
    let mut blocks = Vec::new();
    let when = format!("Most at ({})", for_markdown(&clock.head()));
    let rows = lost.iter().map(|lost| {
        let before = lost.series.map(|series| numbers::total(series.unit, series.baseline.total));
        vec![
            for_markdown(&labels::subject(lost.resource)),
            lost.what.map_or_else(|| format!("`{}`", lost.metric), |what| format!("{what} (`{}`)", lost.metric)),
            words::lost(lost),
            clock.maybe(lost.worst_at),
            before.unwrap_or_else(|| numbers::UNKNOWN.to_owned()),
            lost.series.map(curve).unwrap_or_default(),
        ]
    });
    let columns = ["Resource", "What", ">Lost in all", when.as_str(), ">In the hours before", "Over the event"];
    if lost.is_empty() {
        blocks.push("No counter of errors, of rejected or of throttled requests that was read is above zero.".into());
    } else {
        blocks.push(table(&columns, rows));
    }
    let zero = report.no_losses();
    let mut lines: Vec<String> =
        zero.iter().map(|(what, of)| format!("- Zero: {what} of {}", for_markdown(&words::names(of)))).collect();
    lines.extend(unknown.iter().map(|loss| {
        let counters: Vec<String> = loss.counters.iter().map(|series| format!("`{}`", series.metric)).collect();
        let subject = for_markdown(&labels::subject(&loss.measured.resource));
        let counters = if counters.is_empty() { String::new() } else { format!("{}: ", counters.join(", ")) };
        format!("- Not known of {subject}: {counters}{}", for_markdown(loss.reason))
    }));
    if !lines.is_empty() {
        blocks.push(lines.join("\n"));
    }
    (!report.resources.is_empty() || !report.losses.is_empty()).then(|| blocks.join("\n\n"))
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
    let when = format!("When ({})", for_markdown(&clock.head()));
    let rows = happenings.map(|happening| {
        let resource = happening.resource.as_deref().unwrap_or_default();
        vec![
            clock.happened(happening),
            words::class(happening.class).to_owned(),
            happening.kind.to_owned(),
            for_markdown(&happening.text),
            for_markdown(resource),
            for_markdown(&happening.source),
        ]
    });
    table(&[&when, "Class", "Kind", "What", "Resource", "Known from"], rows)
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
    let when = format!("At ({})", for_markdown(&clock.head()));
    let columns =
        ["Metric", "Over the event", ">Largest", when.as_str(), ">Mean", ">Largest before", ">In all", "Datapoints"];
    let rows: Vec<_> = words::pictured(measured).map(|series| series_row(series, clock)).collect();
    if !rows.is_empty() {
        blocks.push(table(&columns, rows));
    }
    let plain: Vec<String> = words::plain(measured)
        .into_iter()
        .map(|(word, names)| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("- {}: {}", for_markdown(&word), names.join("; "))
        })
        .collect();
    if !plain.is_empty() {
        blocks.push(plain.join("\n"));
    }
    blocks.join("\n\n")
}

fn series_row(series: &Series, clock: &Clock) -> Vec<String> {
    let (event, before) = (&series.event, &series.baseline);
    let gaps: String = event.gaps.iter().map(|gap| format!("<br>gap {}", clock.span(gap.from, gap.until))).collect();
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
        let value = numbers::maybe(indicator.unit, indicator.value);
        vec![indicator.name.to_owned(), value, inline(&indicator.detail), inline(indicator.definition)]
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
    let (silent, counted): (Vec<_>, Vec<_>) = report.usage.iter().partition(|usage| usage.is_silent());
    let mut columns = vec!["Resource".to_owned(), "What".to_owned(), "By month".to_owned()];
    columns.extend(months.iter().map(|month| format!(">{month}")));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = counted.into_iter().map(|usage| {
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
    let mut text = format!("{}\n\n`·` and – stand for a month without a datapoint.", table(&columns, rows));
    if !silent.is_empty() {
        let resources: Vec<&Subject> = silent.iter().map(|usage| &usage.resource).collect();
        text += &format!(" Without one in all months: {}.", for_markdown(&words::names(&resources)));
    }
    Some(text)
}
