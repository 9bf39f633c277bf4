//! Action items from one run to the next.

use iem_core::{
    example,
    rule::Light,
    scorecard::{Changes, Finding, Scorecard},
};

use super::{day, inside, run, written};

const PEAK: &str = "asg-max-covers-peak-web-5aa4b2";

/// Columns of an item's row.
fn cells(text: &str, id: &str) -> Vec<String> {
    let row = inside(text, "action-items").lines().find(|line| line.starts_with(&format!("| {id} |"))).unwrap();
    row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn peak(scorecard: &mut Scorecard) -> &mut Finding {
    let is_peak = |finding: &&mut Finding| finding.rule == "asg-max-covers-peak" && finding.resource.id == "web";
    scorecard.findings.iter_mut().find(is_peak).unwrap()
}

/// Writes an owner and a remark into the peak's row.
fn remark(text: &str, remark: &str) -> String {
    let row = inside(text, "action-items").lines().find(|line| line.starts_with(&format!("| {PEAK} |"))).unwrap();
    let owned = row.replace("|  | 2026", "| Ana | 2026");
    text.replace(row, &format!("{}| {remark} |", owned.strip_suffix("|  |").unwrap()))
}

#[test]
fn an_item_closes_reopens_and_keeps_what_people_wrote() {
    let text = remark(&written(example::WORKBOOK, day(0)), "ask the \\| team");
    let light = |light| move |scorecard: &mut Scorecard| peak(scorecard).light = light;
    let (one, _, first) = run(&text, day(1), light(Light::Yellow));
    let (two, _, second) = run(&one.text, day(2), light(Light::Green));
    let (three, _, third) = run(&two.text, day(3), light(Light::Red));
    let (four, _, fourth) = run(&three.text, day(4), |scorecard| {
        scorecard.findings.retain(|finding| finding.rule != "asg-max-covers-peak");
    });
    let mut told = String::new();
    for (back, scorecard) in [(one, first), (two, second), (three, third), (four, fourth)] {
        let cells = cells(&back.text, PEAK);
        let [status, before] = [1, 2].map(|at| cells[at].clone());
        told.push_str(&format!("{before} → {status}; {}; {}\n", cells[5..].join("; "), scorecard.what_changed()));
    }
    insta::assert_snapshot!(told);
}

/// Makes the peak's finding gray, as where AWS did not answer; with another id where the answer would have told
/// what there is to judge.
fn unread(id: &'static str, account: &'static str) -> impl Fn(&mut Scorecard) {
    move |scorecard| {
        let gray = scorecard.findings.iter().find(|finding| finding.rule == "asg-recent-launch-failures").unwrap();
        let (evidence, missed) = (gray.evidence.clone(), gray.missed);
        let finding = peak(scorecard);
        finding.id.push_str(id);
        finding.resource.account = Some(account.to_owned());
        finding.light = Light::Gray;
        finding.summary = "could not read".to_owned();
        (finding.evidence, finding.missed) = (evidence, missed);
    }
}

/// What was open stays open, with the day on which it was known last, and comes back as what it was.
#[test]
fn what_cannot_be_read_any_more_is_neither_better_nor_closed() {
    let whole = |_: &mut Scorecard| {};
    let light = |light| move |scorecard: &mut Scorecard| peak(scorecard).light = light;
    type Twist = Box<dyn Fn(&mut Scorecard)>;
    let here = "111122223333";
    let gone = |scorecard: &mut Scorecard| scorecard.findings.retain(|it| it.rule != "asg-max-covers-peak");
    let stories: [(&str, Vec<Twist>); 8] = [
        (
            "gray and red again",
            vec![Box::new(whole), Box::new(unread("", here)), Box::new(unread("", here)), Box::new(whole)],
        ),
        ("gray and yellow", vec![Box::new(whole), Box::new(unread("", here)), Box::new(light(Light::Yellow))]),
        ("gray and green", vec![Box::new(whole), Box::new(unread("", here)), Box::new(light(Light::Green))]),
        ("not found", vec![Box::new(whole), Box::new(unread("#unknown", here)), Box::new(whole)]),
        ("gone, and another account unread", vec![Box::new(whole), Box::new(unread("#unknown", "444455556666"))]),
        ("gone", vec![Box::new(whole), Box::new(gone)]),
        (
            "closed and gray",
            vec![Box::new(whole), Box::new(light(Light::Green)), Box::new(unread("", here)), Box::new(whole)],
        ),
        (
            "gray from the start",
            vec![Box::new(unread("", here)), Box::new(unread("", here)), Box::new(light(Light::Green))],
        ),
    ];
    let mut told = String::new();
    for (story, days) in stories {
        told.push_str(&format!("{story}:\n"));
        let mut text = example::WORKBOOK.to_owned();
        for (number, twist) in (0..).zip(days) {
            let (back, _, scorecard) = run(&text, day(number), &twist);
            assert!(run(&back.text, day(number), &twist).0.text == back.text, "{story}: day {number} is not settled");
            text = back.text;
            let rows = inside(&text, "action-items").lines().filter(|line| line.starts_with(&format!("| {PEAK} |")));
            let row = rows.map(|_| cells(&text, PEAK)).next();
            let row = row.map_or("no item".to_owned(), |row| {
                [&row[1], &row[2], &row[4], &row[5], &row[8]].map(String::as_str).join("; ")
            });
            let history = inside(&text, "history").lines().rfind(|line| line.starts_with("| 20")).unwrap().to_owned();
            told.push_str(&format!("  {row}\n    {}\n    {history}\n", scorecard.what_changed()));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_same_day_compares_with_the_day_before() {
    let text = written(example::WORKBOOK, day(0));
    let yellow = |scorecard: &mut Scorecard| peak(scorecard).light = Light::Yellow;
    let (once, _, first) = run(&text, day(1), yellow);
    let (twice, _, second) = run(&once.text, day(1), yellow);
    assert_eq!((once.text, &first.changes), (twice.text, &second.changes));
    let expected = Changes {
        since: "2026-12-05".parse().unwrap(),
        better: vec!["asg-max-covers-peak/111122223333/us-east-1/asg/web".to_owned()],
        ..Changes::default()
    };
    assert_eq!(first.changes, Some(expected));
}

#[test]
fn the_history_keeps_thirty_days() {
    let mut text = example::WORKBOOK.to_owned();
    for number in 0..33 {
        text = written(&text, day(number));
    }
    let rows = inside(&text, "history").lines().filter(|line| line.starts_with("| 20")).count();
    assert_eq!(rows, 30);
    assert_eq!(written(&text, day(32)), text);
}

#[test]
fn text_from_outside_stays_in_its_cell() {
    for hostile in
        ["<!-- /iem:action-items -->", "a | b\n| c |", "```\n", "<!-- open", "\\", "&lt;!-- iem:x -->", "\u{1b}[2J"]
    {
        let twist = |scorecard: &mut Scorecard| {
            for finding in &mut scorecard.findings {
                finding.summary = hostile.to_owned();
                finding.resource.id = hostile.to_owned();
                finding.owner = Some(hostile.to_owned());
            }
        };
        let once = run(example::WORKBOOK, day(0), twist).0.text;
        assert!(run(&once, day(0), twist).0.text == once, "{hostile}");
        let rows = inside(&once, "action-items").lines().filter(|line| line.starts_with("| "));
        assert!(rows.clone().all(|row| row.replace(r"\|", "").matches('|').count() == 11), "{hostile}");
        assert_eq!(rows.count(), 27);
    }
}

/// Changes the table as people do, runs again, and tells the rows of interest and the notices.
fn edited(edit: impl Fn(&str) -> String) -> String {
    let text = remark(&written(example::WORKBOOK, day(0)), "ask");
    let known = inside(&text, "action-items").to_owned();
    let table = format!("\n{}\n", edit(&known).trim());
    let (after, told, _) = run(&text.replace(&known, &table), day(0), |_| {});
    assert_eq!(run(&after.text, day(0), |_| {}).0.text, after.text);
    let lines = inside(&after.text, "action-items").lines();
    let is_ours =
        |line: &&str| line.contains("asg-") || line.contains("wb-") || line.contains("-i-") || line.is_empty();
    let rest = lines
        .filter(|line| line.contains(PEAK) || !is_ours(line))
        .filter(|line| !["`Owner`", "<!--"].iter().any(|start| line.starts_with(start)));
    let rest = rest
        .filter(|line| !["| ta-", "| lb-", "| cw-", "| ebs-", "| quota-"].iter().any(|rule| line.starts_with(rule)));
    rest.map(str::to_owned).chain(told.notices).collect::<Vec<_>>().join("\n")
}

/// Takes a column away, by its place.
fn without_column(table: &str, column: usize) -> String {
    let row = |line: &str| {
        let mut cells: Vec<&str> = line.split('|').collect();
        if cells.len() > column + 1 {
            cells.remove(column + 1);
        }
        cells.join("|")
    };
    table.lines().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn people_may_change_the_table() {
    let mut told = String::new();
    let mut show = |title: &str, result: String| told.push_str(&format!("{title}:\n{result}\n\n"));
    show(
        "made wide, with other marks",
        edited(|table| {
            table.replace(" | ", "      |   ").replace("---", ":-----------:").replace(PEAK, &format!("`{PEAK}`"))
        }),
    );
    show(
        "own column and own row",
        edited(|table| {
            let rows: Vec<String> = table
                .trim()
                .lines()
                .map(|line| match line {
                    line if line.contains("---") => format!("{line}---|"),
                    line if line.starts_with("| Id") => format!("{line} **Ticket** |"),
                    line if line.contains(PEAK) => format!("{line} OPS-1 |"),
                    line => line.to_owned(),
                })
                .collect();
            format!("\n{}\n| OPS-9 | Red | | call *Kim* | | soon | Kim |\n\nMore: see [wiki](x)\n", rows.join("\n"))
        }),
    );
    show("column Reason deleted", edited(|table| without_column(table, 4)));
    show("column Id deleted", edited(|table| without_column(table, 0)));
    show(
        "line of dashes deleted",
        edited(|table| table.lines().filter(|line| !line.contains("---")).collect::<Vec<_>>().join("\n")),
    );
    show(
        "row twice",
        edited(|table| {
            let row = table.lines().find(|line| line.contains(PEAK)).unwrap();
            format!("{table}{}\n", row.replace("Ana", "Kim").replace("ask", "asked"))
        }),
    );
    show(
        "a pipe too many, and no date",
        edited(|table| table.replace("ask |", "ask | then wait |").replace("Ana | 2026-12-05", "Ana | long ago")),
    );
    insta::assert_snapshot!(told);
}
