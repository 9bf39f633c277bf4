//! Every command but `check`.

use std::{fs, process::Stdio};

use serde_json::Value;

use super::Sandbox;

#[test]
fn init_creates_a_workbook_and_says_what_comes_next() {
    let sandbox = Sandbox::new();
    let (code, out, message) = sandbox.run("init");
    assert_eq!((code, out.as_str()), (0, ""));
    insta::assert_snapshot!(message, @r#"
    created event.md
    next: write the dates into section 2 and the resources into section 6, then run `iem check event.md`
    "#);
    let text = fs::read_to_string(sandbox.path("event.md")).unwrap();
    assert_eq!(text, iem_core::workbook::TEMPLATE);
}

#[test]
fn init_never_overwrites() {
    let sandbox = Sandbox::new();
    sandbox.write("mine.md", "precious");
    let (code, _, message) = sandbox.run("init mine.md");
    assert_eq!(code, 1);
    insta::assert_snapshot!(message, @r#"
    error: mine.md exists already
    help: give another name: `iem init FILE`
    "#);
    assert_eq!(fs::read(sandbox.path("mine.md")).unwrap(), b"precious");
    assert_eq!(fs::read_dir(sandbox.path(".")).unwrap().count(), 1, "a temporary file is left");
}

#[test]
fn an_unknown_rule_gets_a_proposal() {
    let Some(rule) = iem_core::rules::all().first().map(|rule| rule.id) else { return };
    let (code, out, message) = Sandbox::new().run(&format!("explain {rule}x"));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(message.contains(&format!("help: did you mean `{rule}`?")), "{message}");
}

#[test]
fn a_rule_is_explained_as_in_the_documents() {
    for rule in iem_core::rules::all() {
        let (code, out, _) = Sandbox::new().run(&format!("explain {}", rule.id));
        assert_eq!((code, out), (0, iem_core::render::explain::rule(rule)));
    }
}

#[test]
fn permissions_are_a_policy_that_only_reads() {
    let (code, out, _) = Sandbox::new().run("permissions");
    assert_eq!(code, 0);
    let policy: Value = serde_json::from_str(&out).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let actions: Vec<_> = statements.iter().flat_map(|it| it["Action"].as_array().unwrap()).collect();
    assert!(actions.len() > 50, "{actions:?}");
    for action in actions {
        let verb = action.as_str().unwrap().split(':').nth(1).unwrap();
        // API Gateway names its actions by the methods of HTTP.
        assert!(["Get", "GET", "List", "Describe", "Lookup"].iter().any(|read| verb.starts_with(read)), "{verb}");
    }
}

#[test]
fn permissions_name_the_roles_that_are_assumed() {
    let sandbox = Sandbox::new();
    let rows = "| AWS Account | AWS Region | ELB |\n|---|---|---|\n\
                | 111122223333 | cn-north-1 | web |\n| 444455556666 | eu-west-1 | web |\n";
    let accounts = "accounts:\n  \"444455556666\": { profile: prod }\n";
    let front_matter = format!("---\nrole: iem-read-only\n{accounts}---\n");
    sandbox.write("event.md", format!("{front_matter}## Section 6: AWS Resources\n{rows}"));
    let (code, out, message) = sandbox.run("permissions event.md");
    assert_eq!(code, 0);
    assert!(serde_json::from_str::<Value>(&out).is_ok() && !out.contains("sts:AssumeRole"), "{out}");
    assert!(message.contains("`sts:AssumeRole` on arn:aws-cn:iam::111122223333:role/iem-read-only"), "{message}");
    assert!(!message.contains("444455556666"), "{message}");
}

/// `apigateway:GET` on everything would read the API keys.
#[test]
fn permissions_open_no_more_of_api_gateway_than_is_read() {
    let sandbox = Sandbox::new();
    let rows = "| AWS Account | AWS Region | API Gateway APIs |\n|---|---|---|\n\
                | 111122223333 | cn-north-1 | shop |\n| 444455556666 | eu-west-1 | shop |\n";
    sandbox.write("event.md", format!("## Section 6: AWS Resources\n{rows}"));
    let (code, out, _) = sandbox.run("permissions event.md");
    assert_eq!(code, 0);
    let policy: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(policy["Statement"].as_array().unwrap().len(), 2);
    insta::assert_snapshot!(format!("{:#}", policy["Statement"][1]), @r#"
    {
      "Action": [
        "apigateway:GET"
      ],
      "Effect": "Allow",
      "Resource": [
        "arn:aws:apigateway:*::/account",
        "arn:aws:apigateway:*::/apis",
        "arn:aws:apigateway:*::/apis/*/stages",
        "arn:aws:apigateway:*::/restapis",
        "arn:aws:apigateway:*::/restapis/*/stages",
        "arn:aws-cn:apigateway:*::/account",
        "arn:aws-cn:apigateway:*::/apis",
        "arn:aws-cn:apigateway:*::/apis/*/stages",
        "arn:aws-cn:apigateway:*::/restapis",
        "arn:aws-cn:apigateway:*::/restapis/*/stages"
      ],
      "Sid": "IemApis"
    }
    "#);
}

#[test]
fn a_workbook_without_resources_needs_no_policy_and_no_collection() {
    let sandbox = Sandbox::new();
    sandbox.write("event.md", "");
    for command in ["permissions event.md", "collect event.md"] {
        let (code, out, message) = sandbox.run(command);
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(message.contains("lists no resource that iem asks AWS about"), "{message}");
    }
}

#[test]
fn the_demo_never_changes_and_never_fails() {
    let sandbox = Sandbox::new();
    let (code, first, message) = sandbox.run("demo");
    assert_eq!(code, 0);
    assert!(message.contains("iem init"), "{message}");
    assert_eq!(sandbox.run("demo").1, first);
    let (code, json, _) = sandbox.run("demo --format json");
    assert_eq!(code, 0);
    let scorecard: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(scorecard["generated_at"], "2026-12-05T01:00:00Z");
}

#[test]
fn quiet_leaves_only_the_result() {
    let (_, out, message) = Sandbox::new().run("demo --quiet");
    assert!(!out.is_empty());
    assert_eq!(message, "");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_iem"))
        .args(["completions", "bash"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
