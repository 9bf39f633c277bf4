//! Amazon OpenSearch Service.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_opensearch::{Client, types::DomainStatus};
use futures::future::join_all;
use iem_core::{
    aws::opensearch::facts::{Domain, OffPeakWindow, SoftwareUpdate},
    snapshot::{Missed, Reason, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{apart, count, given, required, text, timestamp},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site},
};

/// AWS publishes none; other tools live with this.
const RATE: Rate = Rate { burst: 10, per_second: 5 };
/// Most domains of one request.
const AT_ONCE: usize = 5;

/// Amazon OpenSearch Service in one region. Every domain is read: people list them by endpoints, which names alone do not
/// tell.
pub(super) struct OpenSearch<'a>(Api<'a, Client>);

impl<'a> OpenSearch<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self(site.api("es", RATE, Client::new))
    }

    async fn domains(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Domain>, Missed> {
        let (domains, unread) = domains(&self.0).await?;
        facts.write(|facts| facts.opensearch.unread = unread);
        Ok(domains)
    }
}

impl Regional for OpenSearch<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![facts.row(Source::SearchDomains, |facts| &mut facts.opensearch.domains, self.domains(facts))]
    }
}

/// Every domain of the region, and why others were not read.
async fn domains(api: &Api<'_, Client>) -> Result<(BTreeMap<String, Domain>, BTreeMap<String, Missed>), Missed> {
    let listed = api.send(|| api.client.list_domain_names().send()).await?;
    let listed = required(listed.domain_names, "DomainNames")?;
    let names: BTreeSet<String> =
        listed.iter().map(|it| text(it.domain_name(), "DomainName")).collect::<Result<_, Missed>>()?;
    let names: Vec<String> = names.into_iter().collect();
    let described = join_all(names.chunks(AT_ONCE).map(|names| describe(api, names))).await;
    apart(described.into_iter().flatten())
}

/// What AWS says of some domains.
async fn describe(api: &Api<'_, Client>, names: &[String]) -> Vec<(String, Result<Domain, Missed>)> {
    let request = api.client.describe_domains().set_domain_names(Some(names.to_vec()));
    let answer = match api.send(|| request.clone().send()).await {
        Ok(answer) => answer,
        Err(failure) => {
            let missed = Missed::from(failure);
            return names.iter().map(|name| (name.clone(), Err(missed.clone()))).collect();
        }
    };
    let described = |name: &String| {
        let found = answer.domain_status_list().iter().find(|it| it.domain_name() == name);
        found.ok_or_else(|| Missed {
            reason: Reason::Malformed,
            detail: "AWS lists the domain and does not describe it".to_owned(),
        })
    };
    names.iter().map(|name| (name.clone(), described(name).and_then(domain))).collect()
}

fn domain(it: &DomainStatus) -> Result<Domain, Missed> {
    let endpoints = it.endpoints().into_iter().flat_map(|all| all.values().map(String::as_str));
    let endpoints: BTreeSet<&str> = [it.endpoint(), it.endpoint_v2()].into_iter().flatten().chain(endpoints).collect();
    let cluster = it.cluster_config();
    let zones = cluster.and_then(|it| it.zone_awareness_config()).and_then(|it| it.availability_zone_count());
    let number = |value: Option<i32>, name| value.map(|value| count(Some(value), name)).transpose();
    Ok(Domain {
        arn: text(Some(it.arn()), "ARN")?,
        endpoints: endpoints.into_iter().filter(|host| !host.is_empty()).map(str::to_owned).collect(),
        status: given(it.domain_processing_status().map(|status| status.as_str())),
        deleted: it.deleted(),
        processing: it.processing(),
        upgrading: it.upgrade_processing(),
        data_nodes: number(cluster.and_then(|it| it.instance_count()), "InstanceCount")?,
        zone_awareness: cluster.and_then(|it| it.zone_awareness_enabled()),
        zone_count: number(zones, "AvailabilityZoneCount")?,
        standby: cluster.and_then(|it| it.multi_az_with_standby_enabled()),
        update: it.service_software_options().map(|update| SoftwareUpdate {
            available: update.update_available(),
            status: given(update.update_status().map(|status| status.as_str())),
            version: given(update.new_version()),
            optional: update.optional_deployment(),
            // 1970 where there is none.
            automatic_from: timestamp(update.automated_update_date()).filter(|date| date.as_second() > 0),
        }),
        off_peak: it.off_peak_window_options().map(off_peak).transpose()?,
    })
}

