//! An office that runs a round: the `prongsai` binary on a folder of its own.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};

use prongsai::domain::wire::Random32;
use prongsai::rehearsal::Respondent;
use prongsai::rehearsal::respondent::agent;
use prongsai::world::World;
use serde_json::Value;
use tempfile::TempDir;

use crate::inbox::Inbox;
use crate::people;
use crate::process::{Running, free_port, wait_for_port};
use crate::questionnaire::Answers;

/// Code of the round.
pub const ROUND: &str = "2562-1";

/// Lines of a key sheet on paper.
const SHEET_LINES: usize = 9;

/// An installation with an open round, its server running, everybody invited.
pub struct Office {
    folder: TempDir,
    /// Address of the server, without a slash at its end.
    pub base: String,
    links: HashMap<String, String>,
    sheets: Vec<Sheet>,
    _server: Running,
    inbox: Inbox,
}

/// A custodian's key sheet as it was shown.
struct Sheet {
    lines: Vec<String>,
    one_line: String,
}

impl Office {
    /// From an empty folder to links in everybody's mailbox.
    pub fn with_everybody_invited() -> Self {
        let folder = TempDir::new().unwrap();
        let inbox = Inbox::open(folder.path());
        let port = free_port();
        let base = format!("http://127.0.0.1:{port}");
        let at = Desk(folder.path());
        at.run(&["init", "--kek", &at.file("office.kek")]);
        at.edit_settings(port, inbox.port);
        at.draft_round();
        let sheets = at.hold_ceremony();
        let server = at.serve(port);
        at.run(&["invite", "--round", ROUND]);
        let links = inbox.links(&base);
        Self {
            folder,
            base,
            links,
            sheets,
            _server: server,
            inbox,
        }
    }

