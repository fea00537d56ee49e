//! `prongsai invite`, `remind`, `mail …` and `letters`

use std::fs::File;

use super::args::{Format, Letters, MailCommand, OfRound};
use super::ask;
use super::show::{Failure, Shown, list, print, say, write_file};
use crate::app::App;
use crate::domain::message::Message;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::mail::settings::{MailSettings, Way};
use crate::service::invite::{Queued, queue_invitations, queue_reminders};
use crate::service::letters::{LetterBatch, Whose, letters as batches};
use crate::service::send_mail::{PostRoom, mail_status, retry_mail, send_due};
use crate::store::JobState;
use crate::view::letter::{Letter, LetterSet, letters as print_letters};

/// Queues and sends the first mails.
pub async fn invite(app: &App, words: &Locale, to: &OfRound) -> Shown {
    let queued = queue_invitations(&app.office, &to.round).await?;
    tell_queued(words, queued, &to.round);
    send(app, words, &to.round).await
}

/// Queues and sends reminders.
pub async fn remind(app: &App, words: &Locale, to: &OfRound) -> Shown {
    let queued = queue_reminders(&app.office, &to.round).await?;
    tell_queued(words, queued, &to.round);
    send(app, words, &to.round).await
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
        MailCommand::Send(of) => send(app, words, &of.round).await,
        MailCommand::Retry { round, uncertain } => {
            let state = if uncertain {
                JobState::Uncertain
            } else {
                JobState::Failed
            };
            let n = retry_mail(&app.office, &round, state).await?;
            say(words, "cli.requeued", &[("n", n.to_string())]);
            send(app, words, &round).await
        }
        MailCommand::Wipe => {
            let wiped = MailSettings::folder(&app.data).wipe();
            let n = wiped.map_err(|problem| Failure::File(app.data.join("mail"), problem))?;
            say(words, "cli.wiped", &[("n", n.to_string())]);
            Ok(())
        }
    }
}

/// Works the queue off; only one run goes at a time on a data folder.
async fn send(app: &App, words: &Locale, round: &str) -> Shown {
    let settings =
        app.settings.mail.as_ref().ok_or_else(|| {
            Failure::Said(Message::new("cli.no-mail-settings").with("round", round))
        })?;
    let said = |problem: crate::mail::settings::BadMailSettings| {
        Failure::Said(
            Message::new("cli.bad-mail-settings")
                .with("problem", problem)
                .with("round", round),
        )
    };
    let sender = settings.sender().map_err(said)?;
    let transport = settings.transport(&app.data).map_err(said)?;
    let _one_run = lock(app)?;
    let waiting = mail_status(&app.office, round).await?;
    let bar = ask::bar(
        waiting
            .iter()
            .filter(|line| line.state == JobState::Queued)
            .count() as u64,
    );
    let room = PostRoom {
        transport: &transport,
        sender: &sender,
        limits: settings.limits(),
        public_url: &app.settings.public_url,
        thai: &app.thai,
        english: &app.english,
    };
    let run = send_due(&app.office, &room, round, |_| bar.inc(1)).await?;
    bar.finish_and_clear();
    let values = [
        ("sent", run.sent.to_string()),
        ("failed", run.failed.to_string()),
        ("put_off", run.put_off.to_string()),
        ("uncertain", run.uncertain.to_string()),
        ("dropped", run.dropped.to_string()),
        ("round", round.to_owned()),
    ];
    say(words, "cli.sent", &values);
    if let Some(reason) = run.stopped {
        let values = [("reason", reason), ("round", round.to_owned())];
        say(words, "cli.mail-stopped", &values);
    }
    if settings.transport == Way::Folder && run.sent > 0 {
        say(
            words,
            "cli.live-links",
            &[("folder", app.data.join("mail").display().to_string())],
        );
    }
    Ok(())
}

fn lock(app: &App) -> Result<File, Failure> {
    let path = app.data.join("mail.lock");
    let file = File::create(&path).map_err(|problem| Failure::File(path, problem))?;
    file.try_lock()
        .map_err(|_| Failure::said("cli.mail-busy"))?;
    Ok(file)
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
            line.words.into(),
            line.message_id.into(),
        ]);
    }
    print(&sheet, format)
}

/// Writes letters, one print-ready file an agency.
pub async fn letters(app: &App, words: &Locale, args: &Letters) -> Shown {
    let whose = if args.everybody {
        Whose::Everybody
    } else {
        Whose::WithoutEmail
    };
    let batches = batches(&app.office, &args.round, args.agency.as_deref(), whose).await?;
    if batches.is_empty() {
        say(words, "cli.no-letters", &[]);
    }
    for batch in batches {
        let file = args.out.join(format!(
            "letters-{}-{}.html",
            args.round,
            batch.agency.replace('/', "-")
        ));
        write_file(&file, page(app, &batch)?.as_bytes())?;
        let values = [
            ("n", batch.letters.len().to_string()),
            ("file", file.display().to_string()),
        ];
        say(words, "cli.letters", &values);
    }
    Ok(())
}

fn page(app: &App, batch: &LetterBatch) -> Result<String, Failure> {
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
    print_letters(&app.thai, &app.english, &app.print_style(), &set, &letters)
        .map_err(|_| Failure::said("errors.crypto"))
}
