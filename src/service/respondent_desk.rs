//! What the respondent's routes are given, and no more: a look, an issuing desk, a slot of the
//! urn, public files, and words.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::cast::CastBallot;
use super::issue::Issue;
use super::look::Look;
use super::refusal::Refusal;
use super::tickets::kiosk::KioskDesk;
use super::tickets::plain::PlainDesk;
use super::tickets::poster::PosterDesk;
use super::tickets::slot::TicketSlot;
use crate::assets::Assets;
use crate::crypto::digest::sha256;
use crate::crypto::manifest::{Manifest, bundle_hash};
use crate::domain::encoding::base32;
use crate::domain::wire::{Digest, Fingerprint};
use crate::locale::Locale;
use crate::store::{ContentFolder, Results};
use crate::world::World;

/// The respondent's handle.
#[derive(Clone)]
pub struct RespondentDesk {
    /// Reads what a link leads to.
    pub look: Look,
    /// Records participation and signs.
    pub issue: Issue,
    /// Takes ballots.
    pub cast: CastBallot,
    /// Takes ballots that come with a ticket.
    pub tickets: TicketSlot,
    /// Visits that a poster's QR begins.
    pub posters: PosterDesk,
    /// Visits from browsers without script.
    pub plain: PlainDesk,
    /// Devices that agencies put up.
    pub kiosks: KioskDesk,
    /// Public files.
    pub files: PublicFiles,
    /// Thai words.
    pub thai: Locale,
    /// English words.
    pub english: Locale,
    /// Clock and chance.
    pub world: World,
}

impl RespondentDesk {
    /// A name for a failure, to find it in the log.
    pub fn operation_id(&self) -> String {
        self.world
            .random::<5>()
            .map_or_else(|_| "-".to_owned(), |bytes| base32(&bytes))
    }
}

/// Files that anybody may read.
#[derive(Clone)]
pub struct PublicFiles {
    content: ContentFolder,
    results: Results,
    current: CurrentFiles,
    shell: Arc<OnceLock<String>>,
}

/// A style sheet and the digest that names it.
#[derive(Debug, Clone)]
pub struct Style {
    /// SHA-256.
    pub digest: Digest,
    /// The sheet.
    pub bytes: Vec<u8>,
}

/// Scripts and styles that this version brings: new rounds take them, the shell links them.
#[derive(Debug, Clone)]
pub struct CurrentFiles {
    /// Digest that names the scripts as one.
    pub bundle: Digest,
    /// Scripts by file name.
    pub scripts: BTreeMap<String, Vec<u8>>,
    /// SHA-256 of each script.
    pub digests: BTreeMap<String, Digest>,
    /// Style of the shell and the questionnaire.
    pub page_style: Style,
    /// Style of the public pages.
    pub public_style: Style,
    /// Style of the office.
    pub office_style: Style,
    /// Style of what the office prints.
    pub print_style: Style,
    /// Style of the questionnaire as the office looks at it beforehand.
    pub preview_style: Style,
}

impl CurrentFiles {
    /// Takes the files out of the assets; a style is its parts, one behind the other.
    pub fn of(
        assets: &Assets,
        page_parts: &[&str],
        public_parts: &[&str],
        office_parts: &[&str],
    ) -> Self {
        let scripts: BTreeMap<String, Vec<u8>> = assets
            .below("js/")
            .into_iter()
            .filter_map(|path| {
                let bytes = assets.read(&path)?.into_owned();
                Some((path.trim_start_matches("js/").to_owned(), bytes))
            })
            .collect();
        let digests: BTreeMap<String, Digest> = scripts
            .iter()
            .map(|(name, bytes)| (name.clone(), sha256(bytes)))
            .collect();
        Self {
            bundle: bundle_hash(&digests),
            scripts,
            digests,
            page_style: Style::of(assets, page_parts),
            public_style: Style::of(assets, public_parts),
            office_style: Style::of(assets, office_parts),
            print_style: Style::of(assets, &[]),
            preview_style: Style::of(assets, &[]),
        }
    }

    /// The same with the styles of what the office prints and looks at beforehand.
    #[must_use]
    pub fn with_office_papers(self, assets: &Assets, print: &[&str], preview: &[&str]) -> Self {
        Self {
            print_style: Style::of(assets, print),
            preview_style: Style::of(assets, preview),
            ..self
        }
    }
}

impl Style {
    fn of(assets: &Assets, parts: &[&str]) -> Self {
        let bytes: Vec<u8> = parts
            .iter()
            .flat_map(|part| assets.read(part).unwrap_or_default().into_owned())
            .collect();
        Self {
            digest: sha256(&bytes),
            bytes,
        }
    }
}

impl PublicFiles {
    /// Files of rounds from the content folder, boards from the results.
    pub fn new(content: ContentFolder, results: Results, current: CurrentFiles) -> Self {
        Self {
            content,
            results,
            current,
            shell: Arc::default(),
        }
    }

    /// The page that personal links open, which is the same for everybody and made once.
    pub fn shell(&self, make: impl FnOnce() -> String) -> &str {
        self.shell.get_or_init(make)
    }

    /// What this version brings.
    pub fn current(&self) -> &CurrentFiles {
        &self.current
    }

    /// A page or style under its digest, with its media type.
    pub fn content(&self, digest: &Digest) -> Option<(Vec<u8>, &'static str)> {
        let CurrentFiles {
            page_style,
            public_style,
            office_style,
            print_style,
            preview_style,
            ..
        } = &self.current;
        let styles = [
            page_style,
            public_style,
            office_style,
            print_style,
            preview_style,
        ];
        for style in styles {
            if *digest == style.digest {
                return Some((style.bytes.clone(), "text/css; charset=utf-8"));
            }
        }
        let bytes = self.content.get(digest)?;
        let page = bytes.trim_ascii_start().first() == Some(&b'<');
        Some((
            bytes,
            if page {
                "text/html; charset=utf-8"
            } else {
                "text/css; charset=utf-8"
            },
        ))
    }

    /// A script of a bundle: of this version, else of a round that opened under an earlier one.
    pub fn script(&self, bundle: &Digest, file: &str) -> Option<Vec<u8>> {
        if *bundle == self.current.bundle {
            return self.current.scripts.get(file).cloned();
        }
        let list: BTreeMap<String, String> =
            serde_json::from_slice(&self.content.bundle(bundle)?).ok()?;
        let digest = crate::domain::encoding::unhex(list.get(file)?).ok()?;
        self.content.get(&Digest::try_from(digest.as_slice()).ok()?)
    }

    /// The manifest with this fingerprint.
    pub fn manifest(&self, fingerprint: &Fingerprint) -> Option<Vec<u8>> {
        self.content.manifest(fingerprint)
    }

    /// The only manifest whose fingerprint begins so.
    pub fn manifest_beginning(&self, start: &[u8]) -> Option<Vec<u8>> {
        self.content.manifest_beginning(start)
    }

    /// The board of the poll with this manifest.
    pub async fn board(&self, fingerprint: &Fingerprint) -> Result<Option<Vec<u8>>, Refusal> {
        let manifest = self
            .content
            .manifest(fingerprint)
            .and_then(|bytes| Manifest::parse(&bytes).ok());
        let Some(manifest) = manifest else {
            return Ok(None);
        };
        Ok(self
            .results
            .board(&manifest.poll.0)
            .await?
            .map(|board| board.bytes))
    }
}
