//! Stores that an earlier version wrote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use prongsai::domain::round::RoundId;
use prongsai::domain::wire::PollId;
use prongsai::service::Refusal;
use prongsai::store::{DatabaseUrl, Registry, StoreError, on_servers};
use prongsai_migrations::{MigratorTrait, RegistryMigrator, ResultsMigrator, UrnMigrator};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement,
};
use tempfile::TempDir;

use crate::support::postgres::Cluster;
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
    let jobs = dump(&file).await.remove("mail_job").unwrap();
    let in_state = |state| jobs.iter().filter(|job| job["state"] == state).count();
    assert_eq!(
        (jobs.len(), in_state("'sent'"), in_state("'queued'")),
        (40, 20, 10)
    );
    let now = Some("2026-11-04T05:18:00Z".parse().unwrap());
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

/// The same of a server's; parts are filled by way of their tables.
const SERVER_COLUMNS: &str = "SELECT relname::text AS t, attname::text AS c, \
     format_type(atttypid, NULL) AS k FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid \
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') \
     AND NOT relispartition AND relname <> 'seaql_migrations' AND attnum > 0 AND NOT attisdropped \
     ORDER BY relname, attnum";

/// A store of an earlier version.
struct Store {
    file: PathBuf,
    db: DatabaseConnection,
    folder: TempDir,
}

impl Store {
    async fn on_a_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("store.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let db = Database::connect(&url).await.unwrap();
        Self { file, db, folder }
    }

    /// In a schema of a database of its own, and the file that it is instead of.
    async fn on_a_server(server: Cluster, file: &str, schema: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("t_{schema}_{}", std::process::id());
        let url = server.database(&name);
        server.say(&name, &format!("CREATE SCHEMA {schema}"));
        let key = if server == Cluster::Urn {
            "urn"
        } else {
            "registry"
        };
        let settings = format!("databases = {{ {key} = \"{url}\" }}\n");
        std::fs::write(folder.path().join("settings.toml"), settings).unwrap();
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(1);
        options.set_schema_search_path(schema);
        Self {
            file: folder.path().join(file),
            db: Database::connect(options).await.unwrap(),
            folder,
        }
    }

    /// A row into every table, the nth of it.
    async fn fill(&self, n: usize) {
        let on_server = self.db.get_database_backend() == DbBackend::Postgres;
        let columns = if on_server { SERVER_COLUMNS } else { COLUMNS };
        let columns = Statement::from_string(self.db.get_database_backend(), columns);
        let mut tables: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for row in self.db.query_all_raw(columns).await.unwrap() {
            let [table, column, kind]: [String; 3] =
                ["t", "c", "k"].map(|name| row.try_get("", name).unwrap());
            let (names, cells) = tables.entry(table).or_default();
            names.push(format!("\"{column}\""));
            cells.push(match kind {
                kind if kind.contains("int") => n.to_string(),
                kind if kind.contains("bool") && on_server => (n % 2 == 1).to_string(),
                kind if kind.contains("bool") => (n % 2).to_string(),
                kind if kind.contains("bytea") => format!("'\\x{n:02}'"),
                kind if kind.contains("blob") => format!("X'{n:02}'"),
                _ => format!("'2026-11-{n:02}'"),
            });
        }
        let mut inserts = String::from("BEGIN;");
        // A mail takes its agency from the one it is for.
        let staff = tables.remove_entry("staff");
        for (table, (names, cells)) in staff.into_iter().chain(tables) {
            let (names, cells) = (names.join(", "), cells.join(", "));
            // A row may be there already: some are made by the database beside others.
            let insert = format!(
                "INSERT INTO \"{table}\" ({names}) VALUES ({cells}) ON CONFLICT DO NOTHING;"
            );
            inserts.push_str(&insert);
        }
        self.db
            .execute_unprepared(&(inserts + "COMMIT"))
            .await
            .unwrap();
    }

    /// After every step everything is there that earlier ones wrote, in every table.
    async fn keeps_all_rows_at_every_step<M: MigratorTrait>(self) {
        for (step, migration) in (1..).zip(M::migrations()) {
            let mut before = match step {
                1 => Dump::new(),
                _ => dump(&self.file).await,
            };
            before.remove("seaql_migrations");
            M::up(&self.db, Some(1)).await.unwrap();
            let after = dump(&self.file).await;
            for (table, rows) in &before {
                if (migration.name(), table.as_str()) == COUNTED_ANEW {
                    continue;
                }
                assert_kept(migration.name(), table, rows, &after[table]);
            }
            self.fill(step).await;
        }
        self.db.close().await.unwrap();
        self.folder.close().unwrap();
    }
}

/// What a step took away on purpose: times of mails.
const GONE: [(&str, &str); 2] = [("mail_job", "sent_at"), ("mail_job", "not_before")];

/// What a step counts anew of what is there: rows of which nobody is are gone.
const COUNTED_ANEW: (&str, &str) = ("m0026_reach", "people_count");

fn assert_kept(step: &str, table: &str, rows: &[Row], there: &[Row]) {
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
    assert_eq!(numbers, (rows.len(), rows.len()), "{step} {table}");
    assert!(kept > 0, "nothing was written into {table}");
}

