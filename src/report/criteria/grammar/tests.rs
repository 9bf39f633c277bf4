use proptest::prelude::*;

use super::*;

/// The criterion in its own words, or what is not clear about it.
fn shown(text: &str) -> String {
    match parse(text) {
        Ok(wanted) => wanted.to_string(),
        Err(unclear) => format!("{unclear:?}"),
    }
}

#[test]
fn criteria_are_read_as_people_write_them() {
    #[rustfmt::skip]
    let table = [
        ("availability >= 99.95%", "availability >= 99.95 %"),
        ("Availability ≥ 99.95 %", "availability >= 99.95 %"),
        ("Availability: at least 99.999 percent during the event.", "availability >= 99.999 %"),
        ("99.9% uptime", "availability >= 99.9 %"),
        ("uptime of the site must not be below 99.9%", "Word(\"not\")"),
        ("uptime not below 99.9%", "availability >= 99.9 %"),
        ("**availability** above 99.9% over the whole event", "availability > 99.9 %"),
        ("p99 latency < 800 ms", "p99 latency < 800 ms"),
        ("p99<800ms", "p99 latency < 800 ms"),
        ("`p95` response time under 1.5 s", "p95 latency < 1.5 s"),
        ("Average response time stays below 2 seconds", "average latency < 2 s"),
        ("p50 request latency no more than 200 milliseconds", "p50 latency <= 200 ms"),
        ("median latency at most 200ms", "p50 latency <= 200 ms"),
        ("p90 latency within 1s", "p90 latency <= 1 s"),
        ("max latency must not exceed 5 sec", "maximum latency <= 5 s"),
        ("5xx rate < 0.1%", "5xx error rate < 0.1 %"),
        ("HTTP 5XX error rate ≤ 0.1 %", "5xx error rate <= 0.1 %"),
        ("error rate below 1%", "5xx error rate < 1 %"),
        ("errors: no more than 0.5%", "5xx error rate <= 0.5 %"),
        ("4xx share < 5%", "4xx error rate < 5 %"),
        ("peak requests >= 20000 rps", "peak requests >= 20,000 requests/s"),
        ("peak of 20,000 rps", "peak requests >= 20,000 requests/s"),
        ("peak throughput at least 20k req/s", "peak requests >= 20,000 requests/s"),
        ("handle 1.2M requests per minute", "peak requests >= 1,200,000 requests/min"),
        ("handle up to 20k rps", "peak requests <= 20,000 requests/s"),
        ("throughput > 500/s", "peak requests > 500 requests/s"),
        ("rps >= 500 /s", "peak requests >= 500 requests/s"),
        ("total requests >= 5M", "requests >= 5,000,000"),
        ("at least 1.5 million requests served", "requests >= 1,500,000"),
        ("CPU < 70%", "CPU < 70 %"),
        ("database CPU utilization below 60 %", "database CPU < 60 %"),
        ("max EC2 cpu <= 80%", "instance CPU <= 80 %"),
        ("at least 2 healthy hosts in every target group", "healthy hosts >= 2"),
        ("unhealthy targets < 1", "unhealthy hosts < 1"),
        // What asks for more than is measured, or can mean two things.
        ("no customer complaints", "Bound"),
        ("checkout availability >= 99.95%", "Word(\"checkout\")"),
        ("average CPU < 70%", "Word(\"average\")"),
        ("latency < 800 ms", "WhichLatency"),
        ("p95 and p99 latency < 800 ms", "WhichLatency"),
        ("p99 latency < 800 ms for 99% of minutes", "Bound"),
        ("availability between 99% and 100%", "Bound"),
        ("availability >= 99.95", "Bound"),
        ("p99 latency < 80%", "Bound"),
        ("availability > 99% and < 100%", "Bound"),
        ("availability >= 99,95 %", "Number(\"99,95\")"),
        ("peak requests >= 20.000 rps", "Number(\"20.000\")"),
        ("revenue above 20 million", "NotMeasurable"),
        ("no downtime for 2 hours", "NotMeasurable"),
        ("sold 5000 tickets", "NotMeasurable"),
        ("5xx errors below 10", "Bound"),
        ("availability > -1%", "Number(\"-1%\")"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), expected, "{text}");
    }
}

fn wanted() -> impl Strategy<Value = Wanted> {
    use Statistic::{Average, Maximum, P50, P90, P95, P99};
    let percent: &[Unit] = &[Unit::Percent];
    let mut subjects = vec![
        (What::Availability, percent),
        (What::Errors5xx, percent),
        (What::Errors4xx, percent),
        (What::PeakRequests, &[Unit::PerSecond, Unit::PerMinute]),
        (What::Requests, &[Unit::Count]),
        (What::HealthyHosts, &[Unit::Count]),
        (What::UnhealthyHosts, &[Unit::Count]),
    ];
    let scopes = [Scope::All, Scope::Instances, Scope::Databases, Scope::Caches];
    subjects.extend(scopes.map(|scope| (What::Cpu(scope), percent)));
    let times: &[Unit] = &[Unit::Milliseconds, Unit::Seconds];
    subjects.extend([Average, P50, P90, P95, P99, Maximum].map(|one| (What::Latency(one), times)));
    let comparisons = vec![Comparison::AtLeast, Comparison::Above, Comparison::AtMost, Comparison::Below];
    let comparison = proptest::sample::select(comparisons);
    (proptest::sample::select(subjects), comparison, 0..100_000_000_u32, any::<bool>()).prop_map(
        |((subject, units), comparison, tenths, last)| {
            let unit = if last { units[units.len() - 1] } else { units[0] };
            Wanted { subject, comparison, bound: f64::from(tenths) / 10.0, unit }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        _ = parse(&text);
    }

    #[test]
    fn any_mix_of_words_is_read(text in "(p99|latency|<|≥|5xx|9,|k|m|%|/|per|second|requests|[0-9.,'_−-]{1,6}| ){0,12}") {
        _ = parse(&text);
    }

    #[test]
    fn what_is_printed_parses_back(wanted in wanted()) {
        prop_assert_eq!(parse(&wanted.to_string()), Ok(wanted));
    }
}
