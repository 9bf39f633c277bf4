//! Whether section 6 and AWS speak of the same workload.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    discovery,
    event::{Resource, ResourceKind},
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Light, Place, Rule, Subject, Topic},
    source::Source,
};

/// Rules about the list and what follows from it.
pub const RULES: &[&Rule] = &[&RESOURCE_DRIFT];

// A listed resource that is gone is red by the rule about its own kind, and is not told twice here.
const RESOURCE_DRIFT: Rule = Rule {
    id: "wb-resource-drift",
    area: Area::Operations,
    topics: &[Topic::Inventory, Topic::Completeness],
    title: "section 6 lists every resource that the workload stands on",
    why: "What nobody has listed, nobody has planned capacity, a contact or a freeze for. The people on the \
          bridge learn of it when it fails.",
    fix: "Write {add} into section 6, for the account {account} and the region {region}. Where the workload does \
          not stand on it, take it out of what refers to it: {why}. A tag that nothing carries has a typing error.",
    other_fixes: &[NOT_JUDGED],
    references: &[
        "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_ready_to_support_const_orr.html",
        "https://aws.amazon.com/premiumsupport/aws-countdown/",
    ],
    lead_days: 14,
    needs: discovery::SOURCES,
    thresholds: &[],
    example: Example::Region(
        r#"{"cloudformation": {"resources": {"shop-prod": {"seen": [{"resource_type": "AWS::EC2::VPC", "id": "vpc-0a1b2c3d4e5f60009"}]}}}}"#,
    ),
    check,
};

const NOT_JUDGED: Fix = Fix {
    when: "Where `iem` does not judge what a stack or a tag brings",
    text: "Judge {kind} by hand: its quotas, its limits, and what it needs at the peak. Then accept the risk \
           `wb-resource-drift` on {resource} in section 16.",
    example: Example::Region(
        r#"{"cloudformation": {"resources": {"shop-prod": {"seen": [{"resource_type": "AWS::Kinesis::Stream", "id": "clicks"}]}}}}"#,
    ),
};

/// What is not followed is told with it: silence would pass for "listed".
const FOLLOWED: &str = "everything that the listed resources refer to is listed (integrations of APIs, dead-letter queues, \
                        subscribers of topics and proxies of databases are not looked for)";

fn check(cx: &mut Cx<'_>) {
    for resource in cx.event.resources.iter().filter(|resource| resource.found.is_some()) {
        let (subject, evidence) = told(resource);
        if !is_unlisted(cx, resource, &subject) {
            continue;
        }
        cx.yellow(&subject, format!("found and not listed: {}", why(resource)), evidence);
    }
    let is_in_scope = discovery::scope(cx.event);
    for resource in &cx.event.unseen {
        let (subject, evidence) = told(resource);
        let summary = match is_in_scope(resource) {
            true => format!("found and not listed, and AWS did not describe it: {}", why(resource)),
            false => format!("found where section 6 lists nothing, so AWS was not asked: {}", why(resource)),
        };
        cx.gray(&subject, summary, evidence);
    }
    for (resource, facts) in cx.listed_globally(ResourceKind::Distribution) {
        let (subject, _) = told(resource);
        cx.read(&subject, Source::Distributions, &facts.cloudfront.distributions);
    }
    for (resource, facts) in cx.listed_globally(ResourceKind::HostedZone) {
        let (subject, _) = told(resource);
        let zones = cx.read(&subject, Source::HostedZones, &facts.route53.zones);
        for (id, _) in zones.map(|zones| names::find_zones(zones, &resource.name)).unwrap_or_default() {
            cx.read_one(&subject, Source::DnsRecords, &facts.route53.records, id);
        }
    }
    let found = cx.event.resources.iter().filter(|resource| resource.found.is_some()).chain(&cx.event.unseen);
    let found: BTreeSet<_> = found.map(|it| (it.account.as_deref(), it.region.as_deref())).collect();
    for place in cx.places() {
        let is_told = whole(cx, place);
        match is_told {
            None => cx.not_applicable(),
            Some(true) if !found.contains(&(Some(place.account), Some(place.region))) => {
                let subject = Subject::new("region", place.region, place);
                cx.green(&subject, FOLLOWED, Evidence::default());
            }
            Some(_) => {}
        }
    }
}