    /// An empty installation: no account, no agency, no round.
    pub fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let inbox = Inbox::open(folder.path());
        let port = free_port();
        let at = Desk(folder.path());
        at.run(&["init", "--kek", &at.file("office.kek")]);
        at.edit_settings(port, inbox.port);
        let server = at.serve(port);
        Self {
            folder,
            base: format!("http://127.0.0.1:{port}"),
            links: HashMap::new(),
            sheets: Vec::new(),
            _server: server,
            inbox,
        }
    }

    /// Waits until so many have been mailed their personal links.
    pub fn wait_for_links(&mut self, people: usize) {
        crate::process::wait_until("personal links by mail", || {
            self.links = self.inbox.links(&self.base);
            self.links.len() == people
        });
    }

    /// The one-time link that an account was mailed.
    pub fn welcome(&self, email: &str) -> String {
        self.inbox.welcome(&self.base, email)
    }

    /// The link that the person at this place was mailed.
    pub fn link(&self, agency: &str, at: usize) -> &str {
        &self.links[&people::address(agency, at)]
    }

    /// How many were mailed.
    pub fn mailed(&self) -> usize {
        self.links.len()
    }

    /// Runs the binary; what it prints.
    pub fn run(&self, args: &[&str]) -> String {
        Desk(self.folder.path()).run(args)
    }

    /// Runs the binary with `--format json`.
    pub fn json(&self, args: &[&str]) -> Value {
        let text = self.run(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{args:?}: {problem}\n{text}"))
    }

    /// A path in the office's own folder, outside the data folder.
    pub fn file(&self, name: &str) -> String {
        Desk(self.folder.path()).file(name)
    }

    /// Somebody answers over HTTP, as the browser's script does.
    pub fn answer(&self, agency: &str, at: usize, answers: &Answers) {
        let (_, fragment) = self.link(agency, at).split_once('#').unwrap();
        let respondent = Respondent::open(&agent(), &self.base, fragment).unwrap();
        let seed = u8::try_from(at).unwrap();
        respondent
            .answer(&answers.encoded(), Random32::new([seed; 32]))
            .unwrap();
    }

    /// Closes the round; there is no grace.
    pub fn close(&self) {
        self.run(&["round", "close", ROUND]);
    }

    /// Two custodians type their sheets: one from paper, one from the scanned line.
    pub fn tally(&self) {
        let [first, _, third] = &self.sheets[..] else {
            panic!("three sheets")
        };
        let typed = format!("{}\n{}\n", first.lines.join("\n"), third.one_line);
        let mut talk = Desk(self.folder.path()).talk(&["tally", "--round", ROUND]);
        talk.say(&typed);
        talk.ends_well("tally");
    }

    /// The board of an agency's poll: its file, line by line.
    pub fn board(&self, agency: &str) -> Vec<String> {
        let (_, fingerprint) = self.link(agency, 0).rsplit_once('.').unwrap();
        let mut answer = agent()
            .get(format!("{}/b/{fingerprint}", self.base))
            .call()
            .unwrap();
        assert_eq!(answer.status().as_u16(), 200, "the board of {agency}");
        answer
            .body_mut()
            .read_to_string()
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

/// Acts in a folder.
struct Desk<'a>(&'a Path);

impl Desk<'_> {
    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prongsai"));
        command.arg("--data").arg(self.data()).args(args);
        command
            .env_remove("PRONGSAI_KEK")
            .env("PRONGSAI_ACTOR", "hr")
            .env("LC_ALL", "en_GB.UTF-8");
        command
    }

    fn run(&self, args: &[&str]) -> String {
        let done = self.command(args).stdin(Stdio::null()).output().unwrap();
        let (said, complained) = (
            String::from_utf8(done.stdout).unwrap(),
            String::from_utf8(done.stderr).unwrap(),
        );
        assert!(
            done.status.success(),
            "prongsai {args:?} failed:\n{said}{complained}"
        );
        said
    }

    /// Starts a command that asks questions.
    fn talk(&self, args: &[&str]) -> Talk {
        let mut process = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        Talk {
            typing: process.stdin.take().unwrap(),
            said,
            process,
        }
    }

    /// What an operator changes in the settings that `init` wrote.
    fn edit_settings(&self, port: u16, mail_port: u16) {
        let file = self.data().join("settings.toml");
        let settings = std::fs::read_to_string(&file)
            .unwrap()
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"));
        assert!(
            settings.contains(&format!("listen = \"127.0.0.1:{port}\"")),
            "settings of another form"
        );
        let mail = format!(
            "\n[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {mail_port}\n\
             from = \"กองการเจ้าหน้าที่ <ita@example.go.th>\"\n"
        );
        std::fs::write(file, settings + &mail).unwrap();
    }

    /// Agencies, a round and its roster.
    fn draft_round(&self) {
        let (agencies, roster) = (self.file("agencies.csv"), self.file("roster.csv"));
        std::fs::write(&agencies, people::agencies()).unwrap();
        std::fs::write(&roster, people::roster()).unwrap();
        let month = jiff::SignedDuration::from_hours(24 * 30);
        let closes = World::real()
            .now()
            .checked_add(month)
            .unwrap()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
            .to_string();
        self.run(&["agency", "import", &agencies]);
        let round = [
            "round",
            "create",
            ROUND,
            "--fiscal-year",
            "2562",
            "--closes",
            &closes,
            "--grace-minutes",
            "0",
        ];
        let custodians = [
            "--custodian",
            "นางสาวกุญแจ ดอกแรก",
            "--custodian",
            "นายกุญแจ ดอกสอง",
            "--custodian",
            "นางกุญแจ ดอกสาม",
        ];
        self.run(&[&round[..], &["--kpi-period", "1"], &custodians].concat());
        self.run(&["roster", "import", &roster, "--round", ROUND]);
    }

    /// Every custodian copies the sheet from the screen and types it back.
    fn hold_ceremony(&self) -> Vec<Sheet> {
        let mut talk = self.talk(&["round", "open", ROUND]);
        let mut sheets = Vec::new();
        while sheets.len() < 3 {
            let sheet = talk.read_sheet();
            let typed = if sheets.is_empty() {
                sheet.lines.join("\n")
            } else {
                sheet.one_line.clone()
            };
            talk.say(&format!("\n{typed}\n"));
            sheets.push(sheet);
        }
        talk.ends_well("round open");
        sheets
    }

    fn serve(&self, port: u16) -> Running {
        let server = Running::start(self.command(&["serve"]).stdout(Stdio::null()), "prongsai");
        wait_for_port(port, false, "prongsai serve");
        server
    }
}

/// A command that asks, and somebody who types.
struct Talk {
    process: std::process::Child,
    typing: ChildStdin,
    said: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Talk {
    fn say(&mut self, text: &str) {
        self.typing.write_all(text.as_bytes()).unwrap();
    }

    /// Reads on to the next key sheet, known by its form: numbered lines, then all of it in one.
    fn read_sheet(&mut self) -> Sheet {
        let mut lines = Vec::new();
        for line in self.said.by_ref().map(Result::unwrap) {
            let wanted = format!("{}: ", lines.len() + 1);
            if lines.len() < SHEET_LINES && line.strip_prefix(&wanted).is_some_and(is_code) {
                lines.push(line);
            } else if lines.len() == SHEET_LINES && line.len() > 100 && is_code(&line) {
                return Sheet {
                    lines,
                    one_line: line,
                };
            }
        }
        panic!(
            "the ceremony ended without a key sheet (after {} lines of one)",
            lines.len()
        );
    }

    fn ends_well(self, what: &str) {
        let Self {
            mut process,
            typing,
            said,
        } = self;
        drop(typing);
        let rest: Vec<String> = said.map(Result::unwrap).collect();
        assert!(
            process.wait().unwrap().success(),
            "{what} failed:\n{}",
            rest.join("\n")
        );
    }
}

fn is_code(text: &str) -> bool {
    text.chars()
        .all(|symbol| symbol.is_ascii_digit() || symbol.is_ascii_uppercase() || symbol == '-')
}
