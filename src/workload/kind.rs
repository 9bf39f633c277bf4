//! What differs between kinds when a name is looked up: one row for each.

use super::{
    describe::{compute, containers, data_stores, edge, messaging, networks},
    here::{Here, Unread, read_one, seen, seen_one},
    names::Names,
};
use crate::{
    event::{Resource as Written, ResourceKind},
    names,
    snapshot::Fact,
    source::Source,
};

/// How the names of one kind are looked up.
pub(super) struct Kind {
    /// Which one.
    pub(super) kind: ResourceKind,
    /// Whether AWS takes its names in any case.
    pub(super) any_case: bool,
    /// The names under which a written one is looked for, the surest first.
    pub(super) forms: fn(&str) -> Vec<String>,
    /// Notes each thing of the kind that AWS described in a place.
    pub(super) describe: for<'a> fn(Here<'a>, &mut Names<'a>),
    /// Whether all that can have the name was read; `bool` tells whether something that has it was found.
    pub(super) read: fn(Here<'_>, &Written, bool) -> Result<(), Unread>,
    /// Why no thing of the kind can have the name.
    pub(super) refuse: fn(&str) -> Option<String>,
    /// Names that a wrong one may have been meant to be.
    pub(super) candidates: for<'a> fn(Here<'a>) -> Vec<&'a str>,
}

impl Kind {
    /// The kind as a list of one.
    pub(super) fn alone(&self) -> &[ResourceKind] {
        std::slice::from_ref(&self.kind)
    }
}

fn never(_: &str) -> Option<String> {
    None
}

