//! SMTP, command by command, so that the one doubtful moment is known exactly.
//!
//! A server owns a message when it has read the line with the single dot (RFC 5321 §4.2.5). What
//! fails before that line is sent was certainly not taken over; what fails after it, without a
//! readable answer, is [`SendFailure::Uncertain`]. lettre writes the body and the dot in one call,
//! but asks the iterator of body parts for the next one in between: [`body`] notes that moment.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use tokio::sync::Mutex;

use super::envelope::OutgoingMail;
use super::smtp_failure::{Moment, Stop, Trouble};
use super::transport::{Accepted, SendFailure, clean_words};

/// A server says this when it is ready for the body.
const START_MAIL_INPUT: u16 = 354;

/// How the connection is protected.
#[derive(Clone)]
pub enum Protection {
    /// Starts in the clear and must change to TLS before anything else is said.
    StartTls(TlsParameters),
    /// TLS from the first byte.
    Tls(TlsParameters),
    /// In the clear: on loopback, or where asked for by name.
    Plain,
}

/// How long to wait for answers.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the connection and for each command.
    pub command: Duration,
    /// For the answer to a whole message.
    pub message: Duration,
}

impl Default for Patience {
    /// One minute a command; five for a message, which servers may check for viruses first.
    fn default() -> Self {
        Self {
            command: Duration::from_mins(1),
            message: Duration::from_mins(5),
        }
    }
}

/// A mail server and how to speak with it. Holds a password, so there is no `Debug`.
#[derive(Clone)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub protection: Protection,
    /// User name and password, where the server wants them.
    pub login: Option<Credentials>,
    /// The name under which we greet.
    pub hello: String,
    /// How long to wait.
    pub patience: Patience,
}

/// A mail server with the connection to it, which is kept from one message to the next.
pub struct Smtp {
    server: Server,
    line: Mutex<Option<AsyncSmtpConnection>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({}:{})", self.server.host, self.server.port)
    }
}

impl Smtp {
    /// Connects when the first message comes.
    pub fn new(server: Server) -> Self {
        Self {
            server,
            line: Mutex::new(None),
        }
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendFailure> {
        let mut line = self.line.lock().await;
        let mut connection = match self.still_there(line.take()).await {
            Some(connection) => connection,
            None => self
                .connect()
                .await
                .map_err(|trouble| trouble.at(Moment::Sender).failure())?,
        };
        let outcome = self.deliver(&mut connection, mail).await;
        // A server that answered is not in the middle of anything: the line can serve again.
        if outcome.as_ref().err().is_none_or(Stop::was_answered) {
            *line = Some(connection);
        }
        outcome.map_err(Stop::failure)
    }

    pub(super) async fn reach(&self) -> Result<(), SendFailure> {
        let trouble = |trouble: Trouble| trouble.at(Moment::Sender).failure();
        let mut connection = self.connect().await.map_err(trouble)?;
        let _ = self.command(connection.quit()).await;
        Ok(())
    }

    pub(super) async fn close(&self) {
        if let Some(mut connection) = self.line.lock().await.take() {
            let _ = self.command(connection.quit()).await;
        }
    }

    /// The connection of the last message, if the server has not hung up since.
    async fn still_there(&self, line: Option<AsyncSmtpConnection>) -> Option<AsyncSmtpConnection> {
        let mut connection = line?;
        self.command(connection.command(Rset)).await.ok()?;
        Some(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let server = &self.server;
        let hello = ClientId::Domain(server.hello.clone());
        let wrapper = match &server.protection {
            Protection::Tls(parameters) => Some(parameters.clone()),
            Protection::StartTls(_) | Protection::Plain => None,
        };
        let address = (server.host.as_str(), server.port);
        let timeout = Some(server.patience.command);
        let opening = AsyncSmtpConnection::connect_tokio1(address, timeout, &hello, wrapper, None);
        let mut connection = self.command(opening).await?;
        if let Protection::StartTls(parameters) = &server.protection {
            self.command(connection.starttls(parameters.clone(), &hello))
                .await?;
        }
        if let Some(login) = &server.login {
            self.command(connection.auth(DEFAULT_MECHANISMS, login))
                .await?;
        }
        Ok(connection)
    }

    async fn deliver(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &OutgoingMail,
    ) -> Result<Accepted, Stop> {
        let sender = Mail::new(Some(mail.from().clone()), vec![]);
        self.command(connection.command(sender))
            .await
            .map_err(|trouble| trouble.at(Moment::Sender))?;
        let recipient = Rcpt::new(mail.to().clone(), vec![]);
        self.command(connection.command(recipient))
            .await
            .map_err(|trouble| trouble.at(Moment::Recipient))?;
        let ready = self
            .command(connection.command(Data))
            .await
            .map_err(|trouble| trouble.at(Moment::Recipient))?;
        if !ready.has_code(START_MAIL_INPUT) {
            return Err(Trouble::Puzzling(spoken(&ready)).at(Moment::Recipient));
        }
        self.hand_over(connection, mail.bytes()).await
    }

    /// The body, the dot, and the answer that decides.
    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &[u8],
    ) -> Result<Accepted, Stop> {
        let dot_is_next = AtomicBool::new(false);
        let sending = connection.message_iter(body(message, &dot_is_next));
        let outcome = within(self.server.patience.message, sending).await;
        let moment = if dot_is_next.load(Ordering::SeqCst) {
            Moment::Answer
        } else {
            Moment::Recipient
        };
        match outcome {
            Ok(response) if response.code().severity == Severity::PositiveCompletion => {
                Ok(Accepted {
                    words: clean_words(&spoken(&response)),
                })
            }
            Ok(response) => Err(Trouble::Puzzling(spoken(&response)).at(moment)),
            Err(trouble) => Err(trouble.at(moment)),
        }
    }

    async fn command<T>(
        &self,
        step: impl Future<Output = Result<T, SmtpError>>,
    ) -> Result<T, Trouble> {
        within(self.server.patience.command, step).await
    }
}

/// The message as one part, and a note the moment lettre asks for another: the dot comes next.
fn body<'a>(message: &'a [u8], dot_is_next: &'a AtomicBool) -> impl Iterator<Item = &'a [u8]> {
    let end = std::iter::from_fn(|| {
        dot_is_next.store(true, Ordering::SeqCst);
        None
    });
    std::iter::once(message).chain(end)
}

async fn within<T>(
    patience: Duration,
    step: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(patience, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble::Smtp(error)),
        Err(_) => Err(Trouble::Silence(patience)),
    }
}

/// Code and text of an answer.
fn spoken(response: &Response) -> String {
    let text: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), text.join(" "))
}

#[cfg(test)]
mod tests;
