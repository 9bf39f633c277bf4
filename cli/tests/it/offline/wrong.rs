//! What is refused, and with what help.

use std::fs;

use super::{Sandbox, repository};

/// The built-in example as files.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["workbook.md", "snapshot.json", "after.json"] {
        fs::copy(repository("examples/spring-sale").join(name), sandbox.path(name)).unwrap();
    }
    sandbox
}

/// Every command that takes snapshots, with one that was taken at 2026-12-05T00:55:00Z.
const TAKING: [&str; 4] = [
    "check workbook.md --snapshot snapshot.json",
    "plan workbook.md --snapshot snapshot.json",
    "handout workbook.md --snapshot snapshot.json",
    "report workbook.md --snapshot after.json --before snapshot.json",
];

#[test]
fn facts_of_a_later_day_judge_no_earlier_moment() {
    let sandbox = sandbox();
    for command in TAKING {
        // The event of a review is over when it is made, so that its window must be open by then.
        let reviews = command.starts_with("report");
        let (early, taken) = if reviews {
            ("2026-12-14T01:54:59Z", "2026-12-14T02:00:00Z")
        } else {
            ("2026-12-05T00:49:59Z", "2026-12-05T00:55:00Z")
        };
        let (code, out, message) = sandbox.run(&format!("{command} --now {early}"));
        assert_eq!((code, out.as_str()), (2, ""), "{command}: {message}");
        let file = if reviews { "after.json" } else { "snapshot.json" };
        assert!(
            message.contains(&format!("error: {file} was taken at {taken}, after the moment to judge, {early}")),
            "{message}"
        );
        assert!(message.contains(&format!("`--now {taken}`")), "{message}");
    }
    // Two clocks may be apart by minutes.
    let (code, _, message) = sandbox.run(&format!("{} --now 2026-12-05T00:50:00Z", TAKING[0]));
    assert_eq!(code, 3, "{message}");
    // Each of several is looked at, and so is the one from before the event.
    let later = "check workbook.md --snapshot snapshot.json --snapshot after.json --now 2026-12-05T01:00:00Z";
    assert!(sandbox.run(later).2.contains("error: after.json was taken at"));
    let later = "report workbook.md --snapshot snapshot.json --before after.json --now 2026-12-12T02:00:00Z";
    assert!(sandbox.run(later).2.contains("error: after.json was taken at"));
}

/// Names of options in a text, as `--out-dir` and `-o`.
fn options(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words
        .filter(|word| word.starts_with('-') && word.trim_start_matches('-').starts_with(char::is_alphabetic))
        .collect()
}

#[test]
fn what_cannot_be_written_is_told_with_help_that_the_command_understands() {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("folder")).unwrap();
    let now = "--now 2026-12-05T01:00:00Z";
    for (arguments, said) in [
        (format!("{} {now} -o nowhere/card.md", TAKING[0]), "there is no such file or directory"),
        (format!("{} {now} -o folder", TAKING[1]), "it is a directory"),
        (format!("{} {now} -o workbook.md/card", TAKING[0]), "there is a file in its way"),
        (format!("{} {now} --save-snapshot nowhere/facts.json", TAKING[2]), "there is no such file or directory"),
        (format!("{} {now} --out-dir workbook.md", TAKING[2]), "there is a file in its way"),
        (format!("{} {now} --out-dir workbook.md/nested", TAKING[2]), "there is a file in its way"),
        ("init nowhere/event.md".to_owned(), "there is no such file or directory"),
        ("demo -o nowhere/card.md".to_owned(), "there is no such file or directory"),
    ] {
        let (code, out, message) = sandbox.run(&arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments}: {message}");
        assert!(message.contains("error: cannot write ") && message.contains(said), "{arguments}: {message}");
        let help = message.lines().find(|line| line.starts_with("help: ")).unwrap();
        let command = arguments.split(' ').next().unwrap();
        let known = sandbox.run(&format!("{command} --help")).1;
        let unknown: Vec<_> = options(help).into_iter().filter(|option| !options(&known).contains(option)).collect();
        assert!(unknown.is_empty(), "{command} has no {unknown:?}: {help}");
    }
}
