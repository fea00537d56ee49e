//! Two rounds of a small tree, played over HTTP and published twice: once as they were answered, and once
//! with other answers of which nobody may be able to tell.

use std::collections::BTreeMap;
use std::path::Path;

use super::reading::{Told, read};
use super::tree::{Asked, Body, Tree};
use crate::adversary::attacks::{Browser, crawl};
use crate::adversary::scratch::{ASKED, Staffed, found, open_round, staff_id};
use crate::adversary::site::{Site, apart, by_link};
use crate::adversary::{Finding, Plan, Spoilt};
use crate::domain::access::{Grant, Role};
use crate::domain::ballot::Answers;
use crate::domain::disclosure::{K, Place, Rule};
use crate::rehearsal::department::answers;
use crate::service::Refusal;
use crate::service::publish::PublishedAgency;
use crate::world::World;

/// A large agency, three small ones that are counted as one, one that is counted alone with a smaller one
/// below it, which counts nowhere. In the second round one of the small ones is counted alone, and leaves
/// two.
const AGENCIES: [(&str, &str, [usize; 2]); 7] = [
    ("T", "", [0, 0]),
    ("A", "T", [0, 0]),
    ("B", "T", [2, 5]),
    ("C", "T", [3, 3]),
    ("D", "T", [2, 2]),
    ("E", "T", [5, 5]),
    ("F", "E", [2, 2]),
];
/// Places in that list: two agencies that are counted as one in both rounds, and the one that counts nowhere.
const POOLED: [usize; 2] = [3, 4];
const NOWHERE: usize = 6;

/// Everything that leaves: texts by their addresses.
type Leaving = BTreeMap<String, Vec<u8>>;

/// What a reader of both rounds came to, and the same where every figure is shown.
pub async fn of_rounds(below: &Path, plan: Plan) -> Result<[Finding; 2], Spoilt> {
    let mut sites = Vec::new();
    for twin in [false, true] {
        let site = Site::make(below, plan.seed).await?;
        sites.push((rounds_of(&site, plan, twin)?, site));
    }
    let (mut leaving, mut people) = (Vec::new(), 0);
    let mut told = [Told::default(); 2];
    for (trees, site) in &sites {
        play(site, trees).await?;
        leaving.push(leaves(site).await?);
    }
    let mut bare = vec![Leaving::new(), Leaving::new()];
    for (twin, (trees, site)) in sites.iter().enumerate() {
        let asked = asked(site)?;
        let rule = Rule::of(asked.framework, asked.instrument, K::default());
        for (round, tree) in trees.iter().enumerate() {
            let everything = tree.bare(asked)?;
            for body in &everything {
                let text = serde_json::to_vec(&body.figures).unwrap_or_default();
                if let Some(bare) = bare.get_mut(twin) {
                    bare.insert(format!("{round}/{:?}", body.places), text);
                }
            }
            let published = published(site, round, tree).await?;
            let [with, without] = &mut told;
            *with = with.and(read(tree, asked, &published, &rule)?);
            *without = without.and(read(tree, asked, &everything, &rule)?);
            people = people.max(tree.answers.iter().map(Vec::len).sum());
        }
    }
    let [with, without] = told;
    let finding = |told: Told, leaving: &[Leaving]| {
        let (compared, different) = compare(leaving);
        Finding::search(
            "publications-rounds",
            people,
            told.figures + compared,
            told.pinned + different,
        )
    };
    Ok([finding(with, &leaving), finding(without, &bare)])
}

/// How many texts there are, and how many are not the same in both.
fn compare(leaving: &[Leaving]) -> (usize, usize) {
    let [one, other] = leaving else {
        return (0, 0);
    };
    let addresses = one.keys().chain(other.keys());
    let addresses: std::collections::BTreeSet<&String> = addresses.collect();
    let different = addresses
        .iter()
        .filter(|address| one.get(**address) != other.get(**address));
    (addresses.len(), different.count())
}

fn asked(site: &Site) -> Result<Asked<'_>, Spoilt> {
    let (framework, instrument) = site.app.office.find_instrument(ASKED.0, ASKED.1)?;
    Ok(Asked {
        framework,
        instrument,
    })
}

