//! The demo's tree and trees by chance, published and read without an installation.

use std::path::Path;
use std::sync::Arc;

use super::cost::Cost;
use super::reading::{Told, read};
use super::tree::{Asked, Tree};
use crate::adversary::scratch::ASKED;
use crate::adversary::site::{Site, apart};
use crate::adversary::{Finding, Spoilt};
use crate::domain::ballot::Answers;
use crate::domain::disclosure::{K, Place, Rule};
use crate::rehearsal::department::{AGENCIES, answers, profile};
use crate::service::{Office, Refusal};
use crate::world::World;

/// What a reader of publications came to, and what the rules cost.
pub struct Readings {
    /// With the rules.
    pub findings: Vec<Finding>,
    /// The same reader where every figure is shown.
    pub bare: Finding,
    /// How much is not shown.
    pub costs: Vec<Cost>,
}

/// Most agencies of a tree by chance.
const LARGEST: u64 = 12;
/// Trees that are read at the same time.
const LANES: u64 = 2;

/// What was read of some trees.
#[derive(Default)]
struct Sum {
    told: Told,
    bare: Told,
    cost: Cost,
    people: usize,
}

/// Reads so many trees by chance, and looks at what the demo does not show.
pub async fn of_trees(below: &Path, trees: u64) -> Result<Readings, Spoilt> {
    let site = Site::make(below, 1).await?;
    let office = Arc::new(site.app.office.clone());
    let lanes = (0..LANES).map(|lane| {
        let office = office.clone();
        apart(move || {
            let mut seeds = (0..trees).filter(|seed| seed % LANES == lane);
            seeds.try_fold(Sum::default(), |sum, seed| one_tree(&office, seed, sum))
        })
    });
    let mut sum = Sum::default();
    for lane in futures_util::future::try_join_all(lanes).await? {
        sum.told = sum.told.and(lane.told);
        sum.bare = sum.bare.and(lane.bare);
        sum.cost = sum.cost.and(&lane.cost);
        sum.people += lane.people;
    }
    let told = sum.told;
    let mut costs = Vec::new();
    for (code, instrument) in [("cost-demo-staff", "iit"), ("cost-demo-public", "eit")] {
        costs.push(of_demo(&office, code, instrument)?);
    }
    costs.push(Cost {
        code: "cost-trees",
        ..sum.cost
    });
    let people = sum.people;
    Ok(Readings {
        findings: vec![
            Finding::search("publications", people, told.figures, told.pinned),
            Finding::limit("publications-ends", people, told.answers, told.unanimous),
        ],
        bare: Finding::search("publications", people, sum.bare.figures, sum.bare.pinned),
        costs,
    })
}

fn one_tree(office: &Office, seed: u64, mut sum: Sum) -> Result<Sum, Spoilt> {
    let asked = asked(office, ASKED.1)?;
    let chance = World::fixed(office.world.now(), seed);
    let tree = by_chance(asked, &chance)?;
    let rule = Rule::of(asked.framework, asked.instrument, K::default());
    let shown = tree.published(asked, &rule)?;
    sum.told = sum.told.and(read(&tree, asked, &shown, &rule)?);
    sum.bare = sum.bare.and(read(&tree, asked, &tree.bare(asked)?, &rule)?);
    sum.cost.add(&tree, asked, &rule)?;
    sum.people += tree.answers.iter().map(Vec::len).sum::<usize>();
    Ok(sum)
}

fn asked<'a>(office: &'a Office, instrument: &str) -> Result<Asked<'a>, Spoilt> {
    let (framework, instrument) = office.find_instrument(ASKED.0, instrument)?;
    Ok(Asked {
        framework,
        instrument,
    })
}

/// The demo's department with as many answers as it has.
fn of_demo(office: &Office, code: &'static str, instrument: &str) -> Result<Cost, Spoilt> {
    let asked = asked(office, instrument)?;
    let chance = World::fixed(office.world.now(), 1);
    let mut tree = Tree {
        places: Vec::new(),
        answers: Vec::new(),
    };
    tree.add(None, Vec::new());
    for cast in &AGENCIES {
        let people = match instrument {
            "iit" => cast.answered,
            _ => cast.visited,
        };
        tree.add(Some(0), drawn(asked, people, cast.best, &chance)?);
    }
    let rule = Rule::of(asked.framework, asked.instrument, K::default());
    let mut cost = Cost::of(code);
    cost.add(&tree, asked, &rule)?;
    Ok(cost)
}

/// A tree of three agencies or more, many of them small, each of people of one mind or less so.
fn by_chance(asked: Asked<'_>, chance: &World) -> Result<Tree, Spoilt> {
    let mut tree = Tree {
        places: Vec::new(),
        answers: Vec::new(),
    };
    let agencies = 3 + throw(chance, LARGEST - 2)?;
    for at in 0..agencies {
        let above = if at == 0 { 0 } else { throw(chance, at)? };
        let above = (at > 0).then(|| usize::try_from(above).unwrap_or(0));
        let people = match throw(chance, 3)? {
            0 => throw(chance, 6)?,
            1 => throw(chance, 30)?,
            _ => throw(chance, 120)?,
        };
        let best = 300 + u32::try_from(throw(chance, 690)?).unwrap_or(0);
        let people = usize::try_from(people).unwrap_or(0);
        tree.add(above, drawn(asked, people, best, chance)?);
    }
    Ok(tree)
}

impl Tree {
    fn add(&mut self, parent: Option<usize>, answers: Vec<Answers>) {
        self.places.push(Place {
            id: self.places.len(),
            parent,
            n: answers.len() as u64,
        });
        self.answers.push(answers);
    }
}

fn drawn(
    asked: Asked<'_>,
    people: usize,
    best: u32,
    chance: &World,
) -> Result<Vec<Answers>, Spoilt> {
    let one = |_| {
        let own = answers(asked.framework, asked.instrument, best, chance)?;
        Ok(own.saying(profile(asked.instrument, chance)?))
    };
    let all: Result<Vec<Answers>, crate::world::NoChance> = (0..people).map(one).collect();
    Ok(all.map_err(Refusal::from)?)
}

/// A throw below `below`.
fn throw(chance: &World, below: u64) -> Result<u64, Spoilt> {
    let drawn: [u8; 8] = chance.random().map_err(Refusal::from)?;
    Ok(u64::from_be_bytes(drawn) % below.max(1))
}
