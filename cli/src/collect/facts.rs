//! The answers of one account or one region, filled in while other answers are still open.

use std::{cell::RefCell, collections::BTreeSet, future::Future};

use futures::future::{LocalBoxFuture, join_all};
use iem_core::{
    snapshot::{AccountSnapshot, Fact, Missed, PerResource, RegionSnapshot, Slot},
    source::Source,
};

use super::{limits::Run, service::row};

/// Answers of type `F`, and which sources are to be asked for them.
pub(super) struct Facts<'a, F> {
    run: &'a Run,
    place: String,
    planned: BTreeSet<Source>,
    answers: RefCell<F>,
}

impl<'a, F: Slots> Facts<'a, F> {
    pub(super) fn new(run: &'a Run, place: String, planned: BTreeSet<Source>, answers: F) -> Self {
        Self { run, place, planned, answers: RefCell::new(answers) }
    }

    pub(super) fn is_planned(&self, source: Source) -> bool {
        self.planned.contains(&source)
    }

    /// Looks at what has been answered so far.
    pub(super) fn read<T>(&self, look: impl FnOnce(&F) -> T) -> T {
        look(&self.answers.borrow())
    }

    /// Changes what has been answered so far.
    pub(super) fn write(&self, change: impl FnOnce(&mut F)) {
        change(&mut self.answers.borrow_mut());
    }

    pub(super) fn into_answers(self) -> F {
        self.answers.into_inner()
    }

    /// Asks a source that has one answer.
    pub(super) async fn ask<T>(
        &self,
        source: Source,
        slot: fn(&mut F) -> &mut Fact<T>,
        answer: impl Future<Output = Result<T, Missed>>,
    ) {
        if !self.is_planned(source) {
            return;
        }
        let fact = fact(answer.await);
        self.write(|answers| *slot(answers) = fact);
        self.done(source);
    }

    /// A source that has one answer, and what asks it.
    pub(super) fn row<'f, T: 'f>(
        &'f self,
        source: Source,
        slot: fn(&mut F) -> &mut Fact<T>,
        answer: impl Future<Output = Result<T, Missed>> + 'f,
    ) -> (Source, LocalBoxFuture<'f, ()>) {
        row(source, self.ask(source, slot, answer))
    }

    /// Asks a source that answers one resource at a time, about those that have no answer yet.
    pub(super) async fn ask_each<T>(
        &self,
        source: Source,
        slot: fn(&mut F) -> &mut PerResource<T>,
        mut keys: Vec<String>,
        answer: impl AsyncFn(&str) -> Result<T, Missed>,
    ) {
        if !self.is_planned(source) {
            return;
        }
        self.write(|answers| {
            let known = slot(answers);
            keys.retain(|key| known.get(key).is_none_or(Fact::is_open));
        });
        self.expect(slot, &keys);
        let ask = |key: String| {
            let answer = &answer;
            async move {
                let fact = fact(answer(&key).await);
                self.write(|answers| _ = slot(answers).insert(key, fact));
            }
        };
        join_all(keys.into_iter().map(ask)).await;
        self.done(source);
    }

    /// Says which resources are going to be asked for, so that none is lost when the run ends early.
    pub(super) fn expect<T>(&self, slot: fn(&mut F) -> &mut PerResource<T>, keys: &[String]) {
        self.write(|answers| {
            for key in keys {
                slot(answers).entry(key.clone()).or_default();
            }
        });
    }

    /// Fails when a source that `source` builds on was asked for and has no answer.
    pub(super) fn needs(&self, source: Source) -> Result<(), Missed> {
        for &before in source.info().after {
            let mut answers = self.answers.borrow_mut();
            let missed = answers.slot(before).and_then(|slot| slot.missed()).map(|it| it.reason);
            if let (Some(reason), true) = (missed, self.is_planned(before)) {
                let detail = format!("{}{}", Missed::NEEDS, before.info().title);
                return Err(Missed { reason, detail });
            }
        }
        Ok(())
    }

    /// Gives every planned source that is still open its reason.
    pub(super) fn miss_rest(&self, missed: &Missed) {
        for &source in &self.planned {
            self.write(|answers| {
                if let Some(slot) = answers.slot(source) {
                    slot.miss(missed);
                }
            });
        }
    }

    pub(super) fn done(&self, source: Source) {
        self.run.progress.done(source, &self.place);
    }
}

fn fact<T>(answer: Result<T, Missed>) -> Fact<T> {
    answer.map_or_else(Fact::Missed, Fact::Seen)
}

/// Answers in which every source has its place.
pub(super) trait Slots {
    /// Where the answer of `source` goes; `None` when it is not asked here.
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot>;
}

impl Slots for AccountSnapshot {
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
        self.slot(source)
    }
}

impl Slots for RegionSnapshot {
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
        self.slot(source)
    }
}
