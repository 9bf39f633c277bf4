//! What belongs to one AWS service alone: what it answers (`facts`), the rules about it (`rules`), and what else is known
//! of it. One folder per service.

pub mod acm;
pub mod apigateway;
pub mod autoscaling;
pub mod ec2;
pub mod ecs;
pub mod eks;
pub mod elb;
pub mod lambda;
pub mod vpc;
