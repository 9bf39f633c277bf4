//! Credentials with a shape of their own: keys and tokens that services hand out, users and
//! passwords in addresses, parameters, webhooks, `Authorization` headers.

use std::ops::Range;

use super::values::{is_keyish, is_name, is_reference};

/// Beginnings of keys and tokens, and how many characters follow at the least.
#[rustfmt::skip]
const PREFIXES: [(&str, usize); 50] = [
    ("AKIA", 12), ("ASIA", 12), ("ABIA", 12), ("ghp_", 12), ("gho_", 12), ("ghu_", 12), ("ghs_", 12), ("ghr_", 12),
    ("github_pat_", 12), ("glpat-", 12), ("gldt-", 12), ("glrt-", 12), ("glcbt-", 12), ("glptt-", 12), ("xoxb-", 10),
    ("xoxp-", 10), ("xoxa-", 10), ("xoxr-", 10), ("xoxs-", 10), ("xoxe-", 10), ("xoxc-", 10), ("xoxd-", 10),
    ("xapp-", 10), ("eyJ", 12), ("sk_live_", 8), ("rk_live_", 8), ("sk_test_", 8), ("rk_test_", 8), ("AIza", 20),
    ("ya29.", 12), ("SG.", 20), ("npm_", 20), ("pypi-", 20), ("dop_v1_", 20), ("hf_", 20), ("sk-ant-", 12),
    ("sk-proj-", 12), ("sk-", 20), ("shpat_", 12), ("shpss_", 12), ("hvs.", 12), ("hvb.", 12), ("dapi", 28),
    ("AGE-SECRET-KEY-", 12), ("NRAK-", 12), ("glsa_", 12), ("dckr_pat_", 12), ("ATATT3", 20), ("lin_api_", 12),
    ("whsec_", 12),
];

/// Products whose keys are bare hexadecimal digits.
const PRODUCTS: [&str; 44] = [
    "datadog",
    "new relic",
    "newrelic",
    "pagerduty",
    "opsgenie",
    "grafana",
    "sentry",
    "splunk",
    "honeycomb",
    "dynatrace",
    "rollbar",
    "bugsnag",
    "raygun",
    "elastic",
    "mailgun",
    "sendgrid",
    "twilio",
    "stripe",
    "cloudflare",
    "fastly",
    "akamai",
    "loggly",
    "logdna",
    "mezmo",
    "sumo logic",
    "appdynamics",
    "pingdom",
    "statuscake",
    "uptimerobot",
    "uptime robot",
    "statuspage",
    "victorops",
    "zendesk",
    "freshdesk",
    "slack",
    "launchdarkly",
    "segment",
    "mixpanel",
    "amplitude",
    "blazemeter",
    "logz",
    "coralogix",
    "api key",
    "app key",
];

/// Words before hexadecimal digits that are no key.
const DIGESTS: [&str; 19] = [
    "etag",
    "md5",
    "sha1",
    "sha-1",
    "sha",
    "checksum",
    "commit",
    "revision",
    "trace",
    "digest",
    "build",
    "dashboard",
    "hash",
    "image",
    "release",
    "request",
    "span",
    "version",
    "fingerprint",
];

/// Where a service takes messages from whoever knows the rest of the address.
const WEBHOOKS: [&str; 18] = [
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "webhook.office.com/webhookb2/",
    "outlook.office.com/webhook/",
    "outlook.office365.com/webhook/",
    "events.pagerduty.com/integration/",
    "hooks.zapier.com/hooks/catch/",
    "hooks.chime.aws/incomingwebhooks/",
    "api.telegram.org/bot",
    "open.feishu.cn/open-apis/bot/v2/hook/",
    "open.larksuite.com/open-apis/bot/v2/hook/",
    "alert.victorops.com/integrations/",
    "hooks.chat.example/",
    "maker.ifttt.com/trigger/",
    "mattermost/hooks/",
];