/// Every kind, in the order of [`ResourceKind`].
const KINDS: [Kind; 21] = [
    Kind {
        kind: ResourceKind::Distribution,
        any_case: true,
        forms: edge::distribution_forms,
        describe: edge::distributions,
        read: |here, _, _| seen(Source::Distributions, &here.of_account.cloudfront.distributions).map(drop),
        refuse: never,
        candidates: edge::distribution_names,
    },
    Kind {
        kind: ResourceKind::HostedZone,
        any_case: true,
        forms: |written| vec![names::zone_id(written).to_owned(), names::host(written).to_owned()],
        describe: edge::zones,
        read: |here, _, _| seen(Source::HostedZones, &here.of_account.route53.zones).map(drop),
        refuse: never,
        candidates: |here| {
            let all = here.of_account.route53.zones.seen().into_iter().flatten();
            all.flat_map(|(id, zone)| [id.as_str(), zone.name.trim_end_matches('.')]).collect()
        },
    },
    Kind {
        kind: ResourceKind::EmailIdentity,
        any_case: true,
        forms: messaging::identity_forms,
        describe: messaging::identities,
        read: |here, _, _| seen(Source::MailIdentityNames, &here.facts.ses.names).map(drop),
        refuse: never,
        candidates: |here| here.facts.ses.names.seen().into_iter().flatten().map(String::as_str).collect(),
    },
    Kind {
        kind: ResourceKind::Instance,
        any_case: true,
        forms: |written| vec![names::instance_id(written).to_owned(), written.trim_end_matches('.').to_owned()],
        describe: compute::instances,
        read: |here, _, _| seen(Source::Instances, &here.facts.ec2.instances).map(drop),
        refuse: never,
        candidates: |here| here.facts.ec2.others.iter().map(String::as_str).collect(),
    },
    Kind {
        kind: ResourceKind::LoadBalancer,
        any_case: true,
        forms: compute::load_balancer_forms,
        describe: compute::load_balancers,
        read: compute::load_balancers_read,
        refuse: never,
        candidates: |here| {
            let (v2, classic) = (&here.facts.elb.others, &here.facts.classic_elb.others);
            v2.iter().chain(classic).map(String::as_str).collect()
        },
    },
    Kind {
        kind: ResourceKind::AutoScalingGroup,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::AutoScalingGroup, written).to_owned()],
        describe: compute::groups,
        read: |here, _, _| seen(Source::Groups, &here.facts.autoscaling.groups).map(drop),
        refuse: never,
        candidates: |here| here.facts.autoscaling.others.iter().map(String::as_str).collect(),
    },
    Kind {
        kind: ResourceKind::Bucket,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Bucket, written).to_owned()],
        describe: data_stores::buckets,
        read: |here, it, _| seen_one(Source::Buckets, &here.facts.s3.buckets, names::bucket_name(&it.name)).map(drop),
        refuse: never,
        candidates: |_| Vec::new(),
    },
    Kind {
        kind: ResourceKind::Vpc,
        any_case: true,
        forms: |written| vec![names::vpc_id(written).to_owned(), written.trim().to_owned()],
        describe: networks::vpcs,
        read: |here, _, _| seen(Source::Vpcs, &here.facts.vpc.vpcs).map(drop),
        refuse: never,
        candidates: |here| {
            let all = here.facts.vpc.vpcs.seen().into_iter().flatten();
            all.flat_map(|(id, vpc)| [Some(id), vpc.name.as_ref()]).flatten().map(String::as_str).collect()
        },
    },
    Kind {
        kind: ResourceKind::DynamoDbTable,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::DynamoDbTable, written).to_owned()],
        describe: data_stores::tables,
        read: |here, it, _| {
            let name = names::plain_name(ResourceKind::DynamoDbTable, &it.name);
            seen_one(Source::Tables, &here.facts.dynamodb.tables, name).map(drop)
        },
        refuse: |name| {
            let why = || "that is an endpoint of the service: list the table by its name".to_owned();
            names::table_name(name).is_none().then(why)
        },
        candidates: |here| listed(&here.facts.dynamodb.table_names),
    },
    Kind {
        kind: ResourceKind::Database,
        any_case: true,
        forms: |written| {
            let lasting = names::lasting_id(written).map(str::to_owned);
            [names::bare(written).to_owned()].into_iter().chain(lasting).collect()
        },
        describe: data_stores::databases,
        read: |here, _, _| {
            seen(Source::DatabaseInstances, &here.facts.rds.instances)?;
            seen(Source::DatabaseClusters, &here.facts.rds.clusters).map(drop)
        },
        refuse: data_stores::no_database,
        candidates: |here| {
            let rds = &here.facts.rds;
            let clusters = rds.clusters.seen().into_iter().flat_map(|all| all.keys());
            rds.instances.seen().into_iter().flat_map(|all| all.keys()).chain(clusters).map(String::as_str).collect()
        },
    },
    Kind {
        kind: ResourceKind::Cache,
        any_case: true,
        forms: |written| vec![names::bare(written).to_owned()],
        describe: data_stores::caches,
        read: |here, _, _| {
            let facts = &here.facts.elasticache;
            seen(Source::CacheClusters, &facts.clusters)?;
            seen(Source::ReplicationGroups, &facts.replication_groups)?;
            seen(Source::ServerlessCaches, &facts.serverless_caches).map(drop)
        },
        refuse: data_stores::no_cache,
        candidates: |here| {
            let facts = &here.facts.elasticache;
            let clusters = facts.clusters.seen().into_iter().flat_map(|all| all.keys());
            let groups = facts.replication_groups.seen().into_iter().flat_map(|all| all.keys());
            let serverless = facts.serverless_caches.seen().into_iter().flat_map(|all| all.keys());
            clusters.chain(groups).chain(serverless).map(String::as_str).collect()
        },
    },
    Kind {
        kind: ResourceKind::SearchDomain,
        any_case: true,
        forms: |written| vec![names::bare(names::plain_name(ResourceKind::SearchDomain, written)).to_owned()],
        describe: |here, names| {
            for (name, domain) in here.facts.opensearch.domains.seen().into_iter().flatten() {
                let state = domain.status.as_deref().unwrap_or("unknown");
                let answer = super::Answer::State(ResourceKind::SearchDomain, state);
                let index = names.add(name, Some(&domain.arn), answer);
                domain.endpoints.iter().for_each(|host| names.own(index, host));
            }
        },
        read: |here, it, is_found| {
            let facts = &here.facts.opensearch;
            seen(Source::SearchDomains, &facts.domains)?;
            let name = names::bare(names::plain_name(ResourceKind::SearchDomain, &it.name));
            // Whose endpoint it is, only the answer tells.
            let any = facts.unread.values().next().filter(|_| name.contains('.'));
            read_one(Source::SearchDomains, facts.unread.get(&name.to_ascii_lowercase()).or(any), is_found)
        },
        refuse: never,
        candidates: |here| {
            here.facts.opensearch.domains.seen().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
        },
    },
    Kind {
        kind: ResourceKind::Function,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Function, written).to_owned()],
        describe: compute::functions,
        read: |here, it, _| {
            seen_one(Source::Functions, &here.facts.lambda.functions, names::function_name(&it.name)).map(drop)
        },
        refuse: never,
        candidates: |here| listed(&here.facts.lambda.function_names),
    },
    Kind {
        kind: ResourceKind::Api,
        any_case: false,
        forms: |written| vec![names::api_id(written.trim()).to_owned(), written.trim().to_owned()],
        describe: compute::apis,
        read: |here, _, _| {
            seen(Source::RestApis, &here.facts.apigateway.rest_apis)?;
            seen(Source::HttpApis, &here.facts.apigateway.http_apis).map(drop)
        },
        refuse: never,
        candidates: |here| {
            let apis = &here.facts.apigateway;
            let all = [&apis.rest_apis, &apis.http_apis].into_iter().filter_map(|it| it.seen()).flatten();
            all.flat_map(|(id, api)| [id.as_str(), api.name.as_str()]).collect()
        },
    },
    Kind {
        kind: ResourceKind::EcsService,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::EcsService, written).to_owned()],
        describe: containers::services,
        read: |here, _, _| seen(Source::EcsServices, &here.facts.ecs.services).map(drop),
        refuse: never,
        candidates: |here| {
            let all = listed(&here.facts.ecs.service_names);
            all.iter().copied().chain(all.iter().filter_map(|name| name.rsplit('/').next())).collect()
        },
    },
    Kind {
        kind: ResourceKind::EksCluster,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::EksCluster, written).to_owned()],
        describe: containers::clusters,
        read: |here, it, is_found| {
            let eks = &here.facts.eks;
            seen(Source::EksClusters, &eks.clusters)?;
            let name = names::eks_cluster_name(&it.name);
            // Whose endpoint it is, only the answer tells.
            let any = eks.unread.values().next().filter(|_| names::is_eks_endpoint(name));
            read_one(Source::EksClusters, eks.unread.get(name).or(any), is_found)
        },
        refuse: never,
        candidates: |here| listed(&here.facts.eks.cluster_names),
    },
    Kind {
        kind: ResourceKind::Queue,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Queue, written).to_owned()],
        describe: messaging::queues,
        read: |here, _, _| seen(Source::QueueUrls, &here.facts.sqs.urls).map(drop),
        refuse: never,
        candidates: |here| here.facts.sqs.urls.seen().into_iter().flatten().map(|(name, _)| name.as_str()).collect(),
    },
    Kind {
        kind: ResourceKind::Topic,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Topic, written).to_owned()],
        describe: messaging::topics,
        read: |here, it, _| {
            let [account, region] = [&it.account, &it.region].map(|part| part.as_deref().unwrap_or_default());
            let arn = names::topic_arn(&it.name, account, region);
            seen_one(Source::Topics, &here.facts.sns.topics, &arn).map(drop)
        },
        refuse: never,
        candidates: |here| {
            let arns = here.facts.sns.topic_arns.seen().into_iter().flatten();
            arns.map(|arn| names::plain_name(ResourceKind::Topic, arn)).collect()
        },
    },
    Kind {
        kind: ResourceKind::Stack,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Stack, written).to_owned()],
        describe: |here, names| {
            let all = here.facts.cloudformation.stacks.seen().into_iter().flatten();
            all.for_each(|(name, stack)| {
                _ = names.add(name, None, super::Answer::State(ResourceKind::Stack, &stack.status))
            });
        },
        read: |here, it, is_found| {
            let facts = &here.facts.cloudformation;
            seen(Source::Stacks, &facts.stacks)?;
            read_one(Source::Stacks, facts.unread.get(names::stack_name(&it.name)), is_found)
        },
        refuse: never,
        candidates: |here| {
            here.facts.cloudformation.stacks.seen().into_iter().flatten().map(|(it, _)| it.as_str()).collect()
        },
    },
    Kind {
        kind: ResourceKind::Tag,
        any_case: false,
        forms: |written| vec![names::plain_name(ResourceKind::Tag, written).to_owned()],
        describe: |_, _| {},
        read: |here, it, _| seen_one(Source::TaggedResources, &here.facts.tagging.resources, &it.name).map(drop),
        refuse: never,
        candidates: |_| Vec::new(),
    },
    Kind {
        kind: ResourceKind::Other,
        any_case: false,
        forms: |_| Vec::new(),
        describe: |_, _| {},
        read: |_, _, _| Ok(()),
        refuse: |_| Some("iem does not know what kind of resource it is".to_owned()),
        candidates: |_| Vec::new(),
    },
];

/// The row of a kind.
pub(super) fn of(kind: ResourceKind) -> &'static Kind {
    const { assert!(KINDS.len() == ResourceKind::ALL.len()) };
    let row = &KINDS[kind as usize];
    debug_assert_eq!(row.kind, kind, "the rows are in the order of the kinds");
    row
}

fn listed(fact: &Fact<std::collections::BTreeSet<String>>) -> Vec<&str> {
    fact.seen().into_iter().flatten().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_row() {
        for kind in ResourceKind::ALL {
            assert_eq!(of(kind).kind, kind);
        }
    }
}
