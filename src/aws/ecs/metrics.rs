//! Metrics of ECS services.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Tasks of an ECS service, `cluster/service`, in each minute: every running task gives one datapoint of its
    /// CPU a minute, so that their number is the number of tasks ("Service RUNNING task count").
    pub fn tasks(service: &str) -> Self {
        let (cluster, name) = service.split_once('/').unwrap_or(("default", service));
        Self {
            namespace: "AWS/ECS".into(),
            name: "CPUUtilization".into(),
            dimensions: vec![("ClusterName".into(), cluster.to_owned()), ("ServiceName".into(), name.to_owned())],
            statistic: "SampleCount".into(),
            period: 60,
            days: Days::RECENT,
        }
    }
}
