//! Service Quotas.

use std::collections::BTreeMap;

use aws_sdk_servicequotas::{
    Client,
    types::{MetricInfo, ServiceQuota},
};
use futures::future::join_all;
use iem_core::{
    aws::quotas::facts::{Quota, QuotaOrigin, QuotaRequest, UsageMetric},
    quotas as table,
    snapshot::{Fact, Missed, Reason, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{number, required, state, text, timestamp},
    limits::{Api, Rate},
    missed::{Failure, one_line},
    service::{Asks, Global, Regional, Site, row},
};

// A guess below what other tools live with: AWS publishes no numbers.
const RATE: Rate = Rate { burst: 10, per_second: 5 };
const REQUESTS: Rate = Rate { burst: 5, per_second: 5 };
/// Largest page.
const PAGE: i32 = 100;

/// Service Quotas in one region.
pub(super) struct Quotas<'a> {
    api: Api<'a, Client>,
    requests: Api<'a, Client>,
}

impl<'a> Quotas<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self {
            api: site.api("servicequotas", RATE, Client::new),
            requests: site.api("servicequotas", REQUESTS, Client::new),
        }
    }

    async fn values(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted: Vec<String> = facts.read(table::asked_one_by_one).into_iter().collect();
        let answer = async |key: &str| value(&self.api, key).await;
        facts.ask_each(Source::QuotaValues, |facts| &mut facts.quotas.values, wanted, answer).await;
    }

    /// Lists are asked for by service: a service that fails costs its own quotas.
    async fn lists(&self, facts: &Facts<'_, RegionSnapshot>) {
        if !facts.is_planned(Source::QuotaLists) {
            return;
        }
        let ask = |service: &'static str| async move {
            let missed = |missed: Missed| {
                table::keys(service).into_iter().map(|key| (key, Fact::Missed(missed.clone()))).collect()
            };
            let answer = listed(&self.api, service).await.unwrap_or_else(missed);
            facts.write(|facts| facts.quotas.listed.extend(answer));
        };
        join_all(table::listed_services().into_iter().map(ask)).await;
        facts.done(Source::QuotaLists);
    }
}

impl Regional for Quotas<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::QuotaValues) {
            let keys: Vec<String> = facts.read(table::asked_one_by_one).into_iter().collect();
            facts.expect(|facts| &mut facts.quotas.values, &keys);
        }
        if facts.is_planned(Source::QuotaLists) {
            let keys: Vec<String> = table::listed_services().into_iter().flat_map(table::keys).collect();
            facts.expect(|facts| &mut facts.quotas.listed, &keys);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::QuotaValues, self.values(facts)),
            row(Source::QuotaLists, self.lists(facts)),
            facts.row(Source::QuotaRequests, |facts| &mut facts.quotas.requests, requests(&self.requests)),
        ]
    }
}

