//! Answers that moto cannot give, from `tests/fixtures/aws/<service>/<Operation>….(json|xml)`.
//!
//! The most specific file wins: `Operation.<what>.<token>`, `Operation.<what>`,
//! `Operation.<token>`, `Operation`. `<what>` is the quota code, service code, check id, balancer,
//! target group, Auto Scaling group, table, bucket, ECS cluster, scaled service or part of the path that is
//! asked for, and `<token>` the page token.
//!
//! Placeholders: `{{instance.0}}` and every other key of the seed, `{{time:+4d}}` for an RFC
//! 3339 time that far from [`NOW`], `"{{epoch:-90m}}"` for seconds since 1970, and
//! `{{param.checkId}}` for a parameter of the call.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::{SignedDuration, Timestamp};

use super::{
    NOW,
    call::{Call, Protocol},
    fault::Answer,
};

/// The answer to `call`, if there is a fixture for it.
pub(crate) fn answer(call: &Call, ids: &BTreeMap<String, String>) -> Option<Answer> {
    let extension = match call.protocol {
        Protocol::Json | Protocol::RestJson | Protocol::Cbor => "json",
        Protocol::Query | Protocol::Ec2Query | Protocol::RestXml => "xml",
    };
    let what = what(call).map(|what| format!(".{what}")).unwrap_or_default();
    let token = ["NextToken", "nextToken", "Marker"].iter().find_map(|name| call.param(name));
    let token = token.map(|token| format!(".{token}")).unwrap_or_default();
    let operation = &call.operation;
    let names = [
        format!("{operation}{what}{token}"),
        format!("{operation}{what}"),
        format!("{operation}{token}"),
        operation.clone(),
    ];
    let path = names
        .iter()
        .map(|name| format!("aws/{}/{name}.{extension}", call.service))
        .find(|path| root().join(path).is_file())?;
    let params = call.params.as_object().into_iter().flatten();
    let mut values = ids.clone();
    values.extend(params.filter_map(|(name, value)| Some((format!("param.{name}"), value.as_str()?.into()))));
    let body = substitute(&read(&path), &values);
    if call.protocol == Protocol::Cbor {
        return Some(Answer::cbor(200, &serde_json::from_str(&body).expect("a fixture of JSON")));
    }
    let is_error = body.contains("\"__type\"") || body.contains("<Error>");
    let content_type = if extension == "json" { "application/x-amz-json-1.1" } else { "text/xml;charset=UTF-8" };
    Some(Answer::new(if is_error { 400 } else { 200 }, content_type, body.into_bytes()))
}

/// What the call asks about, as file names have it.
fn what(call: &Call) -> Option<&str> {
    let names = [
        "QuotaCode",
        "ServiceCode",
        "checkId",
        "AutoScalingGroupName",
        "TableName",
        "Bucket",
        "cluster",
        "ServiceNamespace",
    ];
    let arns = ["LoadBalancerArn", "TargetGroupArn"];
    let in_path = || call.params["path"][0].as_str();
    names.iter().find_map(|name| call.param(name)).or_else(in_path).or_else(|| {
        // …:loadbalancer/app/web/0123 and …:targetgroup/web/0123: the name is the last but one.
        arns.iter().find_map(|name| call.param(name)?.rsplit('/').nth(1))
    })
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
}

/// A file below `tests/fixtures`.
pub(crate) fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fills in the placeholders.
pub(crate) fn substitute(text: &str, ids: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, tail)| Some((before, tail.split_once("}}")?)))
    {
        filled.push_str(before);
        rest = after;
        if let Some(offset) = name.strip_prefix("epoch:") {
            // The quotes keep the file valid JSON; the answer wants a number.
            filled.truncate(filled.strip_suffix('"').unwrap_or(&filled).len());
            rest = rest.strip_prefix('"').unwrap_or(rest);
            filled.push_str(&at(offset).as_second().to_string());
        } else if let Some(offset) = name.strip_prefix("time:") {
            filled.push_str(&at(offset).to_string());
        } else {
            let id = ids.get(name).unwrap_or_else(|| panic!("no placeholder `{name}`"));
            filled.push_str(id);
        }
    }
    filled + rest
}

/// A moment such as `+4d`, `-90m` or `+13h` from [`NOW`].
pub(crate) fn at(offset: &str) -> Timestamp {
    let now: Timestamp = NOW.parse().expect("NOW is a timestamp");
    let (number, unit) = offset.split_at(offset.len() - 1);
    let number: i64 = number.parse().expect("a signed number before the unit");
    let duration = match unit {
        "d" => SignedDuration::from_hours(24 * number),
        "h" => SignedDuration::from_hours(number),
        "m" => SignedDuration::from_mins(number),
        other => panic!("no unit of time `{other}`"),
    };
    now + duration
}
