//! Which accounts answered, and why the others did not.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde_json::Value;

use crate::snapshot::{AccountSnapshot, Fact, Missed, Reason, Snapshot};
use crate::source::{Scope, Source};

/// The accounts that were to be asked, by whether they answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Accounts that told at least one fact about themselves.
    pub answered: BTreeSet<String>,
    /// Accounts that told none.
    pub silent: BTreeMap<String, Silence>,
}

/// Why an account told nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// What kept the first fact from us.
    pub missed: Missed,
    /// Whether the credentials are those of the account, so that it is not they that keep it silent.
    pub signed_in: bool,
}

impl Answers {
    /// Whether accounts were to be asked, and none answered.
    pub fn are_missing(&self) -> bool {
        self.answered.is_empty() && !self.silent.is_empty()
    }
}

impl Snapshot {
    /// Which of some accounts answered. Whose credentials they are is no answer yet: a workload cannot be judged
    /// by it. The credentials of another account are none either.
    pub fn answers<'a>(&self, accounts: impl IntoIterator<Item = &'a str>) -> Answers {
        let mut answers = Answers::default();
        for account in accounts {
            match self.account(account).silence() {
                None => drop(answers.answered.insert(account.to_owned())),
                Some(silence) => drop(answers.silent.insert(account.to_owned(), silence)),
            }
        }
        answers
    }
}

impl AccountSnapshot {
    /// Why the account told nothing; `None` where it told something.
    fn silence(&self) -> Option<Silence> {
        let signed_in = match &self.sts.identity {
            Fact::Seen(_) => true,
            Fact::Missed(missed) if missed.reason == Reason::NotAsked => false,
            Fact::Missed(missed) => return Some(Silence { missed: missed.clone(), signed_in: false }),
        };
        let Self { sts: _, support, health, cloudfront, acm, route53, shield, regions } = self;
        let facts = (support, health, cloudfront, acm, route53, shield, regions);
        let mut look = Look::default();
        // The writer ends the walk at the first answer: a large snapshot is not walked through.
        let _ = serde_json::to_writer(&mut look, &facts);
        if look.found {
            return None;
        }
        let own = serde_json::to_value(self).unwrap_or_default();
        if has_root(&own) {
            return None;
        }
        let missed = first_missed(&own);
        Some(Silence { missed: missed.unwrap_or_else(Missed::not_asked), signed_in })
    }
}

/// Whether something was seen that comes from nothing else: where the answer is missing that tells what to ask for,
/// nobody is asked, and what there is of it is an empty list.
fn has_root(account: &Value) -> bool {
    let roots = Source::ALL.iter().map(|source| source.info()).filter(|info| info.after.is_empty());
    let mut roots = roots.filter(|info| info.id != Source::Identity.info().id);
    let regions = account.get("regions").and_then(Value::as_object);
    let is_seen = |place: &Value, id: &str| {
        let fact = id.split('/').try_fold(place, |value, key| value.get(key));
        fact.is_some_and(|fact| fact.get("seen").is_some())
    };
    roots.any(|info| match info.scope {
        Scope::Account => is_seen(account, info.id),
        Scope::Region => regions.is_some_and(|all| all.values().any(|region| is_seen(region, info.id))),
    })
}

/// The first reason but that nobody asked.
fn first_missed(facts: &Value) -> Option<Missed> {
    match facts {
        Value::Object(object) => {
            let missed = object.get("missed").and_then(|missed| serde_json::from_value::<Missed>(missed.clone()).ok());
            missed.filter(|missed| missed.reason != Reason::NotAsked).or_else(|| object.values().find_map(first_missed))
        }
        Value::Array(items) => items.iter().find_map(first_missed),
        _ => None,
    }
}

/// Looks for a fact that was seen, and is not empty, in what is written to it. In a text the quotes would be escaped.
#[derive(Default)]
struct Look {
    tail: Vec<u8>,
    found: bool,
}

const SEEN: &[u8] = br#"{"seen":"#;

impl io::Write for Look {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tail.extend_from_slice(bytes);
        let is_fact = |window: &[u8]| window.starts_with(SEEN) && !window.ends_with(b"{}") && !window.ends_with(b"[]");
        if self.tail.windows(SEEN.len() + 2).any(is_fact) {
            self.found = true;
            return Err(io::Error::other("found"));
        }
        let read = self.tail.len().saturating_sub(SEEN.len() + 1);
        self.tail.drain(..read);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::rule::fix::{silence_cause, silence_fix};

    #[test]
    fn an_account_answers_when_it_tells_a_fact() {
        let identity = json!({"identity": {"seen": {"account": "1", "arn": "a"}}});
        let missed = |reason: &str| json!({"missed": {"reason": reason, "detail": "said"}});
        let groups = |groups: Value| json!({"us-east-1": {"autoscaling": {"groups": groups}}});
        let rows = [
            ("nobody asked", json!({})),
            ("facts without an identity", json!({"regions": groups(json!({"seen": {}}))})),
            ("an identity alone", json!({"sts": identity})),
            ("an identity and a fact", json!({"sts": identity, "regions": groups(json!({"seen": {}}))})),
            ("everything denied", json!({"sts": identity, "regions": groups(missed("denied"))})),
            (
                "no credentials",
                json!({"sts": {"identity": missed("no-credentials")}, "regions": groups(missed("no-credentials"))}),
            ),
            ("expired", json!({"sts": {"identity": missed("expired-credentials")}})),
            (
                "another account",
                json!({"sts": {"identity": missed("wrong-account")}, "regions": groups(missed("wrong-account"))}),
            ),
            (
                "a name that says it",
                json!({"sts": identity, "regions": groups(json!({"missed": {"reason": "failed", "detail": "{\"seen\":1}"}}))}),
            ),
        ];
        let told: Vec<String> = rows
            .into_iter()
            .map(|(row, account)| {
                let account: AccountSnapshot = serde_json::from_value(account).unwrap();
                match account.silence() {
                    None => format!("{row}: answers"),
                    Some(silence) => format!("{row}: {}\n    {}", silence_cause(&silence), silence_fix(&silence)),
                }
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
