//! People of the office: each with a browser that keeps its cookies.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use prongsai::crypto::sign_in::SecondFactor;
use prongsai::domain::access::{Grant, Role};
use prongsai::domain::lang::Lang;
use prongsai::service::access::new_account::create_account;
use prongsai::service::access::{FrontDesk, Next};
use prongsai::store::NewAccount;
use ureq::Agent;
use ureq::http::Response;

use super::house::{House, blocking};

/// The password of every officer of the tests.
pub const PASSWORD: &str = "ข้าวเหนียวมะม่วง หน้าร้อน";

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: String,
    /// Media type.
    pub media: String,
    /// The page.
    pub body: String,
    /// The file, if it is none that reads as text.
    pub bytes: Vec<u8>,
    /// Headers, lower case.
    pub headers: Vec<(String, String)>,
}

/// A browser of the office.
#[derive(Clone)]
pub struct Officer {
    agent: Agent,
    base: String,
    /// The cookies, as the browser sends them.
    pub cookie: String,
}

impl Officer {
    /// Somebody who has not signed in.
    pub fn stranger(base: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        Self {
            agent,
            base: base.to_owned(),
            cookie: String::new(),
        }
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Page {
        let (agent, url, cookie) = self.parts(path);
        let answer = blocking(move || taken(agent.get(url).header("cookie", cookie).call())).await;
        self.keep(answer)
    }

    /// Sends a form from a page of ours.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (agent, url, cookie) = self.parts(path);
        let answer = blocking(move || {
            taken(
                agent
                    .post(url)
                    .header("cookie", cookie)
                    .header("sec-fetch-site", "same-origin")
                    .send_form(fields),
            )
        })
        .await;
        self.keep(answer)
    }

    /// Sends an empty form with these headers and no others, as another site's page would.
    pub async fn post_with(&self, path: &str, headers: &[(&'static str, &'static str)]) -> Page {
        let (agent, url, cookie) = self.parts(path);
        let headers = headers.to_vec();
        blocking(move || {
            let mut request = agent.post(url).header("cookie", cookie);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let none: [(&str, &str); 0] = [];
            taken(request.send_form(none))
        })
        .await
    }

    /// Sends a form from a page of ours, through proxies that wrote these addresses down.
    pub async fn post_through(
        &self,
        path: &str,
        forwarded: &str,
        fields: &[(&'static str, &'static str)],
    ) -> Page {
        let (agent, url, cookie) = self.parts(path);
        let (forwarded, fields) = (forwarded.to_owned(), fields.to_vec());
        blocking(move || {
            let request = agent
                .post(url)
                .header("cookie", cookie)
                .header("sec-fetch-site", "same-origin")
                .header("x-forwarded-for", forwarded);
            taken(request.send_form(fields))
        })
        .await
    }

