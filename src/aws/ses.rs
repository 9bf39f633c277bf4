//! Amazon SES.

pub mod facts;
mod metrics;
pub mod rules;
