//! What SQLite and PostgreSQL write differently: tables in key order, and triggers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Creates a table. On SQLite its rows lie in the order of their keys; PostgreSQL has no such table,
/// and the urn there is written anew in that order again and again.
pub(crate) async fn create_in_key_order(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    manager.create_table(table).await
}

/// Runs statements one by one.
pub(crate) async fn run<S: AsRef<str>>(
    manager: &SchemaManager<'_>,
    statements: impl IntoIterator<Item = S>,
) -> Result<(), DbErr> {
    for statement in statements {
        let connection = manager.get_connection();
        connection.execute_unprepared(statement.as_ref()).await?;
    }
    Ok(())
}

/// Has the database do `acts` at an event, such as `AFTER UPDATE OF day ON invitation WHEN NEW.day = 1`.
pub(crate) async fn create_trigger(
    manager: &SchemaManager<'_>,
    name: &str,
    event: &str,
    acts: &str,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        let trigger = format!("CREATE TRIGGER {name} {event} BEGIN {acts} END");
        return run(manager, [trigger]).await;
    }
    let (event, when) = match event.split_once(" WHEN ") {
        Some((event, when)) => (event, format!("WHEN ({when})")),
        None => (event, String::new()),
    };
    let row = if event.contains(" DELETE ") {
        "OLD"
    } else {
        "NEW"
    };
    let function = format!(
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN {acts} RETURN {row}; END $$"
    );
    let trigger =
        format!("CREATE TRIGGER {name} {event} FOR EACH ROW {when} EXECUTE FUNCTION {name}()");
    run(manager, [function, trigger]).await
}

/// Refuses an event.
pub(crate) async fn forbid(
    manager: &SchemaManager<'_>,
    name: &str,
    event: &str,
    reason: &str,
) -> Result<(), DbErr> {
    let refuses = match manager.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT RAISE(ABORT, '{reason}');"),
        _ => format!("RAISE EXCEPTION '{reason}';"),
    };
    create_trigger(manager, name, event, &refuses).await
}

/// Takes a trigger away.
pub(crate) async fn drop_trigger(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    let gone = match manager.get_database_backend() {
        DbBackend::Sqlite => format!("DROP TRIGGER {name}"),
        _ => format!("DROP FUNCTION {name}() CASCADE"),
    };
    run(manager, [gone]).await
}
