//! AWS in a closure, for tests: no socket, no emulator.

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::body::SdkBody;

use super::limits::{Api, Rate, Run};
use crate::progress::Progress;

/// Takes an operation's name and the request's body, gives the answer's status and body.
type Answer = fn(&str, &str) -> (u16, String);

/// A configuration whose every request is answered by `answer`, without retries.
pub(super) fn config(answer: Answer) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    let http = http_client_fn(move |_, _| SharedHttpConnector::new(Connector(answer)));
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::disabled())
        .http_client(http)
        .build()
}

/// A run without limits to speak of.
pub(super) fn run() -> Run {
    Run::new(16, true, Progress::new(0, false, false))
}

/// A client without limits to speak of.
pub(super) fn api<'a, C: 'static>(run: &'a Run, config: &SdkConfig, client: fn(&SdkConfig) -> C) -> Api<'a, C> {
    Api::new(run, "test", Rate { burst: 1000, per_second: 1000 }, config, client)
}

#[derive(Debug)]
struct Connector(Answer);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default());
        let action = body.split('&').find_map(|field| field.strip_prefix("Action="));
        let target = request.headers().get("x-amz-target").unwrap_or(request.uri());
        let operation = action.or(target.rsplit(['.', '/']).next());
        let (status, body) = (self.0)(operation.unwrap_or_default(), &body);
        let status = status.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}
