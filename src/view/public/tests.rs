use super::{ErrorKind, PublicFacts, error, how, privacy, receipt, start};
use crate::assets::Assets;
use crate::domain::lang::Lang;
use crate::locale::Locale;

fn pages() -> Vec<String> {
    let facts = PublicFacts {
        bundle: "bundle",
        style: "style",
    };
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        let words = Locale::load(&Assets::default(), lang).unwrap();
        for page in [start, how, privacy, receipt] {
            pages.push(page(&words, &facts).into_string());
        }
        for kind in [
            ErrorKind::Missing,
            ErrorKind::Unread,
            ErrorKind::TooLong,
            ErrorKind::Busy,
            ErrorKind::Unheard,
        ] {
            let page = error((&words, None), &facts, kind).into_string();
            assert!(!page.contains("<code>"), "{page}");
            let again = page.contains("class=\"button primary\" href=\"\"");
            assert_eq!(again, matches!(kind, ErrorKind::Busy), "{page}");
            pages.push(page);
        }
    }
    pages
}

#[test]
fn every_word_is_there_and_nothing_is_inline() {
    for page in pages() {
        for key in [">public.", "\"public.", ">respondent."] {
            assert!(
                !page.contains(key),
                "a key without a text is shown as itself: {page}"
            );
        }
        assert!(!page.contains("style=") && !page.contains("<style"));
        assert_eq!(
            page.matches("<script").count(),
            page.matches(" src=\"/s/").count()
        );
    }
}

#[test]
fn nobody_reads_a_threshold() {
    for page in pages() {
        assert!(!page.contains("85") && !page.contains("90"), "{page}");
    }
}
