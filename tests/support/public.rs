//! The public's part of a round, and the people who come to it.

use prongsai::domain::agency::Agency;
use prongsai::domain::exact::Score;
use prongsai::domain::round::{Custody, RoundTerms};
use prongsai::domain::ticket::{Channel, Outreach};
use prongsai::domain::wire::{Fingerprint, Ticket};
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Declined, Visitor};
use prongsai::service::Refusal;
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::key_sheets::open_secret;
use prongsai::service::open_round::open_beside;
use prongsai::service::outreach::{Enrolled, Slip, enrol_kiosk, mint_slips, settle};
use prongsai::service::public_part::opened_beside;
use prongsai::service::tally::{Tallied, tally};

use super::house::{House, blocking, hours};

/// Code of the public's part of the round that most tests have.
pub const PUBLIC: &str = "2570-1-EIT";

impl House {
    /// Opens the public's part beside the open round: every agency of it serves so many people.
    pub async fn open_public(&self, population: u64, grace_minutes: u32) {
        let office = &self.app.office;
        let terms = RoundTerms {
            framework: "ten-indicators-2562".to_owned(),
            instrument: "eit".to_owned(),
            fiscal_year: 2570,
            number: 1,
            kpi_period: None,
            grace_minutes,
            k: 5,
            min_service_years: 0,
            head_count_day: None,
            required_percent: Score::from_hundredths(10_000),
            custody: Custody::TwoOfThree,
        };
        let main = office.round(super::house::CODE).await.unwrap();
        let round = NewRound {
            code: PUBLIC.to_owned(),
            terms,
            closes_at: self.world.now().checked_add(hours(24 * 14)).unwrap(),
            custodians: office.registry.custodians(main.id).await.unwrap(),
        };
        create_round(office, round).await.unwrap();
        for agency in office.registry.agencies().await.unwrap() {
            self.settle(
                &agency,
                Outreach {
                    population: Some(population),
                    ..Outreach::default()
                },
            )
            .await;
        }
        let round = office.round(PUBLIC).await.unwrap();
        let (_, manifest) = opened_beside(office, &round).await.unwrap().unwrap();
        let (framework, instrument) = office.instrument(&round).unwrap();
        let names = &manifest.custodians.names;
        let files = self.app.round_files(&round, framework, instrument, names);
        open_beside(office, PUBLIC, &files).await.unwrap();
    }

    /// Closes both parts and waits for the end of their graces, then counts the public's.
    pub async fn tally_public(&self) -> Result<Tallied, Refusal> {
        close_round(&self.app.office, PUBLIC).await?;
        self.close().await;
        self.later(hours(24 * 3));
        self.count_public().await
    }

    /// Counts the public's part with two sheets of the common ceremony.
    pub async fn count_public(&self) -> Result<Tallied, Refusal> {
        let office = &self.app.office;
        let round = office.round(PUBLIC).await?;
        let secret = open_secret(office, &round, &self.sheets[..2]).await?;
        tally(office, PUBLIC, &secret, |_| {}).await
    }

    /// Settles what an agency does for the people it serves.
    pub async fn settle(&self, agency: &Agency, settled: Outreach) {
        settle(&self.app.office, PUBLIC, agency, &settled)
            .await
            .unwrap();
    }

    /// Makes slips of an agency.
    pub async fn slips(&self, agency: &str, number: u32) -> Vec<Slip> {
        let agency = self.app.office.agency(agency).await.unwrap();
        mint_slips(&self.app.office, PUBLIC, &agency, number)
            .await
            .unwrap()
    }

    /// Enrols a device of an agency.
    pub async fn kiosk(&self, agency: &str, name: &str) -> Enrolled {
        let agency = self.app.office.agency(agency).await.unwrap();
        enrol_kiosk(&self.app.office, PUBLIC, &agency, name)
            .await
            .unwrap()
    }

    /// Fingerprint of an agency's poll of the public.
    pub async fn public_fingerprint(&self, agency: &str) -> Fingerprint {
        let office = &self.app.office;
        let agency = office.agency(agency).await.unwrap();
        let round = office.round(PUBLIC).await.unwrap();
        let poll = office.registry.poll_of_agency(round.id, agency.id).await;
        poll.unwrap().unwrap().fingerprint
    }

    /// Somebody comes to the poll of an agency.
    pub async fn visitor(&self, agency: &str) -> Visitor {
        let fingerprint = self.public_fingerprint(agency).await;
        let base = self.base.clone();
        blocking(move || Visitor::come(&agent(), &base, fingerprint).unwrap()).await
    }

    /// Somebody with a slip answers.
    pub async fn answer_slip(&self, slip: &Slip, answers: Vec<u8>) -> Result<(), Declined> {
        let (base, fragment) = (self.base.clone(), slip.fragment.clone());
        blocking(move || {
            let (visitor, ticket) = Visitor::with_slip(&agent(), &base, &fragment)?;
            visitor.answer(Channel::Slip, &ticket, &answers)
        })
        .await
    }

    /// Somebody scans the poster of an agency.
    pub async fn scan_poster(&self, agency: &str) -> Result<Ticket, Declined> {
        let visitor = self.visitor(agency).await;
        blocking(move || visitor.start_at_poster()).await
    }
}
