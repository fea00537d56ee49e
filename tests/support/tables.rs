//! A look into database files with nothing of the product between.

use std::collections::BTreeMap;
use std::path::Path;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

use super::postgres::instead_of;

/// Rows of each table, every cell as an SQL literal under its column's name.
pub type Dump = BTreeMap<String, Vec<BTreeMap<String, String>>>;

/// Opens the file, or what a server has instead of it.
async fn connect(file: &Path) -> DatabaseConnection {
    if let Some((url, schema)) = instead_of(file) {
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(1);
        options.set_schema_search_path(format!("\"{schema}\""));
        return Database::connect(options).await.unwrap();
    }
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
    options.sqlx_logging(false).max_connections(1);
    Database::connect(options).await.unwrap()
}

async fn texts(
    db: &DatabaseConnection,
    sql: &str,
    columns: &[String],
) -> Vec<BTreeMap<String, String>> {
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            sql.to_owned(),
        ))
        .await
        .unwrap();
    let row = |row: &sea_orm::QueryResult| {
        columns
            .iter()
            .map(|column| (column.clone(), row.try_get::<String>("", column).unwrap()))
            .collect()
    };
    rows.iter().map(row).collect()
}

/// Tables of a file.
const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";

/// Columns, and how a cell is written as a literal.
const ABOUT: &str =
    "SELECT name, 'quote(\"' || name || '\")' AS quoted FROM pragma_table_info('{table}')";

const SERVER_TABLES: &str = "SELECT table_name::text AS name FROM information_schema.tables \
     WHERE table_schema = current_schema() ORDER BY table_name";

/// As SQLite would write it.
const SERVER_ABOUT: &str = "SELECT column_name::text AS name, format(CASE data_type \
     WHEN 'bytea' THEN 'COALESCE(''X'' || quote_literal(upper(encode(%I, ''hex''))), ''NULL'')' \
     WHEN 'boolean' THEN 'COALESCE(%I::int::text, ''NULL'')' \
     WHEN 'bigint' THEN 'COALESCE(%I::text, ''NULL'')' \
     WHEN 'integer' THEN 'COALESCE(%I::text, ''NULL'')' \
     ELSE 'COALESCE(quote_literal(%I), ''NULL'')' END, column_name) AS quoted \
     FROM information_schema.columns WHERE table_schema = current_schema() \
     AND table_name = '{table}' ORDER BY ordinal_position";

/// Every cell of every table.
pub async fn dump(file: &Path) -> Dump {
    let db = connect(file).await;
    let mut dump = Dump::new();
    let (tables, about) = match db.get_database_backend() {
        DbBackend::Sqlite => (TABLES, ABOUT),
        _ => (SERVER_TABLES, SERVER_ABOUT),
    };
    for table in texts(&db, tables, &["name".to_owned()]).await {
        let table = &table["name"];
        let about = about.replace("{table}", table);
        let about = texts(&db, &about, &["name".to_owned(), "quoted".to_owned()]).await;
        let columns: Vec<String> = about.iter().map(|column| column["name"].clone()).collect();
        let quoted: Vec<String> = about
            .iter()
            .map(|column| format!("{} AS \"{}\"", column["quoted"], column["name"]))
            .collect();
        let rows = texts(
            &db,
            &format!("SELECT {} FROM \"{table}\"", quoted.join(", ")),
            &columns,
        )
        .await;
        dump.insert(table.clone(), rows);
    }
    db.close().await.unwrap();
    dump
}

/// The statements that made the tables and indexes, the migrations' own table left out.
pub async fn schema(file: &Path) -> Vec<String> {
    let db = connect(file).await;
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'seaql_migrations' ORDER BY name";
    let rows = texts(&db, sql, &["sql".to_owned()]).await;
    db.close().await.unwrap();
    rows.into_iter().map(|row| row["sql"].clone()).collect()
}

/// Runs a statement, as a crash or a stranger would leave it.
pub async fn meddle(file: &Path, sql: &str) {
    let db = connect(file).await;
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

/// Runs a statement; what the database says if it refuses.
pub async fn change(file: &Path, sql: &str) -> Result<(), String> {
    let db = connect(file).await;
    let done = db.execute_unprepared(sql).await;
    db.close().await.unwrap();
    done.map(|_| ()).map_err(|refusal| refusal.to_string())
}

/// Takes away what the database does by itself.
pub async fn drop_trigger(file: &Path, name: &str) {
    let gone = match instead_of(file) {
        Some(_) => format!("DROP FUNCTION {name}() CASCADE"),
        None => format!("DROP TRIGGER {name}"),
    };
    meddle(file, &gone).await;
}

/// Has the database refuse something that is written.
pub async fn refuse(file: &Path, event: &str) {
    let sql = match instead_of(file) {
        Some(_) => format!(
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'refused'; END $$; \
             CREATE TRIGGER refuses BEFORE {event} FOR EACH ROW EXECUTE FUNCTION refuses()"
        ),
        None => {
            format!(
                "CREATE TRIGGER refuses BEFORE {event} BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        }
    };
    meddle(file, &sql).await;
}

/// Reads from a database for so long, beside what the test goes on with: what stood there when this
/// returns cannot be cleared away meanwhile.
pub async fn read_for(file: &Path, long: std::time::Duration) {
    use sea_orm::TransactionTrait as _;
    let db = connect(file).await;
    let reading = db.begin().await.unwrap();
    let all = Statement::from_string(DbBackend::Sqlite, "SELECT * FROM sqlite_master");
    reading.query_all_raw(all).await.unwrap();
    actix_web::rt::spawn(async move {
        tokio::time::sleep(long).await;
        reading.rollback().await.unwrap();
    });
}

/// All files below a folder with their bytes, by their path from it.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(&here).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Whether `needle` occurs in `haystack`.
pub fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return true;
    };
    let mut from = 0;
    // Position of a byte is fast even without optimisation; windows are not.
    while let Some(at) = haystack[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if haystack[from..].starts_with(rest) {
            return true;
        }
    }
    false
}
