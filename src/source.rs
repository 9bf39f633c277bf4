//! The table of everything that we may ask AWS, and what follows from it: which calls a
//! workbook needs, and the least IAM policy that allows them.

mod answers;
mod table;
mod task;

pub use answers::{Answers, Silence};
pub use table::Source;
pub use task::{Task, iam_policy, tasks, with_origins};

use crate::event::ResourceKind;

/// Where a source is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Once per account.
    Account,
    /// Once per account and region that lists a resource.
    Region,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct SourceInfo {
    /// Path of the fact in a saved snapshot, below its account or region.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where it is asked.
    pub scope: Scope,
    /// Whether one answer speaks for the whole account or region, whatever is listed there: a later round of a
    /// collection does not ask for it again.
    pub is_whole: bool,
    /// IAM actions that it takes. The first is the one that a refusal names.
    pub actions: &'static [&'static str],
    /// It is asked when the workbook lists one of these; an account source without any, always.
    pub kinds: &'static [ResourceKind],
    /// Sources whose answers say what to ask for.
    pub after: &'static [Source],
}
