//! What respondents will see, to look at beforehand. Nothing here has a live link.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::Path;

use super::{AdminSeat, document, of_round, round_frame};
use crate::domain::lang::Lang;
use crate::domain::mail::MailKind;
use crate::service::administrator::MailPreview;
use crate::view::console::admin::preview as view;
use crate::view::console::{Mood, Notice};
use crate::view::respondent::{self, PageFacts};
use crate::web::console::answers::Answer;

/// A mail has its style in itself; nothing else is let in, and nothing out.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// The list of what there is to look at.
pub async fn list(seat: AdminSeat, code: Path<String>) -> Answer {
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let (framework, _) = seat.desk.instrument(&round).map_err(|r| seat.trouble(&r))?;
    let (words, base) = (seat.words(), format!("{}/preview", of_round(&code)));
    let pages: Vec<view::Look> = framework
        .languages
        .iter()
        .map(|lang| {
            let name = match lang {
                Lang::Th => "rounds.preview_th",
                Lang::En => "rounds.preview_en",
            };
            (
                format!("{base}/page/{}", lang.code()),
                words.say(name).to_owned(),
            )
        })
        .collect();
    let mails = MailKind::ALL.map(|kind| {
        let name = words.say(name_of(kind)).to_owned();
        (format!("{base}/mail/{}", kind.code()), name)
    });
    let frame = round_frame(words, &code, words.say("rounds.preview").to_owned());
    Ok(seat.page(frame, &view::list(words, &pages, &mails)))
}

/// The questionnaire in a language.
pub async fn questionnaire(seat: AdminSeat, path: Path<(String, String)>) -> Answer {
    let (code, lang) = path.into_inner();
    let lang: Lang = lang.parse().map_err(|_| seat.missing())?;
    let draft = seat.desk.draft(&code).await.map_err(|_| seat.missing())?;
    let found = seat.desk.instrument(&draft.round);
    let (framework, instrument) = found.map_err(|r| seat.trouble(&r))?;
    let terms = &draft.round.terms;
    let facts = PageFacts {
        round_number: u32::from(terms.number),
        fiscal_year: terms.fiscal_year,
        custodians: &draft.custodians,
        threshold: terms.custody.threshold(),
    };
    let words = seat.console.words(lang);
    let page = respondent::page(framework, instrument, words, &facts);
    let back = format!("{}/preview", of_round(&code));
    let style = &seat.console.preview_style;
    Ok(document(view::questionnaire(words, style, &back, &page)))
}

/// A mail: its words.
pub async fn mail(seat: AdminSeat, path: Path<(String, String)>) -> Answer {
    let (code, kind) = path.into_inner();
    let kind = kind_of(&kind).ok_or_else(|| seat.missing())?;
    mail_page(&seat, &code, kind, None).await
}

/// A mail: its HTML, as a document of its own.
pub async fn mail_html(seat: AdminSeat, path: Path<(String, String)>) -> Answer {
    let (code, kind) = path.into_inner();
    let kind = kind_of(&kind).ok_or_else(|| seat.missing())?;
    let mail = found(&seat, &code, kind).await?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, MAIL_POLICY))
        .body(mail.html))
}

/// Sends the mail to whoever asks.
pub async fn test(seat: AdminSeat, path: Path<(String, String)>) -> Answer {
    let (code, kind) = path.into_inner();
    let kind = kind_of(&kind).ok_or_else(|| seat.missing())?;
    let notice = match seat.desk.send_test_mail(&code, kind).await {
        Ok(address) => Notice {
            mood: Mood::Done,
            text: seat
                .words()
                .fill("rounds.test_sent", &[("address", &address)]),
        },
        Err(refusal) => Notice {
            mood: Mood::Refused,
            text: seat.said(&refusal)?,
        },
    };
    mail_page(&seat, &code, kind, Some(notice)).await
}

async fn mail_page(seat: &AdminSeat, code: &str, kind: MailKind, notice: Option<Notice>) -> Answer {
    let mail = found(seat, code, kind).await?;
    let (words, base) = (seat.words(), format!("{}/preview", of_round(code)));
    let mut frame = round_frame(words, code, words.say(name_of(kind)).to_owned());
    frame.notice = notice;
    let here = format!("{base}/mail/{}", kind.code());
    let test = seat.desk.can_send().then(|| format!("{here}/test"));
    let html = format!("{here}/html");
    let content = view::mail(words, &mail.subject, &mail.text, &html, test.as_deref());
    Ok(seat.page(frame, &content))
}

async fn found(seat: &AdminSeat, code: &str, kind: MailKind) -> actix_web::Result<MailPreview> {
    let mail = seat.desk.mail_preview(code, kind).await;
    mail.map_err(|r| seat.trouble(&r))
}

fn kind_of(code: &str) -> Option<MailKind> {
    MailKind::ALL.into_iter().find(|kind| kind.code() == code)
}

const fn name_of(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Invite => "rounds.mail_invite",
        MailKind::Remind => "rounds.mail_remind",
        MailKind::Extended => "rounds.mail_extended",
    }
}
