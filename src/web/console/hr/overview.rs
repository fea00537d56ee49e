//! The officer's first page: rounds, and whether mails reach the contact person.

use super::{HrSeat, base, crumbs};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::domain::mail::MailTest;
use crate::view::console::Frame;
use crate::view::console::hr::overview::{self as view, Contact, RoundLine};
use crate::web::console::answers::{Answer, see_other};

/// Rounds of the agency, the latest first.
pub async fn overview(seat: HrSeat) -> Answer {
    let rounds = seat
        .desk
        .rounds()
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let base = base(&seat);
    let lines: Vec<RoundLine> = rounds
        .into_iter()
        .map(|round| RoundLine {
            href: format!("{base}/{}", percent_encoded(&round.code)),
            closes: round.closing().to_zoned(thai_zone()).datetime(),
            code: round.code,
            state: round.state,
        })
        .collect();
    let test = seat.desk.contact_test().await;
    let test = test.map_err(|refusal| seat.trouble(&refusal))?;
    let may_test = seat.desk.can_send() && test != MailTest::NoAddress;
    let contact = Contact {
        who: seat.desk.agency().contact.line(),
        action: may_test.then(|| format!("{base}/contact/test")),
        test,
    };
    let frame = Frame {
        title: seat.desk.agency().name.clone(),
        kicker: Some(seat.words().say("console.role_hr").to_owned()),
        crumbs: crumbs(&seat).into_iter().take(1).collect(),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::overview(seat.words(), &lines, &contact)))
}

/// Sends a test mail to the contact person.
pub async fn test(seat: HrSeat) -> Answer {
    let done = seat.desk.test_contact().await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&base(&seat)))
}
