//! The pure core of `iem`: judges whether an AWS workload is ready for a planned event.
//!
//! A workbook and a snapshot of what AWS answered go in, a scorecard comes out. Nothing here
//! calls AWS or reads a clock, a file or the environment, so that every verdict can be had again:
//!
//! ```
//! use iem_core::{example, partition::Partition, render, rules, scorecard, snapshot::Snapshot, source, workbook, workload::Workload};
//!
//! // Markdown → the event, and what a person has to look at.
//! let workbook = workbook::parse(example::WORKBOOK);
//! // The event and the rules → what to ask AWS, and the least IAM policy for it.
//! let tasks = rules::plan(&rules::all(), &workbook.event);
//! let policy = source::iam_policy(tasks.iter().map(|task| task.source), [Partition::AWS]);
//! // What AWS answered is collected elsewhere; here it comes from a file.
//! let snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT)?;
//! // What the workbook lists, in what AWS answered → the workload, with what follows from the list.
//! let workload = Workload::new(&workbook, &snapshot);
//! // The workload and time → verdicts.
//! let scorecard = scorecard::evaluate(&rules::all(), &workload, example::NOW);
//! // Verdicts → text.
//! let options = render::Options { width: 100, color: false, verbose: false, workbook: None };
//! let text = render::render(&scorecard, render::Format::Terminal, &options);
//! assert!(text.starts_with("✗ RED, 1 accepted  Spring Sale · Example Shop: not ready"));
//! # let _ = policy;
//! # Ok::<(), serde_json::Error>(())
//! ```

pub mod access;
pub mod aws;
pub mod discovery;
pub mod event;
pub mod example;
pub mod handout;
mod hash;
mod maintenance;
pub mod names;
pub mod partition;
pub mod plan;
pub mod problem;
pub mod quotas;
pub mod render;
pub mod report;
pub mod rule;
pub mod rules;
pub mod scorecard;
pub mod snapshot;
pub mod source;
pub mod text;
mod tracker;
pub mod workbook;
pub mod workload;