fn off_peak(it: &aws_sdk_opensearch::types::OffPeakWindowOptions) -> Result<OffPeakWindow, Missed> {
    let start = it.off_peak_window().and_then(|window| window.window_start_time());
    let minutes = |hours: i64, minutes: i64| {
        let is_time = (0..24).contains(&hours) && (0..60).contains(&minutes);
        u32::try_from(hours * 60 + minutes).ok().filter(|_| is_time)
    };
    let starts_at = start.map(|it| required(minutes(it.hours(), it.minutes()), "WindowStartTime")).transpose()?;
    Ok(OffPeakWindow { enabled: it.enabled(), starts_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    /// Seven domains: the sixth lacks its ARN, and AWS does not describe the last.
    fn answer(operation: &str, body: &str) -> (u16, String) {
        if operation == "domain" {
            let names: Vec<String> =
                (1..=7).map(|at| format!(r#"{{"DomainName":"d{at}","EngineType":"OpenSearch"}}"#)).collect();
            return (200, format!(r#"{{"DomainNames":[{}]}}"#, names.join(",")));
        }
        let whole = r#""ARN":"arn:aws:es:us-east-1:111122223333:domain/d1","DomainId":"1/d1",
            "Endpoint":"search-d1-abc.us-east-1.es.amazonaws.com",
            "EndpointV2":"search-d1-abc.aos.us-east-1.on.aws",
            "Endpoints":{"vpc":"vpc-d1-abc.us-east-1.es.amazonaws.com"},
            "Deleted":false,"Processing":true,"UpgradeProcessing":false,"DomainProcessingStatus":"Modifying",
            "ClusterConfig":{"InstanceCount":6,"ZoneAwarenessEnabled":true,
                "ZoneAwarenessConfig":{"AvailabilityZoneCount":3},"MultiAZWithStandbyEnabled":true},
            "ServiceSoftwareOptions":{"UpdateAvailable":true,"UpdateStatus":"ELIGIBLE","OptionalDeployment":false,
                "NewVersion":"OpenSearch_2_19_R20261101","AutomatedUpdateDate":1796083200},
            "OffPeakWindowOptions":{"Enabled":true,
                "OffPeakWindow":{"WindowStartTime":{"Hours":22,"Minutes":30}}}"#;
        let bare = |name: &str| {
            format!(
                r#""ARN":"arn:aws:es:us-east-1:111122223333:domain/{name}","DomainId":"1/{name}","ClusterConfig":{{}},
                "ServiceSoftwareOptions":{{"UpdateAvailable":false,"AutomatedUpdateDate":0}}"#
            )
        };
        let all = (1..=6).map(|at| format!("d{at}")).filter(|name| body.contains(&format!("\"{name}\"")));
        let all: Vec<String> = all
            .map(|name| match name.as_str() {
                "d1" => format!(r#"{{"DomainName":"d1",{whole}}}"#),
                "d6" => r#"{"DomainName":"d6","DomainId":"1/d6","ClusterConfig":{}}"#.to_owned(),
                _ => format!(r#"{{"DomainName":"{name}",{}}}"#, bare(&name)),
            })
            .collect();
        (200, format!(r#"{{"DomainStatusList":[{}]}}"#, all.join(",")))
    }

    #[tokio::test]
    async fn domains_are_read_five_at_a_time_and_a_broken_one_costs_no_other() {
        let (config, run) = (fake::config(answer), fake::run());
        let api = fake::api(&run, &config, Client::new);
        let (domains, unread) = domains(&api).await.expect("domains");
        let names = |all: Vec<&String>| all.into_iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(
            (names(domains.keys().collect()), names(unread.keys().collect())),
            ("d1 d2 d3 d4 d5".to_owned(), "d6 d7".to_owned())
        );
        let whole = Domain {
            arn: "arn:aws:es:us-east-1:111122223333:domain/d1".to_owned(),
            endpoints: [
                "search-d1-abc.aos.us-east-1.on.aws",
                "search-d1-abc.us-east-1.es.amazonaws.com",
                "vpc-d1-abc.us-east-1.es.amazonaws.com",
            ]
            .map(str::to_owned)
            .into(),
            status: Some("Modifying".to_owned()),
            deleted: Some(false),
            processing: Some(true),
            upgrading: Some(false),
            data_nodes: Some(6),
            zone_awareness: Some(true),
            zone_count: Some(3),
            standby: Some(true),
            update: Some(SoftwareUpdate {
                available: Some(true),
                status: Some("ELIGIBLE".to_owned()),
                version: Some("OpenSearch_2_19_R20261101".to_owned()),
                optional: Some(false),
                automatic_from: "2026-12-01T00:00:00Z".parse().ok(),
            }),
            off_peak: Some(OffPeakWindow { enabled: Some(true), starts_at: Some(22 * 60 + 30) }),
        };
        assert_eq!(domains["d1"], whole);
        let bare = Domain {
            arn: "arn:aws:es:us-east-1:111122223333:domain/d2".to_owned(),
            update: Some(SoftwareUpdate { available: Some(false), ..SoftwareUpdate::default() }),
            ..Domain::default()
        };
        assert_eq!(domains["d2"], bare);
        drop(api);
        assert_eq!(run.into_calls().into_values().sum::<u64>(), 3);
    }
}
