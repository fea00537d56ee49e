//! The carry code: locks what travels between the server and a machine without a network.
//!
//! Why a code of its own and not the key-encryption key: that one opens the keys of every round and
//! must not leave the server. The code has 160 bits, is drawn anew for each export, shown once, and
//! serves one round until its count is committed; both ways are locked with it, so whoever has the
//! file without the code can neither read nor change it unseen.

use zeroize::Zeroizing;

use super::check_symbols;
use super::digest::{Context, derived};
use super::vault::Kek;
use crate::domain::encoding::{base32, from_base32, grouped};

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
        let check = check_symbols::of(&check_symbols::typed(&code).unwrap_or_default());
        Zeroizing::new(grouped(&format!(
            "{}{}",
            *code,
            check_symbols::text(&check)
        )))
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

#[cfg(test)]
mod tests {
    use super::*;

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
