//! The key ceremony behind the guided page: custodian by custodian called, shown, read back, wiped.
//! It goes on in the session and the browser that began it, at any node; nobody else's page shows a sheet.

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::sitting::{Sitting, Stage};
use super::workshop::Workshop;
use crate::crypto::sign_in::BearerToken;
use crate::domain::audit::AuditFilter;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::service::access::desks::AdministratorDesk;
use crate::service::key_sheets::sheet_refusal;
use crate::service::open_round::{Ceremony, open_beside};
use crate::service::runs::{self, Doing, Run};
use crate::service::strongroom::{Found, Inside};
use crate::service::{Office, Refusal, public_part};
use crate::store::{Holding, StoreError};

/// A ceremony that nobody goes on with is over after so long.
const CEREMONY_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// Act of the audit log that says that sheets were drawn.
const BEGUN: &str = "round.ceremony";

/// A custodian of the ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodianStep {
    /// Number, from 1.
    pub number: u8,
    /// Name.
    pub name: String,
    /// Whether the sheet was read back.
    pub read_back: bool,
}

/// Where a ceremony stands.
#[derive(Debug, Clone)]
pub struct CeremonyStep {
    /// All custodians.
    pub custodians: Vec<CustodianStep>,
    /// Whose turn it is; nobody's when all have read back.
    pub turn: Option<CustodianStep>,
    /// Where the one in turn stands.
    pub stage: Stage,
    /// When the ceremony is over if nobody goes on with it.
    pub until: Timestamp,
}

/// A key sheet that is on the screen. Holds a share, so there is no `Debug`.
pub struct ShownSheet {
    /// The custodian.
    pub custodian: CustodianStep,
    /// The share in numbered lines.
    pub text: Zeroizing<String>,
    /// The share in one line, for the QR code.
    pub one_line: Zeroizing<String>,
}

/// A round's ceremony, as this browser sees it.
#[derive(Debug, Clone)]
pub enum CeremonyHere {
    /// None is under way, or one of a round that was changed since.
    None,
    /// It goes on here.
    Here(CeremonyStep),
    /// It was begun in another session or browser, or this one lost its key; it is over then.
    Elsewhere(Timestamp),
}

