//! `prongsai kpi …`

use super::args::{Kpi, KpiCommand, Part, Read};
use super::kpi_notes;
use super::round::bad_time;
use super::show::{Failure, Shown, cell, fill, list, print, say};
use crate::app::App;
use crate::domain::calendar::parse_day;
use crate::domain::exact::Score;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::kpi::{AgencyKpi, kpi as agencies, person_kpi, rule};
use crate::service::kpi_evidence::{Record, Subject, confirm, list as evidence, record};

/// Shows the KPI, or acts on its evidence.
pub async fn kpi(app: &App, words: &Locale, args: Kpi) -> Shown {
    match (args.command, args.read) {
        (
            Some(KpiCommand::Record {
                part,
                day,
                delegates,
                note,
                link,
            }),
            _,
        ) => {
            let day = parse_day(&day).map_err(|_| bad_time(&day))?;
            let round = app.office.round(&part.round).await?;
            let n = record(
                &app.office,
                &round,
                &subject(&part),
                &Record {
                    day,
                    delegates,
                    note,
                    link,
                },
            )
            .await?;
            say(words, "cli.evidence-recorded", &[("n", n.to_string())]);
            Ok(())
        }
        (Some(KpiCommand::Confirm { part }), _) => {
            let round = app.office.round(&part.round).await?;
            let n = confirm(&app.office, &round, &subject(&part)).await?;
            say(words, "cli.evidence-confirmed", &[("n", n.to_string())]);
            Ok(())
        }
        (Some(KpiCommand::Evidence { read }), _) => show_evidence(app, words, &read).await,
        (None, Some(read)) => match &args.person {
            Some(person) => show_person(app, words, &read, person).await,
            None => show_agencies(app, words, &read).await,
        },
        (None, None) => Err(Failure::said("cli.kpi-what")),
    }
}

fn subject(part: &Part) -> Subject {
    Subject {
        agency: part.agency.clone(),
        part: part.code.clone(),
        work_group: part.work_group.clone(),
    }
}

async fn show_agencies(app: &App, words: &Locale, read: &Read) -> Shown {
    let round = app.office.round(&read.round).await?;
    let (rule, period) = rule(&app.office, &round)?;
    let mut sheet = list(
        words,
        &[
            "agency",
            "period",
            "step",
            "title",
            "points",
            "of_points",
            "full",
            "note",
        ],
    );
    for agency in agencies(&app.office, &round, read.agency.as_deref()).await? {
        for (step, asked) in agency.result.steps.iter().zip(&rule.steps) {
            sheet.rows.push(vec![
                agency.line.agency.code.as_str().into(),
                period.as_str().into(),
                u64::from(step.number).into(),
                Cell::coded(
                    format!("step-{}", step.number),
                    asked.title.get(words.lang()),
                ),
                Score::round(&step.points).to_string().into(),
                Score::round(&step.of).to_string().into(),
                if step.full {
                    Cell::coded("full", words.say("kpi.full"))
                } else {
                    Cell::coded("not-full", words.say("kpi.not-full"))
                },
                kpi_notes::cell(words, step),
            ]);
        }
        sheet.rows.push(level_row(words, &agency, &period));
    }
    print(&sheet, read.format)
}

/// The row with the sum of points and the level.
fn level_row(words: &Locale, agency: &AgencyKpi, period: &str) -> Vec<Cell> {
    vec![
        agency.line.agency.code.as_str().into(),
        period.into(),
        Cell::Empty,
        Cell::coded(
            format!("level-{}", agency.result.level),
            fill(
                words,
                "kpi.level",
                &[("level", agency.result.level.to_string())],
            ),
        ),
        Score::round(&agency.result.points).to_string().into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

async fn show_person(app: &App, words: &Locale, read: &Read, staff_id: &str) -> Shown {
    let round = app.office.round(&read.round).await?;
    let sheet_of = person_kpi(&app.office, &round, staff_id).await?;
    let mut sheet = list(
        words,
        &[
            "staff_id",
            "name",
            "position",
            "work_group",
            "agency",
            "took_part",
            "agency_level",
        ],
    );
    let person = sheet_of.person;
    let took_part = person.day.map_or_else(
        || Cell::coded("not-yet", words.say("kpi.not-yet")),
        |day| Cell::coded(day.to_string(), words.day(day)),
    );
    sheet.rows.push(vec![
        person.staff_id.into(),
        person.name.into(),
        person.position.into(),
        person.work_group.into(),
        sheet_of.agency.line.agency.name.as_str().into(),
        took_part,
        cell(Some(sheet_of.agency.result.level)),
    ]);
    print(&sheet, read.format)
}

async fn show_evidence(app: &App, words: &Locale, read: &Read) -> Shown {
    let round = app.office.round(&read.round).await?;
    let agencies = app.office.agencies().await?;
    let mut sheet = list(
        words,
        &[
            "agency",
            "part",
            "work_group",
            "day",
            "delegates",
            "note",
            "link",
            "recorded_by",
            "confirmed_by",
        ],
    );
    for piece in evidence(&app.office, &round).await? {
        let code = agencies
            .get(&piece.key.agency)
            .map(|agency| agency.code.clone())
            .unwrap_or_default();
        if read.agency.as_ref().is_some_and(|wanted| *wanted != code) {
            continue;
        }
        sheet.rows.push(vec![
            code.into(),
            piece.key.part.into(),
            piece.key.work_group.into(),
            Cell::coded(piece.day.to_string(), words.day(piece.day)),
            piece.delegates.into(),
            piece.note.into(),
            piece.link.into(),
            piece.recorded_by.into(),
            cell(piece.confirmed_by),
        ]);
    }
    print(&sheet, read.format)
}
