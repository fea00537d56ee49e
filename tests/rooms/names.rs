//! Which paths a file names: `use` trees and paths within code, each from its root.

use crate::source::Token;

/// One path as the source names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Path {
    /// From 1.
    pub line: usize,
    /// `crate::…` for everything of the house; else the first segment is a crate, or a name in reach.
    pub segments: Vec<String>,
}

impl Path {
    pub fn text(&self) -> String {
        self.segments.join("::")
    }

    /// The room, where the path leads into the house.
    pub fn room(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [house, named, ..] if house == "crate" => Some(named),
            _ => None,
        }
    }

    /// The first segment, where the path leads elsewhere.
    pub fn krate(&self) -> Option<&str> {
        self.segments
            .first()
            .map(String::as_str)
            .filter(|root| *root != "crate")
    }
}

/// All paths of a file. `module` is its own path in the house, without `crate`.
pub fn paths(tokens: &[Token], module: &[String]) -> Vec<Path> {
    let mut walk = Walk {
        tokens,
        at: 0,
        module: module.to_vec(),
        blocks: Vec::new(),
        found: Vec::new(),
    };
    while walk.at < tokens.len() {
        walk.step();
    }
    walk.found
}

struct Walk<'a> {
    tokens: &'a [Token],
    at: usize,
    module: Vec<String>,
    /// One entry an open brace: is it a module's?
    blocks: Vec<bool>,
    found: Vec<Path>,
}

impl Walk<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| token.text.as_str())
    }

    fn word_at(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(Token::is_word)
    }

    fn step(&mut self) {
        match self.text(0) {
            "use" if self.text(1) != "<" => {
                self.at += 1;
                self.tree(&[]);
            }
            "extern" if self.text(1) == "crate" => {
                self.at += 2;
                self.tree(&[]);
            }
            "mod" if self.text(2) == "{" => {
                self.module.push(self.text(1).to_owned());
                self.blocks.push(true);
                self.at += 3;
            }
            "{" => {
                self.blocks.push(false);
                self.at += 1;
            }
            "}" => {
                if self.blocks.pop() == Some(true) {
                    self.module.pop();
                }
                self.at += 1;
            }
            _ => self.path_in_code(),
        }
    }

    /// A name followed by `::`, with or without a `::` before it that no type or path carries on.
    fn path_in_code(&mut self) {
        let before = |back: usize| self.at.checked_sub(back).map(|at| &self.tokens[at]);
        let carried_on = before(1).is_some_and(|token| token.text == "::")
            && before(2).is_some_and(|token| token.text == ">" || is_name(token));
        let starts = is_name(&self.tokens[self.at]) && self.text(1) == "::" && !carried_on;
        let mut segments = Vec::new();
        let line = self.tokens[self.at].line;
        self.at += 1;
        if !starts {
            return;
        }
        segments.push(self.tokens[self.at - 1].text.clone());
        while self.text(0) == "::" && self.word_at(1) {
            segments.push(self.text(1).to_owned());
            self.at += 2;
        }
        self.keep(line, segments);
    }

    /// One branch of a `use` tree under these segments.
    fn tree(&mut self, above: &[String]) {
        let mut segments = above.to_vec();
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            match self.text(0) {
                "::" => self.at += 1,
                "{" => return self.branches(&segments),
                "as" => self.at += 2,
                "" | "," | "}" | ";" => break,
                _ => {
                    segments.push(self.text(0).to_owned());
                    self.at += 1;
                }
            }
        }
        self.keep(line, segments);
    }

    fn branches(&mut self, above: &[String]) {
        while !matches!(self.text(0), "" | "}") {
            self.at += 1;
            if self.text(0) != "}" {
                self.tree(above);
            }
        }
        self.at += 1;
    }

    fn keep(&mut self, line: usize, segments: Vec<String>) {
        let segments = self.spelt_out(segments);
        self.found.push(Path { line, segments });
    }

    /// `prongsai`, `self` and `super` spelt out.
    fn spelt_out(&self, segments: Vec<String>) -> Vec<String> {
        let ups = segments
            .iter()
            .take_while(|segment| *segment == "super" || *segment == "self");
        let (given, supers) = (
            ups.clone().count(),
            ups.filter(|segment| *segment == "super").count(),
        );
        let root = |rest: &[String]| [&["crate".to_owned()], rest].concat();
        match segments.first().map(String::as_str) {
            Some("prongsai") => root(&segments[1..]),
            Some("self" | "super") => {
                let depth = self.module.len().saturating_sub(supers);
                [&root(&self.module[..depth]), &segments[given..]].concat()
            }
            _ => segments,
        }
    }
}

/// A word that can be a segment: none of those after which a path may begin with `::`.
fn is_name(token: &Token) -> bool {
    const BEFORE: [&str; 8] = ["as", "dyn", "else", "impl", "in", "match", "mut", "return"];
    token.is_word() && !BEFORE.contains(&token.text.as_str())
}
