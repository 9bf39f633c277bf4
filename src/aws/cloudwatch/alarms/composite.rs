//! Composite alarms: which alarms they speak for. Their rules are a language (API `PutCompositeAlarm`, `AlarmRule`).

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::cloudwatch::facts::Alarm;

/// The composite alarms of one region, by the alarms that make them go off.
pub(crate) struct Composites<'a> {
    all: &'a BTreeMap<String, Alarm>,
    above: BTreeMap<String, Vec<&'a str>>,
    /// Those whose rule was not understood, with the rule.
    unread: Vec<(&'a str, &'a str)>,
}

/// Who speaks for an alarm that tells nobody itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice<'a> {
    /// This composite alarm.
    Of(&'a str),
    /// This composite alarm may: its rule names the alarm, and was not understood.
    Perhaps(&'a str),
    /// None.
    Nobody,
}

impl<'a> Composites<'a> {
    pub(crate) fn new(all: &'a BTreeMap<String, Alarm>) -> Self {
        let mut composites = Self { all, above: BTreeMap::new(), unread: Vec::new() };
        for (name, alarm) in all {
            let Some(rule) = alarm.rule.as_deref() else { continue };
            let Some(expression) = Parser(rule).whole() else {
                composites.unread.push((name, rule));
                continue;
            };
            let mut children = BTreeSet::new();
            expression.names(&mut children);
            for child in children.into_iter().filter(|child| expression.turns(true, child)) {
                composites.above.entry(child.to_owned()).or_default().push(name);
            }
        }
        composites
    }

    /// The composite alarm that goes off with the alarm `name`, at once or by way of others, and of which `tells` holds.
    pub(crate) fn voice(&self, name: &str, tells: impl Fn(&Alarm) -> bool) -> Voice<'a> {
        let (mut open, mut known, mut perhaps) = (vec![name], BTreeSet::from([name]), None);
        while let Some(child) = open.pop() {
            for &parent in self.above.get(child).into_iter().flatten() {
                if self.all.get(parent).is_some_and(&tells) {
                    return Voice::Of(parent);
                }
                if known.insert(parent) {
                    open.push(parent);
                }
            }
            perhaps = perhaps.or_else(|| self.unread.iter().find(|(_, rule)| rule.contains(child)));
        }
        perhaps.map_or(Voice::Nobody, |(composite, _)| Voice::Perhaps(composite))
    }
}

/// What a state of an alarm is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Alarm,
    Ok,
    InsufficientData,
}

#[derive(Debug)]
enum Expression {
    Always(bool),
    /// At least some of these alarms are, or are not, in a state.
    Some {
        state: State,
        is_not: bool,
        names: Vec<String>,
    },
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

impl Expression {
    fn names<'e>(&'e self, found: &mut BTreeSet<&'e str>) {
        match self {
            Self::Always(_) => {}
            Self::Some { names, .. } => found.extend(names.iter().map(String::as_str)),
            Self::Not(of) => of.names(found),
            Self::And(one, other) | Self::Or(one, other) => {
                one.names(found);
                other.names(found);
            }
        }
    }

    /// Whether it can turn to `value` because the alarm goes into ALARM.
    fn turns(&self, value: bool, alarm: &str) -> bool {
        let either = |one: &Self, other: &Self, needed: bool| {
            (one.turns(value, alarm) && other.can_be(needed)) || (other.turns(value, alarm) && one.can_be(needed))
        };
        match self {
            Self::Always(_) => false,
            Self::Some { state, is_not, names } => {
                let rises =
                    matches!((state, is_not), (State::Alarm, false) | (State::Ok | State::InsufficientData, true));
                rises == value && names.iter().any(|name| name == alarm)
            }
            Self::Not(of) => of.turns(!value, alarm),
            Self::And(one, other) => either(one, other, true),
            Self::Or(one, other) => either(one, other, false),
        }
    }

