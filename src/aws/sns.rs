//! Amazon SNS.

pub mod facts;
pub mod rules;
