//! A credential in any section of a workbook, in the front matter, in a comment: no output repeats it.

use iem_core::{
    example, handout,
    plan::{self, Plan},
    render::plan::Document,
    render::{self, Format, Options},
    report::{self, Inputs},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;

const CANARY: &str = "Zq7xCanary9";

/// Ways in which people write one; each is a text that may stand in a bullet or in a cell.
const SHAPES: [&str; 14] = [
    "password: Zq7xCanary9",
    "(login: ops / Zq7xCanary9!)",
    "(admin/Zq7xCanary9)",
    "creds: admin:Zq7xCanary9!",
    "curl -u admin:Zq7xCanary9 https://shop.example.com/health",
    "https://hooks.slack.com/services/T00000000/B00000000/Zq7xCanary9Zq7xCanary9",
    "https://ops:Zq7xCanary9@grafana.example.com/d/1",
    "https://shop.example.com/health?deep=1&api_key=Zq7xCanary9",
    "[Grafana](https://grafana.example.com/?token=Zq7xCanary9)",
    "Kennwort: Zq7xCanary9",
    "basic auth admin Zq7xCanary9",
    "Authorization: Bearer Zq7xCanary9Zq7xCanary9",
    "glpat-Zq7xCanary9Zq7xCanary9",
    "`DB_PASSWORD=Zq7xCanary9`",
];

/// What announces a credential in one place and holds it in the next.
const STRUCTURES: [&str; 6] = [
    "- Password:\n  - Zq7xCanary9\n",
    "Password:\n\nZq7xCanary9\n",
    "```\nexport API_TOKEN=Zq7xCanary9\n```\n",
    "| Tool | User | Password |\n|---|---|---|\n| Grafana | ops | Zq7xCanary9 |\n",
    "<!-- password: Zq7xCanary9 -->\n",
    "<table><tr><td>Password</td><td>Zq7xCanary9</td></tr></table>\n",
];

/// The workbook with a credential behind every bullet and in the last cell of every row of the
/// sections that `takes` a number of, and every structure at the end of each.
fn planted(text: &str, takes: impl Fn(u8) -> bool) -> String {
    with_shapes(text, &SHAPES, &STRUCTURES, takes)
}

fn with_shapes(text: &str, shapes: &[&str], structures: &[&str], takes: impl Fn(u8) -> bool) -> String {
    let mut section = 0;
    let mut planted = String::new();
    let mut placed = 0;
    for (index, line) in text.lines().enumerate() {
        let shape = shapes[index % shapes.len()];
        let cells: Vec<&str> = line.split('|').collect();
        let is_rule = line.starts_with("|--") || line.starts_with("| --");
        if let Some(number) = line.strip_prefix("## Section ") {
            section = number.split(':').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        }
        if !takes(section) {
            planted += line;
        } else if line.starts_with("- ") {
            planted += &format!("{line} {shape}");
        } else if line.starts_with("| ") && !is_rule && cells.len() > 2 {
            let (last, before) = cells[..cells.len() - 1].split_last().unwrap();
            planted += &format!("{}|{last} {shape} |", before.join("|"));
        } else {
            planted += line;
        }
        planted += "\n";
        if line.starts_with("## Section ") && takes(section) && !structures.is_empty() {
            planted += &format!("\n{}\n", structures[placed % structures.len()]);
            placed += 1;
        }
    }
    planted
}

const FORMATS: [Format; 7] =
    [Format::Terminal, Format::Markdown, Format::Json, Format::Html, Format::Junit, Format::Sarif, Format::Csv];

/// Everything that any command says about a workbook, with a name for each.
fn outputs(text: &str) -> Vec<(String, String)> {
    let snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    let workbook = workbook::parse(text);
    let now = example::NOW;
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, now);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let options = Options { width: 100, color: false, verbose: true, workbook: Some("event.md".to_owned()) };
    let mut outputs = vec![
        ("event".to_owned(), format!("{:?}", workbook.event)),
        ("problems".to_owned(), format!("{:?}", workbook.problems)),
    ];
    let (back, written) = plan::write(&rules::all(), &plan, text, plan::regions).unwrap();
    let document = Document::new(&plan, &back.text, &written);
    for format in FORMATS {
        outputs.push((format!("check {format:?}"), render::render(&scorecard, format, &options)));
        outputs.push((format!("plan {format:?}"), document.render(format, &options)));
    }
    outputs.extend(written.notices.iter().map(|notice| ("notice".to_owned(), notice.clone())));
    let handouts = handout::all(&plan).into_iter();
    outputs.extend(handouts.map(|handout| (handout.file_name.to_owned(), handout.text)));
    let after: Timestamp = "2026-12-14T00:00:00Z".parse().unwrap();
    let inputs = Inputs { workbook: &workbook, text, snapshot: &snapshot, before: None, now: after };
    if let Ok(review) = report::evaluate(&inputs) {
        for format in [Format::Terminal, Format::Markdown, Format::Json, Format::Html, Format::Csv] {
            outputs.push((format!("report {format:?}"), render::report(&review, format, &options)));
        }
        let (_, written) = render::write_review(&inputs, &review).unwrap();
        outputs.extend(written.notices.iter().map(|notice| ("notice of the review".to_owned(), notice.clone())));
    }
    outputs
}

fn leaks(text: &str) -> Vec<String> {
    let leak = |(name, output): (String, String)| {
        let at = output.to_lowercase().find(&CANARY.to_lowercase())?;
        let from = output.floor_char_boundary(at.saturating_sub(160));
        Some(format!("{name}: {}", &output[from..at]))
    };
    outputs(text).into_iter().filter_map(leak).collect()
}

