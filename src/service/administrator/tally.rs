//! The tally in the browser: one custodian after the other gives a key sheet, then the boxes are
//! opened behind the page. The key is in this server's memory for the run, and the page says so.

use jiff::Timestamp;

use super::ceremony::{behind_the_page, forget_later, said};
use super::public::ready_beside;
use super::strongroom::{Held, Run, SHEET_WAITS, Waiting, Work};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::finish_round::{finish_round, grace_over};
use crate::service::key_sheets::{check_sheet, open_secret};
use crate::service::public_part::{nothing_else_is_open, still_taking};
use crate::service::tally::tally;

/// A key sheet that waits for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingSheet {
    /// Number of its custodian.
    pub custodian: u8,
    /// When it is forgotten.
    pub until: Timestamp,
}

/// Where a tally stands.
#[derive(Debug, Clone)]
pub struct TallyStanding {
    /// The round.
    pub round: Round,
    /// Why no sheet is taken yet: ballots are on their way, or other parts under the same key, whose
    /// codes stand beside it, take answers.
    pub held_back: Vec<(Message, Option<String>)>,
    /// The sheet that was given.
    pub waiting: Option<WaitingSheet>,
    /// How far the run is, or why it stopped.
    pub run: Option<Run>,
}

impl AdministratorDesk {
    /// Where the tally of a round stands.
    pub async fn tally_standing(&self, code: &str) -> Result<TallyStanding, Refusal> {
        let round = self.office.round(code).await?;
        let own = grace_over(&self.office, &round).err();
        let own = own.map(|refusal| (refusal.message(), None));
        let others = still_taking(&self.office, &round).await?.into_iter();
        let others = others.map(|(other, why)| (why, Some(other.code)));
        let held = self.held();
        Ok(TallyStanding {
            held_back: own.into_iter().chain(others).collect(),
            waiting: waiting(&held, code),
            run: held.run(Work::Tally, code),
            round,
        })
    }

    /// That nothing can come any more into any box that the sheets of a closed round open.
    async fn sheets_are_due(&self, round: &Round) -> Result<(), Refusal> {
        grace_over(&self.office, round)?;
        nothing_else_is_open(&self.office, round).await
    }

    /// Checks a sheet against what was announced; opens nothing. Answers its custodian's number.
    pub async fn check_sheet(&self, code: &str, typed: &str) -> Result<u8, Refusal> {
        let round = self.office.round(code).await?;
        let sheet = check_sheet(&self.office, &round, typed).await?;
        let detail = format!("custodian {}", sheet.custodian());
        self.office.log("round.sheet-check", code, &detail).await?;
        Ok(sheet.custodian())
    }

    /// Takes a key sheet for the tally. The last one that is needed starts the run.
    pub async fn give_sheet(&self, code: &str, typed: &str) -> Result<(), Refusal> {
        let round = self.office.round_in(code, &[RoundState::Closed]).await?;
        self.sheets_are_due(&round).await?;
        finish_round(&self.office, &round).await?;
        let sheet = check_sheet(&self.office, &round, typed).await?;
        let detail = format!("custodian {}", sheet.custodian());
        let enough = self.put_aside(&round, sheet)?;
        self.office.log("round.tally-sheet", code, &detail).await?;
        match enough {
            Some(sheets) => self.start_tally(&round, &sheets).await,
            None => Ok(()),
        }
    }

    /// Forgets the sheet that was given.
    pub fn forget_sheets(&self, code: &str) {
        self.held().waiting.remove(code);
    }

    /// Keeps a sheet; all of them when there are enough.
    fn put_aside(&self, round: &Round, sheet: KeySheet) -> Result<Option<Vec<KeySheet>>, Refusal> {
        let until = self.later(SHEET_WAITS);
        let mut held = self.held();
        let goes_on = held.run(Work::Tally, &round.code);
        if goes_on.is_some_and(|run| run.failed.is_none()) {
            return Err(Refusal::mend("errors.run-goes-on"));
        }
        let waiting = held
            .waiting
            .entry(round.code.clone())
            .or_insert_with(|| Waiting {
                sheets: Vec::new(),
                until,
            });
        let same = |other: &KeySheet| other.custodian() == sheet.custodian();
        if waiting.sheets.iter().any(same) {
            return Err(Refusal::mend("sheet.same"));
        }
        waiting.sheets.push(sheet);
        let enough = waiting.sheets.len() >= round.terms.custody.threshold();
        if !enough {
            forget_later(self.workshop.clone(), self.office.clone(), SHEET_WAITS);
        }
        Ok(enough
            .then(|| held.waiting.remove(&round.code))
            .flatten()
            .map(|waiting| waiting.sheets))
    }

    async fn start_tally(&self, round: &Round, sheets: &[KeySheet]) -> Result<(), Refusal> {
        let secret = open_secret(&self.office, round, sheets).await?;
        let beside = ready_beside(&self.office, round).await?;
        if !self.held().begin(Work::Tally, &round.code) {
            return Err(Refusal::mend("errors.run-goes-on"));
        }
        let (office, workshop, code) = (
            self.office.clone(),
            self.workshop.clone(),
            round.code.clone(),
        );
        behind_the_page(move || async move {
            let held = || workshop.strongroom.held(office.world.now());
            let others = beside.into_iter().map(|other| other.code);
            let others = others.filter(|code| held().begin(Work::Tally, code));
            for code in std::iter::once(code).chain(others) {
                let done = tally(&office, &code, &secret, |progress| {
                    held().progress(Work::Tally, &code, progress.done, progress.of);
                })
                .await;
                let failed = done.err().map(|refusal| said(&refusal));
                held().end(Work::Tally, &code, failed);
            }
            drop(secret);
        });
        Ok(())
    }
}

fn waiting(held: &Held, code: &str) -> Option<WaitingSheet> {
    let waiting = held.waiting.get(code)?;
    Some(WaitingSheet {
        custodian: waiting.sheets.first()?.custodian(),
        until: waiting.until,
    })
}
