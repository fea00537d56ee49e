//! Readiness of all agencies.

use actix_web::web::{Path, Query};

use super::{AdminSeat, Search, of_round, round_frame};
use crate::domain::encoding::percent_encoded;
use crate::domain::mail::MailTest;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::service::administrator::{ReadinessLine, RosterTotals};
use crate::view::console::admin::readiness::{self as view, Line};
use crate::view::console::form::Typed;
use crate::view::console::parts::{Leaf, together};
use crate::web::console::answers::{Answer, see_other};

/// Sums, what is missing, and the table.
pub async fn readiness(seat: AdminSeat, code: Path<String>, search: Query<Search>) -> Answer {
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let totals = seat.desk.readiness_totals(&round).await;
    let totals = totals.map_err(|r| seat.trouble(&r))?;
    let found = seat
        .desk
        .readiness_page(&round, &search.q, &search.missing, search.page)
        .await
        .map_err(|r| seat.trouble(&r))?;
    let words = seat.words();
    let leaf = Leaf {
        page: search.page,
        size: found.size,
        total: found.found,
    };
    let can_send = seat.desk.can_send();
    let test = |agency: &str| can_send.then(|| test_address(&code, agency, &search));
    let lines: Vec<Line> = found
        .lines
        .iter()
        .map(|one| line(words, one, test))
        .collect();
    let typed = Typed::default()
        .with("q", &search.q)
        .with("missing", &search.missing);
    let path = format!("{}/readiness", of_round(&code));
    let blockers = seat.desk.blockers(&round, &totals);
    let lacks: Vec<String> = blockers
        .iter()
        .map(|one| words.word_for_office(one))
        .collect();
    let public = seat.desk.is_public(&round);
    let public = public.map_err(|r| seat.trouble(&r))?;
    let sums = if public {
        public_sums(words, &totals)
    } else {
        sums(words, &totals)
    };
    let mut parts = vec![view::totals(&sums)];
    if round.state == RoundState::Draft {
        parts.push(view::lacks(words, &lacks));
    }
    let href = |page| search.href(&path, page);
    parts.push(if public {
        view::public_list(words, &typed, &lines, leaf, href)
    } else {
        view::list(words, &typed, &lines, leaf, href)
    });
    let frame = round_frame(words, &code, words.say("rounds.readiness").to_owned());
    Ok(seat.page(frame, &together(&parts)))
}

fn sums(words: &Locale, totals: &RosterTotals) -> Vec<(String, String)> {
    let sums = [
        (totals.agencies, "rounds.sum_agencies"),
        (totals.eligible, "rounds.sum_eligible"),
        (totals.exempt, "rounds.sum_exempt"),
        (totals.without_email, "rounds.sum_letters"),
    ];
    sums.iter()
        .map(|(number, key)| (number.to_string(), words.say(key).to_owned()))
        .collect()
}

fn public_sums(words: &Locale, totals: &RosterTotals) -> Vec<(String, String)> {
    let sums = [
        (totals.agencies, "rounds_public.agencies"),
        (totals.eligible, "rounds_public.served"),
    ];
    sums.iter()
        .map(|(number, key)| (number.to_string(), words.say(key).to_owned()))
        .collect()
}

/// Where a test mail to an agency's contact person is asked for; the list stays as it is.
fn test_address(code: &str, agency: &str, search: &Search) -> String {
    let path = format!(
        "{}/readiness/test/{}",
        of_round(code),
        percent_encoded(agency)
    );
    search.href(&path, search.page)
}

/// Sends a test mail to the contact person of an agency.
pub async fn test(seat: AdminSeat, path: Path<(String, String)>, search: Query<Search>) -> Answer {
    let (code, agency) = path.into_inner();
    let done = seat.desk.test_contact(&agency).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    let list = format!("{}/readiness", of_round(&code));
    Ok(see_other(&search.href(&list, search.page)))
}

fn line(words: &Locale, line: &ReadinessLine, test: impl Fn(&str) -> Option<String>) -> Line {
    Line {
        href: format!(
            "/office/admin/agencies/change/{}",
            percent_encoded(&line.agency.code)
        ),
        code: line.agency.code.clone(),
        name: line.agency.name.clone(),
        eligible: line.eligible,
        head_count: line.agency.head_count,
        exempt: line.exempt,
        letters: line.letters,
        contact: line.agency.contact.line(),
        mail_test: line.mail_test.clone(),
        test: test(&line.agency.code).filter(|_| line.mail_test != MailTest::NoAddress),
        warnings: line
            .warnings
            .iter()
            .map(|message| words.word_for_office(message))
            .collect(),
    }
}
