//! What `iem report` computes after the event: what happened, planned against actual, and what to
//! wind down. A public JSON contract.
//!
//! Like the scorecard it is a function of its inputs: the workbook, what AWS answered after the
//! event, what AWS answered before it where that was saved, and the moment.

mod closing;
mod criteria;
mod curve;
mod entrance;
mod forecast;
mod indicators;
mod measured;
mod measures;
mod notices;
mod overview;
mod readings;
mod span;
mod targets;
#[cfg(test)]
pub(crate) mod testing;
mod timeline;
mod usage;
mod wind_down;

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use self::{closing::Found, readings::Readings};
pub use self::{
    closing::{ClosedItem, Closing},
    criteria::{Criterion, Judgement},
    forecast::{Forecast, Loss, first_to_break},
    indicators::Indicator,
    measured::{Gap, Measured, Presence, Series, Summary},
    measures::{MEASURES, Measure, Signal, Unit},
    overview::{Lost, UnknownLoss},
    span::{NoReport, Past, Span, Spans, spans},
    targets::{Dimensions, Known, Shape, Target, wanted},
    timeline::{Class, Happening},
    usage::MonthlyUse,
    wind_down::WindDown,
};
use crate::{
    aws::{cloudwatch::metrics::Metric, ec2::capacity},
    event::Event,
    scorecard::EventSummary,
    snapshot::{RegionSnapshot, Snapshot},
    source::{self, Source, Task},
    workbook::Workbook,
};

/// Format of the JSON report.
pub const SCHEMA: &str = "iem.report/1";

/// Everything that a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The workbook.
    pub workbook: &'a Workbook,
    /// The workbook's text, for what stands in the tool's own regions.
    pub text: &'a str,
    /// What AWS answered after the event (or during it).
    pub snapshot: &'a Snapshot,
    /// What AWS answered before the event, where somebody saved it: the numbers that the plan was
    /// made with, and the normal size of everything.
    pub before: Option<&'a Snapshot>,
    /// The moment of reporting.
    pub now: Timestamp,
}

/// The review of one event.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The moment of reporting.
    #[schemars(with = "String")]
    pub generated_at: Timestamp,
    /// When the facts were collected.
    #[schemars(with = "String")]
    pub snapshot_taken_at: Timestamp,
    /// How old they were at the moment of reporting; 0 for facts of a later moment.
    pub snapshot_age_seconds: i64,
    /// The event that is reviewed.
    pub event: EventSummary,
    /// Which spans of time were measured, and how finely.
    pub spans: Spans,
    /// What a reader has to know before the numbers: whole sentences.
    pub notices: Vec<String>,
    /// Success criteria of section 1, judged.
    pub criteria: Vec<Criterion>,
    /// Planned against actual, the smallest headroom first.
    pub forecasts: Vec<Forecast>,
    /// Requests and connections that AWS refused or dropped during the event, the largest first.
    pub losses: Vec<Loss>,
    /// Every measured resource with its series, in the order of section 6.
    pub resources: Vec<Measured>,
    /// Everything that happened, in the order of time.
    pub timeline: Vec<Happening>,
    /// Key performance indicators of operational support, each with its definition.
    pub indicators: Vec<Indicator>,
    /// What is still at the event's size or costs money for nothing.
    pub wind_down: Vec<WindDown>,
    /// Steps 22 to 25: action items, post-mortem, texts, recommendations.
    pub closing: Closing,
    /// Use of the last twelve months (Appendix B).
    pub usage: Vec<MonthlyUse>,
}

/// What a report asks AWS.
pub const NEEDS: &[Source] = &[
    Source::Instances,
    Source::Volumes,
    Source::CapacityReservations,
    Source::Groups,
    Source::ScheduledActions,
    Source::ScalingActivities,
    Source::LoadBalancers,
    Source::TargetGroups,
    Source::LcuReservations,
    Source::StackResources,
    Source::TaggedResources,
    Source::QuotaValues,
    Source::QuotaRequests,
    Source::Alarms,
    Source::Metrics,
    Source::EventMetrics,
    Source::BaselineMetrics,
    Source::MonthlyMetrics,
    Source::AlarmHistory,
    Source::Changes,
    Source::HealthEvents,
    Source::Distributions,
    Source::HostedZones,
];

/// Reviews the event.
///
/// # Errors
///
/// [`NoReport`], when the workbook has no window or the event has not begun.
pub fn evaluate(inputs: &Inputs<'_>) -> Result<Report, NoReport> {
    let event = &inputs.workbook.event;
    // What exists of the datapoints was decided when they were read.
    let spans = spans(event.window.as_ref(), inputs.snapshot.taken_at)?;
    let readings = Readings::new(*inputs, spans);
    let resources = measured::measure(&readings, inputs);
    let forecasts = forecast::forecasts(&readings, inputs);
    let losses = forecast::losses(&readings);
    let criteria = criteria::judge(&readings, inputs);
    let timeline = timeline::timeline(&readings, inputs, &resources);
    let indicators = indicators::indicators(&readings, inputs, &timeline);
    let wind_down = wind_down::wind_down(&readings, inputs);
    let usage = usage::usage(&readings);
    let found = Found {
        criteria: &criteria,
        forecasts: &forecasts,
        resources: &resources,
        timeline: &timeline,
        indicators: &indicators,
        wind_down: &wind_down,
    };
    let closing = closing::closing(inputs, found);
    Ok(Report {
        schema: SCHEMA,
        generated_at: inputs.now,
        snapshot_taken_at: inputs.snapshot.taken_at,
        snapshot_age_seconds: inputs.now.duration_since(inputs.snapshot.taken_at).as_secs().max(0),
        event: EventSummary::of(event),
        spans,
        notices: notices::notices(inputs, spans),
        criteria,
        forecasts,
        losses,
        resources,
        timeline,
        indicators,
        wind_down,
        closing,
        usage,
    })
}

/// The metrics of [`Source::Metrics`] that a report reads in one account and region: the use of
/// vCPUs. `facts` holds what has been collected there so far.
pub fn recent_metrics(facts: &RegionSnapshot) -> BTreeSet<Metric> {
    capacity::classes(facts).into_iter().map(|(class, purchase)| Metric::vcpus(class, purchase)).collect()
}

/// What has to be asked so that the event can be reviewed: [`NEEDS`], and what those come from, in
/// each account and region that lists a resource, and where the global services keep their metrics.
pub fn plan(event: &Event) -> BTreeSet<Task> {
    let needed = source::with_origins(NEEDS.iter().copied());
    let mut tasks = source::tasks(&needed, event);
    for (account, region) in targets::global_places(event) {
        let region = Some(region.to_owned());
        let metrics = [Source::EventMetrics, Source::BaselineMetrics, Source::MonthlyMetrics, Source::AlarmHistory];
        tasks.extend(metrics.map(|source| Task { account: account.to_owned(), region: region.clone(), source }));
        tasks.insert(Task { account: account.to_owned(), region: None, source: Source::Identity });
    }
    tasks
}
