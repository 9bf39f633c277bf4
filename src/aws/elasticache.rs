//! Amazon ElastiCache.

pub mod facts;
pub mod rules;
