//! Folder, people and rounds of the demo.

use std::path::Path;

use crate::app::App;
use crate::cli::show::{Failure, Shown, write_file};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::exact::Score;
use crate::domain::round::{Custody, RoundTerms};
use crate::intake::table::read;
use crate::rehearsal::department::{agencies_csv, roster_csv};
use crate::service::create_round::{NewRound, create_round};
use crate::service::import_agencies::{ImportError, Mode, import_agencies};
use crate::service::import_roster::import_roster;
use crate::world::World;

/// Fiscal year of the demo's rounds.
pub const FISCAL_YEAR: u16 = 2570;

/// Names of the demo's custodians.
const CUSTODIANS: [&str; 3] = ["นางสาวกุญแจ ดอกแรก", "นายกุญแจ ดอกสอง", "นางกุญแจ ดอกสาม"];

/// A settings file whose key-encryption key lies inside the folder: for a demo only.
pub fn write_settings(data: &Path, port: u16) -> Shown {
    let wrong = |problem| Failure::File(data.to_owned(), problem);
    crate::app::make_data_folder(data).map_err(wrong)?;
    let key: [u8; 32] = World::real()
        .random()
        .map_err(|error| Failure::Refused(error.into()))?;
    write_file(
        &data.join("demo.kek"),
        crate::domain::encoding::hex(&key).as_bytes(),
    )?;
    let settings = format!(
        "# A demo: the key-encryption key lies in the data folder, which a real installation never does.\n\
         demo = true\n\
         public_url = \"http://127.0.0.1:{port}\"\n\
         listen = \"127.0.0.1:{port}\"\n\
         kek_file = \"demo.kek\"\n\
         organisation = \"กรมตัวอย่างเพื่อการสาธิต\"\n\n\
         # Mails are written to the folder mail/ and hold live links.\n\
         [mail]\n\
         transport = \"folder\"\n\
         from = \"ITA <ita@example.go.th>\"\n"
    );
    write_file(&data.join("settings.toml"), settings.as_bytes())
}

/// Imports the department.
pub async fn import_department(app: &App) -> Shown {
    let tables = read(agencies_csv().as_bytes()).map_err(|_| Failure::said("errors.stale"))?;
    import_agencies(&app.office, &tables, Mode::Save)
        .await
        .map_err(impossible)?;
    Ok(())
}

/// The demo's own files have no problems; if they had, that would be a defect of ours.
fn impossible(error: ImportError) -> Failure {
    match error {
        ImportError::Refusal(refusal) => Failure::Refused(refusal),
        ImportError::File(refused) => Failure::Listed(format!("{:?}", refused.problems)),
    }
}

/// Creates a round with everybody in it and opens it; returns the key sheets.
pub async fn open_round(app: &App, number: u16) -> Result<Vec<KeySheet>, Failure> {
    let code = code(number);
    let closes_at = in_a_month(app)?;
    let terms = RoundTerms {
        framework: "ten-indicators-2562".to_owned(),
        instrument: "iit".to_owned(),
        fiscal_year: FISCAL_YEAR,
        number,
        kpi_period: Some(number.to_string()),
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: Score::from_hundredths(10_000),
        custody: Custody::TwoOfThree,
    };
    let custodians = CUSTODIANS.map(str::to_owned).to_vec();
    create_round(
        &app.office,
        NewRound {
            code: code.clone(),
            terms,
            closes_at,
            custodians,
        },
    )
    .await?;
    let tables = read(roster_csv().as_bytes()).map_err(|_| Failure::said("errors.stale"))?;
    import_roster(&app.office, &code, &tables, None, Mode::Save)
        .await
        .map_err(impossible)?;
    Ok(app
        .rehearse_ceremony(&code, &CUSTODIANS.map(str::to_owned))
        .await?)
}

/// When the demo's rounds close.
pub fn in_a_month(app: &App) -> Result<jiff::Timestamp, Failure> {
    let month = jiff::SignedDuration::from_hours(24 * 30);
    let closes_at = app.office.world.now().checked_add(month);
    closes_at.map_err(|_| Failure::said("errors.stale"))
}

/// Code of a round of the demo.
pub fn code(number: u16) -> String {
    format!("{FISCAL_YEAR}-{number}")
}