/// One quota, by its key `service-code/quota-code`: the applied value, else AWS's default.
async fn value(api: &Api<'_, Client>, key: &str) -> Result<Quota, Missed> {
    let (service, code) = required(key.split_once('/'), "the quota's key")?;
    let applied = api.client.get_service_quota().service_code(service).quota_code(code);
    match api.send(|| applied.send()).await {
        Ok(answer) => quota(answer.quota(), QuotaOrigin::Applied),
        Err(failure) if failure.is(&["NoSuchResourceException"]) => {
            let default = api.client.get_aws_default_service_quota().service_code(service).quota_code(code);
            quota(api.send(|| default.send()).await?.quota(), QuotaOrigin::Default)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn quota(quota: Option<&ServiceQuota>, origin: QuotaOrigin) -> Result<Quota, Missed> {
    let quota = required(quota, "Quota")?;
    // With an error the value may be missing, or be a mere default.
    if let Some(error) = quota.error_reason() {
        let code = error.error_code().map_or("ErrorReason", |code| code.as_str());
        let detail = format!("{code}: {}", error.error_message().unwrap_or_default());
        return Err(Failure::new(Reason::Failed, &detail).missed);
    }
    if quota.value().is_none() {
        return Err(Failure::new(Reason::Failed, "Service Quotas gave no value").missed);
    }
    Ok(Quota {
        name: one_line(quota.quota_name().unwrap_or_default()),
        value: number(quota.value(), "Value")?,
        origin,
        adjustable: quota.adjustable(),
        usage_metric: quota.usage_metric().and_then(usage_metric),
        period: quota.period().map(|period| {
            let unit = period.period_unit().map_or("unknown", |unit| unit.as_str());
            format!("{} {unit}", period.period_value().unwrap_or(1))
        }),
    })
}

/// A metric that lacks a field cannot be asked for.
fn usage_metric(metric: &MetricInfo) -> Option<UsageMetric> {
    let dimensions = metric.metric_dimensions().into_iter().flatten();
    Some(UsageMetric {
        namespace: metric.metric_namespace()?.to_owned(),
        name: metric.metric_name()?.to_owned(),
        dimensions: dimensions.map(|(name, value)| (name.clone(), value.clone())).collect(),
        statistic: metric.metric_statistic_recommendation()?.to_owned(),
    })
}

/// The quotas of a service that the table has, by key. Only the list of defaults is whole; a
/// value that was applied to the account stands in its place.
async fn listed(api: &Api<'_, Client>, service: &str) -> Result<BTreeMap<String, Fact<Quota>>, Missed> {
    let defaults = api.client.list_aws_default_service_quotas().service_code(service).max_results(PAGE);
    let defaults = api.pages(|token| defaults.clone().set_next_token(token).send(), |page| page.next_token());
    let applied = api.client.list_service_quotas().service_code(service).max_results(PAGE);
    let applied = api.pages(|token| applied.clone().set_next_token(token).send(), |page| page.next_token());
    let (defaults, applied) = tokio::try_join!(defaults, applied)?;
    let defaults = defaults.iter().flat_map(|page| page.quotas()).map(|it| (it, QuotaOrigin::Default));
    let applied = applied.iter().flat_map(|page| page.quotas()).map(|it| (it, QuotaOrigin::Applied));
    let mut answered = BTreeMap::new();
    for (found, origin) in defaults.chain(applied) {
        let key = format!("{service}/{}", text(found.quota_code(), "QuotaCode")?);
        answered.insert(key, quota(Some(found), origin));
    }
    let wanted = iem_core::quotas::keys(service).into_iter();
    let fact = |key: String| {
        let absent = || Err(Failure::new(Reason::Failed, "Service Quotas does not list it in this region").missed);
        let answer = answered.remove(&key).unwrap_or_else(absent);
        (key, answer.map_or_else(Fact::Missed, Fact::Seen))
    };
    Ok(wanted.map(fact).collect())
}

/// Requests for an increase that were open in the last 90 days.
async fn requests(api: &Api<'_, Client>) -> Result<Vec<QuotaRequest>, Missed> {
    let request = api.client.list_requested_service_quota_change_history().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut requests = Vec::new();
    for change in pages.iter().flat_map(|page| page.requested_quotas()) {
        let service = text(change.service_code(), "ServiceCode")?;
        let code = text(change.quota_code(), "QuotaCode")?;
        requests.push(QuotaRequest {
            quota: format!("{service}/{code}"),
            desired: number(change.desired_value(), "DesiredValue")?,
            status: state(change.status().map(|status| status.as_str())),
            created: timestamp(change.created()),
            case: change.case_id().map(str::to_owned),
        });
    }
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    async fn asked(answer: fn(&str, &str) -> (u16, String)) -> String {
        let config = fake::config(answer);
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        match value(&api, "ec2/L-1").await {
            Ok(quota) => format!("{:?} {}", quota.origin, quota.value),
            Err(missed) => format!("{:?} {}", missed.reason, missed.detail),
        }
    }

    /// The VPC quotas of the table, as far as there is a value, and what is said of two others.
    async fn all_of_vpc(answer: fn(&str, &str) -> (u16, String)) -> String {
        let config = fake::config(answer);
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        let quotas = match listed(&api, "vpc").await {
            Ok(quotas) => quotas,
            Err(missed) => return format!("{:?} {}", missed.reason, missed.detail),
        };
        let line = |(key, fact): (&String, &Fact<Quota>)| match fact {
            Fact::Seen(quota) => {
                let metric =
                    quota.usage_metric.as_ref().map(|metric| format!(" {} {:?}", metric.name, metric.dimensions));
                let period = quota.period.as_ref().map(|period| format!(" per {period}"));
                let (metric, period) = (metric.unwrap_or_default(), period.unwrap_or_default());
                Some(format!("{key} {:?} {}{metric}{period}", quota.origin, quota.value))
            }
            Fact::Missed(_) if !["vpc/L-FE5A380F", "vpc/L-DF5E4CA3"].contains(&key.as_str()) => None,
            Fact::Missed(missed) => Some(format!("{key} {:?} {}", missed.reason, missed.detail)),
        };
        quotas.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn lists_give_the_applied_value_over_the_default_one_and_keep_to_the_table() {
        let both = |operation: &str, body: &str| {
            let quotas = match (operation, body.contains("second")) {
                ("ListAWSDefaultServiceQuotas", false) => {
                    r#"{"QuotaCode":"L-F678F1CE","Value":5},{"QuotaCode":"L-0","Value":1},{"QuotaCode":"L-FE5A380F","Value":5}"#
                }
                ("ListAWSDefaultServiceQuotas", true) => {
                    r#"{"QuotaCode":"L-93826ACB","Value":500,"UsageMetric":{"MetricNamespace":"AWS/Usage","MetricName":"ResourceCount",
                        "MetricDimensions":{"Class":"None"},"MetricStatisticRecommendation":"Maximum"}},
                       {"QuotaCode":"L-407747CB","Value":200,"UsageMetric":{"MetricName":"of no namespace"},
                        "Period":{"PeriodValue":1,"PeriodUnit":"SECOND"}}"#
                }
                (_, false) => r#"{"QuotaCode":"L-F678F1CE","Value":20}"#,
                (_, true) => {
                    r#"{"QuotaCode":"L-FE5A380F","Value":5,"ErrorReason":{"ErrorCode":"DEPENDENCY_SERVICE_ERROR"}}"#
                }
            };
            let next = if body.contains("second") { "null" } else { r#""second""# };
            (200, format!(r#"{{"Quotas":[{quotas}],"NextToken":{next}}}"#))
        };
        assert_eq!(
            all_of_vpc(both).await,
            "vpc/L-407747CB Default 200 per 1 SECOND\n\
             vpc/L-93826ACB Default 500 ResourceCount {\"Class\": \"None\"}\n\
             vpc/L-DF5E4CA3 Failed Service Quotas does not list it in this region\n\
             vpc/L-F678F1CE Applied 20\n\
             vpc/L-FE5A380F Failed DEPENDENCY_SERVICE_ERROR:"
        );
        let denied = |operation: &str, body: &str| match operation {
            "ListServiceQuotas" => (400, r#"{"__type":"AccessDeniedException","message":"no"}"#.to_owned()),
            _ => (200, format!(r#"{{"Quotas":[],"Said":{}}}"#, body.len())),
        };
        assert_eq!(all_of_vpc(denied).await, "Denied AccessDeniedException: no");
    }

    fn quota(fields: &str) -> (u16, String) {
        (200, format!(r#"{{"Quota":{{"QuotaName":"vCPUs"{fields}}}}}"#))
    }

    #[tokio::test]
    async fn a_quota_is_a_number_only_when_aws_gives_one() {
        assert_eq!(asked(|_, _| quota(r#","Value":0.0"#)).await, "Applied 0");
        assert_eq!(asked(|_, _| quota("")).await, "Failed Service Quotas gave no value");
        let with_error = asked(|_, _| {
            let code = "DEPENDENCY_ACCESS_DENIED_ERROR";
            quota(&format!(r#","Value":5,"ErrorReason":{{"ErrorCode":"{code}","ErrorMessage":"no"}}"#))
        });
        assert_eq!(with_error.await, "Failed DEPENDENCY_ACCESS_DENIED_ERROR: no");
        let no_applied_value = asked(|operation, _| match operation {
            "GetServiceQuota" => (400, r#"{"__type":"NoSuchResourceException"}"#.to_owned()),
            _ => quota(r#","Value":32"#),
        });
        assert_eq!(no_applied_value.await, "Default 32");
        assert_eq!(asked(|_, _| (200, "{}".to_owned())).await, "Malformed Quota is missing or not valid");
    }
}
