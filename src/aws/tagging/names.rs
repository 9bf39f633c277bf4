//! Tags as people write them.

/// Key of a tag and its value, where it has one, from `key=value`; `None` where the key is missing
/// or longer than AWS allows ("Tag naming and usage conventions").
pub fn tag(written: &str) -> Option<(&str, Option<&str>)> {
    let (key, value) = match written.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (written, None),
    };
    let fits = |text: &str, longest| text.chars().count() <= longest;
    (!key.is_empty() && fits(key, 128) && value.is_none_or(|value| fits(value, 256))).then_some((key, value))
}
