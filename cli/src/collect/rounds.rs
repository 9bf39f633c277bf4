//! The rounds of a collection: first what leads to other resources, then all the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    time::{Duration, Instant},
};

use futures::future::join_all;
use iem_core::{
    access::Access,
    discovery,
    event::Event,
    report::Past,
    snapshot::{self, AccountSnapshot, Missed, Reason, Snapshot},
    source::{self, Task},
};
use jiff::Timestamp;

use super::{account::Account, clients, limits::Run, sessions::Sessions};
use crate::progress::Progress;

/// Requests in flight in one region: at 40 ms for an answer, 400 each second, above what the limits of AWS
/// let through.
const IN_FLIGHT: usize = 16;
/// Requests in flight in all, below the 256 files that some systems let a program open.
const ALL_IN_FLIGHT: usize = 128;

/// How to ask.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How to sign in to accounts of which the workbook does not say it.
    pub(crate) access: Access,
    /// Region in which role credentials are fetched. The workbook says which regions are asked.
    pub(crate) region: Option<String>,
    /// Most requests in flight; by default [`IN_FLIGHT`] for each place, at most [`ALL_IN_FLIGHT`].
    pub(crate) concurrency: Option<usize>,
    /// Whether requests keep to AWS's limits; servers that are not AWS have none.
    pub(crate) limited: bool,
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
            concurrency: None,
            limited: true,
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

/// Asks AWS everything that `plan` makes of an event and of the resources that were found to follow
/// from it, round by round; what is asked about spans of time is left out without `past`.
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
    let tasks = plan(event);
    if tasks.is_empty() {
        return Ok(Collected { snapshot: Snapshot::empty(now), calls: BTreeMap::new(), interrupted: false });
    }
    let http = clients::http_client()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let places: BTreeSet<_> = tasks.iter().map(|task| (&task.account, &task.region)).collect();
    let in_flight = options.concurrency.unwrap_or_else(|| ALL_IN_FLIGHT.min(IN_FLIGHT * places.len()));
    let run = Run::new(in_flight, options.limited, Progress::new(tasks.len(), options.progress, options.verbose > 0));
    let sessions = Sessions::new(event, options, http);
    let mut rounds =
        Rounds { run: &run, runtime: &runtime, sessions, past, now, begun: Instant::now(), timeout: options.timeout };

    // First what leads to other resources, until nothing new is found, and then all the rest at once.
    let leads = source::with_origins(discovery::SOURCES.iter().copied());
    let leading = |event: &Event| -> BTreeSet<Task> {
        plan(event).into_iter().filter(|task| leads.contains(&task.source)).collect()
    };
    let mut snapshot = Snapshot::empty(now);
    let mut whole = event.clone();
    let mut round = event.clone();
    let is_in_scope = discovery::scope(event);
    let mut found = BTreeSet::new();
    let mut asked: BTreeSet<Task> = BTreeSet::new();
    let mut cut_short = None;
    for _ in 0..discovery::ROUNDS {
        let tasks: BTreeSet<Task> =
            leading(&round).into_iter().filter(|task| !asked.contains(task) || !task.source.info().is_whole).collect();
        if tasks.is_empty() {
            break;
        }
        let answers;
        let known = snapshot.accounts.iter().filter(|(id, _)| tasks.iter().any(|task| task.account == **id));
        let known = known.map(|(id, account)| (id.clone(), account.clone())).collect();
        (answers, cut_short) = rounds.ask(&round, &tasks, known);
        // Half of a later round would make lists that look whole: the rounds before it stand alone.
        if cut_short.is_some() && !asked.is_empty() {
            break;
        }
        asked.extend(tasks);
        for (id, account) in answers {
            let account = match snapshot.accounts.remove(&id) {
                Some(known) => snapshot::join(known, account)?,
                None => account,
            };
            snapshot.accounts.insert(id, account);
        }
        if cut_short.is_some() {
            break;
        }
        round.resources = discovery::discover(event, &snapshot);
        round.resources.retain(|it| is_in_scope(it) && found.insert(it.clone()));
        whole.resources.extend(round.resources.iter().cloned());
    }
    let rest: BTreeSet<Task> = plan(&whole).difference(&asked).cloned().collect();
    run.progress.expect((asked.len() + rest.len()).saturating_sub(tasks.len()));
    snapshot.accounts = match &cut_short {
        Some(missed) => rounds.miss(&whole, &rest, snapshot.accounts, missed),
        None => {
            let answers;
            (answers, cut_short) = rounds.ask(&whole, &rest, snapshot.accounts);
            answers
        }
    };
    run.progress.finish();
    // Look-ups of host names run on threads that cannot be stopped; nobody waits for them.
    runtime.shutdown_background();
    let interrupted = cut_short.is_some_and(|missed| missed.reason == Reason::Interrupted);
    Ok(Collected { snapshot, calls: run.into_calls(), interrupted })
}