    /// Sends a form with a file from a page of ours.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Page {
        let body = multipart(fields, file);
        let (agent, url, cookie) = self.parts(path);
        let answer = blocking(move || {
            taken(
                agent
                    .post(url)
                    .header("cookie", cookie)
                    .header("sec-fetch-site", "same-origin")
                    .header(
                        "content-type",
                        format!("multipart/form-data; boundary={BOUNDARY}"),
                    )
                    .send(body.as_slice()),
            )
        })
        .await;
        self.keep(answer)
    }

    /// All that comes over the line for a page or file, whole or not.
    pub async fn takes(&self, path: &str) -> Vec<u8> {
        let address = self.base.trim_start_matches("http://").to_owned();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\nconnection: close\r\n\r\n",
            self.cookie
        );
        blocking(move || {
            let mut line = TcpStream::connect(address).unwrap();
            line.write_all(head.as_bytes()).unwrap();
            let mut came = Vec::new();
            // Reset or ended: what matters is what came before.
            let _ = line.read_to_end(&mut came);
            came
        })
        .await
    }

    fn parts(&self, path: &str) -> (Agent, String, String) {
        (
            self.agent.clone(),
            format!("{}{path}", self.base),
            self.cookie.clone(),
        )
    }

    /// From now on another node is asked.
    pub fn move_to(&mut self, base: &str) {
        base.clone_into(&mut self.base);
    }

    /// The value of a cookie.
    pub fn value_of(&self, name: &str) -> Option<String> {
        let mut kept = self.cookie.split("; ");
        let value = kept.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='));
        value.map(str::to_owned)
    }

    /// Loses a cookie.
    pub fn lose(&mut self, name: &str) {
        let kept = self.cookie.split("; ").filter(|cookie| {
            let (known, _) = cookie.split_once('=').unwrap_or_default();
            known != name && !known.is_empty()
        });
        self.cookie = kept.collect::<Vec<_>>().join("; ");
    }

    fn keep(&mut self, page: Page) -> Page {
        for (name, value) in &page.headers {
            if name == "set-cookie" {
                let cookie = value.split(';').next().unwrap();
                let (name, value) = cookie.split_once('=').unwrap();
                self.lose(name);
                if !value.is_empty() {
                    let kept = std::mem::take(&mut self.cookie);
                    let all = [kept, cookie.to_owned()];
                    let all: Vec<String> = all.into_iter().filter(|it| !it.is_empty()).collect();
                    self.cookie = all.join("; ");
                }
            }
        }
        page
    }
}

const BOUNDARY: &str = "----a-boundary-of-the-tests";

fn multipart(fields: &[(&str, &str)], (name, file, bytes): (&str, &str, &[u8])) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .as_bytes(),
    );
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn taken(answer: Result<Response<ureq::Body>, ureq::Error>) -> Page {
    let mut answer = answer.unwrap();
    let header = |name: &str| {
        let value = answer.headers().get(name);
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    };
    let (location, media) = (header("location"), header("content-type"));
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let status = answer.status().as_u16();
    let bytes = answer
        .body_mut()
        .with_config()
        .limit(64 * 1024 * 1024)
        .read_to_vec()
        .unwrap();
    Page {
        status,
        location,
        media,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
        headers,
    }
}

impl House {
    /// Somebody with this role, signed in; administrators with their second factor.
    pub async fn officer(&self, role: Role, agency: Option<&str>) -> Officer {
        let email = format!("{role}.{}@example.go.th", agency.unwrap_or("all")).to_lowercase();
        self.officer_called(&email, role, agency).await
    }

    /// The same with an address of one's own.
    pub async fn officer_called(&self, email: &str, role: Role, agency: Option<&str>) -> Officer {
        let office = &self.app.office;
        let agency = match agency {
            Some(code) => Some(office.agency(code).await.unwrap().id),
            None => None,
        };
        let new = NewAccount {
            email: email.to_owned(),
            name: format!("ผู้ทดสอบ {role}"),
            lang: Lang::Th,
            grants: vec![Grant { role, agency }],
        };
        let (_, link, _) = create_account(office, new).await.unwrap();
        let front = FrontDesk::new(office.clone());
        let token = match front
            .set_password_by_link(&link.text(), PASSWORD)
            .await
            .unwrap()
        {
            Next::In(token) => token,
            Next::SetUp(token) => {
                let visitor = front.visitor(&token.text()).await.unwrap().unwrap();
                let draft = front.draw_factor().unwrap();
                let now = u64::try_from(self.world.now().as_second()).unwrap();
                let code = SecondFactor::new(&draft.secret).unwrap().code_at(now);
                let (_, token) = front
                    .set_up_factor(&visitor, &draft.secret, &code)
                    .await
                    .unwrap();
                token
            }
            Next::Code(_) => panic!("a new account has no second factor"),
        };
        let mut officer = Officer::stranger(&self.base);
        officer.cookie = format!("__Host-office={}", token.text());
        officer
    }
}
