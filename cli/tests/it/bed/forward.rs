//! Passes a request on to moto.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1, header, http::request::Parts};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{
    call::{Call, Protocol},
    fault::Answer,
};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// moto's answer to the request, in the protocol that the caller speaks.
pub(crate) async fn forward(moto: SocketAddr, call: &Call, head: &Parts, body: Bytes) -> Result<Answer, Error> {
    if call.protocol != Protocol::Cbor {
        return send(moto, head, "", body).await;
    }
    let target = format!("GraniteServiceVersion20100801.{}", call.operation);
    let json = serde_json::to_vec(&call.params)?;
    let answer = send(moto, head, &target, json.into()).await?;
    let Ok(value) = serde_json::from_slice(&answer.body) else {
        // moto's HTML page for what it has not implemented.
        return Ok(answer);
    };
    Ok(Answer::cbor(answer.status, &value))
}

/// One request on a connection of its own: moto closes it after every answer. A non-empty
/// `json_target` turns the request into one of the JSON protocol.
async fn send(moto: SocketAddr, head: &Parts, json_target: &str, body: Bytes) -> Result<Answer, Error> {
    let stream = TcpStream::connect(moto).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);

    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let path = if json_target.is_empty() { path } else { "/" };
    let mut request = Request::builder().method(head.method.clone()).uri(path);
    for (name, value) in &head.headers {
        let replaced = name == header::CONTENT_TYPE || name == header::ACCEPT || name == "smithy-protocol";
        if name != header::CONTENT_LENGTH && (json_target.is_empty() || !replaced) {
            request = request.header(name, value);
        }
    }
    if !json_target.is_empty() {
        request =
            request.header(header::CONTENT_TYPE, "application/x-amz-json-1.0").header("x-amz-target", json_target);
    }
    let response = sender.send_request(request.body(Full::new(body))?).await?;
    let status = response.status().as_u16();
    let content_type = response.headers().get(header::CONTENT_TYPE).cloned();
    let content_type = content_type.as_ref().and_then(|value| value.to_str().ok()).unwrap_or("");
    let content_type = content_type.to_owned();
    let bucket_region = response.headers().get("x-amz-bucket-region").and_then(|value| value.to_str().ok());
    let bucket_region = bucket_region.map(|region| ("x-amz-bucket-region".to_owned(), region.to_owned()));
    let body = response.into_body().collect().await?.to_bytes();
    let mut answer = Answer::new(status, &content_type, body.to_vec());
    answer.headers.extend(bucket_region);
    Ok(answer)
}
