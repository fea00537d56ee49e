//! Making a round, changing it while it is a draft.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use jiff::SignedDuration;

use super::{AdminSeat, BASE, of_round, round_frame};
use crate::domain::calendar::{parse_day, parse_moment, thai_rfc3339};
use crate::domain::round::{Custody, RoundState, RoundTerms};
use crate::domain::thai::normalise;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::administrator::Draft;
use crate::service::administrator::public::OwnCourse;
use crate::service::create_round::NewRound;
use crate::view::console::Frame;
use crate::view::console::admin::round_form::{self as view, Choices};
use crate::view::console::form::Typed;
use crate::web::console::answers::{Answer, see_other};

/// Fiscal years are of the Buddhist era: a smaller one is of another.
const FIRST_YEAR: u16 = 2500;
/// How long a round may stay open: three years, leap day included.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * (3 * 365 + 1));
/// What the form begins with.
const USUAL: [(&str, &str); 8] = [
    ("public_grace", "1440"),
    ("number", "1"),
    ("grace_minutes", "60"),
    ("k", "5"),
    ("min_service_years", "0"),
    ("required_percent", "100"),
    ("custody", "three"),
    ("kpi_period", ""),
];

/// What was typed.
pub type Values = Form<BTreeMap<String, String>>;

/// The empty form.
pub async fn new(seat: AdminSeat) -> Answer {
    let typed = USUAL.iter().fold(Typed::default(), |typed, (name, value)| {
        typed.with(name, *value)
    });
    Ok(page(&seat, StatusCode::OK, None, &typed))
}

/// Takes a new round.
pub async fn create(seat: AdminSeat, values: Values) -> Answer {
    let mut typed = typed(values);
    let Some(round) = read(&seat, &mut typed) else {
        return Ok(page(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, &typed));
    };
    let code = round.code.clone();
    let created = if typed.value("public_part").is_empty() {
        seat.desk.create(round).await
    } else {
        let Some(own) = own_course(&seat, &mut typed, round.closes_at) else {
            return Ok(page(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, &typed));
        };
        seat.desk.create_with_public(round, own).await
    };
    match created {
        Ok(()) => Ok(see_other(&of_round(&code))),
        Err(refusal) => {
            blame(&seat, &mut typed, &refusal)?;
            Ok(page(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, &typed))
        }
    }
}

/// What the public's part has of its own; its close is the round's where none is typed.
fn own_course(seat: &AdminSeat, typed: &mut Typed, closes: jiff::Timestamp) -> Option<OwnCourse> {
    let words = seat.words();
    let closes_at = match typed.value("public_closes").trim() {
        "" => Some(closes),
        text => parse_moment(text).ok(),
    };
    let latest = seat.desk.now().checked_add(LONGEST).ok();
    let closes_at = closes_at.filter(|moment| latest.is_none_or(|latest| *moment <= latest));
    if closes_at.is_none() {
        typed.blame("public_closes", words.say("rounds.bad_moment"));
    }
    let grace_minutes = whole(words, typed, "public_grace");
    Some(OwnCourse {
        closes_at: closes_at?,
        grace_minutes: grace_minutes?,
    })
}

/// The form of a draft.
pub async fn edit(seat: AdminSeat, code: Path<String>) -> Answer {
    let draft = seat.desk.draft(&code).await.map_err(|_| seat.missing())?;
    if draft.round.state != RoundState::Draft {
        return Ok(see_other(&of_round(&code)));
    }
    Ok(page(&seat, StatusCode::OK, Some(&code), &filled(&draft)))
}

/// Changes a draft, unless somebody else has meanwhile.
pub async fn change(seat: AdminSeat, code: Path<String>, values: Values) -> Answer {
    let mut typed = typed(values).with("code", code.as_str());
    let mark = typed.value("mark").to_owned();
    let Some(round) = read(&seat, &mut typed) else {
        return Ok(page(
            &seat,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(&code),
            &typed,
        ));
    };
    match seat.desk.edit(round, &mark).await {
        Ok(()) => Ok(see_other(&of_round(&code))),
        Err(refusal) => {
            blame(&seat, &mut typed, &refusal)?;
            Ok(page(
                &seat,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(&code),
                &typed,
            ))
        }
    }
}

