//! Key sheets of a round: checking one, and opening the round's secret with enough of them.

use super::office::Office;
use super::public_part::{any_manifest, beside, nothing_else_is_open};
use super::refusal::Refusal;
use crate::crypto::hpke::SealKey;
use crate::crypto::key_sheet::{self, KeySheet, SheetError};
use crate::crypto::manifest::Manifest;
use crate::domain::message::Message;
use crate::domain::round::{Custody, Round};

/// Why a key sheet is not taken, in words for a person.
pub fn sheet_refusal(error: SheetError) -> Refusal {
    Refusal::Mendable(match error {
        SheetError::Damaged { line } => Message::new("sheet.damaged").with("line", line),
        SheetError::Unreadable => Message::new("sheet.unreadable"),
        SheetError::WrongRound => Message::new("sheet.wrong-round"),
        SheetError::SameSheet => Message::new("sheet.same"),
        SheetError::Foreign => Message::new("sheet.foreign"),
        SheetError::WrongNumber => Message::new("sheet.wrong-number"),
    })
}

/// Reads a key sheet and checks it against the round's manifests, without opening anything.
pub async fn check_sheet(office: &Office, round: &Round, typed: &str) -> Result<KeySheet, Refusal> {
    let sheet = KeySheet::parse(typed).map_err(sheet_refusal)?;
    belongs(office, round, &sheet).await?;
    let manifest = manifest_of(office, round).await?;
    let listed = manifest
        .custodians
        .checks
        .get(usize::from(sheet.custodian()).saturating_sub(1));
    let listed: Vec<_> = listed.into_iter().flatten().map(|check| check.0).collect();
    sheet.matches(&listed).map_err(sheet_refusal)?;
    Ok(sheet)
}

/// The round's secret from enough checked sheets. Refused while another part that it opens takes
/// answers.
pub async fn open_secret(
    office: &Office,
    round: &Round,
    sheets: &[KeySheet],
) -> Result<SealKey, Refusal> {
    nothing_else_is_open(office, round).await?;
    let part = match (round.terms.custody, sheets) {
        (Custody::Single, [one]) => one.alone(),
        (Custody::TwoOfThree, [one, other]) => key_sheet::combine(one, other),
        _ => Err(SheetError::WrongNumber),
    };
    let part = part.map_err(sheet_refusal)?;
    let key = SealKey::from_bytes(&part)?;
    let manifest = manifest_of(office, round).await?;
    if *key.public().bytes() == manifest.round_key.0 {
        Ok(key)
    } else {
        Err(sheet_refusal(SheetError::Foreign))
    }
}

/// Sheets bear the code of the round whose ceremony it was; one that was opened beside it is opened
/// with the same.
async fn belongs(office: &Office, round: &Round, sheet: &KeySheet) -> Result<(), Refusal> {
    let Err(error) = sheet.belongs_to(&round.code) else {
        return Ok(());
    };
    for other in beside(office, round).await? {
        if sheet.belongs_to(&other.code).is_ok() {
            return Ok(());
        }
    }
    Err(sheet_refusal(error))
}

async fn manifest_of(office: &Office, round: &Round) -> Result<Manifest, Refusal> {
    any_manifest(office, round)
        .await?
        .ok_or_else(|| Refusal::mend("errors.not-opened-yet"))
}
