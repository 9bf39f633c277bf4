//! Results go to standard output or a file, messages to standard error.

use std::{
    fs, io,
    io::{IsTerminal as _, Write},
    path::{Path, PathBuf},
};

use anstream::{AutoStream, ColorChoice};
use iem_core::render;

use crate::{
    args::{Color, Format, OutputArgs, ShellArgs},
    error::Error,
};

/// How the user wants to be talked to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shell {
    quiet: bool,
    /// How often `-v` was given.
    pub(crate) verbose: u8,
    color: Color,
}

impl Shell {
    pub(crate) fn new(args: &ShellArgs) -> Self {
        Self { quiet: args.quiet, verbose: args.verbose, color: args.color }
    }

    /// Columns and colors of a result that goes to `file`, or to standard output.
    pub(crate) fn options(&self, file: Option<&Path>) -> render::Options {
        let color = match file {
            Some(_) => matches!(self.color, Color::Always),
            None => self.colors(&io::stdout()),
        };
        let terminal = if file.is_none() { terminal_width() } else { None };
        let width = terminal.map_or(100, |width| width.clamp(40, 120));
        render::Options { width, color, verbose: self.verbose > 0, workbook: None }
    }

    /// Whether messages have colors.
    pub(crate) fn colors_messages(&self) -> bool {
        self.colors(&io::stderr())
    }

    fn colors(&self, stream: &impl anstream::stream::RawStream) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        }
    }

    /// Whether a progress bar would be seen by a person.
    #[cfg(feature = "aws")]
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Says something that is not a result. The text may carry colors.
    pub(crate) fn message(&self, text: &str) {
        if self.quiet {
            return;
        }
        say(text);
    }

    /// Says why the run ends.
    pub(crate) fn error(&self, error: &Error) {
        let [mut label, mut help] = ["error:", "help:"].map(str::to_owned);
        if self.colors_messages() {
            label = format!("\x1b[1;31m{label}\x1b[0m");
            help = format!("\x1b[1;36m{help}\x1b[0m");
        }
        say(&format!("{label} {}", iem_core::text::for_terminal(&error.message())));
        say(&format!("{help} {}", iem_core::text::for_terminal(&error.help())));
    }
}

/// What to write a result as. Where the name of its file promises what no format is, it says so.
pub(crate) fn format(args: &OutputArgs, shell: &Shell) -> Format {
    if let (Some(file), Some(ending)) = (args.file(), args.unknown_ending()) {
        let note =
            format!("note: {} holds plain text: no format ends in .{ending}; `--format` chooses one", file.display());
        shell.message(&iem_core::text::for_terminal(&note));
    }
    args.format()
}

fn say(text: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = writeln!(AutoStream::always(io::stderr().lock()), "{text}");
}

fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (terminal_size::Width(width), _) = terminal_size::terminal_size()?;
    Some(width.into())
}

/// Writes a result to a file, or to standard output. A reader that has heard enough and closes
/// the pipe is no error.
pub(crate) fn write(file: Option<&Path>, text: &str) -> Result<(), Error> {
    write_with(file, |out| out.write_all(text.as_bytes()))
}

/// Writes a value as JSON, without holding the whole text in memory.
pub(crate) fn write_json(file: Option<&Path>, value: &impl serde::Serialize) -> Result<(), Error> {
    write_with(file, |out| {
        let mut out = io::BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, value)?;
        out.write_all(b"\n")?;
        out.flush()
    })
}

fn write_with(file: Option<&Path>, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    if let Some(file) = file {
        return replace(file, fill);
    }
    let mut stdout = AutoStream::always(io::stdout().lock());
    match fill(&mut stdout).and_then(|()| stdout.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: PathBuf::from("-"), cause })
        }
        _ => Ok(()),
    }
}

/// Creates a file that must not exist.
pub(crate) fn create(file: &Path, text: &str) -> Result<(), Error> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists { path: file.to_owned() },
        _ => Error::Write { path: file.to_owned(), cause },
    };
    if file.symlink_metadata().is_ok() {
        return Err(Error::Exists { path: file.to_owned() });
    }
    let whole = temporary(file, |out| out.write_all(text.as_bytes())).map_err(failed)?;
    whole.persist_noclobber(file).map(drop).map_err(|error| failed(error.error))
}

/// Replaces a file at once, so that a reader never sees half of it.
fn replace(file: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let failed = |cause| Error::Write { path: file.to_owned(), cause };
    let Ok(known) = fs::metadata(file) else {
        let whole = temporary(file, fill).map_err(failed)?;
        return whole.persist(file).map(drop).map_err(|error| failed(error.error));
    };
    // A pipe or `/dev/null` is written to; renaming a file over it would destroy it.
    if !known.is_file() {
        return fs::File::create(file).and_then(|mut file| fill(&mut file)).map_err(failed);
    }
    // Behind a link stands the file that is meant.
    let target = fs::canonicalize(file).map_err(failed)?;
    let whole = temporary(&target, fill).map_err(failed)?;
    whole.as_file().set_permissions(known.permissions()).map_err(failed)?;
    whole.persist(target).map(drop).map_err(|error| failed(error.error))
}

/// A complete file beside the target: only there a rename is one step.
pub(crate) fn temporary(
    target: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".iem-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other new file: the user's mask decides.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    fill(&mut file)?;
    file.as_file().sync_all()?;
    Ok(file)
}
