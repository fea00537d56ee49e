//! Mails: the list, sending, reminders, their texts.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::people::href_of;
use super::{HrSeat, PAGE, There, base_of, frame, round_of};
use crate::domain::calendar::thai_zone;
use crate::domain::mail::MailKind;
use crate::domain::round::{Round, RoundState};
use crate::service::hr::mail::{MailLine, how_many};
use crate::view::console::form::Typed;
use crate::view::console::hr::mail::{self as view, MailPage, MailRow, RemindCounts};
use crate::view::console::parts::Leaf;
use crate::web::console::answers::{Answer, see_other};

/// States in the order of their tiles.
const STATES: [&str; 5] = ["queued", "sent", "failed", "uncertain", "dropped"];

/// Which mails.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: u64,
    #[serde(default)]
    done: String,
}

/// The list.
pub async fn mail(seat: HrSeat, there: Path<There>, which: Query<Which>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let base = base_of(&seat, &round);
    let trouble = |refusal| seat.trouble(&refusal);
    let page = which.page.saturating_sub(1);
    let mails = seat.desk.mails(&round, &which.state, page, PAGE).await;
    let mails = mails.map_err(trouble)?;
    let counts = seat.desk.mail_counts(&round).await.map_err(trouble)?;
    let total = how_many(&counts, &which.state);
    let uninvited = seat.desk.uninvited(&round).await.map_err(trouble)?;
    let count = |state: &'static str| {
        let count = counts.get(state).copied().unwrap_or_default();
        (state, count, format!("{base}/mail?state={state}"))
    };
    let shown = MailPage {
        base: &base,
        counts: STATES.map(count).into(),
        state: &which.state,
        mails: mails
            .into_iter()
            .map(|mail| row(&seat, &base, mail))
            .collect(),
        leaf: Leaf {
            page,
            size: PAGE,
            total,
        },
        to_invite: uninvited.mails,
        letters: uninvited.letters,
        is_open: round.state == RoundState::Open,
        waits_for_clock: seat.desk.planned_mails_wait(),
    };
    let frame = frame(&seat, &round, "hr_mail.title", &which.done);
    Ok(seat.page(frame, &view::mail(seat.words(), &shown)))
}

fn row(seat: &HrSeat, base: &str, mail: MailLine) -> MailRow {
    let words = seat.words();
    MailRow {
        id: mail.id,
        href: href_of(base, &mail.staff_id),
        name: mail.name,
        email: mail.email,
        kind: mail.kind,
        state: mail.state,
        may_go_again: mail.may_go_again,
        when: match mail.not_before {
            Some(at) => words.moment(at.to_zoned(thai_zone()).datetime()),
            None => words.day(mail.day),
        },
        words: mail.words,
    }
}

/// Queues the invitations that were not sent yet.
pub async fn invite(seat: HrSeat, there: Path<There>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let queued = seat.desk.send_invitations(&round).await;
    queued.map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    Ok(see_other(&format!("{base}/mail?done=queued")))
}

/// Which mails go again.
#[derive(Deserialize)]
pub struct Again {
    state: String,
    id: Option<i64>,
}

/// Sends failed or uncertain mails again.
pub async fn resend(seat: HrSeat, there: Path<There>, form: Form<Again>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let again = seat.desk.resend(&round, &form.state, form.id).await;
    again.map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    Ok(see_other(&format!("{base}/mail?done=queued")))
}

/// When reminders are to go.
#[derive(Deserialize)]
pub struct When {
    day: Option<String>,
    #[serde(default)]
    time: String,
    #[serde(default)]
    expected: usize,
}

impl When {
    fn typed(&self) -> Typed {
        Typed::default()
            .with("day", self.day.as_deref().unwrap_or_default())
            .with("time", &self.time)
    }

