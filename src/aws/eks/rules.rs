//! EKS clusters and their node groups: whether they exist, are well, and may grow to the peak.

use serde_json::json;

use super::facts::{Cluster, NodeGroup};
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Need, Place, Rule, Subject, Threshold, Topic},
    rules::growth,
    source::Source,
    workload::Answer,
};

/// Rules about EKS clusters.
pub const RULES: &[&Rule] = &[&EXISTS, &NODE_GROUPS, &MAX_COVERS_PEAK];

const EXISTS: Rule = Rule {
    id: "eks-cluster-exists",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed EKS cluster exists, is active and without issues",
    why: "A control plane that has an issue, such as subnets without free addresses or a key that is gone, runs on \
          until it has to change something, and adding nodes and pods is a change.",
    fix: "Read what is wrong: `aws eks describe-cluster --name {resource} --region {region} --query \
          'cluster.[status,health]'`. A name that is not known: `aws eks list-clusters --region {region}`, and correct \
          section 6 of the workbook.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/eks/latest/APIReference/API_ClusterIssue.html"],
    lead_days: 7,
    needs: &[Source::EksClusters],
    thresholds: &[],
    example: Example::Region(
        r#"{"eks":{"clusters":{"seen":{"shop":{"issues":["InsufficientFreeAddresses: no free addresses"]}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::EksCluster) {
            let Answer::EksCluster(cluster) = resource.answer else { continue };
            let Cluster { status, version, issues, .. } = cluster;
            let evidence =
                Evidence::from([("status", json!(status)), ("version", json!(version)), ("issues", json!(issues))]);
            judge(cx, &subject, String::new(), status, issues, evidence);
        }
    },
};

/// What AWS says of a cluster or a node group.
fn judge(cx: &mut Cx<'_>, subject: &Subject, part: String, status: &str, issues: &[String], evidence: Evidence) {
    let what = if part.is_empty() { String::new() } else { format!("{part}: ") };
    let (light, summary) = match (status, issues) {
        (_, [issue, ..]) => (Light::Red, format!("{what}{status}, {issue}")),
        ("ACTIVE", []) => (Light::Green, format!("{what}is ACTIVE")),
        ("UPDATING" | "CREATING" | "PENDING", []) => (Light::Yellow, format!("{what}is {status}")),
        ("unknown", []) => (Light::Gray, format!("{what}AWS does not say whether it is active")),
        (_, []) => (Light::Red, format!("{what}is {status}")),
    };
    cx.push_part(light, Area::Service, subject, part, summary, evidence);
}

/// The node groups of the listed clusters.
fn node_groups<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, &'a str, &'a NodeGroup)> {
    let mut found = Vec::new();
    for Listed { subject, place, .. } in cx.resources(ResourceKind::EksCluster) {
        let all = &place.facts.eks.node_groups;
        let Some(groups) = cx.read_one(&subject, Source::NodeGroups, all, &subject.id) else { continue };
        // Fargate profiles, Auto Mode and Karpenter bring nodes without node groups.
        if groups.is_empty() {
            cx.not_applicable();
        }
        found.extend(groups.iter().map(|(name, group)| (subject.clone(), place, name.as_str(), group)));
    }
    found
}

const NODE_GROUPS: Rule = Rule {
    id: "eks-node-groups-healthy",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "every node group is active and without issues",
    why: "A node group with an issue keeps the nodes that it has and adds none: a launch template, subnet or role is \
          gone, or a quota is used up. The peak is when it has to add some.",
    fix: "Mend what the issue names: `aws eks describe-nodegroup --cluster-name {resource} --nodegroup-name \
          {node_group} --region {region} --query 'nodegroup.[status,health]'`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html"],
    lead_days: 7,
    needs: &[Source::EksClusters, Source::NodeGroups],
    thresholds: &[],
    example: Example::Region(
        r#"{"eks":{"node_groups":{"shop":{"seen":{"workers":{"status":"DEGRADED","issues":["AccessDenied: no role"]}}}}}}"#,
    ),
    check: |cx| {
        for (subject, _, name, group) in node_groups(cx) {
            let NodeGroup { status, issues, .. } = group;
            let evidence =
                Evidence::from([("node_group", json!(name)), ("status", json!(status)), ("issues", json!(issues))]);
            judge(cx, &subject, format!("node group {name}"), status, issues, evidence);
        }
    },
};

const HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "maximum size as a multiple of the need at the peak, below which the node group is at risk",
};

const MAX_COVERS_PEAK: Rule = Rule {
    id: "eks-node-group-max-covers-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Maximum],
    title: "every node group may grow to the nodes that the peak needs",
    why: "Pods that find no node stay pending. The autoscaler of the cluster adds nodes up to the maximum of the node \
          group and not one more, whatever the pods ask for.",
    fix: "Raise the maximum: `aws eks update-nodegroup-config --cluster-name {resource} --nodegroup-name {node_group} \
          --scaling-config maxSize={recommended} --region {region}`. Where the metrics of its Auto Scaling group are \
          off, switch them on first: `aws autoscaling enable-metrics-collection --auto-scaling-group-name {group} \
          --granularity 1Minute --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html"],
    lead_days: 7,
    needs: &[Source::EksClusters, Source::NodeGroups, Source::Metrics],
    thresholds: &[HEADROOM],
    example: Example::Region(r#"{"eks":{"node_groups":{"shop":{"seen":{"workers":{"maximum":10}}}}}}"#),
    check: |cx| {
        for (subject, place, name, group) in node_groups(cx) {
            max_covers_peak(cx, &subject, place, name, group);
        }
    },
};

fn max_covers_peak<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>, name: &str, group: &'a NodeGroup) {
    let factor = match growth::whole(cx, Some(place)) {
        Ok(factor) => factor,
        Err(unknown) => return unknown.tell(cx, subject),
    };
    let mut measured = Some(0.0);
    for it in &group.groups {
        let key = Metric::in_service(it).key();
        let series = cx.read_one(subject, Source::Metrics, &place.facts.cloudwatch.metrics, &key);
        let Some(series) = series else { return };
        measured = measured.zip(series.as_ref()).map(|(sum, series)| sum + series.maximum);
    }
    let measured = measured.filter(|_| !group.groups.is_empty());
    // Without the metrics the nodes of this moment are all that is known of the busiest hour.
    let busiest = measured.map_or(f64::from(group.desired), |nodes| nodes.max(f64::from(group.desired)));
    let needed = (busiest * factor).ceil();
    let recommended = (needed * cx.threshold(&HEADROOM)).ceil();
    let maximum = f64::from(group.maximum);
    let evidence = Evidence::from([
        ("node_group", json!(name)),
        ("group", json!(group.groups.first())),
        ("maximum", json!(group.maximum)),
        ("busiest_in_service", json!(busiest)),
        ("peak_factor", json!(factor)),
        ("needed", json!(needed as u64)),
        ("recommended", json!(recommended as u64)),
    ]);
    let part = format!("node group {name}");
    let summary =
        format!("{part}: the peak needs {needed} nodes ({busiest} in service × {factor}), the maximum is {maximum}");
    let (light, summary) = match () {
        () if maximum < needed => (Light::Red, summary),
        () if measured.is_none() => {
            let why = "the metrics of its Auto Scaling group are off or have no data";
            (Light::Gray, format!("{part}: {why}, so that its busiest hour is not known"))
        }
        () if maximum < recommended => (Light::Yellow, summary),
        () => (Light::Green, summary),
    };
    cx.push_part(light, Area::Service, subject, part, summary, evidence);
    cx.need(Need::new(needed, maximum, "nodes").used(busiest));
}
