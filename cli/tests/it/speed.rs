//! Benchmarks of collection. They print and judge nothing; `benches/README.md` says how to run
//! them.

use std::time::{Duration, Instant};

use crate::{
    bed::{Bed, NOW},
    large,
    report::datapoints::many_resources,
};

const DELAY: Duration = Duration::from_millis(40);
/// Caller identity, balancers, target groups, their targets; clusters, services and their description of the ECS
/// service that is found; launch configurations, a quota's applied value, its default value, metrics.
const LONGEST_CHAIN: u32 = 11;

/// The binary as users run it: within the request limits of AWS, which other tests do without.
fn within_limits(bed: &Bed, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = bed.iem(arguments);
    command.env_remove("IEM_NO_REQUEST_LIMITS");
    command
}

fn median_run(bed: &Bed) -> Duration {
    let workbook = bed.workbook();
    let mut runs = [Duration::ZERO; 9].map(|_| {
        let begun = Instant::now();
        within_limits(bed, &["check", &workbook, "--now", NOW, "-q", "-o", "/dev/null"]).output().unwrap();
        begun.elapsed()
    });
    runs.sort();
    runs[4]
}

#[test]
#[ignore = "a benchmark"]
fn collection_with_40_ms_per_answer() {
    let bed = Bed::start().remember();
    // The first run fills the server's memory.
    median_run(&bed);
    let alone = median_run(&bed);
    let bed = bed.delay(DELAY);
    let before = bed.calls().len();
    let delayed = median_run(&bed);
    let calls = (bed.calls().len() - before) / 9;
    let bound = DELAY * LONGEST_CHAIN;
    let share = 100.0 * bound.as_secs_f64() / (delayed.saturating_sub(alone)).as_secs_f64();
    println!("{calls} calls; {alone:?} without and {delayed:?} with 40 ms per answer");
    println!("{LONGEST_CHAIN} dependent calls take {bound:?}: {share:.0} % of the bound");
}

#[test]
#[ignore = "a benchmark"]
fn datapoints_of_three_days_of_minutes_of_200_resources() {
    let (bed, workbook) = many_resources(200);
    let begun = Instant::now();
    let arguments = ["report", &workbook, "--now", "2026-12-02T00:00:00Z", "--format", "json", "-o", "/dev/null"];
    within_limits(&bed, &arguments).timeout(Duration::from_secs(300)).assert().success();
    let asked = bed.calls().iter().filter(|call| call.matches("cloudwatch:GetMetricData")).count();
    println!("{asked} requests for datapoints in {:?}", begun.elapsed());
}

/// 500 resources in each of 80 places. Every account has rate limits of its own, so that twenty accounts need not
/// take longer than one.
#[test]
#[ignore = "a benchmark"]
fn collection_from_twenty_accounts_in_four_regions() {
    let bed = Bed::start().remember();
    let accounts: Vec<String> = (0..20).map(|it| format!("7777888899{it:02}")).collect();
    let rows = large::seed(&bed, &accounts, &["eu-north-1", "eu-west-2", "eu-west-3", "ap-southeast-1"]);
    let (first, _) = rows.split_at(rows.len() / accounts.len());
    let collect = |accounts: &[String], rows: &str| {
        let workbook = large::workbook(&bed, accounts, rows);
        let (before, begun) = (bed.calls().len(), Instant::now());
        let arguments = [
            "-f",
            "%M KiB, %U s and %S s of a core",
            env!("CARGO_BIN_EXE_iem"),
            "collect",
            &workbook,
            "-q",
            "-o",
            "/dev/null",
        ];
        let mut command = bed.command("/usr/bin/time");
        let limited = command.env_remove("IEM_NO_REQUEST_LIMITS").args(arguments);
        let output = limited.timeout(Duration::from_secs(300)).output().unwrap();
        let used = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        println!("{} accounts: {} calls in {:?}, {used}", accounts.len(), bed.calls().len() - before, begun.elapsed());
    };
    // The first run fills the server's memory.
    collect(&accounts[..1], first);
    bed.set_delay(DELAY);
    collect(&accounts[..1], first);
    collect(&accounts, &rows);
}
