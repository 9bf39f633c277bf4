//! Amazon S3.

pub mod facts;
pub mod rules;
