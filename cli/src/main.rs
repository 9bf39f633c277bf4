//! Tries the collection out. The real shell replaces this file.
#[cfg(feature = "aws")]
mod collect;
#[cfg(feature = "aws")]
mod progress;

/// `iem ACCOUNT REGION KIND=NAME …`: collects every source and prints the snapshot.
#[cfg(feature = "aws")]
fn main() -> std::io::Result<()> {
    use iem_core::event::{Event, Prewarming, Resource, ResourceKind};
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let variable = |name| std::env::var(name).ok();
    let mut event = Event::default();
    event.prewarming.push(Prewarming { peak_rps: Some(1.0), ..Prewarming::default() });
    let (mut account, mut region) = (None, None);
    for argument in &arguments {
        match argument.split_once('=') {
            Some(("account", id)) => account = Some(id.to_owned()),
            Some(("region", code)) => region = Some(code.to_owned()),
            Some((kind, name)) => {
                if let Some(&kind) = ResourceKind::ALL.iter().find(|it| it.id() == kind) {
                    let (account, region) = (account.clone(), region.clone());
                    let name = name.to_owned();
                    event.resources.push(Resource { kind, name, account, region, line: 1 });
                }
            }
            None => {}
        }
    }
    let tasks = tasks(&event);
    let mut options = collect::Options {
        verbose: u8::from(variable("V").is_some()),
        progress: variable("P").is_some(),
        profile: variable("PROFILE"),
        ..collect::Options::default()
    };
    if let Some(seconds) = variable("T").and_then(|it| it.parse().ok()) {
        options.timeout = std::time::Duration::from_secs(seconds);
    }
    let started = std::time::Instant::now();
    let collected = collect::collect(&event, &tasks, &options, jiff::Timestamp::now())?;
    let text = serde_json::to_string_pretty(&collected.snapshot)?;
    anstream::println!("{text}");
    anstream::eprintln!("{:?} {} {:?}", collected.calls, collected.interrupted, started.elapsed());
    Ok(())
}

#[cfg(feature = "aws")]
fn tasks(event: &iem_core::event::Event) -> std::collections::BTreeSet<iem_core::source::Task> {
    use iem_core::source::{Scope, Source, Task};
    let mut tasks = std::collections::BTreeSet::new();
    for (account, region) in event.places() {
        for &source in Source::ALL {
            let info = source.info();
            let listed = |&kind| event.listed(kind, account, region).next().is_some();
            let region = match info.scope {
                Scope::Account => None,
                Scope::Region if info.kinds.iter().any(listed) => Some(region.to_owned()),
                Scope::Region => continue,
            };
            tasks.insert(Task { account: account.to_owned(), region, source });
        }
    }
    tasks
}

#[cfg(not(feature = "aws"))]
fn main() {}
