//! `iem explain`: what a rule means.

use iem_core::{render::explain, rules};

use crate::{args::ExplainArgs, error::Error, output};

/// Least similarity at which a rule is worth proposing, from 0 to 1.
const SIMILAR: f64 = 0.8;

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Error> {
    let rules = rules::all();
    let Some(id) = &args.rule else {
        return output::write(None, &explain::list(&rules));
    };
    match rules.iter().find(|rule| rule.id == id) {
        Some(rule) => output::write(None, &explain::rule(rule)),
        None => {
            let nearest = nearest(id, rules.iter().map(|rule| rule.id));
            Err(Error::UnknownRule { id: id.clone(), nearest })
        }
    }
}

fn nearest(id: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    known
        .map(|rule| (strsim::jaro_winkler(id, rule), rule))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_a_similar_rule_is_proposed() {
        let known = ["asg-exists", "asg-max-covers-peak", "ec2-running"];
        for (typed, expected) in [
            ("asg-max-cover-peak", Some("asg-max-covers-peak")),
            ("asg_exists", Some("asg-exists")),
            ("EC2-running", Some("ec2-running")),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(super::nearest(typed, known.into_iter()), expected, "{typed}");
        }
    }
}
