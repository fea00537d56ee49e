//! A message that is worded at the edge: a key and its values, never a sentence.

/// Key of a text in the locale files, with what goes into its gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Key such as `errors.round-unknown`.
    pub key: &'static str,
    /// Values for `{name}` in the text.
    pub values: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without values.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    /// With one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}
