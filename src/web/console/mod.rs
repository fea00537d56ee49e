//! The office's pages: signing in, and one folder a role.

pub mod accounts;
pub mod admin;
pub mod answers;
pub mod assess;
pub mod audit;
pub mod cross_site;
pub mod figures;
pub mod getting_in;
pub mod home;
pub mod hr;
pub mod malformed;
mod origin;
pub mod own_account;
pub mod own_factor;
pub mod register;
pub mod seat;
mod sheets_cookie;
pub mod sign_in;
mod tabs;
mod uploaded;

use crate::domain::encoding::hex;
use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::service::access::FrontDesk;
use crate::service::fit_to_serve::FitToServe;
use crate::service::hr::tablet::TabletDesk;
use crate::service::new_link::NewLinkDesk;
use crate::service::respondent_desk::{CurrentFiles, Style};

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
    behind_proxy: bool,
    /// Digest of the style of printed pages, hexadecimal.
    pub print_style: String,
    /// Digest of the style of the questionnaire beforehand, hexadecimal.
    pub preview_style: String,
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
    /// For balancers and watchers.
    pub fit: FitToServe,
}

impl Console {
    /// With the digests of the stylesheets and of the scripts that this version brings.
    pub fn new(
        front: FrontDesk,
        words: [Locale; 2],
        current: &CurrentFiles,
        outside: Outside,
    ) -> Self {
        let digest = |style: &Style| hex(style.digest.bytes());
        let [thai, english] = words;
        Self {
            front,
            thai,
            english,
            outside,
            style: digest(&current.office_style),
            bundle: hex(current.bundle.bytes()),
            print_style: digest(&current.print_style),
            preview_style: digest(&current.preview_style),
            behind_proxy: false,
        }
    }

    /// SHA-256 of the stylesheet in hexadecimal.
    pub fn style(&self) -> &str {
        &self.style
    }

    /// The same; with a proxy in front, its word counts for where a request comes from.
    #[must_use]
    pub fn behind_proxy(mut self, behind_proxy: bool) -> Self {
        self.behind_proxy = behind_proxy;
        self
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
