//! Splits the lists of the Query protocols, which moto mostly answers in one page however long
//! they are, into pages of one element. The page token is the number of the page.

use super::call::Call;

/// Parameters about pages: moto is asked for the whole list.
const PAGING: &[&str] = &["NextToken", "Marker", "MaxResults", "MaxRecords", "PageSize"];

/// The call's form without the parameters about pages.
pub(crate) fn without_token(call: &Call) -> Vec<u8> {
    let params = call.params.as_object().into_iter().flatten();
    let kept = params.filter(|(name, _)| !PAGING.contains(&name.as_str()));
    let pairs: Vec<_> = kept.map(|(name, value)| format!("{name}={}", encode(value.as_str().unwrap_or("")))).collect();
    pairs.join("&").into_bytes()
}

/// The page of `body` that the call asks for.
pub(crate) fn cut(call: &Call, body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let page = token(call).and_then(|token| token.parse().ok()).unwrap_or(0);
    cut_text(&text, call, page).unwrap_or_else(|| text.into_owned()).into_bytes()
}

fn token(call: &Call) -> Option<&str> {
    call.param("NextToken").or_else(|| call.param("Marker"))
}

/// `None` when the answer holds no list, or one without elements.
fn cut_text(text: &str, call: &Call, page: usize) -> Option<String> {
    let (tag, token) = match (call.service.as_str(), call.operation.as_str()) {
        ("ec2", _) => ("item", "nextToken"),
        ("elasticloadbalancing", _) => ("member", "NextMarker"),
        ("rds", "DescribeDBInstances") => ("DBInstance", "Marker"),
        ("rds", "DescribeDBClusters") => ("DBCluster", "Marker"),
        ("rds", _) => ("ResourcePendingMaintenanceActions", "Marker"),
        ("elasticache", "DescribeCacheClusters") => ("CacheCluster", "Marker"),
        ("elasticache", "DescribeReplicationGroups") => ("ReplicationGroup", "Marker"),
        ("elasticache", "DescribeUpdateActions") => ("UpdateAction", "Marker"),
        _ => ("member", "NextToken"),
    };
    // The first element belongs to the outermost list, because that list opens before any other.
    let start = text.find(&format!("<{tag}>"))?;
    let (head, mut rest) = text.split_at(start);
    let mut elements = Vec::new();
    while rest.starts_with(&format!("<{tag}>")) {
        let (element, after) = rest.split_at(element_length(rest, tag)?);
        elements.push(element);
        rest = after.trim_start();
    }
    let (list_end, tail) = rest.split_at(rest.find('>')? + 1);
    let element = elements.get(page)?;
    let next = match page + 1 < elements.len() {
        true => format!("<{token}>{}</{token}>", page + 1),
        false => String::new(),
    };
    Some(format!("{head}{element}{list_end}{next}{tail}"))
}

/// Length of the element that `text` starts with, elements of the same name inside it included.
fn element_length(text: &str, tag: &str) -> Option<usize> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut depth = 0;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let end = rest.find(&close)?;
        match rest.find(&open) {
            Some(start) if start < end => {
                depth += 1;
                at += start + open.len();
            }
            _ => {
                depth -= 1;
                at += end + close.len();
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