/// Parameters whose value is a credential whatever it looks like.
const PARAMETERS: [&str; 26] = [
    "password",
    "passwd",
    "pwd",
    "pass",
    "secret",
    "client_secret",
    "token",
    "access_token",
    "auth_token",
    "authtoken",
    "id_token",
    "refresh_token",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "subscription-key",
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-security-token",
    "x-amz-credential",
    "routing_key",
    "integration_key",
    "passcode",
];

/// Parameters whose value is one when it has the look of a key.
const DOUBTFUL: [&str; 9] = ["key", "code", "auth", "k", "t", "hash", "pin", "session", "sid"];

/// Credentials of a known shape in one line.
pub(super) fn find(line: &str, lower: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let ends = |char: char| {
        matches!(char, '"' | '\'' | '`' | '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '|')
            || char.is_whitespace()
    };
    for word in line.split(ends) {
        let start = at;
        at += word.len();
        at += line[at..].chars().next().map_or(0, char::len_utf8);
        let shift = |range: Range<usize>| start + range.start..start + range.end;
        if word.len() < 8 {
            continue;
        }
        if word.contains('/') {
            found.extend(user_info(word).map(shift));
            found.extend(webhook(word, &lower[start..start + word.len()]).map(shift));
        }
        if word.contains('=') {
            found.extend(parameters(word).map(shift));
        }
        if is_secret_access_key(word) {
            found.push(shift(0..word.len()));
            continue;
        }
        for part in parts(word) {
            let text = &word[part.clone()];
            let is_key = is_token(text)
                || is_secret_access_key(text)
                || (is_hexadecimal(text)
                    && !word.contains("://")
                    && !word.contains('/')
                    && belongs_to_product(&lower[..start]))
                || (is_uuid(text)
                    && !word.contains('/')
                    && belongs_to_product(&lower[..start])
                    && is_named_key(&lower[..start]))
                || is_basic(text, lower[..start].trim_end());
            if is_key {
                found.push(shift(part));
            }
        }
    }
    found
}

/// Where parts of a word begin and end that `=`, `:` and the signs of parameters keep apart.
fn parts(word: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    word.split(['=', ':', '&', '?', '/', '@', '#']).map(move |part| {
        let start = at;
        at += part.len() + 1;
        start..start + part.len()
    })
}

/// The shortest of all tokens, in bytes.
const SHORTEST: usize = {
    let (mut shortest, mut index) = (usize::MAX, 0);
    while index < PREFIXES.len() {
        let (prefix, least) = PREFIXES[index];
        if prefix.len() + least < shortest {
            shortest = prefix.len() + least;
        }
        index += 1;
    }
    shortest
};

fn is_token(text: &str) -> bool {
    let is_long_enough = text.len() >= SHORTEST;
    is_long_enough
        && PREFIXES.iter().any(|(prefix, least)| {
            text.strip_prefix(prefix).is_some_and(|rest| {
                let is_whole = rest.chars().all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char));
                let is_random = rest.contains(|char: char| char.is_ascii_digit() || char.is_ascii_uppercase());
                rest.len() >= *least && is_whole && is_random
            })
        })
}

/// Forty letters, digits, `/` and `+`, well mixed: an AWS secret access key.
fn is_secret_access_key(word: &str) -> bool {
    let count = |test: fn(&char) -> bool| word.chars().filter(test).count();
    word.len() == 40
        && word.chars().all(|char| char.is_ascii_alphanumeric() || "/+=".contains(char))
        && count(char::is_ascii_uppercase) >= 5
        && count(char::is_ascii_lowercase) >= 5
        && count(char::is_ascii_digit) >= 1
}

fn is_hexadecimal(text: &str) -> bool {
    matches!(text.len(), 32 | 40 | 64)
        && text.chars().all(|char| char.is_ascii_hexdigit())
        && text.contains(|char: char| char.is_ascii_digit())
        && text.contains(|char: char| char.is_ascii_alphabetic())
}

/// `1f2e3d4c-5b6a-7988-9a0b-1c2d3e4f5a6b`, which is an id unless a word says that it is a key.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|char| char.is_ascii_hexdigit() || char == '-')
}

