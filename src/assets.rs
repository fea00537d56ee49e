//! Files that travel inside the binary, each overridable by a folder of the same shape.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct EmbeddedAssets;

#[derive(RustEmbed)]
#[folder = "surveys/"]
struct EmbeddedSurveys;

/// Where files come from: an overriding folder first, then the binary.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    overriding: Option<PathBuf>,
}

impl Assets {
    /// Files in `folder` (with `assets/` and `surveys/` below it) win over the embedded ones.
    pub fn overridden_by(folder: Option<PathBuf>) -> Self {
        Self { overriding: folder }
    }

    /// Bytes of an asset such as `css/respondent.css`.
    pub fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.overridden("assets", path)
            .or_else(|| EmbeddedAssets::get(path).map(|file| file.data))
    }

    /// Bytes of a framework file such as `ten-indicators-2562/framework.toml`.
    pub fn survey(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.overridden("surveys", path)
            .or_else(|| EmbeddedSurveys::get(path).map(|file| file.data))
    }

    /// Paths of all embedded framework files, and of those in the overriding folder.
    pub fn surveys(&self) -> Vec<String> {
        let mut paths: Vec<String> = EmbeddedSurveys::iter().map(Cow::into_owned).collect();
        if let Some(folder) = &self.overriding {
            paths.extend(files_below(&folder.join("surveys")));
        }
        paths.sort();
        paths.dedup();
        paths
    }

    /// Paths of all embedded assets below `prefix`.
    pub fn below(&self, prefix: &str) -> Vec<String> {
        EmbeddedAssets::iter()
            .map(Cow::into_owned)
            .filter(|path| path.starts_with(prefix))
            .collect()
    }

    fn overridden(&self, kind: &str, path: &str) -> Option<Cow<'static, [u8]>> {
        let plain = path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..");
        let folder = self.overriding.as_ref().filter(|_| plain)?;
        std::fs::read(folder.join(kind).join(path))
            .ok()
            .map(Cow::Owned)
    }
}

/// Relative paths of the files two levels below `root` (`framework/file`).
fn files_below(root: &Path) -> Vec<String> {
    let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
    folders
        .flat_map(|folder| {
            std::fs::read_dir(folder.path())
                .into_iter()
                .flatten()
                .flatten()
        })
        .filter_map(|file| {
            file.path()
                .strip_prefix(root)
                .ok()
                .map(|path| path.to_string_lossy().into_owned())
        })
        .collect()
}
