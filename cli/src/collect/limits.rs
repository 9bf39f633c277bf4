//! How many requests go out at once, and how many per second to each service.

use std::{
    cell::{LazyCell, RefCell},
    collections::BTreeMap,
    error::Error,
    future::Future,
    num::NonZeroU32,
};

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures::future::try_join_all;
use governor::{
    DefaultDirectRateLimiter, InsufficientCapacity, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use iem_core::snapshot::Reason;
use tokio::sync::{Mutex, Semaphore};

use super::missed::{Failure, failure};
use crate::progress::Progress;

/// What all accounts and regions of one run share.
pub(super) struct Run {
    in_flight: Semaphore,
    limited: bool,
    calls: RefCell<BTreeMap<String, u64>>,
    pub(super) progress: Progress,
}

impl Run {
    /// A run with at most `concurrency` requests in flight, and within AWS's limits where it is `limited`.
    pub(super) fn new(concurrency: usize, limited: bool, progress: Progress) -> Self {
        let permits = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self { in_flight: Semaphore::new(permits), limited, calls: RefCell::default(), progress }
    }

    /// What lets requests or datapoints through at a rate.
    pub(super) fn bucket(&self, rate: Rate) -> Bucket {
        Bucket::new(if self.limited { rate } else { Rate { burst: u32::MAX, per_second: u32::MAX } })
    }

    /// Requests made, by service.
    pub(super) fn into_calls(self) -> BTreeMap<String, u64> {
        self.calls.into_inner()
    }
}

/// A token bucket: how many requests may go out at once, and how many more each second.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) burst: u32,
    pub(super) per_second: u32,
}

/// What a service lets through: requests, or datapoints.
pub(super) struct Bucket {
    tokens: DefaultDirectRateLimiter,
    // Those who wait stand in line, so that the first to ask goes first.
    turn: Mutex<()>,
}

impl Bucket {
    fn new(rate: Rate) -> Self {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(rate.per_second)).allow_burst(at_least_one(rate.burst));
        Self { tokens: RateLimiter::direct(quota), turn: Mutex::new(()) }
    }

    /// Waits until `number` tokens are there. More than the burst count as the burst.
    pub(super) async fn take(&self, number: u32) {
        let _turn = self.turn.lock().await;
        let mut wanted = NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        loop {
            match self.tokens.check_n(wanted) {
                Ok(Ok(())) => return,
                Ok(Err(early)) => tokio::time::sleep(early.wait_time_from(DefaultClock::default().now())).await,
                Err(InsufficientCapacity(burst)) => wanted = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
            }
        }
    }
}

/// A service's client in one account and region, behind the service's request limit.
pub(super) struct Api<'a, C> {
    /// Made when it is used first: many regions ask few services each.
    pub(super) client: LazyCell<C, Box<dyn FnOnce() -> C>>,
    service: &'static str,
    bucket: Bucket,
    run: &'a Run,
}

impl<'a, C: 'static> Api<'a, C> {
    pub(super) fn new(
        run: &'a Run,
        service: &'static str,
        rate: Rate,
        config: &SdkConfig,
        client: fn(&SdkConfig) -> C,
    ) -> Self {
        let config = config.clone();
        let client: Box<dyn FnOnce() -> C> = Box::new(move || client(&config));
        Self { client: LazyCell::new(client), service, bucket: run.bucket(rate), run }
    }

    /// Sends one request when its turn has come.
    pub(super) async fn send<T, E, F>(&self, request: impl FnOnce() -> F) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        self.bucket.take(1).await;
        // The semaphore is never closed, so there always is a permit in the end.
        let _permit = self.run.in_flight.acquire().await;
        *self.run.calls.borrow_mut().entry(self.service.to_owned()).or_default() += 1;
        // A request of the SDK takes kilobytes, and thousands may be waiting here.
        Box::pin(request()).await.map_err(|error| failure(&error))
    }

    /// A limit of the same run.
    pub(super) fn bucket(&self, rate: Rate) -> Bucket {
        self.run.bucket(rate)
    }

    /// The progress of the whole run.
    pub(super) fn progress(&self) -> &'a Progress {
        &self.run.progress
    }

    /// Sends a request for every page. One page that fails costs all of them: half a list
    /// would look like a whole one.
    pub(super) async fn pages<P, E, F>(
        &self,
        ask: impl Fn(Option<String>) -> F,
        next: impl Fn(&P) -> Option<&str>,
    ) -> Result<Vec<P>, Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<P, SdkError<E, HttpResponse>>>,
    {
        let mut pages = Vec::new();
        let mut token = None;
        loop {
            let page = self.send(|| ask(token.clone())).await?;
            let following = next(&page).filter(|next| !next.is_empty()).map(str::to_owned);
            pages.push(page);
            match following {
                None => return Ok(pages),
                Some(_) if following == token => {
                    return Err(Failure::new(Reason::Malformed, "the same page token came twice"));
                }
                following => token = following,
            }
        }
    }
}

