//! What an experiment came to, and what chance alone would have come to.

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Respondents to whom a ballot was ascribed, each among so many ballots.
    Linked {
        /// Ballots among which one was picked for each of them.
        among: u64,
    },
    /// Things that must not be found at all.
    Found,
    /// Answers guessed one by one.
    Guessed {
        /// How many are right that are guessed from what is published alone: of each question the
        /// answer that most people gave.
        published: u64,
    },
    /// Things that can be found: a limit of the promise, which is said wherever it is explained.
    Limit,
}

/// How an experiment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The adversary did no better than chance.
    Holds,
    /// The adversary did better than chance.
    Broken,
    /// The adversary won what is not promised.
    Limit,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which experiment; the tail of its locale keys.
    pub code: &'static str,
    /// Respondents in each round that was played.
    pub people: u64,
    /// How often the adversary tried.
    pub tries: u64,
    /// How often the adversary was right.
    pub right: u64,
    /// What was counted.
    pub measure: Measure,
}

/// Share of runs in which chance stays at or below the bound.
const SURE: f64 = 0.99;

impl Finding {
    /// A search for things that must not be there: how many there are, and how many were found.
    pub fn search(code: &'static str, people: usize, sought: usize, found: usize) -> Self {
        Self {
            code,
            people: people as u64,
            tries: sought as u64,
            right: found as u64,
            measure: Measure::Found,
        }
    }

    /// A search for things that can be there, which is no surprise: a limit of the promise.
    pub fn limit(code: &'static str, people: usize, sought: usize, found: usize) -> Self {
        Self {
            measure: Measure::Limit,
            ..Self::search(code, people, sought, found)
        }
    }

    /// Ballots ascribed to respondents: for each the place of the ballot that was named, if any; the
    /// ballot of the respondent at place n is n.
    pub fn links(code: &'static str, claims: &[Option<usize>]) -> Self {
        let right = claims.iter().enumerate();
        let right = right.filter(|(person, claim)| **claim == Some(*person));
        Self {
            code,
            people: claims.len() as u64,
            tries: claims.len() as u64,
            right: right.count() as u64,
            measure: Measure::Linked {
                among: claims.len() as u64,
            },
        }
    }

    /// Answers guessed of each person, and by whoever knows what is published alone.
    pub fn guessed(code: &'static str, people: usize, answers: usize, right: [usize; 2]) -> Self {
        let [right, published] = right;
        Self {
            measure: Measure::Guessed {
                published: published as u64,
            },
            ..Self::search(code, people, answers, right)
        }
    }

    /// How often somebody would be right who has nothing of all that.
    pub fn expected(&self) -> u64 {
        match self.measure {
            Measure::Found | Measure::Limit => 0,
            Measure::Linked { among } => self.tries.checked_div(among).unwrap_or_default(),
            Measure::Guessed { published } => published,
        }
    }

    /// The most right tries that chance alone brings in 99 of 100 runs.
    pub fn bound(&self) -> u64 {
        match self.measure {
            Measure::Found | Measure::Limit => 0,
            Measure::Linked { among } => most_by_chance(self.tries, among),
            Measure::Guessed { published } => published,
        }
    }

    /// How it ended.
    pub fn verdict(&self) -> Verdict {
        match self.measure {
            _ if self.right <= self.bound() => Verdict::Holds,
            Measure::Limit => Verdict::Limit,
            Measure::Found | Measure::Linked { .. } | Measure::Guessed { .. } => Verdict::Broken,
        }
    }

    /// Whether it is the same experiment, of a round of the same size.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.code, self.people) == (other.code, other.people)
    }

    /// Adds the same experiment repeated.
    pub fn add(&mut self, other: &Self) {
        self.tries += other.tries;
        self.right += other.right;
        if let (Measure::Guessed { published }, Measure::Guessed { published: more }) =
            (&mut self.measure, other.measure)
        {
            *published += more;
        }
    }
}

/// Least number of right tries that a binomial of `tries` with the chance 1 / `among` does not exceed
/// in [`SURE`] of all runs. Right answers of a shuffle are not independent, but no more widely spread.
#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn most_by_chance(tries: u64, among: u64) -> u64 {
    if among <= 1 {
        return tries;
    }
    let hit = 1.0 / among as f64;
    let mut exactly = (tries as f64 * (1.0 - hit).ln()).exp();
    let mut at_most = exactly;
    for right in 0..tries {
        if at_most >= SURE {
            return right;
        }
        exactly *= (tries - right) as f64 / (right + 1) as f64 * hit / (1.0 - hit);
        at_most += exactly;
    }
    tries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_what_a_binomial_table_says() {
        assert_eq!(most_by_chance(10, 2), 9);
        assert_eq!(most_by_chance(100, 10), 18);
        assert_eq!(most_by_chance(6_000, 30), 233);
        assert_eq!(most_by_chance(30, 30), 4);
        assert_eq!(most_by_chance(5, 1), 5);
    }

    #[test]
    fn claims_are_right_where_they_name_the_persons_own_ballot() {
        let finding = Finding::links("x", &[Some(0), Some(2), None, Some(3)]);
        assert_eq!((finding.right, finding.tries), (2, 4));
        assert_eq!(finding.verdict(), Verdict::Holds, "two of four by chance");
        let all: Vec<Option<usize>> = (0..30).map(Some).collect();
        assert_eq!(Finding::links("x", &all).verdict(), Verdict::Broken);
        assert_eq!(Finding::search("x", 3, 9, 1).verdict(), Verdict::Broken);
        assert_eq!(Finding::search("x", 3, 9, 0).verdict(), Verdict::Holds);
    }
}
