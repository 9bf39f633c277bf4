//! Metrics of databases.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Connections that clients had open to a database instance, the most of each hour.
    pub fn database_connections(instance: &str) -> Self {
        Self {
            namespace: "AWS/RDS".into(),
            name: "DatabaseConnections".into(),
            dimensions: vec![("DBInstanceIdentifier".into(), instance.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }
}
