//! AWS Backup.

use std::collections::BTreeMap;

use aws_sdk_backup::Client;
use iem_core::{
    aws::backup::facts::ProtectedResource,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{text, timestamp},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 5 };
/// Largest page.
const PAGE: i32 = 1000;

/// Asks what AWS Backup has backed up in one region.
pub(super) struct Backup<'a> {
    api: Api<'a, Client>,
}

impl<'a> Backup<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self { api: site.api("backup", RATE, Client::new) }
    }
}

impl Regional for Backup<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![facts.row(Source::RecoveryPoints, |facts| &mut facts.backup.protected, protected(&self.api))]
    }
}

async fn protected(api: &Api<'_, Client>) -> Result<BTreeMap<String, ProtectedResource>, Missed> {
    let request = api.client.list_protected_resources().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let protected = pages.iter().flat_map(|page| page.results());
    let one = |it: &aws_sdk_backup::types::ProtectedResource| {
        let point = ProtectedResource {
            last_backup: timestamp(it.last_backup_time()),
            is_continuous: it.last_recovery_point_arn().is_some_and(|arn| arn.contains(":recovery-point:continuous:")),
        };
        Ok((text(it.resource_arn(), "ResourceArn")?, point))
    };
    protected.map(one).collect()
}
