//! The server between the binary and moto. One per test, on a runtime of its own.

use std::{
    collections::HashMap,
    future::poll_fn,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, runtime::Runtime};

use super::{
    call::Call,
    fault::{self, Answer, Fault},
    fixture,
    forward::forward,
    history,
    moto::Moto,
    pages,
};

/// A hanging call is let go after this long, if the test has not ended before.
const LONGEST_HANG: Duration = Duration::from_secs(120);

/// A running server. It stops when dropped.
pub(crate) struct Server {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

/// What the test and the server both hold.
pub(crate) struct Shared {
    moto: &'static Moto,
    calls: Mutex<Vec<Call>>,
    broken: Mutex<Vec<Broken>>,
    delay: Mutex<Duration>,
    has_history: AtomicBool,
    remembered: Mutex<Option<HashMap<Question, Answer>>>,
}

/// Operation, region and parameters: what makes two calls the same.
type Question = (String, String, String);

/// Calls that are broken, and how often still.
struct Broken {
    pattern: String,
    /// Only calls whose parameters hold this text.
    naming: String,
    times: Option<usize>,
    fault: Fault,
}

impl Server {
    pub(crate) fn start(moto: &'static Moto) -> Self {
        let shared = Arc::new(Shared {
            moto,
            calls: Mutex::default(),
            broken: Mutex::default(),
            delay: Mutex::default(),
            has_history: AtomicBool::default(),
            remembered: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads for the server");
        // Bound by the standard library, because a test may itself run in a runtime.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        let address = listener.local_addr().expect("the port that was given");
        runtime.spawn(accept(listener, Arc::clone(&shared)));
        Self { shared, address, runtime: Some(runtime) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    pub(crate) fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }

    pub(crate) fn delay(&self, delay: Duration) {
        *lock(&self.delay) = delay;
    }

    pub(crate) fn keep_history(&self) {
        self.has_history.store(true, Ordering::Relaxed);
    }

    pub(crate) fn remember(&self) {
        *lock(&self.remembered) = Some(HashMap::new());
    }

    pub(crate) fn break_calls(&self, pattern: &str, naming: &str, times: Option<usize>, fault: Fault) {
        let (pattern, naming) = (pattern.to_owned(), naming.to_owned());
        lock(&self.broken).push(Broken { pattern, naming, times, fault });
    }

    /// The fault that meets this call: the one declared last wins.
    fn fault(&self, call: &Call) -> Option<Fault> {
        let mut broken = lock(&self.broken);
        let params = call.params.to_string();
        let met = |entry: &&mut Broken| {
            call.matches(&entry.pattern) && params.contains(&entry.naming) && entry.times != Some(0)
        };
        let entry = broken.iter_mut().rev().find(met)?;
        entry.times = entry.times.map(|times| times - 1);
        Some(entry.fault.clone())
    }

    async fn answer(&self, request: Request<Incoming>) -> io::Result<Answer> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let call =
            Call::identify(head.method.as_str(), head.uri.path(), head.uri.query().unwrap_or(""), &head.headers, &body);
        lock(&self.calls).push(call.clone());
        let delay = *lock(&self.delay);
        tokio::time::sleep(delay).await;

        let question = (call.action(), call.region.clone(), call.params.to_string());
        if let Some(answer) = lock(&self.remembered).as_ref().and_then(|answers| answers.get(&question)) {
            return Ok(answer.clone());
        }
        let answer = self.find_answer(&call, &head, body).await?;
        // Who asks is not part of the question.
        if let (Some(answers), true) = (&mut *lock(&self.remembered), call.service != "sts") {
            answers.insert(question, answer.clone());
        }
        Ok(answer)
    }

    async fn find_answer(&self, call: &Call, head: &Parts, body: Bytes) -> io::Result<Answer> {
        let mut one_per_page = false;
        match self.fault(call) {
            None => {}
            Some(Fault::OnePerPage) => one_per_page = true,
            Some(Fault::Kind(kind)) => {
                let (status, code, message) = kind.error(&call.service, call.protocol);
                return Ok(fault::error_answer(call.protocol, status, code, message));
            }
            Some(Fault::Error { status, code, message }) => {
                return Ok(fault::error_answer(call.protocol, status, &code, &message));
            }
            Some(Fault::Answer(answer)) => return Ok(answer),
            Some(Fault::Reset) => return Err(io::ErrorKind::ConnectionReset.into()),
            Some(Fault::Hang) => {
                tokio::time::sleep(LONGEST_HANG).await;
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        if let Some(answer) = fixture::answer(call, &self.moto.ids) {
            return Ok(answer);
        }
        if self.has_history.load(Ordering::Relaxed) && call.matches("cloudwatch:GetMetricData") {
            return Ok(history::answer(call, &self.moto.ids));
        }
        let body = if one_per_page { pages::without_token(call).into() } else { body };
        let mut answer = forward(self.moto.address, call, head, body).await.map_err(io::Error::other)?;
        if one_per_page && answer.status == 200 {
            answer.body = pages::cut(call, &answer.body);
        }
        Ok(answer)
    }
}

async fn accept(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let listener = TcpListener::from_std(listener).expect("a listening socket");
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // Small answers would otherwise wait 40 ms for each other.
            let _ = stream.set_nodelay(true);
            let service = service_fn(|request| Box::pin(respond(&shared, request)));
            let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            if poll_fn(|cx| connection.poll_without_shutdown(cx)).await.is_err() {
                // A caller that went away, or one that we cut off: it shall see a reset.
                let _ = connection.into_parts().io.into_inner().set_zero_linger();
            }
        });
    }
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let answer = shared.answer(request).await?;
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Full::from(answer.body)).map_err(io::Error::other)
}

/// A test that panicked elsewhere does not make the log unreadable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
