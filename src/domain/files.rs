//! Files that belong together: of a bundle, of a carried urn, of a key backup.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

/// Files by their names, with `/` between folders, all in memory.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Files that are read one at a time: those of a country do not fit into memory together.
pub trait Bundle {
    /// Names of all files, sorted, each once and none empty.
    fn names(&self) -> Vec<String>;

    /// What the file of this name holds; nothing if there is none.
    ///
    /// # Errors
    /// What the system says, or that the file is damaged.
    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>>;
}

impl Bundle for Files {
    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        Ok(self.get(name).map(|bytes| Cow::Borrowed(&**bytes)))
    }
}
