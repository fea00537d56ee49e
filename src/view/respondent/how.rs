//! "How is that possible?": four small pictures, a sentence or two under each.

use maud::{Markup, PreEscaped, html};

use crate::locale::Locale;

/// Pictures by the name of their step, drawn without a word so that both languages share them.
const STEPS: [(&str, &str); 4] = [
    ("seal", include_str!("../../../assets/img/seal.svg")),
    ("sign", include_str!("../../../assets/img/sign.svg")),
    ("box", include_str!("../../../assets/img/box.svg")),
    ("counts", include_str!("../../../assets/img/counts.svg")),
];

/// The explanation as a picture story, for the questionnaire's welcome and for `/how`.
pub fn how(words: &Locale) -> Markup {
    html! {
        ol.story {
            @for (step, picture) in STEPS {
                li {
                    (PreEscaped(picture))
                    div {
                        h2 { (words.say(&format!("respondent.how_{step}_title"))) }
                        p { (words.say(&format!("respondent.how_{step}_text"))) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Assets;
    use crate::domain::lang::Lang;

    #[test]
    fn the_story_is_told_in_150_words() {
        let words = Locale::load(&Assets::default(), Lang::En).unwrap();
        let told = STEPS.iter().flat_map(|(step, _)| {
            ["title", "text"].map(|part| format!("respondent.how_{step}_{part}"))
        });
        let told: usize = told.map(|key| words.say(&key).split_whitespace().count()).sum();
        assert!((75..=150).contains(&told), "{told} words");
    }
}
