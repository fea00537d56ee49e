//! Levels of the individual KPI at the end of a whole round.

use prongsai::domain::framework::{KpiCondition, KpiScope};
use prongsai::domain::kpi::Reason;
use prongsai::service::kpi::{kpi, person_kpi, rule};
use prongsai::service::kpi_evidence::{ALL, Record, Subject, confirm, record};
use prongsai::service::publish::publish_round;

use crate::support::hand::{self, Options};
use crate::support::{CODE, House, hours, staff_id};

const SIZES: [(&str, usize); 5] = [("D01", 5), ("D02", 5), ("D03", 6), ("D04", 4), ("D05", 5)];

/// Everything of steps 1–3 recorded; confirmed too but for one agency.
async fn evidence(house: &House, unconfirmed: &str) {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let (rule, _) = rule(office, &round).unwrap();
    let record_of =
        Record {
            day: office.world.today(), delegates: "ผู้แทน".to_owned(), note: String::new(), link: String::new()
        };
    for (agency, _) in SIZES {
        for step in &rule.steps {
            let KpiCondition::Evidence(parts) = &step.condition else { continue };
            for part in parts {
                let everyone = matches!(part.scope, KpiScope::EveryWorkGroup);
                let work_group = if everyone { ALL.to_owned() } else { String::new() };
                let subject = Subject { agency: agency.to_owned(), part: part.code.clone(), work_group };
                record(office, &round, &subject, &record_of).await.unwrap();
                if agency != unconfirmed || part.code != "2.1" {
                    confirm(office, &round, &subject).await.unwrap();
                }
            }
        }
    }
}

/// Answers whose score lies at 85 or above and below 90.
fn good_but_not_best() -> Options {
    let (best, worst) = (hand::best(), hand::worst());
    let mixed = |from: usize| best[..from].iter().chain(&worst[from..]).copied().collect::<Options>();
    let fits = |options: &Options| (85_00..90_00).contains(&hand::iit(std::slice::from_ref(options)));
    (0..hand::SUB_ITEMS).map(mixed).find(fits).expect("some answers score 85–89.99")
}

#[actix_web::test]
async fn the_level_follows_evidence_participation_and_the_published_score() {
    let house = House::with(&SIZES).await;
    let office = &house.app.office;
    evidence(&house, "D05").await;
    for (agency, answering, options) in [
        ("D01", 5, hand::best()),
        ("D02", 5, good_but_not_best()),
        ("D03", 5, hand::best()),
        ("D04", 4, hand::best()),
        ("D05", 5, hand::best()),
    ] {
        for at in 0..answering {
            house.answer(&staff_id(agency, at), &options).await;
        }
    }
    house.close().await;
    house.later(hours(2));
    house.tally().await.unwrap();
    let round = office.round(CODE).await.unwrap();
    let levels =
        async || kpi(office, &round, None).await.unwrap().iter().map(|line| line.result.level).collect::<Vec<_>>();
    assert_eq!(levels().await, [3, 3, 3, 3, 1], "no figure counts before publication");
    publish_round(office, CODE).await.unwrap();
    let round = office.round(CODE).await.unwrap();
    let lines = kpi(office, &round, None).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.result.level).collect::<Vec<_>>(), [5, 4, 3, 3, 1]);
    let lacks = |agency: usize, step: usize| lines[agency].result.steps[step - 1].lacks.clone();
    assert!(matches!(lacks(1, 5).as_slice(), [Reason::ScoreBelow { .. }]));
    assert_eq!(lacks(2, 4), [Reason::TookPart { acknowledged: 5, eligible: 6 }]);
    assert_eq!(
        (lacks(3, 4), lacks(3, 5)),
        (vec![Reason::NotAssessed { needed: 5 }], vec![Reason::NotAssessed { needed: 5 }])
    );
    assert_eq!(lines[4].result.points, num_rational::BigRational::from_integer(4.into()), "all but step 2");
    let absent = person_kpi(office, &round, "D03-06").await.unwrap();
    assert_eq!((absent.person.day, absent.agency.result.level), (None, 3));
    let present = person_kpi(office, &round, "D03-01").await.unwrap();
    assert_eq!(
        (present.person.day.map(|day| day.to_string()), present.agency.result.level),
        (Some("2026-11-02".to_owned()), 3)
    );
}
