//! Arguments that cannot be read: what is wrong with them, in the user's language.

use clap::error::{ContextKind, ErrorKind};

use super::show::fill;
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// Language asked for by arguments that cannot be read as a whole.
pub fn lang() -> Lang {
    let typed: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let after = typed
        .iter()
        .skip_while(|word| *word != "--lang")
        .nth(1)
        .map(String::as_str);
    let joined = typed.iter().find_map(|word| word.strip_prefix("--lang="));
    after
        .or(joined)
        .and_then(|code| code.parse().ok())
        .unwrap_or_else(super::system_lang)
}

/// What is wrong, what would be right, and how the command is used; `None` for what is no mistake,
/// such as `--help`.
pub fn worded(words: &Locale, error: &clap::Error) -> Option<String> {
    let of = |kind| error.get(kind).map(ToString::to_string);
    let argument = of(ContextKind::InvalidArg).unwrap_or_default();
    let value = of(ContextKind::InvalidValue).unwrap_or_default();
    let key = match error.kind() {
        ErrorKind::MissingRequiredArgument => "cli.args-missing",
        ErrorKind::InvalidValue if value.is_empty() => "cli.args-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli.args-value",
        ErrorKind::UnknownArgument => "cli.args-unknown",
        ErrorKind::InvalidSubcommand => "cli.args-command",
        ErrorKind::ArgumentConflict if of(ContextKind::PriorArg).as_ref() == Some(&argument) => {
            "cli.args-twice"
        }
        ErrorKind::ArgumentConflict => "cli.args-conflict",
        _ => return None,
    };
    let values = [
        ("argument", argument),
        ("value", value),
        ("other", of(ContextKind::PriorArg).unwrap_or_default()),
        (
            "command",
            of(ContextKind::InvalidSubcommand).unwrap_or_default(),
        ),
    ];
    let hint = |kind, key| {
        let known = of(kind)?.trim_start_matches("Usage: ").to_owned();
        (!known.is_empty()).then(|| fill(words, key, &[("known", known)]))
    };
    let lines = [
        Some(fill(words, key, &values)),
        hint(ContextKind::ValidValue, "cli.args-known"),
        hint(ContextKind::SuggestedSubcommand, "cli.args-meant"),
        hint(ContextKind::SuggestedArg, "cli.args-meant"),
        hint(ContextKind::Usage, "cli.args-usage"),
        Some(words.say("cli.args-help").to_owned()),
    ];
    Some(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}