impl AdministratorDesk {
    /// The ceremony of the round, if one is under way.
    pub async fn ceremony(&self, code: &str) -> Result<CeremonyHere, Refusal> {
        let of = self.round_now(code).await?;
        let inside = self.office.strongroom.enter().await?;
        match self.sitting(&inside, code, of) {
            Ok(Some((sitting, until))) => Ok(CeremonyHere::Here(sitting.step(until))),
            Ok(None) => Ok(match self.found(&inside, code)? {
                Found::Nothing => CeremonyHere::None,
                Found::Locked(until) | Found::Opened(until, _) => CeremonyHere::Elsewhere(until),
            }),
            Err(Refusal::Store(StoreError::Stale)) => Ok(CeremonyHere::None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Whether sheets of the round were drawn before, so that paper may exist which opens nothing.
    pub async fn sheets_were_drawn(&self, code: &str) -> Result<bool, Refusal> {
        let filter = AuditFilter {
            act: BEGUN.to_owned(),
            subject: code.to_owned(),
            ..AuditFilter::default()
        };
        let entries = self.office.registry.audit(&filter, 0, 100).await?;
        Ok(entries.iter().any(|entry| entry.subject == code))
    }

    /// How far the opening is, or why it stopped.
    pub async fn opening(&self, code: &str) -> Result<Option<Run>, Refusal> {
        runs::find(&self.office, Holding::Opening, code).await
    }

    /// Draws the round's secret; what the browser is to keep. An earlier ceremony of this session for the
    /// round is dropped.
    pub async fn begin_ceremony(&self, code: &str) -> Result<BearerToken, Refusal> {
        runs::refuse_while(&self.office, Holding::Opening, code).await?;
        let of = self.round_now(code).await?;
        let strongroom = &self.office.strongroom;
        self.refuse_another(&strongroom.enter().await?, code, of.clone())?;
        let sitting = Sitting {
            ceremony: Ceremony::begin(&self.office, code).await?,
            session: self.visitor.session.digest,
            stage: Stage::Called,
        };
        self.office.log(BEGUN, code, "").await?;
        let key = BearerToken::new(self.office.world.random()?);
        let inside = strongroom.enter().await?;
        self.refuse_another(&inside, code, of)?;
        inside.destroy(code, Holding::Opening)?;
        let until = self.later(CEREMONY_LASTS);
        keep(&inside, code, (&key, until), &sitting)?;
        Ok(key)
    }

    /// Puts the sheet of the custodian in turn on the screen. Once it was read back its turn is
    /// over, and there is no way to it any more.
    pub async fn show_sheet(&self, code: &str) -> Result<(), Refusal> {
        self.set_stage(code, Stage::Shown).await
    }

    /// Takes the sheet off the screen; the paper is read back next.
    pub async fn hide_sheet(&self, code: &str) -> Result<(), Refusal> {
        self.set_stage(code, Stage::Reading).await
    }

    /// The sheet, while it is to be on the screen.
    pub async fn shown_sheet(&self, code: &str) -> Result<Option<ShownSheet>, Refusal> {
        let of = self.round_now(code).await?;
        let inside = self.office.strongroom.enter().await?;
        let Some((sitting, _)) = self.sitting(&inside, code, of)? else {
            return Ok(None);
        };
        let turn = sitting.turn().filter(|_| sitting.stage == Stage::Shown);
        Ok(turn.and_then(|custodian| {
            let mut sheets = sitting.ceremony.sheets().map(|(_, sheet)| sheet);
            let sheet = sheets.find(|sheet| sheet.custodian() == custodian.number)?;
            Some(ShownSheet {
                text: sheet.text(),
                one_line: sheet.qr_line(),
                custodian,
            })
        }))
    }

    /// Takes what the custodian in turn typed or scanned from the paper.
    pub async fn read_back(&self, code: &str, typed: &str) -> Result<(), Refusal> {
        let lasts = self.later(CEREMONY_LASTS);
        let read = |sitting: &mut Sitting, until: &mut Timestamp| {
            let custodian = sitting.turn().ok_or_else(gone)?;
            let ceremony = &mut sitting.ceremony;
            let read = ceremony.read_back(custodian.number, typed);
            read.map_err(sheet_refusal)?;
            sitting.stage = Stage::Called;
            *until = lasts;
            Ok(())
        };
        self.go_on(code, read).await.map(drop)
    }

    /// Drops the ceremony, whoever began it; sheets that were printed open nothing.
    pub async fn drop_ceremony(&self, code: &str) -> Result<(), Refusal> {
        runs::refuse_while(&self.office, Holding::Opening, code).await?;
        {
            let inside = self.office.strongroom.enter().await?;
            if matches!(self.found(&inside, code)?, Found::Nothing) {
                return Err(gone());
            }
            inside.destroy(code, Holding::Ceremony)?;
            inside.destroy(code, Holding::Opening)?;
        }
        self.office.log("round.ceremony-end", code, "").await
    }

    /// Opens the round behind the page: each poll gets keys of its own. Refused until every sheet
    /// was read back. The ceremony stands until the round is open: an opening that broke off is begun
    /// again, at any node, without new sheets.
    pub async fn open_round(&self, code: &str) -> Result<(), Refusal> {
        self.office.round_in(code, &[RoundState::Draft]).await?;
        let lasts = self.later(CEREMONY_LASTS);
        let all_read = |sitting: &mut Sitting, until: &mut Timestamp| {
            *until = lasts;
            match sitting.turn() {
                None => Ok(()),
                Some(_) => Err(Refusal::mend("errors.not-read-back")),
            }
        };
        let ceremony = self.go_on(code, all_read).await?.ceremony;
        let mut doing = runs::begin(&self.office, Holding::Opening, code).await?;
        let (office, workshop) = (self.office.clone(), self.workshop.clone());
        behind_the_page(move || async move {
            let done = opened(&office, &workshop, ceremony, &mut doing).await;
            doing.end(done.err().map(|refusal| workshop.said(&refusal)));
        });
        Ok(())
    }

    /// Whether the round can be opened under the keys of one beside it, without a ceremony.
    pub async fn may_open_beside(&self, code: &str) -> Result<bool, Refusal> {
        let round = self.office.round(code).await?;
        let public = public_part::is_public(&self.office, &round)?;
        let beside = public_part::opened_beside(&self.office, &round).await?;
        Ok(public && round.state == RoundState::Draft && beside.is_some())
    }

    /// Opens the public's part of a round under the keys of the part beside it.
    pub async fn open_beside(&self, code: &str) -> Result<(), Refusal> {
        open_part(&self.office, &self.workshop, code).await
    }

    async fn set_stage(&self, code: &str, stage: Stage) -> Result<(), Refusal> {
        let set = |sitting: &mut Sitting, _: &mut Timestamp| {
            sitting.turn().ok_or_else(gone)?;
            sitting.stage = stage;
            Ok(())
        };
        self.go_on(code, set).await.map(drop)
    }

    /// Goes on with the ceremony of this session and browser; what comes of it is kept.
    async fn go_on(
        &self,
        code: &str,
        act: impl FnOnce(&mut Sitting, &mut Timestamp) -> Result<(), Refusal>,
    ) -> Result<Sitting, Refusal> {
        let of = self.round_now(code).await?;
        let inside = self.office.strongroom.enter().await?;
        let Some((mut sitting, mut until)) = self.sitting(&inside, code, of)? else {
            return Err(match self.found(&inside, code)? {
                Found::Nothing => gone(),
                Found::Locked(until) | Found::Opened(until, _) => elsewhere(until),
            });
        };
        act(&mut sitting, &mut until)?;
        let key = self.visitor.sheets_key.as_ref().ok_or_else(gone)?;
        keep(&inside, code, (key, until), &sitting)?;
        Ok(sitting)
    }

    fn refuse_another(
        &self,
        inside: &Inside<'_>,
        code: &str,
        of: (Round, Vec<String>),
    ) -> Result<(), Refusal> {
        match self.sitting(inside, code, of) {
            Ok(Some(_)) | Err(Refusal::Store(StoreError::Stale)) => Ok(()),
            Ok(None) => match self.found(inside, code)? {
                Found::Nothing => Ok(()),
                Found::Locked(until) | Found::Opened(until, _) => Err(elsewhere(until)),
            },
            Err(refusal) => Err(refusal),
        }
    }

    /// The ceremony of this session and browser, and when it is over.
    fn sitting(
        &self,
        inside: &Inside<'_>,
        code: &str,
        of: (Round, Vec<String>),
    ) -> Result<Option<(Sitting, Timestamp)>, Refusal> {
        let Found::Opened(until, kept) = self.found(inside, code)? else {
            return Ok(None);
        };
        let sitting = Sitting::resumed(&kept, &self.visitor.session.digest, of)?;
        Ok(sitting.map(|sitting| (sitting, until)))
    }

    fn found(&self, inside: &Inside<'_>, code: &str) -> Result<Found, Refusal> {
        inside.find(code, Holding::Ceremony, self.visitor.sheets_key.as_ref())
    }

    /// The round and its custodians as they stand: a ceremony is of these.
    async fn round_now(&self, code: &str) -> Result<(Round, Vec<String>), Refusal> {
        let round = self.office.round(code).await?;
        let custodians = self.office.registry.custodians(round.id).await?;
        Ok((round, custodians))
    }

    pub(super) fn later(&self, span: SignedDuration) -> Timestamp {
        let now = self.office.world.now();
        now.checked_add(span).unwrap_or(now)
    }
}

/// Nothing is there: the time was over, or somebody gave it up.
fn gone() -> Refusal {
    Refusal::mend("errors.ceremony-gone")
}

fn elsewhere(until: Timestamp) -> Refusal {
    Refusal::Mendable(Message::new("errors.ceremony-elsewhere").at("until", until))
}

fn keep(
    inside: &Inside<'_>,
    code: &str,
    lock: (&BearerToken, Timestamp),
    sitting: &Sitting,
) -> Result<(), Refusal> {
    inside.keep(code, Holding::Ceremony, lock, sitting.kept().as_bytes())
}

async fn opened(
    office: &Office,
    workshop: &Workshop,
    ceremony: Ceremony,
    doing: &mut Doing,
) -> Result<(), Refusal> {
    let round = ceremony.round().clone();
    let (framework, instrument) = office.instrument(&round)?;
    let custodians = office.registry.custodians(round.id).await?;
    let files = (workshop.files)(&round, framework, instrument, &custodians);
    let tell = |done: usize, of: usize| doing.progress(done as u64, of as u64);
    ceremony.complete_telling(office, &files, tell).await?;
    let inside = office.strongroom.enter().await?;
    inside.destroy(&round.code, Holding::Ceremony)?;
    drop(inside);
    for other in public_part::beside(office, &round).await? {
        if other.state == RoundState::Draft && public_part::is_public(office, &other)? {
            open_part(office, workshop, &other.code).await?;
        }
    }
    Ok(())
}

/// Opens the public's part of a round under the keys of the part beside it.
async fn open_part(office: &Office, workshop: &Workshop, code: &str) -> Result<(), Refusal> {
    let round = office.round_in(code, &[RoundState::Draft]).await?;
    let found = public_part::opened_beside(office, &round).await?;
    let (_, manifest) = found.ok_or_else(|| Refusal::mend("errors.nothing-beside"))?;
    let (framework, instrument) = office.instrument(&round)?;
    let files = (workshop.files)(&round, framework, instrument, &manifest.custodians.names);
    open_beside(office, code, &files).await?;
    Ok(())
}

/// Runs on a thread of its own: keys and ballots cost more than a page may wait, and the threads
/// that answer pages must not wait with it.
pub(super) fn behind_the_page<F: Future<Output = ()>>(act: impl FnOnce() -> F + Send + 'static) {
    let here = tokio::runtime::Handle::current();
    drop(tokio::task::spawn_blocking(move || here.block_on(act())));
}
