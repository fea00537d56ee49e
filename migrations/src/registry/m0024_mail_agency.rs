//! Mails know the agency of the person that they go to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

use crate::dialect::{create_trigger, drop_trigger, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An agency's mails are listed and counted from one index, without looking for its people first.
/// The database keeps the agency as the person's, also when the person moves.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table("mail_job")
            .add_column(big_integer("agency_id").default(0))
            .to_owned();
        manager.alter_table(column).await?;
        manager.create_index(index()).await?;
        run(manager, [FIRST]).await?;
        for (name, event, acts) in TRIGGERS {
            create_trigger(manager, name, event, acts).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, ..) in TRIGGERS {
            drop_trigger(manager, name).await?;
        }
        let gone = Index::drop().name(INDEX).table("mail_job").to_owned();
        manager.drop_index(gone).await?;
        let column = Table::alter()
            .table("mail_job")
            .drop_column("agency_id")
            .to_owned();
        manager.alter_table(column).await
    }
}

const INDEX: &str = "mail_job_agency";

fn index() -> IndexCreateStatement {
    Index::create()
        .name(INDEX)
        .table("mail_job")
        .col("round_id")
        .col("agency_id")
        .col("id")
        .col("state")
        .to_owned()
}

const FIRST: &str = "UPDATE mail_job SET agency_id = \
     COALESCE((SELECT agency_id FROM staff WHERE id = mail_job.staff_id), 0)";

/// Name, event, what is done to the mails.
const TRIGGERS: [(&str, &str, &str); 2] = [
    (
        "mail_has_agency",
        "AFTER INSERT ON mail_job",
        "UPDATE mail_job SET agency_id = (SELECT agency_id FROM staff WHERE id = NEW.staff_id) \
         WHERE id = NEW.id;",
    ),
    (
        "mail_moves",
        "AFTER UPDATE OF agency_id ON staff WHEN OLD.agency_id <> NEW.agency_id",
        "UPDATE mail_job SET agency_id = NEW.agency_id WHERE staff_id = NEW.id;",
    ),
];
