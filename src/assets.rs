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

/// Paths of all files below `root`, relative to it, with `/` between their parts.
fn files_below(root: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(path) = path.strip_prefix(root) {
                let parts = path.iter().map(|part| part.to_string_lossy());
                paths.push(parts.collect::<Vec<_>>().join("/"));
            }
        }
    }
    paths
}
