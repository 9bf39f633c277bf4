//! AWS Health: what AWS says was wrong with its services, or planned.

use std::collections::BTreeMap;

use aws_sdk_health::{
    Client,
    types::{DateTimeRange, EntityFilter, Event, EventFilter, EventStatusCode, EventTypeCategory},
};
use aws_smithy_types::DateTime;
use futures::future::join_all;
use iem_core::{
    aws::health::facts::HealthEvent,
    event::Window,
    report::Span,
    rules::health::is_planned_in,
    snapshot::{AccountSnapshot, Fact, Missed, Reason},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{state, text, timestamp},
    limits::{Api, Rate},
    service::{Asks, OfAccount, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 2 };
/// Largest page.
const PAGE: i32 = 100;

/// AWS Health of one account.
pub(super) struct Health<'a> {
    api: Api<'a, Client>,
    window: Option<&'a Window>,
    /// The span of the event, where it is reviewed.
    event: Option<Span>,
}

impl<'a> Health<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self {
            api: site.api("health", RATE, Client::new),
            window: site.event.window.as_ref(),
            event: site.past.map(|past| past.spans.event),
        }
    }

    async fn past_events(&self, facts: &Facts<'_, AccountSnapshot>) {
        let Some(span) = self.event else { return };
        facts.ask(Source::HealthEvents, |facts| &mut facts.health.events, events(&self.api, span)).await;
    }

    /// What the planned changes are about that meet the event, ten of them at a time.
    async fn affected_by_changes(&self, facts: &Facts<'_, AccountSnapshot>) {
        if !facts.is_planned(Source::HealthEntities) {
            return;
        }
        let met = |facts: &AccountSnapshot| -> Vec<String> {
            let (Some(events), Some(window)) = (facts.health.open.seen(), self.window) else { return Vec::new() };
            events.iter().filter(|it| is_planned_in(it, window)).map(|it| it.arn.clone()).collect()
        };
        let events = facts.read(met);
        facts.expect(|facts| &mut facts.health.affected, &events);
        let ask = async |events: &[String]| {
            let answers: Vec<_> = match affected(&self.api, events).await {
                Ok(answers) => answers.into_iter().map(|(arn, entities)| (arn, Fact::Seen(entities))).collect(),
                Err(missed) => events.iter().map(|arn| (arn.clone(), Fact::Missed(missed.clone()))).collect(),
            };
            facts.write(|facts| facts.health.affected.extend(answers));
        };
        join_all(events.chunks(EVENTS).map(ask)).await;
        facts.done(Source::HealthEntities);
    }
}

impl OfAccount for Health<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, AccountSnapshot>) -> Asks<'f> {
        vec![
            row(Source::HealthEvents, self.past_events(facts)),
            facts.row(Source::OpenHealthEvents, |facts| &mut facts.health.open, open(&self.api)),
            row(Source::HealthEntities, self.affected_by_changes(facts)),
        ]
    }
}

/// Events that touch the span, the earliest first. AWS can only be asked for those that began
/// before its end: a filter by end would leave out what still goes on.
async fn events(api: &Api<'_, Client>, span: Span) -> Result<Vec<HealthEvent>, Missed> {
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
async fn open(api: &Api<'_, Client>) -> Result<Vec<HealthEvent>, Missed> {
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
const EVENTS: usize = 10;

/// The resources that each of some events affects, by the event's ARN.
async fn affected(api: &Api<'_, Client>, events: &[String]) -> Result<BTreeMap<String, Vec<String>>, Missed> {
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