fn typed(values: Values) -> Typed {
    Typed {
        values: values.into_inner(),
        wrong: BTreeMap::new(),
    }
}

fn page(seat: &AdminSeat, status: StatusCode, code: Option<&str>, typed: &Typed) -> HttpResponse {
    let words = seat.words();
    let (frame, action, back) = if let Some(code) = code {
        let frame = round_frame(words, code, words.say("rounds.task_settings").to_owned());
        (frame, format!("{}/edit", of_round(code)), of_round(code))
    } else {
        let frame = Frame {
            title: words.say("rounds.new").to_owned(),
            crumbs: super::below(words, BASE, "rounds.tab_rounds").into(),
            ..Frame::default()
        };
        (frame, format!("{BASE}/rounds/new"), BASE.to_owned())
    };
    let form = view::form(words, &action, &back, code, &choices(seat), typed);
    seat.page_as(status, frame, &form)
}

fn choices(seat: &AdminSeat) -> Choices {
    let (words, lang) = (seat.words(), seat.lang());
    let all = seat.desk.choices();
    let instruments = all.iter().map(|choice| {
        let titles = (
            choice.framework_title.get(lang),
            choice.instrument_title.get(lang),
        );
        (
            format!("{}/{}", choice.framework, choice.instrument),
            format!("{} · {}", titles.0, titles.1),
        )
    });
    let mut periods = vec![(String::new(), words.say("rounds.kpi_none").to_owned())];
    for (code, title) in all.iter().flat_map(|choice| &choice.periods) {
        if !periods.iter().any(|(known, _)| known == code) {
            periods.push((code.clone(), title.get(lang).to_owned()));
        }
    }
    let custody = [
        ("three", "rounds.custody_three"),
        ("one", "rounds.custody_one"),
    ];
    Choices {
        instruments: instruments.collect(),
        periods,
        custody: custody
            .map(|(value, key)| (value.to_owned(), words.say(key).to_owned()))
            .to_vec(),
    }
}

/// The values of a draft, in a form that reads back as the same.
fn filled(draft: &Draft) -> Typed {
    let (round, terms) = (&draft.round, &draft.round.terms);
    let day = terms.head_count_day.map(|day| day.to_string());
    let custody = match terms.custody {
        Custody::TwoOfThree => "three",
        Custody::Single => "one",
    };
    let mut typed = Typed::default()
        .with("mark", &draft.mark)
        .with("code", &round.code)
        .with(
            "instrument",
            format!("{}/{}", terms.framework, terms.instrument),
        )
        .with("fiscal_year", terms.fiscal_year.to_string())
        .with("number", terms.number.to_string())
        .with("kpi_period", terms.kpi_period.clone().unwrap_or_default())
        .with("closes", local(&thai_rfc3339(round.closes_at)))
        .with("grace_minutes", terms.grace_minutes.to_string())
        .with("k", terms.k.to_string())
        .with("min_service_years", terms.min_service_years.to_string())
        .with("head_count_day", day.unwrap_or_default())
        .with("required_percent", terms.required_percent.to_string())
        .with("custody", custody);
    for (at, name) in (1..).zip(&draft.custodians) {
        typed = typed.with(&format!("custodian{at}"), name);
    }
    typed
}

/// `2027-03-31 16:30` of `2027-03-31T16:30:00+07:00`, with the year of the Buddhist era.
pub fn local(moment: &str) -> String {
    let year = moment.get(..4).and_then(|year| year.parse::<u16>().ok());
    let month_and_day = moment.get(4..10).unwrap_or_default();
    let hour = moment.get(11..16).unwrap_or_default();
    let year = year.map_or(0, |year| year.saturating_add(543));
    format!("{year}{month_and_day} {hour}")
}

