//! Mail over real TLS, from the command line to a real mail server.

use crate::support::certificates::Certificates;
use crate::support::mail_server::{MailServer, Mode};
use crate::support::process::outcome;
use crate::support::{CODE, House};

const LOGIN: &str = "username = \"ita\"\npassword = \"secret\"";

/// The settings file with mail to this server.
fn set_mail(house: &House, server: &MailServer, security: &str, more: &str) {
    let file = house.data().join("settings.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let before = text.split("[mail]").next().unwrap();
    let port = server.port;
    let mail = format!(
        "{before}[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\n\
         from = \"ITA <ita@example.go.th>\"\nsecurity = \"{security}\"\n{more}\n"
    );
    std::fs::write(&file, mail).unwrap();
}

fn trusting(certificates: &Certificates, login: &str) -> String {
    format!(
        "ca_file = \"{}\"\n{login}",
        certificates.authority.display()
    )
}

#[actix_web::test]
async fn mails_go_over_starttls_and_over_tls_with_a_login() {
    let certificates = Certificates::of_loopback();
    for mode in [Mode::StartTls, Mode::Tls] {
        let house = House::in_real_time(&[("D01", 6)]).await;
        let server = MailServer::start(mode, &certificates);
        set_mail(
            &house,
            &server,
            mode.name(),
            &trusting(&certificates, LOGIN),
        );
        let (done, said) = outcome(&house.data(), &["invite", "--round", CODE]);
        assert!(done && said.contains("Sent 6, failed 0"), "{said}");
        let mails = server.mails();
        assert_eq!(mails.len(), 6);
        for (how, mail) in mails {
            assert_eq!(how, "encrypted known");
            assert!(mail.contains("From: ITA <ita@example.go.th>"));
        }
    }
}

#[actix_web::test]
async fn a_server_that_cannot_be_trusted_gets_nothing_and_hr_is_told_why() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let certificates = Certificates::of_loopback();
    let other_name = Certificates::of("DNS:elsewhere.example");
    let own = trusting(&certificates, LOGIN);
    let wrong = own.replace("secret", "guessed");
    let mode = Mode::StartTls;
    for (mode, shown, security, more, why) in [
        (mode, &certificates, "starttls", LOGIN, "certificate"),
        (Mode::Tls, &certificates, "tls", LOGIN, "certificate"),
        (mode, &other_name, "starttls", own.as_str(), "certificate"),
        (
            Mode::Plain,
            &certificates,
            "starttls",
            own.as_str(),
            "STARTTLS",
        ),
        (mode, &certificates, "starttls", wrong.as_str(), "535"),
    ] {
        let server = MailServer::start(mode, shown);
        set_mail(&house, &server, security, more);
        let (_, said) = outcome(&house.data(), &["invite", "--round", CODE]);
        assert!(
            said.contains("Sent 0") && said.contains("Stopped"),
            "{said}"
        );
        assert!(said.contains(why), "{why}: {said}");
        assert!(!said.contains("secret") && !said.contains("guessed"));
        assert_eq!(server.mails(), []);
    }
    let server = MailServer::start(mode, &certificates);
    set_mail(&house, &server, "starttls", &own);
    let (_, said) = outcome(&house.data(), &["mail", "send", "--round", CODE]);
    assert!(said.contains("Sent 6"), "nothing was lost: {said}");
    assert_eq!(server.mails().len(), 6);
}
