//! Accounts, regions and ARNs as people write them.

use super::{
    problems::{Problems, quote},
    text::Value,
    value::{is_answered, list, plain},
};

/// Regions of every partition and what the AWS console calls them.
#[rustfmt::skip]
const REGIONS: [(&str, &str); 39] = [
    ("us-east-1", "N. Virginia"), ("us-east-2", "Ohio"), ("us-west-1", "N. California"),
    ("us-west-2", "Oregon"), ("af-south-1", "Cape Town"), ("ap-east-1", "Hong Kong"),
    ("ap-east-2", "Taipei"), ("ap-northeast-1", "Tokyo"), ("ap-northeast-2", "Seoul"),
    ("ap-northeast-3", "Osaka"), ("ap-south-1", "Mumbai"), ("ap-south-2", "Hyderabad"),
    ("ap-southeast-1", "Singapore"), ("ap-southeast-2", "Sydney"), ("ap-southeast-3", "Jakarta"),
    ("ap-southeast-4", "Melbourne"), ("ap-southeast-5", "Malaysia"), ("ap-southeast-6", "New Zealand"),
    ("ap-southeast-7", "Thailand"), ("ca-central-1", "Montreal"), ("ca-west-1", "Calgary"),
    ("eu-central-1", "Frankfurt"), ("eu-central-2", "Zurich"), ("eu-north-1", "Stockholm"),
    ("eu-south-1", "Milan"), ("eu-south-2", "Spain"), ("eu-west-1", "Ireland"),
    ("eu-west-2", "London"), ("eu-west-3", "Paris"), ("il-central-1", "Tel Aviv"),
    ("me-central-1", "UAE"), ("me-south-1", "Bahrain"), ("mx-central-1", "Mexico"),
    ("sa-east-1", "Sao Paulo"), ("cn-north-1", "Beijing"), ("cn-northwest-1", "Ningxia"),
    ("us-gov-east-1", "GovCloud East"), ("us-gov-west-1", "GovCloud West"),
    ("eusc-de-east-1", "European Sovereign Cloud"),
];

/// Accounts or regions that a list or a row names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) codes: Vec<String>,
    /// Whether something stands there, readable or not.
    pub(super) is_stated: bool,
}

/// The twelve-digit ids in `text`: `111122223333`, `1111-2222-3333`, `prod (111122223333)`.
pub(super) fn account_ids(text: &str) -> Vec<String> {
    let is_separator = |char: char| !(char.is_ascii_digit() || char == '-' || char == ' ');
    let mut ids = Vec::new();
    for run in text.split(is_separator) {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let groups = run.split(['-', ' ']).filter(|group| !group.is_empty());
        if digits.len() == 12 && groups.clone().all(|group| group.len() % 4 == 0) {
            ids.push(digits);
            continue;
        }
        let is_id = |group: &&str| group.len() == 12;
        ids.extend(groups.filter(is_id).map(str::to_owned));
    }
    ids
}

/// Reads the accounts that `values` name.
pub(super) fn accounts(values: &[Value<'_>], problems: &mut Problems) -> Named {
    let mut named = Named::default();
    for value in values.iter().filter(|value| is_answered(value.as_str())) {
        named.is_stated = true;
        let ids = account_ids(value.as_str());
        if ids.is_empty() {
            problems.add(
                value.span(),
                "account-unreadable",
                format!("`{}` has no account id", quote(value.as_str())),
                "write the twelve digits, with or without hyphens: `1111-2222-3333 (prod)`",
            );
        }
        named.codes.extend(ids);
    }
    named.codes.dedup();
    named
}

/// Reads the regions that `values` name.
pub(super) fn regions(values: &[Value<'_>], problems: &mut Problems) -> Named {
    let mut named = Named::default();
    for part in values.iter().flat_map(|value| list(*value)) {
        if !is_answered(part.as_str()) || plain(part.as_str()) == "global" {
            continue;
        }
        named.is_stated = true;
        if let Some(region) = region(part, problems)
            && !named.codes.contains(&region)
        {
            named.codes.push(region);
        }
    }
    named
}

/// Reads one region: `ap-southeast-1`, `ap-southeast-1 (Singapore)`, `Singapore (ap-southeast-1)`.
fn region(value: Value<'_>, problems: &mut Problems) -> Option<String> {
    let lower = value.as_str().to_ascii_lowercase();
    let words = || lower.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'));
    if let Some(code) = words().find(|word| is_known(word)) {
        return Some(code.to_owned());
    }
    let zone = words().find(|word| {
        let code = word.trim_end_matches(|char: char| char.is_ascii_lowercase());
        code.len() + 1 == word.len() && is_known(code)
    });
    if let Some(zone) = zone {
        let region = &zone[..zone.len() - 1];
        problems.add(
            value.span(),
            "region-is-zone",
            format!("`{zone}` is an Availability Zone, not a region"),
            format!("write the region: `{region}`"),
        );
        return None;
    }
    let shaped = words().find(|word| has_region_shape(word));
    let help = match suggestion(&lower) {
        Some(code) => format!("did you mean `{code}`? write the code of the region"),
        None => "write the code of the region, like `ap-southeast-1`".to_owned(),
    };
    let message = format!("there is no region `{}`", quote(value.as_str()));
    problems.add(value.span(), "region-unknown", message, help);
    shaped.map(str::to_owned)
}

/// The codes of known regions in a heading, and account ids.
pub(super) fn in_heading(heading: &str) -> (Vec<String>, Vec<String>) {
    let lower = heading.to_ascii_lowercase();
    let words = lower.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'));
    let regions = words.filter(|word| is_known(word)).map(str::to_owned).collect();
    (account_ids(heading), regions)
}

fn is_known(code: &str) -> bool {
    REGIONS.iter().any(|(known, _)| *known == code)
}

fn has_region_shape(word: &str) -> bool {
    let mut parts = word.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let names: Vec<&str> = parts.collect();
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (2..=3).contains(&names.len())
        && names.iter().all(|name| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The region that was probably meant: by its name, else by the fewest changed letters.
fn suggestion(lower: &str) -> Option<&'static str> {
    let by_name = REGIONS.iter().find(|(_, name)| lower.contains(&name.to_ascii_lowercase()));
    if let Some((code, _)) = by_name {
        return Some(code);
    }
    if lower.len() > 24 {
        return None;
    }
    let distances = REGIONS.iter().map(|(code, _)| (distance(lower, code), *code));
    distances.min().filter(|(distance, _)| *distance <= 4).map(|(_, code)| code)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, right) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[b.len()]
}

/// The parts of an ARN that place a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arn<'a> {
    pub(super) service: &'a str,
    pub(super) region: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) resource: &'a str,
}

/// Cuts `arn:partition:service:region:account:resource` up.
pub(super) fn arn(text: &str) -> Option<Arn<'_>> {
    let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
    let _partition = parts.next()?;
    let service = parts.next()?;
    let region = parts.next().filter(|region| !region.is_empty());
    let account =
        parts.next().filter(|account| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    Some(Arn { service, region, account, resource: parts.next()? })
}
