//! The experiments of `prongsai audit-anonymity`, in a few rounds; and that each can be lost.

use std::path::Path;

use prongsai::adversary::{
    Defence, Finding, Plan, Played, Tool, Verdict, all, of_boards, of_office, of_process,
    of_rounds, of_trees,
};
use tempfile::TempDir;

/// Rows that are no promise.
const LIMITS: [&str; 4] = [
    "backups-sealed",
    "sql-sealed",
    "publications-ends",
    "stuffer-absent",
];

fn plan(people: usize, without: Option<Defence>) -> Plan {
    Plan {
        people,
        seed: 7,
        without,
    }
}

/// With its defence no adversary wins; without, the same adversary does.
fn assert_guarded(ours: &[Finding], bare: &[Finding]) {
    for finding in ours {
        assert!(finding.tries > 0, "{finding:?}");
        let limit = LIMITS.contains(&finding.code);
        let verdict = finding.verdict();
        assert!(
            verdict == Verdict::Holds || limit && verdict == Verdict::Limit,
            "{finding:?}"
        );
        let mut same = bare.iter().filter(|it| it.code == finding.code);
        let lost = same.any(|it| it.verdict() == Verdict::Broken);
        assert!(lost || limit, "{} has no teeth: {bare:?}", finding.code);
    }
}

#[actix_web::test]
async fn no_adversary_links_answers_to_people_better_than_chance() {
    let folder = TempDir::new().unwrap();
    let played = Played::round(folder.path(), plan(16, None)).await.unwrap();
    let ours = all(&played).unwrap();
    assert_eq!(ours.len(), 9);
    let mut bare = Vec::new();
    for defence in Defence::ALL {
        let played = Played::round(folder.path(), plan(8, Some(defence))).await;
        let found = all(&played.unwrap()).unwrap();
        let own = defence.guards_against();
        bare.extend(found.into_iter().filter(|it| own.contains(&it.code)));
    }
    assert_guarded(&ours, &bare);
    // Whoever logs statements sees which sealed ballot is whose, and no more.
    let sealed = ours.iter().find(|it| it.code == "sql-sealed").unwrap();
    assert_eq!((sealed.right, sealed.tries), (16, 16));
}

#[actix_web::test]
async fn nobody_is_signed_for_tagged_or_counted_twice() {
    let folder = TempDir::new().unwrap();
    let ours = of_office(folder.path(), plan(8, None), Tool::Ours).await;
    let bare = of_office(folder.path(), plan(8, None), Tool::Common).await;
    assert_eq!(ours.as_ref().unwrap().len(), 5);
    assert_guarded(&ours.unwrap(), &bare.unwrap());
}

#[actix_web::test]
async fn no_ballot_is_stuffed_and_no_operator_or_log_tells_of_the_open_round() {
    let folder = TempDir::new().unwrap();
    let [ours, bare] = of_boards(folder.path(), plan(8, None)).await.unwrap();
    assert_eq!(ours.len(), 2);
    assert_guarded(&ours, &bare);
    let program = Path::new(env!("CARGO_BIN_EXE_prongsai"));
    let [ours, bare] = of_process(folder.path(), program, plan(6, None))
        .await
        .unwrap();
    assert_eq!(ours.len(), 2);
    assert_guarded(&ours, &bare);
}

#[actix_web::test]
async fn nothing_published_tells_of_fewer_than_k() {
    let folder = TempDir::new().unwrap();
    let [ours, bare] = of_rounds(folder.path(), plan(5, None)).await.unwrap();
    assert_guarded(&[ours], &[bare]);
    let read = of_trees(folder.path(), 6).await.unwrap();
    assert_guarded(&read.findings, &[read.bare]);
    for cost in &read.costs {
        assert!(
            cost.items.part > 0 && cost.items.part < cost.items.all,
            "{cost:?}"
        );
    }
}
