//! Stores that an earlier version wrote.

use std::collections::BTreeMap;

use prongsai::domain::round::RoundId;
use prongsai::store::{JobState, Registry};
use prongsai_migrations::{MigratorTrait, RegistryMigrator, ResultsMigrator, UrnMigrator};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

use crate::support::tables::{Dump, dump, files, holds};

/// Cells of a row by their columns.
type Row = BTreeMap<String, String>;

#[actix_web::test]
async fn an_earlier_registry_keeps_its_mails_and_their_number_a_day_but_no_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let db = Database::connect(&url).await.unwrap();
    RegistryMigrator::up(&db, Some(5)).await.unwrap();
    for n in 0..40 {
        let (day, state, at, next) = match n % 4 {
            0 => (
                "2026-11-03",
                "sent",
                format!("'2026-11-03T05:17:{n:02}.25Z'"),
                "NULL",
            ),
            1 => (
                "2026-11-04",
                "sent",
                format!("'2026-11-04T05:17:{n:02}.25Z'"),
                "NULL",
            ),
            2 => ("2026-11-04", "failed", "NULL".to_owned(), "NULL"),
            _ => (
                "2026-11-04",
                "queued",
                "NULL".to_owned(),
                "'2026-11-04T05:19:02Z'",
            ),
        };
        db.execute_unprepared(&format!(
            "INSERT INTO mail_job (round_id, staff_id, kind, state, attempts, not_before, message_id, day, sent_at) \
             VALUES (1, {n}, 'invite', '{state}', 1, {next}, 'id{n}', '{day}', {at})"
        ))
        .await
        .unwrap();
    }
    db.close().await.unwrap();
    assert!(
        files(folder.path())
            .values()
            .any(|bytes| holds(bytes, b"T05:17:"))
    );
    let registry = Registry::open(folder.path()).await.unwrap();
    for (day, mails) in [("2026-11-03", 10), ("2026-11-04", 10), ("2026-11-05", 0)] {
        assert_eq!(
            registry.mails_on(day.parse().unwrap()).await.unwrap(),
            mails
        );
    }
    let jobs = registry.mail_jobs(RoundId(1)).await.unwrap();
    let in_state = |state| jobs.iter().filter(|job| job.state == state).count();
    assert_eq!(
        (
            jobs.len(),
            in_state(JobState::Sent),
            in_state(JobState::Queued)
        ),
        (40, 20, 10)
    );
    let now = "2026-11-04T05:18:00Z".parse().unwrap();
    assert!(registry.take_mail(RoundId(1), now).await.unwrap().is_some());
    registry.tidy().await.unwrap();
    assert!(!dump(&file).await["mail_job"][0].contains_key("sent_at"));
    for (name, bytes) in files(folder.path()) {
        assert!(!holds(&bytes, b"T05:1"), "a time is left in {name}");
    }
}

/// Columns of a table with what they take, as SQLite lists them.
const COLUMNS: &str = "SELECT m.name AS t, p.name AS c, lower(p.type) AS k FROM sqlite_master m \
     JOIN pragma_table_info(m.name) p WHERE m.type = 'table' \
     AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations' ORDER BY m.name, p.cid";

/// A row into every table, the nth of it.
async fn fill(db: &DatabaseConnection, n: usize) {
    let columns = Statement::from_string(DbBackend::Sqlite, COLUMNS.to_owned());
    let mut tables: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for row in db.query_all_raw(columns).await.unwrap() {
        let [table, column, kind]: [String; 3] =
            ["t", "c", "k"].map(|name| row.try_get("", name).unwrap());
        let (names, cells) = tables.entry(table).or_default();
        names.push(format!("\"{column}\""));
        cells.push(match kind {
            kind if kind.contains("int") => n.to_string(),
            kind if kind.contains("bool") => (n % 2).to_string(),
            kind if kind.contains("blob") => format!("X'{n:02}'"),
            _ => format!("'2026-11-{n:02}'"),
        });
    }
    let mut inserts = String::from("BEGIN;");
    for (table, (names, cells)) in tables {
        let (names, cells) = (names.join(", "), cells.join(", "));
        // A row may be there already: some are made by the database beside others.
        let insert = format!("INSERT OR IGNORE INTO \"{table}\" ({names}) VALUES ({cells});");
        inserts.push_str(&insert);
    }
    db.execute_unprepared(&(inserts + "COMMIT")).await.unwrap();
}

/// What a step took away on purpose: times of mails.
const GONE: [(&str, &str); 2] = [("mail_job", "sent_at"), ("mail_job", "not_before")];

/// After every step of a store everything is there that earlier ones wrote, in every table.
async fn every_step_keeps_all_rows<M: MigratorTrait>() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let db = Database::connect(&url).await.unwrap();
    for (step, migration) in (1..).zip(M::migrations()) {
        let mut before = match step {
            1 => Dump::new(),
            _ => dump(&file).await,
        };
        before.remove("seaql_migrations");
        M::up(&db, Some(1)).await.unwrap();
        let after = dump(&file).await;
        for (table, rows) in &before {
            let there = &after[table];
            let is_kept = |row: &&Row| {
                let is_gone = |column: &str| GONE.contains(&(table, column));
                let same = |now: &Row| {
                    row.iter()
                        .all(|(column, cell)| now.get(column) == Some(cell) || is_gone(column))
                };
                there.iter().any(same)
            };
            let kept = rows.iter().filter(is_kept).count();
            let numbers = (kept, there.len());
            assert_eq!(
                numbers,
                (rows.len(), rows.len()),
                "{} {table}",
                migration.name()
            );
            assert!(kept > 0, "nothing was written into {table}");
        }
        fill(&db, step).await;
    }
    db.close().await.unwrap();
}

#[actix_web::test]
async fn whatever_an_earlier_version_wrote_is_there_after_an_upgrade() {
    every_step_keeps_all_rows::<RegistryMigrator>().await;
    every_step_keeps_all_rows::<UrnMigrator>().await;
    every_step_keeps_all_rows::<ResultsMigrator>().await;
}
