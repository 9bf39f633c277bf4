//! Every datapoint of a span of time, in as few requests as CloudWatch allows.

use aws_sdk_cloudwatch::{Client, operation::get_metric_data::GetMetricDataOutput};
use aws_smithy_types::DateTime;
use futures::future::try_join_all;
use iem_core::{
    aws::cloudwatch::{facts::Points, metrics::Metric},
    report::Span,
    snapshot::{Fact, Missed},
    source::Source,
};
use jiff::Timestamp;

use super::{
    cloudwatch::series::{DATAPOINTS, QUERIES, is_invalid, merged, query, query_id},
    fields::required,
    limits::{Api, Bucket, Rate, in_halves},
    missed::Failure,
};

/// Datapoints per second that begin more than three hours ago ("CloudWatch service quotas").
pub(super) const DATAPOINTS_OF_OLD: Rate = Rate { burst: 250_000, per_second: 396_000 };
/// Seconds that the lower rate of 180,000 datapoints per second reaches back.
const RECENT: i64 = 3 * 60 * 60;

/// Metrics that are asked together, slice of time by slice of time.
#[derive(Debug)]
pub(super) struct Batch {
    metrics: Vec<Metric>,
    slices: Vec<Span>,
}

/// `metrics`, all of the period of `span`, in the fewest requests: one per batch and slice.
pub(super) fn batches(metrics: &[Metric], span: Span) -> Vec<Batch> {
    let mut rest = metrics;
    let batch = |size| {
        let (metrics, others) = rest.split_at(size);
        rest = others;
        let length = span.periods().div_ceil(requests(size, span.periods())).max(1);
        let starts = (0..span.periods()).step_by(length);
        let end = |start: usize| (start + length).min(span.periods());
        let slices = starts.map(|start| Span { start: span.at(start), end: span.at(end(start)), ..span });
        Batch { metrics: metrics.to_vec(), slices: slices.collect() }
    };
    sizes(metrics.len(), span.periods()).into_iter().map(batch).collect()
}

/// Requests for `series` of `periods` datapoints each, all of them in every request.
fn requests(series: usize, periods: usize) -> usize {
    periods.div_ceil(DATAPOINTS / series.clamp(1, QUERIES)).max(1)
}

/// How many series to ask together, so that the requests for all of them are fewest: of every
/// number of series, the best last batch added to the best batches before it.
fn sizes(series: usize, periods: usize) -> Vec<usize> {
    let costs: Vec<usize> = (0..=QUERIES.min(series)).map(|size| requests(size, periods)).collect();
    // The fewest requests for so many series, and the size of the last batch.
    let mut best = vec![(0, 0)];
    for number in 1..=series {
        let with_last = |size: usize| (best[number - size].0 + costs[size], size);
        let fewest = (1..=QUERIES.min(number)).rev().map(with_last).min_by_key(|(requests, _)| *requests);
        best.extend(fewest);
    }
    let last = |number: &usize| best.get(*number).map(|(_, size)| *size).filter(|size| *size > 0);
    let rest = std::iter::successors(Some(series), |number| Some(number - last(number)?));
    rest.filter_map(|number| last(&number)).collect()
}

/// A client behind both limits of CloudWatch: requests, and datapoints.
pub(super) struct Datapoints<'a> {
    api: Api<'a, Client>,
    budget: Bucket,
    now: Timestamp,
}

impl<'a> Datapoints<'a> {
    pub(super) fn new(api: Api<'a, Client>, now: Timestamp) -> Self {
        Self { budget: api.bucket(DATAPOINTS_OF_OLD), api, now }
    }

