//! Reading lines that somebody may have changed: what can be read is read, the rest is named.

use std::str::FromStr;

use super::{Findings, Trouble};
use crate::domain::message::Message;

/// A file that is checked line by line.
pub(super) struct Sheet<'a> {
    pub name: String,
    pub agency: Option<String>,
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Sheet<'a> {
    /// The lines of a file; nothing if it is no text.
    pub fn of(name: &str, bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Self {
            name: name.to_owned(),
            agency: None,
            lines: text.lines().collect(),
            at: 0,
        })
    }

    /// Number of the line that was read last, counted from 1.
    pub fn line(&self) -> usize {
        self.at
    }

    /// The next line, if it is not the last.
    pub fn next(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.at).copied();
        self.at += usize::from(line.is_some());
        line
    }

    /// The value of the next line, which must be `name value`.
    pub fn named<T: FromStr>(&mut self, name: &str, findings: &mut Findings) -> Option<T> {
        let line = self.next();
        let value = line
            .and_then(|line| line.strip_prefix(name)?.strip_prefix(' '))
            .and_then(|value| value.parse().ok());
        if value.is_none() {
            findings.troubles.push(self.trouble(
                self.at.max(1),
                Message::new("verify.line-expected").with("expected", name),
            ));
        }
        value
    }

    /// Lines up to the next one that begins with `end` and a space, or to the end of the file.
    pub fn until(&mut self, end: &str) -> Vec<(usize, &'a str)> {
        let mut lines = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            let ends = line
                .strip_prefix(end)
                .is_some_and(|rest| rest.starts_with(' '));
            if ends && !end.is_empty() {
                break;
            }
            self.at += 1;
            lines.push((self.at, *line));
        }
        lines
    }

    /// What is wrong with a line.
    pub fn trouble(&self, line: usize, what: Message) -> Trouble {
        Trouble {
            line: Some(line),
            ..self.about(what)
        }
    }

    /// What is wrong with the file.
    pub fn about(&self, what: Message) -> Trouble {
        Trouble {
            file: self.name.clone(),
            line: None,
            agency: self.agency.clone(),
            what,
        }
    }
}
