//! What a value behind `Password:` is: a credential, the place where one is kept, or prose.

/// Beginnings of a value that says where the credential is kept, or that there is none.
#[rustfmt::skip]
const BEGINNINGS: [&str; 46] = [
    "in ", "see ", "ask ", "from ", "via ", "per ", "through ", "with ", "at ", "on ", "by ", "under ", "using ",
    "use ", "stored", "kept", "saved", "held", "lives", "managed", "same as", "on request", "sso", "none", "n/a",
    "no ", "not ", "tbd", "to be", "siehe ", "liegt ", "bei ", "voir ", "dans ", "véase", "ver ", "en ", "em ",
    "get ", "read ", "look up", "lookup", "fetch", "arn:", "ssm:", "{{",
];

/// What keeps credentials, and the ways to read one from it.
#[rustfmt::skip]
const KEEPERS: [&str; 41] = [
    "vault", "secrets manager", "secretsmanager", "secret manager", "parameter store", "parameterstore", "ssm ",
    "ssm:", "lastpass", "1password", "onepassword", "op://", "bitwarden", "keepass", "dashlane", "keeper", "cyberark",
    "thycotic", "delinea", "passbolt", "keychain", "doppler", "infisical", "gopass", "pass show", "sops", "akeyless",
    "conjur", "hashicorp", "password manager", "password safe", "psono", "nordpass", "roboform", "tresor", "coffre",
    "gestionnaire", "gestor de", "保管", "参照", "密码管理",
];

/// Words that make a value prose, and single words that are an answer and no credential.
#[rustfmt::skip]
const PROSE: [&str; 118] = [
    "a", "an", "the", "in", "on", "at", "by", "with", "of", "for", "to", "from", "is", "are", "was", "were", "be",
    "been", "will", "must", "should", "can", "has", "have", "had", "not", "no", "and", "or", "see", "ask", "via",
    "per", "after", "before", "until", "since", "every", "each", "only", "never", "always", "us", "our", "we", "you",
    "your", "it", "its", "all", "any", "this", "that", "these", "who", "which", "rotated", "rotate", "rotation",
    "kept", "stored", "held", "managed", "shared", "required", "expires", "expired", "expiry", "changed", "unchanged",
    "weekly", "monthly", "quarterly", "yearly", "daily", "reset", "known", "sent", "provided", "given", "handled",
    "owned", "available", "separately", "personally", "offline", "yes", "none", "done", "ok", "okay", "enabled",
    "disabled", "tbd", "unknown", "pending", "open", "closed", "red", "yellow", "green", "valid", "invalid",
    "revoked", "active", "inactive", "removed", "redacted", "hidden", "secret", "string", "text", "optional",
    "missing", "sso", "okta", "kerberos", "iam",
];

/// Words with digits that every engineer writes.
#[rustfmt::skip]
const TECHNICAL: [&str; 35] = [
    "oauth2", "oauth1", "oauth2.0", "saml2", "saml2.0", "fido2", "sha256", "sha512", "sha-256", "sha-512", "sha1",
    "md5", "aes256", "aes-256", "aes128", "aes-128", "rsa2048", "rsa4096", "rsa-2048", "ed25519", "base64", "utf8",
    "utf-8", "bcrypt2", "argon2", "argon2id", "pbkdf2", "http2", "http/2", "http/1.1", "route53", "log4j", "x509",
    "p256", "hs256",
];

/// Whether the value says where the credential is kept, or holds its place.
pub(super) fn is_reference(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let lower = lower.trim_start_matches(['"', '\'', '`', '*', '_', '(', '→', '>', '-', ' ']);
    if is_placeholder(value.trim()) || BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) {
        return true;
    }
    let first = lower.split_whitespace().next().unwrap_or_default();
    let keeps = |text: &str| KEEPERS.iter().any(|keeper| text.contains(keeper.trim_end()));
    // `Hunter22 (also in LastPass)` is a password; the path of a secret in a vault is none.
    keeps(first) || (keeps(lower) && (!is_passwordish(first) || is_path(first)))
}

/// `<password>`, `${TOKEN}`, `$TOKEN`, `%TOKEN%`, `****`, `xxx`, `...`, and what was removed before.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim_start_matches(['"', '\'', '`', '(']);
    let first =
        value.split_whitespace().next().unwrap_or_default().trim_end_matches(['"', '\'', '`', ')', ',', ';', '.']);
    let variable = value.strip_prefix('$').and_then(|rest| rest.chars().next());
    let is_filler =
        !first.is_empty() && first.chars().all(|char| "*•.…_-xX?#".contains(char)) && first.chars().count() > 1;
    variable.is_some_and(|char| "{(".contains(char) || char.is_ascii_uppercase())
        || (value.starts_with('<') && value.contains('>'))
        || (first.starts_with('%') && first.ends_with('%') && first.len() > 2)
        || (value.starts_with('[') && value.contains(']'))
        || value.starts_with("{{")
        || value.starts_with("***")
        || value.starts_with(super::BLOT)
        || first.to_lowercase().starts_with("your-")
        || first.to_lowercase().starts_with("your_")
        || is_filler
        || value.is_empty()
}

