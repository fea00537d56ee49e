//! Key sheets (ใบกุญแจ): the round's secret in parts, on paper.
//!
//! 2-of-3 as three pair splittings by XOR: for each pair of custodians one holds a random number,
//! the other that number XOR the secret. Why not polynomials: a clerk's nephew can check XOR by
//! hand, and one sheet alone is nothing but random numbers.
//!
//! A sheet is 90 bytes: form, holder, round, splitting, check, two parts; [`text`](KeySheet::text)
//! writes them as nine numbered lines, each with its own check symbols, so that a typing error is
//! found with its line.

mod writing;

use zeroize::Zeroizing;

use super::digest::{sha256, sha256_concat};
use crate::domain::wire::Digest;

/// A secret, or a part of it: 32 bytes, cleared when dropped.
pub type Part = Zeroizing<[u8; 32]>;

const NAME_LENGTH: usize = 10;

/// Start of a digest that says to what a sheet belongs.
type Name = [u8; NAME_LENGTH];

/// Why a sheet is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A line was mistyped or is missing (counted from 1).
    #[error("line {line} is not as printed")]
    Damaged {
        /// Number of the line.
        line: usize,
    },
    /// Each line holds, but they make no sheet.
    #[error("not a key sheet")]
    Unreadable,
    /// The sheet is of another round.
    #[error("sheet of another round")]
    WrongRound,
    /// One custodian's sheet was given twice.
    #[error("the same sheet twice")]
    SameSheet,
    /// The sheet is of another splitting: of an earlier ceremony, or not what the manifest lists.
    #[error("sheet of another splitting")]
    Foreign,
    /// A sheet that holds the whole secret has no second one, and a part alone opens nothing.
    #[error("wrong number of sheets")]
    WrongNumber,
}

/// Whose sheet it is, and what it therefore holds.
enum Holding {
    /// One of three: a part for each of the other two custodians, in ascending order.
    Pairs { custodian: u8, parts: [Part; 2] },
    /// The only custodian: the secret itself.
    Whole(Part),
}

/// What one custodian keeps. Silent `Debug`; the parts are cleared when dropped.
pub struct KeySheet {
    round: Name,
    splitting: Name,
    holding: Holding,
}

impl std::fmt::Debug for KeySheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySheet(…)")
    }
}

/// Splits a secret for three custodians, of whom any two suffice. `random` is used up: one number
/// for each pair.
pub fn split(secret: &[u8; 32], round_code: &str, random: &[Part; 3]) -> [KeySheet; 3] {
    let [r12, r13, r23] = random;
    let parts = [
        [r12.clone(), r13.clone()],
        [xor(secret, r12), r23.clone()],
        [xor(secret, r13), xor(secret, r23)],
    ];
    let round = round_name(round_code);
    let [first, second, third] = parts;
    let holdings = [(1, first), (2, second), (3, third)]
        .map(|(custodian, parts)| Holding::Pairs { custodian, parts });
    let splitting = splitting_name(&round, &holdings);
    holdings.map(|holding| KeySheet {
        round,
        splitting,
        holding,
    })
}

/// The one sheet of a single custodian: the secret itself.
pub fn whole(secret: &[u8; 32], round_code: &str) -> KeySheet {
    let round = round_name(round_code);
    let holding = Holding::Whole(Zeroizing::new(*secret));
    KeySheet {
        round,
        splitting: splitting_name(&round, std::slice::from_ref(&holding)),
        holding,
    }
}

/// The secret, from the sheets of two custodians.
pub fn combine(one: &KeySheet, other: &KeySheet) -> Result<Part, SheetError> {
    if one.round != other.round {
        return Err(SheetError::WrongRound);
    }
    if one.splitting != other.splitting {
        return Err(SheetError::Foreign);
    }
    let (a, b) = (one.custodian(), other.custodian());
    if a == b {
        return Err(SheetError::SameSheet);
    }
    let parts = one.part_for(b).zip(other.part_for(a));
    let (mine, theirs) = parts.ok_or(SheetError::WrongNumber)?;
    Ok(xor(mine, theirs))
}

impl KeySheet {
    /// Reads a typed sheet (line by line) or a scanned one (the line of a QR code).
    pub fn parse(text: &str) -> Result<Self, SheetError> {
        Self::from_bytes(&writing::read(text)?)
    }

    /// The sheet as it is printed: nine numbered lines.
    pub fn text(&self) -> Zeroizing<String> {
        writing::lines(&self.to_bytes())
    }

