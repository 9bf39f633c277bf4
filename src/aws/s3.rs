//! Amazon S3.

pub mod facts;
pub(crate) mod names;
pub mod rules;
