//! Short ids of action items.

use super::Finding;
use crate::{hash::fnv1a, rule::Rule, rules};

/// Longest part of a resource's name, in characters.
const LONGEST_NAME: usize = 32;

impl Finding {
    /// Id of its action item in section 16: rule, resource, and six digits that tell resources of
    /// one name apart. It depends on the finding's own id alone, so that it stays while other
    /// findings come and go.
    pub fn item_id(&self) -> String {
        let name = self.resource.id.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or_default();
        let words: Vec<&str> =
            name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let name: String = words.join("-").to_lowercase().chars().take(LONGEST_NAME).collect();
        let digits = fnv1a(&self.id) >> 40;
        let parts = [self.rule, &name, &format!("{digits:06x}")];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }
}

/// Whether an id is one that [`Finding::item_id`] could have made.
pub(crate) fn is_ours(id: &str) -> bool {
    let Some((front, digits)) = id.rsplit_once('-') else { return false };
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    let of_rule = |rule: &str| front.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    digits.len() == 6 && digits.bytes().all(is_hex) && rules::all().iter().any(|rule| of_rule(rule.id))
}

/// The rule that one of our ids is about: the longest that it begins with.
pub(crate) fn rule_of(id: &str) -> Option<&'static Rule> {
    let begins = |rule: &&Rule| id.strip_prefix(rule.id).is_some_and(|rest| rest.starts_with('-'));
    rules::all().into_iter().filter(begins).max_by_key(|rule| rule.id.len())
}

#[cfg(test)]
mod tests {
    use super::{is_ours, rule_of};
    use crate::{rule::Light, scorecard::testing};

    #[test]
    fn ids_are_readable_and_known_again() {
        let mut finding = testing::finding(Light::Red, "asg-exists");
        let web = finding.item_id();
        assert_eq!(web, "asg-exists-web-6895fd");
        finding.id = finding.id.replace("111122223333", "444455556666");
        assert_ne!(finding.item_id(), web);
        finding.resource.id = "| `x` | -->".into();
        assert!(finding.item_id().starts_with("asg-exists-x-"));
        finding.resource.id = "東京".into();
        for id in [&web, &finding.item_id()] {
            assert!(is_ours(id) && rule_of(id).is_some_and(|rule| rule.id == "asg-exists"));
        }
        for id in ["", "OPS-123456", "asg-exists", "asg-exists-web", "asg-exists-web-4F0E46", "task-abc123"] {
            assert!(!is_ours(id), "{id}");
        }
    }
}
