//! The processes around the tests: moto, and what the binary gets to see.

use std::{
    thread,
    time::{Duration, Instant},
};

use insta::assert_snapshot;

use crate::bed::{Bed, moto, venv};

#[test]
fn moto_ends_when_the_test_process_does() {
    let (mut process, _) = moto::launch(&venv::python());
    assert_eq!(process.try_wait().unwrap(), None, "it runs while the pipe is open");
    // The operating system does this when the process that holds the pipe is gone.
    drop(process.stdin.take());
    let deadline = Instant::now() + Duration::from_secs(20);
    while process.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "moto outlives the test process");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_command_sees_nothing_of_the_developers_environment() {
    let bed = Bed::start();
    let script = "import os; print(*sorted(n for n in os.environ if n != 'LC_CTYPE'), sep='\\n')";
    let output = bed.command(venv::python()).args(["-c", script]).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    let of_the_tools = ["LLVM_PROFILE_FILE", "SystemRoot"];
    let names: Vec<_> = names.lines().filter(|name| !of_the_tools.contains(name)).collect();
    assert_snapshot!(names.join("\n"), @r#"
    AWS_ACCESS_KEY_ID
    AWS_EC2_METADATA_DISABLED
    AWS_ENDPOINT_URL
    AWS_MAX_ATTEMPTS
    AWS_SECRET_ACCESS_KEY
    HOME
    IEM_NO_REQUEST_LIMITS
    PATH
    USERPROFILE
    "#);
}

#[test]
fn the_workbook_names_what_the_seed_created() {
    let bed = Bed::start();
    let text = std::fs::read_to_string(bed.workbook()).unwrap();
    assert_eq!(text.find("{{"), None);
    for name in ["instance.0", "instance.5", "lb.api.dns", "db.orders.endpoint"] {
        assert!(text.contains(bed.id(name)), "{name}");
    }
}

#[test]
fn the_binary_starts_and_asks_for_no_aws_to_say_its_version() {
    let bed = Bed::start();
    bed.iem(["--version"]).assert().success();
    assert_eq!(bed.calls(), []);
}
