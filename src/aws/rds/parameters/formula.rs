//! Formulas in the values of database parameters ("Specifying DB parameters" in the guide of Amazon RDS).

/// Deepest nesting that is followed: AWS's own formulas have three levels.
const DEEPEST: u8 = 16;

/// What a formula such as `LEAST({DBInstanceClassMemory/9531392},5000)` comes to where the database has so
/// many bytes of memory; `None` for one that is not understood. Divisions drop their decimals, but in a
/// logarithm. That is of base 2 and is rounded, as AWS's tables of `max_connections` by class show.
pub fn evaluate(written: &str, memory: u64) -> Option<u64> {
    let mut formula = Formula { rest: written, memory: memory as f64, in_log: false, depth: 0 };
    let value = formula.product()?;
    let is_whole = formula.peek().is_none() && (0.0..=u32::MAX.into()).contains(&value);
    is_whole.then_some(value as u64)
}

/// What is left to read of a formula, and where that stands.
struct Formula<'a> {
    rest: &'a str,
    memory: f64,
    in_log: bool,
    depth: u8,
}

impl<'a> Formula<'a> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, symbol: char) -> Option<()> {
        self.peek();
        self.rest = self.rest.strip_prefix(symbol)?;
        Some(())
    }

    /// The letters and digits that come next.
    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.value()?;
        loop {
            match self.peek() {
                Some('*') => {
                    self.take('*')?;
                    value *= self.value()?;
                }
                Some('/') => {
                    self.take('/')?;
                    value /= self.value()?;
                    if !self.in_log {
                        value = value.trunc();
                    }
                }
                _ => return value.is_finite().then_some(value),
            }
        }
    }

    fn value(&mut self) -> Option<f64> {
        match self.peek()? {
            '{' => self.within('{', '}', Self::product),
            '(' => self.within('(', ')', Self::product),
            '0'..='9' => self.word().parse::<u64>().ok().map(|number| number as f64),
            _ => match self.word() {
                "DBInstanceClassMemory" => Some(self.memory),
                name => self.function(name),
            },
        }
    }

    /// Names of functions are written in either case.
    fn function(&mut self, name: &str) -> Option<f64> {
        if name.eq_ignore_ascii_case("log") {
            let outside = std::mem::replace(&mut self.in_log, true);
            let value = self.within('(', ')', Self::logarithm);
            self.in_log = outside;
            return value;
        }
        let join = match name.to_ascii_uppercase().as_str() {
            "LEAST" => f64::min,
            "GREATEST" => f64::max,
            "SUM" => |one: f64, other: f64| one + other,
            _ => return None,
        };
        self.within('(', ')', |formula| {
            let mut value = formula.product()?;
            while formula.peek() == Some(',') {
                formula.take(',')?;
                value = join(value, formula.product()?);
            }
            Some(value)
        })
    }

    /// Older groups of Aurora MySQL write the base, which is 2, behind a comma.
    fn logarithm(&mut self) -> Option<f64> {
        let value = self.product()?;
        if self.peek() == Some(',') {
            self.take(',')?;
            (self.product()? == 2.0).then_some(())?;
        }
        (value > 0.0).then(|| value.log2().round())
    }

    fn within(&mut self, open: char, close: char, inner: impl FnOnce(&mut Self) -> Option<f64>) -> Option<f64> {
        self.take(open)?;
        self.depth += 1;
        let value = if self.depth > DEEPEST { None } else { inner(self) }?;
        self.depth -= 1;
        self.take(close)?;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::aws::rds::parameters::formula::evaluate;

    const GIB: u64 = 1 << 30;
    const MYSQL: &str = "{DBInstanceClassMemory/12582880}";
    const POSTGRES: &str = "LEAST({DBInstanceClassMemory/9531392},5000)";
    const AURORA_MYSQL: &str =
        "GREATEST({log(DBInstanceClassMemory/805306368)*45},{log(DBInstanceClassMemory/8187281408)*1000})";

    /// "Maximum connections to an Aurora MySQL DB instance" and "Maximum connections for Aurora Serverless
    /// v2": by the whole memory of the class, these come to what AWS gives.
    #[test]
    fn the_formula_of_aurora_mysql_comes_to_the_values_of_its_table() {
        for (class, quarters, connections) in [
            ("db.t2.small", 8, 45),
            ("db.t3.medium", 16, 90),
            ("db.t4g.large", 32, 135),
            ("db.r3.large", 61, 1000),
            ("db.r4.xlarge", 122, 2000),
            ("db.r4.16xlarge", 1952, 6000),
            ("db.r5.large", 64, 1000),
            ("db.r6g.8xlarge", 1024, 5000),
            ("db.r5.12xlarge", 1536, 6000),
            ("db.r6i.16xlarge", 2048, 6000),
            ("db.r5.24xlarge", 3072, 7000),
            ("db.r6i.32xlarge", 4096, 7000),
            ("16 ACUs", 128, 2000),
            ("128 ACUs", 1024, 5000),
        ] {
            assert_eq!(evaluate(AURORA_MYSQL, quarters * GIB / 4), Some(connections), "{class}");
        }
    }

    /// AWS gives 405 to 420, 1,600 to 1,722, 3,300 to 3,479 and 5,000 to databases of PostgreSQL with 4, 16,
    /// 32 and 64 GiB, and about 1,300 to those of MySQL with 16 GiB: what is left of the memory of the class.
    #[test]
    fn the_whole_memory_of_a_class_gives_a_little_more_than_aws() {
        for (formula, gib, most) in [
            (POSTGRES, 4, 450),
            (POSTGRES, 16, 1802),
            (POSTGRES, 32, 3604),
            (POSTGRES, 64, 5000),
            (MYSQL, 16, 1365),
            ("LEAST({DBInstanceClassMemory/25165760},12000)", 16, 682),
        ] {
            assert_eq!(evaluate(formula, gib * GIB), Some(most), "{formula} of {gib} GiB");
        }
    }

    #[test]
    fn what_is_not_understood_has_no_value() {
        for (written, expected) in [
            ("5000", Some(5000)),
            (" { DBInstanceClassMemory * 3 / 4294967296 } ", Some(12)),
            // Decimals are dropped at each division.
            ("{DBInstanceClassMemory/10000000000*100}", Some(100)),
            ("{LEAST({DBInstanceClassMemory/9531392},5000)}", Some(1802)),
            ("greatest({DBInstanceClassMemory/9868951},80)", Some(1740)),
            ("SUM({DBInstanceClassMemory/1073741824},10,1)", Some(27)),
            ("{log(DBInstanceClassMemory/8187281418)*1000}", Some(1000)),
            ("{log(DBInstanceClassMemory/8187281408,2)*1000}", Some(1000)),
            ("{log(DBInstanceClassMemory/8187281408,10)*1000}", None),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("{dbinstanceclassmemory/9531392}", None),
            ("{AllocatedStorage/9531392}", None),
            ("{DBInstanceVCPU*100}", None),
            ("IF({DBInstanceClassHugePagesDefault},1,2)", None),
            ("LEAST()", None),
            ("LEAST(1,,2)", None),
            ("LEAST(1,2", None),
            ("{DBInstanceClassMemory/9531392}}", None),
            ("{DBInstanceClassMemory/0}", None),
            ("{DBInstanceClassMemory*1000}", None),
            ("{log(0)*45}", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(evaluate(written, 16 * GIB), expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            text in any::<String>(),
            parts in "([{}(),*/ ]|LEAST|log|SUM|DBInstanceClassMemory|[0-9]{1,20}){0,40}",
            depth in 0usize..50_000,
            memory in any::<u64>(),
        ) {
            for written in [text, parts, "{".repeat(depth), "LEAST(".repeat(depth)] {
                evaluate(&written, memory);
            }
        }
    }
}
