//! Amazon SQS.

pub mod facts;
pub mod rules;
