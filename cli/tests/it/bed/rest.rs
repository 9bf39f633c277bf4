//! The services whose operations are methods and paths.

use serde_json::{Value, json};

use super::call::parse_form;

/// Service, method, path and operation. A `*` stands for one part of the path.
const OPERATIONS: &[(&str, &str, &str, &str)] = &[
    ("cloudfront", "GET", "/2020-05-31/distribution", "ListDistributions"),
    ("route53", "GET", "/2013-04-01/hostedzone", "ListHostedZones"),
    ("route53", "GET", "/2013-04-01/hostedzone/*/rrset", "ListResourceRecordSets"),
    ("route53", "GET", "/2013-04-01/hostedzonelimit/*/*", "GetHostedZoneLimit"),
    ("route53", "GET", "/2013-04-01/accountlimit/*", "GetAccountLimit"),
    ("route53", "GET", "/2013-04-01/healthcheck", "ListHealthChecks"),
    ("route53", "GET", "/2013-04-01/healthcheck/*/status", "GetHealthCheckStatus"),
    ("backup", "GET", "/resources", "ListProtectedResources"),
    ("eks", "GET", "/clusters", "ListClusters"),
    ("eks", "GET", "/clusters/*", "DescribeCluster"),
    ("eks", "GET", "/clusters/*/node-groups", "ListNodegroups"),
    ("eks", "GET", "/clusters/*/node-groups/*", "DescribeNodegroup"),
    ("es", "GET", "/2021-01-01/domain", "ListDomainNames"),
    ("es", "POST", "/2021-01-01/opensearch/domain-info", "DescribeDomains"),
    ("ses", "GET", "/v2/email/account", "GetAccount"),
    ("ses", "POST", "/v2/email/list-identities", "ListEmailIdentities"),
    ("ses", "GET", "/v2/email/identities/*", "GetEmailIdentity"),
    ("apigateway", "GET", "/restapis", "GetRestApis"),
    ("apigateway", "GET", "/restapis/*/stages", "GetStages"),
    ("apigateway", "GET", "/account", "GetAccount"),
    ("apigateway", "GET", "/v2/apis", "GetApis"),
    ("apigateway", "GET", "/v2/apis/*/stages", "v2/GetStages"),
    ("lambda", "GET", "/2015-03-31/functions", "ListFunctions"),
    ("lambda", "GET", "/2015-03-31/functions/*/configuration", "GetFunctionConfiguration"),
    ("lambda", "GET", "/2019-09-30/functions/*/concurrency", "GetFunctionConcurrency"),
    ("lambda", "GET", "/2019-09-30/functions/*/provisioned-concurrency", "ListProvisionedConcurrencyConfigs"),
    ("lambda", "GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings"),
    ("lambda", "GET", "/2016-08-19/account-settings", "GetAccountSettings"),
];

/// The operation, and its parameters: those of the query, and the parts of the path that a star
/// stands for under `path`.
pub(crate) fn identify(service: &str, method: &str, path: &str, query: &str) -> Option<(&'static str, Value)> {
    OPERATIONS.iter().filter(|(of, by, ..)| (*of, *by) == (service, method)).find_map(|(.., pattern, operation)| {
        let stars = stars(pattern, path)?;
        let mut params = json!(parse_form(query));
        params["path"] = json!(stars);
        Some((*operation, params))
    })
}

fn stars<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let is_same = pattern.len() == path.len() && pattern.iter().zip(&path).all(|(a, b)| *a == "*" || a == b);
    is_same.then(|| pattern.iter().zip(path).filter(|(a, _)| **a == "*").map(|(_, b)| b).collect())
}
