//! What is asked about one region after the event: datapoints, alarm history and changes.

use std::collections::BTreeSet;

use super::{
    alarm_history, clients, cloudtrail,
    datapoints::{self, Datapoints},
    facts::Facts,
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};
use futures::future::join_all;
use iem_core::{
    aws::cloudwatch::{facts::Points, metrics::Metric},
    event::Event,
    report::{self, Known, Past, Span},
    snapshot::{AccountSnapshot, PerResource, RegionSnapshot},
    source::Source,
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
    pub(super) fn new(site: &Site<'a>) -> Self {
        let Site { run, event, account, region, ref config, past, now } = *site;
        let patient = clients::with_long_answers(config);
        let datapoints = Api::new(run, "cloudwatch", METRICS, &patient, aws_sdk_cloudwatch::Client::new);
        Self {
            event,
            account,
            region,
            past,
            datapoints: Datapoints::new(datapoints, now),
            alarms: site.api("cloudwatch", ALARM_HISTORY, aws_sdk_cloudwatch::Client::new),
            trail: site.api("cloudtrail", CHANGES, aws_sdk_cloudtrail::Client::new),
        }
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

    /// Every datapoint that one source asks for. What CloudWatch calls a distribution or a zone is known when the
    /// global services answered.
    async fn datapoints(&self, global: &Global<'_>, facts: &Facts<'_, RegionSnapshot>, source: Source) {
        global.names.clone().await;
        let measured = self.measured(facts).into_iter().find(|(measured, ..)| *measured == source);
        let Some((_, slot, span, months)) = measured else { return };
        let wanted = global.facts.read(|account| self.wanted(account, facts, span, months));
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
    async fn alarm_history(&self, facts: &Facts<'_, RegionSnapshot>) {
        let Some(Past { spans, .. }) = self.past else { return };
        let answer = alarm_history::changes(&self.alarms, spans.event);
        facts.ask(Source::AlarmHistory, |facts| &mut facts.cloudwatch.alarm_history, answer).await;
    }

    /// Calls that changed something.
    async fn changes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let Some(Past { spans, .. }) = self.past else { return };
        let answer = cloudtrail::changes(&self.trail, spans.event);
        facts.ask(Source::Changes, |facts| &mut facts.cloudtrail.changes, answer).await;
    }
}

impl Regional for Review<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        // As far as can be told before the global services have answered.
        let account = AccountSnapshot::default();
        for (_, slot, span, months) in self.measured(facts) {
            let keys: Vec<String> = self.wanted(&account, facts, span, months).iter().map(Metric::key).collect();
            facts.expect(slot, &keys);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, global: &'f Global<'_>) -> Asks<'f> {
        let datapoints = |source| row(source, self.datapoints(global, facts, source));
        vec![
            datapoints(Source::EventMetrics),
            datapoints(Source::BaselineMetrics),
            datapoints(Source::MonthlyMetrics),
            row(Source::AlarmHistory, self.alarm_history(facts)),
            row(Source::Changes, self.changes(facts)),
        ]
    }
}
