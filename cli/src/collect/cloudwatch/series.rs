//! Series of metrics, in as few requests as CloudWatch allows.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudwatch::{
    Client,
    operation::get_metric_data::GetMetricDataOutput,
    types::{Dimension, MetricDataQuery, MetricStat, StatusCode},
};
use aws_smithy_types::DateTime;
use iem_core::{
    aws::cloudwatch::{
        facts::{Datapoint, Series, busiest},
        metrics::{Days, Metric},
    },
    snapshot::{Fact, Missed, Reason},
};
use jiff::Timestamp;

use crate::collect::{
    fields::{instant, number, required},
    limits::{Api, in_halves},
    missed::Failure,
};

/// Queries per request.
pub(in crate::collect) const QUERIES: usize = 500;
/// Datapoints per request.
pub(in crate::collect) const DATAPOINTS: usize = 100_800;
const DAY: i64 = 24 * 60 * 60;

/// Metrics in groups that fit into one request each. Those of one group have one period and the
/// same days, so that one start and end suits all of them.
pub(super) fn batches(wanted: BTreeSet<Metric>) -> Vec<Vec<Metric>> {
    let mut alike: BTreeMap<(u32, Days), Vec<Metric>> = BTreeMap::new();
    for metric in wanted {
        alike.entry((metric.period.max(1), metric.days)).or_default().push(metric);
    }
    let batches = alike.into_iter().flat_map(|((period, days), metrics)| {
        let seconds = i64::from(days.from.saturating_sub(days.until)) * DAY;
        let each = usize::try_from(seconds / i64::from(period)).unwrap_or(DATAPOINTS);
        let size = (DATAPOINTS / each.max(1)).clamp(1, QUERIES);
        metrics.chunks(size).map(<[Metric]>::to_vec).collect::<Vec<_>>()
    });
    batches.collect()
}

/// The days of one batch, by the metrics' keys.
pub(super) async fn series(
    api: &Api<'_, Client>,
    batch: &[Metric],
    now: Timestamp,
) -> Vec<(String, Fact<Option<Series>>)> {
    let mut facts = Vec::new();
    for (metrics, answer) in in_halves(batch, is_invalid, async |it| ask(api, it, now).await).await {
        let mut answers = match &answer {
            Ok(pages) => merged(pages),
            Err(_) => BTreeMap::new(),
        };
        for (index, metric) in metrics.iter().enumerate() {
            let fact = match &answer {
                Err(failure) => Err(failure.missed.clone()),
                Ok(_) => required(answers.remove(&query_id(index)), "the metric's result")
                    .and_then(|answer| answer.reduced(metric.busiest())),
            };
            facts.push((metric.key(), fact.map_or_else(Fact::Missed, Fact::Seen)));
        }
    }
    facts
}

/// Whether CloudWatch finds fault with a query, which costs the whole request.
pub(in crate::collect) fn is_invalid(failure: &Failure) -> bool {
    let code = failure.code.as_deref();
    code.is_some_and(|code| code.starts_with("Validation") || code.starts_with("InvalidParameter"))
}

pub(in crate::collect) fn query_id(index: usize) -> String {
    format!("m{index}")
}

async fn ask(api: &Api<'_, Client>, metrics: &[Metric], now: Timestamp) -> Result<Vec<GetMetricDataOutput>, Failure> {
    let Some(first) = metrics.first() else { return Ok(Vec::new()) };
    let (start, end) = window(now, first);
    let queries = metrics.iter().enumerate().map(|(index, metric)| query(index, metric));
    let request = api
        .client
        .get_metric_data()
        .set_metric_data_queries(Some(queries.collect()))
        .start_time(DateTime::from_secs(start))
        .end_time(DateTime::from_secs(end));
    api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
}

/// Start and end of what is read, in seconds since the epoch and aligned with the period: the
/// running minute is left out, because its sum still grows; a running hour is kept.
fn window(now: Timestamp, metric: &Metric) -> (i64, i64) {
    let period = i64::from(metric.period.max(1));
    let minute = now.as_second().div_euclid(60) * 60;
    let today = (minute + period - 1).div_euclid(period) * period;
    let ago = |days: u16| today - i64::from(days) * DAY;
    (ago(metric.days.from), ago(metric.days.until))
}

pub(in crate::collect) fn query(index: usize, metric: &Metric) -> MetricDataQuery {
    let dimensions =
        metric.dimensions.iter().map(|(name, value)| Dimension::builder().name(name.as_ref()).value(value).build());
    let name = aws_sdk_cloudwatch::types::Metric::builder()
        .namespace(metric.namespace.as_ref())
        .metric_name(metric.name.as_ref())
        .set_dimensions(Some(dimensions.collect()));
    let statistic = MetricStat::builder()
        .metric(name.build())
        .period(i32::try_from(metric.period).unwrap_or(i32::MAX))
        .stat(metric.statistic.as_ref());
    MetricDataQuery::builder().id(query_id(index)).metric_stat(statistic.build()).build()
}

/// What all pages say about one query.
#[derive(Default)]
pub(in crate::collect) struct Answer {
    points: Vec<(Option<DateTime>, Option<f64>)>,
    /// The status on the last page that has the query.
    status: Option<StatusCode>,
    message: String,
}