/// A balancer, a service, an instance or a VPC may be listed by a name that only AWS's answer tells: without it nobody
/// knows whether it is listed.
fn is_unlisted(cx: &mut Cx<'_>, resource: &Resource, subject: &Subject) -> bool {
    if resource.kind == ResourceKind::Distribution {
        let mut all = cx.listed_globally(ResourceKind::Distribution).into_iter();
        let Some((_, facts)) = all.find(|(other, _)| other.account == resource.account) else { return true };
        return cx.read(subject, Source::Distributions, &facts.cloudfront.distributions).is_some();
    }
    let place = cx.place(resource.account.as_deref(), resource.region.as_deref());
    let Some(Place { facts, .. }) = place else { return true };
    match resource.kind {
        ResourceKind::LoadBalancer => cx.read(subject, Source::LoadBalancers, &facts.elb.load_balancers).is_some(),
        ResourceKind::Instance => cx.read(subject, Source::Instances, &facts.ec2.instances).is_some(),
        ResourceKind::EcsService => cx.read(subject, Source::EcsServices, &facts.ecs.services).is_some(),
        ResourceKind::Vpc => cx.read(subject, Source::Vpcs, &facts.vpc.vpcs).is_some(),
        _ => true,
    }
}

fn why(resource: &Resource) -> &str {
    resource.found.as_deref().unwrap_or_default()
}

/// A found resource, and the line that would list it.
fn told(resource: &Resource) -> (Subject, Evidence) {
    let subject = Subject {
        kind: resource.kind.id(),
        id: resource.name.clone(),
        account: resource.account.clone(),
        region: resource.region.clone(),
        arn: None,
        line: Some(resource.line),
    };
    let add = format!("{}: {}", resource.kind.label(), resource.name);
    (subject, Evidence::from([("why", json!(why(resource))), ("add", json!(add))]))
}

