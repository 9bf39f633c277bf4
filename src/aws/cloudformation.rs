//! AWS CloudFormation.

pub mod facts;
