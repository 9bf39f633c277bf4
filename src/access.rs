//! How an account is signed in to: as the AWS CLI would, with a profile, or in a role.

use crate::partition::Partition;

/// What is known about signing in. What is `None` is left to what stands behind it, and in the
/// end to the credentials that the AWS CLI would use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Named profile of the AWS configuration. Its credentials ask AWS, or assume the role.
    pub profile: Option<String>,
    /// Role to assume: its name, its ARN, an ARN in which `{account}` stands for the account id, or
    /// [`Access::NO_ROLE`].
    pub role: Option<String>,
    /// External id that the role's trust policy asks for (`ExternalId` of `AssumeRole`).
    pub external_id: Option<String>,
    /// Name of the session in the role (`RoleSessionName`), which CloudTrail shows.
    pub session: Option<String>,
}

impl Access {
    /// What an account without a role of its own writes where the others have one.
    pub const NO_ROLE: &'static str = "none";
    /// Name of a session that nobody named.
    pub const SESSION: &'static str = "iem";

    /// How to sign in to an account: by its own entry in the workbook, then `flags`, then what the
    /// workbook says for all accounts. An entry with a profile alone signs in with that profile.
    pub fn of(own: Option<&Self>, flags: &Self, elsewhere: &Self) -> Self {
        let mut others = flags.or(elsewhere);
        let Some(own) = own else { return others };
        if own.profile.is_some() {
            others.role = None;
        }
        own.or(&others)
    }

    fn or(&self, other: &Self) -> Self {
        let either = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        Self {
            profile: either(&self.profile, &other.profile),
            role: either(&self.role, &other.role),
            external_id: either(&self.external_id, &other.external_id),
            session: either(&self.session, &other.session),
        }
    }

    /// ARN of the role to assume in an account. A name and an ARN with `{account}` are completed with
    /// the account and its partition.
    pub fn role_arn(&self, account: &str, partition: Partition) -> Option<String> {
        let role = self.role.as_deref().filter(|role| *role != Self::NO_ROLE)?;
        let Some((_, path)) = role.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) else {
            return Some(format!("arn:{}:iam::{account}:role/{role}", partition.id));
        };
        if !role.contains("{account}") {
            return Some(role.to_owned());
        }
        Some(format!("arn:{}:{}", partition.id, path.replace("{account}", account)))
    }
}

/// Whether `text` can name a role: a name, with its path or without, or an ARN
/// ("IAM identifiers"; `RoleArn` of `AssumeRole`).
pub fn is_role(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("arn:") else { return is_role_name(text) };
    let parts: Vec<&str> = rest.splitn(5, ':').collect();
    let [partition, "iam", "", account, resource] = parts[..] else { return false };
    partition.starts_with("aws")
        && (account == "{account}" || is_account(account))
        && resource.strip_prefix("role/").is_some_and(is_role_name)
}

/// The account that a role's ARN names.
pub fn account_of_role(role: &str) -> Option<&str> {
    role.strip_prefix("arn:")?.split(':').nth(3).filter(|account| is_account(account))
}

/// Whether `text` can be the name of a role session (`RoleSessionName`).
pub fn is_session_name(text: &str) -> bool {
    (2..=64).contains(&text.len()) && text.chars().all(|char| is_name_char(char, "_+=,.@-"))
}

/// Whether `text` can be an external id (`ExternalId`).
pub fn is_external_id(text: &str) -> bool {
    (2..=1224).contains(&text.len()) && text.chars().all(|char| is_name_char(char, "_+=,.@:/-"))
}

fn is_role_name(text: &str) -> bool {
    let mut parts = text.rsplit('/');
    let name = parts.next().unwrap_or_default();
    (1..=64).contains(&name.len())
        && parts.all(|folder| !folder.is_empty())
        && text.len() <= 512
        && text.chars().all(|char| is_name_char(char, "/_+=,.@-"))
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name_char(char: char, others: &str) -> bool {
    char.is_ascii_alphanumeric() || others.contains(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_becomes_an_arn_of_the_account_and_its_partition() {
        let arn = |role: &str, region: &str| {
            let access = Access { role: Some(role.to_owned()), ..Access::default() };
            access.role_arn("444455556666", Partition::of(region)).unwrap_or_default()
        };
        for (role, region, expected) in [
            ("iem", "eu-west-1", "arn:aws:iam::444455556666:role/iem"),
            ("team/iem", "cn-north-1", "arn:aws-cn:iam::444455556666:role/team/iem"),
            ("iem", "us-gov-east-1", "arn:aws-us-gov:iam::444455556666:role/iem"),
            ("arn:aws:iam::{account}:role/iem", "cn-north-1", "arn:aws-cn:iam::444455556666:role/iem"),
            (
                "arn:aws:iam::{account}:role/iem-{account}",
                "eu-west-1",
                "arn:aws:iam::444455556666:role/iem-444455556666",
            ),
            ("arn:aws-cn:iam::111122223333:role/iem", "eu-west-1", "arn:aws-cn:iam::111122223333:role/iem"),
            ("none", "eu-west-1", ""),
        ] {
            assert_eq!(arn(role, region), expected, "{role} in {region}");
        }
    }

    #[test]
    fn an_accounts_own_entry_goes_before_flags_and_those_before_the_rest() {
        let access = |profile: &str, role: &str, external_id: &str| {
            let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Access { profile: given(profile), role: given(role), external_id: given(external_id), session: None }
        };
        let own = [("1", access("prod", "", "")), ("2", access("", "own", "own")), ("3", access("", "none", ""))];
        let elsewhere = access("", "all", "all");
        let (none, flags) = (Access::default(), access("base", "flag", ""));
        for (account, flags, expected) in [
            ("1", &none, access("prod", "", "all")),
            ("1", &flags, access("prod", "", "all")),
            ("2", &none, access("", "own", "own")),
            ("2", &flags, access("base", "own", "own")),
            ("3", &flags, access("base", "none", "all")),
            ("4", &none, access("", "all", "all")),
            ("4", &flags, access("base", "flag", "all")),
        ] {
            let own = own.iter().find(|(it, _)| *it == account).map(|(_, own)| own);
            assert_eq!(Access::of(own, flags, &elsewhere), expected, "account {account}");
        }
    }

    #[test]
    fn roles_sessions_and_external_ids() {
        for role in
            ["iem", "team/iem-read-only", "arn:aws:iam::{account}:role/iem", "arn:aws-cn:iam::111122223333:role/a/b"]
        {
            assert!(is_role(role), "{role}");
        }
        for role in [
            "",
            "/iem",
            "iem/",
            "i em",
            "arn:aws:iam::111122223333:user/iem",
            "arn:aws:iam::1:role/iem",
            "arn:aws:sts::111122223333:role/iem",
            "arn:aws:iam::111122223333:role/",
            "arn:",
            "iem{account}",
        ] {
            assert!(!is_role(role), "{role}");
        }
        assert_eq!(account_of_role("arn:aws:iam::111122223333:role/x"), Some("111122223333"));
        assert_eq!(account_of_role("arn:aws:iam::{account}:role/x"), None);
        assert!(is_session_name("iem") && !is_session_name("i") && !is_session_name("my session"));
        assert!(!is_session_name(&"x".repeat(65)));
        assert!(is_external_id("a:b/c=") && !is_external_id("a") && !is_external_id("a b"));
    }
}
