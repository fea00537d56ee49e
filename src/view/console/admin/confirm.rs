//! Acts that cannot be taken back ask once more, on a page of their own that says what happens.

use maud::{Markup, html};

use crate::locale::Locale;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// What happens, a sentence each.
    pub lines: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// What the button says.
    pub button: String,
    /// Whether something is destroyed.
    pub danger: bool,
    /// Where those go who do not want to.
    pub back: String,
}

/// The page; `fields` are asked besides.
pub fn confirm(words: &Locale, question: &Question, fields: &Markup) -> Markup {
    let class = if question.danger { "danger" } else { "primary" };
    html! {
        ul { @for line in &question.lines { li { (line) } } }
        form.narrow method="post" action=(question.action) {
            (fields)
            div.actions {
                button class=(class) type="submit" { (question.button) }
                a.button.secondary href=(question.back) { (words.say("rounds.back")) }
            }
        }
    }
}