/// Reads the form; what is wrong is said at its fields.
fn read(seat: &AdminSeat, typed: &mut Typed) -> Option<NewRound> {
    let words = seat.words();
    let closes_at = closes(seat, typed);
    let numbers = [
        "fiscal_year",
        "number",
        "grace_minutes",
        "k",
        "min_service_years",
    ];
    let [year, number, grace, k, service] = numbers.map(|name| whole(words, typed, name));
    if year.is_some_and(|year| year < u32::from(FIRST_YEAR)) {
        typed.blame("fiscal_year", words.say("rounds.bad_year"));
    }
    let day = match typed.value("head_count_day").trim() {
        "" => Some(None),
        text => parse_day(text).ok().map(Some),
    };
    if day.is_none() {
        typed.blame("head_count_day", words.say("rounds.bad_day"));
    }
    let percent = normalise(typed.value("required_percent")).parse().ok();
    if percent.is_none() {
        typed.blame("required_percent", words.say("rounds.bad_percent"));
    }
    let (framework, instrument) = typed
        .value("instrument")
        .split_once('/')
        .unwrap_or_default();
    let period = typed.value("kpi_period").trim();
    let terms = RoundTerms {
        framework: framework.to_owned(),
        instrument: instrument.to_owned(),
        fiscal_year: u16::try_from(year?).ok()?,
        number: u16::try_from(number?).ok()?,
        kpi_period: (!period.is_empty()).then(|| period.to_owned()),
        grace_minutes: grace?,
        k: k?,
        min_service_years: service?,
        head_count_day: day?,
        required_percent: percent?,
        custody: custody(typed),
    };
    let round = NewRound {
        code: typed.value("code").trim().to_owned(),
        custodians: custodians(typed, terms.custody),
        terms,
        closes_at: closes_at?,
    };
    typed.is_fine().then_some(round)
}

fn closes(seat: &AdminSeat, typed: &mut Typed) -> Option<jiff::Timestamp> {
    let words = seat.words();
    let Ok(moment) = parse_moment(typed.value("closes")) else {
        typed.blame("closes", words.say("rounds.bad_moment"));
        return None;
    };
    let latest = seat.desk.now().checked_add(LONGEST);
    if latest.is_ok_and(|latest| moment > latest) {
        typed.blame("closes", words.say("rounds.far_close"));
    }
    Some(moment)
}

fn whole(words: &Locale, typed: &mut Typed, name: &str) -> Option<u32> {
    let number = normalise(typed.value(name)).parse::<u32>().ok();
    // Numbers of years and rounds are stored in sixteen bits.
    let number = number.filter(|number| u16::try_from(*number).is_ok());
    if number.is_none() {
        typed.blame(name, words.say("rounds.bad_number"));
    }
    number
}

fn custody(typed: &Typed) -> Custody {
    match typed.value("custody") {
        "one" => Custody::Single,
        _ => Custody::TwoOfThree,
    }
}

fn custodians(typed: &Typed, custody: Custody) -> Vec<String> {
    ["custodian1", "custodian2", "custodian3"]
        .iter()
        .take(custody.custodians())
        .map(|name| typed.value(name).trim().to_owned())
        .collect()
}

/// Says a refusal at the field that it is about.
fn blame(seat: &AdminSeat, typed: &mut Typed, refusal: &Refusal) -> actix_web::Result<()> {
    let field = match refusal.message().key {
        "errors.round-code" | "errors.round-taken" => "code",
        "errors.k-too-low" => "k",
        "errors.custodians" => "custodian1",
        "errors.close-in-the-past" => "closes",
        "errors.kpi-period-unknown" => "kpi_period",
        "errors.no-public-instrument" => "public_part",
        _ => "instrument",
    };
    let text = match refusal.message().key {
        "errors.stale" => seat.words().say("rounds.stale").to_owned(),
        _ => seat.said(refusal)?,
    };
    typed.blame(field, text);
    Ok(())
}
