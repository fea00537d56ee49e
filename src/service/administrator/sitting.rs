//! A ceremony under way: whose session began it, and where the custodian in turn stands.

use zeroize::Zeroizing;

use super::ceremony::{CeremonyStep, CustodianStep};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::encoding::hex;
use crate::domain::round::Round;
use crate::domain::wire::Digest;
use crate::service::Refusal;
use crate::service::open_round::{Ceremony, ROOM};

use jiff::Timestamp;

/// Where the custodian in turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The custodian is called; nothing is on the screen.
    Called,
    /// The sheet is on the screen, to be printed.
    Shown,
    /// The sheet is off the screen; the paper is read back.
    Reading,
}

impl Stage {
    const ALL: [Stage; 3] = [Stage::Called, Stage::Shown, Stage::Reading];

    fn name(self) -> &'static str {
        match self {
            Stage::Called => "called",
            Stage::Shown => "shown",
            Stage::Reading => "reading",
        }
    }
}

/// A ceremony under way.
pub(super) struct Sitting {
    pub(super) ceremony: Ceremony,
    pub(super) session: Digest,
    pub(super) stage: Stage,
}

impl Sitting {
    /// As a text that is to be sealed.
    pub(super) fn kept(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(ROOM));
        for line in [hex(self.session.as_ref()).as_str(), self.stage.name()] {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&self.ceremony.kept());
        text
    }

    /// From this text; nothing if another session began it.
    pub(super) fn resumed(
        kept: &[u8],
        session: &Digest,
        (round, custodians): (Round, Vec<String>),
    ) -> Result<Option<Self>, Refusal> {
        let text = std::str::from_utf8(kept).map_err(|_| Refusal::Crypto)?;
        let mut lines = text.lines();
        if lines.next() != Some(hex(session.as_ref()).as_str()) {
            return Ok(None);
        }
        let stage = lines.next();
        let stage = Stage::ALL
            .into_iter()
            .find(|known| stage == Some(known.name()));
        Ok(Some(Self {
            session: *session,
            stage: stage.ok_or(Refusal::Crypto)?,
            ceremony: Ceremony::resumed(round, custodians, lines)?,
        }))
    }

    /// The custodian in turn; nobody when all have read back.
    pub(super) fn turn(&self) -> Option<CustodianStep> {
        self.custodians()
            .into_iter()
            .find(|custodian| !custodian.read_back)
    }

    pub(super) fn step(&self, until: Timestamp) -> CeremonyStep {
        CeremonyStep {
            custodians: self.custodians(),
            turn: self.turn(),
            stage: self.stage,
            until,
        }
    }

    fn custodians(&self) -> Vec<CustodianStep> {
        let of = |(name, sheet): (&str, &KeySheet)| CustodianStep {
            number: sheet.custodian(),
            name: name.to_owned(),
            read_back: self.ceremony.has_read_back(sheet.custodian()),
        };
        self.ceremony.sheets().map(of).collect()
    }
}
