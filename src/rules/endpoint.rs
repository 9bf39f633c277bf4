//! Where the names that people and browsers use lead: endpoints of section 5, and aliases of distributions.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    aws::{
        cloudfront,
        route53::dns::{self, Answer, Dns, End},
    },
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
    snapshot::{AccountSnapshot, Missed, Slot},
    source::Source,
};

/// Rules about DNS names.
pub const RULES: &[&Rule] = &[&TARGET, &ALIAS];

const LIST: &str =
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html";

/// The records of the listed zones, and what of them was not read; about that, a gray verdict.
fn records<'a>(cx: &mut Cx<'a>) -> (Dns<'a>, Option<(Source, Missed)>) {
    let mut read: Vec<(&str, &AccountSnapshot)> = Vec::new();
    let mut unread = None;
    for (resource, facts) in cx.listed_globally(ResourceKind::HostedZone) {
        let subject = Subject {
            kind: ResourceKind::HostedZone.id(),
            id: resource.name.clone(),
            account: resource.account.clone(),
            line: Some(resource.line),
            ..Subject::default()
        };
        let zones = &facts.route53.zones;
        unread = unread.or_else(|| Some((Source::HostedZones, zones.missed()?.clone())));
        let Some(zones) = cx.read(&subject, Source::HostedZones, zones) else { continue };
        for (id, _) in names::find_zones(zones, &resource.name) {
            if cx.read_one(&subject, Source::DnsRecords, &facts.route53.records, id).is_none() {
                let missed = facts.route53.records.get(id).and_then(Slot::missed).cloned();
                unread = unread.or_else(|| Some((Source::DnsRecords, missed.unwrap_or_else(Missed::not_asked))));
            }
        }
        let account = resource.account.as_deref().unwrap_or_default();
        if !read.iter().any(|(known, _)| *known == account) {
            read.push((account, facts));
        }
    }
    (Dns::new(read), unread)
}

const TARGET: Rule = Rule {
    id: "endpoint-target",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every endpoint of section 5 leads to a resource of the workload",
    why: "A name that has no record answers nobody. One that leads somewhere else than the resources of section 6 \
          means that the wrong ones were made ready.",
    fix: "See what the zone {zone} says of {asked} with `aws route53 list-resource-record-sets --hosted-zone-id \
          ZONE_ID --start-record-name {asked} --max-items 2`. Correct the record, or the address in section 5.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-aws-resources.html", LIST],
    lead_days: 7,
    needs: &[Source::HostedZones, Source::DnsRecords],
    thresholds: &[],
    example: Example::Workbook("- https://shop.example.com/health", "- https://shpo.example.com/health"),
    check: |cx| {
        if cx.event.endpoints.is_empty() {
            return;
        }
        let (dns, unread) = records(cx);
        let mut judged = BTreeSet::new();
        for entry in &cx.event.endpoints {
            for host in dns::hosts(&entry.text).filter(|host| judged.insert(host.to_ascii_lowercase())) {
                let subject =
                    Subject { kind: "endpoint", id: host.to_owned(), line: Some(entry.line), ..Subject::default() };
                let ends = dns.follow(host);
                match &unread {
                    Some((source, missed)) if ends.is_empty() => cx.miss(&subject, *source, missed.clone()),
                    None if ends.is_empty() => cx.not_applicable(),
                    _ => {}
                }
                for end in ends {
                    let evidence = Evidence::from([("zone", json!(end.zone)), ("asked", json!(end.asked))]);
                    let (light, part, summary) = judge(&end);
                    cx.push_part(light, Area::Service, &subject, part, summary, evidence);
                }
            }
        }
    },
};

/// What is said of one end, and the end's own part of the finding's name.
fn judge(End { zone, asked, answer, .. }: &End) -> (Light, String, String) {
    match answer {
        Answer::Nothing => (Light::Red, zone.clone(), format!("the zone {zone} has no address of {asked}")),
        Answer::Endless => (Light::Red, zone.clone(), format!("the records of {asked} in {zone} lead to no end")),
        Answer::Addresses => {
            let summary = format!("{asked} is an address, and whose it is is not read");
            (Light::Gray, zone.clone(), summary)
        }
        Answer::Name(name) => match names::behind_host(name, asked) {
            Some(_) => (Light::Green, name.clone(), format!("leads to {name}")),
            None => (Light::Gray, name.clone(), format!("leads to {name}, and what answers there is not read")),
        },
    }
}

const ALIAS: Rule = Rule {
    id: "distribution-dns",
    area: Area::Service,
    topics: &[Topic::Edge],
    title: "the aliases of every distribution lead to it",
    why: "While the record of a host name points elsewhere, the distribution that was made ready for it takes none \
          of its traffic, and something else takes all of it.",
    fix: "Point {alias} at {resource}: make its record in the zone {zone} an alias of {domain_name}, or take the \
          alias off the distribution.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-cloudfront-distribution.html",
        "https://docs.aws.amazon.com/awssupport/latest/user/performance-checks.html",
    ],
    lead_days: 7,
    needs: &[Source::Distributions, Source::HostedZones, Source::DnsRecords],
    thresholds: &[],
    example: Example::Account(
        r#"{"route53":{"records":{"Z0EXAMPLE1ABCD":{"seen":[{"name":"shop.example.com.","record_type":"CNAME",
            "routing":"simple","set":"","ttl":60,"health_check":null,"target":"shop.example.net."}]}}}}"#,
    ),
    check: |cx| {
        let distributions = cloudfront::rules::listed_distributions(cx);
        if distributions.is_empty() {
            return;
        }
        let (dns, unread) = records(cx);
        for cloudfront::rules::Listed { subject, distribution, .. } in distributions {
            for alias in &distribution.aliases {
                let ends = dns.follow(alias);
                let Some(first) = ends.first() else {
                    match &unread {
                        Some((source, missed)) => cx.miss(&subject, *source, missed.clone()),
                        None => cx.not_applicable(),
                    }
                    continue;
                };
                let is_it = |end: &&End| match &end.answer {
                    Answer::Name(name) => name.eq_ignore_ascii_case(&distribution.domain_name),
                    _ => false,
                };
                let evidence = Evidence::from([
                    ("alias", json!(alias)),
                    ("zone", json!(first.zone)),
                    ("domain_name", json!(distribution.domain_name)),
                ]);
                let (light, summary) = match (ends.iter().find(is_it), &first.answer) {
                    (Some(_), _) => (Light::Green, format!("{alias} leads to it")),
                    (None, Answer::Name(name)) => (Light::Red, format!("{alias} leads to {name}, and not to it")),
                    (None, Answer::Addresses) => (Light::Red, format!("{alias} leads to addresses, and not to it")),
                    (None, Answer::Nothing | Answer::Endless) => (Light::Red, format!("{alias} leads nowhere")),
                };
                cx.push_part(light, Area::Service, &subject, alias, summary, evidence);
            }
        }
    },
};
