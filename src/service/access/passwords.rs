//! Passwords: what is taken, and hashing off the threads that answer others.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::crypto::sign_in::{hash_password, password_matches};
use crate::domain::message::Message;
use crate::service::Refusal;
use crate::world::World;

/// Fewest characters of a password.
pub const LEAST_LENGTH: usize = 12;
/// Most characters: enough for a sentence.
const MOST_LENGTH: usize = 200;
/// Hashings at one time, 19 MiB each.
const AT_ONCE: usize = 2;

/// Letters that a password needs beside common words, digits and signs.
const LEAST_OWN: usize = 4;

/// Words that a password may not consist of, however they are joined, repeated, spelled with
/// figures for letters, or hung with digits and signs: the heads of public lists of common
/// passwords, and what suggests itself here. The longer of two that begin alike comes first.
const COMMON: [&str; 74] = [
    "administrator",
    "changeme",
    "password",
    "passwort",
    "passwd",
    "trustno",
    "letmein",
    "welcome",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "starwars",
    "whatever",
    "computer",
    "internet",
    "michael",
    "charlie",
    "jessica",
    "liverpool",
    "arsenal",
    "chelsea",
    "manchester",
    "pokemon",
    "naruto",
    "samsung",
    "google",
    "facebook",
    "batman",
    "dragon",
    "monkey",
    "shadow",
    "master",
    "secret",
    "freedom",
    "summer",
    "winter",
    "hello",
    "login",
    "admin",
    "thailand",
    "bangkok",
    "sawasdee",
    "chiangmai",
    "prongsai",
    "ministry",
    "hospital",
    "goverment",
    "government",
    "officer",
    "office",
    "system",
    "server",
    "default",
    "guest",
    "root",
    "user",
    "test",
    "demo",
    "pass",
    "love",
    "รหัสผ่าน",
    "ประเทศไทย",
    "กรุงเทพ",
    "โปร่งใส",
    "สวัสดี",
    "โรงพยาบาล",
    "ผู้ดูแลระบบ",
    "กระทรวง",
    "ita",
    "iit",
    "abc",
];

/// Rows of keyboards: whoever runs a finger along them types no secret.
const ROWS: [&str; 6] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "ๆไำพะัีรนยบล",
    "ฟหกดเ้่าสวง",
    "ผปแอิืทมใฝ",
];

/// Hashes and compares passwords.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    world: World,
}

impl Passwords {
    /// Salts come from the world.
    pub fn new(world: World) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            world,
        }
    }

    /// Hash of a new password.
    pub async fn hash(&self, password: &str) -> Result<String, Refusal> {
        let salt = self.world.random()?;
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(move || hash_password(&password, &salt))
            .await?
            .map_err(|_| Refusal::Crypto)
    }

    /// Whether it is the password of this hash. Without a hash it takes as long and is not, so
    /// that the time tells nobody which accounts there are.
    pub async fn matches(&self, password: &str, hash: Option<&str>) -> Result<bool, Refusal> {
        let password = Zeroizing::new(password.to_owned());
        if let Some(hash) = hash.map(str::to_owned) {
            self.in_turn(move || password_matches(&password, &hash))
                .await
        } else {
            self.in_turn(move || hash_password(&password, &[0; 16]))
                .await?
                .ok();
            Ok(false)
        }
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        act: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.turns.acquire().await.map_err(|_| Refusal::Crypto)?;
        tokio::task::spawn_blocking(act)
            .await
            .map_err(|_| Refusal::Crypto)
    }
}

/// Refuses what is short, common, repeated, or the person's own address.
pub fn check_new_password(password: &str, email: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if !(LEAST_LENGTH..=MOST_LENGTH).contains(&length) {
        return Err(Refusal::Mendable(
            Message::new("errors.password-length").with("least", LEAST_LENGTH),
        ));
    }
    if is_common(password, email) {
        return Err(Refusal::mend("errors.password-common"));
    }
    Ok(())
}

fn is_common(password: &str, email: &str) -> bool {
    let lower = password.to_lowercase();
    let owner = email.split('@').next().unwrap_or_default().to_lowercase();
    let kinds = lower.chars().collect::<BTreeSet<_>>().len();
    kinds < 5
        || is_run(&lower)
        || repeats(&lower)
        || own_letters(&lower, &owner) < LEAST_OWN
        || own_letters(&unleeted(&lower), &owner) < LEAST_OWN
}

/// Letters that are left of a password without common words, the owner's name, and runs of four
/// along a row of the keyboard.
fn own_letters(lower: &str, owner: &str) -> usize {
    let mut rest: String = lower.chars().filter(|c| is_letter(*c)).collect();
    let own_name = owner.split(|c: char| !c.is_alphabetic());
    let own_name = own_name.filter(|part| part.chars().count() >= 3);
    for word in own_name.chain(COMMON) {
        rest = rest.replace(word, " ");
    }
    for row in ROWS {
        for run in runs(row) {
            rest = rest.replace(&run, " ");
        }
    }
    rest.chars().filter(|c| is_letter(*c)).count()
}

/// Thai vowels and tone marks above and below count as letters here.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || u32::from(c) > 0x7f
}

/// Stretches of a row of keys, either way, from the whole row down to four keys.
fn runs(row: &str) -> Vec<String> {
    let keys: Vec<char> = row.chars().collect();
    let lengths = (4..=keys.len()).rev();
    lengths
        .flat_map(|length| keys.windows(length))
        .flat_map(|run| [run.iter().collect(), run.iter().rev().collect()])
        .collect()
}

/// Figures and signs as the letters that they stand for.
fn unleeted(lower: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    lower.chars().map(letter).collect()
}

/// Whether a short text is written again and again.
fn repeats(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 2).take(6).any(|length| {
        let (first, _) = chars.split_at(length);
        chars.chunks(length).all(|chunk| first.starts_with(chunk))
    })
}

/// Whether each character follows the one before it: `123456789012`, `abcdefghijkl`.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = codes.windows(2).filter(|pair| match pair {
        [a, b] => matches!(b - a, 1 | -1 | -9 | 9),
        _ => false,
    });
    steps.count() + 2 >= codes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_refused_whatever_is_hung_on_them() {
        for poor in [
            "password1234",
            "P@ssw0rd2569!",
            "123456789012",
            "aaaaaaaaaaaaaa",
            "qwertyuiop12",
            "โปร่งใส2569!!",
            "somying.j2569",
            "adminadmin12",
            "short",
            "Adm1nP4$$w0rd!",
            "LetMeIn!LetMeIn2",
            "qazqazqazqaz",
            "asdfghjkl;'12",
            "poiuytrewq99",
            "0812345678901",
            "Thailand2569!!",
            "welcome-admin-2570",
            "ฟหกด1234ฟหกด",
            "Somying2569Somying",
            "ITA.IIT.2570!!",
        ] {
            assert!(
                check_new_password(poor, "somying.j@example.go.th").is_err(),
                "{poor}"
            );
        }
        for good in [
            "ข้าวเหนียวมะม่วงหน้าร้อน",
            "correct horse battery",
            "T7#kd-91x_Wq0z",
            "k4x2-9dmq-7w1p-zr8t",
            "แมวสามตัวนอนบนหลังคา",
            "admin of a small zoo",
        ] {
            assert!(
                check_new_password(good, "somying.j@example.go.th").is_ok(),
                "{good}"
            );
        }
    }
}
