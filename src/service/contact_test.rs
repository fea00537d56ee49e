//! Whether mails reach an agency's contact person: a mail is sent, and what became of it is kept.

use super::access::desks::{AdministratorDesk, HrDesk};
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::Agency;
use crate::domain::mail::MailTest;
use crate::mail::office_words::OfficeMail;
use crate::store::ContactTest;

/// Sends a test mail to the agency's contact person; what the server says is kept, not returned.
async fn test_contact(office: &Office, agency: &Agency) -> Result<(), Refusal> {
    if !office.post.is_set_up() {
        return Err(Refusal::mend("errors.no-mail"));
    }
    let address = agency.contact.email.clone();
    let address = address.ok_or_else(|| Refusal::mend("errors.contact-no-email"))?;
    let mail = OfficeMail::ContactTest {
        agency: &agency.name,
    };
    let sent = office
        .post
        .send_office_mail(&office.world, ("", &address), &mail);
    let test = ContactTest {
        failure: sent.await.err(),
        agency: agency.id,
        address,
        day: office.world.today(),
    };
    let detail = test.failure.as_ref().map_or("sent", |_| "not sent");
    let act = office.act("mail.test-contact", &agency.code, detail);
    Ok(act.note_contact_test(&test).await?)
}

impl AdministratorDesk {
    /// Sends a test mail to the contact person of the agency with this code.
    pub async fn test_contact(&self, code: &str) -> Result<(), Refusal> {
        let agency = self.office.agency(code).await?;
        test_contact(&self.office, &agency).await
    }
}

impl HrDesk {
    /// Whether mails can be sent.
    pub fn can_send(&self) -> bool {
        self.office.post.is_set_up()
    }

    /// Whether mails reach the contact person.
    pub async fn contact_test(&self) -> Result<MailTest, Refusal> {
        let ids = [self.agency().id];
        let tests = self.office.registry.contact_tests(&ids).await?;
        Ok(ContactTest::told(&tests, self.agency()))
    }

    /// Sends a test mail to the contact person of the agency.
    pub async fn test_contact(&self) -> Result<(), Refusal> {
        test_contact(&self.office, self.agency()).await
    }
}
