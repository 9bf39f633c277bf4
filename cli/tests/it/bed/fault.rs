//! What can go wrong with a call, in the form in which AWS says so.

use serde_json::{Value, json};

use super::{call::Protocol, cbor};

/// One way to break a call.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// An error whose code and status depend on the protocol.
    Kind(Kind),
    /// One error, the same for every service.
    Error { status: u16, code: String, message: String },
    /// An answer byte for byte.
    Answer(Answer),
    /// No answer.
    Hang,
    /// The connection is reset.
    Reset,
    /// A right answer in more pages than the caller would like.
    OnePerPage,
}

/// Errors that every service has under its own name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Denied,
    Throttled,
    Expired,
    RegionDisabled,
}

/// An answer as it goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body }
    }

    /// A tree in CBOR.
    pub(crate) fn cbor(status: u16, tree: &Value) -> Self {
        let mut answer = Self::new(status, "application/cbor", cbor::encode(tree));
        answer.headers.push(("smithy-protocol".to_owned(), "rpc-v2-cbor".to_owned()));
        answer
    }
}

impl Kind {
    /// Status, code and message, as the services' error pages document them. The Query and CBOR
    /// services share the codes that the Query protocol had.
    pub(crate) fn error(self, service: &str, protocol: Protocol) -> (u16, &'static str, &'static str) {
        use Protocol::{Cbor, Ec2Query, Json, Query, RestJson, RestXml};
        // AWS Health changed its protocol from JSON to CBOR and kept its codes.
        let protocol = if service == "health" { Json } else { protocol };
        match (self, protocol) {
            (Self::Denied, Ec2Query) => {
                (403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
            }
            (Self::Denied, Query | RestXml) => (403, "AccessDenied", "User is not authorized to perform this action"),
            (Self::Denied, Cbor) => (403, "AccessDenied", "User is not authorized to perform this action"),
            (Self::Denied, Json) => (400, "AccessDeniedException", "User is not authorized to perform this action"),
            (Self::Denied, RestJson) => (403, "AccessDeniedException", "User is not authorized to perform this action"),
            (Self::Throttled, RestJson) => (429, "TooManyRequestsException", "Rate exceeded"),
            (Self::Expired, RestJson) => {
                (403, "ExpiredTokenException", "The security token included in the request is expired")
            }
            (Self::RegionDisabled, RestJson) => {
                (403, "UnrecognizedClientException", "The security token included in the request is invalid.")
            }
            (Self::Throttled, Ec2Query) => (503, "RequestLimitExceeded", "Request limit exceeded."),
            (Self::Throttled, Query | RestXml | Cbor) => (400, "Throttling", "Rate exceeded"),
            (Self::Throttled, Json) if service == "servicequotas" => (429, "TooManyRequestsException", "Rate exceeded"),
            (Self::Throttled, Json) => (400, "ThrottlingException", "Rate exceeded"),
            (Self::Expired, Ec2Query) => (400, "RequestExpired", "Request has expired."),
            (Self::Expired, Query | RestXml | Cbor) => {
                (403, "ExpiredToken", "The security token included in the request is expired")
            }
            (Self::Expired, Json) => {
                (400, "ExpiredTokenException", "The security token included in the request is expired")
            }
            (Self::RegionDisabled, Ec2Query) => {
                (401, "AuthFailure", "AWS was not able to validate the provided access credentials")
            }
            (Self::RegionDisabled, Query | RestXml | Cbor) => {
                (403, "InvalidClientTokenId", "The security token included in the request is invalid.")
            }
            (Self::RegionDisabled, Json) => {
                (400, "UnrecognizedClientException", "The security token included in the request is invalid.")
            }
        }
    }
}

/// An error in the form of a protocol.
pub(crate) fn error_answer(protocol: Protocol, status: u16, code: &str, message: &str) -> Answer {
    match protocol {
        Protocol::Ec2Query => {
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>{code}</Code>\
                 <Message>{message}</Message></Error></Errors><RequestID>bed</RequestID></Response>"
            );
            Answer::new(status, "text/xml", body.into_bytes())
        }
        Protocol::Query | Protocol::RestXml => {
            let body = format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}\
                 </Message></Error><RequestId>bed</RequestId></ErrorResponse>"
            );
            Answer::new(status, "text/xml", body.into_bytes())
        }
        Protocol::Json => {
            let body = json!({ "__type": code, "message": message }).to_string();
            Answer::new(status, "application/x-amz-json-1.1", body.into_bytes())
        }
        Protocol::RestJson => {
            let mut answer = Answer::new(status, "application/json", json!({ "message": message }).to_string().into());
            answer.headers.push(("x-amzn-errortype".to_owned(), code.to_owned()));
            answer
        }
        Protocol::Cbor => {
            let mut answer = Answer::cbor(status, &json!({ "__type": code, "message": message }));
            // CloudWatch was a Query service, and tells the code of those days in a header.
            answer.headers.push(("x-amzn-query-error".to_owned(), format!("{code};Sender")));
            answer
        }
    }
}
