//! Reads how the front matter says to sign in: `profile`, `role`, `external-id` and `session`, for
//! all accounts and below `accounts` for each.

use std::ops::Range;

use super::{
    place::account_ids,
    problems::{Problems, quote},
    text::{Text, Value},
    value::is_answered,
};
use crate::access::{self, Access};

/// What can be said about an account, and other words for it.
const KEYS: [(&str, &[&str]); 4] = [
    ("profile", &["profile", "aws-profile", "source-profile"]),
    ("role", &["role", "role-arn"]),
    ("external-id", &["external-id", "externalid"]),
    ("session", &["session", "session-name", "role-session-name"]),
];

/// The account that a key of `accounts` names, when it is one.
pub(super) fn account(key: &str) -> Option<String> {
    match account_ids(key).as_slice() {
        [id] => Some(id.clone()),
        _ => None,
    }
}

/// What `name` says when it is one of the keys; whether it is. `account` is the account that it is
/// said about, `None` where it is said about all.
pub(super) fn set(
    access: &mut Access,
    account: Option<&str>,
    name: &str,
    text: Option<&Text>,
    problems: &mut Problems,
) -> bool {
    let name = name.replace('_', "-");
    let Some((key, _)) = KEYS.iter().find(|(_, words)| words.contains(&name.as_str())) else { return false };
    let is_given = |value: &Value<'_>| is_answered(value.as_str()) || value.as_str() == Access::NO_ROLE;
    let Some(value) = text.map(Text::value).filter(is_given) else { return true };
    check(key, value, account, problems);
    let given = Some(value.as_str().to_owned());
    match *key {
        "profile" => access.profile = given,
        "role" => access.role = given,
        "external-id" => access.external_id = given,
        _ => access.session = given,
    }
    true
}

/// What AWS would refuse is sent all the same: other credentials than those that were meant are
/// never tried in their place.
fn check(key: &str, value: Value<'_>, account: Option<&str>, problems: &mut Problems) {
    let text = value.as_str();
    let (message, help) = match key {
        "role" if !access::is_role(text) => (
            format!("`{}` is not the name or the ARN of a role", quote(text)),
            "write a name, like `iem-read-only`, or an ARN, like `arn:aws:iam::111122223333:role/iem-read-only`"
                .to_owned(),
        ),
        "role" => {
            let Some((named, account)) = access::account_of_role(text).zip(account) else { return };
            if named == account {
                return;
            }
            (format!("the role of {account} is in account {named}"), format!("name a role of {account}"))
        }
        "external-id" if !access::is_external_id(text) => (
            "this external id is not one that AWS takes".to_owned(),
            "write 2 to 1224 letters, digits and `+=,.@:/-_`".to_owned(),
        ),
        "session" if !access::is_session_name(text) => (
            format!("`{}` cannot be the name of a session", quote(text)),
            "write 2 to 64 letters, digits and `+=,.@-_`".to_owned(),
        ),
        _ => return,
    };
    problems.add(value.span(), "access-unreadable", message, help);
}

/// Says that an account's entry is no list of keys, or has a key that is not known.
pub(super) fn unknown(span: Range<usize>, key: Option<&str>, problems: &mut Problems) {
    let message = match key {
        Some(key) => format!("`{}` says nothing about how to sign in to an account", quote(key)),
        None => "how to sign in to this account cannot be read".to_owned(),
    };
    let help = "write `profile`, `role`, `external-id` and `session`, as in `{ role: iem-read-only, session: iem }`";
    problems.add(span, "access-unreadable", message, help);
}
