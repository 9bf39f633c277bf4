//! Credentials that a word announces: `Password: …`, `API key = …`, `Bridge PIN: …`.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use super::{
    pairs,
    values::{is_keyish, is_name, is_passwordish, is_prose, is_reference, is_sentence},
};

/// What a word announces, which decides what counts as its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A password: whatever is no prose and no reference.
    Password,
    /// A key or token: letters and digits.
    Key,
    /// Digits.
    Number,
    /// A user and a password.
    Login,
    /// Any of them, in running text: only what has the look of a password.
    Prose,
}

impl Kind {
    /// What the word announces where it may be part of a sentence or a title.
    pub(super) fn in_prose(self) -> Self {
        match self {
            Self::Password | Self::Key | Self::Prose => Self::Prose,
            Self::Number | Self::Login => self,
        }
    }
}

/// Words that announce a credential, in lower case. Longer ones come before those that they begin with.
#[rustfmt::skip]
const WORDS: [(&str, Kind); 99] = [
    ("passwords", Kind::Password), ("password", Kind::Password), ("passwd", Kind::Password),
    ("passwort", Kind::Password), ("passwörter", Kind::Password), ("passphrase", Kind::Password),
    ("passcode", Kind::Password), ("pass code", Kind::Password), ("pass phrase", Kind::Password),
    ("pwd", Kind::Password), ("passw", Kind::Password), ("kennwort", Kind::Password), ("kennwörter", Kind::Password),
    ("zugangswort", Kind::Password), ("mots de passe", Kind::Password), ("mot de passe", Kind::Password),
    ("mdp", Kind::Password), ("contraseñas", Kind::Password), ("contraseña", Kind::Password),
    ("contrasena", Kind::Password), ("contrasenya", Kind::Password), ("senha", Kind::Password),
    ("palavra-passe", Kind::Password), ("palavra passe", Kind::Password), ("wachtwoord", Kind::Password),
    ("lösenord", Kind::Password), ("adgangskode", Kind::Password), ("passord", Kind::Password),
    ("salasana", Kind::Password), ("hasło", Kind::Password), ("heslo", Kind::Password), ("jelszó", Kind::Password),
    ("şifre", Kind::Password), ("lozinka", Kind::Password), ("parolă", Kind::Password), ("пароль", Kind::Password),
    ("κωδικός", Kind::Password), ("パスワード", Kind::Password), ("暗証番号", Kind::Password),
    ("パスコード", Kind::Password), ("密码", Kind::Password), ("密碼", Kind::Password), ("口令", Kind::Password),
    ("비밀번호", Kind::Password), ("암호", Kind::Password), ("รหัสผ่าน", Kind::Password),
    ("mật khẩu", Kind::Password), ("kata sandi", Kind::Password), ("كلمة المرور", Kind::Password),
    ("סיסמה", Kind::Password), ("पासवर्ड", Kind::Password),
    ("p/w", Kind::Password), ("pass", Kind::Key), ("pw", Kind::Key), ("cookie", Kind::Key), ("session id", Kind::Key), ("parola", Kind::Key), ("clave", Kind::Key),
    ("secrets", Kind::Key), ("secret", Kind::Key), ("tokens", Kind::Key), ("token", Kind::Key),
    ("api keys", Kind::Key), ("api key", Kind::Key), ("api-key", Kind::Key), ("api_key", Kind::Key),
    ("apikey", Kind::Key), ("access key", Kind::Key), ("access-key", Kind::Key), ("access_key", Kind::Key),
    ("accesskey", Kind::Key), ("accountkey", Kind::Key), ("account key", Kind::Key), ("private key", Kind::Key),
    ("private_key", Kind::Key), ("signing key", Kind::Key), ("license key", Kind::Key), ("licence key", Kind::Key),
    ("integration key", Kind::Key), ("routing key", Kind::Key), ("subscription key", Kind::Key),
    ("app key", Kind::Key), ("bearer", Kind::Key), ("authorization", Kind::Key), ("api-schlüssel", Kind::Key),
    ("schlüssel", Kind::Key), ("credential", Kind::Login), ("credentials", Kind::Login),
    ("creds", Kind::Login), ("cred", Kind::Login), ("login", Kind::Login), ("logon", Kind::Login),
    ("sign-in", Kind::Login), ("signin", Kind::Login), ("zugangsdaten", Kind::Login),
    ("identifiants", Kind::Login), ("ログイン", Kind::Login), ("pins", Kind::Number), ("pin", Kind::Number),
];

