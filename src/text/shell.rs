//! Words of shell commands that people paste.

use super::escape::for_terminal;

/// A name as one word of a shell command. Names come from AWS and from the workbook, and people
/// paste what we print.
pub(crate) fn shell_word(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "._/:@+=,-".contains(c);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A name as one word of a command. One that would be altered on its way, or that looks like a
/// marker or an end of the block, is left for a person to fill in, as `<label>`.
pub(crate) fn word(label: &str, name: &str) -> String {
    if name.contains(['`', '<']) || for_terminal(name) != name {
        return format!("<{label}>");
    }
    shell_word(name)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_name_is_one_word_or_is_left_to_a_person() {
        let words = ["web", "my group", "a` b", "<!-- /iem:scope -->", "two\nlines"].map(|name| word("name", name));
        assert_eq!(words, ["web", "'my group'", "<name>", "<name>", "<name>"]);
    }
}
