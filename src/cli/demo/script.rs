//! What happens in the demo, in order.

use std::collections::HashMap;

use indicatif::ProgressBar;

use super::accounts::make_accounts;
use super::notes::notes;
use super::public::{open_public, public_code, three_ways, visit};
use super::setup::{code, import_department, open_round};
use crate::app::App;
use crate::cli::ask;
use crate::cli::show::{Failure, Shown, say};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::framework::KpiScope;
use crate::domain::framework::{Framework, Instrument, KpiCondition};
use crate::domain::wire::Random32;
use crate::locale::Locale;
use crate::rehearsal::Respondent;
use crate::rehearsal::department::{AGENCIES, Cast, answers};
use crate::rehearsal::respondent::agent;
use crate::service::Refusal;
use crate::service::close_round::close_round;
use crate::service::key_sheets::open_secret;
use crate::service::kpi_evidence::{self, Record, Subject};
use crate::service::letters::{Chosen, LetterBatch, letters};
use crate::service::publish::publish_round;
use crate::service::tally::tally;
use crate::world::World;

/// Of a hundred people, how many have answered in the open round.
const ANSWERED_PERCENT: usize = 80;

/// Threads that answer at the same time.
const AT_ONCE: usize = 4;

/// A synthetic respondent: a link, and what is answered.
struct Task {
    fragment: String,
    answers: Vec<u8>,
}

/// Plays the demo through; returns the notes.
pub async fn run(words: &Locale, app: &App, base: &str) -> Result<String, Failure> {
    say(words, "demo.department", &[]);
    import_department(app).await?;
    let sign_ins = make_accounts(app).await?;
    let chance = World::fixed(app.office.world.now(), 2570);
    finished_round(words, app, base, &chance).await?;
    say(words, "demo.open-round", &[]);
    let sheets = open_round(app, 2).await?;
    open_public(app, 2).await?;
    let unused = answer(app, base, 2, &chance, |cast, listed| {
        if cast.staff < 10 {
            3
        } else {
            listed * ANSWERED_PERCENT / 100
        }
    })
    .await?;
    visit(app, base, 2, &chance, |cast| cast.visited / 2).await?;
    let ways = three_ways(app, base, 2, &chance).await?;
    Ok(notes(words, app, &sign_ins, (&sheets, &unused), &ways))
}

/// A round from its opening to its publication, with evidence for the KPI.
async fn finished_round(words: &Locale, app: &App, base: &str, chance: &World) -> Shown {
    say(words, "demo.first-round", &[]);
    let sheets = open_round(app, 1).await?;
    open_public(app, 1).await?;
    answer(app, base, 1, chance, |cast, _| cast.answered).await?;
    visit(app, base, 1, chance, |cast| cast.visited).await?;
    let two: Vec<KeySheet> = sheets.into_iter().take(2).collect();
    let parts = [code(1), public_code(1)];
    for code in &parts {
        close_round(&app.office, code).await?;
    }
    for code in &parts {
        count(app, code, &two).await?;
    }
    record_evidence(app, &code(1)).await
}

/// From the boards of a closed round to its publication.
async fn count(app: &App, code: &str, sheets: &[KeySheet]) -> Shown {
    let round = app.office.round(code).await?;
    crate::service::finish_round::finish_round(&app.office, &round).await?;
    let secret = open_secret(&app.office, &round, sheets).await?;
    let bar = ask::bar(0);
    tally(&app.office, code, &secret, |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    })
    .await?;
    bar.finish_and_clear();
    publish_round(&app.office, code).await?;
    Ok(())
}

