//! AWS WAF.

pub mod facts;
