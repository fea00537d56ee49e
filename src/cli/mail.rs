//! `prongsai invite`, `remind`, `mail …` and `letters`

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::Duration;

use futures_util::stream::TryStreamExt as _;

use super::args::{Format, Letters, MailCommand, OfRound, Remind};
use super::ask;
use super::round::bad_time;
use super::show::{Failure, Shown, list, print, say, write_file};
use crate::app::App;
use crate::app::post_office::PostOffice;
use crate::domain::calendar::{parse_moment, thai_rfc3339, thai_zone};
use crate::domain::message::Message;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::mail::settings::{MailSettings, Way};
use crate::service::invite::{Queued, queue_invitations};
use crate::service::letters::{Chosen, LetterBatch, letter_batches};
use crate::service::remind::{
    Reminder, Reminders, preview_reminders, queue_reminders, withdraw_reminders,
};
use crate::service::send_mail::{
    QueueRight, Run, Stop, mail_status, mails_at_once, retry_mail, send_due,
};
use crate::store::JobState;
use crate::view::letter::{Letter, LetterSet, letters as print_letters};

/// Queues and sends the first mails.
pub async fn invite(app: &App, words: &Locale, to: &OfRound) -> Shown {
    let lock = hold_queue(app).await?;
    let queued = queue_invitations(&app.office, &to.round).await?;
    tell_queued(words, queued, &to.round);
    send(app, words, &to.round, lock).await
}

/// Queues and sends reminders, plans them for later, counts them, or takes them back.
pub async fn remind(app: &App, words: &Locale, args: &Remind) -> Shown {
    let office = &app.office;
    if args.withdraw {
        let n = withdraw_reminders(office, &args.round, args.agency.as_deref()).await?;
        say(words, "cli.withdrawn", &[("n", n.to_string())]);
        return Ok(());
    }
    let at = args
        .at
        .as_deref()
        .map(|typed| parse_moment(typed).map_err(|_| bad_time(typed)))
        .transpose()?;
    let reminder = Reminder {
        round: &args.round,
        agency: args.agency.as_deref(),
        at,
    };
    if args.dry_run {
        let counts = preview_reminders(office, &reminder).await?;
        tell_reminders(words, "cli.would-remind", counts, &reminder);
        return Ok(());
    }
    let lock = hold_queue(app).await?;
    let counts = queue_reminders(office, &reminder).await?;
    if at.is_some() {
        tell_reminders(words, "cli.remind-planned", counts, &reminder);
        return Ok(());
    }
    tell_reminders(words, "cli.reminded", counts, &reminder);
    send(app, words, &args.round, lock).await
}

fn tell_reminders(words: &Locale, key: &str, counts: Reminders, reminder: &Reminder<'_>) {
    let mut values = vec![
        ("mails", counts.mails.to_string()),
        ("round", reminder.round.to_owned()),
    ];
    if let Some(at) = reminder.at {
        values.push(("at", words.moment(at.to_zoned(thai_zone()).datetime())));
    }
    say(words, key, &values);
    let others = [
        ("cli.remind-had-one", counts.had_one),
        ("cli.remind-not-invited", counts.not_invited),
        ("cli.remind-letters", counts.letters),
    ];
    for (key, n) in others.into_iter().filter(|(_, n)| *n > 0) {
        let values = [("n", n.to_string()), ("round", reminder.round.to_owned())];
        say(words, key, &values);
    }
}

fn tell_queued(words: &Locale, queued: Queued, round: &str) {
    say(
        words,
        "cli.queued",
        &[
            ("mails", queued.mails.to_string()),
            ("letters", queued.letters.to_string()),
            ("round", round.to_owned()),
        ],
    );
}

/// Acts on the queue.
pub async fn mail(app: &App, words: &Locale, command: MailCommand) -> Shown {
    match command {
        MailCommand::Status { round, format } => status(app, words, &round, format).await,
        MailCommand::Send(of) => {
            let lock = hold_queue(app).await?;
            send(app, words, &of.round, lock).await
        }
        MailCommand::Retry { round, uncertain } => {
            let state = if uncertain {
                JobState::Uncertain
            } else {
                JobState::Failed
            };
            let lock = hold_queue(app).await?;
            let n = retry_mail(&app.office, &round, state).await?;
            say(words, "cli.requeued", &[("n", n.to_string())]);
            send(app, words, &round, lock).await
        }
        MailCommand::Wipe => {
            let wiped = MailSettings::folder(&app.data).wipe();
            let n = wiped.map_err(|problem| Failure::File(app.data.join("mail"), problem))?;
            say(words, "cli.wiped", &[("n", n.to_string())]);
            Ok(())
        }
    }
}

