//! The department's sheet, as a page and as files.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::{FiguresDesk, asked, digits, frame, not_yet, part, taken};
use crate::export::figures::{self as export, AgencyLine};
use crate::service::figures::{Department, DepartmentQuery, Opened, Sort};
use crate::view::console::figures::department::{self as view, DepartmentPage, Line};
use crate::view::console::figures::taken_along;
use crate::view::console::figures::words::band;
use crate::view::console::parts::Leaf;
use crate::web::console::answers::Answer;
use crate::web::console::seat::Seat;

/// Agencies on a page.
const SIZE: usize = 50;

/// The page.
pub async fn page<D: FiguresDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let round = part(&request, "round");
    let at: usize = asked(&request, "page").parse().unwrap_or_default();
    let query = DepartmentQuery {
        from: at.saturating_mul(SIZE),
        most: SIZE,
        ..query(&request)
    };
    let found = gallery
        .department(&round, &query)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::OK, &round)),
        Opened::Hangs(sheet) => sheet,
    };
    let words = seat.words();
    let sort = asked(&request, "sort");
    let page = page_of::<D>(&sheet, &query, &sort, at);
    let base = seat.desk.department(&sheet.round.code).unwrap_or_default();
    let files = [
        (
            format!("{base}/department.xlsx"),
            words.say("figures.excel"),
        ),
        (format!("{base}/department.csv"), words.say("figures.csv")),
    ];
    let content = taken_along(
        words,
        &files,
        digits(&request),
        &view::department(words, &page),
    );
    let about = seat.desk.top().map_or_else(
        || words.say("console.everywhere").to_owned(),
        |top| top.name.clone(),
    );
    let frame = frame(&seat, "figures.department_title", &sheet.round, &about);
    Ok(seat.page(frame, &content))
}

/// The whole sheet as a file.
pub async fn file<D: FiguresDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let found = gallery
        .department(&part(&request, "round"), &query(&request))
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::NOT_FOUND, &round)),
        Opened::Hangs(sheet) => sheet,
    };
    let words = seat.words();
    let public = gallery.is_public(&sheet.round);
    let lines: Vec<AgencyLine<'_>> = sheet
        .lines
        .iter()
        .map(|line| AgencyLine {
            code: &line.agency.code,
            name: &line.agency.name,
            eligible: line.hung.eligible,
            acknowledged: (!public).then_some(line.hung.acknowledged),
            figures: &line.hung.own,
            band: band(words, sheet.framework, line.hung.own.get().band.as_deref()),
            last: line.last.as_ref().map(|last| &last.own),
        })
        .collect();
    let list = taken::with_words(words, |words| {
        export::department(words, sheet.framework, &lines)
    });
    let file = part(&request, "file");
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let name = format!("{}.{ending}", sheet.round.code);
    taken::list(&name, &sheet.round.code, &list).ok_or_else(|| seat.missing())
}

fn query(request: &HttpRequest) -> DepartmentQuery {
    DepartmentQuery {
        search: asked(request, "q").trim().to_owned(),
        sort: match asked(request, "sort").as_str() {
            "" | "code" => Sort::Code,
            "score" => Sort::Score,
            node => Sort::Node(node.to_owned()),
        },
        falling: asked(request, "down") == "1",
        from: 0,
        most: usize::MAX,
    }
}

fn page_of<'s, D: FiguresDesk>(
    sheet: &'s Department<'_>,
    query: &'s DepartmentQuery,
    sort: &'s str,
    at: usize,
) -> DepartmentPage<'s> {
    let lines = sheet.lines.iter().map(|line| Line {
        href: D::results(&sheet.round.code, &line.agency.code),
        code: &line.agency.code,
        name: &line.agency.name,
        figures: &line.hung.own,
        last: line.last.as_ref().map(|last| &last.own),
    });
    let known = sheet.framework.bands.first();
    let codes = known.into_iter().flat_map(|scheme| &scheme.bands);
    let codes = codes.map(|band| band.code.clone()).chain([String::new()]);
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    DepartmentPage {
        framework: sheet.framework,
        lines: lines.collect(),
        whole: sheet.whole.as_ref(),
        bands: codes
            .map(|code| {
                let (now, then) = sheet.bands.get(&code).copied().unwrap_or_default();
                (code, now, then)
            })
            .collect(),
        last: sheet.last.as_ref().map(|last| last.code.clone()),
        leaf: Leaf {
            page: number(at),
            size: number(SIZE),
            total: number(sheet.found),
        },
        search: &query.search,
        sort: if sort.is_empty() { "code" } else { sort },
        falling: query.falling,
    }
}
