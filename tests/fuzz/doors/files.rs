//! Files of several: frameworks, bundles of boards, carried urns; and the settings.

use std::sync::OnceLock;

use prongsai::assets::Assets;
use prongsai::catalogue::{Folder, check};
use prongsai::crypto::bundle;
use prongsai::crypto::digest::sha256;
use prongsai::domain::files::Files;
use prongsai::export::archive::archive;
use prongsai::intake::archive::unpacked;
use prongsai::service::carry::offline::CarriedUrn;
use prongsai::settings::Settings;

/// How a file begins where several stand in one run of bytes.
const FILE: &[u8] = b"=== ";

/// An embedded framework with some of its files replaced.
pub fn framework(bytes: &[u8]) {
    let mut folder = embedded().clone();
    folder.files.extend(files_in(bytes));
    match check(&folder, sha256) {
        Ok(framework) => assert_eq!(framework.id, folder.name),
        Err(problems) => {
            assert!(!problems.is_empty());
            let placed = |file: &str, line| line > 0 && file.starts_with(&folder.shown);
            assert!(
                problems
                    .iter()
                    .all(|problem| placed(&problem.file, problem.line))
            );
        }
    }
}

/// A bundle of boards or a carried urn: an archive, or its files one behind the other, which a fuzzer can change without
/// a sum of bytes in its way.
pub fn bundle(bytes: &[u8]) {
    let files = if bytes.starts_with(b"PK") {
        let Ok(files) = unpacked(bytes) else { return };
        assert!(files.keys().all(|name| !name.is_empty()), "a nameless file");
        let written = archive(&files).expect("names that an archive had");
        assert_eq!(unpacked(&written).expect("it was just written"), files);
        files
    } else {
        files_in(bytes)
    };
    let found = bundle::check(&files);
    assert!(
        found
            .troubles
            .iter()
            .all(|trouble| !trouble.file.is_empty() && trouble.line != Some(0))
    );
    if let Ok(Ok(urn)) = CarriedUrn::read(Box::new(files)) {
        assert!(urn.findings.troubles.is_empty() && urn.threshold() > 0);
    }
}

/// The settings file.
pub fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(problem) = toml::from_str::<Settings>(&text) {
        assert!(!problem.to_string().is_empty());
    }
}

fn embedded() -> &'static Folder {
    static FOLDER: OnceLock<Folder> = OnceLock::new();
    FOLDER.get_or_init(|| Folder::all_of(&Assets::default()).swap_remove(0))
}

/// Files in one run of bytes: each begins with `=== NAME` and a line's end, and ends where the next begins.
fn files_in(bytes: &[u8]) -> Files {
    let starts = bytes
        .windows(FILE.len())
        .enumerate()
        .filter(|(_, window)| *window == FILE);
    let mut starts: Vec<usize> = starts.map(|(at, _)| at).collect();
    starts.push(bytes.len());
    let parts = starts
        .windows(2)
        .map(|pair| &bytes[pair[0] + FILE.len().min(pair[1] - pair[0])..pair[1]]);
    parts
        .filter_map(|part| {
            let end = part.iter().position(|byte| *byte == b'\n')?;
            let name = String::from_utf8_lossy(&part[..end]).into_owned();
            // No archive has a file without a name.
            (!name.is_empty()).then(|| (name, part[end + 1..].to_vec()))
        })
        .collect()
}
