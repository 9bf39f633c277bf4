//! What has to be asked where, and what has to be allowed for that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Scope, Source, SourceInfo};
use crate::{
    event::{Event, ResourceKind},
    partition::Partition,
};

/// One source in one place: a unit of collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Task {
    /// Twelve-digit account id.
    pub account: String,
    /// Region, or `None` for a source that is asked once per account.
    pub region: Option<String>,
    /// What is asked.
    pub source: Source,
}

/// `sources`, what those come from, and the identity of each account.
pub fn with_origins(sources: impl IntoIterator<Item = Source>) -> BTreeSet<Source> {
    let mut needed = BTreeSet::from([Source::Identity]);
    let mut open: Vec<Source> = sources.into_iter().collect();
    while let Some(source) = open.pop() {
        if needed.insert(source) {
            open.extend(source.info().after);
        }
    }
    needed
}

/// `sources` in each account and region that lists a resource of a fitting kind. The identity of
/// an account is always asked before anything else in it.
pub fn tasks(sources: &BTreeSet<Source>, event: &Event) -> BTreeSet<Task> {
    let mut accounts: BTreeMap<&str, BTreeSet<ResourceKind>> = BTreeMap::new();
    let mut places: BTreeMap<(&str, &str), BTreeSet<ResourceKind>> = BTreeMap::new();
    for resource in &event.resources {
        let Some(account) = resource.account.as_deref() else { continue };
        for region in event.regions_of(resource) {
            places.entry((account, region)).or_default().insert(resource.kind);
        }
        if event.regions_of(resource).is_empty()
            && !matches!(resource.kind, ResourceKind::Distribution | ResourceKind::HostedZone)
        {
            continue;
        }
        accounts.entry(account).or_default().insert(resource.kind);
    }
    let mut tasks = BTreeSet::new();
    for &source in sources {
        let SourceInfo { scope, kinds, .. } = source.info();
        let fits = |listed: &BTreeSet<ResourceKind>| kinds.iter().any(|kind| listed.contains(kind));
        let task = |account: &str, region: Option<&str>| Task {
            account: account.to_owned(),
            region: region.map(str::to_owned),
            source,
        };
        match scope {
            Scope::Account => {
                let asked = accounts.iter().filter(|(_, listed)| kinds.is_empty() || fits(listed));
                tasks.extend(asked.map(|(account, _)| task(account, None)));
            }
            Scope::Region => {
                let asked = places.iter().filter(|(_, listed)| fits(listed));
                tasks.extend(asked.map(|((account, region), _)| task(account, Some(region))));
            }
        }
    }
    tasks
}

/// The one action of Amazon API Gateway that reads. On all resources it would read the API keys too.
const API_GATEWAY: &str = "apigateway:GET";
/// What is read with it ("Actions, resources, and condition keys for Amazon API Gateway Management").
const API_GATEWAY_PATHS: [&str; 5] = ["/account", "/apis", "/apis/*/stages", "/restapis", "/restapis/*/stages"];

/// The least IAM policy that allows `sources` in accounts of these partitions, as a policy document.
pub fn iam_policy(sources: impl IntoIterator<Item = Source>, partitions: impl IntoIterator<Item = Partition>) -> Value {
    let actions = sources.into_iter().flat_map(|source| source.info().actions).copied();
    let mut actions: BTreeSet<&str> = actions.collect();
    let reads_apis = actions.remove(API_GATEWAY);
    let mut statements = Vec::new();
    if !actions.is_empty() {
        statements.push(json!({ "Sid": "IemReadOnly", "Effect": "Allow", "Action": actions, "Resource": "*" }));
    }
    if reads_apis {
        let partitions: BTreeSet<&str> = partitions.into_iter().map(|partition| partition.id).collect();
        let paths = |partition| API_GATEWAY_PATHS.map(|path| format!("arn:{partition}:apigateway:*::{path}"));
        let paths: Vec<String> = partitions.into_iter().flat_map(paths).collect();
        statements.push(json!({ "Sid": "IemApis", "Effect": "Allow", "Action": [API_GATEWAY], "Resource": paths }));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}
