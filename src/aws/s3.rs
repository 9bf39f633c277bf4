//! Amazon S3.

pub mod facts;
