//! The regions of the workbook that say what AWS and the rules know, in the workbook's order.

use super::{
    Plan, checklist, limits, load_tests, prewarming, recommendations, scope, timeline, topology, trusted_advisor,
};
use crate::event::Section;

/// Every region: its name in the markers, the section that it stands in, and its Markdown,
/// without markers and without the section's heading.
pub fn sections(plan: &Plan<'_>) -> Vec<(&'static str, Section, String)> {
    vec![
        ("scope", Section::Number(6), scope::markdown(plan)),
        ("prewarming", Section::Number(7), prewarming::markdown(plan)),
        ("timeline", Section::Number(8), timeline::markdown(plan)),
        ("topology", Section::Number(9), topology::markdown(plan)),
        ("trusted-advisor", Section::Number(10), trusted_advisor::markdown(plan)),
        ("limits", Section::Number(11), limits::markdown(plan)),
        ("checklist", Section::Number(12), checklist::markdown(plan)),
        ("load-tests", Section::Number(13), load_tests::markdown(plan)),
        ("recommendations", Section::Number(17), recommendations::markdown(plan)),
    ]
}
