//! All experiments: with every defence, and with one left out each time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{ScopedJoinHandle, scope};

use super::attacks::{all, of_boards, of_office, of_process};
use super::publications::{Cost, of_rounds, of_trees};
use super::{Defence, Finding, Plan, Played, Spoilt, Tool};

/// How much is played.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Staff of a round, and how many such rounds are played: as many right guesses as are needed to tell
    /// chance from knowledge.
    pub rounds: Vec<(usize, u64)>,
    /// Experiments that are made at the same time.
    pub at_once: usize,
    /// Staff of a round in which a defence is left out.
    pub bare: usize,
    /// Staff of the rounds in which ballots are copied, pages are compared and boards are changed.
    pub small: usize,
    /// Staff of the largest agency of the tree whose publications are read.
    pub tree: usize,
    /// Trees by chance of which everything published is read.
    pub trees: u64,
}

impl Scale {
    /// All that the promise is measured by.
    pub fn full() -> Self {
        Self {
            rounds: vec![(30, 200), (200, 6)],
            at_once: 3,
            bare: 30,
            small: 12,
            tree: 62,
            trees: 1_000,
        }
    }

    /// A short look.
    pub fn quick() -> Self {
        Self {
            rounds: vec![(30, 4)],
            trees: 50,
            tree: 12,
            ..Self::full()
        }
    }

    /// Steps that are told of while it runs.
    pub fn steps(&self) -> u64 {
        self.parts().len() as u64
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            Part::Office(Tool::Ours),
            Part::Office(Tool::Common),
            Part::Boards,
            Part::Process,
            Part::Rounds,
            Part::Trees,
        ];
        for (people, rounds) in &self.rounds {
            parts.extend((0..*rounds).map(|seed| Part::Round(*people, seed)));
        }
        parts.extend(Defence::ALL.map(Part::Without));
        parts
    }
}

/// An experiment, or one of many alike.
enum Part {
    Office(Tool),
    Boards,
    Process,
    Rounds,
    Trees,
    /// Of so many people, by this seed.
    Round(usize, u64),
    Without(Defence),
}

/// What the adversaries came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// With every defence.
    pub findings: Vec<Finding>,
    /// With the one left out that stands against each.
    pub bare: Vec<Finding>,
    /// How much is not published.
    pub costs: Vec<Cost>,
}

impl Outcome {
    fn of([findings, bare]: [Vec<Finding>; 2]) -> Self {
        Self {
            findings,
            bare,
            costs: Vec::new(),
        }
    }

    /// Adds what came of another part; a finding of a round is added to that of the others like it.
    fn add(&mut self, part: Self) {
        for finding in part.findings {
            match self.findings.iter_mut().find(|it| it.is_like(&finding)) {
                Some(sum) => sum.add(&finding),
                None => self.findings.push(finding),
            }
        }
        self.bare.extend(part.bare);
        self.costs.extend(part.costs);
    }
}

/// Makes all experiments below a folder. `program` is this program, to be run as a process of its own; `step`
/// is called after each step.
pub fn campaign(
    below: &Path,
    program: &Path,
    scale: &Scale,
    step: impl Fn() + Sync,
) -> Result<Outcome, Spoilt> {
    let parts = scale.parts();
    let played = beside(&parts, scale.at_once, async |part| {
        let played = part.play(below, program, scale).await;
        step();
        played
    })?;
    let mut outcome = Outcome::default();
    for part in played {
        outcome.add(part);
    }
    Ok(outcome)
}

impl Part {
    async fn play(&self, below: &Path, program: &Path, scale: &Scale) -> Result<Outcome, Spoilt> {
        let plan = |people, seed| Plan {
            people,
            seed,
            without: None,
        };
        let small = plan(scale.small, 1);
        Ok(match self {
            Self::Office(tool) => {
                let found = Box::pin(of_office(below, small, *tool)).await?;
                Outcome::of(match tool {
                    Tool::Ours => [found, Vec::new()],
                    Tool::Common => [Vec::new(), found],
                })
            }
            Self::Boards => Outcome::of(of_boards(below, small).await?),
            Self::Process => Outcome::of(of_process(below, program, small).await?),
            Self::Rounds => {
                let read = of_rounds(below, plan(scale.tree, 1)).await?;
                Outcome::of(read.map(|finding| vec![finding]))
            }
            Self::Trees => {
                let read = of_trees(below, scale.trees).await?;
                Outcome {
                    costs: read.costs,
                    ..Outcome::of([read.findings, vec![read.bare]])
                }
            }
            Self::Round(people, seed) => {
                let played = Played::round(below, plan(*people, *seed)).await?;
                Outcome::of([all(&played)?, Vec::new()])
            }
            Self::Without(defence) => {
                let without = Plan {
                    without: Some(*defence),
                    ..plan(scale.bare, 7)
                };
                let mut found = all(&Played::round(below, without).await?)?;
                found.retain(|it| defence.guards_against().contains(&it.code));
                Outcome::of([Vec::new(), found])
            }
        })
    }
}

/// Does something with each of these, so many at once, on threads with runtimes of their own: what one waits
/// for, others use. What came of it is in the order of these.
fn beside<T: Sync, R: Send>(
    these: &[T],
    at_once: usize,
    act: impl AsyncFn(&T) -> Result<R, Spoilt> + Sync,
) -> Result<Vec<R>, Spoilt> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(this) = these.get(at) else {
                return Ok(done);
            };
            let result = actix_web::rt::System::new().block_on(act(this));
            if result.is_err() {
                next.store(these.len(), Ordering::Relaxed);
            }
            done.push((at, result?));
        }
    };
    let threads = scope(|scope| {
        let threads: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        let ended = threads.into_iter().map(ScopedJoinHandle::join);
        ended.collect::<Vec<_>>()
    });
    let mut all = BTreeMap::new();
    for thread in threads {
        let done: Result<Vec<(usize, R)>, Spoilt> = thread.map_err(|_| Spoilt::Setup("thread"))?;
        all.extend(done?);
    }
    Ok(all.into_values().collect())
}
