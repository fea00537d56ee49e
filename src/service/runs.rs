//! Runs that go on behind a page: opening a round, counting it. Any node can say how far they are.
//!
//! One node at a time does one: it has the duty of that name, which the server gives to another when the node
//! ends or falls silent. How far it is stands in the strongroom's folder, in the clear: numbers, and why it
//! stopped. A run whose node ended is told as broken off, and can be begun anew at once: both acts go on
//! with what was done.

use std::time::{Duration, Instant};

use super::office::Office;
use super::refusal::Refusal;
use crate::store::{Duty, Holding};

/// How often it is noted how far a run is.
const NOTED_EVERY: Duration = Duration::from_secs(1);

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Polls or ballots done.
    pub done: u64,
    /// Polls or ballots in all; 0 while not known.
    pub of: u64,
    /// Why it stopped; a run that went well is forgotten.
    pub stopped: Option<Stopped>,
}

/// Why a run stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// It failed; in Thai and in English.
    Because([String; 2]),
    /// The process that did it ended.
    BrokeOff,
}

/// A run that this process does. Others may, when it is dropped.
pub(super) struct Doing {
    office: Office,
    what: Holding,
    code: String,
    noted: Option<Instant>,
    _duty: Duty,
}

/// Begins a run; refused while one goes on.
pub(super) async fn begin(office: &Office, what: Holding, code: &str) -> Result<Doing, Refusal> {
    let duty = office.registry.take_duty(&duty(what, code)).await?;
    let mut doing = Doing {
        office: office.clone(),
        what,
        code: code.to_owned(),
        noted: None,
        _duty: duty.ok_or_else(|| Refusal::mend("errors.run-goes-on"))?,
    };
    let inside = office.strongroom.enter().await?;
    inside.write(code, what, &Run::default().text())?;
    doing.noted = Some(Instant::now());
    Ok(doing)
}

/// Refused while a run goes on.
pub(super) async fn refuse_while(
    office: &Office,
    what: Holding,
    code: &str,
) -> Result<(), Refusal> {
    if goes_on(office, what, code).await? {
        return Err(Refusal::mend("errors.run-goes-on"));
    }
    Ok(())
}

/// Whether some node does this now.
pub(super) async fn goes_on(office: &Office, what: Holding, code: &str) -> Result<bool, Refusal> {
    Ok(office.registry.is_on_duty(&duty(what, code)).await?)
}

/// How far a run is, or why it stopped.
pub(super) async fn find(
    office: &Office,
    what: Holding,
    code: &str,
) -> Result<Option<Run>, Refusal> {
    // First who is at it: a run that ends between the two looks is no broken one.
    let goes_on = goes_on(office, what, code).await?;
    let Some(bytes) = office.strongroom.read(code, what)? else {
        return Ok(goes_on.then(Run::default));
    };
    let mut run = Run::parse(&String::from_utf8_lossy(&bytes));
    if goes_on {
        run.stopped = None;
    } else if run.stopped.is_none() {
        run.stopped = Some(Stopped::BrokeOff);
    }
    Ok(Some(run))
}

fn duty(what: Holding, code: &str) -> String {
    format!("{} {code}", what.name())
}

impl Doing {
    /// Notes how far it is, now and then. May block the thread for a moment.
    pub(super) fn progress(&mut self, done: u64, of: u64) {
        if self.noted.is_some_and(|at| at.elapsed() < NOTED_EVERY) {
            return;
        }
        self.noted = Some(Instant::now());
        let run = Run {
            done,
            of,
            stopped: None,
        };
        self.note(Some(&run));
    }

    /// Notes how it ended: why it failed, in Thai and in English.
    pub(super) fn end(self, failed: Option<[String; 2]>) {
        let run = failed.map(|why| Run {
            stopped: Some(Stopped::Because(why)),
            ..Run::default()
        });
        self.note(run.as_ref());
    }

    /// What cannot be noted is told in the log: the run itself goes on.
    fn note(&self, run: Option<&Run>) {
        let noted = self.office.strongroom.enter_blocking();
        let noted = noted.and_then(|inside| match run {
            Some(run) => inside.write(&self.code, self.what, &run.text()),
            None => inside.destroy(&self.code, self.what),
        });
        if let Err(problem) = noted {
            tracing::error!(cause = %problem, "how far a run is could not be noted");
        }
    }
}

impl Run {
    fn text(&self) -> String {
        let mut text = format!("{} {}\n", self.done, self.of);
        if let Some(Stopped::Because(why)) = &self.stopped {
            for words in why {
                text.push_str(&words.replace('\n', " "));
                text.push('\n');
            }
        }
        text
    }

    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let numbers = lines.next().and_then(|line| line.split_once(' '));
        let number = |text: &str| text.parse().unwrap_or_default();
        let (done, of) = numbers.map_or((0, 0), |(done, of)| (number(done), number(of)));
        let why = lines.next().zip(lines.next());
        Self {
            done,
            of,
            stopped: why.map(|(th, en)| Stopped::Because([th.to_owned(), en.to_owned()])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_run_is_is_read_as_it_was_written() {
        let because = |th: &str, en: &str| Some(Stopped::Because([th.to_owned(), en.to_owned()]));
        for stopped in [None, because("เพราะ", "because"), because("", "")] {
            let run = Run {
                done: 3,
                of: 40,
                stopped,
            };
            assert_eq!(Run::parse(&run.text()), run);
        }
        assert_eq!(Run::parse(""), Run::default());
    }
}
