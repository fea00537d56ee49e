//! The office's pages: signing in, and one folder a role.

pub mod answers;
pub mod cross_site;
pub mod figures;
pub mod home;
pub mod hr;
pub mod seat;
pub mod sign_in;

use crate::domain::encoding::hex;
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;
use crate::locale::Locale;
use crate::service::access::FrontDesk;

/// What the office's routes are given. Everything else comes from a desk.
#[derive(Clone)]
pub struct Console {
    /// Signs people in and hands out desks.
    pub front: FrontDesk,
    /// Thai words.
    pub thai: Locale,
    /// English words.
    pub english: Locale,
    style: String,
    bundle: String,
}

impl Console {
    /// With the digests of the stylesheet and of the scripts that this version brings.
    pub fn new(front: FrontDesk, words: [Locale; 2], style: &Digest, bundle: &Digest) -> Self {
        let [thai, english] = words;
        Self {
            front,
            thai,
            english,
            style: hex(style.bytes()),
            bundle: hex(bundle.bytes()),
        }
    }

    /// Words of a language.
    pub fn words(&self, lang: Lang) -> &Locale {
        match lang {
            Lang::Th => &self.thai,
            Lang::En => &self.english,
        }
    }
}
