//! The key ceremony behind the guided page: custodian by custodian called, shown, read back, wiped.
//! Drawn in the session that began it; nobody else's page shows a sheet.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::strongroom::{CEREMONY_LASTS, Held, Run, Sitting, Stage, Work};
use super::workshop::Workshop;
use crate::domain::audit::AuditFilter;
use crate::domain::round::{Round, RoundState};
use crate::service::access::desks::AdministratorDesk;
use crate::service::key_sheets::sheet_refusal;
use crate::service::open_round::{Ceremony, open_beside};
use crate::service::{Office, Refusal, public_part};

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

impl AdministratorDesk {
    /// The ceremony of this session for the round, if one is under way.
    pub fn ceremony(&self, code: &str) -> Option<CeremonyStep> {
        let held = self.held();
        let sitting = self.sitting_in(&held, code).ok()?;
        Some(step(sitting))
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
    pub fn opening(&self, code: &str) -> Option<Run> {
        self.held().run(Work::Opening, code)
    }

    /// Draws the round's secret. An earlier ceremony of this session for the round is dropped.
    pub async fn begin_ceremony(&self, code: &str) -> Result<(), Refusal> {
        self.refuse_another(code)?;
        let ceremony = Ceremony::begin(&self.office, code).await?;
        self.office.log(BEGUN, code, "").await?;
        let sitting = Sitting {
            ceremony,
            session: self.visitor.session.digest,
            stage: Stage::Called,
            until: self.later(CEREMONY_LASTS),
        };
        self.refuse_another(code)?;
        self.held().sittings.insert(code.to_owned(), sitting);
        forget_later(self.workshop.clone(), self.office.clone(), CEREMONY_LASTS);
        Ok(())
    }

    /// Puts the sheet of the custodian in turn on the screen. Once it was read back its turn is
    /// over, and there is no way to it any more.
    pub fn show_sheet(&self, code: &str) -> Result<(), Refusal> {
        self.set_stage(code, Stage::Shown)
    }

    /// Takes the sheet off the screen; the paper is read back next.
    pub fn hide_sheet(&self, code: &str) -> Result<(), Refusal> {
        self.set_stage(code, Stage::Reading)
    }

    /// The sheet, while it is to be on the screen.
    pub fn shown_sheet(&self, code: &str) -> Option<ShownSheet> {
        let held = self.held();
        let sitting = self.sitting_in(&held, code).ok()?;
        let custodian = turn(sitting).filter(|_| sitting.stage == Stage::Shown)?;
        let (_, sheet) = sitting
            .ceremony
            .sheets()
            .find(|(_, sheet)| sheet.custodian() == custodian.number)?;
        Some(ShownSheet {
            text: sheet.text(),
            one_line: sheet.qr_line(),
            custodian,
        })
    }

    /// Takes what the custodian in turn typed or scanned from the paper.
    pub fn read_back(&self, code: &str, typed: &str) -> Result<(), Refusal> {
        let until = self.later(CEREMONY_LASTS);
        let mut held = self.held();
        let sitting = self.sitting_of(&mut held, code)?;
        let custodian = turn(sitting).ok_or_else(gone)?;
        sitting
            .ceremony
            .read_back(custodian.number, typed)
            .map_err(sheet_refusal)?;
        sitting.stage = Stage::Called;
        sitting.until = until;
        Ok(())
    }

    /// Drops the ceremony; sheets that were printed open nothing.
    pub async fn drop_ceremony(&self, code: &str) -> Result<(), Refusal> {
        {
            let mut held = self.held();
            self.sitting_of(&mut held, code)?;
            held.sittings.remove(code);
        }
        self.office.log("round.ceremony-end", code, "").await
    }

    /// Opens the round behind the page: each poll gets keys of its own. Refused until every sheet
    /// was read back.
    pub async fn open_round(&self, code: &str) -> Result<(), Refusal> {
        let round = self.office.round_in(code, &[RoundState::Draft]).await?;
        let ceremony = self.take_finished(code)?;
        let (office, workshop, code) =
            (self.office.clone(), self.workshop.clone(), code.to_owned());
        behind_the_page(move || async move {
            let done = opened(&office, &workshop, ceremony, &round).await;
            let failed = done.err().map(|refusal| said(&refusal));
            let now = office.world.now();
            workshop
                .strongroom
                .held(now)
                .end(Work::Opening, &code, failed);
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

    fn take_finished(&self, code: &str) -> Result<Ceremony, Refusal> {
        let mut held = self.held();
        if turn(self.sitting_of(&mut held, code)?).is_some() {
            return Err(Refusal::mend("errors.not-read-back"));
        }
        if !held.begin(Work::Opening, code) {
            return Err(Refusal::mend("errors.run-goes-on"));
        }
        let sitting = held.sittings.remove(code).ok_or_else(gone)?;
        Ok(sitting.ceremony)
    }

    fn set_stage(&self, code: &str, stage: Stage) -> Result<(), Refusal> {
        let mut held = self.held();
        let sitting = self.sitting_of(&mut held, code)?;
        turn(sitting).ok_or_else(gone)?;
        sitting.stage = stage;
        Ok(())
    }

    fn refuse_another(&self, code: &str) -> Result<(), Refusal> {
        let held = self.held();
        let others = held
            .sittings
            .get(code)
            .is_some_and(|sitting| sitting.session != self.visitor.session.digest);
        let opening = held.run(Work::Opening, code);
        if others {
            Err(Refusal::mend("errors.ceremony-elsewhere"))
        } else if opening.is_some_and(|run| run.failed.is_none()) {
            Err(Refusal::mend("errors.run-goes-on"))
        } else {
            Ok(())
        }
    }

    pub(super) fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.workshop.strongroom.held(self.office.world.now())
    }

    pub(super) fn later(&self, span: SignedDuration) -> Timestamp {
        let now = self.office.world.now();
        now.checked_add(span).unwrap_or(now)
    }

    fn sitting_in<'a>(&self, held: &'a Held, code: &str) -> Result<&'a Sitting, Refusal> {
        held.sittings
            .get(code)
            .filter(|sitting| sitting.session == self.visitor.session.digest)
            .ok_or_else(gone)
    }

    fn sitting_of<'a>(&self, held: &'a mut Held, code: &str) -> Result<&'a mut Sitting, Refusal> {
        let session = self.visitor.session.digest;
        held.sittings
            .get_mut(code)
            .filter(|sitting| sitting.session == session)
            .ok_or_else(gone)
    }
}

