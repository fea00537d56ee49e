//! Sending beside `serve`: what waits in the mail queue goes when it is due.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::rt::task::JoinHandle;

use super::show::say;
use crate::app::App;
use crate::app::post_office::PostOffice;
use crate::locale::Locale;
use crate::service::Office;
use crate::service::send_mail::{PostRoom, Run, Stop, send_due_of_all};
use crate::service::sheet_reminder::remind_of_sheets;

/// How often the queue is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How many looks at the queue make one look at key sheets that should be checked: ten minutes.
const SHEETS_EVERY: u32 = 120;

/// Longest pause after the mail server could not be reached.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// How long the end of the server waits for the mail that is on its way.
const LAST_MAIL: Duration = Duration::from_secs(20);

/// The running sender.
pub struct MailKeeper {
    task: JoinHandle<()>,
    enough: Arc<AtomicBool>,
}

impl MailKeeper {
    /// Starts sending, where mail is set up; what is wrong with the settings is said, since people
    /// can answer all the same.
    pub fn start(app: &App, words: &Locale) -> Option<Self> {
        let settings = app.settings.mail.as_ref()?;
        let post = match PostOffice::of(app, settings) {
            Ok(post) => post,
            Err(problem) => {
                say(
                    words,
                    "cli.mail-not-served",
                    &[("problem", problem.to_string())],
                );
                return None;
            }
        };
        let enough = Arc::new(AtomicBool::new(false));
        let task = actix_web::rt::spawn(keep_mail(app.office.clone(), post, enough.clone()));
        Some(Self { task, enough })
    }

    /// Lets the mail that is on its way end, so that it is not uncertain, and sends no other.
    pub async fn end(mut self) {
        self.enough.store(true, Ordering::Relaxed);
        let _ = tokio::time::timeout(LAST_MAIL, &mut self.task).await;
        self.task.abort();
    }
}

async fn keep_mail(office: Office, post: PostOffice, enough: Arc<AtomicBool>) {
    let room = post.room();
    let mut pause = LOOK_EVERY;
    let mut looks = 0_u32;
    while !enough.load(Ordering::Relaxed) {
        if looks.is_multiple_of(SHEETS_EVERY) {
            sheets(&office, &post).await;
        }
        looks = looks.wrapping_add(1);
        let stopped = look(&office, &post, &room, &enough).await;
        pause = match stopped {
            Some(Stop::Server(_)) => (pause * 2).min(LONGEST_PAUSE),
            Some(Stop::DailyLimit) => LONGEST_PAUSE,
            Some(Stop::Asked) | None => LOOK_EVERY,
        };
        rest(pause, &enough).await;
    }
}

/// Sends what is due, unless somebody else is at it.
async fn look(
    office: &Office,
    post: &PostOffice,
    room: &PostRoom<'_>,
    enough: &AtomicBool,
) -> Option<Stop> {
    let right = match post.right(office).await {
        Ok(right) => right?,
        Err(problem) => {
            tracing::error!(cause = %problem, "the mail queue cannot be locked");
            return None;
        }
    };
    let go_on = |_: &Run| {
        if enough.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    match send_due_of_all(office, room, &right, go_on).await {
        Ok(run) => {
            note(&run);
            run.stopped
        }
        Err(problem) => {
            tracing::error!(cause = %problem, "sending mails failed");
            None
        }
    }
}

/// Reminds of key sheets, unless somebody else is at the mails.
async fn sheets(office: &Office, post: &PostOffice) {
    let Ok(Some(_right)) = post.right(office).await else {
        return;
    };
    if let Err(problem) = remind_of_sheets(office).await {
        tracing::error!(cause = %problem, "reminding of key sheets failed");
    }
}

/// Counts only: the server's words may hold addresses.
fn note(run: &Run) {
    if *run != Run::default() {
        tracing::info!(
            sent = run.sent,
            failed = run.failed,
            put_off = run.put_off,
            uncertain = run.uncertain,
            dropped = run.dropped,
            "mails"
        );
    }
    if let Some(Stop::Server(_)) = run.stopped {
        tracing::warn!("the mail server takes nothing now; its words are in the list of mails");
    }
}

/// Sleeps, and wakes up when it is enough.
async fn rest(pause: Duration, enough: &AtomicBool) {
    const STEP: Duration = Duration::from_millis(250);
    let mut left = pause;
    while !left.is_zero() && !enough.load(Ordering::Relaxed) {
        let step = left.min(STEP);
        tokio::time::sleep(step).await;
        left -= step;
    }
}
