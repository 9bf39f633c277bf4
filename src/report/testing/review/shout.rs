//! A hostile text in every place of a report.

use crate::{report::Report, rule::Subject};

/// Writes a text everywhere where text comes from AWS or from the workbook.
pub(crate) fn shout(report: &mut Report, text: &str) {
    report.event.name = Some(text.into());
    report.event.customer = Some(text.into());
    report.event.time_zone = Some(text.into());
    report.notices = vec![text.into()];
    for criterion in &mut report.criteria {
        (criterion.text, criterion.summary, criterion.definition) = (text.into(), text.into(), text.into());
    }
    let shouted = |subject: &mut Subject| {
        let said = || Some(text.to_owned());
        (subject.id, subject.account, subject.region) = (text.into(), said(), said());
    };
    for forecast in &mut report.forecasts {
        shouted(&mut forecast.resource);
        (forecast.what, forecast.predicted_from, forecast.ceiling_is) = (text.into(), text.into(), text.into());
        forecast.unknown = vec![text.into()];
    }
    for loss in &mut report.losses {
        shouted(&mut loss.resource);
        loss.unknown = loss.unknown.as_ref().map(|_| text.into());
    }
    for measured in &mut report.resources {
        shouted(&mut measured.resource);
        measured.unmeasured = measured.unmeasured.as_ref().map(|_| text.into());
        for series in &mut measured.series {
            series.event.missed = series.event.missed.as_ref().map(|_| text.into());
        }
    }
    for happening in &mut report.timeline {
        happening.resource = Some(text.into());
        (happening.text, happening.source) = (text.into(), text.into());
    }
    for indicator in &mut report.indicators {
        indicator.detail = text.into();
    }
    for entry in &mut report.wind_down {
        shouted(&mut entry.resource);
        entry.summary = text.into();
        entry.command = entry.command.as_ref().map(|_| text.into());
    }
    let closing = &mut report.closing;
    for item in &mut closing.items {
        (item.id, item.description, item.status) = (text.into(), text.into(), text.into());
        item.owner = Some(text.into());
    }
    closing.post_mortem_by = text.into();
    (closing.case_resolution, closing.survey, closing.success_story) = (text.into(), text.into(), text.into());
    closing.recommendations = vec![text.into()];
    for usage in &mut report.usage {
        shouted(&mut usage.resource);
        usage.missed = usage.missed.as_ref().map(|_| text.into());
    }
}
