//! Section 8: the 25 steps, their state and their answers.

use super::{
    outline::Block,
    problems::{Problems, name},
    section::Part,
    text::{Text, Value},
    value::{Answer, answer, is_answered, plain},
};
use crate::event::{Entry, Step, StepState};

/// Steps whose bullets are questions even where no colon says so.
const ASKING: [u8; 2] = [1, 2];

/// Bullets that the template has as a reminder of what to do, in the form of [`plain`].
const REMINDERS: [&str; 4] =
    ["aws service readiness", "operational readiness", "security readiness", "drive open action items to completion"];

/// What the template appends to the subject of the support case.
const SUBJECT_HINT: &str = "Please use this naming convention exactly";

/// Reads section 8.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> Vec<Step> {
    let mut reader = Reader { steps: Vec::new(), current: None, label: None, open: Vec::new() };
    for block in &part.blocks {
        match block {
            Block::Heading { ticked, text, .. } => {
                reader.finish(part, problems);
                let heading = text.value();
                reader.current = None;
                reader.begin(heading, *ticked, problems);
            }
            Block::Item { depth, ticked, text, .. } => {
                let bullet = text.value();
                if *depth == 1 && step_number(bullet.as_str()).is_some() {
                    reader.finish(part, problems);
                    reader.begin(bullet, *ticked, problems);
                } else {
                    reader.bullet(bullet, *depth, *ticked, problems);
                }
            }
            Block::Paragraph { depth, text } => {
                for line in text.lines().filter(|line| !line.is_empty()) {
                    reader.bullet(line, (*depth).max(1), None, problems);
                }
            }
            Block::Table(table) => {
                super::record::lengths(table, problems);
                let header = std::iter::once(table.header.as_slice());
                let rows = header.chain(table.rows.iter().map(|row| row.cells.as_slice()));
                for cells in rows {
                    if let [label, values @ ..] = cells {
                        let values = values.iter().map(Text::value).filter(|cell| !cell.is_empty());
                        reader.answer(label.value(), Text::joined(values).value(), problems);
                    }
                }
            }
            Block::Code { .. } => {}
        }
    }
    reader.finish(part, problems);
    reader.steps.sort_by_key(|step| step.number);
    reader.steps
}

/// Customer and event in the subject of the support case: `IEM Alert - Customer - Event`.
pub(super) fn subject(steps: &[Step]) -> Option<(String, String)> {
    let step = steps.iter().find(|step| step.number == 2)?;
    let (_, entry) = step.answers.iter().find(|(label, _)| plain(label) == "subject")?;
    let text = entry.text.split(SUBJECT_HINT).next()?.trim();
    let mut parts = text.splitn(3, " - ").map(str::trim);
    let prefix = parts.next()?;
    let (customer, event) = (parts.next()?, parts.next()?);
    let is_alert = plain(prefix) == "iem alert";
    (is_alert && !customer.is_empty() && !event.is_empty()).then(|| (customer.to_owned(), event.to_owned()))
}

struct Reader<'a> {
    steps: Vec<Step>,
    /// Index of the step that the bullets belong to.
    current: Option<usize>,
    /// Label without a value, and its depth: deeper bullets are its value.
    label: Option<(Value<'a>, usize)>,
    open: Vec<Value<'a>>,
}

impl<'a> Reader<'a> {
    fn begin(&mut self, text: Value<'a>, ticked: Option<bool>, problems: &Problems) {
        let Some(number) = step_number(text.as_str()) else { return };
        let state = state_of_heading(text.as_str(), ticked);
        let found = self.steps.iter().position(|step| step.number == number);
        let index = found.unwrap_or_else(|| {
            self.steps.push(Step {
                number,
                title: title(text.as_str()),
                state: StepState::Open,
                answers: Vec::new(),
                line: problems.line(text.span().start),
            });
            self.steps.len() - 1
        });
        self.current = Some(index);
        self.set_state(state);
    }

    fn set_state(&mut self, state: StepState) {
        if let Some(step) = self.current.and_then(|index| self.steps.get_mut(index))
            && (step.state == StepState::Open || state == StepState::Done)
        {
            step.state = state;
        }
    }

