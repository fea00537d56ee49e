//! The total of an agency on a dated sheet of its own.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::results::{total, waits_for};
use super::{FiguresDesk, agency_of, frame, not_yet, part};
use crate::domain::access::Role;
use crate::domain::encoding::percent_encoded;
use crate::domain::exact::Exact;
use crate::domain::framework::{EnteredInstrument, Instrument, Respondents};
use crate::locale::Locale;
use crate::service::figures::{AgencySheet, Opened, Total};
use crate::service::publish::PublishedAgency;
use crate::view::console::figures::total::{self as view, Part, TotalSheet};
use crate::web::console::answers::Answer;
use crate::web::console::seat::Seat;

/// The sheet.
pub async fn page<D: FiguresDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let (round, agency) = (part(&request, "round"), agency_of(&seat, &request));
    let found = gallery.agency(&round, &agency).await;
    let found = found.map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::OK, &round)),
        Opened::Hangs(sheet) => sheet,
    };
    let words = seat.words();
    let shown = TotalSheet {
        today: sheet.today,
        total: total(words, &sheet, waits_for(D::ROLE)).map(|(score, _)| score),
        bands: bands(words, &sheet),
        parts: parts(words, &sheet),
        typed_at: typed_at::<D>(&sheet),
        results: D::results(&sheet.round.code, &sheet.agency.code),
    };
    let frame = frame(&seat, "total_sheet.title", &sheet.round, &sheet.agency.name);
    Ok(seat.page(frame, &view::total(words, &shown)))
}

fn bands(words: &Locale, sheet: &AgencySheet<'_>) -> Vec<(String, String)> {
    let Total::Known { schemes, .. } = &sheet.total else {
        return Vec::new();
    };
    let lang = words.lang();
    let band = |(title, band): &(_, Option<crate::domain::framework::Band>)| {
        let title: &crate::domain::lang::Text = title;
        let label = band.as_ref().map(|band| band.label.get(lang));
        let label = label.unwrap_or(words.say("figures.no_band"));
        (title.get(lang).to_owned(), label.to_owned())
    };
    schemes.iter().map(band).collect()
}

/// The instruments that were asked, then those that are scored from documents.
fn parts(words: &Locale, sheet: &AgencySheet<'_>) -> Vec<Part> {
    let asked = sheet.framework.instruments.iter();
    let entered = sheet.framework.entered.iter();
    asked
        .map(|instrument| asked_part(words, sheet, instrument))
        .chain(entered.map(|instrument| entered_part(words, sheet, instrument)))
        .collect()
}

/// What is published of an instrument in this round, with the round's code.
fn published<'s>(sheet: &'s AgencySheet<'_>, code: &str) -> Option<(&'s PublishedAgency, &'s str)> {
    let beside = sheet.beside.iter();
    let all = std::iter::once((&sheet.round, &sheet.published))
        .chain(beside.map(|other| (&other.round, &other.published)));
    all.into_iter()
        .find(|(round, _)| round.terms.instrument == code)
        .map(|(round, published)| (published, round.code.as_str()))
}

fn asked_part(words: &Locale, sheet: &AgencySheet<'_>, instrument: &Instrument) -> Part {
    let of_round = published(sheet, &instrument.code);
    let of_round = of_round.and_then(|(published, round)| {
        let score = published.figures().get().score.exact()?;
        let below = published.in_place_of_own();
        let below = below.map(|_| words.say("results.below").to_owned());
        let round = words.fill("total_sheet.published", &[("round", round)]);
        let origin: Vec<String> = std::iter::once(round).chain(below).collect();
        Some((score, origin))
    });
    let typed = origin(words, sheet, &instrument.code);
    let whole = sheet.typed.iter().find(|figure| {
        figure.instrument == instrument.code
            && figure.code.is_empty()
            && figure.fiscal_year == sheet.round.terms.fiscal_year
    });
    Part {
        title: instrument.title.get(words.lang()).to_owned(),
        weight: instrument.weight.as_ref().map(percent),
        score: of_round
            .as_ref()
            .map(|(score, _)| *score)
            .or(whole.map(|figure| figure.score)),
        origin: of_round.map_or(typed, |(_, origin)| origin),
    }
}

fn entered_part(words: &Locale, sheet: &AgencySheet<'_>, instrument: &EnteredInstrument) -> Part {
    Part {
        title: instrument.title.get(words.lang()).to_owned(),
        score: sheet.entered(instrument),
        weight: instrument.weight.as_ref().map(percent),
        origin: origin(words, sheet, &instrument.code),
    }
}

/// Source and day of every figure of an instrument that was typed in for this year.
fn origin(words: &Locale, sheet: &AgencySheet<'_>, instrument: &str) -> Vec<String> {
    let year = sheet.round.terms.fiscal_year;
    let of = |figure: &&crate::domain::gap::EarlierFigure| {
        figure.fiscal_year == year && figure.instrument == instrument
    };
    let line = |figure: &crate::domain::gap::EarlierFigure| {
        let day = figure.entered_on.map(|day| words.day(day));
        let values = [
            ("code", figure.code.as_str()),
            ("source", figure.source.as_str()),
            ("day", day.as_deref().unwrap_or("–")),
        ];
        let text = words.fill("total_sheet.typed", &values);
        text.trim_start_matches(": ").to_owned()
    };
    sheet.typed.iter().filter(of).map(line).collect()
}

fn percent(weight: &Exact) -> String {
    format!("{weight} %")
}

/// HR types figures in at the staff's part.
fn typed_at<D: FiguresDesk>(sheet: &AgencySheet<'_>) -> Option<String> {
    let of_staff = if sheet.instrument.respondents == Respondents::Staff {
        Some(&sheet.round)
    } else {
        let mut beside = sheet.beside.iter();
        beside.next().map(|other| &other.round)
    };
    let round = of_staff.filter(|_| D::ROLE == Role::HrOfficer)?;
    let (agency, round) = (
        percent_encoded(&sheet.agency.code),
        percent_encoded(&round.code),
    );
    Some(format!("/office/hr/{agency}/{round}/gap/figures"))
}
