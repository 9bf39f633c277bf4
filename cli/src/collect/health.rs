//! AWS Health: what AWS says was wrong with its services, or planned.

use std::collections::BTreeMap;

use aws_sdk_health::{
    Client,
    types::{DateTimeRange, EntityFilter, Event, EventFilter, EventStatusCode, EventTypeCategory},
};
use aws_smithy_types::DateTime;
use iem_core::{
    report::Span,
    snapshot::{Missed, Reason, health::HealthEvent},
};

use super::{
    fields::{state, text, timestamp},
    limits::Api,
};

const PAGE: i32 = 100;

/// Events that touch the span, the earliest first. AWS can only be asked for those that began
/// before its end: a filter by end would leave out what still goes on.
pub(super) async fn events(api: &Api<'_, Client>, span: Span) -> Result<Vec<HealthEvent>, Missed> {
    let until = DateTimeRange::builder().to(DateTime::from_secs(span.end.as_second()));
    let filter = EventFilter::builder().start_times(until.build());
    let request = api.client.describe_events().filter(filter.build()).max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let events = pages.iter().flat_map(|page| page.events());
    let mut events: Vec<HealthEvent> = events.map(event).collect::<Result<_, _>>()?;
    events.retain(|event| event.end.is_none_or(|end| end >= span.start));
    events.sort_by_key(|event| event.start);
    Ok(events)
}

/// Issues and planned changes that are not over, the earliest first.
pub(super) async fn open(api: &Api<'_, Client>) -> Result<Vec<HealthEvent>, Missed> {
    let filter = EventFilter::builder()
        .event_status_codes(EventStatusCode::Open)
        .event_status_codes(EventStatusCode::Upcoming)
        .event_type_categories(EventTypeCategory::Issue)
        .event_type_categories(EventTypeCategory::Investigation)
        .event_type_categories(EventTypeCategory::ScheduledChange);
    let request = api.client.describe_events().filter(filter.build()).max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut events: Vec<HealthEvent> =
        pages.iter().flat_map(|page| page.events()).map(event).collect::<Result<_, _>>()?;
    events.sort_by_key(|event| event.start);
    Ok(events)
}

/// Most events that one request may name.
pub(super) const EVENTS: usize = 10;

/// The resources that each of some events affects, by the event's ARN.
pub(super) async fn affected(
    api: &Api<'_, Client>,
    events: &[String],
) -> Result<BTreeMap<String, Vec<String>>, Missed> {
    let filter = EntityFilter::builder().set_event_arns(Some(events.to_vec())).build();
    let filter = filter.map_err(|error| Missed { reason: Reason::Failed, detail: error.to_string() })?;
    let request = api.client.describe_affected_entities().filter(filter).max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut affected: BTreeMap<String, Vec<String>> = events.iter().map(|arn| (arn.clone(), Vec::new())).collect();
    for entity in pages.iter().flat_map(|page| page.entities()) {
        let of = affected.entry(text(entity.event_arn(), "eventArn")?).or_default();
        of.push(text(entity.entity_value(), "entityValue")?);
    }
    Ok(affected)
}

fn event(event: &Event) -> Result<HealthEvent, Missed> {
    Ok(HealthEvent {
        arn: text(event.arn(), "arn")?,
        service: text(event.service(), "service")?,
        code: text(event.event_type_code(), "eventTypeCode")?,
        category: state(event.event_type_category().map(|category| category.as_str())),
        region: event.region().unwrap_or("global").to_owned(),
        start: timestamp(event.start_time()),
        end: timestamp(event.end_time()),
        status: state(event.status_code().map(|status| status.as_str())),
    })
}
