//! Amazon SES: whether mail may be sent, and how much of it at the peak.

use std::collections::BTreeSet;

use serde_json::json;

use super::facts::MailAccount;
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Need, Rule, Subject, Threshold, Topic},
    rules::growth,
    snapshot::RegionSnapshot,
    source::Source,
};

/// Rules about sending mail.
pub const RULES: &[&Rule] = &[&IDENTITY, &PRODUCTION_ACCESS, &ENFORCEMENT, &DAILY_QUOTA, &RATE];

const QUOTAS: &str = "https://docs.aws.amazon.com/ses/latest/dg/quotas.html";
const MORE: &str = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-request-increase.html";

const YELLOW_SHARE: Threshold =
    Threshold { name: "yellow-share", default: 0.8, meaning: "share of the quota from which it is at risk" };

const IDENTITY: Rule = Rule {
    id: "ses-identity",
    area: Area::Service,
    topics: &[Topic::Mail, Topic::Inventory],
    title: "every listed mail identity exists, is verified, and signs its mail",
    why: "SES refuses mail from a domain or address that is not verified in the region that sends it. Mail without \
          DKIM goes to spam folders, first when there is much of it.",
    fix: "See what is missing with `aws sesv2 get-email-identity --email-identity {identity} --region {region}`: \
          publish the DNS records that it names. Where the identity is in a region that was not asked, write its ARN \
          into section 6 of the workbook.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
        "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html",
    ],
    lead_days: 14,
    needs: &[Source::MailIdentityNames, Source::MailIdentities],
    thresholds: &[],
    example: Example::Region(r#"{"ses":{"identities":{"example.com":{"seen":{"dkim":"FAILED"}}}}}"#),
    check: |cx| {
        for Listed { subject, place, .. } in cx.existing(ResourceKind::EmailIdentity) {
            let (name, region) = (subject.id.as_str(), place.region);
            let all = &place.facts.ses.identities;
            let Some(it) = cx.read_one(&subject, Source::MailIdentities, all, name) else { continue };
            let evidence = Evidence::from([
                ("identity", json!(name)),
                ("verification", json!(it.verification)),
                ("dkim", json!(it.dkim)),
            ]);
            let (light, summary) = match (it.verified, it.dkim.as_str()) {
                (false, _) => {
                    let summary = format!("{name} may not send from {region}: its verification is {}", it.verification);
                    (Light::Red, summary)
                }
                (true, "SUCCESS") => (Light::Green, format!("{name} is verified in {region}, and signed with DKIM")),
                (true, dkim) => (Light::Yellow, format!("{name} is verified in {region}, and its DKIM is {dkim}")),
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

/// The accounts and regions in which listed identities exist, with what each may send.
fn accounts<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a RegionSnapshot, &'a MailAccount)> {
    let mut read = Vec::new();
    let mut seen = BTreeSet::new();
    for Listed { subject, place, .. } in cx.resources(ResourceKind::EmailIdentity) {
        let subject =
            Subject { region: Some(place.region.to_owned()), line: subject.line, ..Subject::account(place.account) };
        if !seen.insert((place.account, place.region)) {
            continue;
        }
        if let Some(account) = cx.read(&subject, Source::MailAccount, &place.facts.ses.account) {
            read.push((subject, place.facts, account));
        }
    }
    read
}

const PRODUCTION_ACCESS: Rule = Rule {
    id: "ses-production-access",
    area: Area::Service,
    topics: &[Topic::Mail],
    title: "mail reaches everybody: SES is out of the sandbox, and sending is on",
    why: "In the sandbox SES delivers to verified addresses only, two hundred a day: no customer of the event gets a \
          mail.",
    fix: "Ask for production access: `aws sesv2 put-account-details --production-access-enabled --mail-type \
          TRANSACTIONAL --website-url <url> --region {region}`, or in the SES console under Account dashboard. Switch \
          sending on with `aws sesv2 put-account-sending-attributes --sending-enabled --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html"],
    lead_days: 14,
    needs: &[Source::MailIdentityNames, Source::MailAccount],
    thresholds: &[],
    example: Example::Region(r#"{"ses":{"account":{"seen":{"production_access":false}}}}"#),
    check: |cx| {
        for (subject, _, account) in accounts(cx) {
            let MailAccount { production_access, sending_enabled, .. } = account;
            let evidence = Evidence::from([
                ("production_access", json!(production_access)),
                ("sending_enabled", json!(sending_enabled)),
            ]);
            match (production_access, sending_enabled) {
                (false, _) => cx.red(&subject, "SES is in the sandbox: only verified addresses get mail", evidence),
                (true, false) => cx.red(&subject, "sending is switched off", evidence),
                (true, true) => cx.green(&subject, "SES sends to everybody", evidence),
            }
        }
    },
};

const ENFORCEMENT: Rule = Rule {
    id: "ses-enforcement",
    area: Area::Operations,
    topics: &[Topic::Mail],
    title: "AWS does not review or pause the account's mail",
    why: "An account under review for bounces or complaints is paused when they go on, and the mail of an event \
          brings more of both than any other.",
    fix: "Read why in the SES console of {region}, under Reputation metrics; clean the lists of recipients, and answer \
          the case that AWS has opened.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"],
    lead_days: 14,
    needs: &[Source::MailIdentityNames, Source::MailAccount],
    thresholds: &[],
    example: Example::Region(r#"{"ses":{"account":{"seen":{"enforcement":"PROBATION"}}}}"#),
    check: |cx| {
        for (subject, _, account) in accounts(cx) {
            let evidence = Evidence::from([("enforcement", json!(account.enforcement))]);
            match account.enforcement.as_str() {
                "HEALTHY" => cx.green(&subject, "its reputation is healthy", evidence),
                "PROBATION" => cx.yellow(&subject, "AWS reviews it for bounces or complaints", evidence),
                "SHUTDOWN" => cx.red(&subject, "AWS has paused its sending", evidence),
                _ => cx.gray(&subject, "AWS does not say in what state its reputation is", evidence),
            }
        }
    },
};

const DAILY_QUOTA: Rule = Rule {
    id: "ses-daily-quota-at-peak",
    area: Area::Service,
    topics: &[Topic::Mail, Topic::Quota, Topic::Capacity],
    title: "the mails of a day at the peak fit the 24-hour quota",
    why: "What comes after the quota is not sent, and not kept: order confirmations and password resets are lost \
          until the oldest mail is 24 hours old.",
    fix: "Ask for a daily quota of {ask_for}: `aws service-quotas request-service-quota-increase --service-code ses \
          --quota-code L-804C8AE8 --desired-value {ask_for} --region {region}`.",
    other_fixes: &[],
    references: &[QUOTAS, MORE],
    lead_days: 14,
    needs: &[Source::MailIdentityNames, Source::MailAccount],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"ses":{"account":{"seen":{"sent_24_hours":40000}}}}"#),
    check: |cx| {
        for (subject, _, account) in accounts(cx) {
            if account.max_24_hours < 0.0 {
                cx.green(&subject, "SES sets no limit for 24 hours", Evidence::default());
                continue;
            }
            let (now, limit) = (account.sent_24_hours, account.max_24_hours);
            against(cx, &subject, DAILY_LIMIT, now, limit, "in the last 24 hours");
        }
    },
};

const RATE: Rule = Rule {
    id: "ses-rate-at-peak",
    area: Area::Service,
    topics: &[Topic::Mail, Topic::Quota, Topic::Capacity],
    title: "the busiest minute of the peak fits the sending rate",
    why: "SES throttles what comes faster than the rate, and an application that does not try again loses the mail.",
    fix: "Ask for a sending rate of {ask_for} per second: `aws service-quotas request-service-quota-increase \
          --service-code ses --quota-code L-CDEF9B6B --desired-value {ask_for} --region {region}`, or put a queue \
          before SES.",
    other_fixes: &[],
    references: &[
        QUOTAS,
        MORE,
        "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-cloudwatch.html",
    ],
    lead_days: 14,
    needs: &[Source::MailIdentityNames, Source::MailAccount, Source::Metrics],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"ses":{"account":{"seen":{"max_rate":14}}}}"#),
    check: |cx| {
        for (subject, here, account) in accounts(cx) {
            let metric = Metric::mails();
            let series = cx.read_one(&subject, Source::Metrics, &here.cloudwatch.metrics, &metric.key());
            let Some(series) = series else {
                cx.need(Need::new(None, account.max_rate, RATE_LIMIT.1).quota(RATE_LIMIT.0, None));
                continue;
            };
            let busiest = series.as_ref().map_or(0.0, |series| series.maximum / f64::from(metric.period));
            against(cx, &subject, RATE_LIMIT, busiest, account.max_rate, "in the busiest minute of 14 days");
        }
    },
};

/// Quotas by their key, and what they count.
const DAILY_LIMIT: (&str, &str) = ("ses/L-804C8AE8", "mails in 24 hours");
const RATE_LIMIT: (&str, &str) = ("ses/L-CDEF9B6B", "mails per second");

/// Holds today's number × growth against a limit. Nothing sent says nothing about the peak.
fn against(cx: &mut Cx<'_>, subject: &Subject, (quota, unit): (&str, &'static str), now: f64, limit: f64, when: &str) {
    let share = cx.threshold(&YELLOW_SHARE);
    let need = Need::new(None, limit, unit).used(now).quota(quota, None);
    if now <= 0.0 {
        let summary =
            format!("no mail was measured, so that nobody knows what the peak sends; the limit is {limit} {unit}");
        cx.gray(subject, summary, Evidence::from([("limit", json!(limit))]));
        return cx.need(need);
    }
    let place = cx.place(subject.account.as_deref(), subject.region.as_deref());
    let growth = match growth::whole(cx, place) {
        Ok(growth) => growth,
        Err(unknown) => {
            unknown.tell(cx, subject);
            return cx.need(need);
        }
    };
    let needed = (now * growth).ceil();
    let ask_for = (needed / share).floor() as u64 + 1;
    let evidence = Evidence::from([
        ("now", json!(now)),
        ("peak_factor", json!(growth)),
        ("needed", json!(needed as u64)),
        ("limit", json!(limit)),
        ("ask_for", json!(ask_for)),
    ]);
    let summary = format!("the peak needs {needed} {unit} ({now:.1} {when} × {growth}), the limit is {limit}");
    let light = match () {
        () if needed > limit => Light::Red,
        () if needed > share * limit => Light::Yellow,
        () => Light::Green,
    };
    cx.push(light, subject, summary, evidence);
    cx.need(Need { needed: Some(needed), ask_for: Some(ask_for), ..need });
}
