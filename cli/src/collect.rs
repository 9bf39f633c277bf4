//! Collection of a snapshot: asks AWS what is planned, as much at once as the limits allow.
//!
//! Nothing here judges. What cannot be had is recorded with its reason, and one refused
//! request, region or account never ends the run.

mod account;
mod alarm_history;
mod autoscaling;
mod certificates;
mod classic_elb;
mod clients;
mod cloudfront;
mod cloudtrail;
mod cloudwatch;
mod datapoints;
mod dynamodb;
mod ec2;
mod edge;
mod elasticache;
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
mod rds;
mod review;
mod route53;
mod s3;
mod sessions;
mod sts;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    time::Duration,
};

use futures::future::join_all;
use iem_core::{
    access::Access,
    event::Event,
    report::Past,
    snapshot::{Missed, Reason, Snapshot},
    source::Task,
};
use jiff::Timestamp;

use self::{account::Account, limits::Run, sessions::Sessions};
use crate::progress::Progress;

/// How to ask.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How to sign in to accounts of which the workbook does not say it.
    pub(crate) access: Access,
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
            access: Access::default(),
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

    let ids: BTreeSet<&str> = tasks.iter().map(|task| task.account.as_str()).collect();
    let mut sessions = Sessions::new(event, options, http);
    let accounts: Vec<Account<'_>> = runtime.block_on(async {
        let mut accounts = Vec::with_capacity(ids.len());
        for id in ids {
            let session = sessions.of(id).await;
            accounts.push(Account::new(&run, event, tasks, id, session, past, now));
        }
        accounts
    });

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
