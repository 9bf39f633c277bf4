//! A workbook that was written with answers of AWS, and a run that gets fewer of them.

use std::fs;

use assert_cmd::Command;
use iem_core::source::Source;
use serde_json::{Value, json};

use crate::bed::Bed;

/// Days on which the metrics of the emulator are known, and lie within a fortnight.
const DAYS: [&str; 2] = ["2026-11-24T01:00:00Z", "2026-11-25T01:00:00Z"];
const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetCallerIdentityResult><Arn>arn:aws:iam::999988887777:user/x</Arn><UserId>x</UserId>\
    <Account>999988887777</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

/// `iem` about a workbook of this bed, on one of the days.
fn iem(bed: &Bed, command: &str, workbook: &str, day: usize, more: &[&str]) -> Command {
    let mut iem = bed.iem([command, workbook]);
    // A collection is of the moment.
    if command != "collect" {
        iem.args(["--now", DAYS[day]]);
    }
    iem.args(more);
    iem
}

struct Outcome {
    code: i32,
    out: String,
    first_line: String,
}

fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    Outcome {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        first_line: message.lines().next().unwrap_or_default().to_owned(),
    }
}

/// The workbook as the first day leaves it.
fn first_day() -> String {
    let bed = Bed::start();
    let workbook = bed.workbook();
    assert_eq!(outcome(&mut iem(&bed, "check", &workbook, 0, &[])).code, 3);
    assert_eq!(outcome(&mut iem(&bed, "plan", &workbook, 0, &["--write"])).code, 0);
    fs::read_to_string(workbook).unwrap()
}

fn without_credentials(command: &mut Command) -> &mut Command {
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY")
}

/// Every action but the one that tells whose the credentials are.
fn deny_all_but_identity(bed: Bed) -> Bed {
    let actions = Source::ALL.iter().flat_map(|source| source.info().actions);
    actions.filter(|action| !action.starts_with("sts:")).fold(bed, |bed, action| bed.deny(action))
}

/// The services of the region, as where it is down.
fn reset_region(bed: Bed) -> Bed {
    let services =
        ["autoscaling", "cloudformation", "cloudwatch", "ec2", "elasticloadbalancing", "servicequotas", "tag"];
    services.iter().fold(bed, |bed, service| bed.reset_connection(&format!("{service}:*")))
}

#[test]
fn fewer_answers_replace_nothing_and_make_nothing_better() {
    let first = first_day();
    for (name, bed, said) in [
        ("no credentials", Bed::start(), Some("no AWS credentials were found")),
        ("expired", Bed::start().expire_credentials(), Some("the AWS session has expired")),
        (
            "wrong account",
            Bed::start().answer("sts:GetCallerIdentity", 200, "text/xml", IDENTITY),
            Some("the credentials belong to another account"),
        ),
        ("everything denied", Bed::start().deny("*"), Some("sts:GetCallerIdentity was denied")),
        ("all but the identity denied", deny_all_but_identity(Bed::start()), Some("the first call was denied")),
        ("one service denied", Bed::start().deny("autoscaling:*"), None),
        ("one region down", reset_region(Bed::start()), None),
    ] {
        let workbook = bed.write("workbook.md", &first);
        let run = |command: &str, more: &[&str]| {
            let mut iem = iem(&bed, command, &workbook, 1, more);
            if name == "no credentials" {
                without_credentials(&mut iem);
            }
            outcome(&mut iem)
        };
        let judged = run("check", &["--format", "json"]);
        let scorecard: Value = serde_json::from_str(&judged.out).unwrap();
        let changes = &scorecard["changes"];
        for kind in ["better", "closed"] {
            assert_eq!(changes[kind], json!([]), "{name}: {kind}");
        }
        assert_ne!(changes["no_longer_known"], json!([]), "{name}");
        let is_of_aws = |it: &&Value| !it["rule"].as_str().unwrap().starts_with("wb-");
        let findings = scorecard["findings"].as_array().unwrap();
        let mut of_aws = findings.iter().filter(is_of_aws);
        let Some(said) = said else {
            assert_eq!(judged.code, 3, "{name}: {}", judged.first_line);
            assert_eq!(run("plan", &["--write"]).code, 0, "{name}");
            let text = fs::read_to_string(&workbook).unwrap();
            assert!(text.contains("(as of 2026-11-24)") && text.contains("**As of 2026-11-24:**"), "{name}");
            // The history counts what was closed, in a column of this name.
            let is_closed = |line: &&str| line.contains("| Closed |") && !line.starts_with("| Date |");
            let closed = text.lines().find(is_closed);
            assert_eq!(closed, None, "{name}");
            continue;
        };
        assert!(of_aws.all(|finding| finding["light"] == "gray"), "{name}");
        let line = format!("error: no account answered: {said}");
        assert!(judged.code == 1 && judged.first_line.starts_with(&line), "{name}: {}", judged.first_line);
        for (command, more) in [
            ("check", &["--write"][..]),
            ("plan", &["--write"]),
            ("plan", &["--check"]),
            ("collect", &["-o", "/dev/null"]),
            ("handout", &[]),
        ] {
            let failed = run(command, more);
            let said = format!("{name}: {command} {more:?}: {}", failed.first_line);
            assert!(failed.code == 1 && failed.first_line.starts_with(&line), "{said}");
        }
        assert!(fs::read_to_string(&workbook).unwrap() == first, "{name}: the workbook was written");
        let files = fs::read_dir(bed.path(""))
            .unwrap()
            .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with("workbook."));
        assert_eq!(files.count(), 1, "{name}: a hand-out was written");
    }
}

/// Three days: with credentials, without, and with.
#[test]
fn a_day_without_credentials_leaves_no_trace() {
    let first = first_day();
    let bed = Bed::start();
    let workbook = bed.write("workbook.md", &first);
    let failed = outcome(without_credentials(&mut iem(&bed, "plan", &workbook, 1, &["--write"])));
    assert_eq!(failed.code, 1);
    assert_eq!(outcome(without_credentials(&mut iem(&bed, "check", &workbook, 1, &[]))).code, 1);
    assert_eq!(outcome(&mut iem(&bed, "check", &workbook, 0, &[])).code, 3);
    assert_eq!(outcome(&mut iem(&bed, "plan", &workbook, 0, &["--write"])).code, 0);
    // Judged as of the first day, so that nothing but what the second has left could differ.
    assert!(fs::read_to_string(&workbook).unwrap() == first, "the workbook is not as on the first day");
}
