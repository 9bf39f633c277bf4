//! AWS Lambda.

pub mod facts;
