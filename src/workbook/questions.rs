//! Questions and their answers: the operations checklist (section 12) and the plans (section 14).

use std::ops::Range;

use super::{
    outline::{Block, Table},
    problems::Problems,
    record,
    section::Part,
    text::{Text, Value, words},
    value::{Answer, after_label, answer, is_answered, plain},
};
use crate::event::{Question, ScenarioPlan};

/// A question, and where it stands.
struct Asked {
    question: Question,
    span: Range<usize>,
    depth: usize,
}

/// Reads section 12.
pub(super) fn checklist(part: &Part<'_>, problems: &mut Problems) -> Vec<Question> {
    let mut topic = String::new();
    let mut asked = Vec::new();
    for block in &part.blocks {
        match block {
            Block::Heading { text, .. } if !text.as_str().contains('?') => {
                topic = text.value().words();
            }
            block => ask(block, &topic, false, &mut asked, problems),
        }
    }
    let is_empty = asked.is_empty();
    let questions = finish(asked, part, problems);
    if is_empty {
        let help = "answer the checklist's questions below their topics";
        problems.not_filled_in(part.heading.clone(), part.section, "checklist", help);
    }
    questions
}

/// Reads section 14.
pub(super) fn plans(part: &Part<'_>, problems: &mut Problems) -> Vec<ScenarioPlan> {
    let mut plans: Vec<ScenarioPlan> = Vec::new();
    let mut asked = Vec::new();
    for block in &part.blocks {
        if let Block::Heading { text, .. } = block
            && !text.as_str().contains('?')
        {
            close(&mut plans, &mut asked, part, problems);
            let name = text.value().words();
            let words = plain(&name);
            let rollback = ["secondary", "rollback", "roll back", "fallback", "plan b"];
            plans.push(ScenarioPlan {
                is_rollback: rollback.iter().any(|word| words.contains(word)),
                name,
                questions: Vec::new(),
                line: problems.line(text.value().span().start),
            });
            continue;
        }
        ask(block, "", true, &mut asked, problems);
    }
    close(&mut plans, &mut asked, part, problems);
    if plans.is_empty() {
        let help = "describe the plan and what makes you leave it, below `### Primary Plan`";
        problems.not_filled_in(part.heading.clone(), part.section, "a plan", help);
    }
    plans
}

fn close(plans: &mut Vec<ScenarioPlan>, asked: &mut Vec<Asked>, part: &Part<'_>, problems: &mut Problems) {
    let first = asked.first().map(|asked| asked.question.line);
    let mut questions = finish(std::mem::take(asked), part, problems);
    match (plans.last_mut(), first) {
        (Some(plan), _) => {
            for question in &mut questions {
                question.topic.clone_from(&plan.name);
            }
            plan.questions.extend(questions);
        }
        (None, Some(line)) => {
            let name = "Plan".to_owned();
            plans.push(ScenarioPlan { name, is_rollback: false, questions, line });
        }
        (None, None) => {}
    }
}

