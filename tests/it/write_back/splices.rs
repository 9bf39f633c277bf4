//! Bytes outside of the regions stay, whatever the workbook looks like.

use iem_core::{
    event::Section,
    workbook::{
        parse,
        write_back::{Done, Refusal, RegionText, WrittenBack, write_back},
    },
};
use proptest::prelude::*;

use super::outside;

fn region(name: &'static str, section: u8, markdown: &str) -> RegionText {
    RegionText { name, section: Section::Number(section), markdown: markdown.to_owned() }
}

fn write(text: &str, markdown: &str) -> Result<WrittenBack, Refusal> {
    write_back(text, &[region("readiness", 15, markdown)])
}

#[test]
fn regions_are_made_at_the_end_of_their_section() {
    for (text, expected) in [
        ("## Section 15: x\n", "## Section 15: x\n\n<!-- iem:readiness -->\nA\n<!-- /iem:readiness -->\n"),
        ("## Section 15: x", "## Section 15: x\n\n<!-- iem:readiness -->\nA\n<!-- /iem:readiness -->"),
        (
            "## Section 15: x\ntext\n## Section 16: y\n",
            "## Section 15: x\ntext\n\n<!-- iem:readiness -->\nA\n<!-- /iem:readiness -->\n\n## Section 16: y\n",
        ),
        (
            "\u{feff}## Section 15: x\r\n\r\n- a\r\n\r\n\r\n# Else\r\n",
            "\u{feff}## Section 15: x\r\n\r\n- a\r\n\r\n\r\n<!-- iem:readiness -->\r\nA\r\n<!-- /iem:readiness -->\r\n\r\n# Else\r\n",
        ),
        (
            "Section 15: x\n---\na\n\nSection 16\n---\n",
            "Section 15: x\n---\na\n\n<!-- iem:readiness -->\nA\n<!-- /iem:readiness -->\n\nSection 16\n---\n",
        ),
        (
            "## Section 15: x\n### Part\nb\n## Section 16: y\n## Section 15: again\nc\n",
            "## Section 15: x\n### Part\nb\n\n<!-- iem:readiness -->\nA\n<!-- /iem:readiness -->\n\n## Section 16: y\n## Section 15: again\nc\n",
        ),
        ("## Section 14: x\n", "## Section 14: x\n"),
        ("", ""),
    ] {
        let once = write(text, "A\n").unwrap();
        assert_eq!(once.text, expected);
        let is_missing = once.regions[0].done == Done::NoSection;
        assert_eq!(is_missing, !text.contains("Section 15"));
        assert_eq!(write(&once.text, "A").unwrap().text, expected);
    }
}

#[test]
fn what_is_between_markers_is_replaced_wherever_they_are() {
    for (text, expected) in [
        (
            "x <!-- iem:readiness -->old<!-- /iem:readiness --> y",
            "x <!-- iem:readiness -->\nA\n\nB\n<!-- /iem:readiness --> y",
        ),
        ("<!--iem:readiness-->\n<!--/iem:readiness-->", "<!--iem:readiness-->\nA\n\nB\n<!--/iem:readiness-->"),
        (
            "- a\n\n  <!-- iem:readiness -->\n  <!-- /iem:readiness -->\n- b\n",
            "- a\n\n  <!-- iem:readiness -->\n  A\n\n  B\n  <!-- /iem:readiness -->\n- b\n",
        ),
        (
            "a\r\n\t\r\n <!-- iem:readiness -->x\r\ny\r\n   <!-- /iem:readiness -->\r\n",
            "a\r\n\t\r\n <!-- iem:readiness -->\r\n A\r\n\r\n B\r\n   <!-- /iem:readiness -->\r\n",
        ),
    ] {
        let once = write(text, "A\n\nB").unwrap();
        assert_eq!((once.text.as_str(), once.regions[0].done), (expected, Done::Updated));
        let twice = write(&once.text, "A\n\nB").unwrap();
        assert_eq!((twice.text.as_str(), twice.regions[0].done), (expected, Done::Unchanged));
    }
}

