//! What Amazon CloudWatch answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::points::Points;
use super::{Fact, PerResource};

/// Amazon CloudWatch in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudWatch {
    /// Maximum of the last 14 days and newest value, by [`crate::metrics::Metric::key`]
    /// (`GetMetricData`). A metric without a datapoint is seen with `None`.
    pub metrics: PerResource<Option<Series>>,
    /// Metric and composite alarms by name (`DescribeAlarms`).
    pub alarms: Fact<BTreeMap<String, Alarm>>,
    /// Every datapoint of the event, by [`crate::metrics::Metric::key`] (`GetMetricData`).
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

/// A metric's last 14 days, reduced to what is judged.
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
    /// Values of all dimensions that the alarm looks at, those of metric math included.
    pub dimensions: Vec<String>,
    /// `AlarmRule` of a composite alarm.
    #[serde(default)]
    pub rule: Option<String>,
    /// `ComparisonOperator`; a scale-out alarm compares with "greater".
    #[serde(default)]
    pub comparison: Option<String>,
}

impl Alarm {
    /// Whether this is a composite alarm whose rule names the alarm `name`.
    pub fn is_composite_of(&self, name: &str) -> bool {
        let words = [format!("(\"{name}\")"), format!("({name})")];
        self.rule.as_deref().is_some_and(|rule| words.iter().any(|word| rule.contains(word.as_str())))
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