/// Who answers what in both rounds. In the twin all people of the agency that counts nowhere answer
/// otherwise, and two people of agencies that are counted as one have changed their answers with each other.
fn rounds_of(site: &Site, plan: Plan, twin: bool) -> Result<Vec<Tree>, Spoilt> {
    let asked = asked(site)?;
    let drawn = |chance: &World| answers(asked.framework, asked.instrument, 700, chance);
    let chance = World::fixed(site.world.now(), plan.seed);
    let other = World::fixed(site.world.now(), plan.seed + 1);
    let mut trees = Vec::new();
    for round in 0..2 {
        let (mut places, mut everybody) = (Vec::new(), Vec::new());
        for (at, (code, above, sizes)) in AGENCIES.iter().enumerate() {
            let people = if *code == "A" {
                plan.people
            } else {
                sizes.get(round).copied().unwrap_or(0)
            };
            let own: Result<Vec<Answers>, _> = (0..people).map(|_| drawn(&chance)).collect();
            everybody.push(own.map_err(Refusal::from)?);
            places.push(Place {
                id: at,
                parent: AGENCIES.iter().position(|(code, _, _)| code == above),
                n: people as u64,
            });
        }
        if twin {
            let [one, two] =
                POOLED.map(|at| everybody.get(at).and_then(|all| all.first().cloned()));
            for (at, changed) in POOLED.into_iter().zip([two, one]) {
                let first = everybody.get_mut(at).and_then(|all| all.first_mut());
                if let (Some(first), Some(changed)) = (first, changed) {
                    *first = changed;
                }
            }
            for own in everybody.get_mut(NOWHERE).into_iter().flatten() {
                *own = drawn(&other).map_err(Refusal::from)?;
            }
        }
        trees.push(Tree {
            places,
            answers: everybody,
        });
    }
    Ok(trees)
}

async fn play(site: &Site, trees: &[Tree]) -> Result<(), Spoilt> {
    for (number, tree) in (1..).zip(trees) {
        let sizes = tree.answers.iter().map(Vec::len);
        let staffed = AGENCIES.iter().zip(sizes);
        let staffed = staffed.map(|((code, above, _), people)| Staffed {
            code,
            above,
            people,
        });
        let staffed: Vec<Staffed<'_>> = staffed.collect();
        if number == 1 {
            found(site, &staffed).await?;
        }
        let round = open_round(site, number, &staffed).await?;
        let instrument = asked(site)?.instrument;
        for (agency, everybody) in staffed.iter().zip(&tree.answers) {
            for (at, own) in everybody.iter().enumerate() {
                let link = round.links.get(&staff_id(agency.code, at)).cloned();
                let link = link.ok_or(Spoilt::Setup("link"))?;
                by_link(site, link, own.encode(instrument)).await?;
            }
        }
        site.count(&round.code, &round.sheets).await?;
    }
    Ok(())
}

/// Every sheet that the interface for programs gives, and every page and file that whoever may see all of the
/// tree can reach.
async fn leaves(site: &Site) -> Result<Leaving, Spoilt> {
    let office = &site.app.office;
    let mut leaving = Leaving::new();
    for number in 1..3 {
        for (agency, sheet) in office.results.published(&format!("2570-{number}")).await? {
            leaving.insert(format!("{number}/{agency}"), sheet.into_bytes());
        }
    }
    let role = Role::Executive;
    let agency = Some(office.agency("T").await?.id);
    let browser = Browser::signed_in(site, role, Grant { role, agency }).await?;
    let seen = apart(move || crawl(&browser, "/office/executive/T", "/office/executive/")).await?;
    leaving.extend(seen);
    Ok(leaving)
}

/// What was published of a round, with the agencies that are in each figure.
async fn published(site: &Site, round: usize, tree: &Tree) -> Result<Vec<Body>, Spoilt> {
    let asked = asked(site)?;
    let rule = Rule::of(asked.framework, asked.instrument, K::default());
    let atoms = tree.atoms(&rule);
    let place = |code: &str| AGENCIES.iter().position(|(known, _, _)| *known == code);
    let code = format!("2570-{}", round + 1);
    let mut bodies = Vec::new();
    for (agency, sheet) in site.app.office.results.published(&code).await? {
        let sheet: PublishedAgency =
            serde_json::from_str(&sheet).map_err(|_| Spoilt::Setup("figures"))?;
        let own = place(&agency).ok_or(Spoilt::Setup("agency"))?;
        bodies.push((vec![own], Some(sheet.own)));
        let pool = sheet.pool.map(|pool| (pool.members, pool.figures));
        let members = pool.as_ref().map(|(members, _)| members.clone());
        let members = members.unwrap_or_default();
        let members = members.iter().filter_map(|member| place(member)).collect();
        bodies.push((members, pool.map(|(_, figures)| figures)));
        let within = atoms.within(&own).into_iter();
        let within = within.flat_map(|atom| atom.members.clone()).collect();
        bodies.push((within, sheet.below));
    }
    let shown = bodies.into_iter().filter_map(|(places, figures)| {
        Some(Body {
            places,
            figures: figures?.get().clone(),
        })
    });
    Ok(shown.collect())
}
