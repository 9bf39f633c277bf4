//! Reads workbooks and snapshots.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use iem_core::snapshot::{self, Snapshot};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::error::Error;

/// Text of a workbook; `-` is standard input.
pub(crate) fn workbook(path: &Path) -> Result<String, Error> {
    let bytes = read(path).map_err(|cause| Error::Workbook { path: path.to_owned(), cause })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
        Error::NotText { path: path.to_owned(), line }
    })
}

/// The workbook's name in messages.
pub(crate) fn name(path: &Path) -> String {
    self::path(path).unwrap_or_else(|| "<stdin>".to_owned())
}

/// The workbook's path, where it is a file.
pub(crate) fn path(path: &Path) -> Option<String> {
    (path != Path::new("-")).then(|| path.display().to_string())
}

/// How far the clocks of two machines may be apart.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);

/// A saved snapshot that was taken by `now`. What was true later says nothing about an earlier moment.
pub(crate) fn snapshot(path: &Path, now: Timestamp) -> Result<Snapshot, Error> {
    let snapshot = saved(path)?;
    let taken_at = snapshot.taken_at;
    if taken_at.duration_since(now) > CLOCKS {
        return Err(Error::TakenLater { path: path.to_owned(), taken_at, now });
    }
    Ok(snapshot)
}

fn saved(path: &Path) -> Result<Snapshot, Error> {
    /// What every format of a snapshot has.
    #[derive(Deserialize)]
    struct Header {
        schema: Option<String>,
    }
    let bytes = fs::read(path).map_err(|cause| Error::Snapshot { path: path.to_owned(), cause })?;
    let syntax = |cause| Error::SnapshotSyntax { path: path.to_owned(), cause };
    // Read once as what it should be; only a file that is not tells what else it is.
    let cause = match serde_json::from_slice::<Snapshot>(&bytes) {
        Ok(snapshot) if snapshot.schema == snapshot::SCHEMA => return Ok(snapshot),
        Ok(other) => return Err(Error::SnapshotSchema { path: path.to_owned(), found: Some(other.schema) }),
        Err(cause) => cause,
    };
    let header = match serde_json::from_slice(&bytes) {
        Ok(header) => header,
        // JSON of another shape, such as a list, is no broken snapshot but none at all.
        Err(cause) if cause.is_data() => Header { schema: None },
        Err(cause) => return Err(syntax(cause)),
    };
    if header.schema.as_deref() != Some(snapshot::SCHEMA) {
        return Err(Error::SnapshotSchema { path: path.to_owned(), found: header.schema });
    }
    Err(syntax(cause))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
