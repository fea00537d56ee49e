//! A registry that an earlier version wrote.

use prongsai::domain::round::RoundId;
use prongsai::store::{JobState, Registry};
use prongsai_migrations::{MigratorTrait as _, RegistryMigrator};
use sea_orm::{ConnectionTrait as _, Database};

use crate::support::tables::{dump, files, holds};

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
