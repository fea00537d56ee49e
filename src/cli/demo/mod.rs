//! `prongsai demo`: a department of synthetic people, a finished round, and an open one, all of it
//! through the real HTTP protocol.

mod accounts;
mod notes;
mod public;
mod script;
mod setup;

pub use setup::write_settings;

use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use super::args;
use super::serve::keep_time;
use super::show::{Failure, Shown, say, write_file};
use crate::app::App;
use crate::app::server::{Listening, Serving};
use crate::domain::message::Message;
use crate::locale::Locale;
use crate::mail::settings::MailSettings;
use crate::service::respondent_desk::RespondentDesk;
use crate::web::console::Console;
use crate::world::World;

/// File in a demo folder that says what it is and what to type, as of its last start.
const NOTES: &str = "demo.txt";

/// What that file is made of at every start: address and state of the rounds may be others then.
const TEMPLATE: &str = "demo.notes";

/// File that a running demo holds locked.
const LOCK: &str = "demo.lock";

/// Sets a whole department up and serves it; in a folder that holds a demo already, serves that.
pub async fn demo(words: &Locale, data: PathBuf, args: &args::Demo) -> Shown {
    let known = data.join(TEMPLATE).exists();
    let _alone = take(&data, args.port, known)?;
    if !known {
        setup::write_settings(&data, args.port)?;
    }
    let app = App::open(&data, World::real(), "demo")
        .await
        .map_err(Failure::CannotOpen)?;
    let desk = app.respondent_desk();
    let issue = desk.issue.clone();
    let serving = listen(desk, app.console(), args.port)?;
    let base = format!("http://{}", serving.address);
    let server = actix_web::rt::spawn(serving.server);
    let notes = if known {
        std::fs::read_to_string(data.join(TEMPLATE))
            .map_err(|problem| Failure::File(data.clone(), problem))?
    } else {
        let notes = script::run(words, &app, &base).await?;
        write_file(&data.join(TEMPLATE), notes.as_bytes())?;
        notes
    };
    let state = app.office.round(&setup::code(2)).await?.state;
    let shown = notes::shown(&notes, &base, state);
    write_file(&data.join(NOTES), shown.as_bytes())?;
    println!("\n{shown}");
    if args.no_serve {
        return Ok(());
    }
    say(words, "demo.running", &[("url", base)]);
    let keeper = actix_web::rt::spawn(keep_time(
        app.office.clone(),
        issue,
        serving.fit,
        MailSettings::folder(&app.data),
    ));
    let _ = server.await;
    keeper.abort();
    Ok(())
}

/// Takes the folder for this process, after a look whether the port is free: a demo that could not
/// be served leaves nothing behind.
fn take(data: &Path, port: u16, known: bool) -> Result<File, Failure> {
    let lock = data.join(LOCK);
    let held = lock.exists().then(|| hold(&lock)).transpose()?;
    let others = std::fs::read_dir(data)
        .into_iter()
        .flatten()
        .any(|entry| entry.is_ok_and(|entry| entry.file_name() != LOCK));
    if others && !known {
        return Err(Failure::Said(
            Message::new("demo.folder-in-use").with("folder", data.display()),
        ));
    }
    let address = loopback(port);
    TcpListener::bind(address).map_err(|problem| cannot_listen(address, &problem))?;
    if let Some(held) = held {
        return Ok(held);
    }
    crate::app::make_data_folder(data)
        .map_err(|problem| Failure::File(data.to_owned(), problem))?;
    hold(&lock)
}

fn hold(path: &Path) -> Result<File, Failure> {
    let file = File::create(path).map_err(|problem| Failure::File(path.to_owned(), problem))?;
    let folder = path.parent().unwrap_or(path).display();
    file.try_lock()
        .map_err(|_| Failure::Said(Message::new("demo.folder-busy").with("folder", folder)))?;
    Ok(file)
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn cannot_listen(address: SocketAddr, problem: &io::Error) -> Failure {
    Failure::Said(
        Message::new("demo.cannot-listen")
            .with("address", address)
            .with("problem", problem),
    )
}

fn listen(desk: RespondentDesk, console: Console, port: u16) -> Result<Serving, Failure> {
    let address = loopback(port);
    crate::app::server::serve(desk, console, &Listening::on(address))
        .map_err(|problem| cannot_listen(address, &problem))
}

/// The data folder as it is typed in commands.
fn data_argument(data: &Path) -> String {
    format!("--data {}", data.display())
}
