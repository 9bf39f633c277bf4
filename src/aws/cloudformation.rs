//! AWS CloudFormation.

pub mod facts;
pub mod rules;
