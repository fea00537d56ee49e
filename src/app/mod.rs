//! Composition: opens the stores, builds the services, and hands each part its own.

mod ceremony;
mod kek;
pub mod post_office;
pub mod server;
pub mod visitor;
mod workshop;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assets::Assets;
use crate::catalogue::{Catalogue, Problem};
use crate::crypto::digest::sha256;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::lang::Lang;
use crate::domain::round::Round;
use crate::locale::{BadLocale, Locale};
use crate::mail::settings::MailSettings;
use crate::service::Office;
use crate::service::access::FrontDesk;
use crate::service::access::post::AccountPost;
use crate::service::cast::CastBallot;
use crate::service::clock::ClockWatch;
use crate::service::figures::Shelf;
use crate::service::fit_to_serve::FitToServe;
use crate::service::hr::tablet::TabletDesk;
use crate::service::issue::Issue;
use crate::service::keyring::Keyring;
use crate::service::look::Look;
use crate::service::new_link::NewLinkDesk;
use crate::service::respondent_desk::{CurrentFiles, PublicFiles, RespondentDesk};
use crate::service::round_content::RoundFiles;
use crate::service::strongroom::Strongroom;
use crate::service::tickets::kiosk::KioskDesk;
use crate::service::tickets::plain::PlainDesk;
use crate::service::tickets::poster::PosterDesk;
use crate::service::tickets::slot::TicketSlot;
use crate::settings::{BadSettings, Settings};
use crate::store::{
    ClockFile, ContentFolder, EvidenceFolder, KeyFolder, Registry, Results, StoreError,
    StrongroomFolder, Urns, on_servers,
};
use crate::view::respondent::{PageFacts, page};
use crate::view::{console, public, respondent};
use crate::web::console::{Console, Outside};
use crate::world::World;

pub use crate::service::backup::place::{lies_within, on_one_disk};
pub use kek::KEK_VARIABLE;

/// An installation, opened.
pub struct App {
    /// The data folder.
    pub data: PathBuf,
    /// The operator's settings.
    pub settings: Settings,
    /// Files inside the binary.
    pub assets: Assets,
    /// Thai words.
    pub thai: Locale,
    /// English words.
    pub english: Locale,
    /// Handle for administrative acts.
    pub office: Office,
}

