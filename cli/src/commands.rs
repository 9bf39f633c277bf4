//! One file per command.

mod check;
mod collect;
mod demo;
mod explain;
mod facts;
mod handout;
mod init;
mod permissions;
mod plan;
mod report;

use std::process::ExitCode;

use clap::CommandFactory as _;
use jiff::{Timestamp, Unit};

use crate::{
    args::{Args, Command},
    error::Error,
    output::{self, Shell},
};

/// Runs a command to its exit code.
pub(crate) fn run(command: &Command, shell: &Shell) -> Result<ExitCode, Error> {
    match command {
        Command::Init(args) => init::run(args, shell)?,
        Command::Plan(args) => return plan::run(args, shell),
        Command::Check(args) => return check::run(args, shell),
        Command::Report(args) => return report::run(args, shell),
        Command::Collect(args) => collect::run(args, shell)?,
        Command::Handout(args) => handout::run(args, shell)?,
        Command::Explain(args) => explain::run(args)?,
        Command::Permissions(args) => permissions::run(args, shell)?,
        Command::Demo(args) => demo::run(args, shell)?,
        Command::Completions(args) => completions(args.shell)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// This moment, to the second: more would only make scorecards hard to read.
fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now)
}

fn completions(shell: clap_complete::Shell) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "iem", &mut script);
    output::write(None, &String::from_utf8_lossy(&script))
}
