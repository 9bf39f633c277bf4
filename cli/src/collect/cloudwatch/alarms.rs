//! Alarms of metrics, and alarms made of others.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::{
    Client,
    types::{AlarmType, CompositeAlarm, Dimension, MetricAlarm},
};
use iem_core::{
    aws::cloudwatch::facts::{Alarm, AlarmMetric},
    snapshot::Missed,
};

use crate::collect::{
    fields::{required, state, text},
    limits::Api,
};

/// Largest page.
const PAGE: i32 = 100;

/// Metric and composite alarms, by name.
pub(super) async fn alarms(api: &Api<'_, Client>) -> Result<BTreeMap<String, Alarm>, Missed> {
    let request = api
        .client
        .describe_alarms()
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .max_records(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut alarms = BTreeMap::new();
    for page in &pages {
        for alarm in page.metric_alarms() {
            alarms.insert(text(alarm.alarm_name(), "AlarmName")?, metric_alarm(alarm)?);
        }
        for alarm in page.composite_alarms() {
            alarms.insert(text(alarm.alarm_name(), "AlarmName")?, composite_alarm(alarm)?);
        }
    }
    Ok(alarms)
}

fn metric_alarm(alarm: &MetricAlarm) -> Result<Alarm, Missed> {
    let metric = |namespace: Option<&str>, dimensions: &[Dimension]| AlarmMetric {
        namespace: namespace.unwrap_or_default().to_owned(),
        dimensions: dimensions.iter().filter_map(|it| Some(format!("{}={}", it.name()?, it.value()?))).collect(),
    };
    let own = (!alarm.dimensions().is_empty()).then(|| metric(alarm.namespace(), alarm.dimensions()));
    let math = alarm.metrics().iter().filter_map(|query| query.metric_stat()?.metric());
    let math = math.map(|it| metric(it.namespace(), it.dimensions()));
    Ok(Alarm {
        arn: text(alarm.alarm_arn(), "AlarmArn")?,
        state: state(alarm.state_value().map(|state| state.as_str())),
        state_reason: alarm.state_reason().unwrap_or_default().to_owned(),
        actions_enabled: required(alarm.actions_enabled(), "ActionsEnabled")?,
        alarm_actions: alarm.alarm_actions().to_vec(),
        metrics: own.into_iter().chain(math).collect(),
        rule: None,
        comparison: alarm.comparison_operator().map(|it| it.as_str().to_owned()),
    })
}

fn composite_alarm(alarm: &CompositeAlarm) -> Result<Alarm, Missed> {
    Ok(Alarm {
        arn: text(alarm.alarm_arn(), "AlarmArn")?,
        state: state(alarm.state_value().map(|state| state.as_str())),
        state_reason: alarm.state_reason().unwrap_or_default().to_owned(),
        actions_enabled: required(alarm.actions_enabled(), "ActionsEnabled")?,
        alarm_actions: alarm.alarm_actions().to_vec(),
        metrics: Vec::new(),
        rule: Some(text(alarm.alarm_rule(), "AlarmRule")?),
        comparison: None,
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudwatch::types::{MetricDataQuery, MetricStat};

    use super::*;

    #[test]
    fn every_metric_of_metric_math_counts() {
        let dimension = |value: &str| Dimension::builder().name("x").value(value).build();
        let metric = |value| aws_sdk_cloudwatch::types::Metric::builder().namespace("N").dimensions(dimension(value));
        let stat = |value| MetricStat::builder().metric(metric(value).build()).build();
        let alarm = || MetricAlarm::builder().alarm_arn("arn").actions_enabled(true);
        let plain = alarm().namespace("M").dimensions(dimension("a"));
        let math = alarm()
            .metrics(MetricDataQuery::builder().metric_stat(stat("b")).build())
            .metrics(MetricDataQuery::builder().metric_stat(stat("c")).build())
            .metrics(MetricDataQuery::builder().expression("m1 * 2").build());
        let looked_at = |alarm: MetricAlarm| {
            let alarm = metric_alarm(&alarm).expect("an alarm");
            let metrics = alarm.metrics.iter().map(|it| format!("{} {}", it.namespace, it.dimensions.join(" ")));
            (metrics.collect::<Vec<_>>().join(", "), alarm.state)
        };
        assert_eq!(looked_at(plain.build()), ("M x=a".to_owned(), "unknown".to_owned()));
        assert_eq!(looked_at(math.build()), ("N x=b, N x=c".to_owned(), "unknown".to_owned()));
    }
}
