//! The profile of respondents: who answered, as far as they said, counted apart from all answers.
//!
//! # What a reader who knows who came could learn
//! Of a small office people know who came. A column "60 and above: 1" would tell them that the one old
//! visitor whom they saw took part, and a 0 that this visitor did not, or kept silent. Nobody's taking
//! part in a poll of the public is on record, and a table of ages must not put it there. So:
//!
//! 1. **From 30 ballots**, as options of items. Below that not even the tally keeps the numbers.
//! 2. **An option that fewer than k people named is not shown alone**, 0 included: it is told in one
//!    number with those who preferred not to say. If that number is itself below k, the smallest option
//!    still shown goes into it too, until it is k or nothing is left.
//! 3. **Several atoms together** show an option only where each of them shows it, and only if each has
//!    30 ballots: the department's table is the sum of the agencies' tables, so that taking those off it
//!    leaves nothing that they do not say themselves.
//!
//! Then any table that has folded options would look the same if none of these had been named, and the
//! same if any one of them had been named by one person: the test says so of every table of 30 ballots.
//!
//! # Why not rounded numbers
//! The ballots are published exactly, so rounded columns that all lean to one side add up to their true
//! values. Why the rule may look at the numbers, where items are hidden by n alone (design.md §5): what
//! a fold tells is "0 to 4", of a trait, and never anything of an answer.

use serde::{Deserialize, Serialize};

use super::K;
use super::desk::OPTIONS_FROM;
use super::figures::Withheld;
use crate::domain::counts::Counts;
use crate::domain::framework::{Instrument, ProfileQuestion};
use crate::domain::lang::Lang;

/// Ballots of an atom from which its profile is counted at all.
pub const PROFILE_FROM: u64 = OPTIONS_FROM;

/// What is shown of a question of the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFigure {
    /// Code of the question.
    pub code: String,
    /// What is shown of it.
    pub shown: ProfileShown,
}

/// How many said what of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileShown {
    /// Numbers; they add up to the ballots.
    Shown {
        /// By option, in the order asked; `None` for one that is in the rest.
        options: Vec<Option<u64>>,
        /// Those who preferred not to say, with all options that are not shown alone.
        rest: u64,
    },
    /// Nothing.
    Withheld(Withheld),
}

/// A line to be read: how many said the same, and what that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileLine<'a> {
    /// Code of the option; `None` for those who preferred not to say.
    pub code: Option<&'a str>,
    /// Labels of the option, or of all options that are in the rest.
    pub labels: Vec<&'a str>,
    /// How many.
    pub n: u64,
}

impl ProfileShown {
    /// The numbers with the words of the question they are of, the rest at the end; empty where
    /// nothing is shown.
    pub fn lines<'a>(&self, question: &'a ProfileQuestion, lang: Lang) -> Vec<ProfileLine<'a>> {
        let ProfileShown::Shown { options, rest } = self else {
            return Vec::new();
        };
        let asked = || question.options.iter().zip(options);
        let alone = asked().filter_map(|(option, n)| {
            Some(ProfileLine {
                code: Some(option.code.as_str()),
                labels: vec![option.label.get(lang)],
                n: (*n)?,
            })
        });
        let folded = asked().filter(|(_, n)| n.is_none());
        let rest = ProfileLine {
            code: None,
            labels: folded.map(|(option, _)| option.label.get(lang)).collect(),
            n: *rest,
        };
        alone.chain(std::iter::once(rest)).collect()
    }
}

/// A question's row of an atom, folded: options that are shown, and the ballots.
struct Table {
    options: Vec<Option<u64>>,
    ballots: u64,
}

/// Decides what is shown of who answered, for an atom or for several atoms together.
pub fn profile_figures(instrument: &Instrument, atoms: &[&Counts], k: K) -> Vec<ProfileFigure> {
    let questions = instrument.profile.iter().enumerate();
    questions
        .map(|(at, question)| ProfileFigure {
            code: question.code.clone(),
            shown: shown(at, atoms, k),
        })
        .collect()
}

fn shown(question: usize, atoms: &[&Counts], k: K) -> ProfileShown {
    let needed = PROFILE_FROM.max(k.get());
    let tables: Option<Vec<Table>> = atoms
        .iter()
        .map(|atom| {
            let row = atom.profile().get(question)?;
            (atom.ballots() >= needed).then(|| folded(row, k))
        })
        .collect();
    match tables.filter(|tables| !tables.is_empty()) {
        Some(tables) => together(&tables),
        None if atoms.len() > 1 => ProfileShown::Withheld(Withheld::SmallAgencyInside { needed }),
        None => ProfileShown::Withheld(Withheld::FewerThan { needed }),
    }
}

