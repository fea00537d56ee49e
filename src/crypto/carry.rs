//! What locks that which travels between the server and a machine without a network.
//!
//! **Out** goes the carry code. Why a code of its own and not the key-encryption key: that one opens
//! the keys of every round and must not leave the server. The code has 160 bits, is drawn anew for each
//! export, is shown once and kept nowhere; who has the file without the code can neither read nor
//! change the keys in it.
//!
//! **Back** goes the proof: 32 random bytes, sealed in the export to the *round's* key. Only who put the
//! round's secret together from enough key sheets opens them, and a result is locked under nothing
//! else, so that a result which the server can read was made where the key sheets were. Why this and
//! not a signing key fixed at the ceremony: nothing is added to the ceremony, to the manifest or to the
//! sheets, and rounds that are open already have it. The boards are bound into the seal: a machine that
//! is given other ballots of the same round key does not open the proof.

use zeroize::Zeroizing;

use super::check_symbols;
use super::digest::{Context, derived};
use super::hpke::{self, SealError, SealKey, SealPublicKey};
use super::vault::Kek;
use crate::domain::encoding::{base32, from_base32};

/// Length of the code, in bytes.
pub const CARRY_CODE: usize = 20;

const SYMBOLS: usize = CARRY_CODE * 8 / 5 + check_symbols::LENGTH;

/// A carry code. Silent `Debug`, cleared when dropped.
pub struct CarryCode(Zeroizing<[u8; CARRY_CODE]>);

impl std::fmt::Debug for CarryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CarryCode(…)")
    }
}

impl CarryCode {
    /// From random bytes.
    pub fn new(bytes: [u8; CARRY_CODE]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From stored bytes; nothing if they are of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self::new(bytes.try_into().ok()?))
    }

    /// The bytes, to be sealed at once.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The code as it is shown: with two check symbols, in groups of four.
    pub fn text(&self) -> Zeroizing<String> {
        let code = Zeroizing::new(base32(self.bytes()));
        let values = Zeroizing::new(check_symbols::typed(&code).unwrap_or_default());
        let check = check_symbols::text(&check_symbols::of(&values));
        // Each at its full length from the start: a text that grows leaves copies behind.
        let mut shown = Zeroizing::new(String::with_capacity(SYMBOLS + SYMBOLS / 4));
        for (at, symbol) in code.chars().chain(check.chars()).enumerate() {
            if at > 0 && at.is_multiple_of(4) {
                shown.push('-');
            }
            shown.push(symbol);
        }
        shown
    }

    /// A typed code; case and look-alikes are forgiven, a typing error is not.
    pub fn typed(text: &str) -> Option<Self> {
        let values = Zeroizing::new(check_symbols::typed(text)?);
        let whole = values.len() == SYMBOLS;
        let code = check_symbols::stripped(&values).filter(|_| whole)?;
        let code = Zeroizing::new(check_symbols::text(code));
        Self::from_bytes(&Zeroizing::new(from_base32(&code, CARRY_CODE).ok()?))
    }

    /// What locks and opens with it.
    pub fn lock(&self) -> Kek {
        Kek::new(derived(Context::CarryLock, &[self.bytes()]))
    }
}

/// Length of a proof, in bytes.
pub const CARRY_PROOF: usize = 32;

/// What the seal of a proof is for: no ballot is sealed with it.
const PROOF_INFO: &[u8] = b"prongsai-carry-proof-v1";

/// The proof that a machine held the round's secret. Silent `Debug`, cleared when dropped.
pub struct CarryProof(Zeroizing<[u8; CARRY_PROOF]>);

impl std::fmt::Debug for CarryProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CarryProof(…)")
    }
}

impl CarryProof {
    /// From random bytes.
    pub fn new(bytes: [u8; CARRY_PROOF]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From stored bytes; nothing if they are of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self::new(bytes.try_into().ok()?))
    }

    /// The bytes, to be sealed at once.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Sealed to the round's key, for these boards alone.
    pub fn sealed(&self, round: &SealPublicKey, boards: &str) -> Result<Vec<u8>, SealError> {
        hpke::seal(round, PROOF_INFO, boards.as_bytes(), self.bytes())
    }

    /// Opens what [`CarryProof::sealed`] sealed, with the round's secret.
    pub fn open(secret: &SealKey, boards: &str, sealed: &[u8]) -> Result<Self, SealError> {
        let opened = hpke::open(secret, PROOF_INFO, boards.as_bytes(), sealed)?;
        Self::from_bytes(&opened).ok_or(SealError::Unopenable)
    }

    /// What locks and opens a result.
    pub fn lock(&self) -> Kek {
        Kek::new(derived(Context::CarryResult, &[self.bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_opens_with_the_round_secret_and_for_its_boards_alone() {
        let (round, other) = (SealKey::generate().unwrap(), SealKey::generate().unwrap());
        let proof = CarryProof::new([7; CARRY_PROOF]);
        let sealed = proof.sealed(round.public(), "boards").unwrap();
        let opened = CarryProof::open(&round, "boards", &sealed).unwrap();
        let result = opened.lock().seal("name", [1; 12], b"result").unwrap();
        assert_eq!(*proof.lock().unseal("name", &result).unwrap(), b"result");
        assert!(CarryProof::open(&round, "other boards", &sealed).is_err());
        assert!(CarryProof::open(&other, "boards", &sealed).is_err());
    }

    #[test]
    fn a_code_is_typed_as_it_is_shown_and_no_mistake_goes_unseen() {
        let code = CarryCode::new([0xa7; CARRY_CODE]);
        let shown = code.text();
        let typed = shown.to_lowercase().replace('-', " ");
        assert!(CarryCode::typed(&typed).unwrap().bytes() == code.bytes());
        let sealed = code.lock().seal("name", [1; 12], b"secret").unwrap();
        let again = CarryCode::typed(&shown).unwrap().lock();
        assert_eq!(*again.unseal("name", &sealed).unwrap(), b"secret");
        assert!(CarryCode::typed(&shown[1..]).is_none());
        for at in (0..shown.len()).filter(|at| at % 5 != 4) {
            let mut wrong = shown.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
            assert!(CarryCode::typed(std::str::from_utf8(&wrong).unwrap()).is_none());
        }
        let other = CarryCode::new([0xa6; CARRY_CODE]).lock();
        assert!(other.unseal("name", &sealed).is_err());
    }
}
