//! AWS Shield Advanced, where the account has a subscription to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::facts::Subscription;
use crate::{
    aws::cloudfront,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
    snapshot::AccountSnapshot,
    source::Source,
};

/// Rules about Shield Advanced. Without a subscription none applies.
pub const RULES: &[&Rule] = &[&PROTECTION, &THROUGH_EVENT, &PROACTIVE];

const PROTECTION: Rule = Rule {
    id: "shield-protection",
    area: Area::Security,
    topics: &[Topic::Ddos],
    title: "what faces the internet is protected by the Shield Advanced that is paid for",
    why: "The subscription protects nothing by itself. A distribution or balancer that was made after it was bought \
          stands without the response team, and without cost protection for what an attack makes it scale to.",
    fix: "Protect it: `aws shield create-protection --name {name} --resource-arn {arn} --region us-east-1`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/waf/latest/developerguide/ddos-manage-protected-resources.html"],
    lead_days: 14,
    needs: &[Source::ShieldSubscription, Source::ShieldProtections, Source::Distributions, Source::LoadBalancers],
    thresholds: &[],
    example: Example::Account(
        r#"{"shield":{"protections":{"seen":["arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188"]}}}"#,
    ),
    check: |cx| {
        let mut protected: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
        for (subject, name, arn) in facing_the_internet(cx) {
            let account = subject.account.clone().unwrap_or_default();
            let facts = cx.account(&account);
            let Some(subscription) = cx.read(&subject, Source::ShieldSubscription, &facts.shield.subscription) else {
                continue;
            };
            if subscription.is_none() {
                cx.not_applicable();
                continue;
            }
            let known = &facts.shield.protections;
            let Some(all) = cx.read(&subject, Source::ShieldProtections, known) else { continue };
            let protected = protected.entry(account).or_insert_with(|| all.iter().collect());
            let evidence = Evidence::from([("name", json!(name)), ("arn", json!(arn))]);
            match protected.contains(&arn) {
                true => cx.green(&subject, "Shield Advanced protects it", evidence),
                false => cx.yellow(&subject, "Shield Advanced does not protect it", evidence),
            }
        }
    },
};

/// Distributions and application balancers in scope that the internet reaches, with name and ARN. The DNS name of
/// an internal balancer begins with that word.
fn facing_the_internet(cx: &mut Cx<'_>) -> Vec<(Subject, String, String)> {
    let mut found = Vec::new();
    for it in cloudfront::rules::listed_distributions(cx) {
        found.push((it.subject.clone(), it.subject.id.clone(), it.distribution.arn.clone()));
    }
    let mut seen = BTreeSet::new();
    for (resource, place) in cx.listed(ResourceKind::LoadBalancer) {
        let subject = Subject::new(ResourceKind::LoadBalancer.id(), &resource.name, place).listed_on(resource.line);
        if cx.read(&subject, Source::LoadBalancers, &place.facts.elb.load_balancers).is_none() {
            continue;
        }
        let Some((arn, it)) = cx.balancer(place, &resource.name) else {
            cx.not_applicable();
            continue;
        };
        let faces = it.balancer_type == "application" && !it.dns_name.starts_with("internal-");
        if faces && seen.insert(arn) {
            found.push((Subject { id: it.name.clone(), ..subject }.with_arn(arn), it.name.clone(), arn.to_owned()));
        } else {
            cx.not_applicable();
        }
    }
    found
}

/// Accounts with something that Shield can protect.
fn accounts<'a>(cx: &Cx<'a>) -> Vec<(&'a str, &'a AccountSnapshot)> {
    let mut accounts = Vec::new();
    for kind in [ResourceKind::Distribution, ResourceKind::LoadBalancer] {
        let listed = cx.listed_globally(kind).into_iter();
        accounts.extend(listed.filter_map(|(resource, facts)| Some((resource.account.as_deref()?, facts))));
    }
    accounts.sort_by_key(|(id, _)| *id);
    accounts.dedup_by_key(|(id, _)| *id);
    accounts
}

/// The subscription of each of those accounts that has one.
fn subscriptions<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a Subscription)> {
    let mut found = Vec::new();
    for (id, facts) in accounts(cx) {
        let subject = Subject::account(id);
        match cx.read(&subject, Source::ShieldSubscription, &facts.shield.subscription) {
            Some(Some(subscription)) => found.push((subject, subscription)),
            Some(None) => cx.not_applicable(),
            None => {}
        }
    }
    found
}

const THROUGH_EVENT: Rule = Rule {
    id: "shield-through-event",
    area: Area::Security,
    topics: &[Topic::Ddos, Topic::Change],
    title: "the subscription to Shield Advanced lasts through the event",
    why: "On the day on which the subscription ends, so do the protections and the response team behind them.",
    fix: "Renew it: `aws shield update-subscription --auto-renew ENABLED --region us-east-1`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary.html"],
    lead_days: 14,
    needs: &[Source::ShieldSubscription],
    thresholds: &[],
    example: Example::Account(
        r#"{"shield":{"subscription":{"seen":{"end":"2026-12-12T04:00:00Z","auto_renew":"DISABLED"}}}}"#,
    ),
    check: |cx| {
        for (subject, Subscription { end, auto_renew, .. }) in subscriptions(cx) {
            let Some(window) = cx.window(&subject) else { continue };
            let evidence = Evidence::from([("end", json!(end)), ("auto_renew", json!(auto_renew))]);
            let (light, summary) = match (end, auto_renew.as_str()) {
                (_, "ENABLED") => (Light::Green, "renews itself".to_owned()),
                (Some(end), _) if *end > window.closes() => {
                    (Light::Green, format!("lasts until {}", window.show(*end)))
                }
                (Some(end), _) => (Light::Red, format!("ends on {}, and does not renew itself", window.show(*end))),
                (None, _) => (Light::Gray, "AWS does not say when it ends".to_owned()),
            };
            cx.push(light, &subject, summary, evidence);
            end.iter().for_each(|end| cx.takes_place(*end, None));
        }
    },
};

const PROACTIVE: Rule = Rule {
    id: "shield-proactive",
    area: Area::Security,
    topics: &[Topic::Ddos],
    title: "the Shield response team calls when an attack begins",
    why: "With proactive engagement the response team calls the contacts when a health check of a protected resource \
          fails during an attack. Without it, somebody has to notice first, in the loudest hour of the year.",
    fix: "Give contacts and switch it on: `aws shield associate-proactive-engagement-details \
          --emergency-contact-list EmailAddress=<address>,PhoneNumber=<number> --region us-east-1`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/waf/latest/developerguide/ddos-srt-proactive-engagement.html"],
    lead_days: 14,
    needs: &[Source::ShieldSubscription],
    thresholds: &[],
    example: Example::Account(r#"{"shield":{"subscription":{"seen":{"proactive_engagement":"DISABLED"}}}}"#),
    check: |cx| {
        for (subject, Subscription { proactive_engagement, .. }) in subscriptions(cx) {
            let evidence = Evidence::from([("proactive_engagement", json!(proactive_engagement))]);
            match proactive_engagement.as_str() {
                "ENABLED" => cx.green(&subject, "proactive engagement is on", evidence),
                "PENDING" => cx.yellow(&subject, "proactive engagement waits for AWS", evidence),
                _ => cx.yellow(&subject, "proactive engagement is off", evidence),
            }
        }
    },
};
