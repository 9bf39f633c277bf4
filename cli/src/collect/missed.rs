//! Why a request has no answer: every error of the SDK, as one of our reasons.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use iem_core::snapshot::{Missed, Reason};

/// Longest detail, in characters.
const DETAIL: usize = 200;
/// Longest word that a detail keeps, in characters. Ids and ARNs are shorter; tokens are not.
const WORD: usize = 120;

const RENEW: &str = "run `aws sso login` or renew the credentials";
const SIGN_IN: &str = "set AWS_PROFILE or --profile, or run `aws sso login`";

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
const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException"];
/// Codes of a region that does not know the access key. An account that has not enabled the region is
/// answered so as well.
const UNKNOWN_KEY: &[&str] =
    &["AuthFailure", "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException"];
/// Codes of a region that the account has not enabled.
const REGION_DISABLED: &[&str] = &["OptInRequired", "RegionDisabledException"];
const BAD_SIGNATURE: &[&str] =
    &["IncompleteSignature", "InvalidSignatureException", "MissingAuthenticationToken", "SignatureDoesNotMatch"];
/// Codes of a request that is dated more than 15 minutes from AWS's own time. The SDK corrects its clock
/// by the answer and asks again; what is left could not be mended so.
const WRONG_CLOCK: &[&str] = &["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"];
/// Parts of messages of a bad signature that say the same of the clock.
const DATED_WRONGLY: &[&str] = &["Signature expired", "Signature not yet current"];

/// Why a role gave no credentials.
type RoleError = SdkError<AssumeRoleError, HttpResponse>;

/// A request without an answer.
#[derive(Debug)]
pub(super) struct Failure {
    /// AWS's error code, where AWS gave one.
    pub(super) code: Option<String>,
    /// What the snapshot says about it.
    pub(super) missed: Missed,
    /// How many roles deep `AssumeRole` failed: 1 is the role whose credentials the request needed,
    /// 2 the one that should have assumed it. 0 where it is the request itself that failed.
    pub(super) role: usize,
}

impl Failure {
    pub(super) fn new(reason: Reason, detail: &str) -> Self {
        Self { code: None, missed: Missed { reason, detail: one_line(detail) }, role: 0 }
    }

