//! Amazon S3.

use std::collections::BTreeSet;

use aws_sdk_s3::{Client, types::BucketVersioningStatus};
use iem_core::{
    aws::s3::facts::Bucket,
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::text,
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 5 };

/// Tells the region of a bucket, in redirects as well.
const REGION: &str = "x-amz-bucket-region";

/// Asks about the listed buckets.
pub(super) struct S3<'a> {
    api: Api<'a, Client>,
    region: String,
    listed: Vec<String>,
}

impl<'a> S3<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::Bucket);
        let listed: BTreeSet<_> = listed.map(|bucket| names::bucket_name(&bucket.name)).collect();
        Self {
            api: site.api("s3", RATE, Client::new),
            region: site.region.to_owned(),
            listed: listed.into_iter().map(str::to_owned).collect(),
        }
    }

    async fn buckets(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |name: &str| bucket(&self.api, name).await;
        facts.ask_each(Source::Buckets, |facts| &mut facts.s3.buckets, self.listed.clone(), answer).await;
    }

    async fn versioning(&self, facts: &Facts<'_, RegionSnapshot>) {
        let is_here = |fact: &Fact<Option<Bucket>>| matches!(fact, Fact::Seen(Some(it)) if it.region == self.region);
        let here = |facts: &RegionSnapshot| {
            facts.s3.buckets.iter().filter(|(_, fact)| is_here(fact)).map(|(name, _)| name.clone()).collect()
        };
        let names = facts.read(here);
        let answer = async |name: &str| versioning(&self.api, name).await;
        facts.ask_each(Source::BucketVersioning, |facts| &mut facts.s3.versioning, names, answer).await;
    }
}

impl Regional for S3<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::Buckets) {
            facts.expect(|facts| &mut facts.s3.buckets, &self.listed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![row(Source::Buckets, self.buckets(facts)), row(Source::BucketVersioning, self.versioning(facts))]
    }
}

/// `None` where there is no such bucket. A bucket of another region redirects there.
async fn bucket(api: &Api<'_, Client>, name: &str) -> Result<Option<Bucket>, Missed> {
    let ask = async || match api.client.head_bucket().bucket(name).send().await {
        Ok(answer) => Ok(Some(answer.bucket_region().unwrap_or_default().to_owned())),
        Err(error) => match error.raw_response() {
            Some(raw) if raw.status().as_u16() == 404 => Ok(None),
            Some(raw) if matches!(raw.status().as_u16(), 301 | 307 | 400) && raw.headers().contains_key(REGION) => {
                Ok(raw.headers().get(REGION).map(str::to_owned))
            }
            _ => Err(error),
        },
    };
    let region = api.send(ask).await?;
    region.map(|region| Ok(Bucket { region: text(Some(&region), REGION)? })).transpose()
}

async fn versioning(api: &Api<'_, Client>, name: &str) -> Result<bool, Missed> {
    let answer = api.send(|| api.client.get_bucket_versioning().bucket(name).send()).await?;
    Ok(answer.status() == Some(&BucketVersioningStatus::Enabled))
}

#[cfg(test)]
mod tests {
    use iem_core::snapshot::Reason;

    use aws_config::SdkConfig;

    use super::*;
    use crate::collect::fake;

    #[tokio::test]
    async fn a_bucket_is_gone_where_s3_says_so_and_denied_where_it_is_somebody_elses() {
        let gone = fake::config(|_, _| (404, String::new()));
        let denied = fake::config(|_, _| (403, String::new()));
        let run = fake::run();
        let ask = async |config: &SdkConfig| bucket(&fake::api(&run, config, Client::new), "shop-static").await;
        assert_eq!(ask(&gone).await, Ok(None));
        assert_eq!(ask(&denied).await.map_err(|missed| missed.reason), Err(Reason::Denied));
    }
}
