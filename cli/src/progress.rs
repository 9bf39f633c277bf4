//! What a person sees on stderr while AWS is asked.

use std::time::Duration;

use iem_core::source::Source;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str = "{bar:30} {pos}/{len} {wide_msg}";

/// A bar that moves once per task and batch of datapoints, and a line per task where the user asked to see them.
pub(crate) struct Progress {
    bar: ProgressBar,
    verbose: bool,
}

impl Progress {
    /// A bar of `tasks` steps; nothing is drawn unless `shown`.
    pub(crate) fn new(tasks: usize, shown: bool, verbose: bool) -> Self {
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template(TEMPLATE);
        let bar = ProgressBar::with_draw_target(Some(tasks as u64), target)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, verbose }
    }

    /// One source in one place is done. `place` is an account and, for regional sources, a region.
    pub(crate) fn done(&self, source: Source, place: &str) {
        let title = source.info().title;
        self.bar.set_message(title);
        self.bar.inc(1);
        if self.verbose {
            self.bar.suspend(|| anstream::eprintln!("asked {place}: {title}"));
        }
    }

    /// More steps have become known.
    pub(crate) fn expect(&self, steps: usize) {
        self.bar.inc_length(steps as u64);
    }

    /// One of those steps is done.
    pub(crate) fn step(&self, source: Source) {
        self.bar.set_message(source.info().title);
        self.bar.inc(1);
    }

    /// Takes the bar off the screen.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_of_datapoints_are_steps_like_tasks() {
        let progress = Progress::new(2, false, false);
        // A source of datapoints learns of its batches when it begins.
        progress.expect(3);
        assert_eq!((progress.bar.position(), progress.bar.length()), (0, Some(5)));
        (0..3).for_each(|_| progress.step(Source::EventMetrics));
        (0..2).for_each(|_| progress.done(Source::EventMetrics, "111122223333"));
        assert_eq!((progress.bar.position(), progress.bar.length()), (5, Some(5)));
    }
}
