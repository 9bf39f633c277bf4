//! Amazon Route 53.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_route53::{
    Client,
    types::{HealthCheckConfig, HostedZoneLimitType, ResourceRecordSet, RrType},
};
use futures::future::try_join_all;
use iem_core::{
    aws::{
        quotas::facts::Limit,
        route53::facts::{HealthCheck, Record, Zone},
    },
    names,
    quotas::told::DNS_QUOTAS,
    snapshot::{Missed, Reason},
};

use super::{
    fields::{required, text},
    limits::Api,
};

const ZONES: i32 = 100;
const RECORDS: i32 = 300;
const HEALTH_CHECKS: i32 = 1000;

/// Every hosted zone of the account, by id.
pub(super) async fn zones(api: &Api<'_, Client>) -> Result<BTreeMap<String, Zone>, Missed> {
    let request = api.client.list_hosted_zones().max_items(ZONES);
    let pages = api
        .pages(
            |token| request.clone().set_marker(token).send(),
            |page| page.next_marker().filter(|_| page.is_truncated()),
        )
        .await?;
    let zones = pages.iter().flat_map(|page| page.hosted_zones());
    let zone = |zone: &aws_sdk_route53::types::HostedZone| {
        let is_private = zone.config().is_some_and(|config| config.private_zone());
        let id = names::zone_id(&text(Some(zone.id()), "Id")?).to_owned();
        Ok((id, Zone { name: text(Some(zone.name()), "Name")?, is_private }))
    };
    zones.map(zone).collect()
}

/// The records of one zone.
pub(super) async fn records(api: &Api<'_, Client>, zone: &str) -> Result<Vec<Record>, Missed> {
    let request = api.client.list_resource_record_sets().hosted_zone_id(zone).max_items(RECORDS);
    let mut records = Vec::new();
    let mut from = None;
    loop {
        let page = match &from {
            None => request.clone(),
            Some((name, kind, set)) => {
                let page = request.clone().set_start_record_name(Option::clone(name));
                page.set_start_record_type(Option::clone(kind)).set_start_record_identifier(Option::clone(set))
            }
        };
        let page = api.send(|| page.send()).await?;
        for set in page.resource_record_sets() {
            records.push(record(set)?);
        }
        if !page.is_truncated() {
            return Ok(records);
        }
        let next = Some((
            page.next_record_name().map(str::to_owned),
            page.next_record_type().cloned(),
            page.next_record_identifier().map(str::to_owned),
        ));
        if next == from {
            let detail = "the same page token came twice".to_owned();
            return Err(Missed { reason: Reason::Malformed, detail });
        }
        from = next;
    }
}

fn record(set: &ResourceRecordSet) -> Result<Record, Missed> {
    let routing = if set.failover().is_some() {
        "failover"
    } else if set.weight().is_some() {
        "weighted"
    } else if set.region().is_some() {
        "latency"
    } else if set.geo_location().is_some() {
        "geolocation"
    } else if set.multi_value_answer() == Some(true) {
        "multivalue"
    } else if set.set_identifier().is_some() {
        "other"
    } else {
        "simple"
    };
    Ok(Record {
        name: text(Some(set.name()), "Name")?,
        record_type: set.r#type().as_str().to_owned(),
        routing: routing.to_owned(),
        set: set.set_identifier().unwrap_or_default().to_owned(),
        ttl: match set.alias_target() {
            Some(_) => None,
            None => Some(required(set.ttl().and_then(|ttl| u64::try_from(ttl).ok()), "TTL")?),
        },
        health_check: set.health_check_id().map(str::to_owned),
        target: match (set.alias_target(), set.r#type()) {
            (Some(alias), _) => Some(text(Some(alias.dns_name()), "AliasTarget.DNSName")?),
            (None, RrType::Cname) => set.resource_records().first().map(|value| value.value().to_owned()),
            (None, _) => None,
        },
    })
}

/// Those of the `used` health checks that exist, by id.
pub(super) async fn health_checks(
    api: &Api<'_, Client>,
    used: &BTreeSet<String>,
) -> Result<BTreeMap<String, HealthCheck>, Missed> {
    if used.is_empty() {
        return Ok(BTreeMap::new());
    }
    let request = api.client.list_health_checks().max_items(HEALTH_CHECKS);
    let pages = api
        .pages(
            |token| request.clone().set_marker(token).send(),
            |page| page.next_marker().filter(|_| page.is_truncated()),
        )
        .await?;
    let mut checks = BTreeMap::new();
    for check in pages.iter().flat_map(|page| page.health_checks()).filter(|check| used.contains(check.id())) {
        let config = required(check.health_check_config(), "HealthCheckConfig")?;
        let described = HealthCheck {
            target: target(config),
            check_type: config.r#type().as_str().to_owned(),
            is_disabled: config.disabled() == Some(true),
            is_inverted: config.inverted() == Some(true),
        };
        checks.insert(text(Some(check.id()), "Id")?, described);
    }
    Ok(checks)
}

