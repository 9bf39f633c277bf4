//! Collection of a snapshot: asks AWS what is planned, as much at once as the limits allow.
//!
//! Nothing here judges. What cannot be had is recorded with its reason, and one refused
//! request, region or account never ends the run.

mod account;
mod alarm_history;
mod autoscaling;
mod clients;
mod cloudformation;
mod cloudtrail;
mod cloudwatch;
mod datapoints;
mod ec2;
mod elb;
mod facts;
#[cfg(test)]
mod fake;
mod fields;
mod health;
mod limits;
mod missed;
mod place;
mod quotas;
mod review;
mod sts;
mod support;
mod tagging;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    time::{Duration, Instant},
};

use futures::future::join_all;
use iem_core::{
    discovery,
    event::{Event, Resource},
    report::Past,
    snapshot::{self, Missed, Reason, Snapshot},
    source::Task,
};
use jiff::Timestamp;

use self::{account::Account, limits::Run};
use crate::progress::Progress;

/// How to ask.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Named profile; `None` for what the environment says.
    pub(crate) profile: Option<String>,
    /// Region in which role credentials are fetched. The workbook says which regions are asked.
    pub(crate) region: Option<String>,
    /// Most requests in flight.
    pub(crate) concurrency: usize,
    /// Longest time for the whole run.
    pub(crate) timeout: Duration,
    /// Whether to draw a progress bar on stderr.
    pub(crate) progress: bool,
    /// Above zero, a line on stderr for every source that is done.
    pub(crate) verbose: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            concurrency: 16,
            timeout: Duration::from_secs(300),
            progress: false,
            verbose: 0,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Collected {
    /// The answers.
    pub(crate) snapshot: Snapshot,
    /// Requests made, by service. Retries are not counted.
    pub(crate) calls: BTreeMap<String, u64>,
    /// Whether the user stopped the run with Ctrl-C.
    pub(crate) interrupted: bool,
}

/// Asks AWS everything that `plan` makes of an event, and then of the resources that were found to
/// follow from it, round by round; what is asked about spans of time is left out without `past`.
/// Without tasks neither credentials nor the network are touched.
///
/// # Errors
///
/// When nothing can be asked at all: the operating system gives no event loop, or
/// `AWS_CA_BUNDLE` names a file that holds no certificates.
pub(crate) fn collect(
    event: &Event,
    plan: fn(&Event) -> BTreeSet<Task>,
    past: Option<Past<'_>>,
    options: &Options,
    now: Timestamp,
) -> io::Result<Collected> {
    let mut snapshot = Snapshot::empty(now);
    let mut tasks = plan(event);
    if tasks.is_empty() {
        return Ok(Collected { snapshot, calls: BTreeMap::new(), interrupted: false });
    }
    let http = clients::http_client()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let progress = Progress::new(tasks.len(), options.progress, options.verbose > 0);
    let run = Run::new(options.concurrency, progress);

    let home = tasks.iter().find_map(|task| task.region.as_deref()).unwrap_or("us-east-1");
    // One credential chain serves all accounts. An account that is to be asked through a role
    // gets a configuration of its own here.
    let config = runtime.block_on(clients::config(options, http, home));
    let begun = Instant::now();
    let mut round = event.clone();
    let name = |it: &Resource| (it.kind, it.name.clone(), it.account.clone(), it.region.clone());
    let mut asked = BTreeSet::new();
    let mut once: BTreeSet<Task> = BTreeSet::new();
    let mut interrupted = false;
    for number in 1..=discovery::ROUNDS {
        let ids: BTreeSet<&str> = tasks.iter().map(|task| task.account.as_str()).collect();
        let account = |id| Account::new(&run, &round, &tasks, (id, snapshot.account(id)), &config, past, now);
        let accounts: Vec<Account<'_>> = ids.into_iter().map(account).collect();
        let cut_short = runtime.block_on(async {
            tokio::select! {
                _ = join_all(accounts.iter().map(Account::ask)) => None,
                () = tokio::time::sleep(options.timeout.saturating_sub(begun.elapsed())) => Some(Reason::TimedOut),
                () = ctrl_c() => Some(Reason::Interrupted),
            }
        });
        interrupted = cut_short == Some(Reason::Interrupted);
        if let Some(reason) = cut_short {
            // Half of a later round would make lists that look whole: the rounds before it stand alone.
            if number > 1 {
                break;
            }
            let detail = match reason {
                Reason::TimedOut => format!("the run ended after {:?} (--timeout)", options.timeout),
                _ => String::new(),
            };
            let missed = Missed { reason, detail };
            accounts.iter().for_each(|account| account.miss_rest(&missed));
        }
        let mut answers = Snapshot::empty(now);
        answers.accounts = accounts.into_iter().map(|it| (it.id.to_owned(), it.into_snapshot())).collect();
        snapshot = if number == 1 { answers } else { snapshot::join(snapshot, answers)? };
        if cut_short.is_some() {
            break;
        }

        // What was found and not asked for yet is the next round.
        once.extend(tasks.into_iter().filter(|task| task.source.is_of_the_whole_place()));
        round.resources = discovery::discover(event, &snapshot);
        round.resources.retain(|resource| asked.insert(name(resource)));
        tasks = plan(&round).difference(&once).cloned().collect();
        if tasks.is_empty() {
            break;
        }
        run.progress.expect(tasks.len());
    }
    run.progress.finish();
    // Look-ups of host names run on threads that cannot be stopped; nobody waits for them.
    runtime.shutdown_background();
    Ok(Collected { snapshot, calls: run.into_calls(), interrupted })
}

/// Waits for Ctrl-C; for ever where the system cannot tell.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
