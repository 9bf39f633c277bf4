//! Whatever the text: no panic, and every span lies in it.

use iem_core::workbook::{TEMPLATE, parse};
use proptest::prelude::*;

const FILLED: &str = include_str!("../../fixtures/workbooks/filled.md");
const SEED: &str = include_str!("../../fixtures/workbooks/seed-template.md");

fn check(text: &str) {
    let workbook = parse(text);
    let lines = text.matches('\n').count() + 1;
    let mut last = (1, 1);
    for problem in &workbook.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        assert!(problem.line <= lines);
        assert!((problem.line, problem.column) >= last, "{problem:?} comes after {last:?}");
        last = (problem.line, problem.column);
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
    }
    for region in &workbook.regions {
        assert!(text.get(region.inside.clone()).is_some());
        assert!(text[region.whole.clone()].starts_with("<!--"));
        assert!(text[region.whole.clone()].ends_with("-->"));
    }
}

/// Pieces that workbooks are made of, in no sensible order.
fn pieces() -> impl Strategy<Value = String> {
    let lines: Vec<&str> = FILLED.lines().chain(SEED.lines()).collect();
    let odd = [
        "```",
        "---",
        "<!-- iem:scorecard -->",
        "<!-- /iem:scorecard -->",
        "<!--",
        "-->",
        "|",
        "|---|---|",
        "| a | b",
        "- [x] ",
        "  - x: ",
        "\t- y",
        "> - Start: ",
        "&amp;",
        "&ngE;",
        "`a`",
        "- Password:",
        "é́🙂",
        "https://u:p@h/?token=x",
        "<br>",
        "AKIAIOSFODNN7EXAMPLE",
        "=======",
        "<<<<<<< ours",
        "\u{feff}",
        "\r",
        "## Section 7: x",
        "## Section 2: x",
        "## Section 5: x",
        "## Section 6: x",
        "9,9,9%x−",
        "(((",
        "?",
        ":",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(lines).prop_map(str::to_owned),
        2 => proptest::sample::select(odd.to_vec()).prop_map(str::to_owned),
        1 => ".{0,12}",
    ];
    let glue = proptest::sample::select(vec!["\n", "\n", "\n\n", " ", ""]);
    proptest::collection::vec((piece, glue), 0..40)
        .prop_map(|parts| parts.into_iter().map(|(piece, glue)| piece + glue).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_mix_of_workbook_lines_is_read(text in pieces()) {
        check(&text);
        check(&text.replace('\n', "\r\n"));
    }

    #[test]
    fn any_date_and_any_growth_is_read(text in "[0-9A-Za-z:+/,.%×− ()-]{0,40}") {
        let dates = format!("## Section 2: x\n- Start: {text}\n- End: {text} 2026 GMT+8\n");
        check(&dates);
        check(&format!("## Section 7: x\n- Growth: {text}\n- Peak: {text} rps\n- LCUs: {text}\n"));
    }

    #[test]
    fn a_cut_workbook_is_read(at in 0..FILLED.len(), length in 0..400_usize) {
        let start = FILLED.floor_char_boundary(at);
        let end = FILLED.floor_char_boundary(at + length);
        check(&format!("{}{}", &FILLED[..start], &FILLED[end..]));
        check(&TEMPLATE[TEMPLATE.floor_char_boundary(at.min(TEMPLATE.len()))..]);
    }
}

#[test]
fn long_workbooks_are_read_in_time() {
    // Each would take minutes if any step looked back at what it has read.
    for unit in [
        "- Instance ID's: i-0a1b2c3d4e5f60001, x y\n",
        "| a |\n",
        "<!-- iem:x -->\n",
        "<!--",
        "- [x] Step 3\n",
        "#",
        "> ",
        "- ",
        "(",
        "9x ",
        "- What now? \n",
        "- Password: x\n",
        "| Start | 2026-12-12 |\n",
        "- AWS Regions: xx-east-1\n",
        "- 09:14 (high): x; detected 09:16\n",
        "detected 9:16 ",
        "(sev 1 ",
    ] {
        let mut text = String::new();
        for section in [2, 5, 6, 7, 8, 12, 16, 18] {
            text += &format!("## Section {section}: x\n| a | b |\n|---|---|\n{}\n\n", unit.repeat(40_000 / unit.len()));
        }
        check(&text);
    }
}