#[test]
fn a_credential_in_any_section_is_repeated_by_no_output() {
    let planned = include_str!("../../examples/spring-sale/planned.md");
    let front =
        format!("---\ntitle: Spring Sale\ncustomer: Example Shop, password: {CANARY}\nnotes: {}\n---\n", SHAPES[6]);
    // Dates, resources and growth stay readable in one workbook, and are ruined in the others.
    let texts = [
        planted(example::WORKBOOK, |section| ![2, 6, 7].contains(&section)),
        planted(example::WORKBOOK, |section| section == 2),
        planted(example::WORKBOOK, |section| [6, 7].contains(&section)),
        planted(planned, |section| [10, 11, 15, 16, 17, 18].contains(&section)),
        format!("{front}{}", example::WORKBOOK),
    ];
    for text in texts {
        assert!(text.contains(CANARY));
        assert_eq!(leaks(&text), Vec::<String>::new());
        let masked = workbook::parse(&text).problems.into_iter().filter(|problem| problem.code == "secret-in-workbook");
        let mut seen = text.clone();
        for secret in masked.collect::<Vec<_>>().into_iter().rev() {
            seen.replace_range(secret.span, "");
        }
        let rest: Vec<&str> = seen.lines().filter(|line| line.contains(CANARY)).collect();
        assert!(rest.is_empty(), "not reported: {rest:#?}");
    }
}

#[test]
fn every_shape_is_told_in_every_section_by_line_and_column() {
    for section in 1..=18 {
        for shape in SHAPES {
            let text = format!("# Event\n\n## Section {section}: Any\n\n- Name: {shape}\n");
            let found: Vec<_> = workbook::parse(&text)
                .problems
                .into_iter()
                .filter(|problem| problem.code == "secret-in-workbook")
                .collect();
            assert_eq!(found.iter().map(|problem| problem.line).collect::<Vec<_>>(), [5], "{section} {shape}");
            assert!(found[0].column > 8 && text[found[0].span.clone()].contains(CANARY), "{section} {shape}");
        }
    }
}

#[test]
fn what_people_wrote_stays_in_the_file() {
    let text = planted(example::WORKBOOK, |section| section == 16);
    let workbook = workbook::parse(&text);
    let snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, example::NOW);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: example::NOW };
    let (back, _) = plan::write(&rules::all(), &plan, &text, plan::regions).unwrap();
    assert_eq!(back.text.matches(CANARY).count(), text.matches(CANARY).count());
    assert!(!back.text.contains("[removed]") || !back.text.contains('\u{7f}'));
}

#[test]
fn only_the_address_or_the_name_of_an_endpoint_is_kept() {
    let kept = |line: &str| {
        let text = format!("# Event\n\n## Section 5: Endpoints to Monitor\n\n{line}\n");
        workbook::parse(&text).event.endpoints.into_iter().map(|entry| entry.text).collect::<Vec<_>>()
    };
    let shop = ["https://shop.example.com/health"];
    for line in [
        "- https://shop.example.com/health - must answer within 300 ms",
        "- https://shop.example.com/health (login: ops / Winter2026!)",
        "- https://shop.example.com/health, ask Dana for the password",
        "- [Shop](https://shop.example.com/health)",
        "- **Shop**: <https://shop.example.com/health>.",
        "- Shop: https://shop.example.com/health?deep=1#top",
        "- Shop = `https://ops:hunter2@shop.example.com/health`",
        "| Name | Address | Remark |\n|---|---|---|\n| Shop | https://shop.example.com/health | user ops, pass hunter2 |",
    ] {
        assert_eq!(kept(line), shop, "{line}");
    }
    assert_eq!(
        kept("- https://a.example.com, https://b.example.com/x"),
        ["https://a.example.com", "https://b.example.com/x"]
    );
    assert_eq!(kept("- grafana.example.com/d/1 (ops)"), ["grafana.example.com/d/1"]);
    assert_eq!(kept("- CloudWatch dashboard iem (user ops)"), ["CloudWatch dashboard iem"]);
    assert_eq!(
        kept("- https://hooks.slack.com/services/T0/B0/XXXXabcdXXXXabcdXXXX1234"),
        ["https://hooks.slack.com/services/"]
    );
}

/// Words of a Markdown text that a host would look for mentions in: everything but code.
fn words(markdown: &str) -> String {
    let mut depth = 0;
    let mut words = String::new();
    for event in pulldown_cmark::Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::CodeBlock(_)) => depth += 1,
            pulldown_cmark::Event::End(pulldown_cmark::TagEnd::CodeBlock) => depth -= 1,
            pulldown_cmark::Event::Text(text) if depth == 0 => words += &text,
            pulldown_cmark::Event::Text(_) => {}
            _ => words.push(' '),
        }
    }
    words
}

#[test]
fn nobody_is_called_by_what_is_posted_as_markdown() {
    let live = ["orders #12 for @example-team", "see example/repo#7, !8 and GH-9"];
    let text = with_shapes(example::WORKBOOK, &live, &[], |section| ![2, 6, 7].contains(&section));
    let is_markdown = |name: &str| name.ends_with("Markdown") || name.ends_with(".md");
    let mut read = 0;
    for (name, output) in outputs(&text).into_iter().filter(|(name, _)| is_markdown(name)) {
        let words = words(&output);
        for sign in ["@example-team", "#12", "repo#7", " !8", "GH-9"] {
            assert!(!words.contains(sign), "{name}: {sign}");
        }
        read += words.matches("@\u{200b}example-team").count();
        let plain = words.replace('\u{200b}', "");
        assert!(!words.contains("@\u{200b}example-team") || plain.contains("#12 for @example-team"), "{name}");
    }
    assert!(read > 0);
}
