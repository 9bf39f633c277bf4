//! Amazon SNS.

pub mod facts;
