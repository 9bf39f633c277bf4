//! The one thing to do next.

use crate::{
    rule::Light,
    scorecard::{Scorecard, gray_causes, labels},
};

impl Scorecard {
    /// What to do next, as one sentence without a period: the worst finding that is due first,
    /// else what keeps the rest from being judged.
    pub fn next_step(&self) -> String {
        let mut open = self.open();
        if let Some(finding) = open.find(|finding| finding.light != Light::Gray) {
            let due = match &finding.due {
                Some(due) if finding.overdue => format!(", overdue since {due}"),
                Some(due) => format!(" by {due}"),
                None => String::new(),
            };
            return format!(
                "close {rule} on {kind} {id}{due}; `iem explain {rule}` says why",
                rule = finding.rule,
                kind = finding.resource.kind,
                id = finding.resource.id,
            );
        }
        if let Some(cause) = gray_causes(self).first() {
            return format!("make it possible to judge the rest: {}", cause.summary);
        }
        if self.findings.is_empty() {
            return "list the resources of the event in section 6 of the workbook".to_owned();
        }
        if let Some(area) = self.areas.iter().find(|area| area.light == Light::Gray) {
            let area = labels::area(area.id);
            return format!("list in section 6 what the event stands on: of {area}, nothing that AWS tells was judged");
        }
        "nothing is open; check again every night until the event".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        rule::Light::{self, Gray, Green, Red, Yellow},
        scorecard::testing,
    };

    #[test]
    fn the_worst_first_and_gray_only_when_nothing_is_worse() {
        let table: [(&[Light], &str); 5] = [
            (&[Red, Yellow], "close red-rule on asg web, overdue since 2026-11-20; `iem explain red-rule` says why"),
            (
                &[Yellow, Gray],
                "close yellow-rule on asg web, overdue since 2026-11-20; `iem explain yellow-rule` says why",
            ),
            (&[Gray, Green], "make it possible to judge the rest: gray summary"),
            (&[Green], "nothing is open; check again every night until the event"),
            (&[], "list the resources of the event in section 6 of the workbook"),
        ];
        for (lights, expected) in table {
            assert_eq!(testing::with_lights(lights).next_step(), expected);
        }
    }
}
