//! People and the tool write in turns, and neither loses a word.

use std::collections::BTreeMap;

use iem_core::{example, rule::Light, scorecard::Scorecard};
use proptest::prelude::*;

use super::{day, inside, outside, run};

#[derive(Debug, Clone)]
enum Turn {
    /// The tool runs some days later; every so many findings are ready, or gone.
    Run { days: i64, ready: usize, gone: usize },
    /// Somebody writes a line outside of every region.
    Line { at: usize },
    /// Somebody fills in an owner or a remark.
    Cell { row: usize, column: usize, words: String },
    /// An editor lines the table up.
    Align,
    /// Somebody adds a row.
    Row,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        3 => (0i64..3, 2usize..9, 2usize..9).prop_map(|(days, ready, gone)| Turn::Run { days, ready, gone }),
        2 => any::<usize>().prop_map(|at| Turn::Line { at }),
        3 => (any::<usize>(), prop::sample::select(vec![7, 10]), r"[a-z*_`é<>&\[\]]{0,8}")
            .prop_map(|(row, column, words)| Turn::Cell { row, column, words }),
        1 => Just(Turn::Align),
        1 => Just(Turn::Row),
    ]
}

fn twist(scorecard: &mut Scorecard, ready: usize, gone: usize) {
    for finding in scorecard.findings.iter_mut().step_by(ready) {
        finding.light = Light::Green;
    }
    let mut at = 0;
    scorecard.findings.retain(|_| {
        at += 1;
        at % gone != 0
    });
}

/// Replaces what stands in the region of action items.
fn edit(text: &str, change: impl Fn(&str) -> String) -> String {
    let known = inside(text, "action-items");
    text.replace(known, &change(known))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_loses_a_word(turns in prop::collection::vec(turn(), 1..10)) {
        let mut text = run(example::WORKBOOK, day(0), |_| {}).0.text;
        let mut today = 0;
        let mut cells: BTreeMap<(String, usize), String> = BTreeMap::new();
        let mut words = Vec::new();
        for (number, turn) in turns.iter().enumerate() {
            match turn {
                Turn::Run { days, ready, gone } => {
                    today += days;
                    let (after, told, _) = run(&text, day(today), |scorecard| twist(scorecard, *ready, *gone));
                    let after = after.text;
                    // People wrote in their own columns and lines only.
                    prop_assert!(!told.notices.iter().any(|notice| notice.contains("by hand")), "{:?}", told.notices);
                    prop_assert_eq!(outside(&after), outside(&text));
                    let again = run(&after, day(today), |scorecard| twist(scorecard, *ready, *gone)).0.text;
                    prop_assert_eq!(&again, &after);
                    text = after;
                }
                Turn::Line { at } => {
                    let lines: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
                    text.insert_str(lines[at % lines.len()], &format!("- person{number}.\n\n"));
                    words.push(format!("person{number}."));
                }
                Turn::Cell { row, column, words } => {
                    let region = inside(&text, "action-items");
                    let rows: Vec<&str> = region.lines().filter(|line| line.split('|').count() == 12).skip(2).collect();
                    let line = rows[row % rows.len()].to_owned();
                    let mut parts: Vec<String> = line.split('|').map(str::to_owned).collect();
                    let cell = format!("cell{number} {words}").trim().to_owned();
                    cells.insert((parts[1].trim().to_owned(), *column), cell.clone());
                    parts[*column] = format!(" {cell} ");
                    text = text.replace(&line, &parts.join("|"));
                }
                Turn::Align => text = edit(&text, |table| table.replace(" | ", "   |  ").replace(" --- ", " :-----: ")),
                Turn::Row => {
                    text = edit(&text, |table| format!("{table}| own{number}. | Red | | mine |\n"));
                    words.push(format!("own{number}."));
                }
            }
        }
        for word in words {
            prop_assert_eq!(text.matches(&word).count(), 1, "{}", word);
        }
        for ((id, column), cell) in cells {
            let row = inside(&text, "action-items").lines().find(|line| line.contains(&id)).unwrap();
            prop_assert_eq!(row.split('|').nth(column).unwrap().trim(), cell, "{}", id);
        }
    }
}
