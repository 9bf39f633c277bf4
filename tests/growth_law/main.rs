//! Twice as much costs about twice as much. Allocations are counted, in a binary of its own, because those of every thread
//! count.

#[cfg(test)]
mod law;
#[cfg(test)]
mod world;
