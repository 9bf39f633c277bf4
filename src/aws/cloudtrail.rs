//! AWS CloudTrail.

pub mod facts;
