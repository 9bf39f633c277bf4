//! AWS WAF.

pub mod facts;
pub mod rules;
