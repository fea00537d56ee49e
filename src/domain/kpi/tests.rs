use super::*;
use crate::domain::disclosure::{K, disclose};
use crate::domain::framework::{Framework, KpiPeriod};
use crate::domain::lang::Text;
use crate::domain::sketch::{counts, exact, framework, score};

fn part(code: &str, points: &str, scope: KpiScope) -> KpiPart {
    KpiPart {
        code: code.to_owned(),
        title: Text::default(),
        points: exact(points),
        scope,
    }
}

fn step(condition: KpiCondition) -> KpiStep {
    KpiStep {
        title: Text::default(),
        condition,
    }
}

fn scored(from: &str) -> KpiStep {
    step(KpiCondition::TookPartAndScored {
        instrument: "iit".to_owned(),
        from: score(from),
        points: exact("1"),
    })
}

/// KPI 2.1 of FY2562.
fn rule() -> KpiRule {
    use KpiScope::{Agency, EveryWorkGroup};
    let third = ["0.3", "0.1", "0.2", "0.2", "0.2"];
    let third = (1..)
        .zip(third)
        .map(|(i, points)| part(&format!("3.{i}"), points, EveryWorkGroup));
    KpiRule {
        milestones: vec![],
        title: Text::default(),
        target: 3,
        periods: Vec::<KpiPeriod>::new(),
        steps: vec![
            step(KpiCondition::Evidence(vec![
                part("1.1", "0.5", EveryWorkGroup),
                part("1.2", "0.5", Agency),
            ])),
            step(KpiCondition::Evidence(vec![part(
                "2.1",
                "1",
                EveryWorkGroup,
            )])),
            step(KpiCondition::Evidence(third.collect())),
            scored("85"),
            scored("90"),
        ],
    }
}

fn groups() -> Vec<String> {
    ["กลุ่มงานบริหาร", "กลุ่มงานวิชาการ"].map(str::to_owned).to_vec()
}

fn confirmed(part: &str, by: DoneBy) -> Evidence {
    Evidence {
        part: part.to_owned(),
        by,
        state: EvidenceState::Confirmed,
    }
}

/// Everything that steps 1–3 ask for.
fn whole_evidence() -> Vec<Evidence> {
    let codes = ["1.1", "2.1", "3.1", "3.2", "3.3", "3.4", "3.5"];
    let by_group = codes.iter().flat_map(|code| {
        groups()
            .into_iter()
            .map(|group| confirmed(code, DoneBy::WorkGroup(group)))
    });
    by_group.chain([confirmed("1.2", DoneBy::Agency)]).collect()
}

fn everyone(n: u64) -> Participation {
    Participation {
        eligible: n,
        acknowledged: n,
        ..Participation::default()
    }
}

fn yes_no() -> Framework {
    framework(&[("1", "", "1")]).asking("iit", "1", &[("i1", "1", &["B+"])])
}

/// The disclosed figures of an agency in which `yes` of `n` chose the better answer.
fn figures(yes: u64, n: u64) -> Disclosed<InstrumentFigures> {
    let framework = yes_no();
    let counts = counts(&framework, &[&[yes, n - yes]]);
    let instrument = &framework.instruments[0];
    disclose(&framework, instrument, &[&counts], Some(n), K::default())
}

fn result(
    evidence: &[Evidence],
    participation: Participation,
    figures: Option<&Disclosed<InstrumentFigures>>,
) -> KpiResult {
    let figures: Vec<&Disclosed<InstrumentFigures>> = figures.into_iter().collect();
    evaluate(
        &rule(),
        &Achieved {
            work_groups: &groups(),
            evidence,
            participation,
            required: score("100"),
            figures: &figures,
        },
    )
}

#[test]
fn the_score_decides_between_levels_3_4_and_5() {
    for (yes, level, points) in [
        (8_499, 3, "3"),
        (8_500, 4, "4"),
        (8_999, 4, "4"),
        (9_000, 5, "5"),
    ] {
        let figures = figures(yes, 10_000);
        let kpi = result(&whole_evidence(), everyone(10_000), Some(&figures));
        assert_eq!((kpi.level, kpi.points), (level, exact(points)), "{yes}");
    }
}

