//! How each account is signed in to: as the AWS CLI would, with a profile, or in a role.

use std::collections::HashMap;

use aws_config::{Region, SdkConfig, sts::AssumeRoleProvider};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use iem_core::{access::Access, event::Event, partition::Partition};

use super::{Options, clients};

/// Signs in to accounts. Nothing is asked before the first request needs it, and the SDK keeps what
/// it was given until it ends.
pub(super) struct Sessions<'a> {
    event: &'a Event,
    options: &'a Options,
    http: SharedHttpClient,
    /// By profile. Accounts that share one share its session.
    profiles: HashMap<(Option<String>, &'static str), SdkConfig>,
    /// By account.
    sessions: HashMap<String, Session>,
}

/// How one account is asked.
#[derive(Clone)]
pub(super) struct Session {
    /// Credentials and settings.
    pub(super) config: SdkConfig,
    pub(super) origin: Origin,
}

/// Where the credentials of an account come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// Profile that somebody named.
    pub(super) profile: Option<String>,
    /// ARN of the role whose credentials those are, when iem assumes one.
    pub(super) role: Option<String>,
}

impl<'a> Sessions<'a> {
    pub(super) fn new(event: &'a Event, options: &'a Options, http: SharedHttpClient) -> Self {
        Self { event, options, http, profiles: HashMap::new(), sessions: HashMap::new() }
    }

    /// The session of an account, which serves every round of a collection.
    pub(super) async fn of(&mut self, account: &str) -> Session {
        if let Some(session) = self.sessions.get(account) {
            return session.clone();
        }
        let session = self.open(account).await;
        self.sessions.insert(account.to_owned(), session.clone());
        session
    }

    async fn open(&mut self, account: &str) -> Session {
        let access = self.event.access_of(account, &self.options.access);
        let partition = self.event.partition(account);
        let config = self.profile(access.profile.as_deref(), partition).await;
        let origin = Origin { role: access.role_arn(account, partition), profile: access.profile };
        let Some(role) = &origin.role else { return Session { config, origin } };
        let session = access.session.as_deref().unwrap_or(Access::SESSION);
        let mut provider = AssumeRoleProvider::builder(role).configure(&config).session_name(session);
        if let Some(external_id) = access.external_id {
            provider = provider.external_id(external_id);
        }
        // A region of another partition knows nothing of these credentials.
        let is_here = |region: &Region| Partition::of(region.as_ref()) == partition;
        if !config.region().is_some_and(is_here) {
            provider = provider.region(Region::new(partition.global_region));
        }
        let provider = SharedCredentialsProvider::new(provider.build().await);
        Session { config: config.to_builder().credentials_provider(provider).build(), origin }
    }

    /// The credentials and settings of a profile, or of the environment. Roles are assumed where the
    /// user says, else in the region that every account of the partition has enabled: the account
    /// that assumes a role may not have enabled the regions of the account that it is in.
    async fn profile(&mut self, profile: Option<&str>, partition: Partition) -> SdkConfig {
        let key = (profile.map(str::to_owned), partition.id);
        if let Some(config) = self.profiles.get(&key) {
            return config.clone();
        }
        let config = clients::config(self.options, profile, self.http.clone(), partition.global_region).await;
        self.profiles.insert(key, config.clone());
        config
    }
}