#[test]
fn a_body_cannot_end_or_open_a_region() {
    for hostile in ["<!-- /iem:readiness -->", "<!--/ iem:other -->", "<!-- open", "a <!-- <!-- iem:x --> -->"] {
        let text = write("## Section 15: x\n", hostile).unwrap().text;
        assert_eq!(parse(&text).regions.len(), 1, "{text}");
        assert_eq!(write(&text, hostile).unwrap().text, text);
    }
}

#[test]
fn broken_workbooks_are_refused_by_line() {
    let mut told = String::new();
    for text in [
        "## Section 15: x\n<!-- iem:readiness -->\n",
        "a\n<!-- /iem:readiness -->\n",
        "<!-- iem:a -->\n<!-- iem:b -->\n<!-- /iem:b -->\n<!-- /iem:a -->\n",
        "<!-- iem:a -->\n<!-- /iem:a -->\n\n<!-- iem:a -->\n<!-- /iem:a -->\n",
        "a\n\n<!-- never closed\n",
        "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
        "<!-- iem:readiness -->\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n<!-- /iem:readiness -->\n",
        "## Section 15: x\n```\nnever closed\n",
    ] {
        told.push_str(&format!("{}\n", write(text, "A").unwrap_err().reasons().join("; ")));
    }
    insta::assert_snapshot!(told);
}

/// Lines of which workbooks are made, in no sensible order.
fn workbook() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(vec![
        "## Section 15: a",
        "# Section 16",
        "Section 16: b\n---",
        "## Other",
        "### Sub",
        "- item",
        "  - deeper",
        "    code",
        "| a | b |",
        "|---|---|",
        "| c | d |",
        "",
        "",
        "text",
        "> ## Section 15: q",
        "> quote",
        "```",
        "<div>",
        "</div>",
        "<!-- iem:readiness -->",
        "<!-- /iem:readiness -->",
        "  <!-- iem:history -->x",
        "<!-- /iem:history -->",
        "## Section 2: c",
        "- Start: Dec 12, 2026 09:00 AM GMT +8",
        "é🙂",
        "1. one",
        "[a]: b",
        "<!-- note -->",
        "   ",
        "\t",
    ]);
    let newline = proptest::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(line, 0..24), newline, any::<bool>(), any::<bool>()).prop_map(
        |(lines, newline, bom, last)| {
            let text = lines.join("\n").replace('\n', newline);
            format!("{}{text}{}", if bom { "\u{feff}" } else { "" }, if last { newline } else { "" })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_outside_stay_and_twice_is_once(text in workbook(), body in "[a|\n`<>*# -]{0,24}") {
        let contents = [region("readiness", 15, &body), region("history", 16, "| x |\n|---|\n| y |"), region("more", 16, "m")];
        let Ok(once) = write_back(&text, &contents) else { return Ok(()) };
        let names: Vec<&str> = once.regions.iter().filter(|r| r.done == Done::Created).map(|r| r.name).collect();
        // What was created goes again, with its blank lines: then the old text is left.
        let mut left = once.text.clone();
        for region in parse(&once.text).regions.iter().rev().filter(|region| names.contains(&region.name.as_str())) {
            left.replace_range(region.whole.clone(), "");
        }
        let (left, kept) = (outside(&left), outside(&text));
        if names.is_empty() {
            prop_assert_eq!(&left, &kept);
        }
        prop_assert_eq!(left.replace(['\r', '\n'], ""), kept.replace(['\r', '\n'], ""));
        prop_assert!(is_within(&kept, &left));
        prop_assert_eq!(&write_back(&once.text, &contents).unwrap().text, &once.text);
    }
}

/// Whether `short` is `long` with something left out.
fn is_within(short: &str, long: &str) -> bool {
    let mut long = long.chars();
    short.chars().all(|c| long.any(|other| other == c))
}
