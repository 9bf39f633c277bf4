//! What a request asks for: service, operation and parameters, from the bytes on the wire.

use std::collections::BTreeMap;

use hyper::HeaderMap;
use serde_json::Value;

use super::{cbor, rest};

/// One request of the code under test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    /// Service prefix as in IAM actions: `ec2`, `elasticloadbalancing`, `cloudwatch`, …
    pub(crate) service: String,
    /// Operation, or method and path where neither header nor body names one.
    pub(crate) operation: String,
    /// Region that the request was signed for.
    pub(crate) region: String,
    /// Access key that signed the request, by which accounts are told apart.
    pub(crate) access_key: String,
    /// Parameters. Query protocols give one object of strings with flat keys.
    pub(crate) params: Value,
    /// How the service wants to be answered.
    pub(crate) protocol: Protocol,
}

/// The wire protocols of the services that `iem` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Form in, EC2's own XML out.
    Ec2Query,
    /// Form in, XML out (Auto Scaling, Elastic Load Balancing, STS).
    Query,
    /// JSON with `X-Amz-Target` (Support, Service Quotas).
    Json,
    /// A path that names the resource, XML out (CloudFront, Route 53).
    RestXml,
    /// A path that names the resource, JSON out (Lambda).
    RestJson,
    /// Smithy RPC v2 with CBOR (CloudWatch).
    Cbor,
}

impl Call {
    /// Reads a request.
    pub(crate) fn identify(method: &str, path: &str, query: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        // AWS4-HMAC-SHA256 Credential=AKIA…/20261123/us-east-1/ec2/aws4_request, …
        let credential = header("authorization").split("Credential=").nth(1).unwrap_or("");
        let mut scope = credential.split([',', '/']);
        let access_key = scope.next().unwrap_or("").to_owned();
        let region = scope.nth(1).unwrap_or("").to_owned();
        let service = match scope.next().unwrap_or("") {
            "monitoring" => "cloudwatch",
            "tagging" => "tag",
            other => other,
        };
        let (protocol, operation, params) = if let Some((operation, mut params)) =
            rest::identify(service, method, path, query)
        {
            if let (Some(params), Ok(Value::Object(body))) = (params.as_object_mut(), serde_json::from_slice(body)) {
                params.extend(body);
            }
            let is_xml = matches!(service, "cloudfront" | "route53");
            let protocol = if is_xml { Protocol::RestXml } else { Protocol::RestJson };
            (protocol, operation.to_owned(), params)
        } else if let Some((_, operation)) = path.split_once("/operation/") {
            (Protocol::Cbor, operation.to_owned(), cbor::decode(body))
        } else if let Some((_, operation)) = header("x-amz-target").split_once('.') {
            let params = serde_json::from_slice(body).unwrap_or(Value::Null);
            (Protocol::Json, operation.to_owned(), params)
        } else if service == "s3" {
            // The operation as IAM names its permission: that of HeadBucket is ListBucket.
            let operation = if method == "HEAD" { "ListBucket" } else { "GetBucketVersioning" };
            let bucket = path.trim_matches('/');
            (Protocol::Query, operation.to_owned(), serde_json::json!({ "Bucket": bucket, "query": query }))
        } else {
            let form = parse_form(&String::from_utf8_lossy(body));
            let protocol = if service == "ec2" { Protocol::Ec2Query } else { Protocol::Query };
            let operation = form.get("Action").cloned().unwrap_or_else(|| format!("{method} {path}"));
            (protocol, operation, serde_json::json!(form))
        };
        Self { service: service.to_owned(), operation, region, access_key, params, protocol }
    }

    /// The operation as IAM writes it.
    pub(crate) fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }

    /// Whether the call is one that `pattern` means: `service:Operation`, `service:*` or `*`,
    /// and optionally `@region`.
    pub(crate) fn matches(&self, pattern: &str) -> bool {
        let (action, region) = match pattern.split_once('@') {
            Some((action, region)) => (action, Some(region)),
            None => (pattern, None),
        };
        let action_matches = match action.strip_suffix('*') {
            Some(prefix) => self.action().starts_with(prefix),
            None => self.action() == action,
        };
        action_matches && region.is_none_or(|region| region == self.region)
    }

    /// A parameter that is a string.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name)?.as_str()
    }
}

/// Decodes `application/x-www-form-urlencoded`.
pub(crate) fn parse_form(body: &str) -> BTreeMap<String, String> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (percent_decode(name), percent_decode(value)))
        .collect()
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or(b'0'));
                let hex = String::from_utf8_lossy(&digits).into_owned();
                bytes.push(u8::from_str_radix(&hex, 16).expect("a percent-encoded byte"));
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).expect("a UTF-8 form")
}
