//! Why something could not be judged: one denied action often hides a hundred facts.

use crate::{
    rule::Light,
    scorecard::{Finding, Scorecard},
};

/// Open gray findings that have one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct GrayCause<'a> {
    /// The sentence that all of them give.
    pub summary: &'a str,
    /// What to do about it, where all of them say the same.
    pub fix: Option<&'a str>,
    /// Rules that it kept from judging, each once, in the scorecard's order.
    pub rules: Vec<&'static str>,
    /// The findings, in the scorecard's order. Never empty.
    pub findings: Vec<&'a Finding>,
}

/// Groups the open gray findings by their sentence, in the order of the scorecard.
pub fn gray_causes(scorecard: &Scorecard) -> Vec<GrayCause<'_>> {
    let mut causes: Vec<GrayCause<'_>> = Vec::new();
    for finding in scorecard.open().filter(|finding| finding.light == Light::Gray) {
        let known = causes.iter().position(|cause| cause.summary == finding.summary);
        let Some(at) = known else {
            causes.push(GrayCause {
                summary: &finding.summary,
                fix: (!finding.fix.is_empty()).then_some(finding.fix.as_str()),
                rules: vec![finding.rule],
                findings: vec![finding],
            });
            continue;
        };
        let cause = &mut causes[at];
        cause.fix = cause.fix.filter(|fix| *fix == finding.fix);
        if !cause.rules.contains(&finding.rule) {
            cause.rules.push(finding.rule);
        }
        cause.findings.push(finding);
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::gray_causes;
    use crate::{rule::Light::Gray, scorecard::testing};

    #[test]
    fn findings_with_one_sentence_are_one_cause() {
        let mut scorecard = testing::with_lights(&[Gray, Gray, Gray, Gray]);
        for (at, (rule, summary, fix)) in [
            ("asg-exists", "denied", "grant it"),
            ("asg-multi-az", "denied", "grant it"),
            ("ec2-running", "throttled", "try again"),
            ("asg-exists", "denied", "grant it"),
        ]
        .into_iter()
        .enumerate()
        {
            let finding = &mut scorecard.findings[at];
            (finding.rule, finding.summary, finding.fix) = (rule, summary.into(), fix.into());
        }
        let causes: Vec<_> = gray_causes(&scorecard)
            .into_iter()
            .map(|cause| (cause.summary, cause.fix, cause.rules, cause.findings.len()))
            .collect();
        assert_eq!(
            causes,
            [
                ("denied", Some("grant it"), vec!["asg-exists", "asg-multi-az"], 3),
                ("throttled", Some("try again"), vec!["ec2-running"], 1),
            ]
        );
    }

    #[test]
    fn a_fix_that_differs_is_not_given_for_all() {
        let mut scorecard = testing::with_lights(&[Gray, Gray]);
        scorecard.findings[1].fix = "something else".into();
        assert_eq!(gray_causes(&scorecard)[0].fix, None);
    }
}
