//! Replace any word that AWS gives by one that it has not invented yet: nothing that read it stays green.

use iem_core::{
    rule::{Cx, Inputs, Light, Verdict},
    rules,
    snapshot::Snapshot,
    workbook::Workbook,
    workload::Workload,
};
use serde_json::{Value, json};

use crate::rules::{ACCOUNT, ANSWERS, healthy, now};

const INVENTED: &str = "NOT_INVENTED_YET";

/// Every text that stands under one of these names is one of a list that AWS may lengthen.
const ENUMERATED: &[&str] = &[
    "auto_renew",
    "automatic_failover",
    "balancer_type",
    "category",
    "check_type",
    "controller",
    "dkim",
    "endpoint_type",
    "enforcement",
    "health_check_type",
    "key",
    "last_update",
    "launch_type",
    "multi_az",
    "policy_type",
    "proactive_engagement",
    "protocol",
    "renewal",
    "resource_type",
    "rollout",
    "routing",
    "scheduling",
    "state",
    "status",
    "system",
    "instance",
    "ebs",
    "verification",
    "suspended",
    "engine",
    "source",
    "summaries",
    "record_type",
];

/// Pointers to the enumerated texts below `value`.
fn enumerated(value: &Value, name: &str, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let name = if key == "seen" || name == "summaries" { name } else { key };
                let key = key.replace('~', "~0").replace('/', "~1");
                enumerated(value, name, format!("{at}/{key}"), found);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| enumerated(value, name, format!("{at}/{index}"), found));
        }
        Value::String(_) if ENUMERATED.contains(&name) => found.push(at),
        _ => {}
    }
}

fn judged(workbook: &Workbook, snapshot: &Value) -> Vec<Verdict> {
    let snapshot: Snapshot = serde_json::from_value(snapshot.clone()).unwrap();
    let workload = Workload::new(workbook, &snapshot);
    let inputs = Inputs::new(&workload, now());
    rules::all().into_iter().flat_map(|rule| Cx::run(rule, &inputs).0).collect()
}

/// What does not decide by itself, as a part of its place in the snapshot, and why.
const DECIDES_NOTHING: &[(&str, &str)] = &[
    ("/health/open/seen/0/", "of a region in which nothing is listed"),
    ("/http_apis/", "metrics have the id of all that are no REST APIs"),
    ("/instances/0/state", "the busiest hour decides, and what is not in service is not counted"),
    ("/instances/1/state", "the same"),
    ("/instances/2/state", "the same"),
    ("/instances/3/state", "the same"),
    ("/TargetTracking-", "it rings all day long"),
    ("/capacity_reservations/seen/cr-", "what is not active is not counted"),
    (
        "/launch_type",
        "what is not known to be on Fargate is not counted there, and the use that CloudWatch measured is",
    ),
    ("/scheduling", "what is no daemon scales"),
    ("/elasticache/clusters/seen/sessions-", "a node, which its group speaks for"),
    ("/engine", "where it decides, the rule about connections reads it"),
    ("/elb/listeners/", "whatever has a certificate is judged"),
    ("/quotas/requests/", "no request is needed"),
    ("/source", "the value decides, and not who gave it"),
    ("/verification", "SES says beside it whether it may send"),
    ("/rtb-0a1b2c3d4e5f60004/", "no NAT gateway is behind it"),
    ("/routing", "a word of our own"),
    ("/record_type", "an answer that is no address and no name leads nowhere"),
    ("/auto_renew", "the subscription lasts longer than the event"),
    ("/support/checks/", "the state of the check decides"),
    ("/support/results/", "of a resource that is not listed"),
];

#[test]
fn a_word_that_aws_has_not_invented_makes_nothing_green() {
    let (workbook, _) = healthy();
    let mut snapshot = ANSWERS.clone();
    let mut pointers = Vec::new();
    enumerated(&snapshot["accounts"][ACCOUNT], "", format!("/accounts/{ACCOUNT}"), &mut pointers);
    assert!(pointers.len() > 120, "only {} words were replaced", pointers.len());
    let (mut wrong, mut idle) = (Vec::new(), DECIDES_NOTHING.to_vec());
    for pointer in pointers {
        if DECIDES_NOTHING.iter().any(|(part, _)| pointer.contains(part)) {
            idle.retain(|(part, _)| !pointer.contains(part));
            continue;
        }
        let kept = std::mem::replace(snapshot.pointer_mut(&pointer).unwrap(), json!(INVENTED));
        let verdicts = judged(&workbook, &snapshot);
        *snapshot.pointer_mut(&pointer).unwrap() = kept.clone();
        if verdicts.iter().all(|it| it.light == Light::Green) {
            wrong.push(format!("{pointer} instead of {kept}: all is green"));
        }
        let says_it = |it: &&Verdict| it.light == Light::Green && it.summary.contains(INVENTED);
        wrong.extend(
            verdicts.iter().find(says_it).map(|it| format!("{pointer}: {} is green: {}", it.rule.id, it.summary)),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(idle, [], "these excuse nothing");
}