    /// The sheet in one line of digits and capitals, for a QR code in its alphanumeric mode.
    pub fn qr_line(&self) -> Zeroizing<String> {
        writing::one_line(&self.to_bytes())
    }

    /// Number of the custodian, 1 to 3; 1 also for a single one.
    pub fn custodian(&self) -> u8 {
        match &self.holding {
            Holding::Pairs { custodian, .. } => *custodian,
            Holding::Whole(_) => 1,
        }
    }

    /// Whether the sheet is of this round.
    pub fn belongs_to(&self, round_code: &str) -> Result<(), SheetError> {
        if self.round == round_name(round_code) {
            Ok(())
        } else {
            Err(SheetError::WrongRound)
        }
    }

    /// The check values of the parts, as the manifest lists them: they open nothing.
    pub fn checks(&self) -> Vec<Digest> {
        checks_of(&self.round, &self.holding)
    }

    /// Whether the sheet is the one whose check values the manifest lists for its custodian.
    pub fn matches(&self, listed: &[Digest]) -> Result<(), SheetError> {
        if self.checks() == listed {
            Ok(())
        } else {
            Err(SheetError::Foreign)
        }
    }

    /// The secret, if this is the sheet of a single custodian.
    pub fn alone(&self) -> Result<Part, SheetError> {
        match &self.holding {
            Holding::Whole(secret) => Ok(secret.clone()),
            Holding::Pairs { .. } => Err(SheetError::WrongNumber),
        }
    }

    /// The part shared with `partner`.
    fn part_for(&self, partner: u8) -> Option<&Part> {
        let Holding::Pairs { custodian, parts } = &self.holding else {
            return None;
        };
        let partners = (1..=3).filter(|number| number != custodian);
        partners
            .zip(parts)
            .find(|(number, _)| *number == partner)
            .map(|(_, part)| part)
    }

    fn to_bytes(&self) -> writing::Bytes {
        let nothing = Part::default();
        let (holder, [first, second]) = match &self.holding {
            Holding::Pairs { custodian, parts } => (*custodian, [&parts[0], &parts[1]]),
            Holding::Whole(secret) => (0, [secret, &nothing]),
        };
        writing::Fields {
            holder,
            round: &self.round,
            splitting: &self.splitting,
            parts: [first, second],
        }
        .to_bytes()
    }

    fn from_bytes(bytes: &writing::Bytes) -> Result<Self, SheetError> {
        let fields = writing::Fields::from_bytes(bytes)?;
        let [first, second] = fields.parts.map(|part| Zeroizing::new(*part));
        let holding = match fields.holder {
            0 => Holding::Whole(first),
            custodian @ 1..=3 => Holding::Pairs {
                custodian,
                parts: [first, second],
            },
            _ => return Err(SheetError::Unreadable),
        };
        Ok(Self {
            round: *fields.round,
            splitting: *fields.splitting,
            holding,
        })
    }
}

fn xor(a: &[u8; 32], b: &[u8; 32]) -> Part {
    let mut result = Zeroizing::new(*a);
    for (byte, other) in result.iter_mut().zip(b) {
        *byte ^= other;
    }
    result
}

fn round_name(round_code: &str) -> Name {
    start_of(&sha256(format!("prongsai-round-v1{round_code}").as_bytes()))
}

/// Name of a splitting: two ceremonies of one round never share it.
fn splitting_name(round: &Name, holdings: &[Holding]) -> Name {
    let checks = holdings
        .iter()
        .flat_map(|holding| checks_of(round, holding));
    let checks: Vec<u8> = checks.flat_map(|check| *check.bytes()).collect();
    start_of(&sha256_concat(&[b"prongsai-splitting-v1", &checks]))
}

fn checks_of(round: &Name, holding: &Holding) -> Vec<Digest> {
    let check = |holder: u8, index: u8, part: &Part| {
        let place = [holder, index];
        sha256_concat(&[b"prongsai-share-v1", round, &place, part.as_slice()])
    };
    match holding {
        Holding::Whole(secret) => vec![check(0, 0, secret)],
        Holding::Pairs { custodian, parts } => {
            let numbered = (0u8..).zip(parts);
            numbered
                .map(|(index, part)| check(*custodian, index, part))
                .collect()
        }
    }
}

fn start_of(digest: &Digest) -> Name {
    let mut name = Name::default();
    for (byte, digest) in name.iter_mut().zip(digest.bytes()) {
        *byte = *digest;
    }
    name
}

#[cfg(test)]
mod tests;