    /// The moment; nothing means at once. `Err` where it cannot be read.
    fn moment(&self) -> Result<Option<Timestamp>, ()> {
        let day = self.day.as_deref().unwrap_or_default().trim();
        if day.is_empty() {
            return Ok(None);
        }
        let day: Date = day.parse().map_err(|_| ())?;
        let time: Time = match self.time.trim() {
            "" => Time::constant(9, 0, 0, 0),
            typed => typed.parse().map_err(|_| ())?,
        };
        let zoned = day
            .to_datetime(time)
            .to_zoned(thai_zone())
            .map_err(|_| ())?;
        Ok(Some(zoned.timestamp()))
    }
}

/// Whom reminders would go to.
pub async fn remind_form(seat: HrSeat, there: Path<There>, when: Query<When>) -> Answer {
    let round = round_of(&seat, &there).await?;
    remind_page(&seat, &round, &when, StatusCode::OK, when.typed()).await
}

/// Queues reminders.
pub async fn remind(seat: HrSeat, there: Path<There>, when: Form<When>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let mut typed = when.typed();
    match when.moment() {
        Err(()) => typed.blame("day", seat.words().say("hr_mail.bad_moment")),
        Ok(at) => match seat.desk.remind(&round, at, when.expected).await {
            Ok(_) => {
                let base = base_of(&seat, &round);
                return Ok(see_other(&format!("{base}/mail?done=reminded")));
            }
            Err(refusal) => typed.blame("day", seat.said(&refusal)?),
        },
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    remind_page(&seat, &round, &when, status, typed).await
}

async fn remind_page(
    seat: &HrSeat,
    round: &Round,
    when: &When,
    status: StatusCode,
    mut typed: Typed,
) -> Answer {
    let words = seat.words();
    let mut counted = None;
    let mut status = status;
    match when.moment() {
        Err(()) => typed.blame("day", words.say("hr_mail.bad_moment")),
        Ok(at) => match seat.desk.preview_reminders(round, at).await {
            Ok(plan) => {
                let said = at.map_or_else(
                    || words.say("hr_mail.at_once").to_owned(),
                    |at| words.moment(at.to_zoned(thai_zone()).datetime()),
                );
                let counts = RemindCounts {
                    mails: plan.mails,
                    had_one: plan.had_one,
                    not_invited: plan.not_invited,
                    letters: plan.letters,
                };
                counted = Some((counts, said));
            }
            Err(refusal) => typed.blame("day", seat.said(&refusal)?),
        },
    }
    if !typed.is_fine() {
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let base = base_of(seat, round);
    let frame = frame(seat, round, "hr_mail.remind", "");
    let counted = counted
        .as_ref()
        .map(|(counts, said)| (*counts, said.as_str()));
    Ok(seat.page_as(status, frame, &view::remind(words, &base, &typed, counted)))
}

/// Takes back reminders that wait.
pub async fn withdraw(seat: HrSeat, there: Path<There>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let taken = seat.desk.withdraw_reminders(&round).await;
    taken.map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    Ok(see_other(&format!("{base}/mail?done=withdrawn")))
}

/// Round and kind of mail of the address.
#[derive(Deserialize)]
pub struct Text {
    round: String,
    kind: String,
}

/// The text of a mail as its reader gets it.
pub async fn text(seat: HrSeat, text: Path<Text>) -> Answer {
    let there = There {
        round: text.round.clone(),
    };
    let round = round_of(&seat, &there).await?;
    let kind = MailKind::ALL
        .into_iter()
        .find(|kind| kind.code() == text.kind)
        .ok_or_else(|| seat.missing())?;
    let words = seat.words();
    let (name, link) = (
        words.say("hr_mail.sample_name"),
        words.say("hr_mail.sample_link"),
    );
    let both = [&seat.console.thai, &seat.console.english];
    let sample = seat.desk.sample_mail(&round, kind, name, link, both).await;
    let sample = sample.map_err(|refusal| seat.trouble(&refusal))?;
    let frame = frame(&seat, &round, "hr_mail.texts", "");
    let shown = sample
        .as_ref()
        .map(|sample| (sample.subject.as_str(), sample.text.as_str()));
    let content = view::text(words, &base_of(&seat, &round), kind, shown);
    Ok(seat.page(frame, &content))
}
