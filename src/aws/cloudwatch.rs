//! Amazon CloudWatch.

pub mod alarms;
pub mod facts;
pub mod metrics;
pub mod rules;
