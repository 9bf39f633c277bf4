//! Names of topics.

use crate::partition::Partition;

/// ARN of an SNS topic, from its name or ARN, or from the ARN of one of its subscriptions.
pub fn topic_arn(written: &str, account: &str, region: &str) -> String {
    if written.starts_with("arn:") {
        return written.split(':').take(6).collect::<Vec<_>>().join(":");
    }
    format!("arn:{}:sns:{region}:{account}:{written}", Partition::of(region).id)
}
