//! What the team answered in section 12, beside what AWS answered.

use serde_json::json;

use crate::rule::{Area, Evidence, Example, Rule, Subject, Topic};

/// Rules about the answers of section 12.
pub const RULES: &[&Rule] = &[&AGREE];

const AGREE: Rule = Rule {
    id: "wb-answers-agree",
    area: Area::Operations,
    topics: &[Topic::Completeness],
    title: "the answers of section 12 agree with what AWS says",
    why: "People decide by the workbook. An answer that AWS contradicts is a risk that nobody knows that they take.",
    fix: "Correct the answer to \"{question}\" in section 12, or what it speaks of: `iem plan` shows the answer that follows \
          from the findings beside it.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/wellarchitected/latest/operational-readiness-reviews/wa-operational-readiness-reviews.html",
    ],
    lead_days: 7,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook(
        "- Is there a single point of failure? No, every tier runs in two zones.",
        "- Is there a single point of failure? No, every tier runs in two zones.\n- Is there a CDN being utilized for this event? No.",
    ),
    check: |cx| {
        for answer in cx.answers() {
            let subject = Subject::workbook("section-12").listed_on(answer.line);
            let evidence = Evidence::from([("line", json!(answer.line)), ("question", json!(answer.question))]);
            cx.push_part(answer.light, Area::Operations, &subject, &answer.question, &answer.words, evidence);
            cx.mended_by(answer.mended_by.as_deref());
        }
    },
};
