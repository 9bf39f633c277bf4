//! Elastic Load Balancing.

pub mod facts;
pub mod lcu;
pub mod rules;
