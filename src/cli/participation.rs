//! `prongsai participation`

use serde_json::Value;

use super::args;
use super::show::{Shown, cell, list, print};
use crate::app::App;
use crate::domain::participation::Participation;
use crate::domain::people::Standing;
use crate::domain::round::Round;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::participation::{AgencyParticipation, participation as lines, register_lines};
use crate::service::public_part::staff_are_asked;

/// Prints counts by agency and work group, or the register.
pub async fn participation(app: &App, words: &Locale, args: &args::Participation) -> Shown {
    let round = app.office.round(&args.read.round).await?;
    staff_are_asked(&app.office, &round)?;
    if let Some(code) = &args.read.agency {
        app.office.agency(code).await?;
    }
    let only = args.read.agency.as_deref();
    let agencies = lines(&app.office, &round, only).await?;
    if args.register {
        return register(app, words, (&round, &agencies), args.read.format).await;
    }
    let mut sheet = list(
        words,
        &[
            "agency",
            "work_group",
            "eligible",
            "acknowledged",
            "exempt",
            "rate",
        ],
    );
    for line in &agencies {
        sheet.rows.push(counts(
            &line.agency.code,
            Cell::coded(Value::Null, words.say("cli.whole-agency")),
            &line.participation,
        ));
        for (group, counted) in &line.work_groups {
            sheet
                .rows
                .push(counts(&line.agency.code, group.as_str().into(), counted));
        }
    }
    print(&sheet, args.read.format)
}

fn counts(agency: &str, group: Cell, counted: &Participation) -> Vec<Cell> {
    vec![
        agency.into(),
        group,
        counted.eligible.into(),
        counted.acknowledged.into(),
        counted.exempt.into(),
        cell(counted.rate()),
    ]
}

async fn register(
    app: &App,
    words: &Locale,
    (round, agencies): (&Round, &[AgencyParticipation]),
    format: args::Format,
) -> Shown {
    let mut sheet = list(
        words,
        &[
            "agency",
            "work_group",
            "staff_id",
            "name",
            "position",
            "standing",
            "day",
        ],
    );
    for line in agencies {
        for person in register_lines(&app.office, round, line.agency.id).await? {
            sheet.rows.push(vec![
                line.agency.code.as_str().into(),
                person.work_group.as_str().into(),
                person.staff_id.as_str().into(),
                person.name.as_str().into(),
                person.position.as_str().into(),
                standing(words, &person.standing),
                person.day.map_or(Cell::Empty, |day| {
                    Cell::coded(day.to_string(), words.day(day))
                }),
            ]);
        }
    }
    print(&sheet, format)
}

/// Whether a person counts; an exemption with its reason and order.
fn standing(words: &Locale, standing: &Standing) -> Cell {
    match standing {
        Standing::Eligible => Cell::coded("eligible", words.say("standing.eligible")),
        Standing::Left => Cell::coded("left", words.say("standing.left")),
        Standing::Exempt(why) => {
            let word = words.say("standing.exempt");
            let why = format!("{} ({})", why.reason, why.order_number);
            Cell::coded(format!("exempt: {why}"), format!("{word}: {why}"))
        }
    }
}
