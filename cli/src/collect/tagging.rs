//! AWS Resource Groups Tagging API.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use aws_sdk_resourcegroupstagging::{Client, types::TagFilter};
use iem_core::{
    event::{Event, ResourceKind},
    names,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::text,
    limits::{Api, Rate, Run},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 5 };
/// Largest page.
const PAGE: i32 = 100;

/// Asks who carries the listed tags.
pub(super) struct Tagging<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> Tagging<'a> {
    pub(super) fn new(run: &'a Run, event: &Event, (account, region): (&str, &str), config: &SdkConfig) -> Self {
        let listed = event.listed(ResourceKind::Tag, account, region).map(|tag| tag.name.clone());
        Self { api: Api::new(run, "tagging", RATE, config, Client::new), listed: listed.collect() }
    }

    /// What is known to be asked for before anything has answered.
    pub(super) fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::TaggedResources) {
            facts.expect(|facts| &mut facts.tagging.resources, &self.listed);
        }
    }

    pub(super) async fn ask(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |tag: &str| resources(&self.api, tag).await;
        let listed = self.listed.clone();
        facts.ask_each(Source::TaggedResources, |facts| &mut facts.tagging.resources, listed, answer).await;
    }
}

/// ARNs of the resources of the region that carry a tag, written as `key=value` or `key`.
async fn resources(api: &Api<'_, Client>, tag: &str) -> Result<BTreeSet<String>, Missed> {
    let (key, value) = names::tag(tag).unwrap_or((tag, None));
    let filter = TagFilter::builder().key(key).set_values(value.map(|value| vec![value.to_owned()])).build();
    let request = api.client.get_resources().tag_filters(filter).resources_per_page(PAGE);
    let ask = |token| request.clone().set_pagination_token(token).send();
    let pages = api.pages(ask, |page| page.pagination_token()).await?;
    let resources = pages.iter().flat_map(|page| page.resource_tag_mapping_list());
    resources.map(|resource| text(resource.resource_arn(), "ResourceARN")).collect()
}
