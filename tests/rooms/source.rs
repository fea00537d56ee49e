//! Rust text to tokens with line numbers: comments gone, strings empty, test code taken out.

/// A word or a sign of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// From 1.
    pub line: usize,
    /// Word, number, `::`, one other sign, or `""` for any string or character.
    pub text: String,
}

impl Token {
    /// A name or keyword.
    pub fn is_word(&self) -> bool {
        self.text
            .starts_with(|first: char| first.is_alphabetic() || first == '_')
    }

    pub fn is_number(&self) -> bool {
        self.text.starts_with(|first: char| first.is_ascii_digit())
    }
}

/// Splits a file into tokens.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        text: text.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut tokens: Vec<Token> = Vec::new();
    while reader.at < reader.text.len() {
        let line = reader.line;
        let after_dot = tokens.last().is_some_and(|token| token.text == ".");
        if let Some(text) = reader.next(after_dot) {
            tokens.push(Token { line, text });
        }
    }
    tokens
}

struct Reader {
    text: Vec<char>,
    at: usize,
    line: usize,
}

impl Reader {
    /// The next token, or nothing where a space or a comment ends.
    fn next(&mut self, after_dot: bool) -> Option<String> {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.skip_while(|sign| sign != '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => return Some(self.string()),
            ('\'', _) => return self.character_or_lifetime(),
            (':', ':') => return Some(self.take(2)),
            (first, _) if first.is_whitespace() => self.step(),
            (first, _) if first.is_ascii_digit() => return Some(self.number(after_dot)),
            (first, _) if first.is_alphabetic() || first == '_' => return self.word(),
            _ => return Some(self.take(1)),
        }
        None
    }

    fn peek(&self, ahead: usize) -> char {
        self.text.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) {
        self.line += usize::from(self.peek(0) == '\n');
        self.at += 1;
    }

    fn take(&mut self, count: usize) -> String {
        let start = self.at;
        (0..count).for_each(|_| self.step());
        self.text[start..self.at].iter().collect()
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.at < self.text.len() && wanted(self.peek(0)) {
            self.step();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.step();
                    continue;
                }
            }
            self.take(2);
            if depth == 0 {
                return;
            }
        }
    }

    /// From its first quotation mark to its last.
    fn string(&mut self) -> String {
        self.step();
        while self.at < self.text.len() && self.peek(0) != '"' {
            let escaped = self.peek(0) == '\\';
            self.step();
            if escaped {
                self.step();
            }
        }
        self.step();
        "\"\"".to_owned()
    }

    /// From the signs `#` before the first quotation mark.
    fn raw_string(&mut self) -> String {
        let before = self.at;
        self.skip_while(|sign| sign == '#');
        let hashes = self.at - before;
        self.step();
        while self.at < self.text.len() {
            let ends = self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#');
            self.step();
            if ends {
                self.take(hashes);
                break;
            }
        }
        "\"\"".to_owned()
    }

    fn character_or_lifetime(&mut self) -> Option<String> {
        let lifetime = self.peek(1) != '\\' && self.peek(2) != '\'';
        self.step();
        if lifetime {
            self.skip_while(|sign| sign.is_alphanumeric() || sign == '_');
            return None;
        }
        if self.peek(0) == '\\' {
            self.step();
        }
        self.step();
        self.skip_while(|sign| sign != '\'');
        self.step();
        Some("\"\"".to_owned())
    }

    /// With its fraction and suffix; after a dot it is a field of a tuple and has none.
    fn number(&mut self, after_dot: bool) -> String {
        let start = self.at;
        self.skip_while(|sign| sign.is_alphanumeric() || sign == '_');
        if !after_dot && self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            self.step();
            self.skip_while(|sign| sign.is_alphanumeric() || sign == '_');
        }
        self.text[start..self.at].iter().collect()
    }

    fn word(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_while(|sign| sign.is_alphanumeric() || sign == '_');
        let word: String = self.text[start..self.at].iter().collect();
        match (word.as_str(), self.peek(0), self.peek(1)) {
            ("b" | "c", '"', _) => Some(self.string()),
            ("b", '\'', _) => self.character_or_lifetime(),
            ("r" | "br" | "cr", '"', _) | ("r" | "br" | "cr", '#', '#' | '"') => {
                Some(self.raw_string())
            }
            ("r", '#', _) => {
                self.step();
                self.word()
            }
            _ => Some(word),
        }
    }
}

/// The tokens without any item under `#[cfg(test)]`, and the names of the modules in other files among those items.
pub fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut modules, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        if !starts_with(&tokens[at..], &MARK) {
            kept.push(token.clone());
            at += 1;
            continue;
        }
        let item = &tokens[at + MARK.len()..];
        let length = item_length(item);
        modules.extend(module_of(&item[..length]));
        at += MARK.len() + length;
    }
    (kept, modules)
}

fn starts_with(tokens: &[Token], texts: &[&str]) -> bool {
    tokens.len() >= texts.len()
        && tokens
            .iter()
            .zip(texts)
            .all(|(token, text)| token.text == *text)
}

/// To the first `;` or the end of the first block outside of any bracket.
fn item_length(item: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in item.iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 0 => return at,
            "}" if depth == 1 => return at + 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

fn module_of(item: &[Token]) -> Option<String> {
    let [.., keyword, name, end] = item else {
        return None;
    };
    (keyword.text == "mod" && end.text == ";").then(|| name.text.clone())
}
