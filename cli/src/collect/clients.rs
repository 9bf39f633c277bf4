//! Credentials, the HTTPS client that all services share, and a client per service.

use std::{collections::HashMap, env, io, sync::Mutex, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig,
    environment::region::EnvironmentVariableRegionProvider,
    meta::region::RegionProviderChain,
    profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider},
    provider_config::ProviderConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{Connector, proxy::ProxyConfig, tls};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use rustls::{RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};

use super::Options;

/// Longest time to open a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Longest time for one attempt of a request.
const ATTEMPT: Duration = Duration::from_secs(10);
/// The same where an answer may have megabytes.
const LONG_ATTEMPT: Duration = Duration::from_secs(60);

/// The credentials that the AWS CLI would use with this profile, with its settings for retries,
/// endpoints and profiles. `region` is where role credentials are fetched unless the user has another.
pub(super) async fn config(
    options: &Options,
    profile: Option<&str>,
    http: SharedHttpClient,
    region: &str,
) -> SdkConfig {
    // The default chain would ask the instance metadata service too, which takes seconds
    // where there is none, and every request names its region anyway.
    let mut profile_region = ProfileFileRegionProvider::builder();
    if let Some(profile) = profile {
        profile_region = profile_region.profile_name(profile);
    }
    let region = RegionProviderChain::first_try(options.region.clone().map(Region::new))
        .or_else(EnvironmentVariableRegionProvider::new())
        .or_else(profile_region.build())
        .or_else(Region::new(region.to_owned()))
        .region()
        .await;
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT);
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts.build());
    if let Some(profile) = profile {
        // The default chain would take credentials of the environment before those of the profile;
        // with the AWS CLI a profile that somebody names goes first.
        let provider = ProviderConfig::without_region()
            .with_behavior_version(Some(BehaviorVersion::latest()))
            .with_region(region.clone())
            .with_http_client(http.clone());
        let provider = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&provider).build();
        loader = loader.profile_name(profile).credentials_provider(provider);
    }
    loader.http_client(http).region(region).load().await
}

/// The same credentials and settings in another region.
pub(super) fn in_region(config: &SdkConfig, region: &str) -> SdkConfig {
    config.to_builder().region(Region::new(region.to_owned())).build()
}

/// As `config`, with more time for one attempt: an answer may have megabytes.
pub(super) fn with_long_answers(config: &SdkConfig) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(LONG_ATTEMPT);
    config.to_builder().timeout_config(timeouts.build()).build()
}

/// One pool of connections for all services, which trusts what the AWS CLI would trust and
/// goes through the proxy that the environment names.
///
/// # Errors
///
/// When `AWS_CA_BUNDLE` names a file that holds no certificates.
pub(super) fn http_client() -> io::Result<SharedHttpClient> {
    let mut tls_context = tls::TlsContext::builder();
    if let Some(path) = env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        let path = path.to_string_lossy();
        let bundle = ca_bundle(&path).map_err(|error| {
            let kind = error.kind();
            io::Error::new(kind, format!("cannot use AWS_CA_BUNDLE={path}: {error}"))
        })?;
        let store = tls::TrustStore::empty().with_pem_certificate(bundle);
        tls_context = tls_context.with_trust_store(store);
    }
    let tls_context = tls_context.build().map_err(io::Error::other)?;

    // Credential providers have timeouts of their own, and a connector has just one set.
    let connectors = Mutex::new(HashMap::new());
    Ok(http_client_fn(move |settings: &HttpConnectorSettings, _| {
        let connect = || {
            let connector = Connector::builder()
                .connector_settings(settings.clone())
                .proxy_config(ProxyConfig::from_env())
                .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
                .tls_context(tls_context.clone());
            SharedHttpConnector::new(connector.build())
        };
        match connectors.lock() {
            Ok(mut connectors) => {
                connectors.entry((settings.connect_timeout(), settings.read_timeout())).or_insert_with(connect).clone()
            }
            Err(_) => connect(),
        }
    }))
}

/// Reads a file of PEM certificates. The HTTPS client would panic on one that it cannot parse.
fn ca_bundle(path: &str) -> io::Result<Vec<u8>> {
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    let bundle = std::fs::read(path)?;
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bundle) {
        let certificate = certificate.map_err(|error| invalid(error.to_string()))?;
        store.add(certificate).map_err(|error| invalid(error.to_string()))?;
    }
    if store.is_empty() {
        return Err(invalid("it holds no PEM certificate".to_owned()));
    }
    Ok(bundle)
}
