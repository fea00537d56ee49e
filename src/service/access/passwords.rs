//! Passwords: what is taken, and hashing off the threads that answer others.

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

/// Words that a password may not consist of, however they are joined with digits and signs: the
/// heads of public lists of common passwords, and what suggests itself here.
const COMMON: [&str; 42] = [
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "root",
    "user",
    "test",
    "demo",
    "login",
    "master",
    "monkey",
    "dragon",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "abc",
    "abcd",
    "abcdef",
    "thailand",
    "bangkok",
    "prongsai",
    "รหัสผ่าน",
    "ประเทศไทย",
    "โปร่งใส",
    "สวัสดี",
    "ita",
    "iit",
    "changeme",
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
    let letters: String = lower
        .chars()
        .filter(|c| c.is_alphabetic() || *c as u32 > 0x7f || "@0".contains(*c))
        .collect();
    let kinds = lower
        .chars()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    let made_of = |word: &str| {
        !word.is_empty() && letters.replace(word, "").chars().all(|c| "@0".contains(c))
    };
    kinds < 5
        || is_run(&lower)
        || COMMON.iter().any(|word| made_of(word))
        || (owner.chars().count() >= 3
            && lower.contains(&owner)
            && lower.replace(&owner, "").chars().count() < 6)
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
        ] {
            assert!(
                check_new_password(good, "somying.j@example.go.th").is_ok(),
                "{good}"
            );
        }
    }
}
