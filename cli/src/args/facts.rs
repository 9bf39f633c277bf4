//! Where the facts come from, how to sign in to AWS, and the moment of judgement.

use std::{path::PathBuf, time::Duration};

use clap::ValueHint;
use iem_core::access;
use jiff::{SignedDuration, Timestamp};

/// Where the facts come from, and the moment of judgement.
#[derive(Debug, clap::Args)]
pub(crate) struct FactsArgs {
    /// Read facts from a saved snapshot instead of AWS; repeat to join several
    #[arg(long = "snapshot", value_name = "FILE", conflicts_with_all = ["profile", "region", "role", "external_id"],
        value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
    /// Save the facts for a later run
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) save_snapshot: Option<PathBuf>,
    /// Judge as of this moment instead of now
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub(crate) now: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) aws: AwsArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct AwsArgs {
    /// Named profile of the AWS configuration [default: as the AWS CLI does]
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Role to assume in each account, by name or as `arn:aws:iam::{account}:role/NAME`; what the
    /// workbook says of an account goes before these flags, and they before the environment
    #[arg(long, value_name = "NAME|ARN", value_parser = role)]
    pub(crate) role: Option<String>,
    /// External id that the roles ask for
    #[arg(long, value_name = "ID", value_parser = external_id)]
    pub(crate) external_id: Option<String>,
    /// Region to sign in with [default: as the AWS CLI does]
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Calls that may be under way at once [default: 16 for each account and region, at most 128]
    #[arg(long, value_name = "NUMBER", value_parser = concurrency)]
    pub(crate) concurrency: Option<usize>,
    /// Time for all calls together, in seconds, or as 90s or 5m
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) timeout: Duration,
    /// Send requests as fast as they are answered: for servers that are not AWS, such as that of the tests
    #[arg(long, hide = true, env = "IEM_NO_REQUEST_LIMITS")]
    pub(crate) no_request_limits: bool,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "write it with its offset from UTC, as 2026-12-05T09:00:00+08:00".to_owned())
}

/// A length of time. A number alone counts seconds, as in `curl --max-time` and `aws --cli-read-timeout`.
fn duration(text: &str) -> Result<Duration, String> {
    let is_bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let length: Option<SignedDuration> = if is_bare { format!("{text}s").parse() } else { text.parse() }.ok();
    length
        .and_then(|length| Duration::try_from(length).ok())
        .filter(|length| !length.is_zero())
        .ok_or_else(|| "write seconds above 0, as 90, or a number and a unit, as 90s or 5m".to_owned())
}

fn role(text: &str) -> Result<String, String> {
    match access::is_role(text) {
        true => Ok(text.to_owned()),
        false => {
            Err("write a name, as iem-read-only, or an ARN, as arn:aws:iam::{account}:role/iem-read-only".to_owned())
        }
    }
}

fn external_id(text: &str) -> Result<String, String> {
    match access::is_external_id(text) {
        true => Ok(text.to_owned()),
        false => Err("write 2 to 1224 letters, digits and +=,.@:/-_".to_owned()),
    }
}

fn concurrency(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=256) => Ok(number),
        _ => Err("write a number from 1 to 256".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("1h 30m", Some(5400)),
            ("20", Some(20)),
            ("007", Some(7)),
            ("24h", Some(86_400)),
            ("0s", None),
            ("0", None),
            ("-5m", None),
            ("-5", None),
            ("99999999999999999999", None),
            ("5 parsecs", None),
            ("m", None),
            (" ", None),
            ("", None),
        ] {
            assert_eq!(super::duration(text).ok(), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn moments_need_an_offset() {
        assert!(super::moment("2026-12-05T09:00:00+08:00").is_ok());
        assert!(super::moment("2026-12-05T09:00:00Z").is_ok());
        assert!(super::moment("2026-12-05T09:00:00").is_err());
        assert!(super::moment("tomorrow").is_err());
    }
}
