//! Help texts, completions and colors.

use std::fs;

use super::{Sandbox, outcome, repository};

const COMMANDS: [&str; 10] =
    ["init", "plan", "check", "report", "collect", "handout", "explain", "permissions", "demo", "completions"];

#[test]
fn the_document_of_all_help_texts_is_fresh() {
    let sandbox = Sandbox::new();
    let mut text = String::new();
    for command in [""].iter().chain(&COMMANDS) {
        let arguments = format!("{command} --help");
        let (code, help, _) = sandbox.run(&arguments);
        assert_eq!(code, 0, "{arguments}");
        text.push_str(&format!("$ iem {}\n\n{help}\n", arguments.trim_start()));
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n").trim_end().to_owned() + "\n";
    let file = repository("docs/cli.txt");
    if fs::read_to_string(&file).ok().as_deref() != Some(&text) {
        fs::create_dir_all(repository("docs")).unwrap();
        fs::write(&file, text).unwrap();
        panic!("regenerated, commit it: docs/cli.txt");
    }
}

#[test]
fn every_command_is_in_the_summary() {
    let (_, help, _) = Sandbox::new().run("--help");
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn the_version_is_told() {
    let (code, version, _) = Sandbox::new().run("--version");
    assert_eq!((code, version), (0, format!("iem {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, script, _) = Sandbox::new().run(&format!("completions {shell}"));
        assert_eq!(code, 0, "{shell}");
        assert!(script.contains("fail-on"), "{shell}");
    }
}

#[test]
fn colors_follow_the_flag_and_then_the_environment() {
    let sandbox = Sandbox::new();
    for (flag, environment, colored) in [
        ("auto", None, false),
        ("always", None, true),
        ("always", Some("NO_COLOR"), true),
        ("never", Some("CLICOLOR_FORCE"), false),
        ("auto", Some("CLICOLOR_FORCE"), true),
        ("auto", Some("NO_COLOR"), false),
    ] {
        let mut command = sandbox.iem(&format!("explain no-such-rule --color {flag}"));
        if let Some(name) = environment {
            command.env(name, "1");
        }
        let (_, _, message) = outcome(&mut command);
        assert_eq!(message.contains('\x1b'), colored, "{flag} {environment:?}");
    }
}

#[test]
fn no_color_wins_over_a_forced_one() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.iem("explain no-such-rule");
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1");
    assert!(!outcome(&mut command).2.contains('\x1b'));
}

#[test]
fn a_time_that_cannot_be_waited_for_is_refused_with_help() {
    for command in ["check w.md", "plan w.md", "report w.md", "handout w.md", "collect w.md"] {
        for wrong in ["0", "-5", "-5m", "0s", "soon"] {
            let (code, out, message) = Sandbox::new().run(&format!("{command} --timeout {wrong}"));
            assert_eq!((code, out.as_str()), (2, ""), "{command} {wrong}");
            assert!(message.contains(&format!("invalid value '{wrong}' for '--timeout")), "{message}");
            assert!(
                message.contains("write seconds above 0, as 90, or a number and a unit, as 90s or 5m"),
                "{message}"
            );
        }
        // The workbook is what is missed, so the time was understood.
        let (code, _, message) = Sandbox::new().run(&format!("{command} --timeout 20"));
        assert_eq!(code, 2, "{message}");
        assert!(message.contains("cannot read w.md"), "{message}");
    }
}
