//! Metrics of DynamoDB tables.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Read or write capacity units that a DynamoDB table, or one of its global secondary indexes,
    /// consumed in each minute. A sixtieth of it is the mean per second.
    pub fn consumed(table: &str, index: Option<&str>, is_write: bool) -> Self {
        let mut dimensions = vec![("TableName".into(), table.to_owned())];
        dimensions.extend(index.map(|index| ("GlobalSecondaryIndexName".into(), index.to_owned())));
        Self {
            namespace: "AWS/DynamoDB".into(),
            name: if is_write { "ConsumedWriteCapacityUnits" } else { "ConsumedReadCapacityUnits" }.into(),
            dimensions,
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }
}
