//! What AWS described, thing by thing, with all the names of each.

pub(super) mod compute;
pub(super) mod containers;
pub(super) mod data_stores;
pub(super) mod edge;
pub(super) mod messaging;
pub(super) mod networks;
