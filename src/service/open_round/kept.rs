//! A ceremony between two requests: as a text that is sealed, and from it again.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::Ceremony;
use crate::crypto::digest::sha256;
use crate::crypto::hpke::SealPublicKey;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::encoding::{hex, unhex};
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::store::StoreError;

/// More than a text has, so that none is left behind in memory where it grew.
pub(in crate::service) const ROOM: usize = 4096;

impl Ceremony {
    /// The ceremony in lines: what it was begun for, the public half, who has read back, the sheets.
    pub(in crate::service) fn kept(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(ROOM));
        let read: Vec<String> = self.read_back.iter().map(u8::to_string).collect();
        let begun_for = begun_for(&self.round, &self.custodians);
        for line in [&begun_for, &hex(self.public.bytes()), &read.join(" ")] {
            text.push_str(line);
            text.push('\n');
        }
        for sheet in &self.sheets {
            text.push_str(&sheet.qr_line());
            text.push('\n');
        }
        text
    }

    /// The ceremony from these lines. Stale if the round or its custodians are others since.
    pub(in crate::service) fn resumed<'a>(
        round: Round,
        custodians: Vec<String>,
        mut kept: impl Iterator<Item = &'a str>,
    ) -> Result<Self, Refusal> {
        let mut line = || kept.next().ok_or(Refusal::Crypto);
        if line()? != begun_for(&round, &custodians) {
            return Err(Refusal::Store(StoreError::Stale));
        }
        let public = unhex(line()?).map_err(|_| Refusal::Crypto)?;
        let public = public.as_slice().try_into().map_err(|_| Refusal::Crypto)?;
        let numbers = line()?.split_whitespace().map(str::parse);
        let read_back: Result<BTreeSet<u8>, _> = numbers.collect();
        let sheets: Result<Vec<KeySheet>, _> = kept.map(KeySheet::parse).collect();
        Ok(Self {
            round,
            custodians,
            sheets: sheets.map_err(|_| Refusal::Crypto)?,
            public: SealPublicKey::from_bytes(public)?,
            read_back: read_back.map_err(|_| Refusal::Crypto)?,
        })
    }
}

/// All that was settled of the round and its custodians, as a digest.
fn begun_for(round: &Round, custodians: &[String]) -> String {
    hex(sha256(format!("{round:?} {custodians:?}").as_bytes()).as_ref())
}
