//! A round from the roster file to the published figures.

use crate::support::figures::results;
use prongsai::domain::disclosure::Shown;
use prongsai::service::participation::participation;

use crate::support::hand::{self, Options};
use crate::support::{CODE, House, staff_id};

fn figure(shown: Shown) -> String {
    shown
        .exact()
        .map_or_else(|| format!("{shown:?}"), |score| score.to_string())
}

#[actix_web::test]
async fn a_round_ends_in_the_scores_that_a_hand_computation_has() {
    let house = House::with(&[("D01", 7), ("D02", 6)]).await;
    let mut ballots: [Vec<Options>; 2] = [Vec::new(), Vec::new()];
    for (agency, (code, answering)) in [("D01", 7), ("D02", 5)].into_iter().enumerate() {
        for at in 0..answering {
            let options = hand::mixed(10 * agency + at);
            house.answer(&staff_id(code, at), &options).await;
            ballots[agency].push(options);
        }
    }
    let tallied = house.finish().await;
    assert_eq!((tallied.atoms, tallied.valid, tallied.invalid), (2, 12, 0));
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    for (code, ballots) in [("D01", &ballots[0]), ("D02", &ballots[1])] {
        let sheet = results(office, &round, Some(code)).await.unwrap().remove(0);
        let own = sheet.own.get();
        assert_eq!(own.ballots, ballots.len() as u64);
        assert_eq!(figure(own.score), hand::shown(hand::iit(ballots)));
        for number in 0..5 {
            let node = own
                .nodes
                .iter()
                .find(|node| node.code == (number + 1).to_string())
                .unwrap();
            assert_eq!(
                figure(node.shown),
                hand::shown(hand::indicator(ballots, number)),
                "{code} indicator {}",
                number + 1
            );
        }
    }
    let department = results(office, &round, Some("D00"))
        .await
        .unwrap()
        .remove(0);
    let together: Vec<Options> = ballots.concat();
    assert_eq!(
        figure(department.below.unwrap().get().score),
        hand::shown(hand::iit(&together))
    );
    let lines = participation(office, &round).await.unwrap();
    let took_part: Vec<(u64, u64)> = lines
        .iter()
        .map(|line| (line.participation.acknowledged, line.participation.eligible))
        .collect();
    assert_eq!(took_part, [(7, 7), (5, 6)]);
}
