//! Files by their names as one archive (ZIP, nothing compressed): the same files in the same order always
//! make the same bytes, and every system opens it.

use std::cell::RefCell;
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::mem::take;
use std::rc::Rc;

use futures_util::stream::{Stream, TryStreamExt as _, try_unfold};
use zip::result::ZipError;
use zip::write::{PreparedZipFile, SimpleFileOptions};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::domain::files::Files;

/// The archive could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the archive could not be written")]
pub struct Unwritable(#[from] ZipError);

/// An archive that is being written, without a time of its making.
struct Archive<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Archive<W> {
    /// An archive without files.
    fn new(to: W) -> Self {
        Self(ZipWriter::new(to))
    }

    /// Writes one more file down, whole.
    fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Unwritable> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let file = PreparedZipFile::from_data(name, options, &bytes)?;
        drop(bytes);
        Ok(self.0.add_prepared_file(file)?)
    }

    /// Writes the list of its files, by which it is whole.
    fn finish(self) -> Result<W, Unwritable> {
        Ok(self.0.finish()?)
    }
}

/// The archive of these files.
///
/// # Errors
/// A name is too long.
pub fn archive(files: &Files) -> Result<Vec<u8>, Unwritable> {
    let mut archive = Archive::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.add(name, bytes.clone())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Why an archive was broken off.
#[derive(Debug, thiserror::Error)]
pub enum BrokenOff<E> {
    /// A file could not be had.
    #[error("{0}")]
    File(E),
    /// The archive could not be written.
    #[error(transparent)]
    Archive(#[from] Unwritable),
}

/// The archive of these files while they come, in parts: no more than one file is held.
pub fn in_parts<E>(
    files: impl Stream<Item = Result<(String, Vec<u8>), E>>,
) -> impl Stream<Item = Result<Vec<u8>, BrokenOff<E>>> {
    let held = Held::default();
    let begun = Some(Box::new(Archive::new(held.clone())));
    let files = Box::pin(files);
    try_unfold((files, begun), move |(mut files, archive)| {
        let held = held.clone();
        async move {
            let Some(mut archive) = archive else {
                return Ok(None);
            };
            let next = files.try_next().await.map_err(BrokenOff::File)?;
            let archive = if let Some((name, bytes)) = next {
                archive.add(&name, bytes)?;
                Some(archive)
            } else {
                archive.finish()?;
                None
            };
            Ok(Some((held.taken(), (files, archive))))
        }
    })
}

/// What was written and is not sent yet.
#[derive(Clone, Default)]
struct Held(Rc<RefCell<Kept>>);

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// How many were sent before.
    sent: u64,
}

impl Held {
    fn taken(&self) -> Vec<u8> {
        let mut kept = self.0.borrow_mut();
        kept.sent = kept.end();
        take(&mut kept.bytes)
    }
}

impl Kept {
    fn end(&self) -> u64 {
        let length = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        self.sent.saturating_add(length)
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// It can say where its end is. What was sent is gone, and an archive of whole files never asks for it.
impl Seek for Held {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.0.borrow().end();
        match to {
            SeekFrom::Current(0) | SeekFrom::End(0) => Ok(end),
            SeekFrom::Start(at) if at == end => Ok(end),
            _ => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use futures_util::stream::iter;

    use super::*;

    fn files() -> Files {
        let named = |at: u8| (format!("file-{at}"), vec![at; 1_000 * usize::from(at)]);
        (1..=9).map(named).collect()
    }

    #[test]
    fn an_archive_in_parts_is_the_same_one_and_a_part_is_a_file() {
        let parts = in_parts(iter(files().into_iter().map(Ok::<_, io::Error>)));
        let parts: Vec<Vec<u8>> = parts.try_collect().now_or_never().unwrap().unwrap();
        assert_eq!(parts.concat(), archive(&files()).unwrap());
        // One for each file, and the list.
        let lengths = parts.iter().map(Vec::len);
        assert_eq!(lengths.clone().count(), 10);
        assert!(
            lengths
                .zip((1..=9).chain([2]))
                .all(|(length, at)| length < at * 1_000 + 200)
        );
    }

    #[test]
    fn an_archive_of_which_a_file_fails_has_no_end() {
        let fails = Err(io::Error::other("gone"));
        let of = files().into_iter().map(Ok).chain([fails]);
        let mut parts = Box::pin(in_parts(iter(of)));
        let mut sent = Vec::new();
        let problem = loop {
            match parts.try_next().now_or_never().unwrap() {
                Ok(part) => sent.extend(part.expect("it says that it fails")),
                Err(problem) => break problem,
            }
        };
        assert_eq!(problem.to_string(), "gone");
        let whole = archive(&files()).unwrap();
        assert!(whole.starts_with(&sent) && sent.len() > 45_000);
        assert!(zip::ZipArchive::new(Cursor::new(sent)).is_err());
    }
}
