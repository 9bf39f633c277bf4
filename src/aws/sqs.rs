//! Amazon SQS.

pub mod facts;
