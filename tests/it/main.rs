//! The core's integration tests: one binary.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod checklist;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod handouts;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod life;
mod names;
#[cfg(test)]
mod plan_document;
#[cfg(test)]
mod plan_sections;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod report;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod snapshot;
#[cfg(test)]
mod spoken;
#[cfg(test)]
mod understood;
#[cfg(test)]
mod workbook;
#[cfg(test)]
mod write_back;
