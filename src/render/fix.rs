//! Takes a fix apart into prose and commands, so that a command can be copied whole.

/// A piece of a fix.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text that may be wrapped.
    Prose(&'a str),
    /// A command that must stay on one line.
    Command(&'a str),
}

/// Splits a fix. A command is a code span, or a whole line, that starts with `aws` or `iem` and
/// has options; a shorter one reads better inside its sentence.
pub(super) fn parts(fix: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for line in fix.lines() {
        if is_command(line.trim()) {
            parts.push(Part::Command(line.trim()));
            continue;
        }
        let mut prose_from = 0;
        let ticks: Vec<usize> = line.match_indices('`').map(|(at, _)| at).collect();
        for pair in ticks.chunks_exact(2) {
            let (open, close) = (pair[0], pair[1]);
            let span = line[open + 1..close].trim();
            if is_command(span) {
                push_prose(&mut parts, &line[prose_from..open]);
                parts.push(Part::Command(span));
                prose_from = close + 1;
            }
        }
        push_prose(&mut parts, &line[prose_from..]);
    }
    parts
}

fn is_command(text: &str) -> bool {
    let is_ours = ["aws ", "iem "].iter().any(|program| text.starts_with(program));
    is_ours && text.contains(" --")
}

fn push_prose<'a>(parts: &mut Vec<Part<'a>>, prose: &'a str) {
    // What a sentence has after its command would stand alone on a line.
    let prose = match parts.last() {
        Some(Part::Command(_)) => prose.trim_start_matches(['.', ',', ';', ':']),
        _ => prose,
    };
    if !prose.trim().is_empty() {
        parts.push(Part::Prose(prose.trim()));
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Part::{Command, Prose},
        parts,
    };

    #[test]
    fn commands_stand_alone() {
        for (fix, expected) in [
            ("Raise `max`.", vec![Prose("Raise `max`.")]),
            ("See `aws x y`.", vec![Prose("See `aws x y`.")]),
            ("Run `aws x --y`.", vec![Prose("Run"), Command("aws x --y")]),
            (
                "Run `aws a --x` or `aws b --y`, then wait.",
                vec![Prose("Run"), Command("aws a --x"), Prose("or"), Command("aws b --y"), Prose("then wait.")],
            ),
            ("First:\n  aws a --x\nThen wait.", vec![Prose("First:"), Command("aws a --x"), Prose("Then wait.")]),
            ("an open ` tick", vec![Prose("an open ` tick")]),
            ("", vec![]),
        ] {
            assert_eq!(parts(fix), expected, "{fix}");
        }
    }
}
