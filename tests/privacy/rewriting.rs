//! Tables of an urn on a server are written anew again and again while people come and the office looks: nobody is
//! refused for it, and nothing is missed by those who look.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use prongsai::app::App;
use prongsai::crypto::ticket::ticket_digest;
use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::rehearsal::Visitor;
use prongsai::rehearsal::respondent::agent;
use prongsai::store::Urn;
use prongsai::world::World;

use crate::support::{House, PUBLIC, blocking};

/// How many come with a slip.
const VISITS: u32 = 40;

/// Every read of tickets, again and again, until it is enough; how often.
async fn look(urn: &Urn, of: &Visits, enough: &AtomicBool) -> usize {
    let mut looks = 0;
    while !enough.load(SeqCst) {
        let made = |count: TicketCount| assert_eq!(count.minted, u64::from(VISITS));
        made(TicketCount::of(&urn.ticket_days(&of.poll).await.unwrap()));
        made(urn.ticket_sums().await.unwrap()[&of.poll]);
        assert!(urn.ticket(&of.poll, &of.last).await.unwrap().is_some());
        assert_eq!(urn.poll_of_ticket(&of.last).await.unwrap(), Some(of.poll));
        let before = of.cast.load(SeqCst) as u64;
        assert!(urn.ticket_ballot_count(&of.poll).await.unwrap() >= before);
        assert!(urn.ticket_ballots(&of.poll).await.unwrap().len() as u64 >= before);
        assert!(urn.begins(&of.poll).await.unwrap());
        looks += 1;
    }
    looks
}

/// Those who come.
struct Visits {
    poll: prongsai::domain::wire::PollId,
    last: prongsai::domain::wire::Digest,
    cast: AtomicUsize,
    tidied: AtomicUsize,
}

#[actix_web::test]
async fn on_servers_nobody_notices_that_tables_are_written_anew() {
    let house = House::on_servers().await.fill(&[("D01", 6)], 60).await;
    house.open_public(40, 60).await;
    let slips = house.slips("D01", VISITS).await;
    let base = house.base.clone();
    let visitors = blocking(move || {
        let open = |slip: &prongsai::service::outreach::Slip| {
            Visitor::with_slip(&agent(), &base, &slip.fragment).unwrap()
        };
        slips.iter().map(open).collect::<Vec<_>>()
    })
    .await;
    let of = Arc::new(Visits {
        poll: visitors[0].0.manifest().poll.0,
        last: ticket_digest(Channel::Slip, &visitors.last().unwrap().1),
        cast: AtomicUsize::new(0),
        tidied: AtomicUsize::new(0),
    });
    // Another node writes anew, and two look.
    let node = async || {
        App::open(&house.data(), World::real(), "อีกเครื่อง")
            .await
            .unwrap()
    };
    let enough = Arc::new(AtomicBool::new(false));
    let mut beside = Vec::new();
    for node in [node().await, node().await] {
        let (of, enough) = (of.clone(), enough.clone());
        beside.push(actix_web::rt::spawn(async move {
            let urn = node.office.urns.get(PUBLIC).await.unwrap().unwrap();
            look(&urn, &of, &enough).await
        }));
    }
    let (tidier, written, done) = (node().await, of.clone(), enough.clone());
    beside.push(actix_web::rt::spawn(async move {
        let mut times = 0;
        while !done.load(SeqCst) {
            tidier.office.urns.tidy().await.unwrap();
            times += 1;
            written.tidied.fetch_add(1, SeqCst);
        }
        times
    }));
    let come = of.clone();
    blocking(move || {
        for (at, (visitor, ticket)) in visitors.into_iter().enumerate() {
            while come.tidied.load(SeqCst) < at / 4 {
                std::thread::sleep(Duration::from_millis(5));
            }
            let envelope = visitor.seal(&vec![0; visitor.manifest().ballot_length]);
            visitor
                .cast(Channel::Slip, &ticket, &envelope.unwrap())
                .unwrap();
            come.cast.fetch_add(1, SeqCst);
        }
    })
    .await;
    enough.store(true, SeqCst);
    for task in beside {
        let times = task.await.unwrap();
        assert!(times > 3, "{times} times");
    }
    let urn = house.app.office.urns.get(PUBLIC).await.unwrap().unwrap();
    let counted = TicketCount::of(&urn.ticket_days(&of.poll).await.unwrap());
    assert_eq!(counted.spent, u64::from(VISITS));
}
