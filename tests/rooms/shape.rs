//! Lengths of functions and files, names of files, numbers that round.

use crate::source::Token;

/// Lines of a function, from `fn` to its last brace.
pub const LONGEST_FUNCTION: usize = 60;
/// Lines of a file, tests included.
pub const LONGEST_FILE: usize = 400;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];

/// Functions that are too long: line, name, lines.
pub fn long_functions(tokens: &[Token]) -> Vec<(usize, String, usize)> {
    let starts = (0..tokens.len()).filter(|at| tokens[*at].text == "fn");
    starts
        .filter_map(|at| {
            let name = tokens.get(at + 1).filter(|name| name.is_word())?;
            let lines = last_line(&tokens[at..])? - tokens[at].line + 1;
            (lines > LONGEST_FUNCTION).then(|| (tokens[at].line, name.text.clone(), lines))
        })
        .collect()
}

/// The line of the brace that ends the body; nothing when there is no body.
fn last_line(function: &[Token]) -> Option<usize> {
    let (mut depth, mut braces) = (0_usize, 0_usize);
    for token in function {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            ";" if depth == 0 && braces == 0 => return None,
            "{" => braces += 1,
            "}" => {
                braces = braces.saturating_sub(1);
                if braces == 0 && depth == 0 {
                    return Some(token.line);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a floating-point number is named or written: line and text.
pub fn floats(tokens: &[Token]) -> Vec<(usize, String)> {
    let rounds = |token: &&Token| {
        matches!(token.text.as_str(), "f32" | "f64")
            || token.is_number()
                && !token.text.starts_with("0x")
                && (token.text.contains('.')
                    || token.text.ends_with("f64")
                    || token.text.ends_with("f32"))
    };
    tokens
        .iter()
        .filter(rounds)
        .map(|token| (token.line, token.text.clone()))
        .collect()
}

/// Whether a segment of a file's path says nothing.
pub fn says_nothing(path: &str) -> bool {
    path.split('/')
        .any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))
}