pub(in crate::collect) fn merged(pages: &[GetMetricDataOutput]) -> BTreeMap<String, Answer> {
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    for result in pages.iter().flat_map(|page| page.metric_data_results()) {
        let answer = answers.entry(result.id().unwrap_or_default().to_owned()).or_default();
        let (times, values) = (result.timestamps(), result.values());
        answer.points.extend(
            (0..times.len().max(values.len())).map(|index| (times.get(index).copied(), values.get(index).copied())),
        );
        answer.status = result.status_code().cloned();
        if let Some(text) = result.messages().iter().find_map(|message| message.value()) {
            text.clone_into(&mut answer.message);
        }
    }
    answers
}

impl Answer {
    /// Every datapoint, in no order.
    pub(in crate::collect) fn points(self) -> Result<Vec<(Timestamp, f64)>, Missed> {
        match required(self.status, "StatusCode")? {
            StatusCode::Complete => {}
            StatusCode::Forbidden => {
                return Err(Failure::new(Reason::Denied, &format!("Forbidden {}", self.message)).missed);
            }
            status => {
                let detail = format!("{} {}", status.as_str(), self.message);
                return Err(Failure::new(Reason::Failed, &detail).missed);
            }
        }
        let point = |(time, value): (Option<DateTime>, _)| {
            Ok((instant(time.as_ref(), "Timestamps")?, number(value, "Values")?))
        };
        self.points.into_iter().map(point).collect()
    }

    /// The largest and the newest datapoint, and the `count` busiest moments; `None` when there is
    /// no datapoint.
    fn reduced(self, count: usize) -> Result<Option<Series>, Missed> {
        let points: Vec<Datapoint> = self.points()?.into_iter().map(|(at, value)| Datapoint { at, value }).collect();
        let largest = points.iter().max_by(|one, other| one.value.total_cmp(&other.value).then(one.at.cmp(&other.at)));
        let (Some(&largest), Some(&newest)) = (largest, points.iter().max_by_key(|point| point.at)) else {
            return Ok(None);
        };
        Ok(Some(Series {
            maximum: largest.value,
            maximum_at: largest.at,
            latest: newest.value,
            latest_at: newest.at,
            busiest: if count == 0 { Vec::new() } else { busiest(points, count) },
        }))
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudwatch::types::MetricDataResult;

    use super::*;

    fn result(status: StatusCode, points: &[(i64, f64)]) -> GetMetricDataOutput {
        let result = MetricDataResult::builder()
            .id("m0")
            .status_code(status)
            .set_timestamps(Some(points.iter().map(|it| DateTime::from_secs(it.0)).collect()))
            .set_values(Some(points.iter().map(|it| it.1).collect()));
        GetMetricDataOutput::builder().metric_data_results(result.build()).build()
    }

    fn reduced(pages: &[GetMetricDataOutput]) -> String {
        let answer = merged(pages).remove("m0").expect("an answer");
        match answer.reduced(1) {
            Ok(None) => "no datapoint".to_owned(),
            Ok(Some(it)) => {
                let (max_at, at) = (it.maximum_at.as_second(), it.latest_at.as_second());
                assert_eq!(it.busiest, [Datapoint { at: it.maximum_at, value: it.maximum }]);
                format!("max {} at {max_at}, latest {} at {at}", it.maximum, it.latest)
            }
            Err(missed) => format!("{:?} {}", missed.reason, missed.detail),
        }
    }

    #[test]
    fn a_series_is_reduced_to_its_maximum_and_its_newest_value() {
        use StatusCode::{Complete, Forbidden, InternalError, PartialData};
        for (pages, expected) in [
            (vec![result(Complete, &[])], "no datapoint"),
            (vec![result(Complete, &[(300, 1.0), (180, 9.0), (240, 9.0)])], "max 9 at 240, latest 1 at 300"),
            (
                vec![result(PartialData, &[(300, 1.0)]), result(Complete, &[(360, 2.0)])],
                "max 2 at 360, latest 2 at 360",
            ),
            (vec![result(PartialData, &[(300, 1.0)])], "Failed PartialData"),
            (vec![result(InternalError, &[])], "Failed InternalError"),
            (vec![result(Forbidden, &[])], "Denied Forbidden"),
            (vec![result(Complete, &[(300, f64::NAN)])], "Malformed Values is missing or not valid"),
        ] {
            assert_eq!(reduced(&pages), expected);
        }
    }

    #[test]
    fn batches_keep_to_the_limits_of_a_request() {
        let balancers = |metric: fn(&str) -> Metric| (0..12).map(move |it| metric(&format!("app/{it}")));
        let mut wanted: BTreeSet<Metric> = balancers(Metric::requests).collect();
        wanted.extend(balancers(Metric::requests_earlier));
        wanted.extend((0..301).map(|it| Metric::in_service(&format!("group-{it}"))));
        let sizes: Vec<_> = batches(wanted).iter().map(|batch| (batch[0].period, batch.len())).collect();
        assert_eq!(sizes, [(60, 5), (60, 5), (60, 2), (300, 7), (300, 5), (3600, 300), (3600, 1)]);
    }

    #[test]
    fn the_window_ends_on_a_period_and_one_follows_the_other() {
        let now: Timestamp = "2026-11-20T10:22:30Z".parse().expect("a time");
        let shown = |metric: Metric| {
            let (start, end) = window(now, &metric);
            [start, end].map(|it| Timestamp::from_second(it).expect("a time").to_string()).join(" ")
        };
        assert_eq!(shown(Metric::requests("app/web")), "2026-11-06T10:22:00Z 2026-11-20T10:22:00Z");
        assert_eq!(shown(Metric::requests_earlier("app/web")), "2026-09-21T10:25:00Z 2026-11-06T10:25:00Z");
        assert_eq!(shown(Metric::in_service("web")), "2026-11-06T11:00:00Z 2026-11-20T11:00:00Z");
    }
}
