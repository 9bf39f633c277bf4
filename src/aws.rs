//! What belongs to one AWS service alone: what it answers (`facts`), the rules about it (`rules`), and what else is known
//! of it. One folder per service.

pub mod acm;
pub mod elb;
