//! `prongsai serve`

use std::net::SocketAddr;
use std::time::Duration;

use super::args;
use super::keep_mail::MailKeeper;
use super::show::{Failure, Shown, say};
use crate::app::App;
use crate::app::server::{Limits, Listening, TlsFiles, keep_certificate};
use crate::domain::message::Message;
use crate::locale::Locale;
use crate::mail::folder::MailFolder;
use crate::mail::settings::MailSettings;
use crate::service::access::front_desk::{sweep_access, sweep_uploads};
use crate::service::backup::put_back::note_put_back;
use crate::service::clock::look_at_clock;
use crate::service::close_round::{close_due_rounds, sweep};
use crate::service::finish_round::finish_due_rounds;
use crate::service::fit_to_serve::FitToServe;
use crate::service::issue::Issue;
use crate::service::midnight::count_at_midnight;
use crate::service::strongroom::sweep_strongroom;
use crate::service::{Office, Refusal};
use crate::store::{Duty, LOOK_FOR_DUTY};

/// How often the server looks whether a round is to close or a grace is over.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Serves until it is told to stop.
pub async fn serve(app: &App, words: &Locale, args: &args::Serve) -> Shown {
    let listening = listening(app, args)?;
    note_put_back(&app.office).await?;
    let address = listening.address;
    let desk = app.respondent_desk();
    let issue = desk.issue.clone();
    let serving =
        crate::app::server::serve(desk, app.console(), &listening).map_err(|problem| {
            Failure::Said(
                Message::new("cli.cannot-listen")
                    .with("address", address)
                    .with("problem", problem),
            )
        })?;
    say(
        words,
        "cli.serving",
        &[
            ("url", app.settings.public_url.clone()),
            ("address", serving.address.to_string()),
        ],
    );
    let keeper = actix_web::rt::spawn(keep_time(
        app.office.clone(),
        issue,
        serving.fit,
        MailSettings::folder(&app.data),
    ));
    let mails = MailKeeper::start(app, words);
    let certificate = actix_web::rt::spawn(keep_certificate(serving.certificate));
    let figures = serving
        .metrics
        .map(|(_, server)| actix_web::rt::spawn(server));
    let ended = serving.server.await;
    keeper.abort();
    certificate.abort();
    if let Some(figures) = figures {
        figures.abort();
    }
    if let Some(mails) = mails {
        mails.end().await;
    }
    ended.map_err(|problem| {
        Failure::Said(
            Message::new("cli.cannot-listen")
                .with("address", address)
                .with("problem", problem),
        )
    })
}

/// Where and how to listen, as the settings have it; refused if it would not be safe.
fn listening(app: &App, args: &args::Serve) -> Result<Listening, Failure> {
    let settings = &app.settings;
    let address = args.listen.unwrap_or(settings.listen);
    let tls = match (&settings.tls_certificate, &settings.tls_key) {
        (Some(certificate), Some(key)) => Some(TlsFiles {
            certificate: certificate.clone(),
            key: key.clone(),
        }),
        (None, None) => None,
        _ => return Err(Failure::said("cli.tls-half")),
    };
    if tls.is_none() && !address.ip().is_loopback() {
        return Err(Failure::said("cli.tls-needed"));
    }
    let is_open = |address: SocketAddr| !address.ip().is_loopback();
    if settings.metrics.is_some_and(is_open) {
        return Err(Failure::said("cli.metrics-local"));
    }
    if !app.office.keys.can_seal() {
        return Err(Failure::said("errors.kek-missing"));
    }
    Ok(Listening {
        address,
        tls,
        metrics: settings.metrics,
        limits: Limits {
            at_once: settings.at_once.get().into(),
            connections: settings.connections.get().into(),
            ..Limits::default()
        },
    })
}

/// Does what is due as time goes by, looks whether this server can work, whoever asks, and clears destroyed keys from
/// the memory of the issuing desk.
pub async fn keep_time(office: Office, issue: Issue, fit: FitToServe, mail_folder: MailFolder) {
    loop {
        fit.is_fit().await;
        let pause = look_what_is_due(&office, &mail_folder).await;
        issue.forget_destroyed();
        tokio::time::sleep(pause).await;
    }
}

/// Does what is due now, one node at a time; returns when to look again.
pub async fn look_what_is_due(office: &Office, mail_folder: &MailFolder) -> Duration {
    match look_and_take(office).await {
        Ok(Some(_duty)) => {
            do_what_is_due(office, mail_folder).await;
            LOOK_EVERY
        }
        Ok(None) => LOOK_FOR_DUTY,
        Err(problem) => {
            tracing::error!(cause = %problem, "what is due waits for the database");
            LOOK_FOR_DUTY
        }
    }
}

/// Every node looks at its clock, whoever has the duty: its pages tell of it.
async fn look_and_take(office: &Office) -> Result<Option<Duty>, Refusal> {
    look_at_clock(office).await?;
    Ok(office.registry.take_duty("time").await?)
}

/// Does what time alone brings about, where the clock may be believed, and tidies up.
async fn do_what_is_due(office: &Office, mail_folder: &MailFolder) {
    if office.clock.doubt().is_none() {
        do_what_time_brings(office, mail_folder).await;
    }
    if let Err(problem) = tidy(office).await {
        tracing::error!(cause = %problem, "tidying up failed");
    }
}

/// Closes and finishes rounds when their time has come, removes the live links of a closed one, counts at
/// midnight, and removes links and sessions of the office.
async fn do_what_time_brings(office: &Office, mail_folder: &MailFolder) {
    match close_due_rounds(office).await {
        Ok(closed) if !closed.is_empty() => {
            if let Err(problem) = mail_folder.wipe() {
                tracing::error!(cause = %problem, "wiping the mail folder failed");
            }
        }
        Ok(_) => {}
        Err(problem) => tracing::error!(cause = %problem, "closing a round failed"),
    }
    if let Err(problem) = finish_due_rounds(office).await {
        tracing::error!(cause = %problem, "finishing a round failed");
    }
    if let Err(problem) = count_at_midnight(office).await {
        tracing::error!(cause = %problem, "counting at midnight failed");
    }
    if let Err(problem) = sweep_access(office).await {
        tracing::error!(cause = %problem, "removing old links and sessions failed");
    }
}

/// Destroys what a killed run left of rounds that are over, and truncates the journals: they keep
/// the order in which people signed and ballots came.
async fn tidy(office: &Office) -> Result<(), Refusal> {
    sweep(office).await?;
    sweep_uploads(office).await?;
    office.registry.tidy().await?;
    office.urns.tidy().await?;
    sweep_strongroom(office).await
}
