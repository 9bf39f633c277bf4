//! What the first lines of a review say: the verdict, what was lost, the incidents, the next step.

use jiff::Timestamp;

use super::{Class, ClosedItem, Forecast, Happening, Judgement, Loss, Measured, Report, Series, Signal, WindDown};
use crate::rule::{Light, Subject};

/// What became of a success criterion, the worst first, as a verdict counts it.
const COUNTED: [(Judgement, &str); 4] = [
    (Judgement::Missed, "missed"),
    (Judgement::NotMeasured, "not measured"),
    (Judgement::AskPeople, "for people to answer"),
    (Judgement::Met, "met"),
];

/// Requests or connections of one resource that failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lost<'a> {
    /// The resource.
    pub resource: &'a Subject,
    /// What it was in words; `None` for what the workload itself counted.
    pub what: Option<&'static str>,
    /// `MetricName`.
    pub metric: &'static str,
    /// How many in all; `None` where AWS publishes a share alone.
    pub total: Option<f64>,
    /// Start of the period with the most.
    pub worst_at: Option<Timestamp>,
    /// The series that it was counted on.
    pub series: Option<&'a Series>,
}

/// Losses of one resource that nobody knows.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownLoss<'a> {
    /// The resource.
    pub measured: &'a Measured,
    /// The counters without a number; none where nothing of the resource was measured.
    pub counters: Vec<&'a Series>,
    /// Why, as far as it is known.
    pub reason: &'a str,
}

impl Report {
    /// The worst judgement of all success criteria; `None` where there are none.
    pub fn verdict(&self) -> Option<Judgement> {
        self.criteria.iter().map(|criterion| criterion.judgement).min()
    }

    /// The verdict in words.
    pub fn verdict_summary(&self) -> String {
        let all = self.criteria.len();
        if all == 0 {
            return "no success criteria to judge".to_owned();
        }
        let counts = COUNTED.map(|(judgement, word)| {
            let number = self.criteria.iter().filter(|criterion| criterion.judgement == judgement).count();
            (number > 0).then(|| format!("{number} {word}"))
        });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let noun = if all == 1 { "success criterion" } else { "success criteria" };
        format!("{all} {noun}: {}", counts.join(", "))
    }

    /// What was lost: what AWS itself refused or dropped, and every other counter of errors above
    /// zero; the largest sum first, and last what is published as a share alone.
    pub fn lost(&self) -> Vec<Lost<'_>> {
        let series_of = |loss: &Loss| {
            let measured = self.resources.iter().find(|measured| measured.resource == loss.resource)?;
            measured.series.iter().find(|series| series.metric == loss.metric && series.per.is_none())
        };
        let refused = self.losses.iter().filter(|loss| loss.total.is_some_and(|total| total > 0.0));
        let mut all: Vec<_> = refused
            .map(|loss| Lost {
                resource: &loss.resource,
                what: Some(loss.what),
                metric: loss.metric,
                total: loss.total,
                worst_at: loss.worst_at,
                series: series_of(loss),
            })
            .collect();
        for measured in &self.resources {
            let is_listed = |series: &Series| {
                self.losses.iter().any(|loss| loss.resource == measured.resource && loss.metric == series.metric)
            };
            let is_above_zero = |series: &Series| series.event.maximum.is_some_and(|maximum| maximum > 0.0);
            let errors = measured.series.iter().filter(|series| counts_errors(series) && is_above_zero(series));
            all.extend(errors.filter(|series| !is_listed(series)).map(|series| Lost {
                resource: &measured.resource,
                what: None,
                metric: series.metric,
                total: series.event.total,
                worst_at: series.event.maximum_at,
                series: Some(series),
            }));
        }
        all.sort_by(|one, other| other.total.unwrap_or(-1.0).total_cmp(&one.total.unwrap_or(-1.0)));
        all
    }

    /// What AWS counted and was zero, with the resources: `rejected connections` of two balancers.
    pub fn no_losses(&self) -> Vec<(&'static str, Vec<&Subject>)> {
        let mut all: Vec<(&'static str, Vec<&Subject>)> = Vec::new();
        for loss in self.losses.iter().filter(|loss| loss.total == Some(0.0)) {
            match all.iter_mut().find(|(what, _)| *what == loss.what) {
                Some((_, resources)) => resources.push(&loss.resource),
                None => all.push((loss.what, vec![&loss.resource])),
            }
        }
        all
    }

    /// Where nobody knows whether anything was lost, in the order of section 6.
    pub fn unknown_losses(&self) -> Vec<UnknownLoss<'_>> {
        self.resources.iter().filter_map(unknown_loss).collect()
    }

    /// The series that a forecast's real peak is of, where the two have the same numbers: capacity
    /// units of a longer period are told per minute.
    pub fn series_of(&self, forecast: &Forecast) -> Option<&Series> {
        let (metric, statistic) = (forecast.metric?, forecast.statistic?);
        let measured = self.resources.iter().find(|measured| measured.resource == forecast.resource)?;
        let mut all = measured.series.iter().filter(|series| series.per.is_none());
        let series = all.find(|series| series.metric == metric && series.statistic == statistic)?;
        (series.event.maximum == forecast.real_peak).then_some(series)
    }

    /// How many happenings of a class there are.
    pub fn happenings(&self, class: Class) -> usize {
        self.timeline.iter().filter(|happening| happening.class == class).count()
    }

    /// The gravest happening that is more than orientation, the first of several.
    pub fn worst_incident(&self) -> Option<&Happening> {
        let incidents = self.timeline.iter().filter(|happening| happening.class != Class::Info);
        incidents.min_by_key(|happening| happening.class)
    }

    /// What has to be wound down now: it costs money or hides alarms.
    pub fn wind_down_now(&self) -> impl Iterator<Item = &WindDown> {
        self.wind_down.iter().filter(|entry| entry.light == Light::Red)
    }

    /// What to do next, as one sentence without a period.
    pub fn next_step(&self) -> String {
        if let Some(entry) = self.wind_down_now().next() {
            return format!("wind down the {} of {} {}", entry.what, entry.resource.kind, entry.resource.id);
        }
        if let Some(asked) = self.criteria.iter().find(|criterion| criterion.judgement == Judgement::AskPeople) {
            return format!("answer the success criterion in line {}: {}", asked.line, asked.text);
        }
        let open: Vec<&ClosedItem> = self.closing.items.iter().filter(|item| item.open).collect();
        match open.first() {
            Some(first) if open.len() == 1 => format!("close the last open action item: {}", first.description),
            Some(first) => format!("close {} open action items, first: {}", open.len(), first.description),
            None => format!("hold the post-mortem by {}", self.closing.post_mortem_by),
        }
    }
}

