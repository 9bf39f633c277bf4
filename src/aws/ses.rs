//! Amazon SES.

pub mod facts;
pub mod rules;
