//! Whoever sees what the databases have anew, hour by hour or statement by statement, and finds two key
//! sheets afterwards.

use crate::adversary::copies::NewRows;
use crate::adversary::{Finding, Played};

/// What came into the urn while somebody signed is theirs: whose sealed ballot is whose. That is no secret of
/// this design, which is why a ballot is sealed twice.
pub fn sealed(code: &'static str, played: &Played, looks: &[NewRows]) -> Finding {
    let dealt = looks
        .iter()
        .flat_map(|new| new.people.iter().zip(&new.envelopes));
    let right = dealt.filter(|(person, envelope)| {
        let own = played.ballots.get(**person);
        own.is_some_and(|own| own.envelope == **envelope)
    });
    let people = played.people();
    Finding::limit(code, people, people, right.count())
}

/// What each person answered to each question: of a ballot that can be opened what it says, of all others
/// what most people answered, which the publication tells anybody.
pub fn answers(code: &'static str, played: &Played, looks: &[NewRows]) -> Finding {
    let usual = usual(&played.answers);
    let mut guesses = vec![usual.clone(); played.people()];
    if let Some(poll_key) = &played.poll_key {
        for (person, envelope) in looks
            .iter()
            .flat_map(|new| new.people.iter().zip(&new.envelopes))
        {
            let opened = played.opened(poll_key, envelope);
            let opened = opened.and_then(|ballot| played.answers.get(ballot));
            if let (Some(guess), Some(opened)) = (guesses.get_mut(*person), opened) {
                guess.clone_from(opened);
            }
        }
    }
    let agree = |guess: &[u8], own: &[u8]| {
        let asked = guess.iter().zip(own).filter(|(_, own)| **own != 0);
        asked.filter(|(guess, own)| guess == own).count()
    };
    let each = || played.answers.iter();
    let right = each().zip(&guesses).map(|(own, guess)| agree(guess, own));
    let published = each().map(|own| agree(&usual, own)).sum();
    let asked = each().flatten().filter(|answer| **answer != 0).count();
    Finding::guessed(code, played.people(), asked, [right.sum(), published])
}

/// To each question the answer that most people gave.
fn usual(answers: &[Vec<u8>]) -> Vec<u8> {
    let width = answers.first().map_or(0, Vec::len);
    let most = |at: usize| {
        let given = || answers.iter().filter_map(|own| own.get(at));
        let often = |answer: &u8| given().filter(|other| *other == answer).count();
        (0..=u8::MAX)
            .filter(|answer| often(answer) > 0)
            .max_by_key(often)
    };
    (0..width).map(|at| most(at).unwrap_or(0)).collect()
}
