//! The office's pages: signing in, and one folder a role.

pub mod answers;
pub mod cross_site;
pub mod home;
pub mod hr;
pub mod seat;
pub mod sign_in;

use crate::domain::encoding::hex;
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;
use crate::locale::Locale;
use crate::service::access::FrontDesk;
use crate::service::hr::tablet::TabletDesk;
use crate::service::new_link::NewLinkDesk;

/// What the office's routes are given. Everything else comes from a desk.
#[derive(Clone)]
pub struct Console {
    /// Signs people in and hands out desks.
    pub front: FrontDesk,
    /// Thai words.
    pub thai: Locale,
    /// English words.
    pub english: Locale,
    /// What pages of the office share with those outside.
    pub outside: Outside,
    style: String,
    bundle: String,
}

/// What pages of the office share with those outside.
#[derive(Clone)]
pub struct Outside {
    /// Address of the service, without a slash at the end.
    pub public_url: String,
    /// Text of the stylesheet of sheets that are printed.
    pub print_style: String,
    /// Devices that were handed over.
    pub tablets: TabletDesk,
    /// Staff who ask for their link again.
    pub new_links: NewLinkDesk,
}

impl Console {
    /// With the digests of the stylesheet and of the scripts that this version brings.
    pub fn new(
        front: FrontDesk,
        words: [Locale; 2],
        style: &Digest,
        bundle: &Digest,
        outside: Outside,
    ) -> Self {
        let [thai, english] = words;
        Self {
            front,
            thai,
            english,
            outside,
            style: hex(style.bytes()),
            bundle: hex(bundle.bytes()),
        }
    }

    /// SHA-256 of the stylesheet in hexadecimal.
    pub fn style(&self) -> &str {
        &self.style
    }

    /// Folder of the scripts below `/s/`.
    pub fn bundle(&self) -> &str {
        &self.bundle
    }

    /// Words of a language.
    pub fn words(&self, lang: Lang) -> &Locale {
        match lang {
            Lang::Th => &self.thai,
            Lang::En => &self.english,
        }
    }
}
