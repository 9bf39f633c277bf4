//! Where answers go.

use super::{Fact, Missed, PerResource};

/// Where a source's answer goes.
pub trait Slot {
    /// Why there is no answer, if there is none.
    fn missed(&self) -> Option<&Missed>;
    /// Gives a reason to what was not asked yet.
    fn miss(&mut self, missed: &Missed);
}

impl<T> Slot for Fact<T> {
    fn missed(&self) -> Option<&Missed> {
        match self {
            Self::Seen(_) => None,
            Self::Missed(missed) => Some(missed),
        }
    }

    fn miss(&mut self, missed: &Missed) {
        if self.is_open() {
            *self = Self::Missed(missed.clone());
        }
    }
}

impl<T> Slot for PerResource<T> {
    fn missed(&self) -> Option<&Missed> {
        None
    }

    fn miss(&mut self, missed: &Missed) {
        self.values_mut().for_each(|fact| fact.miss(missed));
    }
}
