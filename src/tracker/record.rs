//! What later runs must know of earlier ones: which accounts answered, and when the sections were written. It is
//! a comment in the region `history`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{scorecard::Scorecard, workload::Workload};

const OPEN: &str = "<!-- iem answered ";
const CLOSE: &str = " -->";
/// Stands for the sections, where an account's id stands for the account.
const SECTIONS: &str = "sections";

/// Days by what was known on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The last day on which each account answered.
    pub(crate) accounts: BTreeMap<String, Date>,
    /// The last day on which the sections were written.
    pub(crate) sections: Option<Date>,
}

impl Record {
    /// Reads what stands in the region.
    pub(crate) fn read(inside: &str) -> Self {
        let mut record = Self::default();
        let line = inside.lines().find_map(|line| line.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE));
        for (name, day) in line.unwrap_or_default().split(' ').filter_map(|pair| pair.split_once('=')) {
            let Ok(day) = day.parse() else { continue };
            match name {
                SECTIONS => record.sections = Some(day),
                account => drop(record.accounts.insert(account.to_owned(), day)),
            }
        }
        record
    }

    /// The same after today's run. An account that is not listed any more is not remembered.
    pub(crate) fn with_today(mut self, workload: &Workload<'_>, scorecard: &Scorecard, is_whole: bool) -> Self {
        let today = scorecard.today();
        let resources = &workload.event().resources;
        let listed: BTreeSet<&str> = resources.iter().filter_map(|it| it.account.as_deref()).collect();
        self.accounts.retain(|account, _| listed.contains(account.as_str()));
        let answers = workload.snapshot.answers(listed);
        self.accounts.extend(answers.answered.into_iter().map(|account| (account, today)));
        self.sections = if is_whole { Some(today) } else { self.sections };
        self
    }

    /// The comment; nothing where nothing is known.
    pub(crate) fn line(&self) -> String {
        let sections = self.sections.iter().map(|day| (SECTIONS, day));
        let accounts = self.accounts.iter().map(|(account, day)| (account.as_str(), day));
        let pairs: Vec<String> = sections.chain(accounts).map(|(name, day)| format!("{name}={day}")).collect();
        if pairs.is_empty() { String::new() } else { format!("{OPEN}{}{CLOSE}\n", pairs.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use crate::tracker::record::Record;

    #[test]
    fn a_record_is_read_as_it_is_written() {
        for (text, line) in [
            ("", ""),
            ("<!-- iem answered  -->", ""),
            ("<!-- iem digest 1=2 -->", ""),
            (
                "x\n  <!-- iem answered sections=2026-12-05 111122223333=2026-12-04 2=soon 3 -->\ny",
                "<!-- iem answered sections=2026-12-05 111122223333=2026-12-04 -->\n",
            ),
        ] {
            let record = Record::read(text);
            assert_eq!(record.line(), line, "{text}");
            assert_eq!(Record::read(line), record);
        }
    }
}
