use super::*;
use crate::mail::envelope::tests::{huge_mail, sample_mail};
use crate::mail::script_server::Act::{HangUp, Say, Silence};
use crate::mail::script_server::{Script, ScriptServer};

fn smtp(server: &ScriptServer) -> Smtp {
    Smtp::new(settings(server))
}

fn settings(server: &ScriptServer) -> Server {
    Server {
        host: server.address.ip().to_string(),
        port: server.address.port(),
        protection: Protection::Plain,
        login: None,
        hello: "ita.example".to_owned(),
        patience: Patience {
            command: Duration::from_millis(1500),
            message: Duration::from_millis(1500),
        },
    }
}

/// What becomes of one message when the server keeps to `script`.
async fn outcome(script: Script) -> Result<Accepted, SendFailure> {
    smtp(&ScriptServer::start(script))
        .send(&sample_mail("a@ita.example"))
        .await
}

/// Which failure it was, and the words.
fn named(failure: SendFailure) -> (&'static str, String) {
    match failure {
        SendFailure::Refused { words } => ("refused", words),
        SendFailure::TryAgain { words } => ("try again", words),
        SendFailure::Unavailable { words } => ("unavailable", words),
        SendFailure::Uncertain { words } => ("uncertain", words),
    }
}

async fn failure(script: Script) -> (&'static str, String) {
    named(outcome(script).await.unwrap_err())
}

#[tokio::test]
async fn accepted_messages_arrive_whole_over_one_connection() {
    let server = ScriptServer::start(vec![]);
    let smtp = smtp(&server);
    let mail = sample_mail("a@ita.example");
    let accepted = smtp.send(&mail).await.unwrap();
    assert_eq!(accepted.words, "250 2.0.0 queued as 4711");
    smtp.send(&mail).await.unwrap();
    smtp.close().await;
    assert_eq!(
        server.dialogue(),
        "CONNECT EHLO MAIL RCPT DATA DOT RSET MAIL RCPT DATA DOT QUIT"
    );
    let sent = String::from_utf8(mail.bytes().to_vec()).unwrap();
    assert_eq!(server.messages()[0].trim_end(), sent.trim_end());
}

#[tokio::test]
async fn a_recipient_refused_for_good_is_refused_in_the_servers_words() {
    let (kind, words) = failure(vec![(
        "RCPT",
        Say("550-5.1.1 no such user\r\n550 5.1.1 here"),
    )])
    .await;
    assert_eq!(
        (kind, words.as_str()),
        ("refused", "550 5.1.1 no such user here")
    );
    assert_eq!(failure(vec![("DATA", Say("554 no"))]).await.0, "refused");
    let quoted = "554 blocked https://ita.example/i#TOKEN.FP";
    let (kind, words) = failure(vec![("DOT", Say(quoted))]).await;
    assert_eq!((kind, words.as_str()), ("refused", "554 blocked […]"));
}

#[tokio::test]
async fn a_recipient_refused_for_now_may_be_tried_again() {
    for point in ["RCPT", "DATA", "DOT"] {
        let (kind, words) = failure(vec![(point, Say("451 4.7.1 greylisted"))]).await;
        assert_eq!(
            (kind, words.as_str()),
            ("try again", "451 4.7.1 greylisted"),
            "{point}"
        );
    }
}