impl Measured {
    /// The worst light of its health; gray where nothing was judged.
    pub fn worst(&self) -> Light {
        self.health.iter().min().copied().unwrap_or(Light::Gray)
    }
}

/// What a client did wrong (4xx) was not lost, and a share of requests tells of the same ones again.
fn counts_errors(series: &Series) -> bool {
    let is_of_client = series.metric.contains("4XX") || series.metric.contains("4xx");
    series.signal == Signal::Errors && series.per.is_none() && !is_of_client
}

fn unknown_loss(measured: &Measured) -> Option<UnknownLoss<'_>> {
    if let Some(reason) = &measured.unmeasured {
        return Some(UnknownLoss { measured, counters: Vec::new(), reason });
    }
    let is_unknown = |series: &&Series| counts_errors(series) && series.event.maximum.is_none();
    let counters: Vec<&Series> = measured.series.iter().filter(is_unknown).collect();
    let reason = counters.iter().find_map(|series| series.event.missed.as_deref()).unwrap_or("no datapoint");
    (!counters.is_empty()).then_some(UnknownLoss { measured, counters, reason })
}

#[cfg(test)]
mod tests {
    use super::super::{Judgement, testing};

    #[test]
    fn the_verdict_is_the_worst_and_counts_everything() {
        let mut report = testing::rich();
        assert_eq!(report.verdict(), Some(Judgement::Missed));
        assert_eq!(
            report.verdict_summary(),
            "5 success criteria: 1 missed, 1 not measured, 1 for people to answer, 2 met"
        );
        report.criteria.retain(|criterion| criterion.judgement == Judgement::Met);
        report.criteria.truncate(1);
        assert_eq!(report.verdict_summary(), "1 success criterion: 1 met");
        report.criteria.clear();
        assert_eq!((report.verdict(), report.verdict_summary().as_str()), (None, "no success criteria to judge"));
    }

    #[test]
    fn losses_are_the_largest_first_and_unknown_ones_are_not_left_out() {
        let report = testing::rich();
        let lost: Vec<_> = report.lost().iter().map(|lost| (lost.metric, lost.what, lost.total)).collect();
        let own = Some("requests that the balancer answered with 5xx");
        assert_eq!(
            lost,
            [("HTTPCode_Target_5XX_Count", None, Some(45_120.0)), ("HTTPCode_ELB_5XX_Count", own, Some(1_800.0)),]
        );
        let zero: Vec<_> = report.no_losses().into_iter().map(|(what, resources)| (what, resources.len())).collect();
        assert_eq!(zero, [("rejected connections", 2)]);
        let unknown: Vec<_> =
            report.unknown_losses().iter().map(|loss| (loss.measured.resource.kind, loss.reason)).collect();
        assert_eq!(
            unknown,
            [
                ("dynamodb-table", "cloudwatch:GetMetricData was denied"),
                ("stack", "section 6 names a kind that publishes no metrics of its own"),
            ]
        );
    }

    #[test]
    fn a_forecast_finds_the_series_of_its_peak() {
        let report = testing::rich();
        let found: Vec<_> =
            report.forecasts.iter().map(|forecast| report.series_of(forecast).map(|series| series.metric)).collect();
        assert_eq!(found, [Some("GroupInServiceInstances"), Some("RequestCount"), None]);
    }

    #[test]
    fn the_next_step_is_what_costs_most() {
        let mut report = testing::rich();
        let mut steps = vec![report.next_step()];
        report.wind_down.clear();
        steps.push(report.next_step());
        report.criteria.clear();
        steps.push(report.next_step());
        report.closing.items.clear();
        steps.push(report.next_step());
        assert_eq!(
            steps,
            [
                "wind down the LCU reservation of load-balancer shop",
                "answer the success criterion in line 17: customers were satisfied",
                "close 2 open action items, first: Raise the maximum of group web",
                "hold the post-mortem by 2026-12-20",
            ]
        );
    }
}
