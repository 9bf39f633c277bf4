//! The command line.

mod facts;
mod output;

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum, ValueHint};
use iem_core::{handout::Handout, scorecard};

pub(crate) use facts::{AwsArgs, FactsArgs};
pub(crate) use output::{Format, OutputArgs};

/// Tells whether an AWS workload is ready for a planned high-traffic event.
///
/// It reads the event's workbook, a Markdown file, asks AWS about every resource that it lists,
/// and says what is not ready, how to fix it and until when. It only ever reads from AWS.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) shell: ShellArgs,
}

const EXAMPLES: &str = "\
Examples:
  iem demo                           see what it does, without AWS
  iem init event.md                  start a workbook
  iem check event.md                 judge the event
  iem plan event.md --write          write the verdict and action items into the workbook
  iem report event.md                review the event after it
  iem explain asg-max-covers-peak    what a rule means and how to fix it

Exit codes:
  0  ready
  1  could not run, or no account answered
  2  wrong usage, or a workbook that cannot be read
  3  something open is at or above --fail-on, or `plan --check` found the workbook stale
  4  nothing is at that level, but something could not be judged";

#[derive(Debug, clap::Args)]
pub(crate) struct ShellArgs {
    /// Print results and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print more: what is ready, every problem of the workbook, calls to AWS
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to color; `NO_COLOR` and `CLICOLOR_FORCE` count for auto
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a workbook from the template
    Init(InitArgs),
    /// Write what is known into the workbook's own regions
    Plan(Box<PlanArgs>),
    /// Judge whether the event is ready
    Check(Box<CheckArgs>),
    /// Review the event after it: what happened, planned against actual, what to wind down
    Report(Box<ReportArgs>),
    /// Save what AWS answers, for a later check
    Collect(CollectArgs),
    /// Write run book, escalation matrix, support case, calendar and requests
    Handout(Box<HandoutArgs>),
    /// Say what a rule means, what it reads and how to fix it
    Explain(ExplainArgs),
    /// Print the least IAM policy that iem needs
    Permissions(PermissionsArgs),
    /// Plan, judge or review the built-in example, without AWS
    Demo(DemoArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// File to create; an existing file is never overwritten
    #[arg(default_value = "event.md", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Only what stands between `<!-- iem:NAME -->` and `<!-- /iem:NAME -->` is written; missing markers are
made at the end of their section. The columns Owner and Remarks of the action items, and rows and
columns of your own, stay as you write them.

Examples:
  iem plan event.md                                 show what is known, in short
  iem plan event.md --format markdown               show what would be written
  iem plan event.md --write                         write it
  iem plan event.md -o plan.html                    hand it on as one page
  iem plan event.md --snapshot today.json --check   fail where the workbook is stale")]
pub(crate) struct PlanArgs {
    /// Workbook to read; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: PathBuf,
    /// Update the workbook in place
    #[arg(long, conflicts_with = "check")]
    pub(crate) write: bool,
    /// Write it even where an account that answered before does not answer now; what was known of it stays, as of
    /// its day
    #[arg(long, requires = "write")]
    pub(crate) write_anyway: bool,
    /// Print a diff and exit with 3 where the workbook is stale
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) facts: FactsArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem check event.md
  iem check event.md --save-snapshot today.json -o scorecard.md
  iem check event.md --snapshot today.json --now 2026-12-05T09:00:00+08:00
  iem check event.md --fail-on yellow --format json | jq .overall")]
pub(crate) struct CheckArgs {
    /// Workbook to judge; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: PathBuf,
    /// Mildest light that makes the check fail
    #[arg(long, value_name = "LIGHT", default_value = "red")]
    pub(crate) fail_on: FailOn,
    /// Update sections 15 and 16 of the workbook in place
    #[arg(long)]
    pub(crate) write: bool,
    /// Write it even where an account that answered before does not answer now; what was known of it stays, as of
    /// its day
    #[arg(long, requires = "write")]
    pub(crate) write_anyway: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) facts: FactsArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Run it within 15 days after the event: CloudWatch keeps datapoints of one minute no longer.

Examples:
  iem report event.md -o report.html
  iem report event.md --before today.json --save-snapshot after.json --write
  iem report event.md --snapshot after.json --now 2026-12-14T09:00:00+08:00")]
pub(crate) struct ReportArgs {
    /// Workbook of the event; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: PathBuf,
    /// Compare with a snapshot that was saved before the event
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) before: Option<PathBuf>,
    /// Update section 18 and Appendix B of the workbook in place
    #[arg(long)]
    pub(crate) write: bool,
    /// Write it even where an account that answered before does not answer now
    #[arg(long, requires = "write")]
    pub(crate) write_anyway: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) facts: FactsArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem collect event.md -o today.json
  iem collect event.md --profile prod --redact -o share.json
  iem check event.md --snapshot today.json")]
pub(crate) struct CollectArgs {
    /// Workbook that lists what to ask about; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: PathBuf,
    /// Write the snapshot to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Replace account ids by stand-ins, to show the snapshot to others
    #[arg(long)]
    pub(crate) redact: bool,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem handout event.md
  iem handout event.md --only run-book,escalation --out-dir handouts
  iem handout event.md --snapshot today.json --now 2026-12-05T09:00:00+08:00

Nothing is sent to AWS: the case is a draft, and the requests are a script for you to review.")]
pub(crate) struct HandoutArgs {
    /// Workbook to write hand-outs for; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: PathBuf,
    /// Write only these, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) only: Vec<HandoutKind>,
    /// Folder to write to [default: that of the workbook]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out_dir: Option<PathBuf>,
    /// Overwrite files that iem did not write
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) facts: FactsArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum HandoutKind {
    /// Draft of the support case
    Case,
    /// Run book of ten chapters
    RunBook,
    /// Escalation matrix, and whom the alarms reach
    Escalation,
    /// Steps, freezes, maintenance and due dates as iCalendar
    Calendar,
    /// Quota requests and LCU reservations as a script to review
    Requests,
}

impl HandoutKind {
    /// Whether it is this hand-out.
    pub(crate) fn names(self, handout: &Handout) -> bool {
        let name = handout.file_name.split('.').next().unwrap_or_default();
        self.to_possible_value().is_some_and(|value| value.get_name() == name)
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Rule to explain; without it, every rule is listed
    pub(crate) rule: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem permissions > iem-policy.json
  iem permissions event.md > iem-policy.json
  aws iam create-policy --policy-name iem --policy-document file://iem-policy.json")]
pub(crate) struct PermissionsArgs {
    /// Ask only for what this workbook needs; `-` reads it from standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) workbook: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem completions bash > ~/.local/share/bash-completion/completions/iem
  iem completions zsh > ~/.zfunc/_iem
  iem completions fish > ~/.config/fish/completions/iem.fish")]
pub(crate) struct CompletionsArgs {
    /// Shell that will complete
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  iem demo
  iem demo plan
  iem demo report -o report.html")]
pub(crate) struct DemoArgs {
    /// What to show
    #[arg(default_value = "check")]
    pub(crate) what: Demo,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Demo {
    /// The plan, a week before the event
    Plan,
    /// The scorecard, a week before the event
    Check,
    /// The review, two days after it
    Report,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    /// Only red findings fail
    Red,
    /// Red and yellow findings fail
    Yellow,
    /// Whatever could not be judged fails as well
    Gray,
    /// Findings never fail
    Never,
}

impl From<FailOn> for scorecard::FailOn {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Red => Self::Red,
            FailOn::Yellow => Self::Yellow,
            FailOn::Gray => Self::Gray,
            FailOn::Never => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        super::Args::command().debug_assert();
    }
}
