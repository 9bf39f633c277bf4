//! AWS Resource Groups Tagging API.

use std::collections::BTreeSet;

use aws_sdk_resourcegroupstagging::{Client, types::TagFilter};
use iem_core::{names, snapshot::Missed};

use super::{fields::text, limits::Api};

/// Largest page.
const PAGE: i32 = 100;

/// ARNs of the resources of the region that carry a tag, written as `key=value` or `key`.
pub(super) async fn resources(api: &Api<'_, Client>, tag: &str) -> Result<BTreeSet<String>, Missed> {
    let (key, value) = names::tag(tag).unwrap_or((tag, None));
    let filter = TagFilter::builder().key(key).set_values(value.map(|value| vec![value.to_owned()])).build();
    let request = api.client.get_resources().tag_filters(filter).resources_per_page(PAGE);
    let ask = |token| request.clone().set_pagination_token(token).send();
    let pages = api.pages(ask, |page| page.pagination_token()).await?;
    let resources = pages.iter().flat_map(|page| page.resource_tag_mapping_list());
    resources.map(|resource| text(resource.resource_arn(), "ResourceARN")).collect()
}
