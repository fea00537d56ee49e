//! Boards to take home, and the script that checks them.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;

use super::{AuditorSeat, crumbs};
use crate::domain::encoding::percent_encoded;
use crate::export::archive::archive;
use crate::view::console::Frame;
use crate::view::console::audit::{self as view, BoardsLine};
use crate::web::console::answers::Answer;

/// Rounds whose boards stand.
pub async fn page(seat: AuditorSeat) -> Answer {
    let rounds = seat.desk.rounds_with_boards().await;
    let rounds = rounds.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let lines: Vec<BoardsLine> = rounds
        .into_iter()
        .map(|(round, digest)| BoardsLine {
            href: format!("/office/audit/boards/{}.zip", percent_encoded(&round.code)),
            state: words.say(&format!("state.{}", round.state)).to_owned(),
            round: round.code,
            digest,
        })
        .collect();
    let frame = Frame {
        title: words.say("audit.boards_title").to_owned(),
        kicker: Some(words.say("console.role_auditor").to_owned()),
        crumbs: crumbs(&seat),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::boards(words, &lines)))
}

/// The boards of a round as one archive.
pub async fn file(seat: AuditorSeat, round: Path<String>) -> Answer {
    let files = seat.desk.bundle(&round).await;
    let files = files.map_err(|refusal| seat.trouble(&refusal))?;
    let bytes = archive(&files).map_err(actix_web::error::ErrorInternalServerError)?;
    let name = percent_encoded(&round);
    Ok(download(
        "application/zip",
        &format!("boards-{name}.zip"),
        bytes,
    ))
}

/// The independent script.
pub async fn script(seat: AuditorSeat) -> Answer {
    let bytes = seat.desk.verifying_script();
    Ok(download(
        "text/x-python; charset=utf-8",
        "verify_board.py",
        bytes,
    ))
}

fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let disposition = format!("attachment; filename=\"{name}\"");
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(bytes)
}
