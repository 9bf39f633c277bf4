use super::{Bare, Growth, read};

/// `factor/peak/average/current`, or the code of the trouble.
fn shown(text: &str, bare: Bare) -> String {
    let number = |number: Option<f64>| number.map_or("-".to_owned(), |number| number.to_string());
    match read(text, bare) {
        Ok(Growth { factor, peak_rps, average_rps, current_peak_rps }) => {
            [factor, peak_rps, average_rps, current_peak_rps].map(number).join(" / ")
        }
        Err(trouble) => trouble.code.to_owned(),
    }
}

#[test]
fn growth_is_read_as_people_write_it() {
    #[rustfmt::skip]
    let table = [
        ("22 times (22x) normal traffic", "22 / - / - / -"),
        ("22x", "22 / - / - / -"), ("22X", "22 / - / - / -"), ("22 x", "22 / - / - / -"),
        ("x22", "22 / - / - / -"), ("×22", "22 / - / - / -"), ("22×", "22 / - / - / -"),
        ("22 times", "22 / - / - / -"), ("1.5x", "1.5 / - / - / -"), ("22-fold", "22 / - / - / -"),
        ("about 22x", "22 / - / - / -"), ("1x", "1 / - / - / -"), ("1,000x", "1000 / - / - / -"),
        ("2,200% of normal traffic", "22 / - / - / -"),
        ("increase of 300%", "4 / - / - / -"), ("300% more", "4 / - / - / -"),
        ("+300%", "4 / - / - / -"),
        ("peak 9,000 rps", "- / 9000 / - / -"), ("9k rps", "- / 9000 / - / -"),
        ("9000 requests per second", "- / 9000 / - / -"), ("9,000 req/s", "- / 9000 / - / -"),
        ("1.2 million rps", "- / 1200000 / - / -"), ("540,000 rpm", "- / 9000 / - / -"),
        ("540k requests/minute", "- / 9000 / - / -"),
        ("410/sec on avg, peak 9,000 rps", "- / 9000 / 410 / -"),
        ("peak 9,000 rps; average 410 rps", "- / 9000 / 410 / -"),
        ("22x, peak 9,000 rps", "22 / 9000 / - / -"),
        ("peak 9,000 rps, today's peak is 410 rps", "- / 9000 / - / 410"),
        // A range is prepared for at its upper end.
        ("10-20x", "20 / - / - / -"), ("10x to 20x", "20 / - / - / -"), ("200–220 times", "220 / - / - / -"),
        ("20 to 10x", "20 / - / - / -"), ("0.5-2x", "2 / - / - / -"), ("200-300% more", "4 / - / - / -"),
        ("peak 8,000-9,000 rps", "- / 9000 / - / -"), ("8-9k rps", "- / 9000 / - / -"),
        // What can mean two things, or nothing.
        ("300%", "growth-ambiguous"), ("2,200% increase of normal", "growth-ambiguous"),
        ("2,5-3x", "growth-ambiguous"), ("10-20", "growth-ambiguous"),
        ("9.000 rps", "growth-ambiguous"), ("2,5x", "growth-ambiguous"), ("22", "growth-ambiguous"),
        ("22 times (20x)", "growth-contradicts"), ("9,000 rps or so, max 8,000 rps", "growth-contradicts"),
        ("0x", "growth-not-positive"), ("-5x", "growth-not-positive"), ("−5x", "growth-not-positive"),
        ("0 rps", "growth-not-positive"), ("0.5x", "growth-below-one"),
        ("50% of normal traffic", "growth-below-one"),
        ("twenty-two times", "growth-in-words"), ("double", "growth-in-words"),
        ("a lot", "growth-unreadable"), ("NaN x", "growth-unreadable"), ("inf", "growth-unreadable"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text, Bare::Unclear), expected, "{text}");
    }
}

#[test]
fn a_label_can_say_what_a_bare_number_is() {
    assert_eq!(shown("22", Bare::Factor), "22 / - / - / -");
    assert_eq!(shown("9,000", Bare::Rate), "- / 9000 / - / -");
    assert_eq!(shown("410 on avg, peak 9,000", Bare::Rate), "- / 9000 / 410 / -");
}

#[test]
fn numbers_without_end_are_refused() {
    let endless = format!("{}x", "9".repeat(400));
    assert_eq!(shown(&endless, Bare::Unclear), "growth-ambiguous");
}

#[test]
fn the_highest_rate_of_a_sentence_is_found() {
    for (text, rate) in [
        ("Nov 27, 2026: 6,000 rps for thirty minutes, p99 640 ms", Some(6000.0)),
        ("9.4k requests per second, 0.02 % errors", Some(9400.0)),
        ("ramp from 1,000 rps to 8,000 rps", Some(8000.0)),
        ("120,000 requests/min", Some(2000.0)),
        ("0 rps", None),
        ("300 users", None),
        ("", None),
    ] {
        assert_eq!(super::highest_rate(text), rate, "{text}");
    }
}