/// Asks for `size` items at a time, all at once, and joins the answers.
pub(super) async fn in_chunks<P>(
    items: &[String],
    size: usize,
    ask: impl AsyncFn(&[String]) -> Result<Vec<P>, Failure>,
) -> Result<Vec<P>, Failure> {
    let answers = try_join_all(items.chunks(size).map(|chunk| ask(chunk))).await?;
    Ok(answers.into_iter().flatten().collect())
}

/// Asks for all items in one request. Where AWS refuses the whole of it because of one item,
/// the halves are asked, and so on, so that the other items are still answered.
pub(super) async fn in_halves<I, T>(
    items: &[I],
    refused: fn(&Failure) -> bool,
    ask: impl AsyncFn(&[I]) -> Result<T, Failure>,
) -> Vec<(&[I], Result<T, Failure>)> {
    let mut open = vec![items];
    let mut answers = Vec::new();
    while let Some(items) = open.pop() {
        match ask(items).await {
            Err(failure) if items.len() > 1 && refused(&failure) => {
                let (first, second) = items.split_at(items.len() / 2);
                open.extend([second, first]);
            }
            answer => answers.push((items, answer)),
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    fn page(operation: &str, body: &str) -> (u16, String) {
        let next = match (operation, body) {
            (_, body) if body.contains("third") => r#""endless""#,
            (_, body) if body.contains("endless") => r#""endless""#,
            (_, body) if body.contains("second") => "null",
            _ => r#""second""#,
        };
        (200, format!(r#"{{"Services":[{{"ServiceCode":"a"}}],"NextToken":{next}}}"#))
    }

    async fn services(first: Option<&str>, answer: fn(&str, &str) -> (u16, String)) -> String {
        let config = fake::config(answer);
        let run = fake::run();
        let api = fake::api(&run, &config, aws_sdk_servicequotas::Client::new);
        let request = api.client.list_services();
        let ask = |token: Option<String>| request.clone().set_next_token(token.or(first.map(str::to_owned))).send();
        match api.pages(ask, |page| page.next_token()).await {
            Ok(pages) => format!("{} pages", pages.len()),
            Err(failure) => format!("{:?} {}", failure.missed.reason, failure.missed.detail),
        }
    }

    #[tokio::test]
    async fn pages_are_followed_to_the_end() {
        assert_eq!(services(None, page).await, "2 pages");
        assert_eq!(services(Some("third"), page).await, "Malformed the same page token came twice");
        let breaks = |operation: &str, body: &str| match body.contains("second") {
            true => (400, r#"{"__type":"Boom","message":"x"}"#.to_owned()),
            false => page(operation, body),
        };
        assert_eq!(services(None, breaks).await, "Failed Boom: x");
    }

    #[tokio::test]
    async fn one_bad_item_does_not_cost_the_others() {
        let items = [1, 2, 3, 4, 5, 6, 7];
        let is_refused = |failure: &Failure| failure.missed.reason == Reason::Failed;
        let answers = in_halves(&items, is_refused, async |items| match items.contains(&6) {
            true => Err(Failure::new(Reason::Failed, "6 is bad")),
            false => Ok(items.to_vec()),
        });
        let answers = answers.await;
        let bad: Vec<_> = answers.iter().filter(|(_, it)| it.is_err()).map(|it| it.0).collect();
        let good: Vec<_> = answers.iter().filter_map(|(_, it)| it.as_ref().ok()).flatten().collect();
        assert_eq!((bad, good), (vec![&[6][..]], vec![&1, &2, &3, &4, &5, &7]));
    }

    #[tokio::test]
    async fn a_bucket_lets_the_burst_through_and_then_waits() {
        for (burst, takes) in [(2, vec![1; 6]), (10, vec![10, 1, 3]), (2, vec![100, 2, 2])] {
            let bucket = Bucket::new(Rate { burst, per_second: 100 });
            let started = std::time::Instant::now();
            for &number in &takes {
                bucket.take(number).await;
            }
            assert!(started.elapsed().as_millis() >= 30, "{takes:?} from a burst of {burst}");
        }
    }
}