    /// The same where no region knows the access key: it is the key that is wrong, and not the regions.
    pub(super) fn of_unknown_key(self) -> Self {
        match &self.code {
            Some(code) if UNKNOWN_KEY.contains(&code.as_str()) => {
                let detail =
                    format!("{code}: AWS does not know the access key; it was deleted, or is of another partition");
                Self { missed: Missed { reason: Reason::RefusedCredentials, detail }, ..self }
            }
            _ => self,
        }
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
    let reason = match reason(status, code) {
        Reason::RefusedCredentials if DATED_WRONGLY.iter().any(|part| message.contains(part)) => Reason::WrongClock,
        reason => reason,
    };
    let said = match reason {
        Reason::ExpiredCredentials => format!("{code}; {RENEW}"),
        Reason::WrongClock => code.to_owned(),
        // The message of a bad signature quotes the request, its session token included.
        Reason::RefusedCredentials if code == "MissingAuthenticationToken" => {
            format!("{code}: the request arrived without its signature, which a proxy may have taken off")
        }
        Reason::RefusedCredentials => format!("{code}: the secret key does not fit the access key"),
        _ if message.is_empty() => code.to_owned(),
        _ => format!("{code}: {message}"),
    };
    Failure { code: Some(code.to_owned()), ..Failure::new(reason, &said) }
}

fn reason(status: u16, code: &str) -> Reason {
    match code {
        _ if THROTTLING.contains(&code) || status == 429 => Reason::Throttled,
        _ if EXPIRED.contains(&code) => Reason::ExpiredCredentials,
        _ if WRONG_CLOCK.contains(&code) => Reason::WrongClock,
        _ if UNKNOWN_KEY.contains(&code) || REGION_DISABLED.contains(&code) => Reason::RegionDisabled,
        _ if BAD_SIGNATURE.contains(&code) => Reason::RefusedCredentials,
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

/// An error and what caused it, the innermost last.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// Nothing answered: no credentials, no connection, or no time.
fn not_sent<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: Error + 'static,
{
    let chain: Vec<&(dyn Error + 'static)> = causes(error).collect();
    if let Some(at) = chain.iter().position(|error| error.is::<CredentialsError>()) {
        return without_credentials(&chain[at..]);
    }
    let cause = chain.last().map(ToString::to_string).unwrap_or_default();
    match error {
        SdkError::DispatchFailure(context) if context.is_timeout() => Failure::new(Reason::TimedOut, &cause),
        SdkError::DispatchFailure(_) => Failure::new(Reason::Unreachable, &cause),
        _ => Failure::new(Reason::Failed, &cause),
    }
}

/// The credential chain failed with these errors, the innermost last.
fn without_credentials(chain: &[&(dyn Error + 'static)]) -> Failure {
    if let Some(error) = chain.iter().find_map(|error| error.downcast_ref::<RoleError>()) {
        let refused = failure(error);
        let has_credentials = !causes(error).any(|error| error.is::<CredentialsError>());
        let is_refused = has_credentials || refused.role > 0;
        return Failure { role: refused.role + usize::from(is_refused), ..refused };
    }
    let said: Vec<String> = chain.iter().map(ToString::to_string).collect();
    let all = said.join("\n");
    let mentions = |word| all.to_lowercase().contains(word);
    if matches!(chain[0].downcast_ref(), Some(CredentialsError::CredentialsNotLoaded(_))) {
        let profile = all.lines().find_map(|line| line.get(line.find("profile `")?..));
        let detail = profile.unwrap_or(SIGN_IN);
        return Failure::new(Reason::NoCredentials, detail);
    }
    if mentions("expired") {
        return Failure::new(Reason::ExpiredCredentials, RENEW);
    }
    // A login that never happened shows as a cache file that is not there.
    if mentions("sso") {
        return Failure::new(Reason::NoCredentials, "run `aws sso login`");
    }
    if mentions(".aws/login") {
        return Failure::new(Reason::NoCredentials, "run `aws login`");
    }
    Failure::new(Reason::NoCredentials, said.last().map_or(SIGN_IN, |cause| cause))
}

/// Text from outside as part of one line: no control characters, no secrets, not long.
pub(super) fn one_line(text: &str) -> String {
    let text = text.split("Encoded authorization failure message").next().unwrap_or_default();
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut words: Vec<&str> = Vec::new();
    let mut skipped_id = false;
    for word in text.split_whitespace() {
        let label = word.trim_matches(['(', ':', ',', ';']).to_lowercase();
        let after_request = words.last().is_some_and(|it| it.eq_ignore_ascii_case("request"));
        if label == "requestid" || (label == "id" && after_request) {
            if label == "id" {
                words.pop();
            }
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

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::result::ConnectorError;

    use super::*;
    use crate::collect::fake;

    fn json(code: &str, message: &str) -> String {
        format!(r#"{{"__type":"{code}","message":"{message}"}}"#)
    }

    fn xml(code: &str, message: &str) -> String {
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error>\
             </Errors><RequestID>1</RequestID></Response>"
        )
    }

    /// What one answer of Service Quotas (JSON) and of EC2 (XML) comes to.
    async fn both(code: fn(&str, &str) -> (u16, String)) -> (String, String) {
        let config = fake::config(code);
        let run = fake::run();
        let quotas = fake::api(&run, &config, aws_sdk_servicequotas::Client::new);
        let quotas = quotas.send(|| quotas.client.list_services().send()).await.expect_err("an error");
        let ec2 = fake::api(&run, &config, aws_sdk_ec2::Client::new);
        let ec2 = ec2.send(|| ec2.client.describe_subnets().send()).await.expect_err("an error");
        (shown(&quotas), shown(&ec2))
    }

    fn shown(failure: &Failure) -> String {
        format!("{:?} | {}", failure.missed.reason, failure.missed.detail)
    }

    macro_rules! cases {
        ($($status:literal $code:literal $message:literal => $expected:literal,)+) => {
            [$((
                (|operation, _| {
                    let body = if operation == "ListServices" { json } else { xml };
                    ($status, body($code, $message))
                }) as fn(&str, &str) -> (u16, String),
                $expected,
            )),+]
        };
    }

    #[tokio::test]
    async fn error_codes_become_reasons() {
        let cases = cases! {
            400 "AccessDeniedException" "no" => "Denied | AccessDeniedException: no",
            403 "UnauthorizedOperation" "You are not authorized. Encoded authorization failure message: AAAA" =>
                "Denied | UnauthorizedOperation: You are not authorized",
            400 "AuthorizationError" "no" => "Denied | AuthorizationError: no",
            403 "SomethingNew" "no" => "Denied | SomethingNew: no",
            400 "ThrottlingException" "Rate exceeded" => "Throttled | ThrottlingException: Rate exceeded",
            503 "RequestLimitExceeded" "slow" => "Throttled | RequestLimitExceeded: slow",
            429 "PriorRequestNotComplete" "" => "Throttled | PriorRequestNotComplete",
            400 "TooManyRequestsException" "" => "Throttled | TooManyRequestsException",
            400 "SubscriptionRequiredException" "Premium" =>
                "NotSubscribed | SubscriptionRequiredException: Premium",
            400 "ExpiredTokenException" "old" =>
                "ExpiredCredentials | ExpiredTokenException; run `aws sso login` or renew the credentials",
            400 "RequestExpired" "old" => "WrongClock | RequestExpired",
            403 "RequestTimeTooSkewed" "The difference is too large" => "WrongClock | RequestTimeTooSkewed",
            403 "SignatureDoesNotMatch" "Signature expired: 20261130T000000Z is now earlier than 20261130T001500Z" =>
                "WrongClock | SignatureDoesNotMatch",
            400 "InvalidSignatureException" "Signature not yet current: 20261130T001500Z" =>
                "WrongClock | InvalidSignatureException",
            400 "InvalidSignatureException" "The canonical string was x-amz-security-token:abc" =>
                "RefusedCredentials | InvalidSignatureException: the secret key does not fit the access key",
            403 "MissingAuthenticationToken" "x" =>
                "RefusedCredentials | MissingAuthenticationToken: the request arrived without its signature, which a \
                 proxy may have taken off",
            403 "InvalidAccessKeyId" "x" => "RegionDisabled | InvalidAccessKeyId: x",
            401 "AuthFailure" "not valid" => "RegionDisabled | AuthFailure: not valid",
            403 "InvalidClientTokenId" "not valid" => "RegionDisabled | InvalidClientTokenId: not valid",
            403 "UnrecognizedClientException" "x" => "RegionDisabled | UnrecognizedClientException: x",
            403 "OptInRequired" "x" => "RegionDisabled | OptInRequired: x",
            403 "SignatureDoesNotMatch" "The canonical string was x-amz-security-token:abc" =>
                "RefusedCredentials | SignatureDoesNotMatch: the secret key does not fit the access key",
            400 "ValidationError" "bad name" => "Failed | ValidationError: bad name",
            500 "InternalError" "oops" => "Failed | InternalError: oops",
        };
        for (answer, expected) in cases {
            let expected = expected.to_owned();
            assert_eq!(both(answer).await, (expected.clone(), expected));
        }
    }

    #[tokio::test]
    async fn what_is_not_aws_is_malformed() {
        let malformed = |status: u16| {
            let text = format!("Malformed | HTTP {status}");
            (text.clone(), text)
        };
        assert_eq!(both(|_, _| (500, "<!doctype html><p>Oops".to_owned())).await, malformed(500));
        assert_eq!(both(|_, _| (404, "<!doctype html><p>Oops".to_owned())).await, malformed(404));
        assert_eq!(both(|_, _| (200, "<!doctype html><p>Oops".to_owned())).await, malformed(200));
        assert_eq!(both(|_, _| (500, String::new())).await, malformed(500));
        let denied = "Denied | HTTP 403".to_owned();
        assert_eq!(both(|_, _| (403, String::new())).await, (denied.clone(), denied));
    }

    #[test]
    fn what_was_never_answered_says_why() {
        type Error = aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
        let failed = |error: SdkError<Error, HttpResponse>| shown(&failure(&error));
        let refused = || std::io::Error::other("Connection refused").into();
        assert_eq!(failed(SdkError::timeout_error("10 s")), "TimedOut | ");
        assert_eq!(failed(SdkError::dispatch_failure(ConnectorError::timeout("3 s".into()))), "TimedOut | 3 s");
        assert_eq!(
            failed(SdkError::dispatch_failure(ConnectorError::io(refused()))),
            "Unreachable | Connection refused"
        );
        let credentials =
            |error: CredentialsError| failed(SdkError::dispatch_failure(ConnectorError::other(error.into(), None)));
        assert_eq!(
            credentials(CredentialsError::not_loaded("nothing set")),
            "NoCredentials | set AWS_PROFILE or --profile, or run `aws sso login`"
        );
        assert_eq!(
            credentials(CredentialsError::not_loaded("\n  Profile: not enabled: profile `x` was not defined\n")),
            "NoCredentials | profile `x` was not defined"
        );
        assert_eq!(
            credentials(CredentialsError::provider_error("the SSO token has expired")),
            "ExpiredCredentials | run `aws sso login` or renew the credentials"
        );
        assert_eq!(
            credentials(CredentialsError::provider_error("failed to load the cached SSO token")),
            "NoCredentials | run `aws sso login`"
        );
        assert_eq!(credentials(CredentialsError::provider_error("exit status: 1")), "NoCredentials | exit status: 1");
    }

    #[test]
    fn details_are_one_short_line_without_secrets() {
        for (text, expected) in [
            ("two\nlines\tand\u{1b}[31m red", "two lines and [31m red"),
            ("denied (Service: X; Request ID: 12-34; Proxy: null)", "denied (Service: X; Proxy: null)"),
            ("denied (RequestId: 12-34)", "denied"),
            ("key AKIAIOSFODNN7EXAMPLE is bad", "key [hidden] is bad"),
            ("proxy http://me:secret@proxy:8080 refused", "proxy [hidden] refused"),
            ("arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/x"),
        ] {
            assert_eq!(one_line(text), expected);
        }
        assert_eq!(one_line(&"é".repeat(121)), "[hidden]");
        let long = one_line(&"word ".repeat(100));
        assert_eq!((long.chars().count(), long.ends_with('…')), (DETAIL, true));
    }
}
