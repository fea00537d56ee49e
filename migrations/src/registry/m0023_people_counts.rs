use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::dialect::{create_in_key_order, create_trigger, drop_trigger, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// For the pages of a large agency. The database counts its people by work group, standing, what
/// mails have reached them, and day of signing, whenever any of this changes: a few rows are read
/// instead of ten thousand people. All of it stands with each person too, and no order is in it.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(manager, people_count()).await?;
        run(manager, [all(CELL)]).await?;
        for (name, event, acts) in triggers() {
            create_trigger(manager, &name, &event, &acts).await?;
        }
        run(manager, [WITHOUT_EMAIL]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, ..) in triggers() {
            drop_trigger(manager, &name).await?;
        }
        let gone = Table::drop().table("people_count").to_owned();
        manager.drop_table(gone).await?;
        run(manager, ["DROP INDEX staff_without_email"]).await
    }
}

/// What names a cell: `reach` is what mails have reached those in it, `day` is empty for those who
/// have not signed.
const KEY: &str = "round_id, agency_id, work_group, standing, reach, day";

fn people_count() -> TableCreateStatement {
    let mut key = Index::create();
    for column in KEY.split(", ") {
        key.col(column);
    }
    Table::create()
        .table("people_count")
        .col(big_integer("round_id"))
        .col(big_integer("agency_id"))
        .col(text("work_group"))
        .col(text("standing"))
        .col(text("reach"))
        .col(text("day"))
        .col(big_integer("people"))
        .primary_key(&mut key)
        .to_owned()
}

/// Few people have no address, and their letters are listed.
const WITHOUT_EMAIL: &str = "CREATE INDEX staff_without_email \
     ON staff (round_id, agency_id, work_group, staff_no) WHERE email IS NULL";

const PERSON: &str = "FROM staff s LEFT JOIN invitation i ON i.staff_id = s.id";

/// The cell of a person. The last mail that was not dropped decides; while a reminder waits, the
/// first one had arrived.
const CELL: &str = "s.round_id, s.agency_id, s.work_group, s.standing, \
     CASE WHEN s.email IS NULL THEN 'no-email' ELSE COALESCE((SELECT CASE \
     WHEN j.state IN ('failed', 'uncertain') THEN 'failed' \
     WHEN j.state = 'sent' OR j.kind = 'remind' THEN 'unanswered' ELSE 'unsent' END \
     FROM mail_job j WHERE j.staff_id = s.id AND j.state <> 'dropped' ORDER BY j.id DESC LIMIT 1), \
     CASE WHEN EXISTS (SELECT 1 FROM mail_job j WHERE j.staff_id = s.id) THEN 'unsent' \
     ELSE 'unmailed' END) END, COALESCE(i.day, '')";

/// What changes somebody's cell: its name, the event, and who it is before and after it.
pub(super) const EVENTS: [(&str, &str, Option<&str>, Option<&str>); 9] = [
    ("person_comes", "INSERT ON staff", None, Some("NEW.id")),
    ("person_goes", "DELETE ON staff", Some("OLD.id"), None),
    (
        "person_changes",
        "UPDATE OF round_id, agency_id, work_group, standing, email ON staff",
        Some("OLD.id"),
        Some("NEW.id"),
    ),
    (
        "signing_comes",
        "INSERT ON invitation WHEN NEW.day IS NOT NULL",
        Some("NEW.staff_id"),
        Some("NEW.staff_id"),
    ),
    (
        "signing_goes",
        "DELETE ON invitation WHEN OLD.day IS NOT NULL",
        Some("OLD.staff_id"),
        Some("OLD.staff_id"),
    ),
    (
        "signing_changes",
        "UPDATE OF day ON invitation WHEN OLD.day IS DISTINCT FROM NEW.day",
        Some("OLD.staff_id"),
        Some("NEW.staff_id"),
    ),
    (
        "mail_comes",
        "INSERT ON mail_job",
        Some("NEW.staff_id"),
        Some("NEW.staff_id"),
    ),
    (
        "mail_goes",
        "DELETE ON mail_job",
        Some("OLD.staff_id"),
        Some("OLD.staff_id"),
    ),
    (
        "mail_changes",
        "UPDATE OF state, kind ON mail_job WHEN (OLD.state, OLD.kind) <> (NEW.state, NEW.kind)",
        Some("OLD.staff_id"),
        Some("NEW.staff_id"),
    ),
];

/// Counts everybody, by what a person's cell is.
pub(super) fn all(cell: &str) -> String {
    format!("INSERT INTO people_count SELECT {cell}, COUNT(*) {PERSON} GROUP BY 1, 2, 3, 4, 5, 6")
}

/// A trigger: its name, its event, what is done.
pub(super) type Trigger = (String, String, String);

pub(super) fn triggers() -> Vec<Trigger> {
    let of_event =
        |(name, event, before, after)| leaves_and_comes(CELL, (name, event), before, after);
    let all = EVENTS.into_iter().flat_map(of_event);
    all.chain([nobody()]).collect()
}

/// Before the event the person leaves their cell; after it they come into the one that is theirs.
pub(super) fn leaves_and_comes(
    cell: &str,
    (name, event): (&str, &str),
    before: Option<&str>,
    after: Option<&str>,
) -> Vec<Trigger> {
    let mut triggers = Vec::new();
    if let Some(person) = before {
        let leaves = format!(
            "UPDATE people_count SET people = people - 1 WHERE ({KEY}) = \
             (SELECT {cell} {PERSON} WHERE s.id = {person});"
        );
        triggers.push((format!("{name}_from"), format!("BEFORE {event}"), leaves));
    }
    if let Some(person) = after {
        let comes = format!(
            "INSERT INTO people_count SELECT {cell}, 1 {PERSON} WHERE s.id = {person} \
             ON CONFLICT ({KEY}) DO UPDATE SET people = people_count.people + 1;"
        );
        triggers.push((format!("{name}_to"), format!("AFTER {event}"), comes));
    }
    triggers
}

/// A cell in which nobody is left goes.
pub(super) fn nobody() -> Trigger {
    let gone = format!(
        "DELETE FROM people_count WHERE ({KEY}) = (NEW.round_id, NEW.agency_id, NEW.work_group, \
         NEW.standing, NEW.reach, NEW.day);"
    );
    let nobody = "AFTER UPDATE ON people_count WHEN NEW.people = 0";
    ("people_count_nobody".to_owned(), nobody.to_owned(), gone)
}