/// Takes a block as a question, as an answer to the question before it, or as neither.
/// With `labels`, a bullet without a question mark asks too: `Description of primary plan`.
fn ask(block: &Block, topic: &str, labels: bool, asked: &mut Vec<Asked>, problems: &mut Problems) {
    let new = |text: Value<'_>, given: Option<String>, depth, problems: &Problems| Asked {
        question: Question {
            topic: topic.to_owned(),
            text: text.words(),
            answer: given,
            line: problems.line(text.span().start),
        },
        span: text.span(),
        depth,
    };
    match block {
        Block::Heading { text, .. } => {
            let (question, given) = split(text.value());
            asked.push(new(question, given.and_then(given_answer), 0, problems));
        }
        Block::Item { depth, ticked, text, .. } => {
            let text = text.value();
            if let Some(last) = asked.last_mut().filter(|last| last.depth > 0 && last.depth < *depth) {
                return add(&mut last.question, text.as_str());
            }
            if let Some(rest) = answer_mark(text.as_str()) {
                if let Some(last) = asked.last_mut() {
                    add(&mut last.question, rest);
                }
                return;
            }
            let (question, given) = if text.as_str().contains('?') {
                split(text)
            } else if !labels {
                // Under Monitoring the template lists metrics in bullets of the same rank.
                // Below a question in the form of a heading, a bullet is its answer.
                if let Some(last) = asked.last_mut().filter(|last| last.depth == 0) {
                    add(&mut last.question, text.as_str());
                }
                return;
            } else {
                match text.as_str().split_once(':') {
                    Some((label, rest)) => (text.narrow(label), Some(rest)),
                    None => (text, None),
                }
            };
            let ticked = (*ticked == Some(true)).then(|| "done".to_owned());
            let given = given.and_then(given_answer).or(ticked);
            asked.push(new(question, given, *depth, problems));
        }
        Block::Paragraph { text, .. } if text.as_str().trim_end().ends_with('?') => {
            asked.push(new(text.value(), None, 0, problems));
        }
        Block::Paragraph { text, .. } => {
            if let Some(last) = asked.last_mut() {
                let text = text.as_str().trim();
                add(&mut last.question, answer_mark(text).unwrap_or(text));
            }
        }
        Block::Table(table) => {
            for (question, given) in rows(table, problems) {
                let given = given.and_then(|given| given_answer(given.as_str()));
                asked.push(new(question, given, usize::MAX, problems));
            }
        }
        Block::Code { .. } => {}
    }
}

/// Columns of questions and answers; the first two, unless the header says otherwise.
fn rows<'a>(table: &'a Table, problems: &mut Problems) -> Vec<(Value<'a>, Option<Value<'a>>)> {
    record::lengths(table, problems);
    let column = |word: &str| table.header.iter().position(|cell| plain(cell.as_str()).contains(word));
    let question = column("question").unwrap_or(0);
    let given = column("answer").unwrap_or(question + 1);
    let cell = |cells: &'a [Text], index: usize| cells.get(index).map(Text::value);
    let asked = table.rows.iter().filter_map(|row| {
        let question = cell(&row.cells, question).filter(|question| !question.is_empty())?;
        Some((question, cell(&row.cells, given)))
    });
    asked.collect()
}

/// The question up to its mark and hint, and what follows on the same line.
fn split(text: Value<'_>) -> (Value<'_>, Option<&str>) {
    let whole = text.as_str();
    let Some(mark) = whole.find('?') else { return (text, None) };
    let rest = after_label(&whole[mark + 1..]);
    if rest.is_empty() || rest.ends_with('?') {
        return (text, None);
    }
    let end = rest.as_ptr() as usize - whole.as_ptr() as usize;
    let question = whole[..end].trim_end_matches(|char: char| char.is_whitespace() || ":-–—=→".contains(char));
    (text.narrow(question), Some(answer_mark(rest).unwrap_or(rest)))
}

/// What follows `Answer:` or `A:`.
fn answer_mark(text: &str) -> Option<&str> {
    ["Answer:", "answer:", "ANSWER:", "A:", "a:"].iter().find_map(|mark| text.strip_prefix(mark))
}

fn given_answer(text: &str) -> Option<String> {
    match answer(text) {
        Answer::Missing => None,
        Answer::NotApplicable if plain(text).starts_with('n') && text.contains(['/', '.']) => {
            Some("not applicable".to_owned())
        }
        _ => Some(words(text)),
    }
}

fn add(question: &mut Question, text: &str) {
    let text = answer_mark(text).unwrap_or(text);
    let Some(more) = given_answer(text) else { return };
    match &mut question.answer {
        Some(answer) => {
            answer.push_str("; ");
            answer.push_str(&more);
        }
        None => question.answer = Some(more),
    }
}

fn finish(asked: Vec<Asked>, part: &Part<'_>, problems: &mut Problems) -> Vec<Question> {
    let mut questions = Vec::with_capacity(asked.len());
    for Asked { question, span, .. } in asked {
        if !is_answered(&question.text) {
            continue;
        }
        if question.answer.is_none() {
            let help = "write the answer behind the question or in a bullet below it";
            problems.not_filled_in(span, part.section, &question.text, help);
        }
        questions.push(question);
    }
    questions
}
