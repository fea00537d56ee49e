//! The audit log: filter, pages, export.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Query;
use serde::Deserialize;

use super::{AuditorSeat, crumbs};
use crate::domain::audit::{AuditEntry, AuditFilter};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;
use crate::view::console::Frame;
use crate::view::console::audit::{self as view, EntryLine};
use crate::view::console::form::Typed;
use crate::view::console::parts::Leaf;
use crate::web::console::answers::Answer;

const ENTRIES_A_PAGE: u64 = 50;

/// A filter as it is typed.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: u64,
}

impl Asked {
    /// A day that is none is passed over.
    fn filter(&self) -> AuditFilter {
        AuditFilter {
            actor: self.actor.trim().to_owned(),
            act: self.act.trim().to_owned(),
            subject: self.subject.trim().to_owned(),
            from: self.from.trim().parse().ok(),
            to: self.to.trim().parse().ok(),
        }
    }

    fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("actor", &self.actor),
            ("act", &self.act),
            ("subject", &self.subject),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    fn query(&self) -> String {
        let pairs = self.fields().map(|(name, value)| {
            let value = percent_encoded(value.trim());
            format!("{name}={value}")
        });
        pairs.join("&")
    }
}

/// A page of the log.
pub async fn log(seat: AuditorSeat, asked: Query<Asked>) -> Answer {
    let filter = asked.filter();
    let read = seat.desk.audit_page(&filter, asked.page, ENTRIES_A_PAGE);
    let (entries, total) = read.await.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let lines: Vec<EntryLine> = entries.iter().map(|entry| line(words, entry)).collect();
    let typed = asked
        .fields()
        .into_iter()
        .fold(Typed::default(), |typed, (name, value)| {
            typed.with(name, value)
        });
    let leaf = Leaf {
        page: asked.page,
        size: ENTRIES_A_PAGE,
        total,
    };
    let frame = Frame {
        title: words.say("audit.title").to_owned(),
        kicker: Some(words.say("console.role_auditor").to_owned()),
        crumbs: crumbs(&seat),
        ..Frame::default()
    };
    let content = view::log(words, &typed, &acts(words), &lines, (leaf, &asked.query()));
    Ok(seat.page(frame, &content))
}

/// The entries that pass the filter, as CSV.
pub async fn csv(seat: AuditorSeat, asked: Query<Asked>) -> Answer {
    let entries = seat.desk.audit_export(&asked.filter()).await;
    let entries = entries.map_err(|refusal| seat.trouble(&refusal))?;
    let bytes = sheet(seat.words(), &entries)
        .to_csv()
        .map_err(actix_web::error::ErrorInternalServerError)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            "attachment; filename=\"audit-log.csv\"",
        ))
        .body(bytes))
}

fn sheet(words: &Locale, entries: &[AuditEntry]) -> Sheet {
    let codes = [
        "number", "when", "actor", "act", "subject", "detail", "hash",
    ];
    let mut sheet = Sheet::new(
        codes
            .iter()
            .map(|code| Column {
                code,
                heading: words.say(&format!("audit.{code}")).to_owned(),
            })
            .collect(),
    );
    for entry in entries {
        let line = line(words, entry);
        sheet.rows.push(vec![
            Cell::Number(u64::try_from(entry.number).unwrap_or_default()),
            line.when.into(),
            line.actor.into(),
            Cell::coded(entry.act.as_str(), line.act),
            line.subject.into(),
            Cell::coded(entry.detail.as_str(), line.detail),
            entry.hash.clone().unwrap_or_default().into(),
        ]);
    }
    sheet
}

fn line(words: &Locale, entry: &AuditEntry) -> EntryLine {
    EntryLine {
        number: entry.number,
        when: entry.at.map_or_else(
            || words.day(entry.day),
            |at| words.moment(at.to_zoned(thai_zone()).datetime()),
        ),
        actor: entry.actor.clone(),
        act: words.act(&entry.act).to_owned(),
        subject: entry.subject.clone(),
        detail: words.act_detail(&entry.act, &entry.detail),
    }
}

/// Acts to choose from; the first choice is all of them.
fn acts(words: &Locale) -> Vec<(String, String)> {
    let all = (String::new(), words.say("audit.all_acts").to_owned());
    let known = words.keys().filter_map(|key| {
        let code = key.strip_prefix("acts.")?;
        Some((code.to_owned(), words.say(key).to_owned()))
    });
    std::iter::once(all).chain(known).collect()
}
