//! Networks of Amazon EC2.

pub mod facts;
mod metrics;
pub(crate) mod names;
pub mod rules;
