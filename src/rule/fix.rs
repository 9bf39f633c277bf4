//! What to do about a finding: a rule's fix with names and numbers filled in, and what helps
//! where AWS did not answer.

use serde_json::{Value, json};

use crate::{
    access::is_role,
    rule::{Evidence, Subject},
    snapshot::{Missed, Reason},
    source::{Silence, Source},
    text::shell::shell_word,
};

/// Puts a finding's names and numbers into a rule's fix. `{resource}`, `{arn}`, `{account}` and
/// `{region}` come from the subject, everything else from the evidence. A value that is not
/// known stays as `<name>`, for a person to fill in.
pub fn fill_in(template: &str, subject: &Subject, evidence: &Evidence) -> String {
    fill(template, |name| match name {
        "resource" => Some(subject.id.clone()),
        "arn" => subject.arn.clone(),
        "account" => subject.account.clone(),
        "region" => subject.region.clone(),
        _ => evidence.get(name).and_then(plain),
    })
}

/// A rule's fix before anything is known: `<name>`, as code, where a finding has a name or a number.
pub fn blank(template: &str) -> String {
    let pieces = template.split('`').enumerate().map(|(at, piece)| {
        let tick = if at % 2 == 0 { "`" } else { "" };
        let put = |text: String, name: String| text.replace(&format!("{{{name}}}"), &format!("{tick}<{name}>{tick}"));
        names(piece).into_iter().fold(piece.to_owned(), put)
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// The names that stand in braces in a rule's fix, each once, in order.
pub fn names(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    fill(template, |name| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        None
    });
    names
}

fn fill(template: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let name = after.split('}').next().unwrap_or_default();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_name || name.len() == after.len() {
            text.push('{');
            rest = after;
            continue;
        }
        let value = value(name);
        let is_command = text.matches('`').count() % 2 == 1;
        match value {
            // A name that could end the command's code span is left for a person to fill in.
            Some(value) if is_command && value.contains(|c: char| c == '`' || c.is_control()) => {
                text.push_str(&format!("<{name}>"));
            }
            Some(value) if is_command => text.push_str(&shell_word(&value)),
            Some(value) => text.push_str(&value.replace('`', "'")),
            None => text.push_str(&format!("<{name}>")),
        }
        rest = &after[name.len() + 1..];
    }
    text.push_str(rest);
    text
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(",")),
        _ => None,
    }
}

/// Begins every sentence that says that something is not known because AWS did not tell it, and nothing else.
pub(crate) const COULD_NOT_READ: &str = "could not read ";

/// One sentence that says what could not be read, and why.
pub fn missed_summary(source: Source, missed: &Missed) -> String {
    let info = source.info();
    let action = info.actions.first().copied().unwrap_or_default();
    if let Some(before) = missed.detail.strip_prefix(Missed::NEEDS) {
        let title = info.title;
        return format!("{COULD_NOT_READ}{title}: they are found through {before}, which could not be read");
    }
    format!("{COULD_NOT_READ}{}: {}", info.title, cause(action, missed))
}

/// Why an action gave no answer, and what AWS said.
fn cause(action: &str, missed: &Missed) -> String {
    let (action, detail) = match missed.role() {
        Some((role, said)) => (format!("sts:AssumeRole on {role}"), said),
        None => (action.to_owned(), missed.detail.as_str()),
    };
    let cause = match missed.reason {
        Reason::NotAsked => "the snapshot does not hold them".to_owned(),
        Reason::Denied => format!("{action} was denied"),
        Reason::Throttled => format!("{action} was throttled until the retries were used up"),
        Reason::NotSubscribed => "the account's support plan does not include them".to_owned(),
        Reason::NoCredentials => "no AWS credentials were found".to_owned(),
        Reason::RefusedCredentials => "AWS does not accept the credentials that were found".to_owned(),
        Reason::WrongClock => "the clock of this machine is too far from that of AWS".to_owned(),
        Reason::ExpiredCredentials => "the AWS session has expired".to_owned(),
        Reason::WrongAccount => "the credentials belong to another account".to_owned(),
        Reason::RegionDisabled => "the region is not enabled for the account".to_owned(),
        Reason::TimedOut => format!("{action} did not answer in time"),
        Reason::Interrupted => "the run was interrupted".to_owned(),
        Reason::Unreachable => format!("the endpoint of {action} could not be reached"),
        Reason::Malformed => format!("the answer to {action} was not one that AWS documents"),
        Reason::Failed => format!("{action} failed"),
    };
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    format!("{cause}{detail}")
}

