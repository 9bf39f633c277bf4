//! Proof that the bed is what it says: the AWS SDK that the product uses reads every answer, and
//! every fault looks to it as AWS's own does.

mod account;
mod auto_scaling;
mod ec2;
mod faults;
mod load_balancing;
mod metrics;
mod process;

use std::{future::Future, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_ec2::config::Credentials;

use crate::bed::{ACCESS_KEY, Bed};

/// The product's SDK, pointed to the bed.
async fn sdk(bed: &Bed, attempts: u32, timeout: Duration) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(bed.url())
        .credentials_provider(Credentials::new(ACCESS_KEY, "testing", None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .timeout_config(TimeoutConfig::builder().operation_timeout(timeout).build())
        .retry_config(RetryConfig::standard().with_max_attempts(attempts))
        .load()
        .await
}

/// As [`sdk`], with one attempt and more time than anything takes.
async fn plain(bed: &Bed) -> SdkConfig {
    sdk(bed, 1, Duration::from_secs(30)).await
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Replaces what the seed created by its names, so that snapshots say what is meant.
fn named(bed: &Bed, text: &str) -> String {
    let mut ids: Vec<_> = bed.ids().iter().collect();
    ids.sort_by_key(|(_, id)| std::cmp::Reverse(id.len()));
    ids.into_iter().filter(|(_, id)| id.len() > 15).fold(text.to_owned(), |text, (name, id)| text.replace(id, name))
}