#[actix_web::test]
async fn whatever_an_earlier_version_wrote_is_there_after_an_upgrade() {
    let store = Store::on_a_file;
    store()
        .await
        .keeps_all_rows_at_every_step::<RegistryMigrator>()
        .await;
    store()
        .await
        .keeps_all_rows_at_every_step::<UrnMigrator>()
        .await;
    store()
        .await
        .keeps_all_rows_at_every_step::<ResultsMigrator>()
        .await;
}

#[actix_web::test]
async fn what_a_newer_version_has_used_is_left_alone_and_called_so() {
    let folder = TempDir::new().unwrap();
    drop(Registry::open(folder.path()).await.unwrap());
    let file = format!("sqlite://{}", folder.path().join("registry.db").display());
    let newer = Database::connect(file).await.unwrap();
    let step = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    newer.execute_unprepared(step).await.unwrap();
    newer.close().await.unwrap();
    let opened = Registry::open(folder.path()).await;
    let problem = opened.map(drop).unwrap_err();
    assert!(matches!(problem, StoreError::Newer), "{problem}");
    assert_eq!(Refusal::from(problem).message().key, "errors.newer");
}

#[actix_web::test]
async fn on_servers_too_whatever_an_earlier_version_wrote_is_there_after_an_upgrade() {
    Store::on_a_server(Cluster::Registry, "registry.db", "registry")
        .await
        .keeps_all_rows_at_every_step::<RegistryMigrator>()
        .await;
    Store::on_a_server(Cluster::Registry, "results.db", "results")
        .await
        .keeps_all_rows_at_every_step::<ResultsMigrator>()
        .await;
    Store::on_a_server(Cluster::Urn, "urn/early.db", "urn_early")
        .await
        .keeps_all_rows_at_every_step::<UrnMigrator>()
        .await;
}

/// Three ballots and a ticket in each of a hundred polls.
const FULL: [&str; 4] = [
    "INSERT INTO poll SELECT decode(md5(n::text), 'hex'), true FROM generate_series(1, 100) n",
    "INSERT INTO ballot SELECT poll, sha256(poll || decode(md5(n::text), 'hex')), '\\x00', '\\x01', '\\x02' \
     FROM poll, generate_series(1, 3) n ORDER BY 2",
    "INSERT INTO ticket SELECT poll, sha256(poll), get_byte(poll, 0) % 2 = 0 FROM poll",
    "INSERT INTO ticket_ballot SELECT poll, sha256(poll), '\\x03' FROM poll",
];

/// All rows that came, and in how many parts they lie.
const ALL: &str = "SELECT md5(string_agg(b::text, '' ORDER BY poll, nullifier)) FROM ballot b \
     UNION ALL SELECT md5(string_agg(t::text, '' ORDER BY poll, digest)) FROM ticket t \
     UNION ALL SELECT md5(string_agg(c::text, '' ORDER BY poll, nullifier)) FROM ticket_ballot c";
const PARTS: &str = "SELECT count(DISTINCT tableoid) FROM ballot";

#[actix_web::test]
async fn on_servers_a_full_urn_is_moved_into_its_parts_and_goes_on() {
    let name = format!("t_moved_{}", std::process::id());
    let [registry, urn] = [Cluster::Registry, Cluster::Urn].map(|server| server.database(&name));
    let schema = "SET search_path TO \"urn_2569-2\"; ";
    let say = |sql: &str| Cluster::Urn.say(&name, &format!("{schema}{sql}"));
    Cluster::Urn.say(&name, "CREATE SCHEMA \"urn_2569-2\"");
    let mut options = ConnectOptions::new(urn.clone());
    options.sqlx_logging(false).max_connections(1);
    options.set_schema_search_path("\"urn_2569-2\"");
    let db = Database::connect(options).await.unwrap();
    UrnMigrator::up(&db, Some(3)).await.unwrap();
    for insert in FULL {
        db.execute_unprepared(insert).await.unwrap();
    }
    db.close().await.unwrap();
    let (all, whole) = (say(ALL), say(PARTS));
    assert_eq!(whole.trim(), "1");

    let [registry, urn] = [registry, urn].map(|url| DatabaseUrl::try_from(url).unwrap());
    let (_, _, urns) = on_servers(&registry, &urn).await.unwrap();
    let moved = urns.get("2569-2").await.unwrap().unwrap();
    assert_eq!((say(ALL), say(PARTS).trim()), (all.clone(), "4"));
    // Written anew as a node does it, and read by the program.
    urns.tidy().await.unwrap();
    assert_eq!((say(ALL), say(PARTS).trim()), (all, "4"));
    let left = say("SELECT count(*) FROM pg_class WHERE relname LIKE '%_whole'");
    assert_eq!(left.trim(), "0");
    let poll = say("SELECT encode(poll, 'hex') FROM poll LIMIT 1");
    let poll = prongsai::domain::encoding::unhex(poll.trim()).unwrap();
    let poll = PollId::try_from(poll.as_slice()).unwrap();
    assert_eq!(moved.ticket_ballots(&poll).await.unwrap().len(), 1);
}
