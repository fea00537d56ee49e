//! The results of an agency, as a page and as files.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::{FiguresDesk, agency_of, digits, frame, not_yet, part, taken};
use crate::domain::access::Role;
use crate::domain::disclosure::{Disclosed, InstrumentFigures};
use crate::domain::exact::Score;
use crate::domain::score::Missing;
use crate::export::figures as export;
use crate::locale::Locale;
use crate::service::figures::{AgencySheet, Opened, Total};
use crate::view::console::figures::results::{
    self as view, Kin, Neighbour, Past, ResultsPage, Same, Side,
};
use crate::view::console::figures::taken_along;
use crate::web::console::answers::Answer;
use crate::web::console::seat::Seat;

/// The page.
pub async fn page<D: FiguresDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let (round, agency) = (part(&request, "round"), agency_of(&seat, &request));
    let found = gallery
        .agency(&round, &agency)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::OK, &round)),
        Opened::Hangs(sheet) => sheet,
    };
    let words = seat.words();
    let page = page_of::<D>(words, &sheet, seat.desk.top().is_none());
    let base = D::results(&sheet.round.code, &sheet.agency.code);
    let files = [
        (format!("{base}/results.xlsx"), words.say("figures.excel")),
        (format!("{base}/results.csv"), words.say("figures.csv")),
    ];
    let digits = digits(&request);
    let content = taken_along(words, &files, digits, &view::results(words, &page));
    let frame = frame(&seat, "figures.title", &sheet.round, &sheet.agency.name);
    Ok(seat.page(frame, &content))
}

/// The figures as a file.
pub async fn file<D: FiguresDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let (round, agency) = (part(&request, "round"), agency_of(&seat, &request));
    let found = gallery
        .agency(&round, &agency)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::NOT_FOUND, &round)),
        Opened::Hangs(sheet) => sheet,
    };
    let words = seat.words();
    let (own, others) = parts(words, &sheet);
    let mut parts = vec![(words.say("results.own").to_owned(), own)];
    parts.extend(others);
    let list = taken::with_words(words, |words| {
        export::agency(words, sheet.framework, sheet.instrument, &parts)
    });
    let file = part(&request, "file");
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let name = format!("{}-{}.{ending}", sheet.agency.code, sheet.round.code);
    taken::list(&name, &sheet.agency.code, &list).ok_or_else(|| seat.missing())
}

type Figures = Disclosed<InstrumentFigures>;

/// The figures that come first, and the others with whose they are.
fn parts<'s>(
    words: &Locale,
    sheet: &'s AgencySheet<'_>,
) -> (&'s Figures, Vec<(String, &'s Figures)>) {
    let published = &sheet.published;
    let mut others = Vec::new();
    if let Some(pool) = &published.pool {
        let of = format!("{} {}", words.say("results.pool"), pool.members.join(", "));
        others.push((of, &pool.figures));
    }
    if let (Some(below), None) = (&published.below, published.in_place_of_own()) {
        others.push((words.say("results.below").to_owned(), below));
    }
    (published.figures(), others)
}

pub(super) fn page_of<'s, D: FiguresDesk>(
    words: &Locale,
    sheet: &'s AgencySheet<'_>,
    everywhere: bool,
) -> ResultsPage<'s> {
    let (main, others) = parts(words, sheet);
    ResultsPage {
        framework: sheet.framework,
        instrument: sheet.instrument,
        main,
        others,
        of_all_below: sheet.published.in_place_of_own().is_some(),
        people: sheet.people,
        total: total(words, sheet, waits_for(D::ROLE)),
        beside: beside::<D>(sheet),
        total_at: D::total(&sheet.round.code, &sheet.agency.code),
        past: past(words, sheet),
        neighbours: neighbours::<D>(sheet, everywhere),
    }
}

/// Who can give the scores that a total waits for: HR here, for everybody else HR of the agency.
pub(super) const fn waits_for(role: Role) -> &'static str {
    match role {
        Role::HrOfficer => "figures.total_waits",
        _ => "figures.total_waits_for_hr",
    }
}

/// The total with its band in the scheme in force, or a sentence on what is missing.
pub(super) fn total(
    words: &Locale,
    sheet: &AgencySheet<'_>,
    waits: &str,
) -> Result<(Score, Option<String>), String> {
    match &sheet.total {
        Total::Known { score, band, .. } => {
            let label =
                |band: &crate::domain::framework::Band| band.label.get(words.lang()).to_owned();
            Ok((*score, band.as_ref().map(label)))
        }
        Total::Waits(missing) => {
            let mut codes: Vec<String> = missing.iter().map(code_of).collect();
            codes.dedup();
            Err(words.fill(waits, &[("missing", &codes.join(", "))]))
        }
    }
}

fn code_of(missing: &Missing) -> String {
    match missing {
        Missing::Instrument { instrument } | Missing::Figure { instrument, .. } => {
            instrument.to_uppercase()
        }
        Missing::Node { node } => node.clone(),
    }
}

/// Earlier rounds, then years typed in.
fn past(words: &Locale, sheet: &AgencySheet<'_>) -> Vec<Past> {
    let same = |yes| if yes { Same::Items } else { Same::Total };
    let mut past: Vec<Past> = sheet
        .earlier
        .iter()
        .map(|earlier| {
            let label = words.fill("figures.round", &[("round", &earlier.round.code)]);
            let figures = earlier.published.figures();
            Past::of_round(label, figures, same(earlier.same_items))
        })
        .collect();
    let typed = sheet.typed.iter().filter(|figure| {
        figure.instrument == sheet.instrument.code
            && figure.fiscal_year < sheet.round.terms.fiscal_year
    });
    let typed: Vec<_> = typed.collect();
    for year in typed.chunk_by(|a, b| a.fiscal_year == b.fiscal_year) {
        let Some(first) = year.first() else { continue };
        let label = words.fill(
            "figures.year_typed",
            &[("year", &first.fiscal_year.to_string())],
        );
        let ours = year
            .iter()
            .all(|figure| figure.framework == sheet.framework.id);
        past.push(Past::typed(label, year, same(ours)));
    }
    past
}

/// The other parts of the round.
fn beside<'s, D: FiguresDesk>(sheet: &'s AgencySheet<'_>) -> Vec<Side<'s>> {
    let own = sheet.agency.code.as_str();
    let part = |other: &'s crate::service::figures::Beside| Side {
        href: D::results(&other.round.code, own),
        round: other.round.code.clone(),
        instrument: other.round.terms.instrument.to_uppercase(),
        figures: other.published.figures(),
    };
    let parts = sheet.beside.iter().map(part);
    parts.collect()
}

fn neighbours<'s, D: FiguresDesk>(
    sheet: &'s AgencySheet<'_>,
    everywhere: bool,
) -> Vec<Neighbour<'s>> {
    let href = |code: &str| everywhere.then(|| D::results(&sheet.round.code, code));
    let parent = sheet.parent.iter().filter_map(|(agency, hung)| {
        Some(Neighbour {
            href: href(&agency.code),
            name: agency.name.clone(),
            kin: Kin::Parent,
            figures: hung.below.as_ref()?,
        })
    });
    let siblings = sheet.siblings.iter().map(|(agency, hung)| Neighbour {
        href: href(&agency.code),
        name: agency.name.clone(),
        kin: Kin::Sibling,
        figures: hung.figures(),
    });
    parent.chain(siblings).collect()
}
