//! vCPUs in use against the quotas that the listed instances and groups count against.

use jiff::SignedDuration;

use super::times;
use crate::{
    aws::{
        cloudwatch::{
            facts::Series,
            metrics::{Days, Metric},
        },
        ec2::capacity,
    },
    event::{Event, ResourceKind},
    report::{
        Inputs,
        forecast::Forecast,
        measures::{Unit, number},
        readings::{Readings, When},
    },
    rule::{Place, Subject, fix::missed_summary},
    snapshot::{Fact, Missed, PerResource},
    source::Source,
};

pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    let mut all = Vec::new();
    for (account, region) in inputs.workbook.event.places() {
        let place = Place { account, region, facts: inputs.snapshot.account(account).region(region) };
        all.extend(unknown(&inputs.workbook.event, place));
        for (class, purchase) in capacity::classes(place.facts) {
            let Some(key) = class.quota(purchase) else { continue };
            let what = format!("{} vCPUs", class.usage_class(purchase));
            let mut forecast = Forecast::new(Subject::new("quota", &key, place), what, Unit::Count);
            let metric = Metric::vcpus(class, purchase).key();
            used(&mut forecast, readings, inputs, place, &metric);
            let factor = inputs.workbook.event.peak_factor();
            let before = inputs.before.map(|before| &before.account(account).region(region).cloudwatch.metrics);
            let before = before.and_then(|metrics| read(Source::Metrics, metrics, &metric).ok()?.as_ref());
            let of = "the 14 days that the snapshot from before the event holds";
            forecast.planned(factor, times(before.map(|series| series.maximum), factor, of));
            match read(Source::QuotaValues, &place.facts.quotas.values, &key) {
                Ok(quota) => forecast.limited(quota.value, format!("the quota {}", quota.name), None),
                Err(why) => forecast.unknown.push(format!("The quota is not known: {why}.")),
            }
            all.push(forecast);
        }
    }
    all
}

/// Says that quotas are missing below, where what counts against them could not be read.
fn unknown(event: &Event, place: Place<'_>) -> Option<Forecast> {
    let lists = |kind| event.listed(kind, place.account, place.region).next().is_some();
    let instances = lists(ResourceKind::Instance).then(|| missed(Source::Instances, &place.facts.ec2.instances));
    let groups = lists(ResourceKind::AutoScalingGroup).then(|| missed(Source::Groups, &place.facts.autoscaling.groups));
    let why = instances.flatten().or(groups.flatten())?;
    let mut forecast = Forecast::new(Subject::new("quota", "ec2 vCPUs", place), "vCPUs", Unit::Count);
    forecast.unknown.push(format!("Which quotas the workload counts against is not known: {why}."));
    Some(forecast)
}

fn missed<T>(source: Source, fact: &Fact<T>) -> Option<String> {
    match fact {
        Fact::Seen(_) => None,
        Fact::Missed(missed) => Some(missed_summary(source, missed)),
    }
}

/// Sets the peak, where the largest use of 14 days fell into the event.
fn used(forecast: &mut Forecast, readings: &Readings<'_>, inputs: &Inputs<'_>, place: Place<'_>, metric: &str) {
    let series: &Series = match read(Source::Metrics, &place.facts.cloudwatch.metrics, metric) {
        Err(why) => return forecast.unknown.push(format!("The use is not known: {why}.")),
        Ok(None) => return forecast.unknown.push("CloudWatch has no datapoint of the use in 14 days.".to_owned()),
        Ok(Some(series)) => series,
    };
    let span = readings.span(When::Event);
    if span.index(series.maximum_at).is_some() {
        (forecast.real_peak, forecast.peak_at) = (Some(series.maximum), Some(series.maximum_at));
        forecast
            .unknown
            .push("The use is the largest of each hour; its growth over the baseline is not measured.".to_owned());
        return;
    }
    let oldest = inputs.snapshot.taken_at.saturating_sub(SignedDuration::from_hours(24 * i64::from(Days::RECENT.from)));
    let holds_event = oldest.is_ok_and(|oldest| oldest <= span.start) && inputs.snapshot.taken_at >= span.end;
    let bound = if holds_event { "; that of the event was no larger" } else { "" };
    forecast.unknown.push(format!(
        "The largest use of the {} days before the snapshot, {} vCPUs, was outside of the event, at {}{bound}.",
        Days::RECENT.from,
        number(series.maximum),
        show(inputs, series.maximum_at)
    ));
}

/// A moment as the workbook writes it.
fn show(inputs: &Inputs<'_>, moment: jiff::Timestamp) -> String {
    inputs.workbook.event.window.as_ref().map_or_else(|| moment.to_string(), |window| window.show(moment))
}

fn read<'a, T>(source: Source, facts: &'a PerResource<T>, key: &str) -> Result<&'a T, String> {
    match facts.get(key) {
        Some(Fact::Seen(value)) => Ok(value),
        Some(Fact::Missed(missed)) => Err(missed_summary(source, missed)),
        None => Err(missed_summary(source, &Missed::not_asked())),
    }
}
