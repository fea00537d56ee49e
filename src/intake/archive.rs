//! A bundle as people have it: the archive, or a folder that it was unpacked to.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read as _};
use std::path::Path;

use zip::ZipArchive;

/// Files by their names, with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Most bytes that all files together may have: a country's ballots, and no more.
const MOST: u64 = 2 << 30;

/// How many times as long as the archive its files may be together, and what even a small one may hold: keys and
/// hashes hardly become smaller, so that more was made to fill the memory.
const TIMES: u64 = 20;
const ALWAYS: u64 = 1 << 20;

/// Reads all files of an archive or a folder.
///
/// # Errors
/// What the system says; damaged, too large, or two files of one name.
pub fn read_bundle(path: &Path) -> io::Result<Files> {
    if path.is_dir() {
        let mut files = Files::new();
        read_folder(path, "", &mut files)?;
        Ok(files)
    } else {
        unpacked(&fs::read(path)?)
    }
}

/// Files of an archive.
///
/// # Errors
/// Damaged, too large, two files of one name, or one without.
pub fn unpacked(bytes: &[u8]) -> io::Result<Files> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let (mut files, mut left) = (Files::new(), most_of(bytes.len()));
    for at in 0..archive.len() {
        let entry = archive.by_index(at)?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name()?.into_owned();
        if name.is_empty() {
            return Err(wrong("a file without a name"));
        }
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content)?;
        let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left
            .checked_sub(length)
            .ok_or_else(|| wrong("it unpacks to too much"))?;
        if files.insert(name, content).is_some() {
            return Err(wrong("two files of one name"));
        }
    }
    Ok(files)
}

/// Most bytes that an archive of this length may unpack to.
fn most_of(length: usize) -> u64 {
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    length.saturating_mul(TIMES).clamp(ALWAYS, MOST)
}

fn read_folder(folder: &Path, above: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of files that are nothing but zeros, packed.
    fn zeros(lengths: &[usize]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, length) in lengths.iter().enumerate() {
            let options = SimpleFileOptions::default();
            writer.start_file(at.to_string(), options).unwrap();
            writer.write_all(&vec![0; *length]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_archive_that_unpacks_to_too_much_is_refused() {
        let small = zeros(&[400_000, 400_000]);
        assert_eq!(unpacked(&small).unwrap().len(), 2);
        let bomb = zeros(&[700_000, 700_000]);
        assert!(bomb.len() < 10_000);
        assert_eq!(
            unpacked(&bomb).unwrap_err().to_string(),
            "it unpacks to too much"
        );
    }

    #[test]
    fn an_archive_may_unpack_to_twenty_times_its_length_and_a_small_one_to_a_mebibyte() {
        const MEBIBYTE: u64 = 1 << 20;
        let asked = [0, 1_000, 52_429, 1 << 20, 100 << 20, 200 << 20, usize::MAX];
        let most = [
            MEBIBYTE,
            MEBIBYTE,
            1_048_580,
            20 * MEBIBYTE,
            2_000 * MEBIBYTE,
            2_048 * MEBIBYTE,
            2_048 * MEBIBYTE,
        ];
        assert_eq!(asked.map(most_of), most);
    }
}
