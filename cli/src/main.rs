//! `iem`: tells whether an AWS workload is ready for a planned high-traffic event.

mod args;
#[cfg(feature = "aws")]
mod collect;
mod commands;
mod error;
mod input;
mod output;
mod problems;
#[cfg(feature = "aws")]
mod progress;
mod write;

use std::process::ExitCode;

use clap::Parser;

use crate::{args::Args, output::Shell};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version arrive here as well. Nobody is left to hear of a closed pipe.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let shell = Shell::new(&args.shell);
    match commands::run(&args.command, &shell) {
        Ok(code) => code,
        Err(error) => {
            shell.error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
