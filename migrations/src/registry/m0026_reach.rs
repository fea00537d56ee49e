//! What mails have reached somebody stands with the person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use super::m0023_people_counts::{self as counts, Trigger};
use crate::dialect::{create_trigger, drop_trigger, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A statement may change several mails of one person, and PostgreSQL then does what is to be done before
/// each of them after some of them have changed: the person left a cell that was not theirs. So a mail
/// changes its person, who is one row, and that changes the counts. They are counted anew once.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, ..) in counts::triggers() {
            drop_trigger(manager, &name).await?;
        }
        let column = Table::alter()
            .table("staff")
            .add_column(text("reach").default("unmailed"))
            .to_owned();
        manager.alter_table(column).await?;
        let first = format!("UPDATE staff SET reach = {}", reach("staff.id"));
        let gone = "DELETE FROM people_count".to_owned();
        run(manager, [first, gone, counts::all(CELL)]).await?;
        for (name, event, acts) in triggers() {
            create_trigger(manager, &name, &event, &acts).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, ..) in triggers() {
            drop_trigger(manager, &name).await?;
        }
        let column = Table::alter()
            .table("staff")
            .drop_column("reach")
            .to_owned();
        manager.alter_table(column).await?;
        for (name, event, acts) in counts::triggers() {
            create_trigger(manager, &name, &event, &acts).await?;
        }
        Ok(())
    }
}

/// The cell of a person.
const CELL: &str = "s.round_id, s.agency_id, s.work_group, s.standing, \
     CASE WHEN s.email IS NULL THEN 'no-email' ELSE s.reach END, COALESCE(i.day, '')";

/// The last mail that was not dropped decides; while a reminder waits, the first one had arrived.
fn reach(person: &str) -> String {
    format!(
        "COALESCE((SELECT CASE WHEN j.state IN ('failed', 'uncertain') THEN 'failed' \
         WHEN j.state = 'sent' OR j.kind = 'remind' THEN 'unanswered' ELSE 'unsent' END \
         FROM mail_job j WHERE j.staff_id = {person} AND j.state <> 'dropped' \
         ORDER BY j.id DESC LIMIT 1), \
         CASE WHEN EXISTS (SELECT 1 FROM mail_job j WHERE j.staff_id = {person}) \
         THEN 'unsent' ELSE 'unmailed' END)"
    )
}

fn triggers() -> Vec<Trigger> {
    let of_event = |(name, event, before, after): (&str, &str, Option<&str>, Option<&str>)| {
        if name.starts_with("mail_") {
            let person = after.or(before).unwrap_or("NULL");
            return vec![follows(name, event, person)];
        }
        let event = event.replace("email ON staff", "email, reach ON staff");
        counts::leaves_and_comes(CELL, (name, &event), before, after)
    };
    let all = counts::EVENTS.into_iter().flat_map(of_event);
    all.chain([counts::nobody()]).collect()
}

/// What has reached the person follows each of their mails.
fn follows(name: &str, event: &str, person: &str) -> Trigger {
    let reach = reach(person);
    let acts =
        format!("UPDATE staff SET reach = {reach} WHERE id = {person} AND reach <> {reach};");
    (name.to_owned(), format!("AFTER {event}"), acts)
}
