use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, blob, boolean, text, text_null, text_uniq,
};

use crate::dialect::forbid;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [account(), grant(), session(), link(), recovery(), upload()] {
            manager.create_table(table).await?;
        }
        for column in [text_null("at"), text_null("hash")] {
            let add = Table::alter().table("audit").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        for (name, event) in APPEND_ONLY {
            forbid(manager, name, event, "the audit log is append-only").await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "upload",
            "recovery_code",
            "account_link",
            "account_session",
            "account_grant",
            "account",
        ] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// What is chained is neither altered nor taken out.
const APPEND_ONLY: [(&str, &str); 2] = [
    (
        "audit_not_altered",
        "BEFORE UPDATE ON audit WHEN OLD.hash IS NOT NULL",
    ),
    ("audit_not_removed", "BEFORE DELETE ON audit"),
];

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(big_pk_auto("id"))
        .col(text_uniq("email"))
        .col(text("name"))
        .col(text("lang"))
        .col(text_null("password"))
        .col(text_null("second_factor"))
        .col(big_integer_null("last_step"))
        .col(boolean("suspended"))
        .to_owned()
}

fn grant() -> TableCreateStatement {
    Table::create()
        .table("account_grant")
        .col(big_integer("account_id"))
        .col(text("role"))
        .col(big_integer("agency_id"))
        .primary_key(
            Index::create()
                .col("account_id")
                .col("role")
                .col("agency_id"),
        )
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("account_session")
        .col(text("token_digest").primary_key())
        .col(big_integer("account_id"))
        .col(text("level"))
        .col(text("begun"))
        .col(text("used"))
        .to_owned()
}

fn link() -> TableCreateStatement {
    Table::create()
        .table("account_link")
        .col(text("token_digest").primary_key())
        .col(big_integer("account_id"))
        .col(text("kind"))
        .col(text("expires"))
        .to_owned()
}

fn recovery() -> TableCreateStatement {
    Table::create()
        .table("recovery_code")
        .col(big_integer("account_id"))
        .col(text("code_digest"))
        .primary_key(Index::create().col("account_id").col("code_digest"))
        .to_owned()
}

/// A file between its preview and its confirmation.
fn upload() -> TableCreateStatement {
    Table::create()
        .table("upload")
        .col(text("id").primary_key())
        .col(big_integer("account_id"))
        .col(text("purpose"))
        .col(text("name"))
        .col(blob("bytes"))
        .col(text("expires"))
        .to_owned()
}