/// Whether everything that says what the resources of a place refer to was seen; `None` where they
/// refer to nothing.
fn whole<'a>(cx: &mut Cx<'a>, place: Place<'a>) -> Option<bool> {
    let region = Subject::new("region", place.region, place);
    let has = |cx: &Cx<'a>, kind| !cx.listed_in(place, kind).is_empty();
    let facts = place.facts;
    let mut seen = Vec::new();
    for stack in cx.listed_in(place, ResourceKind::Stack) {
        let name = names::stack_name(&stack.name);
        let subject = Subject::new(ResourceKind::Stack.id(), name, place).listed_on(stack.line);
        let resources = cx.read_one(&subject, Source::StackResources, &facts.cloudformation.resources, name);
        let types = resources.into_iter().flatten().map(|it| (discovery::unjudged_type(&it.resource_type), &it.id));
        let types = types.filter_map(|(of, id)| Some((of?.to_owned(), id.as_str())));
        seen.push(resources.is_some() & !tells_unjudged(cx, &subject, types));
    }
    for tag in cx.listed_in(place, ResourceKind::Tag) {
        let subject = Subject::new(ResourceKind::Tag.id(), &tag.name, place).listed_on(tag.line);
        let resources = cx.read_one(&subject, Source::TaggedResources, &facts.tagging.resources, &tag.name);
        let types =
            resources.into_iter().flatten().filter_map(|arn| Some((discovery::unjudged_arn(arn)?, arn.as_str())));
        seen.push(resources.is_some() & !tells_unjudged(cx, &subject, types));
        if resources.is_some_and(|found| found.is_empty()) {
            let evidence =
                Evidence::from([("why", json!("section 6")), ("add", json!("the tag that resources carry"))]);
            cx.yellow(&subject, "no resource of the region carries the tag", evidence);
        }
    }
    if has(cx, ResourceKind::LoadBalancer) {
        seen.push(cx.read(&region, Source::LoadBalancers, &facts.elb.load_balancers).is_some());
        let target_groups = cx.read(&region, Source::TargetGroups, &facts.elb.target_groups);
        seen.push(target_groups.is_some());
        for arn in target_groups.into_iter().flat_map(|groups| groups.keys()) {
            seen.push(cx.read_one(&region, Source::TargetHealth, &facts.elb.target_health, arn).is_some());
        }
        seen.push(cx.read(&region, Source::AttachedGroups, &facts.autoscaling.attached).is_some());
        seen.push(cx.read(&region, Source::AttachedServices, &facts.ecs.attached).is_some());
    }
    if has(cx, ResourceKind::AutoScalingGroup) {
        seen.push(cx.read(&region, Source::Groups, &facts.autoscaling.groups).is_some());
    }
    if has(cx, ResourceKind::EcsService) {
        seen.push(cx.read(&region, Source::EcsServices, &facts.ecs.services).is_some());
    }
    for cluster in cx.listed_in(place, ResourceKind::EksCluster) {
        let Some(known) = cx.read(&region, Source::EksClusters, &facts.eks.clusters) else {
            seen.push(false);
            break;
        };
        let Some((name, _)) = names::find_eks_cluster(known, &cluster.name) else { continue };
        seen.push(cx.read_one(&region, Source::NodeGroups, &facts.eks.node_groups, name).is_some());
    }
    if has(cx, ResourceKind::AutoScalingGroup) || has(cx, ResourceKind::EcsService) {
        seen.push(cx.read(&region, Source::AttachedTargetGroups, &facts.elb.attached).is_some());
    }
    let in_subnets = [ResourceKind::LoadBalancer, ResourceKind::AutoScalingGroup, ResourceKind::EcsService];
    if in_subnets.into_iter().any(|kind| has(cx, kind)) {
        seen.push(cx.read(&region, Source::Subnets, &facts.ec2.subnets).is_some());
    }
    if has(cx, ResourceKind::Instance) {
        seen.push(cx.read(&region, Source::Instances, &facts.ec2.instances).is_some());
    }
    for function in cx.listed_in(place, ResourceKind::Function) {
        let name = names::function_name(&function.name);
        let subject = Subject::new(ResourceKind::Function.id(), name, place).listed_on(function.line);
        seen.push(cx.read_one(&subject, Source::Functions, &facts.lambda.functions, name).is_some());
    }
    if has(cx, ResourceKind::Function) || has(cx, ResourceKind::Queue) {
        seen.push(cx.read(&region, Source::EventSources, &facts.lambda.event_sources).is_some());
    }
    (!seen.is_empty()).then(|| seen.into_iter().all(|it| it))
}

/// Says of each type that nothing judges what a stack or a tag brings of it; whether there is any.
fn tells_unjudged<'r>(cx: &mut Cx<'_>, subject: &Subject, types: impl Iterator<Item = (String, &'r str)>) -> bool {
    let mut by_type: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    types.for_each(|(of, id)| _ = by_type.entry(of).or_default().insert(id));
    for (of, ids) in &by_type {
        let evidence = Evidence::from([("kind", json!(of)), ("resources", json!(ids))]);
        let more = if ids.len() > 1 { format!(" and {} more", ids.len() - 1) } else { String::new() };
        let first = ids.first().copied().unwrap_or_default();
        let summary = format!("brings {of} {first}{more}, which iem does not judge yet");
        cx.push_part(Light::Gray, Area::Operations, subject, of, summary, evidence);
        cx.fix(&NOT_JUDGED);
    }
    !by_type.is_empty()
}
