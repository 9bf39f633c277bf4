//! Amazon ElastiCache.

pub mod facts;