/// Why an account told nothing.
pub fn silence_cause(silence: &Silence) -> String {
    let Silence { missed, signed_in } = silence;
    match missed.reason {
        Reason::NotAsked => "the snapshot holds no answer of it".to_owned(),
        _ if *signed_in => cause("the first call", missed),
        _ => cause("sts:GetCallerIdentity", missed),
    }
}

/// What to do so that an account answers next time.
pub fn silence_fix(silence: &Silence) -> String {
    match silence.missed.reason {
        Reason::Denied if silence.signed_in => {
            "Allow what `iem permissions <workbook>` prints to the role that runs iem, and look for a service control \
             policy or a permissions boundary that denies it."
                .to_owned()
        }
        _ => missed_fix(Source::Identity, &silence.missed),
    }
}

/// What to do so that the fact can be read next time.
pub fn missed_fix(source: Source, missed: &Missed) -> String {
    if let Some(before) = missed.detail.strip_prefix(Missed::NEEDS) {
        return format!("Mend first what keeps {before} from being read.");
    }
    if let (Some((role, _)), Reason::Denied | Reason::Failed) = (missed.role(), missed.reason) {
        // Anything else could end the command.
        let role = if is_role(role) { shell_word(role) } else { "<role>".to_owned() };
        return format!(
            "Allow `sts:AssumeRole` on `{role}` to the credentials that iem starts with, and let the role's trust policy \
             name them, with the external id that it asks for (`external-id` of the account in the workbook, or \
             `--external-id`). Where it asks for MFA, sign in with MFA first and run iem with that session: iem never \
             asks for a code. To see the whole message: `aws sts assume-role --role-arn {role} --role-session-name iem`."
        );
    }
    let actions = source.info().actions.join("` and `");
    match missed.reason {
        Reason::NotAsked => "Collect it: run `iem check` without `--snapshot`, or `iem collect` again.".to_owned(),
        Reason::Denied => format!(
            "Allow `{actions}` to the role that runs iem. `iem permissions <workbook>` prints the whole policy. If it \
             is allowed, look for a service control policy or a permissions boundary that denies it."
        ),
        Reason::Throttled => "Run it again later, or with a lower `--concurrency`.".to_owned(),
        Reason::NotSubscribed => {
            "Needs Business Support+, Enterprise or Unified Operations; without it, judge by hand in the console and \
             accept the risk in section 16."
                .to_owned()
        }
        Reason::NoCredentials => {
            "Give iem credentials as you give them to the AWS CLI: `aws sso login` and `--profile <name>`, or the \
             environment. `aws sts get-caller-identity` shows whether they work."
                .to_owned()
        }
        Reason::RefusedCredentials => {
            "See where they come from with `aws configure list --profile <name>`: variables such as `AWS_ACCESS_KEY_ID` go \
             before a profile. Then sign in again, or put a valid access key and its secret key there; `aws sts \
             get-caller-identity --profile <name>` shows whether they work. Where the account has not enabled the region, \
             enable it."
                .to_owned()
        }
        Reason::WrongClock => {
            "Set the clock of this machine, which `date -u` shows: `sudo timedatectl set-ntp true` does it on Linux.".to_owned()
        }
        Reason::ExpiredCredentials => "Log in again: `aws sso login --profile <name>`.".to_owned(),
        Reason::WrongAccount => {
            "Choose the profile of the account that section 6 names: `--profile <name>`, or write its profile or role \
             below `accounts` in the front matter, or correct section 6."
                .to_owned()
        }
        Reason::RegionDisabled => {
            "Enable the region for the account (`aws account enable-region --region-name <region>`), or correct the \
             region in section 6."
                .to_owned()
        }
        Reason::TimedOut => "Run it again with a longer `--timeout`, for example `--timeout 10m`.".to_owned(),
        Reason::Interrupted => "Run it again to the end.".to_owned(),
        Reason::Unreachable => {
            "Check the network, the proxy (`HTTPS_PROXY`) and `AWS_ENDPOINT_URL`, and that the service exists in the region."
                .to_owned()
        }
        Reason::Malformed => {
            "Check what answers: a proxy, a captive portal or an emulator in `AWS_ENDPOINT_URL`.".to_owned()
        }
        Reason::Failed => format!("Try `{actions}` with the AWS CLI to see the whole message."),
    }
}

