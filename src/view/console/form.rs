//! Parts of forms. What was typed stays; what is wrong is said at the field.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::locale::Locale;

/// What was typed into a form, and what is wrong with it, by the names of its fields.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Values.
    pub values: BTreeMap<String, String>,
    /// What to do, at the field.
    pub wrong: BTreeMap<String, String>,
}

impl Typed {
    /// The value of a field, empty if nothing was typed.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The same with a value put in.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// Notes what is wrong with a field.
    pub fn blame(&mut self, name: &str, what: impl Into<String>) {
        self.wrong.insert(name.to_owned(), what.into());
    }

    /// Whether nothing is wrong.
    pub fn is_fine(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// A field with its label, hint and what is wrong.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Name, also the end of its id.
    pub name: &'a str,
    /// Label in the reader's language.
    pub label: &'a str,
    /// A line below the label.
    pub hint: Option<&'a str>,
    /// `type` of the input: `text`, `email`, `password`, `date`, `datetime-local`, `number`, `file`.
    pub kind: &'a str,
    /// `autocomplete` of the input.
    pub autocomplete: Option<&'a str>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Id of a list of what may be meant.
    pub list: Option<&'a str>,
    /// Whether nothing above the form says what is wrong: the reader is led to the field itself.
    pub alone: bool,
}

impl<'a> Field<'a> {
    /// A line of text that must be there.
    pub fn text(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            hint: None,
            kind: "text",
            autocomplete: None,
            optional: false,
            list: None,
            alone: false,
        }
    }

    /// The same of another kind.
    #[must_use]
    pub fn of_kind(mut self, kind: &'a str) -> Self {
        self.kind = kind;
        self
    }

    /// The same with a hint.
    #[must_use]
    pub fn hinted(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The same with what browsers may fill in.
    #[must_use]
    pub fn filled_by(mut self, autocomplete: &'a str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    /// The same, which may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same with a list of what may be meant.
    #[must_use]
    pub fn listed(mut self, list: &'a str) -> Self {
        self.list = Some(list);
        self
    }

    /// The same in a form without a summary.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    fn described(&self, typed: &Typed) -> Option<String> {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if typed.wrong.contains_key(self.name) {
            ids.push(format!("{}-wrong", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn around(&self, words: &Locale, typed: &Typed, control: &Markup) -> Markup {
        let wrong = typed.wrong.get(self.name);
        html! {
            div.field.has-wrong[wrong.is_some()] {
                label for=(self.name) {
                    (self.label)
                    @if self.optional { span.optional { " " (words.say("console.optional")) } }
                }
                @if let Some(hint) = self.hint { p.hint id=(format!("{}-hint", self.name)) { (hint) } }
                @if let Some(wrong) = wrong { p.wrong id=(format!("{}-wrong", self.name)) { (wrong) } }
                (control)
            }
        }
    }

    /// An input. Passwords and files are never filled in again.
    pub fn input(&self, words: &Locale, typed: &Typed) -> Markup {
        let shown = (!matches!(self.kind, "password" | "file")).then(|| typed.value(self.name));
        let wrong = typed.wrong.contains_key(self.name);
        let control = html! {
            input #(self.name) name=(self.name) type=(self.kind) value=[shown]
                autocomplete=[self.autocomplete] list=[self.list] required[!self.optional]
                aria-describedby=[self.described(typed)] aria-invalid=[wrong.then_some("true")]
                autofocus[wrong && self.alone];
        };
        self.around(words, typed, &control)
    }

    /// Several lines of text.
    pub fn area(&self, words: &Locale, typed: &Typed) -> Markup {
        let wrong = typed.wrong.contains_key(self.name);
        let control = html! {
            textarea #(self.name) name=(self.name) rows="4" required[!self.optional]
                aria-describedby=[self.described(typed)] aria-invalid=[wrong.then_some("true")] {
                (typed.value(self.name))
            }
        };
        self.around(words, typed, &control)
    }

    /// A choice among options, each value and text.
    pub fn select(&self, words: &Locale, typed: &Typed, options: &[(String, String)]) -> Markup {
        let chosen = typed.value(self.name);
        let wrong = typed.wrong.contains_key(self.name);
        let control = html! {
            select #(self.name) name=(self.name) required[!self.optional]
                aria-describedby=[self.described(typed)] aria-invalid=[wrong.then_some("true")] {
                @for (value, text) in options {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        };
        self.around(words, typed, &control)
    }
}

/// The list above a form of what is wrong in it, each leading to its field.
pub fn summary(words: &Locale, typed: &Typed) -> Markup {
    html! {
        @if !typed.is_fine() {
            div.notice.refused role="alert" tabindex="-1" {
                strong { (words.say("console.mend")) }
                ul {
                    @for (name, what) in &typed.wrong {
                        li { a href=(format!("#{name}")) { (what) } }
                    }
                }
            }
        }
    }
}

/// A button in a form of its own that posts to `action`.
pub fn button(action: &str, class: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(action) { button class=(class) type="submit" { (text) } }
    }
}