#[test]
fn thresholds_read_the_rounded_score() {
    let just = figures(899_950, 1_000_000);
    assert_eq!(result(&whole_evidence(), everyone(9), Some(&just)).level, 5);
    let not = figures(899_949, 1_000_000);
    let kpi = result(&whole_evidence(), everyone(9), Some(&not));
    assert_eq!(kpi.level, 4);
    assert_eq!(
        kpi.steps[4].lacks,
        [Reason::ScoreBelow {
            score: score("89.99"),
            from: score("90")
        }]
    );
}

#[test]
fn one_person_missing_costs_steps_4_and_5() {
    let figures = figures(95, 99);
    let participation = Participation {
        acknowledged: 99,
        ..everyone(100)
    };
    let kpi = result(&whole_evidence(), participation, Some(&figures));
    assert_eq!((kpi.level, kpi.points), (3, exact("3")));
    let missing = Reason::TookPart {
        acknowledged: 99,
        eligible: 100,
    };
    assert_eq!(kpi.steps[3].lacks, std::slice::from_ref(&missing));
    assert_eq!(kpi.steps[4].lacks, std::slice::from_ref(&missing));
}

#[test]
fn below_k_the_score_is_not_assessed_whatever_it_is() {
    for yes in [0, 4] {
        let kpi = result(&whole_evidence(), everyone(4), Some(&figures(yes, 4)));
        assert_eq!(kpi.level, 3);
        assert_eq!(kpi.steps[3].lacks, [Reason::NotAssessed { needed: 5 }]);
        assert_eq!(kpi.steps[4].lacks, [Reason::NotAssessed { needed: 5 }]);
    }
    let kpi = result(&whole_evidence(), everyone(4), None);
    assert_eq!(kpi.steps[3].lacks, [Reason::NoFigure]);
}

#[test]
fn half_a_step_gives_points_and_no_level() {
    let mut evidence = whole_evidence();
    evidence.retain(|record| record.part != "1.2");
    let kpi = result(&evidence, everyone(100), Some(&figures(95, 100)));
    assert_eq!((kpi.level, kpi.points), (0, exact("4.5")));
    assert_eq!(kpi.steps[0].points, exact("0.5"));
    assert!(!kpi.steps[0].full && kpi.steps[1].full);
    assert_eq!(kpi.steps[0].parts[1].lacks, Some(Reason::NotRecorded));
}

#[test]
fn every_work_group_must_be_recorded_and_confirmed() {
    let mut evidence = whole_evidence();
    evidence.retain(|record| {
        record.part != "3.1" || record.by != DoneBy::WorkGroup(groups()[0].clone())
    });
    let unconfirmed = DoneBy::WorkGroup(groups()[1].clone());
    for record in &mut evidence {
        if record.part == "3.1" && record.by == unconfirmed {
            record.state = EvidenceState::Recorded;
        }
    }
    let kpi = result(&evidence, everyone(100), Some(&figures(95, 100)));
    assert_eq!(kpi.level, 2);
    assert_eq!(kpi.steps[2].points, exact("0.7"));
    assert_eq!(
        kpi.steps[2].parts[0].lacks,
        Some(Reason::WorkGroups {
            missing: vec![groups()[0].clone()],
            unconfirmed: vec![groups()[1].clone()],
            sent_back: Vec::new(),
        })
    );
}

#[test]
fn an_agency_without_work_groups_is_its_own_only_one() {
    let achieved = |evidence: &[Evidence]| {
        let achieved = Achieved {
            work_groups: &[],
            evidence,
            participation: everyone(5),
            required: score("100"),
            figures: &[],
        };
        evaluate(&rule(), &achieved).steps[1].full
    };
    assert!(!achieved(&[]));
    assert!(achieved(&[confirmed("2.1", DoneBy::Agency)]));
}