/// As many bytes behind an announcing word are looked at, so that a long line costs no more than its length.
const LONGEST: usize = 400;

/// More words for digits that let people in.
const NUMBERS: [&str; 11] = [
    "pin code",
    "pin-code",
    "pincode",
    "access code",
    "participant code",
    "host code",
    "moderator code",
    "entry code",
    "host key",
    "zugangscode",
    "meeting code",
];

/// How close the value stands to the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// `=`.
    Assigned,
    /// `:`, `|`, `->`.
    Labelled,
    /// ` is `, ` - `, or nothing.
    Loose,
}

/// What stands behind each announcing word of a line, when it is a credential.
pub(super) fn find(line: &str, lower: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (written, bytes) = (line.as_bytes(), lower.as_bytes());
    for at in 0..bytes.len() {
        // Most bytes begin no announcing word, or stand in the middle of an ordinary one.
        let is_inside = at > 0 && written[at].is_ascii_lowercase() && written[at - 1].is_ascii_alphanumeric();
        if is_inside || !FIRST[usize::from(bytes[at])] {
            continue;
        }
        let Some(char) = lower[at..].chars().next() else { continue };
        if found.last().is_some_and(|range: &Range<usize>| at < range.end) || !begins_word(line, at, char) {
            continue;
        }
        let Some((word, kind)) = word_at(lower, at) else { continue };
        let Some((start, tie)) = value_start(lower, at + word.len(), kind) else { continue };
        let is_with_user =
            matches!(word, "pass" | "pw") && ["user", "login", "admin"].iter().any(|word| lower[..at].contains(word));
        let kind = if is_with_user { Kind::Password } else { kind };
        let kind = match (kind, tie) {
            (Kind::Key, Tie::Assigned) => Kind::Password,
            (kind, Tie::Loose) => kind.in_prose(),
            (kind, _) => kind,
        };
        // `--password hunter` of a command takes any word.
        let kind = if tie == Tie::Loose && line[..at].ends_with("--") { Kind::Password } else { kind };
        let behind = &line[start..line.floor_char_boundary(start + LONGEST)];
        if let Some(range) = value(kind, behind) {
            found.push(start + range.start..start + range.end);
        }
    }
    found
}

/// What a text such as `Grafana password:` announces, when it is a label without a value.
pub(super) fn label(text: &str) -> Option<Kind> {
    const VERBS: [&str; 22] = [
        "rotate", "change", "reset", "share", "remove", "update", "test", "check", "review", "store", "revoke",
        "delete", "renew", "set", "verify", "no", "without", "move", "replace", "create", "add", "use",
    ];
    let lower = lowercase_label(text);
    let bare = lower.trim_matches([':', '：', '=', '-', '–', '*', '_', '`', '#', ' ', '[', ']', '>']);
    let bare = bare.split_once('(').map_or(bare, |(before, _)| before.trim_end());
    let words = BY_END.get(bare.as_bytes().last_chunk()?)?;
    let first = bare.split_whitespace().next()?;
    if bare.chars().count() > 40 || bare.split_whitespace().count() > 4 || VERBS.contains(&first) {
        return None;
    }
    let ends = |word: &str| {
        bare.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric) || !word.is_ascii())
    };
    words.iter().find(|(word, _)| ends(word)).map(|(_, kind)| *kind)
}

fn lowercase_label(text: &str) -> String {
    let text = text.trim();
    text[..text.floor_char_boundary(120)].to_lowercase()
}