    /// Whether it can have a value at all.
    fn can_be(&self, value: bool) -> bool {
        match self {
            Self::Always(fixed) => *fixed == value,
            Self::Some { .. } => true,
            Self::Not(of) => of.can_be(!value),
            Self::And(one, other) if value => one.can_be(true) && other.can_be(true),
            Self::Or(one, other) if !value => one.can_be(false) && other.can_be(false),
            Self::And(one, other) | Self::Or(one, other) => one.can_be(value) || other.can_be(value),
        }
    }
}

/// The rest of a rule.
struct Parser<'r>(&'r str);

/// Most parentheses and NOTs in one another.
const DEEPEST: usize = 64;

impl Parser<'_> {
    fn whole(mut self) -> Option<Expression> {
        let expression = self.any_of(DEEPEST)?;
        self.0.trim().is_empty().then_some(expression)
    }

    fn any_of(&mut self, depth: usize) -> Option<Expression> {
        let mut found = self.all_of(depth)?;
        while self.takes_word("OR") {
            found = Expression::Or(Box::new(found), Box::new(self.all_of(depth)?));
        }
        Some(found)
    }

    fn all_of(&mut self, depth: usize) -> Option<Expression> {
        let mut found = self.one(depth)?;
        while self.takes_word("AND") {
            found = Expression::And(Box::new(found), Box::new(self.one(depth)?));
        }
        Some(found)
    }

    fn one(&mut self, depth: usize) -> Option<Expression> {
        let depth = depth.checked_sub(1)?;
        if self.takes_word("NOT") {
            return Some(Expression::Not(Box::new(self.one(depth)?)));
        }
        if self.takes_word("TRUE") {
            return Some(Expression::Always(true));
        }
        if self.takes_word("FALSE") {
            return Some(Expression::Always(false));
        }
        if self.takes_word("AT_LEAST") {
            return self.at_least();
        }
        if let Some(state) = self.state() {
            self.takes("(").then_some(())?;
            let names = vec![self.name()?];
            self.takes(")").then_some(())?;
            return Some(Expression::Some { state, is_not: false, names });
        }
        self.takes("(").then_some(())?;
        let inside = self.any_of(depth)?;
        self.takes(")").then_some(inside)
    }

    /// `(2, ALARM, (one, other))`: a number or a share, a state or NOT one, and alarms.
    fn at_least(&mut self) -> Option<Expression> {
        self.takes("(").then_some(())?;
        let (number, rest) = self.0.split_once(',')?;
        number.trim().trim_end_matches('%').parse::<u32>().ok()?;
        self.0 = rest;
        let is_not = self.takes_word("NOT");
        let state = self.state()?;
        (self.takes(",") && self.takes("(")).then_some(())?;
        let mut names = vec![self.name()?];
        while self.takes(",") {
            names.push(self.name()?);
        }
        (self.takes(")") && self.takes(")")).then_some(Expression::Some { state, is_not, names })
    }

    fn state(&mut self) -> Option<State> {
        let states = [("ALARM", State::Alarm), ("OK", State::Ok), ("INSUFFICIENT_DATA", State::InsufficientData)];
        states.into_iter().find_map(|(word, state)| self.takes_word(word).then_some(state))
    }

    /// The name of an alarm: in quotation marks or bare, alone or at the end of an ARN.
    fn name(&mut self) -> Option<String> {
        let rest = self.0.trim_start();
        let mut name = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut letters = quoted.char_indices();
            loop {
                match letters.next()? {
                    (_, '\\') => name.push(letters.next()?.1),
                    (at, '"') => {
                        self.0 = quoted.get(at + 1..)?;
                        break;
                    }
                    (_, letter) => name.push(letter),
                }
            }
        } else {
            let end = rest.find([')', ','])?;
            name.push_str(rest.get(..end)?.trim());
            self.0 = rest.get(end..)?;
        }
        let plain = name.split_once(":alarm:").filter(|_| name.starts_with("arn:")).map(|(_, plain)| plain.to_owned());
        Some(plain.unwrap_or(name)).filter(|name| !name.is_empty())
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(sign);
        rest.is_some_and(|rest| {
            self.0 = rest;
            true
        })
    }

    /// Takes a word that ends where it ends.
    fn takes_word(&mut self, word: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(word);
        let rest = rest.filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        rest.is_some_and(|rest| {
            self.0 = rest;
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composite(rule: &str, acts: bool) -> Alarm {
        let alarm_actions = if acts { vec!["arn:aws:sns:us-east-1:1:page".to_owned()] } else { Vec::new() };
        Alarm { rule: Some(rule.to_owned()), actions_enabled: true, alarm_actions, ..Alarm::default() }
    }

    #[test]
    fn an_alarm_pages_where_a_composite_above_it_goes_off_with_it() {
        let told = |rule: &str| {
            let all = BTreeMap::from([("outer".to_owned(), composite(rule, true))]);
            Composites::new(&all).voice("x", |alarm| !alarm.alarm_actions.is_empty()) == Voice::Of("outer")
        };
        for (rule, expected) in [
            (r#"ALARM("x")"#, true),
            ("ALARM(x)", true),
            (r#"ALARM( "arn:aws:cloudwatch:us-east-1:111122223333:alarm:x" )"#, true),
            (r#"ALARM("x") OR ALARM("y")"#, true),
            (r#"ALARM("y") AND (ALARM("x") OR ALARM("z"))"#, true),
            (r#"ALARM("x") AND NOT ALARM("maintenance")"#, true),
            (r#"NOT OK("x")"#, true),
            (r#"NOT (OK("x") AND TRUE)"#, true),
            ("AT_LEAST(2, ALARM, (x, y, z))", true),
            ("AT_LEAST(50%, NOT OK, (\"x\", y))", true),
            (r#"ALARM("xx")"#, false),
            (r#"ALARM("not (x)")"#, false),
            (r#"NOT ALARM("x")"#, false),
            (r#"OK("x")"#, false),
            (r#"INSUFFICIENT_DATA("x")"#, false),
            (r#"FALSE AND ALARM("x")"#, false),
            (r#"TRUE OR ALARM("x")"#, false),
            (r#"ALARM("y") AND NOT ALARM("x")"#, false),
            ("AT_LEAST(1, OK, (x))", false),
            ("FALSE", false),
        ] {
            assert_eq!(told(rule), expected, "{rule}");
        }
    }

    #[test]
    fn composites_speak_through_one_another_and_never_in_circles() {
        let acts = |alarm: &Alarm| !alarm.alarm_actions.is_empty();
        let nested = [
            ("inner", composite(r#"ALARM("x")"#, false)),
            ("middle", composite(r#"ALARM("inner") OR ALARM("outer")"#, false)),
            ("outer", composite(r#"ALARM("middle")"#, true)),
            ("circle", composite(r#"ALARM("circle") OR ALARM("alone")"#, false)),
            ("strange", composite(r#"EACH OF ("odd")"#, true)),
        ];
        let all = nested.map(|(name, alarm)| (name.to_owned(), alarm)).into();
        let composites = Composites::new(&all);
        assert_eq!(composites.voice("x", acts), Voice::Of("outer"));
        assert_eq!(composites.voice("alone", acts), Voice::Nobody);
        assert_eq!(composites.voice("odd", acts), Voice::Perhaps("strange"));
        assert_eq!(composites.voice("nobody", acts), Voice::Nobody);
        let deep = format!("{}ALARM(x){}", "(".repeat(2000), ")".repeat(2000));
        let all = BTreeMap::from([("deep".to_owned(), composite(&deep, true))]);
        assert_eq!(Composites::new(&all).voice("x", acts), Voice::Perhaps("deep"));
    }
}
