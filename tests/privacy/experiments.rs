//! The experiments of `prongsai audit-anonymity`, in a few rounds; and that each can be lost.

use prongsai::adversary::{Defence, Finding, Plan, Played, Verdict, all, of_office};

const STAFF: usize = 20;

async fn played(seed: u64, without: Option<Defence>) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan {
        people: STAFF,
        seed,
        without,
    };
    all(&Played::round(folder.path(), plan).await.unwrap()).unwrap()
}

#[actix_web::test]
async fn no_adversary_links_answers_to_people_better_than_chance() {
    for finding in played(1, None).await {
        assert!(finding.tries >= 10, "{finding:?}");
        assert_eq!(finding.verdict(), Verdict::Holds, "{finding:?}");
    }
}

#[actix_web::test]
async fn nobody_is_signed_for_tagged_or_counted_twice() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan {
        people: 12,
        seed: 1,
        without: None,
    };
    let findings = of_office(folder.path(), plan).await.unwrap();
    assert_eq!(findings.len(), 5);
    for finding in findings {
        assert!(finding.tries >= 4, "{finding:?}");
        assert_eq!(finding.verdict(), Verdict::Holds, "{finding:?}");
    }
}

#[actix_web::test]
async fn every_defence_that_is_left_out_lets_its_adversary_win() {
    for defence in Defence::ALL {
        let findings = played(7, Some(defence)).await;
        let broken: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.verdict() == Verdict::Broken)
            .map(|finding| finding.code)
            .collect();
        assert!(
            broken.contains(&defence.guards_against()),
            "{defence:?}: {broken:?}"
        );
    }
}