/// Whether a word answers in words: `rotated`, `yes`, `none`.
pub(super) fn is_prose(word: &str) -> bool {
    let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
    PROSE.contains(&bare.to_lowercase().as_str())
}

/// Whether the words read as a sentence.
pub(super) fn is_sentence(value: &str) -> bool {
    value.split_whitespace().any(is_prose)
}

/// `prod/grafana/admin`: lower-case names, at least two of them.
pub(super) fn is_path(word: &str) -> bool {
    word.contains('/') && is_name(word)
}

/// `orders-db-v2`, `prod/db1/orders`: names that people give things.
pub(super) fn is_name(word: &str) -> bool {
    let parts: Vec<&str> = word.trim_start_matches('/').split(['-', '/', '_', '.', ':']).collect();
    let is_part = |part: &&str| {
        let letters = part.trim_end_matches(|char: char| char.is_ascii_digit());
        let digits = part.len() - letters.len();
        !part.is_empty()
            && letters.chars().all(|char| char.is_ascii_lowercase())
            && digits <= if letters.is_empty() { 4 } else { 2 }
    };
    parts.len() > 1 && parts.iter().all(is_part)
}

/// Whether a word has letters and digits or signs as passwords have them, and is nothing that
/// people write every day: a measure, a version, a date, a region, a ticket, an address.
pub(super) fn is_passwordish(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', '`', '*', '(', ')', ',', ';', '.', ':', '[', ']', '{', '}']);
    let word = if word.chars().any(|char| char.is_ascii_digit()) { word } else { word.trim_end_matches(['!', '?']) };
    let has = |test: fn(char) -> bool| word.chars().any(test);
    let has_letter = has(char::is_alphabetic);
    let has_digit = has(|char| char.is_ascii_digit());
    let has_sign = has(|char| "!@#$%^&*".contains(char));
    if word.chars().count() < 5 || !has_letter || !(has_digit || has_sign) {
        return false;
    }
    let lower = word.to_lowercase();
    !(TECHNICAL.contains(&lower.as_str())
        || word.starts_with(['#', '@', '$', '<', '&', '%', super::BLOT])
        || lower.contains("://")
        || lower.starts_with("arn:")
        || word.contains(super::BLOT)
        || is_measure(&lower)
        || is_host(&lower)
        || is_region(&lower)
        || is_ticket(word)
        || is_moment(&lower))
}

/// Letters and digits as a generated key has them, long enough not to be a name.
pub(super) fn is_keyish(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', '`', '*', '(', ')', ',', ';', '.', ':']);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    is_passwordish(word) && word.len() >= 8 && digits >= 2 && !is_name(word)
}

/// `300ms`, `12-character`, `9000rps/instance`, `v2.31`, `p99.9`, `99.95%`, `22x`.
fn is_measure(lower: &str) -> bool {
    let number = lower.trim_start_matches(['v', 'p', '~', '<', '>', '=', '+', '≤', '≥']);
    let rest = number.trim_start_matches(|char: char| char.is_ascii_digit() || ".,_".contains(char));
    if rest.len() == number.len() {
        return false;
    }
    let unit = rest.split(['/', '-']).next().unwrap_or_default();
    unit.is_empty() || unit == "%" || (unit.len() <= 3 && unit.chars().all(char::is_alphabetic)) || {
        let rest = rest.trim_start_matches('-');
        matches!(
            rest,
            "character"
                | "characters"
                | "chars"
                | "days"
                | "hours"
                | "minutes"
                | "seconds"
                | "months"
                | "years"
                | "digits"
        ) || rest.starts_with("req")
            || rest.starts_with("user")
    }
}

/// `db.example.com`, `ops@example.com`.
fn is_host(lower: &str) -> bool {
    let host = lower.rsplit('@').next().unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|char| char.is_ascii_alphanumeric() || char == '-');
    let ends = labels.last().is_some_and(|last| last.len() > 1 && last.chars().all(|char| char.is_ascii_lowercase()));
    labels.len() > 1 && ends && labels.iter().all(is_label)
}

/// `us-east-1`, `eu-central-1a`.
fn is_region(lower: &str) -> bool {
    let parts: Vec<&str> = lower.split('-').collect();
    matches!(parts.as_slice(), [area, place, number] if area.len() == 2 && place.len() > 3
        && place.chars().all(|char| char.is_ascii_lowercase()) && number.starts_with(|char: char| char.is_ascii_digit()) && number.len() <= 2)
}

/// `OPS-1234`, `SEV1`, `INC0012345`, `GH-9`.
fn is_ticket(word: &str) -> bool {
    let letters = word.trim_end_matches(|char: char| char.is_ascii_digit());
    let letters = letters.trim_end_matches(['-', '#', ' ']);
    word.ends_with(|char: char| char.is_ascii_digit())
        && letters.len() <= 6
        && letters.chars().all(|char| char.is_ascii_uppercase())
}

/// `2026-12-01t20:00z`, `12dec2026`.
fn is_moment(lower: &str) -> bool {
    let letters: String = lower.chars().filter(|char| char.is_alphabetic()).collect();
    #[rustfmt::skip]
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let is_word = letters == "t" || letters == "z" || letters == "tz" || MONTHS.contains(&letters.as_str());
    is_word && lower.chars().all(|char| char.is_ascii_alphanumeric() || "-:.+/".contains(char))
}
