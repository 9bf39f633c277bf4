//! Metrics of Auto Scaling groups.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Instances in service of an Auto Scaling group. Published only while the group's metrics
    /// collection is on ("Amazon CloudWatch metrics for Amazon EC2 Auto Scaling").
    pub fn in_service(group: &str) -> Self {
        Self {
            namespace: "AWS/AutoScaling".into(),
            name: "GroupInServiceInstances".into(),
            dimensions: vec![("AutoScalingGroupName".into(), group.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }

    /// Capacity in service of an Auto Scaling group, in the units of its sizes: instances by their weights. Published as
    /// [`Metric::in_service`] is.
    pub fn capacity_in_service(group: &str) -> Self {
        Self { name: "GroupInServiceCapacity".into(), ..Self::in_service(group) }
    }
}
