//! `prongsai demo`: a department of synthetic people, a finished round, and an open one, all of it
//! through the real HTTP protocol.

mod script;
mod setup;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::args;
use super::serve::keep_time;
use super::show::{Failure, Shown, say, write_file};
use crate::app::App;
use crate::app::server::{Listening, Serving};
use crate::domain::message::Message;
use crate::locale::Locale;
use crate::mail::settings::MailSettings;
use crate::world::World;

/// File in a demo folder that says what it is and what to type.
const NOTES: &str = "demo.txt";

/// Sets a whole department up and serves it; in a folder that holds a demo already, serves that.
pub async fn demo(words: &Locale, data: PathBuf, args: &args::Demo) -> Shown {
    let known = data.join(NOTES).exists();
    let used = std::fs::read_dir(&data).is_ok_and(|mut entries| entries.next().is_some());
    if used && !known {
        return Err(Failure::Said(
            Message::new("demo.folder-in-use").with("folder", data.display()),
        ));
    }
    if !known {
        setup::write_settings(&data, args.port)?;
    }
    let app = App::open(&data, World::real(), "demo")
        .await
        .map_err(Failure::CannotOpen)?;
    let serving = listen(&app, args.port)?;
    let base = format!("http://{}", serving.address);
    let server = actix_web::rt::spawn(serving.server);
    let notes = if known {
        std::fs::read_to_string(data.join(NOTES))
            .map_err(|problem| Failure::File(data.clone(), problem))?
    } else {
        let notes = script::run(words, &app, &base).await?;
        write_file(&data.join(NOTES), notes.as_bytes())?;
        notes
    };
    println!("\n{notes}");
    if args.no_serve {
        return Ok(());
    }
    say(words, "demo.running", &[("url", base)]);
    let keeper = actix_web::rt::spawn(keep_time(
        app.office.clone(),
        MailSettings::folder(&app.data),
    ));
    let _ = server.await;
    keeper.abort();
    Ok(())
}

fn listen(app: &App, port: u16) -> Result<Serving, Failure> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    crate::app::server::serve(app.respondent_desk(), &Listening { address, tls: None }).map_err(
        |problem| {
            Failure::Said(
                Message::new("demo.cannot-listen")
                    .with("address", address)
                    .with("problem", problem),
            )
        },
    )
}

/// The data folder as it is typed in commands.
fn data_argument(data: &Path) -> String {
    format!("--data {}", data.display())
}