    fn bullet(&mut self, text: Value<'a>, depth: usize, ticked: Option<bool>, problems: &Problems) {
        let Some(step) = self.current.and_then(|index| self.steps.get(index)) else { return };
        let words = plain(text.as_str());
        let says_step = words.is_empty() || words == plain(&step.title);
        let number = step.number;
        if ticked == Some(true) && (says_step || word_state(&words) == Some(StepState::Done)) {
            return self.set_state(StepState::Done);
        }
        if ticked.is_some() && (says_step || word_state(&words).is_some()) {
            return;
        }
        if let Some((label, above)) = self.label
            && depth > above
        {
            return self.answer(label, text, problems);
        }
        self.open.extend(self.label.take().map(|(label, _)| label));
        let (label, value) = match text.as_str().split_once(':') {
            Some((label, value)) if label.len() <= 120 && !value.starts_with("//") => {
                (text.narrow(label).trim(), text.narrow(value).trim())
            }
            _ if ASKING.contains(&number) => match text.as_str().split_once(" - ") {
                Some((label, value)) => (text.narrow(label).trim(), text.narrow(value).trim()),
                None => (text, text.narrow(&text.as_str()[text.as_str().len()..])),
            },
            _ if REMINDERS.contains(&words.as_str()) => return,
            _ => return self.note(text, problems),
        };
        if value.is_empty() {
            self.label = Some((label, depth));
        } else {
            self.answer(label, value, problems);
        }
    }

    fn answer(&mut self, label: Value<'a>, value: Value<'_>, problems: &Problems) {
        let Some(step) = self.current.and_then(|index| self.steps.get_mut(index)) else { return };
        let label_words = plain(label.as_str());
        if matches!(label_words.as_str(), "status" | "state") {
            if let Some(state) = word_state(&plain(value.as_str())) {
                self.set_state(state);
            }
            self.label = None;
            return;
        }
        if !is_answered(value.as_str()) {
            self.open.push(label);
            return;
        }
        let Entry { text, line } = problems.entry(value);
        let is_same_label = self.label.is_some_and(|(open, _)| open.span() == label.span());
        match step.answers.last_mut() {
            Some((last, entry)) if is_same_label && *last == label.words() && entry.line < line => {
                entry.text = format!("{}; {text}", entry.text);
            }
            _ => step.answers.push((label.words(), Entry { text, line })),
        }
    }

    /// Text without a label is kept too: it says how the step went.
    fn note(&mut self, text: Value<'_>, problems: &Problems) {
        if let Some(step) = self.current.and_then(|index| self.steps.get_mut(index))
            && answer(text.as_str()) == Answer::Given
        {
            step.answers.push(("Note".to_owned(), problems.entry(text)));
        }
    }

    fn finish(&mut self, part: &Part<'_>, problems: &mut Problems) {
        self.open.extend(self.label.take().map(|(label, _)| label));
        let Some(step) = self.current.and_then(|index| self.steps.get(index)) else {
            self.open.clear();
            return;
        };
        for label in self.open.drain(..) {
            let words = label.words();
            if step.answers.iter().any(|(answered, _)| *answered == words) {
                continue;
            }
            let what = format!("step {}, {words}", step.number);
            let help = format!("answer it, or write `n/a`; it is in {}", name(part.section));
            problems.not_filled_in(label.span(), part.section, &what, help);
        }
    }
}

/// `Step 13: …`, with or without a task mark before it.
fn step_number(text: &str) -> Option<u8> {
    let text = text.trim_start_matches(|char: char| !char.is_alphanumeric());
    let text = text.strip_prefix("x]").or_else(|| text.strip_prefix("X]")).unwrap_or(text);
    let rest = text.trim_start();
    let rest = rest.get(..4).filter(|word| word.eq_ignore_ascii_case("step")).map(|_| &rest[4..])?;
    let rest = rest.trim_start();
    let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
    let number = rest.get(..end)?.parse().ok()?;
    (1..=25).contains(&number).then_some(number)
}

/// The title without marks and without its number, however often that is repeated.
fn title(text: &str) -> String {
    let mut rest = text;
    loop {
        let marks = |char: char| char.is_whitespace() || ":.-–—✅☑✔\u{fe0f}".contains(char);
        rest = rest.trim_start_matches(marks);
        rest = ["[x]", "[X]", "[ ]"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
        let trimmed = rest.trim_start();
        if step_number(trimmed).is_none() || !trimmed.starts_with(['S', 's']) {
            let end = |char: char| char.is_whitespace() || "✅☑✔\u{fe0f}".contains(char);
            return super::text::words(trimmed.trim_start_matches(marks).trim_end_matches(end));
        }
        let number = trimmed[4..].trim_start();
        let end = number.find(|char: char| !char.is_ascii_digit()).unwrap_or(number.len());
        rest = &number[end..];
    }
}

fn state_of_heading(text: &str, ticked: Option<bool>) -> StepState {
    let is_done =
        ticked == Some(true) || text.contains(['✅', '☑', '✔']) || text.trim_end().to_lowercase().ends_with("(done)");
    if is_done { StepState::Done } else { StepState::Open }
}

/// The state that a word such as `Done` or `In progress` stands for.
fn word_state(words: &str) -> Option<StepState> {
    Some(match words {
        "done" | "complete" | "completed" | "closed" | "finished" | "yes" => StepState::Done,
        "in progress" | "started" | "ongoing" | "wip" | "partly done" => StepState::InProgress,
        "open" | "not started" | "todo" | "to do" | "no" => StepState::Open,
        _ => return None,
    })
}