/// Has people answer over HTTP; `how_many` says how many of an agency do. Returns the links that
/// stay unused.
async fn answer(
    app: &App,
    base: &str,
    number: u16,
    chance: &World,
    how_many: impl Fn(&Cast, usize) -> usize,
) -> Result<Vec<String>, Failure> {
    let round = app.office.round(&code(number)).await?;
    let (framework, instrument) = app.office.instrument(&round)?;
    let mut batches: HashMap<String, LetterBatch> =
        letters(&app.office, &round.code, None, &Chosen::Everybody)
            .await?
            .into_iter()
            .map(|batch| (batch.agency.clone(), batch))
            .collect();
    let (mut tasks, mut unused) = (Vec::new(), Vec::new());
    for cast in &AGENCIES {
        let Some(batch) = batches.remove(cast.code) else {
            continue;
        };
        let fragments: Vec<String> = batch
            .letters
            .into_iter()
            .map(|letter| letter.fragment)
            .collect();
        let answering = how_many(cast, fragments.len());
        for (at, fragment) in fragments.into_iter().enumerate() {
            if at < answering {
                tasks.push(task(framework, instrument, cast, fragment, chance)?);
            } else {
                unused.push(fragment);
            }
        }
    }
    answer_all(base, tasks).await?;
    Ok(unused)
}

fn task(
    framework: &Framework,
    instrument: &Instrument,
    cast: &Cast,
    fragment: String,
    chance: &World,
) -> Result<Task, Failure> {
    let answers = answers(framework, instrument, cast.best, chance)
        .map_err(|error| Failure::Refused(error.into()))?;
    Ok(Task {
        fragment,
        answers: answers.encode(instrument),
    })
}

/// Several people at the same time, each on the whole way through HTTP.
async fn answer_all(base: &str, tasks: Vec<Task>) -> Shown {
    let bar = ask::bar(tasks.len() as u64);
    let mut queues: Vec<Vec<Task>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (at, task) in tasks.into_iter().enumerate() {
        if let Some(queue) = queues.get_mut(at % AT_ONCE) {
            queue.push(task);
        }
    }
    let threads: Vec<_> = queues
        .into_iter()
        .map(|queue| {
            let (base, bar) = (base.to_owned(), bar.clone());
            tokio::task::spawn_blocking(move || one_after_the_other(&base, &queue, &bar))
        })
        .collect();
    for thread in threads {
        thread
            .await
            .map_err(|_| Failure::Refused(Refusal::Crypto))??;
    }
    bar.finish_and_clear();
    Ok(())
}

fn one_after_the_other(base: &str, queue: &[Task], bar: &ProgressBar) -> Shown {
    let agent = agent();
    for task in queue {
        let random = World::real()
            .random()
            .map_err(|error| Failure::Refused(error.into()))?;
        let done = Respondent::open(&agent, base, &task.fragment)
            .and_then(|respondent| respondent.answer(&task.answers, Random32::new(random)));
        done.map_err(|declined| Failure::Listed(declined.to_string()))?;
        bar.inc(1);
    }
    Ok(())
}

/// Every part of steps 1–3 recorded and confirmed for every agency.
async fn record_evidence(app: &App, code: &str) -> Shown {
    let round = app.office.round(code).await?;
    let (rule, _) = crate::service::kpi::rule(&app.office, &round)?;
    let today = app.office.world.today();
    for cast in &AGENCIES {
        for step in &rule.steps {
            let KpiCondition::Evidence(parts) = &step.condition else {
                continue;
            };
            for part in parts {
                let work_group = match part.scope {
                    KpiScope::EveryWorkGroup => kpi_evidence::ALL.to_owned(),
                    KpiScope::Agency => String::new(),
                };
                let subject = Subject {
                    agency: cast.code.to_owned(),
                    part: part.code.clone(),
                    work_group,
                };
                let record = Record {
                    day: today,
                    delegates: "ผู้แทนกลุ่มงาน".to_owned(),
                    note: String::new(),
                    link: String::new(),
                };
                kpi_evidence::record(&app.office, &round, &subject, &record).await?;
                kpi_evidence::confirm(&app.office, &round, &subject).await?;
            }
        }
    }
    Ok(())
}
