//! All experiments, one after the other: with every defence, and with one left out each time.

use std::path::Path;

use futures_util::future::try_join_all;

use super::attacks::{all, of_boards, of_office, of_process};
use super::publications::{Cost, of_rounds, of_trees};
use super::{Defence, Finding, Plan, Played, Spoilt, Tool};

/// How much is played.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Staff of a round, and how many such rounds are played: as many right guesses as are needed to tell
    /// chance from knowledge.
    pub rounds: Vec<(usize, u64)>,
    /// Rounds that are played at the same time.
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
        let rounds: u64 = self.rounds.iter().map(|(_, rounds)| rounds).sum();
        rounds + Defence::ALL.len() as u64 + SINGLE
    }
}

/// Experiments that are made once.
const SINGLE: u64 = 6;

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
    fn add(&mut self, [ours, common]: [Vec<Finding>; 2]) {
        self.findings.extend(ours);
        self.bare.extend(common);
    }
}

/// Makes all experiments below a folder. `program` is this program, to be run as a process of its own; `step`
/// is called after each step.
pub async fn campaign(
    below: &Path,
    program: &Path,
    scale: &Scale,
    step: impl Fn(),
) -> Result<Outcome, Spoilt> {
    let mut outcome = Outcome::default();
    let plan = |people, seed| Plan {
        people,
        seed,
        without: None,
    };
    let small = plan(scale.small, 1);
    let ours = Box::pin(of_office(below, small, Tool::Ours)).await?;
    step();
    outcome.add([ours, Box::pin(of_office(below, small, Tool::Common)).await?]);
    step();
    outcome.add(of_boards(below, small).await?);
    step();
    outcome.add(of_process(below, program, small).await?);
    step();
    let [ours, common] = of_rounds(below, plan(scale.tree, 1)).await?;
    outcome.add([vec![ours], vec![common]]);
    step();
    let read = of_trees(below, scale.trees).await?;
    outcome.add([read.findings, vec![read.bare]]);
    outcome.costs = read.costs;
    step();
    for (people, rounds) in &scale.rounds {
        let mut sum: Vec<Finding> = Vec::new();
        for seed in (0..*rounds).step_by(scale.at_once) {
            let seeds = (seed..*rounds).take(scale.at_once);
            let rounds = seeds.map(|seed| Played::round(below, plan(*people, seed)));
            for played in try_join_all(rounds).await? {
                sum = together(sum, all(&played)?);
                step();
            }
        }
        outcome.findings.extend(sum);
    }
    for defence in Defence::ALL {
        let without = Plan {
            without: Some(defence),
            ..plan(scale.bare, 7)
        };
        let found = all(&Played::round(below, without).await?)?;
        let own = |it: &Finding| defence.guards_against().contains(&it.code);
        outcome.bare.extend(found.into_iter().filter(own));
        step();
    }
    Ok(outcome)
}

/// The same experiments of another round added up.
fn together(sum: Vec<Finding>, more: Vec<Finding>) -> Vec<Finding> {
    if sum.is_empty() {
        return more;
    }
    let both = sum.into_iter().zip(&more);
    both.map(|(sum, more)| sum.with(more)).collect()
}
