//! The name that somebody may have meant.

/// How many candidates are compared with a name: all of so many, else those that stand next to it.
const COMPARED: usize = 48;

/// The candidate that is written most like `written`, if one is like it at all: at most every
/// third letter differs.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<_> = candidates.into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect();
    most_alike(&folded(written), candidates.iter())
}

/// What a summary says of the nearest name.
pub fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(": the nearest name is {name}")).unwrap_or_default()
}

/// Many names that many wrong ones may have been meant to be.
#[derive(Debug)]
pub struct Candidates<'a> {
    /// In the order of the letters, with the name as it is.
    forwards: Vec<(String, &'a str)>,
    /// In the order of the letters from the end, where there are too many to compare them all.
    backwards: Vec<(String, &'a str)>,
}

impl<'a> Candidates<'a> {
    /// Sorts the names.
    pub fn new(names: Vec<&'a str>) -> Self {
        let is_many = names.len() > COMPARED;
        let mut forwards: Vec<_> = names.into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect();
        forwards.sort_unstable();
        let mut backwards = if is_many { forwards.clone() } else { Vec::new() };
        backwards.sort_by(|(one, _), (other, _)| one.chars().rev().cmp(other.chars().rev()));
        Self { forwards, backwards }
    }

    /// The same as [`nearest`]; of many names those alone are compared that begin or end most like it. What is mistyped
    /// has the one or the other right.
    pub fn nearest(&self, written: &str) -> Option<&'a str> {
        let written = folded(written);
        if self.backwards.is_empty() {
            return most_alike(&written, self.forwards.iter());
        }
        let around = |all: &'_ [(String, &'a str)], at: usize| {
            at.saturating_sub(COMPARED / 4)..at.saturating_add(COMPARED / 4).min(all.len())
        };
        let at = self.forwards.partition_point(|(name, _)| *name < written);
        let begin = self.forwards.get(around(&self.forwards, at)).into_iter().flatten();
        let at = self.backwards.partition_point(|(name, _)| name.chars().rev().lt(written.chars().rev()));
        let end = self.backwards.get(around(&self.backwards, at)).into_iter().flatten();
        most_alike(&written, begin.chain(end))
    }
}

fn folded(written: &str) -> String {
    written.trim().trim_end_matches('.').to_ascii_lowercase()
}

fn most_alike<'c, 'a: 'c>(written: &str, all: impl Iterator<Item = &'c (String, &'a str)>) -> Option<&'a str> {
    let limit = written.chars().count() / 3;
    // A name that is longer or shorter by more than the limit is not alike; in bytes it differs by at least as much.
    let is_far = |name: &str| name.is_ascii() && written.is_ascii() && name.len().abs_diff(written.len()) > limit;
    let alike = all.filter(|(folded, _)| !is_far(folded));
    let measured = alike.map(|(folded, name)| (strsim::damerau_levenshtein(written, folded), *name));
    measured.filter(|(distance, _)| *distance <= limit).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_match_is_alike() {
        let names = ["shop.example.com", "shop.example.net", "E2EXAMPLE1ABCD"];
        // So many others change nothing.
        let others: Vec<String> = (0..3 * COMPARED).map(|number| format!("other-{number:03}.example.org")).collect();
        let many: Vec<&str> = names.into_iter().chain(others.iter().map(String::as_str)).collect();
        let (few, many) = (Candidates::new(names.to_vec()), Candidates::new(many));
        for (written, expected) in [
            ("shpo.example.com", Some("shop.example.com")),
            ("hop.example.com", Some("shop.example.com")),
            ("shop.example.co", Some("shop.example.com")),
            ("E2EXAMPLE1ABDC", Some("E2EXAMPLE1ABCD")),
            ("e2example1abcd", Some("E2EXAMPLE1ABCD")),
            ("orders", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, names), expected, "{written}");
            assert_eq!(few.nearest(written), expected, "{written}");
            assert_eq!(many.nearest(written), expected, "{written}, of many");
        }
    }
}
