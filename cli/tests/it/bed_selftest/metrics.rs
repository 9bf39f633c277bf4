//! CloudWatch, which the SDK asks in CBOR and moto answers in JSON.

use aws_sdk_cloudwatch::{
    Client,
    error::ProvideErrorMetadata,
    primitives::DateTime,
    types::{Dimension, Metric, MetricDataQuery, MetricStat, ScanBy},
};
use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::{Bed, NOW};

/// The metric's datapoints of the last 14 days, oldest first.
async fn series(
    client: &Client,
    (namespace, name, statistic, period): (&str, &str, &str, i32),
    dimensions: &[(&str, &str)],
) -> String {
    let dimensions = dimensions.iter().map(|(name, value)| Dimension::builder().name(*name).value(*value).build());
    let metric = Metric::builder().namespace(namespace).metric_name(name);
    let metric = metric.set_dimensions(Some(dimensions.collect())).build();
    let stat = MetricStat::builder().metric(metric).period(period).stat(statistic).build();
    let end: jiff::Timestamp = NOW.parse().unwrap();
    let answer = client
        .get_metric_data()
        .metric_data_queries(MetricDataQuery::builder().id("m").metric_stat(stat).build())
        .start_time(DateTime::from_secs(end.as_second() - 14 * 24 * 3600))
        .end_time(DateTime::from_secs(end.as_second()))
        .scan_by(ScanBy::TimestampAscending)
        .send()
        .await
        .unwrap();
    let result = &answer.metric_data_results()[0];
    let points = result.timestamps().iter().zip(result.values());
    let points: Vec<_> = points.map(|(at, value)| format!("{at} {value}")).collect();
    format!("{name} {:?} [{}]", result.status_code().unwrap(), points.join(", "))
}

#[test]
fn seeded_datapoints_come_back_through_cbor() {
    let bed = Bed::start();
    let lines = block_on(async {
        let client = Client::new(&plain(&bed).await);
        let in_service = ("AWS/AutoScaling", "GroupInServiceInstances", "Maximum", 3600);
        let usage = [("Class", "Standard/OnDemand"), ("Resource", "vCPU"), ("Service", "EC2"), ("Type", "Resource")];
        let requests = ("AWS/ApplicationELB", "RequestCount", "Sum", 60);
        [
            series(&client, in_service, &[("AutoScalingGroupName", "web")]).await,
            series(&client, in_service, &[("AutoScalingGroupName", "api")]).await,
            series(&client, in_service, &[("AutoScalingGroupName", "no-such-group")]).await,
            series(&client, ("AWS/Usage", "ResourceCount", "Maximum", 3600), &usage).await,
            series(&client, requests, &[("LoadBalancer", bed.id("lb.web.suffix"))]).await,
        ]
    });
    assert_snapshot!(lines.join("\n"), @r#"
    GroupInServiceInstances Complete [2026-11-21T00:00:00Z 2, 2026-11-21T12:00:00Z 3, 2026-11-22T00:00:00Z 5, 2026-11-22T12:00:00Z 2]
    GroupInServiceInstances Complete [2026-11-21T00:00:00Z 1, 2026-11-21T12:00:00Z 2, 2026-11-22T00:00:00Z 2, 2026-11-22T12:00:00Z 2]
    GroupInServiceInstances Complete []
    ResourceCount Complete [2026-11-20T00:00:00Z 12, 2026-11-21T00:00:00Z 18, 2026-11-22T00:00:00Z 14]
    RequestCount Complete [2026-11-22T21:00:00Z 3000, 2026-11-22T22:00:00Z 6000, 2026-11-22T23:00:00Z 4200]
    "#);
}

#[test]
fn alarms_and_list_metrics_come_back_through_cbor() {
    let bed = Bed::start();
    let lines = block_on(async {
        let client = Client::new(&plain(&bed).await);
        let alarms = client.describe_alarms().send().await.unwrap();
        let mut lines: Vec<_> = alarms
            .metric_alarms()
            .iter()
            .map(|alarm| {
                let dimensions: Vec<_> = alarm.dimensions().iter().filter_map(|one| one.value()).collect();
                format!(
                    "{} {:?} > {:?} enabled {:?} actions {:?} on {dimensions:?}",
                    alarm.alarm_name().unwrap(),
                    alarm.state_value(),
                    alarm.threshold(),
                    alarm.actions_enabled(),
                    alarm.alarm_actions(),
                )
            })
            .collect();
        let metrics = client.list_metrics().namespace("AWS/Usage").send().await.unwrap();
        // moto lists a metric once per datapoint.
        let names: std::collections::BTreeSet<_> =
            metrics.metrics().iter().map(|metric| metric.metric_name()).collect();
        lines.extend(names.into_iter().map(|name| format!("{name:?}")));
        lines
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    web-5xx Some(Ok) > Some(10.0) enabled Some(true) actions ["topic.on-call"] on ["lb.web.suffix"]
    api-latency Some(Ok) > Some(10.0) enabled Some(true) actions [] on ["lb.api.suffix"]
    Some("ResourceCount")
    "#);
}

#[test]
fn an_error_of_moto_keeps_its_code_in_cbor() {
    let bed = Bed::start();
    let error = block_on(async {
        let client = Client::new(&plain(&bed).await);
        let now = DateTime::from_secs(0);
        let stat = MetricStat::builder()
            .metric(Metric::builder().namespace("AWS/EC2").metric_name("CPUUtilization").build())
            .period(60)
            .stat("Sum")
            .build();
        let query = MetricDataQuery::builder().id("m").metric_stat(stat).build();
        let call = client.get_metric_data().metric_data_queries(query);
        call.start_time(now).end_time(now).send().await.unwrap_err()
    });
    assert_eq!(error.code(), Some("ValidationException"));
}
