//! Amazon CloudWatch.

pub mod facts;