fn is_named_key(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ':', '=', '|', '"', '`', '\'']);
    before.ends_with("key") || before.ends_with("token")
}

/// Whether a product stands before it, and no word that makes it a digest.
fn belongs_to_product(before: &str) -> bool {
    let product = PRODUCTS.iter().filter_map(|product| before.rfind(product).map(|at| at + product.len())).max();
    product.is_some_and(|at| !DIGESTS.iter().any(|digest| before[at..].contains(digest)))
}

/// `Basic` and the base64 of `user:password`; `Bearer` and a key.
fn is_basic(text: &str, before: &str) -> bool {
    if before.ends_with("bearer") {
        return text.len() >= 16 && is_keyish(text);
    }
    before.ends_with("basic")
        && decoded(text).is_some_and(|bytes| {
            bytes.contains(&b':') && std::str::from_utf8(&bytes).is_ok_and(|text| !text.chars().any(char::is_control))
        })
}

/// The bytes that base64 stands for.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for char in text.trim_end_matches('=').bytes() {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'a'..=b'z' => char - b'a' + 26,
            b'0'..=b'9' => char - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

/// The `user:password` of an address, or a user alone when it looks like a token.
fn user_info(word: &str) -> Option<Range<usize>> {
    let start = word.find("://")? + 3;
    let rest = &word[start..];
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // A password may hold any of these signs unescaped, so the last `@` before white space counts.
    let end = rest.rfind('@').filter(|&at| at < authority || rest[..rest.find('/').unwrap_or(at)].contains(':'))?;
    let user = &rest[..end];
    let password = user.split_once(':').map(|(_, password)| password);
    let is_secret = match password {
        // `https://host:8443/@user` has a port there.
        Some(password) => {
            let port = password.split('/').next().unwrap_or_default();
            let is_port = end > authority && !port.is_empty() && port.chars().all(|char| char.is_ascii_digit());
            !password.is_empty() && !is_reference(password) && !is_port
        }
        None => user.len() >= 16 && is_keyish(user),
    };
    (is_secret && end > 0).then_some(start..start + end)
}

/// What follows the address at which a service takes messages.
fn webhook(word: &str, lower: &str) -> Option<Range<usize>> {
    let known = WEBHOOKS.iter().find_map(|hook| {
        let host = hook.split('/').next().unwrap_or_default();
        // `contoso.webhook.office.com` is a host of its own.
        let at = lower.find(hook)? + hook.len();
        (word.len() > at + 8 && !host.is_empty()).then_some(at)
    });
    if let Some(at) = known {
        return (!is_reference(&word[at..])).then_some(at..word.len());
    }
    let segments = ["/webhook/", "/webhooks/", "/incomingwebhooks/", "/hook/", "/hooks/"];
    let at = segments.iter().find_map(|segment| lower.find(segment).map(|at| at + segment.len()))?;
    let is_random = word[at..].split(['/', '?', '#']).any(|part| part.len() >= 16 && is_keyish(part));
    (word.contains("://") && is_random).then_some(at..word.len())
}

/// Values of parameters in an address: `?key=…`.
fn parameters(word: &str) -> impl Iterator<Item = Range<usize>> {
    let query = word.find(['?', '&']).or_else(|| word.find("://").and_then(|_| word.find('#'))).unwrap_or(word.len());
    let mut at = query;
    word[query..].split(['?', '&', '#']).filter_map(move |pair| {
        let start = at;
        at += pair.len() + 1;
        let (name, value) = pair.split_once('=')?;
        let (name, from) = (name.to_ascii_lowercase(), start + name.len() + 1);
        let is_doubtful = DOUBTFUL.contains(&name.as_str()) && value.len() >= 12 && is_keyish(value) && !is_name(value);
        let is_secret = PARAMETERS.contains(&name.as_str()) && value.len() > 2 && !is_reference(value);
        (is_doubtful || is_secret).then_some(from..from + value.len())
    })
}
