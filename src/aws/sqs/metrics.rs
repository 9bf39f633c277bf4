//! Metrics of SQS queues.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Seconds that the oldest message of an SQS queue has waited, the longest of each hour.
    pub fn oldest_message(queue: &str) -> Self {
        Self::of_queue("ApproximateAgeOfOldestMessage", queue)
    }

    /// Messages of an SQS queue that were received and not deleted, the most of each hour.
    pub fn in_flight(queue: &str) -> Self {
        Self::of_queue("ApproximateNumberOfMessagesNotVisible", queue)
    }

    fn of_queue(name: &'static str, queue: &str) -> Self {
        Self {
            namespace: "AWS/SQS".into(),
            name: name.into(),
            dimensions: vec![("QueueName".into(), queue.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
            days: Days::RECENT,
        }
    }
}
