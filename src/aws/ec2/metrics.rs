//! Metrics of the use of EC2.

use super::capacity::{Purchase, VcpuClass};
use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// vCPUs in use against an EC2 quota ("Amazon EC2 usage metrics").
    pub fn vcpus(class: &VcpuClass, purchase: Purchase) -> Self {
        Self {
            namespace: "AWS/Usage".into(),
            name: "ResourceCount".into(),
            dimensions: vec![
                ("Class".into(), class.usage_class(purchase)),
                ("Resource".into(), "vCPU".to_owned()),
                ("Service".into(), "EC2".to_owned()),
                ("Type".into(), "Resource".to_owned()),
            ],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }
}
