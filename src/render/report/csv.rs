//! One row per resource and metric, for a spreadsheet: RFC 4180. Numbers are bare and in the unit
//! of the row; an empty cell is not known. The last column names what AWS itself refused or dropped.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::words;
use crate::{
    render::csv::cell,
    report::{Loss, Measured, Report, Series, Summary},
};

const COLUMNS: [&str; 28] = [
    "type",
    "resource",
    "account",
    "region",
    "state",
    "namespace",
    "metric",
    "statistic",
    "unit",
    "signal",
    "maximum",
    "maximum_at",
    "minimum",
    "mean",
    "total",
    "datapoints",
    "periods",
    "period_seconds",
    "not_read",
    "baseline_maximum",
    "baseline_mean",
    "baseline_total",
    "baseline_datapoints",
    "baseline_periods",
    "baseline_not_read",
    "lost",
    "facts_taken_at",
    "facts_age_seconds",
];

pub(super) fn render(report: &Report) -> String {
    // Quotes everywhere, because some spreadsheets split at semicolons as well.
    let mut builder = WriterBuilder::new();
    let mut writer = builder.terminator(Terminator::CRLF).quote_style(QuoteStyle::Always).from_writer(Vec::new());
    // Writing to memory cannot fail, and every row is as long as the first.
    let _ = writer.write_record(COLUMNS);
    let facts = [report.snapshot_taken_at.to_string(), report.snapshot_age_seconds.to_string()];
    let whole = |row: Vec<String>| row.into_iter().chain(facts.clone());
    for measured in &report.resources {
        for series in &measured.series {
            let _ = writer.write_record(whole(row(report, measured, series)));
        }
        if measured.series.is_empty() {
            let _ = writer.write_record(whole(unmeasured(measured)));
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn subject(measured: &Measured) -> [String; 5] {
    let resource = &measured.resource;
    [
        resource.kind.to_owned(),
        cell(&resource.id),
        cell(resource.account.as_deref().unwrap_or_default()),
        cell(resource.region.as_deref().unwrap_or_default()),
        words::presence_id(measured.presence).to_owned(),
    ]
}

fn row(report: &Report, measured: &Measured, series: &Series) -> Vec<String> {
    let (event, before) = (&series.event, &series.baseline);
    let mut row = subject(measured).to_vec();
    row.extend([series.namespace, series.metric, series.statistic].map(str::to_owned));
    row.extend([words::unit_id(series.unit), words::signal_id(series.signal)].map(str::to_owned));
    row.extend([number(event.maximum), event.maximum_at.map(|at| at.to_string()).unwrap_or_default()]);
    row.extend([number(event.minimum), number(event.mean), number(event.total)]);
    row.extend([event.datapoints.to_string(), event.periods.to_string(), event.period.to_string(), not_read(event)]);
    row.extend([number(before.maximum), number(before.mean), number(before.total)]);
    row.extend([before.datapoints.to_string(), before.periods.to_string(), not_read(before)]);
    let is_it =
        |loss: &&Loss| loss.resource == measured.resource && loss.metric == series.metric && series.per.is_none();
    row.push(report.losses.iter().find(is_it).map(|loss| loss.what.to_owned()).unwrap_or_default());
    row
}

/// A resource of which there is no metric is there too, with the reason.
fn unmeasured(measured: &Measured) -> Vec<String> {
    let mut row = subject(measured).to_vec();
    row.resize(COLUMNS.len() - 2, String::new());
    if let Some(at) = COLUMNS.iter().position(|name| *name == "not_read") {
        row[at] = cell(measured.unmeasured.as_deref().unwrap_or_default());
    }
    row
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn not_read(summary: &Summary) -> String {
    cell(summary.missed.as_deref().unwrap_or_default())
}
