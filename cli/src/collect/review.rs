//! What is asked about one region after the event: datapoints, alarm history and changes.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use futures::future::join_all;
use iem_core::{
    event::Event,
    metrics::Metric,
    report::{self, Known, Past, Span},
    snapshot::{AccountSnapshot, PerResource, RegionSnapshot, cloudwatch::Points},
    source::Source,
};
use jiff::Timestamp;

use super::{
    alarm_history, clients, cloudtrail,
    datapoints::{self, Datapoints},
    facts::Facts,
    limits::{Api, Rate, Run},
};

// "CloudWatch service quotas" and "Quotas in AWS CloudTrail".
const METRICS: Rate = Rate { burst: 50, per_second: 50 };
const ALARM_HISTORY: Rate = Rate { burst: 20, per_second: 20 };
const CHANGES: Rate = Rate { burst: 2, per_second: 2 };

/// Where a source of datapoints puts its answers.
type Slot = fn(&mut RegionSnapshot) -> &mut PerResource<Points>;

/// A review of one region of one account, where there are spans of time to look at.
pub(super) struct Review<'a> {
    event: &'a Event,
    account: &'a str,
    region: &'a str,
    past: Option<Past<'a>>,
    datapoints: Datapoints<'a>,
    alarms: Api<'a, aws_sdk_cloudwatch::Client>,
    trail: Api<'a, aws_sdk_cloudtrail::Client>,
}

impl<'a> Review<'a> {
    /// `config` is one of the region.
    pub(super) fn new(
        run: &'a Run,
        event: &'a Event,
        (account, region): (&'a str, &'a str),
        config: &SdkConfig,
        past: Option<Past<'a>>,
        now: Timestamp,
    ) -> Self {
        let patient = clients::with_long_answers(config);
        let cloudwatch = aws_sdk_cloudwatch::Client::new;
        Self {
            event,
            account,
            region,
            past,
            datapoints: Datapoints::new(Api::new(run, "cloudwatch", METRICS, &patient, cloudwatch), now),
            alarms: Api::new(run, "cloudwatch", ALARM_HISTORY, config, cloudwatch),
            trail: Api::new(run, "cloudtrail", CHANGES, config, aws_sdk_cloudtrail::Client::new),
        }
    }

    /// Whether the event is reviewed, and not checked.
    pub(super) fn is_wanted(&self) -> bool {
        self.past.is_some()
    }

    /// The planned sources of datapoints, each with its span and whether it is that of months.
    fn measured(&self, facts: &Facts<'_, RegionSnapshot>) -> Vec<(Source, Slot, Span, bool)> {
        let Some(Past { spans, .. }) = self.past else { return Vec::new() };
        let sources: [(Source, Slot, Span, bool); 3] = [
            (Source::EventMetrics, |it| &mut it.cloudwatch.event, spans.event, false),
            (Source::BaselineMetrics, |it| &mut it.cloudwatch.baseline, spans.baseline, false),
            (Source::MonthlyMetrics, |it| &mut it.cloudwatch.months, spans.months, true),
        ];
        sources.into_iter().filter(|(source, ..)| facts.is_planned(*source)).collect()
    }

    fn wanted(
        &self,
        account: &AccountSnapshot,
        facts: &Facts<'_, RegionSnapshot>,
        span: Span,
        months: bool,
    ) -> BTreeSet<Metric> {
        let before = self.past.and_then(|past| past.before);
        let before = before.map(|before| Known::of(before, self.account, self.region));
        let place = (self.account, self.region);
        facts.read(|region| report::wanted(self.event, place, Known { account, region }, before, span.period, months))
    }

    /// Says which metrics are going to be asked for, as far as the answers so far tell.
    pub(super) fn expect(&self, account: &AccountSnapshot, facts: &Facts<'_, RegionSnapshot>) {
        for (_, slot, span, months) in self.measured(facts) {
            let keys: Vec<String> = self.wanted(account, facts, span, months).iter().map(Metric::key).collect();
            facts.expect(slot, &keys);
        }
    }

    /// Every datapoint that one source asks for.
    pub(super) async fn datapoints(
        &self,
        account: &Facts<'_, AccountSnapshot>,
        facts: &Facts<'_, RegionSnapshot>,
        source: Source,
    ) {
        let measured = self.measured(facts).into_iter().find(|(measured, ..)| *measured == source);
        let Some((_, slot, span, months)) = measured else { return };
        let wanted = account.read(|account| self.wanted(account, facts, span, months));
        let wanted: Vec<Metric> = wanted.into_iter().collect();
        let keys: Vec<String> = wanted.iter().map(Metric::key).collect();
        // What a name looked like need not be what it stands for.
        facts.write(|facts| slot(facts).retain(|key, _| keys.contains(key)));
        facts.expect(slot, &keys);
        let ask = async |batch: datapoints::Batch| {
            let answers = self.datapoints.ask(source, &batch, span).await;
            facts.write(|facts| slot(facts).extend(answers));
        };
        join_all(datapoints::batches(&wanted, span).into_iter().map(ask)).await;
        facts.done(source);
    }

    /// Alarms that changed their state.
    pub(super) async fn alarm_history(&self, facts: &Facts<'_, RegionSnapshot>) {
        let Some(Past { spans, .. }) = self.past else { return };
        let answer = alarm_history::changes(&self.alarms, spans.event);
        facts.ask(Source::AlarmHistory, |facts| &mut facts.cloudwatch.alarm_history, answer).await;
    }

    /// Calls that changed something.
    pub(super) async fn changes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let Some(Past { spans, .. }) = self.past else { return };
        let answer = cloudtrail::changes(&self.trail, spans.event);
        facts.ask(Source::Changes, |facts| &mut facts.cloudtrail.changes, answer).await;
    }
}
