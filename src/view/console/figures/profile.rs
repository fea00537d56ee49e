//! Who answered, as far as they said: by itself, beside no answer.

use maud::{Markup, html};

use super::charts::bar;
use super::words::why;
use crate::domain::disclosure::{ProfileFigure, ProfileLine, ProfileShown};
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::{Instrument, ProfileQuestion};
use crate::locale::Locale;
use crate::view::console::parts::table;

/// One small table for all questions; nothing where the instrument has none.
pub fn who_answered(words: &Locale, instrument: &Instrument, profile: &[ProfileFigure]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.profile_said")) }
            th.spare scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.profile_people")) }
            th.figure scope="col" { (words.say("figures.profile_share")) }
        }
    };
    let asked = || profile.iter().zip(&instrument.profile);
    let body = html! { @for (figure, question) in asked() { (rows(words, figure, question)) } };
    html! {
        @if !profile.is_empty() {
            h2 { (words.say("figures.profile_title")) }
            p { (words.say("figures.profile_hint")) }
            (table(words.say("figures.profile_caption"), &head, &body))
        }
    }
}

fn rows(words: &Locale, figure: &ProfileFigure, question: &ProfileQuestion) -> Markup {
    let lines = figure.shown.lines(question, words.lang());
    let ballots: u64 = lines.iter().map(|line| line.n).sum();
    html! {
        tr.item { th scope="rowgroup" colspan="4" { (question.text.get(words.lang())) } }
        @if let ProfileShown::Withheld(withheld) = figure.shown {
            tr.sub-item { td colspan="4" { (why(words, withheld)) } }
        }
        @for line in &lines {
            @let share = share(line.n, ballots);
            tr.sub-item {
                th scope="row" { (label(words, line)) }
                td.bar-cell.spare { (bar(share)) }
                td.figure { (line.n) }
                td.figure { (share) }
            }
        }
    }
}

/// What those of a line said.
fn label(words: &Locale, line: &ProfileLine<'_>) -> String {
    let labels = line.labels.join(", ");
    match (line.code, labels.is_empty()) {
        (Some(_), _) => labels,
        (None, true) => words.say("figures.profile_unsaid").to_owned(),
        (None, false) => words.fill("figures.profile_rest", &[("others", &labels)]),
    }
}

/// Percent of the ballots.
fn share(n: u64, ballots: u64) -> Score {
    Score::round(&Exact::new((n * 100).into(), ballots.max(1).into()))
}
