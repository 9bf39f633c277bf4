//! AWS Resource Groups Tagging API.

use std::collections::BTreeSet;

use aws_sdk_resourcegroupstagging::{Client, types::TagFilter};
use iem_core::{
    event::ResourceKind,
    names,
    snapshot::{Missed, RegionSnapshot},
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
/// Largest page.
const PAGE: i32 = 100;

/// Asks who carries the listed tags.
pub(super) struct Tagging<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> Tagging<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::Tag).map(|tag| tag.name.clone());
        Self { api: site.api("tagging", RATE, Client::new), listed: listed.collect() }
    }

    async fn resources(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |tag: &str| resources(&self.api, tag).await;
        let listed = self.listed.clone();
        facts.ask_each(Source::TaggedResources, |facts| &mut facts.tagging.resources, listed, answer).await;
    }
}

impl Regional for Tagging<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::TaggedResources) {
            facts.expect(|facts| &mut facts.tagging.resources, &self.listed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![row(Source::TaggedResources, self.resources(facts))]
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