/// The right to send, taken before mails are queued so that this command tells what became of
/// them; `None` if `serve` or another command keeps it, which then sends them.
async fn hold_queue(app: &App) -> Result<Option<QueueRight>, Failure> {
    for _ in 0..10 {
        let lock = QueueRight::take(&app.office, &app.data).await?;
        if lock.is_some() {
            return Ok(lock);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(None)
}

/// Works the queue off with the right to do so.
async fn send(app: &App, words: &Locale, round: &str, lock: Option<QueueRight>) -> Shown {
    let settings =
        app.settings.mail.as_ref().ok_or_else(|| {
            Failure::Said(Message::new("cli.no-mail-settings").with("round", round))
        })?;
    let post = PostOffice::of(app, settings).map_err(|problem| {
        Failure::Said(
            Message::new("cli.bad-mail-settings")
                .with("problem", problem)
                .with("round", round),
        )
    })?;
    let Some(lock) = lock else {
        say(words, "cli.mail-busy", &[("round", round.to_owned())]);
        return Ok(());
    };
    let bar = ask::bar(mails_at_once(&app.office, round).await?);
    let run = send_due(&app.office, &post.room(), &lock, round, |_| {
        bar.inc(1);
        ControlFlow::Continue(())
    })
    .await?;
    bar.finish_and_clear();
    tell_run(words, &run, round);
    if settings.transport == Way::Folder && run.sent > 0 {
        say(
            words,
            "cli.live-links",
            &[("folder", app.data.join("mail").display().to_string())],
        );
    }
    Ok(())
}

fn tell_run(words: &Locale, run: &Run, round: &str) {
    let values = [
        ("sent", run.sent.to_string()),
        ("failed", run.failed.to_string()),
        ("put_off", run.put_off.to_string()),
        ("uncertain", run.uncertain.to_string()),
        ("dropped", run.dropped.to_string()),
        ("round", round.to_owned()),
    ];
    say(words, "cli.sent", &values);
    let round = ("round", round.to_owned());
    match &run.stopped {
        Some(Stop::Server(reason)) => {
            let values = [("reason", reason.clone()), round];
            say(words, "cli.mail-stopped", &values);
        }
        Some(Stop::DailyLimit) => say(words, "cli.mail-daily-limit", &[round]),
        Some(Stop::Asked) | None => {}
    }
}

/// A code, worded by a text of `area`.
fn coded(words: &Locale, area: &str, code: &str) -> Cell {
    Cell::coded(code, words.say(&format!("{area}.{code}")))
}

async fn status(app: &App, words: &Locale, round: &str, format: Format) -> Shown {
    let mut sheet = list(
        words,
        &[
            "staff_id",
            "name",
            "email",
            "mail",
            "state",
            "day",
            "not_before",
            "words",
            "message_id",
        ],
    );
    for line in mail_status(&app.office, round).await? {
        sheet.rows.push(vec![
            line.staff_id.into(),
            line.name.into(),
            line.email.into(),
            coded(words, "mail_kind", line.kind.code()),
            coded(words, "mail_state", line.state.code()),
            Cell::coded(line.day.to_string(), words.day(line.day)),
            line.not_before.map_or_else(
                || Cell::from(String::new()),
                |moment| {
                    let local = moment.to_zoned(thai_zone()).datetime();
                    Cell::coded(thai_rfc3339(moment), words.moment(local))
                },
            ),
            line.words.into(),
            line.message_id.into(),
        ]);
    }
    print(&sheet, format)
}

/// Writes letters, one print-ready file an agency.
pub async fn letters(app: &App, words: &Locale, args: &Letters) -> Shown {
    let chosen = if args.everybody {
        &Chosen::Everybody
    } else {
        &Chosen::WithoutEmail
    };
    let agency = args.agency.as_deref();
    let batches = letter_batches(&app.office, &args.round, agency, chosen).await?;
    let mut batches = pin!(batches);
    let mut none = true;
    while let Some(batch) = batches.try_next().await? {
        none = false;
        let file = args.out.join(format!(
            "letters-{}-{}.html",
            args.round,
            batch.agency.replace('/', "-")
        ));
        write_file(&file, page(app, words, &batch)?.as_bytes())?;
        let values = [
            ("n", batch.letters.len().to_string()),
            ("file", file.display().to_string()),
        ];
        say(words, "cli.letters", &values);
    }
    if none {
        say(words, "cli.no-letters", &[]);
    }
    Ok(())
}

fn page(app: &App, words: &Locale, batch: &LetterBatch) -> Result<String, Failure> {
    let address = format!("{}/i", app.settings.public_url);
    let letters: Vec<Letter> = batch
        .letters
        .iter()
        .map(|facts| Letter {
            name: facts.name.clone(),
            position: facts.position.clone(),
            work_group: facts.work_group.clone(),
            link: format!("{address}#{}", facts.fragment),
            code: facts.short_code.replace('-', ""),
        })
        .collect();
    let set = LetterSet {
        notice: batch.notice.clone(),
        address,
    };
    print_letters(
        words,
        (&app.thai, &app.english),
        &app.print_style(),
        &set,
        &letters,
    )
    .map_err(|_| Failure::said("errors.crypto"))
}