    /// The datapoints of one batch, by the metrics' keys. `source` is what progress is told.
    pub(super) async fn ask(&self, source: Source, batch: &Batch, span: Span) -> Vec<(String, Fact<Points>)> {
        let ask = async |metrics: &[Metric]| {
            try_join_all(batch.slices.iter().map(|slice| self.ask_slice(source, metrics, *slice))).await
        };
        let mut facts = Vec::new();
        for (metrics, answer) in in_halves(&batch.metrics, is_invalid, ask).await {
            let mut slices = answer.map(|slices| slices.iter().map(|pages| merged(pages)).collect::<Vec<_>>());
            for (index, metric) in metrics.iter().enumerate() {
                let points = match &mut slices {
                    Err(failure) => Err(failure.missed.clone()),
                    Ok(slices) => {
                        let parts = slices
                            .iter_mut()
                            .map(|answers| required(answers.remove(&query_id(index)), "the metric's result")?.points());
                        parts.collect::<Result<Vec<_>, Missed>>()
                    }
                };
                let points = points.map(|parts| Points::new(span.start, span.period, parts.into_iter().flatten()));
                facts.push((metric.key(), points.map_or_else(Fact::Missed, Fact::Seen)));
            }
        }
        facts
    }

    async fn ask_slice(
        &self,
        source: Source,
        metrics: &[Metric],
        slice: Span,
    ) -> Result<Vec<GetMetricDataOutput>, Failure> {
        let progress = self.api.progress();
        progress.expect(1);
        let queries = metrics.iter().enumerate().map(|(index, metric)| query(index, metric));
        let request = self
            .api
            .client
            .get_metric_data()
            .set_metric_data_queries(Some(queries.collect()))
            .start_time(DateTime::from_secs(slice.start.as_second()))
            .end_time(DateTime::from_secs(slice.end.as_second()));
        self.budget.take(cost(metrics.len(), slice, self.now)).await;
        let ask = |token| request.clone().set_next_token(token).send();
        let pages = self.api.pages(ask, |page| page.next_token()).await;
        progress.step(source);
        pages
    }
}

/// What a request takes from the budget: its datapoints, and more when they are recent.
fn cost(series: usize, slice: Span, now: Timestamp) -> u32 {
    let datapoints = u32::try_from(series * slice.periods()).unwrap_or(u32::MAX);
    let is_recent = now.as_second() - slice.start.as_second() <= RECENT;
    // 396,000 / 180,000
    if is_recent { datapoints.saturating_mul(11) / 5 } else { datapoints }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(periods: i64) -> Span {
        let at = |second| Timestamp::from_second(second).expect("a time");
        Span { start: at(0), end: at(60 * periods), period: 60 }
    }

    #[test]
    fn datapoints_are_asked_for_in_the_fewest_requests() {
        for (series, periods, expected) in [
            (0, 4320, 0),
            (1, 1, 1),
            (500, 201, 1),
            (501, 1, 2),
            (500, 202, 2),
            (23, 4320, 1),
            (70, 1440, 1),
            (71, 1440, 2),
            // 200 resources of 12 metrics over three days of minutes.
            (2400, 4320, 103),
            (2400, 365, 9),
            (7, 100_800, 7),
            (7, 200_000, 14),
        ] {
            let metrics: Vec<Metric> = (0..series).map(|it| Metric::requests(&format!("app/{it}"))).collect();
            let batches = batches(&metrics, span(periods));
            let asked: usize = batches.iter().map(|batch| batch.slices.len()).sum();
            assert_eq!(asked, expected, "{series} series of {periods} datapoints");
            for batch in &batches {
                let longest = batch.slices.iter().map(Span::periods).max().expect("a slice");
                assert!(batch.metrics.len() <= QUERIES && batch.metrics.len() * longest <= DATAPOINTS);
                assert_eq!(batch.slices.iter().map(Span::periods).sum::<usize>(), span(periods).periods());
            }
            let all: Vec<Metric> = batches.into_iter().flat_map(|batch| batch.metrics).collect();
            assert_eq!(all, metrics, "every metric is asked once");
        }
    }

    #[test]
    fn recent_datapoints_cost_more() {
        let minutes = |minutes: i64| Timestamp::from_second(60 * minutes).expect("a time");
        assert_eq!(cost(10, span(60), minutes(181)), 600);
        assert_eq!(cost(10, span(60), minutes(180)), 1320);
    }
}
