//! One respondent over HTTP: design.md §3, steps 2–7, as the browser's script does them.

use serde_json::{Value, json};
pub use ureq::Agent;

use crate::crypto::blind_rsa::{Inverse, IssuingPublicKey, blind, finalize, prepare};
use crate::crypto::manifest::{Manifest, fingerprint};
use crate::crypto::message::{ballot_message, seal_ballot};
use crate::crypto::token::parse_fragment;
use crate::domain::base64url;
use crate::domain::encoding::{base32, hex};
use crate::domain::wire::{Envelope, Fingerprint, PollId, Random32, RsaBlock, Token};

/// Somebody with a personal link.
pub struct Respondent {
    agent: Agent,
    base: String,
    token: Token,
    fingerprint: Fingerprint,
    manifest: Manifest,
    issuing_key: IssuingPublicKey,
}

/// A sealed ballot before it is signed.
pub struct Prepared {
    /// Answers, sealed twice.
    pub envelope: Envelope,
    /// Randomising prefix.
    pub random32: Random32,
    /// What is sent to be signed.
    pub blinded: RsaBlock,
    input: Vec<u8>,
    inverse: Inverse,
}

/// A ballot that can be cast.
#[derive(Clone)]
pub struct Ballot {
    /// Poll it is for.
    pub poll: PollId,
    /// Answers, sealed twice.
    pub envelope: Envelope,
    /// Randomising prefix.
    pub random32: Random32,
    /// The right to cast it.
    pub signature: RsaBlock,
}

/// The server did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// It answered with an error.
    #[error("{status}: {code}")]
    Answer {
        /// HTTP status.
        status: u16,
        /// Code of the error.
        code: String,
    },
    /// It could not be reached, or its answer made no sense.
    #[error("no sensible answer")]
    Nonsense,
    /// The manifest is not the one of the link.
    #[error("manifest differs")]
    ManifestDiffers,
}

impl Ballot {
    /// What is posted to cast it.
    pub fn to_cast(&self) -> Value {
        json!({
            "poll": hex(self.poll.as_ref()),
            "envelope": base64url::encode(self.envelope.bytes()),
            "random": base64url::encode(self.random32.as_ref()),
            "signature": base64url::encode(self.signature.as_ref()),
        })
    }
}

impl From<ureq::Error> for Declined {
    fn from(_: ureq::Error) -> Self {
        Declined::Nonsense
    }
}

/// A client that reports every status as an answer.
pub fn agent() -> Agent {
    agent_of(1)
}

/// The same for so many at a time, who keep a connection each.
pub fn agent_of(clients: usize) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections(clients)
        .max_idle_connections_per_host(clients)
        .build()
        .new_agent()
}

impl Respondent {
    /// Opens a link: fetches the manifest and checks it against the fingerprint.
    pub fn open(agent: &Agent, base: &str, link_fragment: &str) -> Result<Self, Declined> {
        let (token, expected) = parse_fragment(link_fragment).map_err(|_| Declined::Nonsense)?;
        let manifest = manifest_of(agent, base, &expected)?;
        let issuing_key = manifest
            .issuing_key()
            .ok()
            .flatten()
            .ok_or(Declined::Nonsense)?;
        Ok(Self {
            agent: agent.clone(),
            base: base.to_owned(),
            token,
            fingerprint: expected,
            manifest,
            issuing_key,
        })
    }

    /// The manifest of the poll.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What the link leads to.
    pub fn look(&self) -> Result<Value, Declined> {
        self.post("/api/look", &self.link())
    }

    /// Seals encoded answers and blinds the message.
    pub fn prepare(&self, answers: &[u8], random32: Random32) -> Result<Prepared, Declined> {
        let envelope = sealed(&self.manifest, &self.fingerprint, answers)?;
        self.prepare_envelope(envelope, random32)
    }

    /// Blinds the message of an envelope from wherever: a repeated, stolen or broken one.
    pub fn prepare_envelope(
        &self,
        envelope: Envelope,
        random32: Random32,
    ) -> Result<Prepared, Declined> {
        let input = prepare(&ballot_message(&self.manifest.poll.0, &envelope), &random32);
        let (blinded, inverse) =
            blind(&self.issuing_key, &input).map_err(|_| Declined::Nonsense)?;
        Ok(Prepared {
            envelope,
            random32,
            blinded,
            input,
            inverse,
        })
    }

