//! Pages and other answers of the office.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER};
use actix_web::{HttpResponse, error::InternalError};
use maud::Markup;

use super::super::answers::NO_WRITING_AGAIN;
use super::Console;
use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::view::console::frame::in_english_too;
use crate::view::console::parts::{together, way_home};
use crate::view::console::{Frame, Mood, Notice, Switch, framed};

/// A handler's answer; what goes wrong is an answer too.
pub type Answer = actix_web::Result<HttpResponse>;

/// An answer as an error, for `?`.
pub fn instead(response: HttpResponse) -> actix_web::Error {
    InternalError::from_response("", response).into()
}

/// Goes on to another page, after something was done.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .finish()
}

impl Console {
    /// A page in the frame.
    pub fn page(
        &self,
        status: StatusCode,
        words: &Locale,
        frame: Frame,
        content: &Markup,
    ) -> HttpResponse {
        let frame = Frame {
            style: &self.style,
            bundle: &self.bundle,
            ..frame
        };
        HttpResponse::build(status)
            .content_type(ContentType::html())
            .insert_header((REFERRER_POLICY, "same-origin"))
            .body(framed(words, &frame, content).into_string())
    }

    /// There is nothing here, or nothing for this person: the same bytes.
    pub fn missing(&self, lang: Lang) -> HttpResponse {
        let words = self.words(lang);
        let frame = Frame {
            title: words.say("console.missing_title").to_owned(),
            switch: Switch::None,
            ..Frame::default()
        };
        let content = way_home(words, words.say("console.missing"));
        self.page(StatusCode::NOT_FOUND, words, frame, &content)
    }

    /// An act was refused, or failed: what a person can mend is said, anything else is logged
    /// under an operation id and shown as nothing but that id. That nothing can be saved is said too.
    pub fn trouble(&self, lang: Lang, refusal: &Refusal) -> HttpResponse {
        let words = self.words(lang);
        if refusal.is_no_writing() {
            tracing::error!(cause = %refusal, "nothing can be saved");
            let text = words.word_for_office(&refusal.message());
            let mut page = self.refused(lang, StatusCode::SERVICE_UNAVAILABLE, &text);
            let again = HeaderValue::from_static(NO_WRITING_AGAIN);
            page.headers_mut().insert(RETRY_AFTER, again);
            return page;
        }
        if let Some(text) = self.said(lang, refusal) {
            self.refused(lang, StatusCode::UNPROCESSABLE_ENTITY, &text)
        } else {
            let operation = self.front.operation_id();
            tracing::error!(operation, cause = %refusal, "an act of the office failed");
            let text = words.fill("console.failed", &[("operation", &operation)]);
            let frame = Frame {
                title: words.say("console.failed_title").to_owned(),
                switch: Switch::None,
                ..Frame::default()
            };
            let content = way_home(words, &text);
            self.page(StatusCode::SERVICE_UNAVAILABLE, words, frame, &content)
        }
    }

    /// What a person can mend, in words; nothing where the failure is ours.
    pub fn said(&self, lang: Lang, refusal: &Refusal) -> Option<String> {
        let words = self.words(lang);
        refusal.is_mendable().then(|| {
            let message = refusal.message();
            words.word_for_office(&message)
        })
    }

    /// A page that says why nothing was done.
    pub fn refused(&self, lang: Lang, status: StatusCode, text: &str) -> HttpResponse {
        let words = self.words(lang);
        let content = way_home(words, "");
        self.page(status, words, refused(words, text), &content)
    }

    /// The same to somebody whose language is not known, in both.
    pub fn refused_to_anybody(&self, status: StatusCode, key: &str) -> HttpResponse {
        let [words, also] = [Lang::Th, Lang::En].map(|lang| self.words(lang));
        let content = together(&[in_english_too(also, also.say(key)), way_home(words, "")]);
        self.page(status, words, refused(words, words.say(key)), &content)
    }
}

fn refused<'a>(words: &Locale, text: &str) -> Frame<'a> {
    Frame {
        title: words.say("console.mood_refused").to_owned(),
        notice: Some(Notice {
            mood: Mood::Refused,
            text: text.to_owned(),
        }),
        switch: Switch::None,
        ..Frame::default()
    }
}
