//! Updates a workbook in place: whole or not at all, and never over somebody else's text.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{error::Error, output};

/// How long another run may keep us waiting.
const PATIENCE: Duration = Duration::from_secs(3);

/// Replaces `old`, which was read from `path`, by `new`. Where the file holds anything but `old`,
/// nothing is written.
pub(crate) fn update(path: &Path, old: &str, new: &str) -> Result<(), Error> {
    let failed = |cause| Error::Update { path: path.to_owned(), cause };
    if old == new {
        return Ok(());
    }
    // Behind a link stands the file that is meant.
    let target = fs::canonicalize(path).map_err(failed)?;
    let _lock = lock(path, &target)?;
    let permissions = fs::metadata(&target).map_err(failed)?.permissions();
    // A rename would replace a file that is protected against writing.
    if permissions.readonly() {
        return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only")));
    }
    refuse_changed(path, &target, old)?;
    let whole = output::temporary(&target, |out| out.write_all(new.as_bytes())).map_err(failed)?;
    whole.as_file().set_permissions(permissions).map_err(failed)?;
    refuse_changed(path, &target, old)?;
    whole.persist(&target).map_err(|error| failed(error.error))?;
    settle(&target);
    Ok(())
}

fn refuse_changed(path: &Path, target: &Path, old: &str) -> Result<(), Error> {
    let now = fs::read(target).map_err(|cause| Error::Update { path: path.to_owned(), cause })?;
    if now == old.as_bytes() { Ok(()) } else { Err(Error::Changed { path: path.to_owned() }) }
}

/// Locks the file behind the path for as long as the result lives. Other programs do
/// not heed the lock; another `iem` does.
fn lock(path: &Path, target: &Path) -> Result<File, Error> {
    let failed = |cause| Error::Update { path: path.to_owned(), cause };
    let began = Instant::now();
    loop {
        let file = OpenOptions::new().read(true).append(true).open(target).map_err(failed)?;
        // On Windows a lock would keep us from reading and renaming as well; the comparison guards.
        if !cfg!(unix) {
            return Ok(file);
        }
        match file.try_lock() {
            Ok(()) if is_current(&file, target).map_err(failed)? => return Ok(file),
            // The one who held the lock has put another file in its place.
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: path.to_owned() }),
            // Some network file systems know no locks; the comparison of the text still guards.
            Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
    }
}

#[cfg(unix)]
fn is_current(file: &File, target: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (ours, named) = (file.metadata()?, fs::metadata(target)?);
    Ok((ours.dev(), ours.ino()) == (named.dev(), named.ino()))
}

#[cfg(not(unix))]
fn is_current(_file: &File, _target: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Makes the rename last through a power failure. Where the file system cannot, the workbook is
/// whole all the same: the old one or the new one.
fn settle(target: &Path) {
    if cfg!(unix)
        && let Some(folder) = target.parent()
    {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
