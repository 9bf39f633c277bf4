//! Why a request has no answer: every error of the SDK, as one of our reasons.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use iem_core::snapshot::{Missed, Reason};

/// Longest detail, in characters.
const DETAIL: usize = 200;
/// Longest word that a detail keeps, in characters. Ids and ARNs are shorter; tokens are not.
const WORD: usize = 120;

const LOGIN: &str = "run `aws sso login` or renew the credentials";

/// Codes that say "too fast" ("API request throttling" pages of the services).
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];
const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
/// Codes of a region that the account has not enabled: it does not know the credentials.
const NOT_KNOWN_HERE: &[&str] =
    &["AuthFailure", "InvalidClientTokenId", "OptInRequired", "UnrecognizedClientException"];
const BAD_SIGNATURE: &[&str] =
    &["IncompleteSignature", "MissingAuthenticationToken", "SignatureDoesNotMatch"];

/// A request without an answer.
#[derive(Debug)]
pub(super) struct Failure {
    /// AWS's error code, where AWS gave one.
    pub(super) code: Option<String>,
    /// What the snapshot says about it.
    pub(super) missed: Missed,
}

impl Failure {
    pub(super) fn new(reason: Reason, detail: &str) -> Self {
        Self { code: None, missed: Missed { reason, detail: one_line(detail) } }
    }

    /// Whether AWS's code is one of `codes`.
    pub(super) fn is(&self, codes: &[&str]) -> bool {
        self.code.as_deref().is_some_and(|code| codes.contains(&code))
    }
}

impl From<Failure> for Missed {
    fn from(failure: Failure) -> Self {
        failure.missed
    }
}

/// The reason behind an error of the SDK.
pub(super) fn failure<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::TimeoutError(_) => Failure::new(Reason::TimedOut, ""),
        SdkError::ServiceError(context) => {
            let status = context.raw().status().as_u16();
            let error = context.err();
            match error.code() {
                Some(code) => answered(status, code, error.message().unwrap_or_default()),
                None => unreadable(status),
            }
        }
        SdkError::ResponseError(context) => unreadable(context.raw().status().as_u16()),
        other => not_sent(other),
    }
}

/// AWS answered with an error code.
fn answered(status: u16, code: &str, message: &str) -> Failure {
    // The message of a bad signature quotes the request, its session token included.
    let message = if BAD_SIGNATURE.contains(&code) { "" } else { message };
    let said = if message.is_empty() { code.to_owned() } else { format!("{code}: {message}") };
    let mut failure = Failure::new(reason(status, code), &said);
    if failure.missed.reason == Reason::ExpiredCredentials {
        failure.missed.detail = format!("{code}; {LOGIN}");
    }
    failure.code = Some(code.to_owned());
    failure
}

fn reason(status: u16, code: &str) -> Reason {
    match code {
        _ if THROTTLING.contains(&code) || status == 429 => Reason::Throttled,
        _ if EXPIRED.contains(&code) => Reason::ExpiredCredentials,
        _ if NOT_KNOWN_HERE.contains(&code) => Reason::RegionDisabled,
        _ if BAD_SIGNATURE.contains(&code) => Reason::NoCredentials,
        "SubscriptionRequiredException" => Reason::NotSubscribed,
        "UnauthorizedOperation" | "AuthorizationError" => Reason::Denied,
        _ if code.starts_with("AccessDenied") || status == 403 => Reason::Denied,
        _ => Reason::Failed,
    }
}

/// Something answered, but not in the words of AWS.
fn unreadable(status: u16) -> Failure {
    match status {
        403 => Failure::new(Reason::Denied, "HTTP 403"),
        429 => Failure::new(Reason::Throttled, "HTTP 429"),
        _ => Failure::new(Reason::Malformed, &format!("HTTP {status}")),
    }
}

/// Nothing answered: no credentials, no connection, or no time.
fn not_sent<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: Error + 'static,
{
    let chain: Vec<&(dyn Error + 'static)> =
        std::iter::successors(Some(error as &(dyn Error + 'static)), |&error| error.source())
            .collect();
    let cause = chain.last().map(ToString::to_string).unwrap_or_default();
    if let Some(at) = chain.iter().position(|error| error.is::<CredentialsError>()) {
        let said: Vec<String> = chain[at..].iter().map(ToString::to_string).collect();
        let has_expired = said.iter().any(|text| text.to_lowercase().contains("expired"));
        return match chain[at].downcast_ref() {
            Some(CredentialsError::CredentialsNotLoaded(_)) => {
                let detail = "set AWS_PROFILE or --profile, or sign in with `aws sso login`";
                Failure::new(Reason::NoCredentials, detail)
            }
            _ if has_expired => Failure::new(Reason::ExpiredCredentials, LOGIN),
            _ => Failure::new(Reason::NoCredentials, &cause),
        };
    }
    match error {
        SdkError::DispatchFailure(context) if context.is_timeout() => {
            Failure::new(Reason::TimedOut, &cause)
        }
        SdkError::DispatchFailure(_) => Failure::new(Reason::Unreachable, &cause),
        _ => Failure::new(Reason::Failed, &cause),
    }
}

/// Text from outside as part of one line: no control characters, no secrets, not long.
pub(super) fn one_line(text: &str) -> String {
    let text = text.split("Encoded authorization failure message").next().unwrap_or_default();
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut words: Vec<&str> = Vec::new();
    let mut skipped_id = false;
    for word in text.split_whitespace() {
        let label = word.trim_matches(['(', ':', ',', ';']).to_lowercase();
        if label == "requestid" || (label == "id" && words.last() == Some(&"request")) {
            skipped_id = true;
            continue;
        }
        if std::mem::take(&mut skipped_id) {
            continue;
        }
        words.push(if is_secret(word) { "[hidden]" } else { word });
    }
    let line = words.join(" ");
    let line = line.trim_end_matches([' ', '.', '(', ',', ';']);
    if line.chars().count() <= DETAIL {
        return line.to_owned();
    }
    line.chars().take(DETAIL - 1).chain(['…']).collect()
}

/// Access key ids, tokens, and addresses with a password in them.
fn is_secret(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let is_key_id = bare.len() >= 16 && (bare.starts_with("AKIA") || bare.starts_with("ASIA"));
    let is_address = word.contains("://") && word.contains('@');
    is_key_id || is_address || word.chars().count() > WORD
}