fn target(config: &HealthCheckConfig) -> String {
    let host = config.fully_qualified_domain_name().or(config.ip_address()).unwrap_or("its target");
    let port = config.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{host}{port}{}", config.resource_path().unwrap_or_default())
}

/// What each checker last saw of one health check.
pub(super) async fn health_check_status(api: &Api<'_, Client>, id: &str) -> Result<Vec<String>, Missed> {
    let answer = api.send(|| api.client.get_health_check_status().health_check_id(id).send()).await?;
    let reports = answer.health_check_observations().iter();
    reports.map(|it| text(it.status_report().and_then(|report| report.status()), "StatusReport.Status")).collect()
}

/// The quotas of the account with their use, by type.
pub(super) async fn limits(api: &Api<'_, Client>) -> Result<BTreeMap<String, Limit>, Missed> {
    let ask = async |kind: &str| {
        let answer = api.send(|| api.client.get_account_limit().r#type(kind.into()).send()).await?;
        Ok::<_, Missed>((kind.to_owned(), limit(answer.count(), answer.limit().map(|limit| limit.value()))?))
    };
    let answers = try_join_all(DNS_QUOTAS.iter().map(|row| ask(row.limit))).await?;
    Ok(answers.into_iter().collect())
}

/// How many records a zone has and may have.
pub(super) async fn record_limit(api: &Api<'_, Client>, zone: &str) -> Result<Limit, Missed> {
    let request = api.client.get_hosted_zone_limit().hosted_zone_id(zone).r#type(HostedZoneLimitType::MaxRrsetsByZone);
    let answer = api.send(|| request.send()).await?;
    limit(answer.count(), answer.limit().map(|limit| limit.value()))
}

/// A quota is 1 at least: the SDK gives 0 for one that the answer lacks.
fn limit(count: i64, value: Option<i64>) -> Result<Limit, Missed> {
    let max = value.and_then(|value| u64::try_from(value).ok()).filter(|value| *value > 0);
    Ok(Limit { used: required(u64::try_from(count).ok(), "Count")?, max: required(max, "Limit.Value")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    const CHECK: &str = "abcdef11-2222-3333-4444-555555fedcba";

    fn list(name: &str, inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><{name} xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">{inside}\
             <MaxItems>100</MaxItems></{name}>"
        )
    }

    fn denied(_: &str, _: &str) -> (u16, String) {
        let error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>";
        (403, format!("<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"))
    }

    #[tokio::test]
    async fn zones_of_every_page_are_told_public_from_private() {
        let run = fake::run();
        let answer = |operation: &str, _: &str| {
            let (id, is_private, more) = match operation.contains("marker=Z2") {
                true => ("Z2", true, "<IsTruncated>false</IsTruncated>"),
                false => ("Z1", false, "<IsTruncated>true</IsTruncated><NextMarker>Z2</NextMarker>"),
            };
            let zone = format!(
                "<HostedZones><HostedZone><Id>/hostedzone/{id}</Id><Name>example.com.</Name><CallerReference>a\
                 </CallerReference><Config><PrivateZone>{is_private}</PrivateZone></Config></HostedZone></HostedZones>"
            );
            (200, list("ListHostedZonesResponse", &format!("{zone}{more}<Marker></Marker>")))
        };
        let api = fake::api(&run, &fake::config(answer), Client::new);
        let zone = |is_private| Zone { name: "example.com.".to_owned(), is_private };
        let expected = [("Z1".to_owned(), zone(false)), ("Z2".to_owned(), zone(true))];
        assert_eq!(zones(&api).await, Ok(expected.into()));

        let api = fake::api(&run, &fake::config(denied), Client::new);
        assert_eq!(zones(&api).await.map_err(|missed| missed.reason), Err(Reason::Denied));
    }

    #[tokio::test]
    async fn the_second_page_of_records_begins_where_the_first_ends() {
        let run = fake::run();
        let answer = |operation: &str, _: &str| {
            // What follows the last dot of the address.
            let inside = if operation.contains("type=A&identifier=eu") {
                "<ResourceRecordSets><ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type>\
                 <SetIdentifier>eu</SetIdentifier><Region>eu-west-1</Region><AliasTarget><HostedZoneId>Z9</HostedZoneId>\
                 <DNSName>web.eu-west-1.elb.amazonaws.com.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth>\
                 </AliasTarget></ResourceRecordSet></ResourceRecordSets><IsTruncated>false</IsTruncated>"
            } else {
                "<ResourceRecordSets><ResourceRecordSet><Name>example.com.</Name><Type>NS</Type><TTL>172800</TTL>\
                 </ResourceRecordSet><ResourceRecordSet><Name>api.example.com.</Name><Type>CNAME</Type><SetIdentifier>one\
                 </SetIdentifier><Failover>PRIMARY</Failover><TTL>300</TTL><ResourceRecords><ResourceRecord><Value>\
                 api.example.net</Value></ResourceRecord></ResourceRecords><HealthCheckId>abcdef11</HealthCheckId>\
                 </ResourceRecordSet></ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName>www.example.com.\
                 </NextRecordName><NextRecordType>A</NextRecordType><NextRecordIdentifier>eu</NextRecordIdentifier>"
            };
            (200, list("ListResourceRecordSetsResponse", inside))
        };
        let config = fake::config(answer);
        let api = fake::api(&run, &config, Client::new);
        let record = |name: &str, kind: &str, routing: &str, set: &str| Record {
            name: name.to_owned(),
            record_type: kind.to_owned(),
            routing: routing.to_owned(),
            set: set.to_owned(),
            ttl: None,
            health_check: None,
            target: None,
        };
        let servers = Record { ttl: Some(172_800), ..record("example.com.", "NS", "simple", "") };
        let first = record("api.example.com.", "CNAME", "failover", "one");
        let first = Record { ttl: Some(300), health_check: Some("abcdef11".to_owned()), ..first };
        let first = Record { target: Some("api.example.net".to_owned()), ..first };
        let second = record("www.example.com.", "A", "latency", "eu");
        let second = Record { target: Some("web.eu-west-1.elb.amazonaws.com.".to_owned()), ..second };
        assert_eq!(records(&api, "Z1").await, Ok(vec![servers, first, second]));
    }

    #[tokio::test]
    async fn health_checks_that_nothing_uses_are_not_asked_for() {
        let run = fake::run();
        let answer = |_: &str, _: &str| {
            let check = |id: &str| {
                format!(
                    "<HealthCheck><Id>{id}</Id><CallerReference>a</CallerReference><HealthCheckConfig><Type>HTTPS</Type>\
                     <FullyQualifiedDomainName>api.example.com</FullyQualifiedDomainName><Port>443</Port><ResourcePath>/up\
                     </ResourcePath><Inverted>false</Inverted><Disabled>true</Disabled></HealthCheckConfig>\
                     <HealthCheckVersion>1</HealthCheckVersion></HealthCheck>"
                )
            };
            let checks = format!("<HealthChecks>{}{}</HealthChecks>", check(CHECK), check("other"));
            (
                200,
                list("ListHealthChecksResponse", &format!("{checks}<Marker></Marker><IsTruncated>false</IsTruncated>")),
            )
        };
        let api = fake::api(&run, &fake::config(answer), Client::new);
        assert_eq!(health_checks(&api, &BTreeSet::new()).await, Ok(BTreeMap::new()));
        let found = health_checks(&api, &BTreeSet::from([CHECK.to_owned()])).await;
        let expected = HealthCheck {
            target: "api.example.com:443/up".to_owned(),
            check_type: "HTTPS".to_owned(),
            is_disabled: true,
            is_inverted: false,
        };
        assert_eq!(found, Ok([(CHECK.to_owned(), expected)].into()));
        assert_eq!(run.into_calls().into_values().sum::<u64>(), 1);
    }

    #[tokio::test]
    async fn every_checker_has_its_word() {
        let run = fake::run();
        let answer = |_: &str, _: &str| {
            let seen = |region: &str, status: &str| {
                format!(
                    "<HealthCheckObservation><Region>{region}</Region><IPAddress>127.0.13.37</IPAddress><StatusReport>\
                     <Status>{status}</Status><CheckedTime>2026-11-22T23:00:00Z</CheckedTime></StatusReport>\
                     </HealthCheckObservation>"
                )
            };
            let (up, down) =
                (seen("us-east-1", "Success: HTTP Status Code 200, OK"), seen("eu-west-1", "Failure: timed out"));
            let inside = format!("<HealthCheckObservations>{up}{down}</HealthCheckObservations>");
            (200, list("GetHealthCheckStatusResponse", &inside))
        };
        let api = fake::api(&run, &fake::config(answer), Client::new);
        let expected = ["Success: HTTP Status Code 200, OK", "Failure: timed out"].map(str::to_owned);
        assert_eq!(health_check_status(&api, CHECK).await, Ok(expected.to_vec()));
    }
}
