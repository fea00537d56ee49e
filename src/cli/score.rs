//! `prongsai score`

use super::args;
use super::show::{Failure, Shown, list, print};
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::crypto::digest::sha256;
use crate::domain::message::Message;
use crate::domain::score::score_instrument;
use crate::export::score::of_own_file;
use crate::intake::answers::{AnswersError, HeadingProblem, LineProblem, read_answers};
use crate::locale::Locale;

/// Scores an agency's own file of answers, unsuppressed.
pub fn score(words: &Locale, assets: &Assets, args: &args::Score) -> Shown {
    let catalogue = Catalogue::load(assets, sha256)
        .map_err(|problems| Failure::Listed(super::problems::of_frameworks(words, &problems)))?;
    let framework = catalogue.get(&args.framework).ok_or_else(|| {
        let known = catalogue.ids().collect::<Vec<_>>().join(", ");
        Failure::Said(
            Message::new("errors.framework-unknown")
                .with("framework", &args.framework)
                .with("known", known),
        )
    })?;
    let instrument = framework.instrument(&args.instrument).ok_or_else(|| {
        Failure::Said(
            Message::new("errors.instrument-unknown").with("instrument", &args.instrument),
        )
    })?;
    let bytes = super::show::read_file(&args.answers)?;
    let counts = read_answers(&bytes, framework, instrument)
        .map_err(|problem| Failure::Listed(worded(words, &problem)))?;
    let scores = score_instrument(framework, instrument, &counts)
        .ok_or_else(|| Failure::said("answers.no-ballots"))?;
    if args.json {
        let sheet = serde_json::to_string_pretty(&of_own_file(framework, &scores));
        println!("{}", sheet.map_err(|_| Failure::said("errors.database"))?);
        return Ok(());
    }
    let mut sheet = list(words, &["code", "score", "n"]);
    for figure in std::iter::once(&scores.own).chain(scores.figures()) {
        sheet.rows.push(vec![
            figure.code.as_str().into(),
            figure.score().to_string().into(),
            figure.n.into(),
        ]);
    }
    print(&sheet, args::Format::Table)
}

fn worded(words: &Locale, error: &AnswersError) -> String {
    let messages: Vec<Message> = match error {
        AnswersError::Empty => vec![Message::new("answers.empty")],
        AnswersError::NoBallots => vec![Message::new("answers.no-ballots")],
        AnswersError::Heading(problems) => problems.iter().map(of_heading).collect(),
        AnswersError::Lines(problems) => problems.iter().map(of_line).collect(),
    };
    let mut lines: Vec<String> = messages.iter().map(|message| words.word(message)).collect();
    lines.push(words.say("answers.nothing-scored").to_owned());
    lines.join("\n")
}

fn of_heading(problem: &HeadingProblem) -> Message {
    match problem {
        HeadingProblem::Unknown { position, code } => Message::new("answers.unknown-column")
            .with("position", position)
            .with("code", code),
        HeadingProblem::Twice { position, code } => Message::new("answers.column-twice")
            .with("position", position)
            .with("code", code),
        HeadingProblem::Missing { code } => {
            Message::new("answers.column-missing").with("code", code)
        }
    }
}

fn of_line(problem: &LineProblem) -> Message {
    match problem {
        LineProblem::Cell {
            line,
            column,
            value,
            allowed,
        } => Message::new("answers.bad-cell")
            .with("line", line)
            .with("column", column)
            .with("value", value)
            .with("allowed", allowed),
        LineProblem::Ragged {
            line,
            found,
            expected,
        } => Message::new("answers.ragged")
            .with("line", line)
            .with("found", found)
            .with("expected", expected),
    }
}