/// Answers by account.
type Answers = BTreeMap<String, AccountSnapshot>;

/// What all rounds of one collection share.
struct Rounds<'r> {
    run: &'r Run,
    runtime: &'r tokio::runtime::Runtime,
    sessions: Sessions<'r>,
    past: Option<Past<'r>>,
    now: Timestamp,
    begun: Instant,
    timeout: Duration,
}

impl<'r> Rounds<'r> {
    /// Asks `tasks` about `event`, with everything that is `known` to build on. When the time is up or the
    /// user ends the run, what is open is missed for the reason that comes second.
    fn ask(&mut self, event: &Event, tasks: &BTreeSet<Task>, mut known: Answers) -> (Answers, Option<Missed>) {
        let accounts = self.accounts(event, tasks, &mut known);
        let left = self.timeout.saturating_sub(self.begun.elapsed());
        let cut_short = self.runtime.block_on(async {
            tokio::select! {
                _ = join_all(accounts.iter().map(Account::ask)) => None,
                () = tokio::time::sleep(left) => Some(Missed {
                    reason: Reason::TimedOut,
                    detail: format!("the run ended after {:?} (--timeout)", self.timeout),
                }),
                () = ctrl_c() => Some(Missed { reason: Reason::Interrupted, detail: String::new() }),
            }
        });
        if let Some(missed) = &cut_short {
            accounts.iter().for_each(|account| account.miss_rest(missed));
        }
        known.extend(answers(accounts));
        (known, cut_short)
    }

    /// Asks nothing: `tasks` are missed.
    fn miss(&mut self, event: &Event, tasks: &BTreeSet<Task>, mut known: Answers, missed: &Missed) -> Answers {
        let accounts = self.accounts(event, tasks, &mut known);
        accounts.iter().for_each(|account| account.miss_rest(missed));
        known.extend(answers(accounts));
        known
    }

    /// The accounts of `tasks`, with what is known of them.
    fn accounts<'a>(&mut self, event: &'a Event, tasks: &'a BTreeSet<Task>, known: &mut Answers) -> Vec<Account<'a>>
    where
        'r: 'a,
    {
        let ids: BTreeSet<&str> = tasks.iter().map(|task| task.account.as_str()).collect();
        let (run, past, now) = (self.run, self.past, self.now);
        let sessions = &mut self.sessions;
        self.runtime.block_on(async {
            let mut accounts = Vec::with_capacity(ids.len());
            for id in ids {
                let session = sessions.of(id).await;
                let known = known.remove(id).unwrap_or_default();
                accounts.push(Account::new(run, event, tasks, (id, known), session, past, now));
            }
            accounts
        })
    }
}

fn answers(accounts: Vec<Account<'_>>) -> impl Iterator<Item = (String, AccountSnapshot)> {
    accounts.into_iter().map(|account| (account.id.to_owned(), account.into_snapshot()))
}

/// Waits for Ctrl-C; for ever where the system cannot tell.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