/// Nothing is in memory: the time was over, or the server was started again.
fn gone() -> Refusal {
    Refusal::mend("errors.ceremony-gone")
}

fn step(sitting: &Sitting) -> CeremonyStep {
    CeremonyStep {
        custodians: custodians(sitting),
        turn: turn(sitting),
        stage: sitting.stage,
        until: sitting.until,
    }
}

fn custodians(sitting: &Sitting) -> Vec<CustodianStep> {
    let of = |(name, sheet): (&str, &crate::crypto::key_sheet::KeySheet)| CustodianStep {
        number: sheet.custodian(),
        name: name.to_owned(),
        read_back: sitting.ceremony.has_read_back(sheet.custodian()),
    };
    sitting.ceremony.sheets().map(of).collect()
}

fn turn(sitting: &Sitting) -> Option<CustodianStep> {
    custodians(sitting)
        .into_iter()
        .find(|custodian| !custodian.read_back)
}

async fn opened(
    office: &Office,
    workshop: &Workshop,
    ceremony: Ceremony,
    round: &Round,
) -> Result<(), Refusal> {
    let (framework, instrument) = office.instrument(round)?;
    let custodians = office.registry.custodians(round.id).await?;
    let files = (workshop.files)(round, framework, instrument, &custodians);
    let tell = |done: usize, of: usize| {
        workshop.strongroom.held(office.world.now()).progress(
            Work::Opening,
            &round.code,
            done as u64,
            of as u64,
        );
    };
    ceremony.complete_telling(office, &files, tell).await?;
    for other in public_part::beside(office, round).await? {
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

/// What a run that failed leaves to be said; the cause goes to the log.
pub(super) fn said(refusal: &Refusal) -> crate::domain::message::Message {
    if !refusal.is_mendable() {
        tracing::error!(cause = %refusal, "a run behind the page failed");
    }
    refusal.message()
}

/// Runs on a thread of its own: keys and ballots cost more than a page may wait, and the threads
/// that answer pages must not wait with it.
pub(super) fn behind_the_page<F: Future<Output = ()>>(act: impl FnOnce() -> F + Send + 'static) {
    let here = tokio::runtime::Handle::current();
    drop(tokio::task::spawn_blocking(move || here.block_on(act())));
}

/// Wipes what is over, even if no page is asked for any more.
pub(super) fn forget_later(workshop: Arc<Workshop>, office: Office, after: SignedDuration) {
    drop(tokio::spawn(async move {
        tokio::time::sleep(after.unsigned_abs()).await;
        drop(workshop.strongroom.held(office.world.now()));
    }));
}
