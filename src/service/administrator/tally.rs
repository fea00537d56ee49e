//! The tally in the browser: one custodian after the other gives a key sheet, then the boxes are
//! opened behind the page. The key is in this server's memory for the run, and the page says so. The first
//! sheet waits for the second where a key of this browser's opens it: both are given in one browser, at any
//! node.

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::ceremony::behind_the_page;
use super::public::ready_beside;
use crate::crypto::key_sheet::KeySheet;
use crate::crypto::sign_in::BearerToken;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::finish_round::{finish_round, grace_over};
use crate::service::key_sheets::{check_sheet, open_secret};
use crate::service::public_part::{nothing_else_is_open, still_taking};
use crate::service::runs::{self, Run};
use crate::service::strongroom::Found;
use crate::service::tally::tally;
use crate::store::Holding;

/// So long the first key sheet of a tally waits for the second (design.md §3).
const SHEET_WAITS: SignedDuration = SignedDuration::from_mins(15);

/// A key sheet that waits for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingSheet {
    /// Number of its custodian; nothing where another browser gave it.
    pub custodian: Option<u8>,
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
        Ok(TallyStanding {
            held_back: own.into_iter().chain(others).collect(),
            waiting: self.waiting(code).await?,
            run: runs::find(&self.office, Holding::Tally, code).await?,
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

    /// Takes a key sheet for the tally. The last one that is needed starts the run; of one that waits, what
    /// the browser is to keep.
    pub async fn give_sheet(
        &self,
        code: &str,
        typed: &str,
    ) -> Result<Option<BearerToken>, Refusal> {
        let round = self.office.round_in(code, &[RoundState::Closed]).await?;
        self.sheets_are_due(&round).await?;
        runs::refuse_while(&self.office, Holding::Tally, code).await?;
        finish_round(&self.office, &round).await?;
        let sheet = check_sheet(&self.office, &round, typed).await?;
        let detail = format!("custodian {}", sheet.custodian());
        let given = self.put_aside(&round, sheet).await?;
        self.office.log("round.tally-sheet", code, &detail).await?;
        match given {
            Given::Waits(key) => Ok(Some(key)),
            Given::Enough(sheets) => self.start_tally(&round, &sheets).await.map(|()| None),
        }
    }

    /// Forgets the sheet that was given, whoever took it.
    pub async fn forget_sheets(&self, code: &str) -> Result<(), Refusal> {
        let inside = self.office.strongroom.enter().await?;
        inside.destroy(code, Holding::Sheet)
    }

    /// Holds a sheet until another comes; both when it has.
    async fn put_aside(&self, round: &Round, sheet: KeySheet) -> Result<Given, Refusal> {
        if round.terms.custody.threshold() == 1 {
            return Ok(Given::Enough(vec![sheet]));
        }
        let (code, key) = (round.code.as_str(), self.visitor.sheets_key.as_ref());
        let inside = self.office.strongroom.enter().await?;
        match inside.find(code, Holding::Sheet, key)? {
            Found::Nothing => {
                let key = BearerToken::new(self.office.world.random()?);
                let lock = (&key, self.later(SHEET_WAITS));
                inside.keep(code, Holding::Sheet, lock, sheet.qr_line().as_bytes())?;
                Ok(Given::Waits(key))
            }
            Found::Locked(until) => Err(Refusal::Mendable(
                Message::new("errors.sheet-elsewhere").at("until", until),
            )),
            Found::Opened(_, kept) => {
                let first = waiting_sheet(&kept)?;
                if first.custodian() == sheet.custodian() {
                    return Err(Refusal::mend("sheet.same"));
                }
                inside.destroy(code, Holding::Sheet)?;
                Ok(Given::Enough(vec![first, sheet]))
            }
        }
    }

    async fn waiting(&self, code: &str) -> Result<Option<WaitingSheet>, Refusal> {
        let inside = self.office.strongroom.enter().await?;
        let key = self.visitor.sheets_key.as_ref();
        Ok(match inside.find(code, Holding::Sheet, key)? {
            Found::Nothing => None,
            Found::Locked(until) => Some(WaitingSheet {
                custodian: None,
                until,
            }),
            Found::Opened(until, kept) => Some(WaitingSheet {
                custodian: Some(waiting_sheet(&kept)?.custodian()),
                until,
            }),
        })
    }

    async fn start_tally(&self, round: &Round, sheets: &[KeySheet]) -> Result<(), Refusal> {
        let secret = open_secret(&self.office, round, sheets).await?;
        let beside = ready_beside(&self.office, round).await?;
        let first = runs::begin(&self.office, Holding::Tally, &round.code).await?;
        let (office, workshop) = (self.office.clone(), self.workshop.clone());
        let mut all = vec![(round.code.clone(), first)];
        for other in beside {
            // One that goes on already is somebody else's to end.
            if let Ok(doing) = runs::begin(&office, Holding::Tally, &other.code).await {
                all.push((other.code, doing));
            }
        }
        behind_the_page(move || async move {
            for (code, mut doing) in all {
                let done = tally(&office, &code, &secret, |progress| {
                    doing.progress(progress.done, progress.of);
                })
                .await;
                doing.end(done.err().map(|refusal| workshop.said(&refusal)));
            }
            drop(secret);
        });
        Ok(())
    }
}

/// What came of a sheet that was given.
enum Given {
    /// It waits for another; what opens it.
    Waits(BearerToken),
    /// They are enough.
    Enough(Vec<KeySheet>),
}

fn waiting_sheet(kept: &Zeroizing<Vec<u8>>) -> Result<KeySheet, Refusal> {
    let line = std::str::from_utf8(kept).map_err(|_| Refusal::Crypto)?;
    KeySheet::parse(line).map_err(|_| Refusal::Crypto)
}