    /// Signs the acknowledgement and has the blinded message signed.
    pub fn issue(&self, prepared: &Prepared) -> Result<Ballot, Declined> {
        let answer = self.post("/api/issue", &self.to_issue(prepared))?;
        self.unblind(prepared, &answer)
    }

    /// What is posted to have the blinded message signed.
    pub fn to_issue(&self, prepared: &Prepared) -> Value {
        let mut body = self.link();
        if let Some(body) = body.as_object_mut() {
            body.insert(
                "blinded".to_owned(),
                base64url::encode(prepared.blinded.as_ref()).into(),
            );
            body.insert("acknowledgement".to_owned(), "v1".into());
        }
        body
    }

    /// The ballot that comes of the server's answer.
    pub fn unblind(&self, prepared: &Prepared, answer: &Value) -> Result<Ballot, Declined> {
        let signature = answer
            .get("signature")
            .and_then(Value::as_str)
            .ok_or(Declined::Nonsense)?;
        let bytes = base64url::decode(signature).map_err(|_| Declined::Nonsense)?;
        let blind_signature =
            RsaBlock::try_from(bytes.as_slice()).map_err(|_| Declined::Nonsense)?;
        let signature = finalize(
            &self.issuing_key,
            &prepared.input,
            &blind_signature,
            &prepared.inverse,
        );
        Ok(Ballot {
            poll: self.manifest.poll.0,
            envelope: prepared.envelope.clone(),
            random32: prepared.random32,
            signature: signature.map_err(|_| Declined::Nonsense)?,
        })
    }

    /// Casts a ballot: nothing of the link goes along.
    pub fn cast(&self, ballot: &Ballot) -> Result<(), Declined> {
        self.post("/api/cast", &ballot.to_cast()).map(|_| ())
    }

    /// The whole way: look, seal, issue, cast.
    pub fn answer(&self, answers: &[u8], random32: Random32) -> Result<(), Declined> {
        self.look()?;
        let prepared = self.prepare(answers, random32)?;
        self.cast(&self.issue(&prepared)?)
    }

    /// What is posted to see what the link leads to.
    pub fn link(&self) -> Value {
        json!({ "token": base32(self.token.as_ref()), "fp": base32(self.fingerprint.as_ref()) })
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Declined> {
        post(&self.agent, &self.base, path, body)
    }
}

/// What stands at an address.
pub fn fetch(agent: &Agent, base: &str, path: &str) -> Result<Vec<u8>, Declined> {
    let mut response = agent.get(format!("{base}{path}")).call()?;
    let status = response.status();
    if !status.is_success() {
        return Err(Declined::Answer {
            status: status.as_u16(),
            code: String::new(),
        });
    }
    Ok(response.body_mut().read_to_vec()?)
}

/// What stands there for whoever has this cookie.
pub fn fetch_as(agent: &Agent, base: &str, path: &str, cookie: &str) -> Result<Vec<u8>, Declined> {
    let asked = agent.get(format!("{base}{path}"));
    let mut response = asked.header("cookie", cookie).call()?;
    Ok(response.body_mut().read_to_vec()?)
}

/// The manifest with this fingerprint, checked.
pub(super) fn manifest_of(
    agent: &Agent,
    base: &str,
    expected: &Fingerprint,
) -> Result<Manifest, Declined> {
    let bytes = fetch(agent, base, &format!("/m/{}", base32(expected.as_ref())))?;
    if fingerprint(&bytes) != *expected {
        return Err(Declined::ManifestDiffers);
    }
    Manifest::parse(&bytes).map_err(|_| Declined::Nonsense)
}

/// Encoded answers, sealed as the manifest says.
pub(super) fn sealed(
    manifest: &Manifest,
    fingerprint: &Fingerprint,
    answers: &[u8],
) -> Result<Envelope, Declined> {
    let (Ok(round_key), Ok(poll_key)) = (manifest.round_key(), manifest.poll_key()) else {
        return Err(Declined::Nonsense);
    };
    seal_ballot(
        &round_key,
        &poll_key,
        fingerprint,
        &manifest.poll.0,
        answers,
    )
    .map_err(|_| Declined::Nonsense)
}

/// Posts JSON; what the server answers, or why it declines.
pub(super) fn post(agent: &Agent, base: &str, path: &str, body: &Value) -> Result<Value, Declined> {
    let mut response = agent.post(format!("{base}{path}")).send_json(body)?;
    let status = response.status().as_u16();
    let answer: Value = response.body_mut().read_json()?;
    if status == 200 {
        return Ok(answer);
    }
    let code = answer
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Err(Declined::Answer { status, code })
}
