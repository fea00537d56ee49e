use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::dialect::{create_in_key_order, create_trigger, drop_trigger, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// For pages on a whole country. How many people of an agency stand how in a round is counted by
/// the database itself whenever somebody comes, goes, changes or signs: one row an agency is read
/// instead of a million people, and no person is in it, no day and no order. A version tells whether
/// they, or the tree of agencies, are as they were read before. Mails are found by person, with what pages count of them.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(manager, agency_count()).await?;
        create_in_key_order(manager, kept_version()).await?;
        manager.create_index(mails_of_person()).await?;
        let first = [COUNT_ALL, FIRST_VERSIONS, "DROP INDEX mail_job_staff"];
        run(manager, first).await?;
        for (name, event, acts) in TRIGGERS {
            create_trigger(manager, name, &format!("AFTER {event}"), &acts.join(" ")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, ..) in TRIGGERS {
            drop_trigger(manager, name).await?;
        }
        for table in ["agency_count", "kept_version"] {
            let gone = Table::drop().table(table).to_owned();
            manager.drop_table(gone).await?;
        }
        let of_staff = Index::create()
            .name("mail_job_staff")
            .table("mail_job")
            .col("staff_id")
            .to_owned();
        manager.create_index(of_staff).await?;
        let gone = Index::drop()
            .name("mail_job_person")
            .table("mail_job")
            .to_owned();
        manager.drop_index(gone).await
    }
}

/// Begins as the index whose place it takes.
fn mails_of_person() -> IndexCreateStatement {
    Index::create()
        .name("mail_job_person")
        .table("mail_job")
        .col("staff_id")
        .col("id")
        .col("state")
        .col("kind")
        .col("day")
        .to_owned()
}

fn kept_version() -> TableCreateStatement {
    Table::create()
        .table("kept_version")
        .col(text("name").primary_key())
        .col(big_integer("version"))
        .to_owned()
}

const FIRST_VERSIONS: &str = "INSERT INTO kept_version VALUES ('agencies', 1), ('counts', 1)";

/// The tree of agencies is not what it was.
pub(super) const MOVES: &str =
    "UPDATE kept_version SET version = version + 1 WHERE name = 'agencies';";

/// Nor are the counts.
pub(super) const COUNTS: &str =
    "UPDATE kept_version SET version = version + 1 WHERE name = 'counts';";

fn agency_count() -> TableCreateStatement {
    Table::create()
        .table("agency_count")
        .col(big_integer("round_id"))
        .col(big_integer("agency_id"))
        .col(text("standing"))
        .col(big_integer("people"))
        .col(big_integer("with_email"))
        .col(big_integer("dated"))
        .col(big_integer("acknowledged"))
        .primary_key(
            Index::create()
                .col("round_id")
                .col("agency_id")
                .col("standing"),
        )
        .to_owned()
}

/// Everybody who is there already.
const COUNT_ALL: &str = "INSERT INTO agency_count \
     SELECT s.round_id, s.agency_id, s.standing, COUNT(*), COUNT(s.email), \
     COUNT(s.service_start), COUNT(i.day) \
     FROM staff s LEFT JOIN invitation i ON i.staff_id = s.id \
     GROUP BY s.round_id, s.agency_id, s.standing";

/// The person of the new row is one more.
const COMES: &str = "INSERT INTO agency_count VALUES (NEW.round_id, NEW.agency_id, NEW.standing, \
     1, CASE WHEN NEW.email IS NULL THEN 0 ELSE 1 END, \
     CASE WHEN NEW.service_start IS NULL THEN 0 ELSE 1 END, \
     (SELECT COUNT(day) FROM invitation WHERE staff_id = NEW.id)) \
     ON CONFLICT (round_id, agency_id, standing) DO UPDATE SET \
     people = agency_count.people + 1, \
     with_email = agency_count.with_email + excluded.with_email, \
     dated = agency_count.dated + excluded.dated, \
     acknowledged = agency_count.acknowledged + excluded.acknowledged;";

/// The person of the old row is one less; nobody left leaves no row.
const GOES: &str = "UPDATE agency_count SET people = people - 1, \
     with_email = with_email - CASE WHEN OLD.email IS NULL THEN 0 ELSE 1 END, \
     dated = dated - CASE WHEN OLD.service_start IS NULL THEN 0 ELSE 1 END, \
     acknowledged = acknowledged - (SELECT COUNT(day) FROM invitation WHERE staff_id = OLD.id) \
     WHERE round_id = OLD.round_id AND agency_id = OLD.agency_id AND standing = OLD.standing; \
     DELETE FROM agency_count WHERE round_id = OLD.round_id AND agency_id = OLD.agency_id \
     AND standing = OLD.standing AND people = 0;";

/// Somebody's signature comes.
const SIGNS: &str = "UPDATE agency_count SET acknowledged = acknowledged + 1 \
     WHERE (round_id, agency_id, standing) = \
     (SELECT round_id, agency_id, standing FROM staff WHERE id = NEW.staff_id);";

/// Somebody's signature goes.
const UNSIGNS: &str = "UPDATE agency_count SET acknowledged = acknowledged - 1 \
     WHERE (round_id, agency_id, standing) = \
     (SELECT round_id, agency_id, standing FROM staff WHERE id = OLD.staff_id);";

/// Name, event, what is done to the counts.
pub(super) const TRIGGERS: [(&str, &str, &[&str]); 13] = [
    ("count_comes", "INSERT ON agency_count", &[COUNTS]),
    ("count_goes", "DELETE ON agency_count", &[COUNTS]),
    ("count_changes", "UPDATE ON agency_count", &[COUNTS]),
    ("agency_comes", "INSERT ON agency", &[MOVES]),
    ("agency_goes", "DELETE ON agency", &[MOVES]),
    (
        "agency_moves",
        "UPDATE OF id, code, parent_id ON agency",
        &[MOVES],
    ),
    ("staff_comes", "INSERT ON staff", &[COMES]),
    ("staff_goes", "DELETE ON staff", &[GOES]),
    (
        "staff_changes",
        "UPDATE OF round_id, agency_id, standing, email, service_start ON staff",
        &[GOES, COMES],
    ),
    (
        "signature_comes",
        "INSERT ON invitation WHEN NEW.day IS NOT NULL",
        &[SIGNS],
    ),
    (
        "signature_goes",
        "DELETE ON invitation WHEN OLD.day IS NOT NULL",
        &[UNSIGNS],
    ),
    (
        "signature_is_given",
        "UPDATE OF day ON invitation WHEN OLD.day IS NULL AND NEW.day IS NOT NULL",
        &[SIGNS],
    ),
    (
        "signature_is_taken_back",
        "UPDATE OF day ON invitation WHEN OLD.day IS NOT NULL AND NEW.day IS NULL",
        &[UNSIGNS],
    ),
];