/// Folds what fewer than k people named into what nobody said, and more if that stays below k.
fn folded(row: &[u64], k: K) -> Table {
    let named = row.iter().skip(1);
    let mut options: Vec<Option<u64>> = named.map(|n| (*n >= k.get()).then_some(*n)).collect();
    let ballots = row.iter().sum();
    while options.contains(&None) && rest(&options, ballots) < k.get() {
        let shown = options.iter_mut().filter(|option| option.is_some());
        let Some(smallest) = shown.min_by_key(|option| **option) else {
            break;
        };
        *smallest = None;
    }
    Table { options, ballots }
}

fn rest(options: &[Option<u64>], ballots: u64) -> u64 {
    ballots.saturating_sub(options.iter().flatten().sum())
}

/// The sum of tables: an option that one of them folds is folded.
fn together(tables: &[Table]) -> ProfileShown {
    let width = tables.iter().map(|table| table.options.len()).min();
    let sum = |option: usize| -> Option<u64> {
        let numbers = tables.iter().map(|table| *table.options.get(option)?);
        numbers.sum()
    };
    let options: Vec<Option<u64>> = (0..width.unwrap_or(0)).map(sum).collect();
    let ballots = tables.iter().map(|table| table.ballots).sum();
    ProfileShown::Shown {
        rest: rest(&options, ballots),
        options,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ballot::Answers;
    use crate::domain::framework::Framework;
    use crate::domain::sketch::two_indicators;

    fn asking(options: usize) -> Framework {
        two_indicators().asking_about("age", options)
    }

    /// Counts of ballots of which so many said each (first nothing).
    fn atom(framework: &Framework, row: &[u64]) -> Counts {
        let instrument = &framework.instruments[0];
        let mut counts = Counts::empty(framework, instrument);
        let answers = Answers::new(vec![0; instrument.sub_items().count()]);
        for (said, n) in (0u8..).zip(row) {
            for _ in 0..*n {
                counts.add(&answers.clone().saying(vec![said])).unwrap();
            }
        }
        counts
    }

    fn told(rows: &[&[u64]]) -> ProfileShown {
        let framework = asking(rows[0].len() - 1);
        let atoms: Vec<Counts> = rows.iter().map(|row| atom(&framework, row)).collect();
        let atoms: Vec<&Counts> = atoms.iter().collect();
        let rule = super::super::Rule::of(&framework, &framework.instruments[0], K::default());
        let figures = rule.disclose(&atoms, None);
        figures.get().profile[0].shown.clone()
    }

    fn shows(options: &[Option<u64>], rest: u64) -> ProfileShown {
        let options = options.to_vec();
        ProfileShown::Shown { options, rest }
    }

    #[test]
    fn who_answered_is_shown_from_30_ballots_and_no_small_group_alone() {
        let few = Withheld::FewerThan { needed: 30 };
        assert_eq!(told(&[&[9, 10, 10]]), ProfileShown::Withheld(few));
        assert_eq!(told(&[&[10, 10, 10]]), shows(&[Some(10), Some(10)], 10));
        assert_eq!(told(&[&[0, 15, 15]]), shows(&[Some(15), Some(15)], 0));
        for small in 0..5 {
            let row = [20 - small, 10, small];
            assert_eq!(told(&[&row]), shows(&[Some(10), None], 20));
        }
        // Four who named it and nobody silent: the next smallest group keeps them company.
        assert_eq!(told(&[&[0, 20, 6, 4]]), shows(&[Some(20), None, None], 10));
        assert_eq!(told(&[&[0, 30, 0]]), shows(&[None, None], 30));
    }

    #[test]
    fn a_department_says_nothing_that_its_agencies_do_not_say_themselves() {
        let inside = Withheld::SmallAgencyInside { needed: 30 };
        let (large, small) = ([10, 40, 10], [9, 10, 10]);
        assert_eq!(told(&[&large, &small]), ProfileShown::Withheld(inside));
        // 3 of the second agency would be what is left of 13.
        let other = [17, 10, 3];
        assert_eq!(told(&[&large, &other]), shows(&[Some(50), None], 40));
        // One that counts nowhere takes nothing from the others.
        assert_eq!(
            told(&[&large, &[0, 0, 4]]),
            shows(&[Some(40), Some(10)], 10)
        );
    }

    #[test]
    fn no_table_tells_that_anybody_or_nobody_of_a_folded_group_took_part() {
        let k = K::default();
        let of = |row: &[u64]| folded(row, k).options;
        for a in 0..=30u64 {
            for b in 0..=30 - a {
                for c in 0..=30 - a - b {
                    let row = [30 - a - b - c, a, b, c];
                    let options = of(&row);
                    let mut nobody = [rest(&options, 30), 0, 0, 0];
                    for (at, option) in options.iter().enumerate() {
                        nobody[at + 1] = option.unwrap_or(0);
                    }
                    assert_eq!(of(&nobody), options, "{row:?}");
                    for (at, _) in options.iter().enumerate().filter(|(_, o)| o.is_none()) {
                        let mut somebody = nobody;
                        somebody[0] -= 1;
                        somebody[at + 1] = 1;
                        assert_eq!(of(&somebody), options, "{row:?}");
                    }
                }
            }
        }
    }
}
