//! What Amazon CloudWatch answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
