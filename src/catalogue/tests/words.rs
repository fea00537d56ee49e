//! Every kind of problem is worded in every language.

use crate::assets::Assets;
use crate::catalogue::Fault;
use crate::domain::lang::Lang;
use crate::locale::Locale;

#[test]
fn every_problem_has_words_that_use_every_value() {
    for lang in Lang::ALL {
        let locale = Locale::load(&Assets::default(), lang).unwrap();
        for (key, values) in Fault::WORDS {
            let text = locale.say(key);
            assert_ne!(text, *key, "{lang:?}");
            for value in *values {
                assert!(
                    text.contains(&format!("{{{value}}}")),
                    "{lang:?} {key} {value}"
                );
            }
            // A gap with forms of a word in it follows a value that stands beside it.
            let gaps = text.split('{').skip(1);
            let values_told = gaps.filter(|gap| !gap.split('}').next().unwrap().contains(':'));
            assert_eq!(values_told.count(), values.len(), "{lang:?} {key}");
        }
    }
}

#[test]
fn no_words_are_left_over() {
    let edge = ["check.whole", "check.line", "check.found"];
    for lang in Lang::ALL {
        let locale = Locale::load(&Assets::default(), lang).unwrap();
        for key in locale.keys().filter(|key| key.starts_with("check.")) {
            let known = Fault::WORDS.iter().any(|(known, _)| *known == key);
            assert!(known || edge.contains(&key), "{lang:?} {key}");
        }
    }
}

#[test]
fn a_problem_fills_its_own_words() {
    let fault = Fault::BandGap {
        from: String::from("84.51"),
        to: String::from("84.99"),
    };
    let locale = Locale::load(&Assets::default(), Lang::En).unwrap();
    let text = locale.fill(fault.key(), &fault.values());
    assert!(text.starts_with("No band covers 84.51 to 84.99."), "{text}");
}
