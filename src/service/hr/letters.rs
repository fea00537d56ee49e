//! Letters to print for people of the own agency.

use std::collections::BTreeSet;

use super::people::Person;
use crate::domain::people::{PeopleFilter, Show};
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::letters::{Chosen, LetterBatch, letters_of};

/// Most people among whom letters are chosen on one page.
const MOST: u64 = 500;

impl HrDesk {
    /// People who may get a letter, without e-mail only or everybody who has not taken part; and
    /// how many there are in all.
    pub async fn letter_people(
        &self,
        round: &Round,
        show: Show,
        text: &str,
    ) -> Result<(Vec<Person>, u64), Refusal> {
        let filter = PeopleFilter {
            text: text.to_owned(),
            work_group: None,
            show: Show::Waiting,
            without_email: show == Show::WithoutEmail,
        };
        self.people(round, &filter, 0, MOST).await
    }

    /// The letters of these people, for printing; logged. Ids of other agencies are passed over.
    pub async fn print_letters(
        &self,
        round: &Round,
        staff_ids: &[String],
    ) -> Result<Option<LetterBatch>, Refusal> {
        let round = self.open(round).await?;
        let chosen: BTreeSet<&str> = staff_ids.iter().map(String::as_str).collect();
        letters_of(&self.office, &round, self.agency(), &Chosen::These(&chosen)).await
    }

    /// Letters of everybody whom the page would list, for printing; logged.
    pub async fn print_all_letters(
        &self,
        round: &Round,
        show: Show,
    ) -> Result<Option<LetterBatch>, Refusal> {
        let round = self.open(round).await?;
        let chosen = if show == Show::WithoutEmail {
            Chosen::WithoutEmail
        } else {
            Chosen::Everybody
        };
        letters_of(&self.office, &round, self.agency(), &chosen).await
    }
}
