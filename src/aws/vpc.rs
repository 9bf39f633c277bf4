//! Networks of Amazon EC2.

pub mod facts;
pub mod rules;
