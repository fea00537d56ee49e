//! The message around the words (RFC 5322), and addresses that cannot break out of it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::words::MailText;

/// Cannot occur in a quoted-printable or base64 body, and spares a random one.
const BOUNDARY: &str = "=_prongsai_alternative";

/// Why a message cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMail {
    /// The text is not an address that every mail server takes.
    #[error("not an e-mail address: {0}")]
    Address(String),
    /// The text is not a Message-ID.
    #[error("not a message id: {0}")]
    MessageId(String),
    /// The mail library refused the message.
    #[error("the message cannot be built: {0}")]
    Message(String),
}

/// `local@domain` of a Message-ID, without the angle brackets; safe as a file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The text without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = BadMail;

    fn from_str(text: &str) -> Result<Self, BadMail> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        match text.split_once('@') {
            Some((local, domain)) if plain(local) && plain(domain) && text.len() <= 200 => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(BadMail::MessageId(text.to_owned())),
        }
    }
}

/// An address with the name shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party(Mailbox);

impl Party {
    /// A person: `name` may be any text, `address` must be an address.
    pub fn named(name: &str, address: &str) -> Result<Self, BadMail> {
        let name = one_line(name);
        let address = parse_address(address)?;
        Ok(Self(Mailbox::new(
            (!name.is_empty()).then_some(name),
            address,
        )))
    }

    /// The domain of the address.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl FromStr for Party {
    type Err = BadMail;

    /// Reads `Name <address>` or an address alone.
    fn from_str(text: &str) -> Result<Self, BadMail> {
        let text = text.trim();
        match text
            .strip_suffix('>')
            .and_then(|rest| rest.rsplit_once('<'))
        {
            Some((name, address)) => Self::named(name.trim().trim_matches('"'), address),
            None => Self::named("", text),
        }
    }
}

/// Every server takes ASCII addresses; others would need SMTPUTF8 on the whole way.
fn parse_address(text: &str) -> Result<Address, BadMail> {
    let bad = || BadMail::Address(text.to_owned());
    let address: Address = text.trim().parse().map_err(|_| bad())?;
    let shown: &str = address.as_ref();
    let plain = shown
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte));
    if plain { Ok(address) } else { Err(bad()) }
}

/// Who writes: the same for all mails of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Shown sender, and where the server returns what it cannot deliver.
    pub from: Party,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Party>,
}

/// A finished message. Holds a live link: `Debug` shows the Message-ID alone.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    id: MessageId,
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

impl OutgoingMail {
    /// Builds the message; `id` and `date` are the caller's, so a repeat is the same message.
    pub fn new(
        sender: &Sender,
        to: &Party,
        id: MessageId,
        date: Timestamp,
        words: &MailText,
    ) -> Result<Self, BadMail> {
        let mut builder = Message::builder()
            .from(sender.from.0.clone())
            .to(to.0.clone())
            .subject(one_line(&words.subject))
            .date(date.into())
            .message_id(Some(format!("<{}>", id.as_str())))
            .raw_header(auto_submitted());
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(reply_to.0.clone());
        }
        let message = builder
            .multipart(body(words))
            .map_err(|error| BadMail::Message(error.to_string()))?;
        Ok(Self {
            id,
            from: sender.from.0.email.clone(),
            to: to.0.email.clone(),
            bytes: message.formatted(),
        })
    }

    /// The Message-ID.
    pub fn id(&self) -> &MessageId {
        &self.id
    }

    /// The message as it travels.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn from(&self) -> &Address {
        &self.from
    }

    pub(super) fn to(&self) -> &Address {
        &self.to
    }
}

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutgoingMail({})", self.id.as_str())
    }
}

fn body(words: &MailText) -> MultiPart {
    MultiPart::builder()
        .kind(lettre::message::MultiPartKind::Alternative)
        .boundary(BOUNDARY)
        .singlepart(SinglePart::plain(words.text.clone()))
        .singlepart(SinglePart::html(words.html.clone()))
}

/// Tells other machines not to answer (RFC 3834).
fn auto_submitted() -> HeaderValue {
    HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    )
}

/// The text on one line, without control characters: no header can be smuggled in.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
pub(super) mod tests;
