//! The department's sheet, as a page and as files.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use futures_util::StreamExt as _;
use futures_util::future::ready;
use futures_util::stream::{Stream, once, try_unfold};

use super::{FiguresDesk, asked, digits, frame, not_yet, part, taken};
use crate::domain::framework::Framework;
use crate::export::figures::{self as export, AgencyLine};
use crate::export::sheet::Sheet;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::figures::{
    Department, DepartmentLine, DepartmentLines, DepartmentQuery, Opened, Sort,
};
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
        .department_lines(&part(&request, "round"), &query(&request))
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let mut lines = match found.ok_or_else(|| seat.missing())? {
        Opened::NotYet(round) => return Ok(not_yet(&seat, StatusCode::NOT_FOUND, &round)),
        Opened::Hangs(lines) => lines,
    };
    let code = lines.round.code.clone();
    let file = part(&request, "file");
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let name = format!("{code}.{ending}");
    let public = gallery.is_public(&lines.round);
    let next = lines.next().await.map_err(|refusal| seat.trouble(&refusal));
    let mut some = next?.unwrap_or_default();
    if ending == "csv" {
        let first = listed(&seat, &lines.framework, public, &some).to_csv();
        let first = first.map_err(|_| seat.missing())?;
        let parts = once(ready(Ok(first))).chain(rest(seat, lines, public));
        return Ok(taken::csv_in_parts(&name, parts));
    }
    while let Some(more) = lines
        .next()
        .await
        .map_err(|refusal| seat.trouble(&refusal))?
    {
        some.extend(more);
    }
    let list = listed(&seat, &lines.framework, public, &some);
    taken::list(&name, &code, &list).ok_or_else(|| seat.missing())
}

/// CSV of the lines that are left, without a heading.
fn rest<D: FiguresDesk>(
    seat: Seat<D>,
    lines: DepartmentLines,
    public: bool,
) -> impl Stream<Item = Result<Vec<u8>, Refusal>> {
    try_unfold((seat, lines), move |(seat, mut lines)| async move {
        let Some(some) = lines.next().await? else {
            return Ok(None);
        };
        let list = listed(&seat, &lines.framework, public, &some);
        let csv = list.rows_to_csv().map_err(|_| Refusal::Crypto)?;
        Ok(Some((csv, (seat, lines))))
    })
}

fn listed<D>(
    seat: &Seat<D>,
    framework: &Framework,
    public: bool,
    lines: &[DepartmentLine],
) -> Sheet {
    let words = seat.words();
    let line = |line| of_agency(words, framework, public, line);
    let lines: Vec<AgencyLine<'_>> = lines.iter().map(line).collect();
    taken::with_words(words, |words| export::department(words, framework, &lines))
}

fn of_agency<'l>(
    words: &Locale,
    framework: &Framework,
    public: bool,
    line: &'l DepartmentLine,
) -> AgencyLine<'l> {
    AgencyLine {
        code: &line.agency.code,
        name: &line.agency.name,
        eligible: line.hung.eligible,
        acknowledged: (!public).then_some(line.hung.acknowledged),
        figures: &line.hung.own,
        band: band(words, framework, line.hung.own.get().band.as_deref()),
        last: line.last.as_ref().map(|last| &last.own),
    }
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
