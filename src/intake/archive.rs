//! A bundle as people have it: the archive, or a folder that it was unpacked to.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::domain::files::{Bundle, Files};

/// Most bytes that all files together may have: a country's ballots, and no more.
const MOST: u64 = 2 << 30;

/// How many times as long as the archive its files may be together, and what even a small one may hold: keys and
/// hashes hardly become smaller, so that more was made to fill the memory.
const TIMES: u64 = 20;
const ALWAYS: u64 = 1 << 20;

/// Opens an archive or a folder. Its files are read when they are asked for.
///
/// # Errors
/// What the system says; damaged, too large, two files of one name, or one without.
pub fn read_bundle(path: &Path) -> io::Result<Box<dyn Bundle>> {
    if path.is_dir() {
        let mut files = BTreeMap::new();
        walk(path, "", &mut files)?;
        Ok(Box::new(Folder(files)))
    } else {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Box::new(Archive::open(BufReader::new(file), length)?))
    }
}

/// Files of an archive, all at once.
///
/// # Errors
/// Damaged, too large, two files of one name, or one without.
pub fn unpacked(bytes: &[u8]) -> io::Result<Files> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let archive = Archive::open(Cursor::new(bytes), length)?;
    let mut files = Files::new();
    for name in archive.names() {
        if let Some(content) = archive.read(&name)? {
            files.insert(name, content.into_owned());
        }
    }
    Ok(files)
}

/// An archive, and where in it each file is.
struct Archive<R> {
    zip: RefCell<ZipArchive<R>>,
    entries: BTreeMap<String, usize>,
}

impl<R: Read + Seek> Archive<R> {
    fn open(from: R, length: u64) -> io::Result<Self> {
        let mut zip = ZipArchive::new(from)?;
        let (mut entries, mut left) = (BTreeMap::new(), most_of(length));
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at)?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name()?.into_owned();
            if name.is_empty() {
                return Err(wrong("a file without a name"));
            }
            // A file that is longer than is said here is not read to its end.
            let rest = left.checked_sub(entry.size());
            left = rest.ok_or_else(|| wrong("it unpacks to too much"))?;
            if entries.insert(name, at).is_some() {
                return Err(wrong("two files of one name"));
            }
        }
        let zip = RefCell::new(zip);
        Ok(Self { zip, entries })
    }
}

impl<R: Read + Seek> Bundle for Archive<R> {
    fn names(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let Some(at) = self.entries.get(name) else {
            return Ok(None);
        };
        let mut content = Vec::new();
        let mut zip = self.zip.borrow_mut();
        zip.by_index(*at)?.read_to_end(&mut content)?;
        Ok(Some(content.into()))
    }
}

/// A folder, and where each file of it is: what is asked for is found among these, and nowhere else on the disk.
struct Folder(BTreeMap<String, PathBuf>);

impl Bundle for Folder {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let bytes = self.0.get(name).map(fs::read).transpose()?;
        Ok(bytes.map(Cow::Owned))
    }
}

/// Most bytes that an archive of this length may unpack to.
fn most_of(length: u64) -> u64 {
    length.saturating_mul(TIMES).clamp(ALWAYS, MOST)
}

fn walk(folder: &Path, above: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, entry.path());
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
    fn a_file_that_is_longer_than_the_archive_says_is_not_read() {
        let honest = zeros(&[400_000]);
        let length = 400_000_u32.to_le_bytes();
        let mut lying = honest.clone();
        while let Some(at) = lying.windows(4).position(|bytes| bytes == length) {
            lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
        assert!(unpacked(&honest).is_ok());
        let told = unpacked(&lying).unwrap_err().to_string();
        assert!(told.contains("larger than its declared"), "{told}");
    }

    #[test]
    fn a_damaged_file_is_told_when_it_is_read_and_others_are_not_in_its_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle.zip");
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["one", "other"] {
            let options = SimpleFileOptions::default();
            let options = options.compression_method(zip::CompressionMethod::Stored);
            writer.start_file(name, options).unwrap();
            writer
                .write_all(format!("bytes of {name}").as_bytes())
                .unwrap();
        }
        let mut bytes = writer.finish().unwrap().into_inner();
        let at = bytes
            .windows(12)
            .position(|it| it == b"bytes of one")
            .unwrap();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let files = read_bundle(&path).unwrap();
        assert_eq!(files.names(), ["one", "other"]);
        assert!(files.read("one").is_err());
        let other = files.read("other").unwrap().unwrap();
        assert_eq!(&*other, b"bytes of other");
        assert!(files.read("third").unwrap().is_none());
    }

    #[test]
    fn a_folder_gives_what_lies_in_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), "no part of it").unwrap();
        let bundle = folder.path().join("bundle");
        fs::create_dir_all(bundle.join("boards")).unwrap();
        fs::write(bundle.join("boards/A.txt"), "a board").unwrap();
        let files = read_bundle(&bundle).unwrap();
        assert_eq!(files.names(), ["boards/A.txt"]);
        assert_eq!(&*files.read("boards/A.txt").unwrap().unwrap(), b"a board");
        assert!(files.read("boards/../../secret").unwrap().is_none());
    }

    #[test]
    fn an_archive_may_unpack_to_twenty_times_its_length_and_a_small_one_to_a_mebibyte() {
        const MEBIBYTE: u64 = 1 << 20;
        let asked = [0, 1_000, 52_429, 1 << 20, 100 << 20, 200 << 20, u64::MAX];
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