/// The credential in a text that stands where one is announced.
pub(super) fn value(kind: Kind, text: &str) -> Option<Range<usize>> {
    let start = text.len()
        - text
            .trim_start_matches([
                ' ', '\t', ':', '=', '"', '\'', '`', '*', '_', '→', '«', '„', '“', '\u{a0}', '\u{202f}', '(',
            ])
            .len();
    // `(` may belong to the password's own comment, as in `Password: (see wiki)`.
    let whole = &text[start..];
    let whole =
        whole.find("-->").or_else(|| whole.find("</")).or_else(|| whole.find("<br")).map_or(whole, |end| &whole[..end]);
    // An address behind the value stays readable.
    let address =
        whole.match_indices("://").map(|(at, _)| whole[..at].rfind(char::is_whitespace).map_or(0, |at| at + 1)).next();
    let whole = whole[..address.unwrap_or(whole.len())].trim_end();
    if kind == Kind::Number {
        let digits = whole.find(|char: char| !(char.is_ascii_digit() || " -#*".contains(char))).unwrap_or(whole.len());
        let digits = whole[..digits].trim_end();
        let count = digits.chars().filter(char::is_ascii_digit).count();
        return ((4..=14).contains(&count)).then_some(start..start + digits.len());
    }
    if whole.is_empty() || is_reference(whole) {
        return None;
    }
    let unschemed = scheme(whole);
    let start = start + whole.len() - unschemed.len();
    let whole = unschemed;
    let is_secret = match kind {
        Kind::Password => is_password(whole),
        Kind::Key => is_key(whole),
        Kind::Login => {
            pairs::is_pair(whole)
                || words(whole).next().is_some_and(is_keyish)
                || words(whole).next().is_some_and(has_sign)
        }
        Kind::Prose => words(whole).next().is_some_and(|word| is_passwordish(word) && !is_name(word)),
        Kind::Number => false,
    };
    let end = whole.trim_end_matches(['`', '*', '"', '\'', ' ']).len();
    is_secret.then_some(start..start + end)
}

/// Without the scheme of an `Authorization` header.
fn scheme(value: &str) -> &str {
    let schemes = ["basic ", "bearer ", "token ", "apikey ", "digest ", "negotiate "];
    let lower = value.to_ascii_lowercase();
    schemes.iter().find(|scheme| lower.starts_with(**scheme)).map_or(value, |scheme| value[scheme.len()..].trim_start())
}

fn has_sign(word: &str) -> bool {
    is_passwordish(word) && word.contains(['!', '$', '%', '^', '&', '*'])
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split_whitespace()
}

fn is_password(value: &str) -> bool {
    let clause = value.split([',', ';', '(', '、', '。']).next().unwrap_or_default();
    let clause = clause.split(" - ").next().unwrap_or_default().trim();
    let mut all = words(clause);
    let (first, second) = (all.next().unwrap_or_default(), all.next());
    let bare = first.trim_end_matches(['.', '"', '\'', '`', '*', '_', ')']);
    if is_passwordish(first) {
        return true;
    }
    let Some(second) = second else {
        return !bare.is_empty() && !is_prose(bare) && !is_measure_word(bare);
    };
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    if digits == bare.len() {
        return digits >= 4 && !second.starts_with(char::is_alphabetic);
    }
    let others = || words(clause).skip(1);
    if is_sentence(clause) {
        return others().any(|word| is_passwordish(word) && !is_name(word));
    }
    let has_digit = |word: &str| word.contains(|char: char| char.is_ascii_digit());
    others().any(has_digit) || words(clause).count() > 3 || pairs::is_pair(clause)
}

/// A bare dash, mark or number with too few digits is an answer.
fn is_measure_word(word: &str) -> bool {
    let mut chars = word.chars();
    chars.clone().count() < 3 || !chars.any(char::is_alphanumeric)
}

fn is_key(value: &str) -> bool {
    let first = words(value).next().unwrap_or_default();
    let bare = first.trim_matches(['"', '\'', '`', '*', '.', ',', ';', ')']);
    let is_random = bare.len() >= 16 && bare.chars().all(|char| char.is_ascii_alphanumeric());
    let has_digit = bare.contains(|char: char| char.is_ascii_digit());
    !is_name(bare) && ((is_passwordish(bare) && has_digit && bare.len() > 5) || is_random || has_sign(bare))
}

/// Whether a word may begin at a byte: behind no letter, or where `camelCase` goes on.
fn begins_word(line: &str, at: usize, char: char) -> bool {
    let before = line[..at].chars().next_back();
    match before {
        Some(before) if before.is_alphanumeric() && char.is_ascii() => {
            let here = line[at..].chars().next().unwrap_or(char);
            (before.is_lowercase() && here.is_uppercase()) || is_suffix_of_variable(line, at)
        }
        _ => char.is_alphanumeric(),
    }
}

/// `PGPASSWORD`, `MYSQLPASSWORD`.
fn is_suffix_of_variable(line: &str, at: usize) -> bool {
    line[at..].starts_with("PASSWORD") && line[..at].ends_with(|char: char| char.is_ascii_uppercase())
}

