//! Collection of a snapshot: asks AWS what is planned, as much at once as the limits allow.
//!
//! Nothing here judges. What cannot be had is recorded with its reason, and one refused
//! request, region or account never ends the run.

mod account;
mod alarm_history;
mod autoscaling;
mod classic_elb;
mod clients;
mod cloudtrail;
mod cloudwatch;
mod datapoints;
mod dynamodb;
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
mod s3;
mod sts;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    time::Duration,
};

use futures::future::join_all;
use iem_core::{
    event::Event,
    report::Past,
    snapshot::{Missed, Reason, Snapshot},
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

/// Asks AWS everything in `tasks`; what is asked about spans of time is left out without `past`.
/// Without tasks neither credentials nor the network are touched.
///
/// # Errors
///
/// When nothing can be asked at all: the operating system gives no event loop, or
/// `AWS_CA_BUNDLE` names a file that holds no certificates.
pub(crate) fn collect(
    event: &Event,
    tasks: &BTreeSet<Task>,
    past: Option<Past<'_>>,
    options: &Options,
    now: Timestamp,
) -> io::Result<Collected> {
    let mut snapshot = Snapshot::empty(now);
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
    let ids: BTreeSet<&str> = tasks.iter().map(|task| task.account.as_str()).collect();
    let account = |id| Account::new(&run, event, tasks, id, &config, past, now);
    let accounts: Vec<Account<'_>> = ids.into_iter().map(account).collect();

    let cut_short = runtime.block_on(async {
        tokio::select! {
            _ = join_all(accounts.iter().map(Account::ask)) => None,
            () = tokio::time::sleep(options.timeout) => Some(Reason::TimedOut),
            () = ctrl_c() => Some(Reason::Interrupted),
        }
    });
    if let Some(reason) = cut_short {
        let detail = match reason {
            Reason::TimedOut => format!("the run ended after {:?} (--timeout)", options.timeout),
            _ => String::new(),
        };
        let missed = Missed { reason, detail };
        accounts.iter().for_each(|account| account.miss_rest(&missed));
    }
    for account in accounts {
        snapshot.accounts.insert(account.id.to_owned(), account.into_snapshot());
    }
    run.progress.finish();
    // Look-ups of host names run on threads that cannot be stopped; nobody waits for them.
    runtime.shutdown_background();
    let interrupted = cut_short == Some(Reason::Interrupted);
    Ok(Collected { snapshot, calls: run.into_calls(), interrupted })
}

/// Waits for Ctrl-C; for ever where the system cannot tell.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
