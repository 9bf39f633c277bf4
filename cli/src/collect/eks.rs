//! Amazon EKS.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_eks::{Client, types};
use futures::future::{join_all, try_join_all};
use iem_core::{
    aws::eks::facts::{Cluster, NodeGroup},
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{apart, count, given, required, state, text},
    in_use::keys,
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; a guess below what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 5 };
/// Largest page.
const PAGE: i32 = 100;

/// Amazon EKS in one region.
pub(super) struct Eks<'a> {
    api: Api<'a, Client>,
    listed: BTreeSet<String>,
}

impl<'a> Eks<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::EksCluster);
        Self {
            api: site.api("eks", RATE, Client::new),
            listed: listed.map(|cluster| names::eks_cluster_name(&cluster.name).to_owned()).collect(),
        }
    }

    /// The listed clusters. One that is listed by its endpoint is looked for among all of them.
    async fn clusters(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Cluster>, Missed> {
        let by_endpoint = self.listed.iter().any(|name| names::is_eks_endpoint(name));
        let wanted: BTreeSet<String> = match by_endpoint {
            true => self.names(facts).await?,
            false => self.listed.clone(),
        };
        let asked = join_all(wanted.iter().map(|name| cluster(&self.api, name))).await;
        let (asked, unread) = apart(wanted.iter().cloned().zip(asked))?;
        facts.write(|facts| facts.eks.unread = unread);
        let mut clusters: BTreeMap<String, Cluster> = asked.into_values().flatten().collect();
        let is_listed = |name: &str, it: &Cluster| {
            self.listed.iter().any(|written| names::is_eks_cluster(name, it.endpoint.as_deref(), written))
        };
        clusters.retain(|name, it| is_listed(name, it));
        // Other names are asked for only where one of them may have been meant.
        let is_unread = |name: &String| facts.read(|facts| facts.eks.unread.contains_key(name));
        if !by_endpoint && wanted.iter().any(|name| !clusters.contains_key(name) && !is_unread(name)) {
            self.names(facts).await.ok();
        }
        Ok(clusters)
    }

    /// Names of all clusters of the region.
    async fn names(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeSet<String>, Missed> {
        let request = self.api.client.list_clusters().max_results(PAGE);
        let pages = self.api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token());
        let names: Result<BTreeSet<String>, Missed> = pages
            .await
            .map(|pages| pages.into_iter().filter_map(|page| page.clusters).flatten().collect())
            .map_err(Missed::from);
        let fact = names.clone().map_or_else(Fact::Missed, Fact::Seen);
        facts.write(|facts| facts.eks.cluster_names = fact);
        names
    }

    async fn node_groups(&self, facts: &Facts<'_, RegionSnapshot>) {
        let clusters = facts.read(|facts| keys(&facts.eks.clusters)).unwrap_or_default();
        let answer = async |cluster: &str| {
            let request = self.api.client.list_nodegroups().cluster_name(cluster).max_results(PAGE);
            let pages = self.api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token());
            let names = pages.await?.into_iter().filter_map(|page| page.nodegroups).flatten();
            let groups = names.map(|name| node_group(&self.api, cluster, name));
            Ok(try_join_all(groups).await?.into_iter().collect())
        };
        facts.ask_each(Source::NodeGroups, |facts| &mut facts.eks.node_groups, clusters, answer).await;
    }
}

impl Regional for Eks<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::EksClusters, |facts| &mut facts.eks.clusters, self.clusters(facts)),
            row(Source::NodeGroups, self.node_groups(facts)),
        ]
    }
}

/// A cluster by its name; `None` where there is none.
async fn cluster(api: &Api<'_, Client>, name: &str) -> Result<Option<(String, Cluster)>, Missed> {
    let answer = match api.send(|| api.client.describe_cluster().name(name).send()).await {
        Ok(answer) => answer,
        Err(failure) if failure.is(&["ResourceNotFoundException"]) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let cluster = required(answer.cluster(), "cluster")?;
    let issues = cluster.health().map(|health| health.issues()).unwrap_or_default();
    let issue = |it: &types::ClusterIssue| said(it.code().map(|code| code.as_str()), it.message());
    let found = Cluster {
        arn: text(cluster.arn(), "arn")?,
        status: state(cluster.status().map(|status| status.as_str())),
        version: given(cluster.version()),
        endpoint: given(cluster.endpoint()),
        issues: issues.iter().map(issue).collect(),
        vpc: given(cluster.resources_vpc_config().and_then(|config| config.vpc_id())),
    };
    Ok(Some((name.to_owned(), found)))
}

async fn node_group(api: &Api<'_, Client>, cluster: &str, name: String) -> Result<(String, NodeGroup), Missed> {
    let request = api.client.describe_nodegroup().cluster_name(cluster).nodegroup_name(&name);
    let answer = api.send(|| request.send()).await?;
    let group = required(answer.nodegroup(), "nodegroup")?;
    let size = required(group.scaling_config(), "scalingConfig")?;
    let issues = group.health().map(|health| health.issues()).unwrap_or_default();
    let issue = |it: &types::Issue| said(it.code().map(|code| code.as_str()), it.message());
    let groups = group.resources().map(|resources| resources.auto_scaling_groups()).unwrap_or_default();
    let found = NodeGroup {
        status: state(group.status().map(|status| status.as_str())),
        minimum: count(size.min_size(), "minSize")?,
        maximum: count(size.max_size(), "maxSize")?,
        desired: count(size.desired_size(), "desiredSize")?,
        groups: groups.iter().map(|group| text(group.name(), "name")).collect::<Result<_, Missed>>()?,
        issues: issues.iter().map(issue).collect(),
    };
    Ok((name, found))
}

/// `InsufficientFreeAddresses: …`.
fn said(code: Option<&str>, message: Option<&str>) -> String {
    let parts: Vec<&str> = [code, message].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}
