//! Resources that went away during the event, and when traffic was at its peak.

use std::collections::BTreeMap;

use super::{Class, DELAY, Happening, Scene};
use crate::report::{
    measured::{Measured, Presence, Series},
    measures::{Signal, Unit, number},
};

pub(super) fn happenings(scene: &Scene<'_>, resources: &[Measured]) -> Vec<Happening> {
    let mut all: Vec<_> = resources.iter().filter_map(|resource| deleted(scene, resource)).collect();
    all.extend(peaks(resources));
    if !resources.is_empty() && !all.iter().any(|happening| happening.kind == "peak") {
        let text = "the peak of traffic is not known: no metric of traffic has a datapoint";
        all.push(scene.not_read(None, text.to_owned(), "GetMetricData"));
    }
    all
}

/// A resource that is gone, unless it published until the span ended: then it was deleted later.
fn deleted(scene: &Scene<'_>, resource: &Measured) -> Option<Happening> {
    let Presence::Deleted { last_seen } = resource.presence else { return None };
    let subject = &resource.resource;
    if last_seen.is_some_and(|last| last.as_second() + DELAY >= scene.span.end.as_second()) {
        return None;
    }
    let text = match last_seen {
        Some(_) => "AWS does not list it any more, and its last datapoint is of this time",
        None => "AWS does not list it any more, and it has no datapoint: when it was deleted is not known",
    };
    Some(Happening {
        at: last_seen.unwrap_or(scene.span.start),
        until: None,
        class: Class::High,
        kind: "deleted",
        resource: Some(subject.id.clone()),
        text: format!("{} {}: {text}", subject.kind, subject.id),
        source: "GetMetricData".to_owned(),
    })
}

/// The largest value of each metric of traffic, and who reached it.
fn peaks(resources: &[Measured]) -> Vec<Happening> {
    let mut peaks: BTreeMap<(&str, &str), (&Measured, &Series)> = BTreeMap::new();
    for resource in resources {
        let first =
            resource.series.iter().find(|series| series.signal == Signal::Traffic && series.event.maximum.is_some());
        let Some(series) = first else { continue };
        let peak = peaks.entry((series.namespace, series.metric)).or_insert((resource, series));
        if series.event.maximum > peak.1.event.maximum {
            *peak = (resource, series);
        }
    }
    let line = |(resource, series): (&Measured, &Series)| {
        let value = series.event.maximum?;
        let than = match series.baseline.maximum {
            Some(before) if before > 0.0 => format!(", {} times the largest value before", number(value / before)),
            _ => String::new(),
        };
        let subject = &resource.resource;
        Some(Happening {
            at: series.event.maximum_at?,
            until: None,
            class: Class::Info,
            kind: "peak",
            resource: Some(subject.id.clone()),
            text: format!(
                "peak of {} on {} {}: {}{}{than}",
                series.metric,
                subject.kind,
                subject.id,
                number(value),
                unit(series.unit)
            ),
            source: format!("GetMetricData, {}", series.namespace),
        })
    };
    peaks.into_values().filter_map(line).collect()
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "",
        Unit::PerSecond => " per second",
        Unit::Seconds => " s",
        Unit::Milliseconds => " ms",
        Unit::Percent => " %",
        Unit::Bytes => " bytes",
        Unit::BytesPerSecond => " bytes per second",
    }
}