/// What machines learn about a fact that is missed.
pub fn missed_evidence(source: Source, missed: &Missed) -> Evidence {
    let info = source.info();
    Evidence::from([
        ("source", json!(info.id)),
        ("action", json!(if missed.role().is_some() { Some(&"sts:AssumeRole") } else { info.actions.first() })),
        ("reason", json!(missed.reason)),
        ("detail", json!(missed.detail)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_role_is_what_has_to_be_mended() {
        let refused = |reason, said: &str| {
            let detail = format!("{}arn:aws:iam::444455556666:role/iem{said}", Missed::ROLE);
            let missed = Missed { reason, detail };
            let first = missed_fix(Source::Groups, &missed).split(" to ").next().map(str::to_owned);
            (missed_summary(Source::Groups, &missed), first.unwrap_or_default())
        };
        let on = "sts:AssumeRole on arn:aws:iam::444455556666:role/iem";
        for (reason, said, cause) in [
            (Reason::Denied, ": AccessDenied: no", "was denied (AccessDenied: no)"),
            (Reason::Denied, "", "was denied"),
            (Reason::Failed, ": ValidationError: no", "failed (ValidationError: no)"),
        ] {
            let summary = format!("could not read Auto Scaling groups: {on} {cause}");
            let fix = "Allow `sts:AssumeRole` on `arn:aws:iam::444455556666:role/iem`".to_owned();
            assert_eq!(refused(reason, said), (summary, fix));
        }
    }

    /// Someone who has keys looks in vain for keys that are missing.
    #[test]
    fn credentials_that_are_refused_were_found() {
        let missed = |reason, detail: &str| Missed { reason, detail: detail.to_owned() };
        let unknown = missed(Reason::RefusedCredentials, "InvalidClientTokenId: AWS does not know the access key");
        let clock = missed(Reason::WrongClock, "SignatureDoesNotMatch");
        for (missed, summary, fix) in [
            (
                unknown,
                "could not read Auto Scaling groups: AWS does not accept the credentials that were found \
                 (InvalidClientTokenId: AWS does not know the access key)",
                "aws sts get-caller-identity",
            ),
            (
                clock,
                "could not read Auto Scaling groups: the clock of this machine is too far from that of AWS \
                 (SignatureDoesNotMatch)",
                "date -u",
            ),
        ] {
            assert_eq!(missed_summary(Source::Groups, &missed), summary);
            assert!(missed_fix(Source::Groups, &missed).contains(fix));
        }
    }

    #[test]
    fn names_in_commands_are_one_word_and_cannot_end_the_command() {
        let filled = |id: &str| {
            let subject = Subject { kind: "asg", id: id.to_owned(), ..Subject::default() };
            fill_in("Look at {resource}: `aws x --name {resource} --size {size}`.", &subject, &Evidence::default())
        };
        for (id, expected) in [
            ("web-1", "Look at web-1: `aws x --name web-1 --size <size>`."),
            ("my group", "Look at my group: `aws x --name 'my group' --size <size>`."),
            ("a'; rm -rf /", "Look at a'; rm -rf /: `aws x --name 'a'\\''; rm -rf /' --size <size>`."),
            ("a` `aws evil --now", "Look at a' 'aws evil --now: `aws x --name <resource> --size <size>`."),
        ] {
            assert_eq!(filled(id), expected);
        }
    }
}