/// Why an installation cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    /// The settings file.
    #[error(transparent)]
    Settings(#[from] BadSettings),
    /// A framework.
    #[error("a framework has problems: run `prongsai check`")]
    Frameworks(Vec<Problem>),
    /// A locale file.
    #[error(transparent)]
    Locale(#[from] BadLocale),
    /// A database or a file beside it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no installation in this folder.
    #[error("{0}: no data folder")]
    NoData(PathBuf),
    /// The file with the key-encryption key cannot be read.
    #[error("{0}: {1}")]
    KekFile(PathBuf, std::io::Error),
    /// The file with the key-encryption key lies in the data folder.
    #[error("{0}: the key-encryption key lies in the data folder")]
    KekInside(PathBuf),
    /// What stands there is no key-encryption key.
    #[error("{0}: not a key-encryption key (64 hexadecimal digits)")]
    Kek(String),
}

impl App {
    /// Opens the installation in `data`: a folder with settings or a registry. What else it needs
    /// is made when it is missing.
    pub async fn open(data: &Path, world: World, actor: &str) -> Result<Self, CannotOpen> {
        if !["settings.toml", "registry.db"]
            .iter()
            .any(|file| data.join(file).exists())
        {
            return Err(CannotOpen::NoData(data.to_owned()));
        }
        let settings = Settings::load(data)?;
        let assets = Assets::overridden_by(settings.override_folder.clone());
        let catalogue = Catalogue::load(&assets, sha256).map_err(CannotOpen::Frameworks)?;
        let keyring = Keyring::new(
            KeyFolder::below(data),
            kek::find_kek(data, &settings)?,
            world.clone(),
        );
        let thai = Locale::load(&assets, Lang::Th)?;
        let english = Locale::load(&assets, Lang::En)?;
        let words = [thai.clone(), english.clone()];
        let (registry, results, urns) = stores(data, &settings).await?;
        let office = Office {
            registry,
            results,
            urns,
            strongroom: Strongroom::new(
                StrongroomFolder::below(data),
                keyring.clone(),
                world.clone(),
            ),
            keys: keyring,
            content: ContentFolder::below(data),
            evidence_files: EvidenceFolder::below(data),
            shelf: Shelf::default(),
            catalogue: Arc::new(catalogue),
            assets: assets.clone(),
            world,
            clock: ClockWatch::new(ClockFile::below(data)),
            actor: actor.to_owned(),
            post: AccountPost::new(settings.mail.clone(), data, &settings.public_url, words),
        };
        Ok(Self {
            data: data.to_owned(),
            thai,
            english,
            settings,
            assets,
            office,
        })
    }

    /// What the respondent's routes work with.
    pub fn respondent_desk(&self) -> RespondentDesk {
        let office = &self.office;
        let current = self.current_files();
        let tickets = TicketSlot::new(
            office.urns.clone(),
            office.content.clone(),
            office.results.clone(),
            office.world.clone(),
        );
        let book = office.registry.outreach_book();
        let posters = PosterDesk::new(tickets.clone(), book.clone(), office.keys.puzzle_secret());
        RespondentDesk {
            plain: PlainDesk::new(tickets.clone(), posters.clone(), office.catalogue.clone()),
            posters,
            kiosks: KioskDesk::new(tickets.clone(), book),
            tickets,
            look: Look::new(office.registry.clone(), office.world.clone()),
            issue: Issue::new(
                office.registry.clone(),
                office.keys.clone(),
                office.world.clone(),
            ),
            cast: CastBallot::new(
                office.urns.clone(),
                office.content.clone(),
                office.results.clone(),
                office.world.clone(),
            ),
            files: PublicFiles::new(office.content.clone(), office.results.clone(), current),
            thai: self.thai.clone(),
            english: self.english.clone(),
            world: office.world.clone(),
        }
    }

    /// What the office's routes work with.
    pub fn console(&self) -> Console {
        let current = self.current_files();
        Console::new(
            FrontDesk::new(self.office.clone()).with_workshop(self.workshop(current.clone())),
            [self.thai.clone(), self.english.clone()],
            &current,
            Outside {
                public_url: self.settings.public_url.clone(),
                print_style: self.print_style(),
                tablets: TabletDesk::new(self.office.clone()),
                new_links: NewLinkDesk::new(
                    self.office.registry.clone(),
                    self.office.world.clone(),
                ),
                fit: FitToServe::new(self.office.clone(), &self.data),
            },
        )
        .behind_proxy(self.settings.behind_proxy)
    }

    /// Removes the live links of the mail folder.
    ///
    /// # Errors
    /// What the system says.
    pub fn wipe_mail_folder(&self) -> std::io::Result<usize> {
        MailSettings::folder(&self.data).wipe()
    }

    /// The style of pages that are printed from disk.
    pub fn print_style(&self) -> String {
        String::from_utf8_lossy(&self.assets.read("css/print.css").unwrap_or_default()).into_owned()
    }

    fn current_files(&self) -> CurrentFiles {
        CurrentFiles::of(
            &self.assets,
            &respondent::STYLE_PARTS,
            &public::STYLE_PARTS,
            console::STYLE_PARTS,
        )
        .with_office_papers(&self.assets, console::PRINT_PARTS, console::PREVIEW_PARTS)
    }

    /// The files that respondents of a round are served: its page in every language, and the
    /// style and scripts that this version brings.
    pub fn round_files(
        &self,
        round: &Round,
        framework: &Framework,
        instrument: &Instrument,
        custodians: &[String],
    ) -> RoundFiles {
        let words = [self.thai.clone(), self.english.clone()];
        let current = self.current_files();
        files_of_round(&current, &words, round, framework, instrument, custodians)
    }
}

fn files_of_round(
    current: &CurrentFiles,
    words: &[Locale; 2],
    round: &Round,
    framework: &Framework,
    instrument: &Instrument,
    custodians: &[String],
) -> RoundFiles {
    let facts = PageFacts {
        round_number: u32::from(round.terms.number),
        fiscal_year: round.terms.fiscal_year,
        custodians,
        threshold: round.terms.custody.threshold(),
    };
    let pages = words
        .iter()
        .filter(|locale| framework.languages.contains(&locale.lang()))
        .map(|locale| {
            let markup = page(framework, instrument, locale, &facts);
            (locale.lang(), markup.0.into_bytes())
        })
        .collect::<BTreeMap<_, _>>();
    RoundFiles {
        pages,
        style: current.page_style.bytes.clone(),
        scripts: current.scripts.clone(),
    }
}

/// Makes the data folder, readable by its owner only; one that is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn make_data_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if !folder.exists() {
        std::fs::create_dir_all(folder)?;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The stores, on files or on servers.
async fn stores(data: &Path, settings: &Settings) -> Result<(Registry, Results, Urns), StoreError> {
    let Some(databases) = &settings.databases else {
        return Ok((
            Registry::open(data).await?,
            Results::open(data).await?,
            Urns::below(data),
        ));
    };
    on_servers(&databases.registry, &databases.urn).await
}
