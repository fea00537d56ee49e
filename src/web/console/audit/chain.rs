//! The check of the audit log's chain.

use actix_web::web::Query;
use serde::Deserialize;

use super::{AuditorSeat, crumbs};
use crate::domain::audit::{ChainBreak, ChainCheck};
use crate::locale::Locale;
use crate::view::console::audit::{self as view, ChainShown};
use crate::view::console::form::Typed;
use crate::view::console::{Frame, Mood, Notice};
use crate::web::console::answers::Answer;

/// What is asked: a digest that was noted earlier, or none.
#[derive(Deserialize)]
pub struct Asked {
    digest: Option<String>,
}

/// The end of the chain; and what its check came to, once that was asked for: the whole log is read.
pub async fn chain(seat: AuditorSeat, asked: Query<Asked>) -> Answer {
    let trouble = |refusal| seat.trouble(&refusal);
    let words = seat.words();
    let (entries, last) = seat.desk.chain_end().await.map_err(trouble)?;
    let mut shown = ChainShown {
        entries,
        last,
        sought: None,
    };
    let mut notice = None;
    if let Some(digest) = &asked.digest {
        let check = seat.desk.check_chain(digest).await.map_err(trouble)?;
        let looked_for = !digest.trim().is_empty();
        shown.sought = looked_for.then(|| match check.found {
            Some(number) => words.fill("audit.found", &[("number", &number.to_string())]),
            None => words.say("audit.not_found").to_owned(),
        });
        notice = Some(verdict(words, &check));
    }
    let frame = Frame {
        title: words.say("audit.chain_title").to_owned(),
        kicker: Some(words.say("console.role_auditor").to_owned()),
        crumbs: crumbs(&seat),
        notice,
        ..Frame::default()
    };
    let typed = Typed::default().with("digest", asked.digest.as_deref().unwrap_or_default());
    Ok(seat.page(frame, &view::chain(words, &typed, &shown)))
}

fn verdict(words: &Locale, check: &ChainCheck) -> Notice {
    let (mood, key, number) = match check.broken {
        None => (Mood::Done, "audit.whole", check.entries.to_string()),
        Some(ChainBreak::Missing(number)) => {
            (Mood::Refused, "audit.broken_missing", number.to_string())
        }
        Some(ChainBreak::Altered(number)) => {
            (Mood::Refused, "audit.broken_altered", number.to_string())
        }
    };
    Notice {
        mood,
        text: words.fill(key, &[("number", &number)]),
    }
}
