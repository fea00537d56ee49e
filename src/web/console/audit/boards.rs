//! Boards to take home, and the script that checks them.

use actix_web::web::Path;

use super::{AuditorSeat, crumbs};
use crate::domain::encoding::percent_encoded;
use crate::export::archive::in_parts;
use crate::view::console::Frame;
use crate::view::console::audit::{self as view, BoardsLine};
use crate::web::console::answers::Answer;
use crate::web::console::figures::taken::{file as taken, sent_in_parts};

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

/// The boards of a round as one archive, which is made while it is sent.
pub async fn file(seat: AuditorSeat, round: Path<String>) -> Answer {
    let files = seat.desk.bundle(&round).await;
    let files = files.map_err(|refusal| seat.trouble(&refusal))?;
    let name = format!("boards-{}.zip", percent_encoded(&round));
    let parts = in_parts(files.stream());
    Ok(sent_in_parts(&name, "application/zip", parts))
}

/// The independent script.
pub async fn script(seat: AuditorSeat) -> Answer {
    let bytes = seat.desk.verifying_script();
    let kind = "text/x-python; charset=utf-8";
    Ok(taken("verify_board.py", kind, bytes))
}
