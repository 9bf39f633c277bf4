//! What Amazon CloudWatch answered.

mod points;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};
pub use points::Points;

/// Amazon CloudWatch in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudWatch {
    /// Maximum and newest value of the last 14 days, or of the days before them where the key ends
    /// in a period, by namespace, name, statistic and dimensions
    /// (`GetMetricData`). A metric without a datapoint is seen with `None`.
    pub metrics: PerResource<Option<Series>>,
    /// Metric and composite alarms by name (`DescribeAlarms`).
    pub alarms: Fact<BTreeMap<String, Alarm>>,
    /// Every datapoint of the event, by namespace, name, statistic and dimensions (`GetMetricData`).
    pub event: PerResource<Points>,
    /// Every datapoint of the same weekdays before the event, by the same keys.
    pub baseline: PerResource<Points>,
    /// The last twelve months, a datapoint per day, by the same keys.
    pub months: PerResource<Points>,
    /// Changes of state of alarms during the event, the earliest first (`DescribeAlarmHistory`).
    pub alarm_history: Fact<Vec<AlarmChange>>,
}

/// One change of an alarm's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlarmChange {
    /// `AlarmName`.
    pub alarm: String,
    /// `Timestamp`.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// State before: OK, ALARM, INSUFFICIENT_DATA (`oldState.stateValue` of `HistoryData`); empty
    /// where AWS did not say.
    pub from: String,
    /// State after (`newState.stateValue`).
    pub to: String,
    /// `newState.stateReason`, else `HistorySummary`.
    pub reason: String,
}

/// A metric's days, reduced to what is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Largest datapoint.
    pub maximum: f64,
    /// When the largest datapoint was measured.
    #[schemars(with = "String")]
    pub maximum_at: Timestamp,
    /// Newest datapoint.
    pub latest: f64,
    /// When the newest datapoint was measured.
    #[schemars(with = "String")]
    pub latest_at: Timestamp,
    /// The largest datapoints, the largest first, for a metric that lists them ([`busiest`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub busiest: Vec<Datapoint>,
}

/// One datapoint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Datapoint {
    /// When it was measured: the begin of its period.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What was measured.
    pub value: f64,
}

/// The `count` largest of `points`, the largest first and of equals the newest. Each stands for a
/// day of its own, that is 18 hours from any other; where there are not as many days, for an hour.
pub fn busiest(mut points: Vec<Datapoint>, count: usize) -> Vec<Datapoint> {
    points.sort_by(|one, other| other.value.total_cmp(&one.value).then(other.at.cmp(&one.at)));
    let mut chosen: Vec<Datapoint> = Vec::new();
    for apart in [18, 1].map(SignedDuration::from_hours) {
        for point in &points {
            if chosen.len() < count && chosen.iter().all(|it| it.at.duration_since(point.at).abs() >= apart) {
                chosen.push(*point);
            }
        }
    }
    chosen.sort_by(|one, other| other.value.total_cmp(&one.value).then(other.at.cmp(&one.at)));
    chosen
}

/// One alarm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// `AlarmArn`.
    pub arn: String,
    /// `StateValue`: OK, ALARM, INSUFFICIENT_DATA.
    pub state: String,
    /// `StateReason`.
    pub state_reason: String,
    /// `ActionsEnabled`.
    pub actions_enabled: bool,
    /// `AlarmActions`.
    pub alarm_actions: Vec<String>,
    /// The metrics that it looks at, more than one with metric math (`Metrics[].MetricStat.Metric`).
    pub metrics: Vec<AlarmMetric>,
    /// `AlarmRule` of a composite alarm.
    #[serde(default)]
    pub rule: Option<String>,
    /// `ComparisonOperator`; a scale-out alarm compares with "greater".
    #[serde(default)]
    pub comparison: Option<String>,
}

/// One metric that an alarm looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlarmMetric {
    /// `Namespace`.
    pub namespace: String,
    /// `Dimensions` as `Name=Value`.
    pub dimensions: Vec<String>,
}

impl Alarm {
    /// What its metrics are of: the values of their dimensions. An ECS service is told with its cluster, as
    /// `cluster/service`.
    pub fn dimension_values(&self) -> impl Iterator<Item = String> {
        self.metrics.iter().flat_map(|metric| {
            let value = |name: &str| metric.dimensions.iter().find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
            match (value("ClusterName"), value("ServiceName")) {
                (Some(cluster), Some(service)) => vec![format!("{cluster}/{service}")],
                // A cluster of ECS is listed by none of its names.
                _ if metric.namespace.contains("ECS") => Vec::new(),
                _ => {
                    let pairs = metric.dimensions.iter().filter_map(|it| it.split_once('='));
                    pairs.map(|(_, value)| value.to_owned()).collect()
                }
            }
        })
    }

    /// Whether it has actions, and all of them only scale a group.
    pub fn only_scales(&self) -> bool {
        !self.alarm_actions.is_empty() && self.alarm_actions.iter().all(|action| is_scaling_action(action))
    }
}

/// Whether an alarm's action is a scaling policy, which changes a group and tells nobody.
pub fn is_scaling_action(arn: &str) -> bool {
    arn.contains(":scalingPolicy:")
}

#[cfg(test)]
mod tests {
    use crate::aws::cloudwatch::facts::{Alarm, AlarmMetric, Datapoint, busiest};

    #[test]
    fn an_alarm_is_told_by_what_its_metrics_are_of() {
        for (namespace, dimensions, expected) in [
            (
                "AWS/ApplicationELB",
                &["LoadBalancer=app/web/1", "TargetGroup=targetgroup/web/2"][..],
                "app/web/1 targetgroup/web/2",
            ),
            ("AWS/ECS", &["ClusterName=shop", "ServiceName=checkout"], "shop/checkout"),
            ("AWS/ECS", &["ClusterName=shop"], ""),
            ("AWS/EKS", &["ClusterName=shop"], "shop"),
            ("Shop", &["Filter=a=b"], "a=b"),
        ] {
            let dimensions = dimensions.iter().map(|&it| it.to_owned()).collect();
            let metrics = vec![AlarmMetric { namespace: namespace.to_owned(), dimensions }];
            let alarm = Alarm { metrics, ..Alarm::default() };
            assert_eq!(alarm.dimension_values().collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn the_busiest_moments_stand_for_days_and_then_for_hours() {
        let chosen = |points: &[(&str, f64)]| {
            let point = |(at, value): &(&str, f64)| Datapoint {
                at: format!("2026-11-{at}:00Z").parse().unwrap(),
                value: *value,
            };
            let chosen = busiest(points.iter().map(point).collect(), 3);
            let shown = chosen.iter().map(|it| format!("{} {}", it.at.strftime("%d %H:%M"), it.value));
            shown.collect::<Vec<_>>().join(", ")
        };
        let evening = [("01T20:00", 9.0), ("01T20:01", 8.9), ("01T22:00", 8.0)];
        assert_eq!(chosen(&[]), "");
        assert_eq!(chosen(&evening), "01 20:00 9, 01 22:00 8");
        let mut days = evening.to_vec();
        days.extend([("02T20:30", 5.0), ("02T20:31", 5.0), ("03T07:00", 4.5), ("04T20:00", 4.0), ("05T20:00", 3.0)]);
        assert_eq!(chosen(&days), "01 20:00 9, 02 20:31 5, 04 20:00 4");
    }
}
