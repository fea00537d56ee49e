//! HR removes a file of evidence that is not confirmed yet; asked once more on a page of its own.

use actix_web::HttpRequest;

use super::kpi::{base, book};
use super::{frame, part};
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::service::access::desks::HrDesk;
use crate::service::kpi_pages::{EvidenceFile, is_removable};
use crate::view::console::Crumb;
use crate::view::console::admin::confirm::{Question, confirm};
use crate::view::console::parts::together;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::Seat;

/// The file that the address names and the page of its piece; that there is none, if it may not be
/// removed.
async fn removable(
    seat: &Seat<HrDesk>,
    request: &HttpRequest,
) -> actix_web::Result<(Round, EvidenceFile)> {
    let book = book(seat, request).await?;
    let id = part(request, "id");
    let mut files = book.files.into_iter();
    let found = files.find(|file| file.id == id && is_removable(file, &book.evidence));
    let file = found.ok_or_else(|| seat.missing())?;
    Ok((book.sheet.round, file))
}

fn piece(base: &str, file: &EvidenceFile) -> String {
    format!(
        "{base}/evidence?part={}&group={}",
        percent_encoded(&file.key.part),
        percent_encoded(&file.key.work_group)
    )
}

/// Asks whether to remove a file.
pub async fn ask(seat: Seat<HrDesk>, request: HttpRequest) -> Answer {
    let (round, file) = removable(&seat, &request).await?;
    let (words, base) = (seat.words(), base(&seat, &round.code));
    let agency = &seat.desk.agency().name;
    let mut frame = frame(&seat, "kpi_pages.remove_file", &round, agency);
    let back = piece(&base, &file);
    frame.crumbs.push(Crumb {
        href: base.clone(),
        text: words.say("kpi_pages.title").to_owned(),
    });
    let question = Question {
        lines: vec![
            words.fill("kpi_pages.remove_1", &[("file", &file.name)]),
            words.say("kpi_pages.remove_2").to_owned(),
        ],
        action: format!("{base}/file/{}/remove", file.id),
        button: words.say("kpi_pages.remove_file").to_owned(),
        danger: true,
        back,
    };
    Ok(seat.page(frame, &confirm(words, &question, &together(&[]))))
}

/// Removes it.
pub async fn remove(seat: Seat<HrDesk>, request: HttpRequest) -> Answer {
    let (round, file) = removable(&seat, &request).await?;
    let done = seat.desk.remove_file(&round, &file).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&piece(&base(&seat, &round.code), &file)))
}
