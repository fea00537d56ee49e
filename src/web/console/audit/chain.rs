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

/// A digest that was noted earlier.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    digest: String,
}

/// Walks the whole chain.
pub async fn chain(seat: AuditorSeat, sought: Query<Sought>) -> Answer {
    let check = seat.desk.check_chain(&sought.digest).await;
    let check = check.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let asked = !sought.digest.trim().is_empty();
    let shown = ChainShown {
        entries: check.entries,
        last: check.last.clone(),
        sought: asked.then(|| match check.found {
            Some(number) => words.fill("audit.found", &[("number", &number.to_string())]),
            None => words.say("audit.not_found").to_owned(),
        }),
    };
    let frame = Frame {
        title: words.say("audit.chain_title").to_owned(),
        kicker: Some(words.say("console.role_auditor").to_owned()),
        crumbs: crumbs(&seat),
        notice: Some(verdict(words, &check)),
        ..Frame::default()
    };
    let typed = Typed::default().with("digest", &sought.digest);
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