#[tokio::test]
async fn what_breaks_before_the_dot_was_not_taken_over() {
    for point in ["RCPT", "DATA"] {
        assert_eq!(
            failure(vec![(point, HangUp)]).await.0,
            "try again",
            "{point}"
        );
        assert_eq!(
            failure(vec![(point, Silence)]).await.0,
            "try again",
            "{point}"
        );
    }
    assert_eq!(
        failure(vec![("DATA", Say("250 what?"))]).await.0,
        "try again"
    );
    let server = ScriptServer::start(vec![("BODY", HangUp)]);
    let cut_off = smtp(&server).send(&huge_mail()).await.unwrap_err();
    assert_eq!(named(cut_off).0, "try again");
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn what_breaks_after_the_dot_is_uncertain() {
    for act in [HangUp, Silence, Say("hm"), Say("354 more?")] {
        let server = ScriptServer::start(vec![("DOT", act)]);
        let smtp = smtp(&server);
        let failure = smtp.send(&sample_mail("a@ita.example")).await.unwrap_err();
        assert_eq!(named(failure).0, "uncertain");
        assert_eq!(server.messages().len(), 1);
        smtp.send(&sample_mail("b@ita.example")).await.unwrap();
        assert!(
            server.dialogue().contains("DOT CONNECT"),
            "{}",
            server.dialogue()
        );
    }
}

#[tokio::test]
async fn what_concerns_every_message_is_no_persons_fault() {
    for point in ["CONNECT", "EHLO", "MAIL"] {
        assert_eq!(
            failure(vec![(point, Say("554 5.7.1 not you"))]).await.0,
            "unavailable"
        );
        assert_eq!(failure(vec![(point, HangUp)]).await.0, "unavailable");
        assert_eq!(failure(vec![(point, Silence)]).await.0, "unavailable");
    }
    let server = ScriptServer::start(vec![]);
    let mut settings = settings(&server);
    settings.port = 1;
    let nobody = Smtp::new(settings)
        .send(&sample_mail("a@x"))
        .await
        .unwrap_err();
    assert_eq!(named(nobody).0, "unavailable");
}

#[tokio::test]
async fn a_wrong_login_is_unavailable_and_never_repeats_the_password() {
    let server = ScriptServer::start(vec![("AUTH", Say("535 5.7.8 wrong"))]);
    let mut settings = settings(&server);
    settings.login = Some(Credentials::new("hr".to_owned(), "hunter2".to_owned()));
    let smtp = Smtp::new(settings);
    let mail = sample_mail("a@ita.example");
    let (kind, words) = named(smtp.send(&mail).await.unwrap_err());
    assert_eq!((kind, words.as_str()), ("unavailable", "535 5.7.8 wrong"));
    smtp.send(&mail).await.unwrap();
    assert!(
        server
            .dialogue()
            .ends_with("CONNECT EHLO AUTH MAIL RCPT DATA DOT")
    );
}

#[tokio::test]
async fn without_tls_on_offer_starttls_says_nothing_of_the_message() {
    let server = ScriptServer::start(vec![]);
    let mut settings = settings(&server);
    settings.protection = Protection::StartTls(TlsParameters::new("localhost".to_owned()).unwrap());
    let (kind, words) = named(
        Smtp::new(settings)
            .send(&sample_mail("a@x"))
            .await
            .unwrap_err(),
    );
    assert_eq!(kind, "unavailable");
    assert!(words.contains("STARTTLS"), "{words}");
    assert_eq!(server.dialogue(), "CONNECT EHLO");
}

#[tokio::test]
async fn a_server_that_hung_up_meanwhile_is_called_again() {
    let server = ScriptServer::start(vec![("RSET", HangUp)]);
    let smtp = smtp(&server);
    smtp.send(&sample_mail("a@ita.example")).await.unwrap();
    smtp.send(&sample_mail("b@ita.example")).await.unwrap();
    assert_eq!(server.messages().len(), 2);
}

#[tokio::test]
async fn one_refused_recipient_does_not_cost_the_connection() {
    let server = ScriptServer::start(vec![("RCPT", Say("550 no"))]);
    let smtp = smtp(&server);
    smtp.send(&sample_mail("a@ita.example")).await.unwrap_err();
    smtp.send(&sample_mail("b@ita.example")).await.unwrap();
    assert_eq!(
        server.dialogue(),
        "CONNECT EHLO MAIL RCPT RSET MAIL RCPT DATA DOT"
    );
}