/// Announcing words by their first or last two bytes, so that a word costs one look.
type ByEdge = HashMap<[u8; 2], Vec<(&'static str, Kind)>>;

/// Whether an announcing word begins with a byte. No character has such a byte but as its first.
static FIRST: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let mut first = [false; 256];
    BY_START.keys().for_each(|[byte, _]| first[usize::from(*byte)] = true);
    first
});

static BY_START: LazyLock<ByEdge> = LazyLock::new(|| by_edge(|word| word.first_chunk().copied()));
static BY_END: LazyLock<ByEdge> = LazyLock::new(|| by_edge(|word| word.last_chunk().copied()));

fn by_edge(edge: fn(&[u8]) -> Option<[u8; 2]>) -> ByEdge {
    let numbers = NUMBERS.iter().map(|word| (*word, Kind::Number));
    let mut words = ByEdge::new();
    for (word, kind) in numbers.chain(WORDS) {
        if let Some(edge) = edge(word.as_bytes()) {
            words.entry(edge).or_default().push((word, kind));
        }
    }
    words
}

fn word_at(lower: &str, at: usize) -> Option<(&'static str, Kind)> {
    let rest = &lower[at..];
    let ends = |word: &str| {
        let next = rest[word.len()..].chars().next();
        !word.is_ascii() || next.is_none_or(|next| !next.is_alphanumeric())
    };
    let words = BY_START.get(rest.as_bytes().first_chunk()?)?;
    words.iter().find(|(word, _)| rest.starts_with(word) && ends(word)).copied()
}

/// Where the value behind an announcing word begins, and how close it is tied to it.
fn value_start(lower: &str, end: usize, kind: Kind) -> Option<(usize, Tie)> {
    let rest = &lower[end..];
    let mut trimmed = rest.trim_start_matches(['"', '\'', '*', '`', ')', ']', '_', '\u{a0}']);
    if let Some((_, after)) =
        trimmed.trim_start().strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）']))
    {
        trimmed = after;
    }
    let at = |rest: &str| lower.len() - rest.len();
    let spaced = trimmed.trim_start();
    let close = [
        ("=>", Tie::Labelled),
        ("->", Tie::Labelled),
        ("→", Tie::Labelled),
        ("=", Tie::Assigned),
        (":", Tie::Labelled),
        ("：", Tie::Labelled),
        ("|", Tie::Labelled),
        ("</td><td>", Tie::Labelled),
        ("</th><td>", Tie::Labelled),
        ("は", Tie::Loose),
        ("は、", Tie::Loose),
        ("- ", Tie::Loose),
        ("– ", Tie::Loose),
        ("— ", Tie::Loose),
        ("is ", Tie::Loose),
        ("ist ", Tie::Loose),
        ("est ", Tie::Loose),
        ("es ", Tie::Loose),
        ("/ ", Tie::Loose),
    ];
    for (separator, tie) in close {
        let Some(value) = spaced.strip_prefix(separator) else { continue };
        if separator == "/ " && kind != Kind::Password {
            continue;
        }
        // `"client_secret": "letmein"` assigns as much as `=` does.
        let is_quoted = rest.starts_with(['"', '\'']) && value.trim_start().starts_with(['"', '\'']);
        let tie = if is_quoted && tie == Tie::Labelled { Tie::Assigned } else { tie };
        return Some((at(value.trim_start_matches([' ', ':', '=', '*', '`', '_'])), tie));
    }
    // `password for the dashboards: hunter22`.
    const CONNECTORS: [&str; 12] =
        [" for ", " of ", " to ", " in ", " on ", " für ", " von ", " pour ", " de ", " para ", " del ", "の"];
    if let Some(connector) = CONNECTORS.iter().find(|connector| trimmed.starts_with(**connector)) {
        let head = &trimmed[..trimmed.floor_char_boundary(48)];
        if let Some(colon) = head.find([':', '=']).filter(|&colon| !head[colon..].starts_with("://")) {
            let behind = trimmed[colon + 1..].trim_start_matches([' ', '*', '`', '_']);
            return Some((at(behind), Tie::Loose));
        }
        if !connector.is_ascii() {
            return None;
        }
    }
    // `password hunter2`; what only looks like a word behind `login` is prose.
    let follows = rest.starts_with(' ') && kind != Kind::Login;
    follows.then(|| (at(rest.trim_start()), Tie::Loose))
}
